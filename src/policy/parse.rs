//! The policy language as values. Parsing keeps everything: string-or-list, `Not…` clauses, every condition.
//!
//! Source: IAM User Guide, "IAM JSON policy elements reference" and "Grammar of the IAM JSON policy language".
//! An invalid document is an error that names its place; it is never skipped into an allow.

use serde_json::{Map, Value};
use thiserror::Error;

/// A parsed policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The language version. Without one, AWS assumes 2008-10-17.
    pub version: Version,
    /// The policy's own id.
    pub id: Option<String>,
    /// Its statements, in the order written.
    pub statements: Vec<Statement>,
}

/// The version of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// `2008-10-17`: no policy variables.
    #[default]
    V2008,
    /// `2012-10-17`: policy variables.
    V2012,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its id, when it has one.
    pub sid: Option<String>,
    /// Allow or deny.
    pub effect: Effect,
    /// Who it is about; absent in identity policies.
    pub principal: PrincipalClause,
    /// The actions.
    pub action: Clause,
    /// The resources; absent in trust policies.
    pub resource: Option<Clause>,
    /// Its conditions: all must hold.
    pub conditions: Vec<Condition>,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It permits.
    Allow,
    /// It forbids, whatever else permits.
    Deny,
}

/// A list of patterns, or all but those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// `Action` or `Resource`.
    Is(Vec<String>),
    /// `NotAction` or `NotResource`.
    Not(Vec<String>),
}

/// Who a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrincipalClause {
    /// No principal is written: an identity policy.
    Absent,
    /// `Principal`.
    Is(Vec<Principal>),
    /// `NotPrincipal`.
    Not(Vec<Principal>),
}

/// One principal as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Principal {
    /// `"*"` or `{"AWS": "*"}`: anyone, signed in or not.
    Everyone,
    /// An account id, an ARN, or the unique id of a deleted identity.
    Aws(String),
    /// A service such as `lambda.amazonaws.com`.
    Service(String),
    /// An identity provider.
    Federated(String),
    /// An account by its S3 canonical id.
    CanonicalUser(String),
}

/// One key of one operator with its values; any value may match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The operator as written, such as `StringEqualsIfExists` or `ForAnyValue:StringLike`.
    pub operator: String,
    /// The condition key as written, such as `aws:SourceArn`.
    pub key: String,
    /// The values.
    pub values: Vec<String>,
}

/// Why a document is not a policy, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}: {what}")]
pub struct ParseError {
    /// The place, such as `Statement[2].Principal`.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

fn error<T>(place: &str, what: impl Into<String>) -> Result<T, ParseError> {
    Err(ParseError { place: place.to_owned(), what: what.into() })
}

impl Policy {
    /// Reads a policy document.
    ///
    /// # Errors
    /// When the text is not JSON or not a policy; the error names the place.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(wrong) => return error("document", wrong.to_string()),
        };
        let Value::Object(map) = &value else { return error("document", "is not a JSON object") };
        let mut policy = Self { version: Version::default(), id: None, statements: Vec::new() };
        for (key, value) in map {
            match key.as_str() {
                "Version" => policy.version = version(value)?,
                "Id" => policy.id = Some(text_of(value, "Id")?),
                "Statement" => policy.statements = statements(value)?,
                other => return error(other, "is not an element of a policy"),
            }
        }
        if !map.contains_key("Statement") {
            return error("document", "has no Statement");
        }
        Ok(policy)
    }

    /// The statements with this effect, with their places.
    pub fn with_effect(&self, effect: Effect) -> impl Iterator<Item = (usize, &Statement)> {
        self.statements.iter().enumerate().filter(move |(_, statement)| statement.effect == effect)
    }
}

impl Statement {
    /// The statement's own id, or its place in words: `statement 2`.
    pub fn label(&self, index: usize) -> String {
        self.sid.clone().filter(|sid| !sid.is_empty()).unwrap_or_else(|| format!("statement {}", index + 1))
    }

    /// The conditions on this key; condition keys are compared without case.
    pub fn conditions_on<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Condition> {
        self.conditions.iter().filter(move |condition| condition.key.eq_ignore_ascii_case(key))
    }
}

fn version(value: &Value) -> Result<Version, ParseError> {
    match value.as_str() {
        Some("2012-10-17") => Ok(Version::V2012),
        Some("2008-10-17") => Ok(Version::V2008),
        _ => error("Version", format!("{value} is not 2012-10-17 or 2008-10-17")),
    }
}

fn text_of(value: &Value, place: &str) -> Result<String, ParseError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        _ => error(place, "is not a string"),
    }
}

fn statements(value: &Value) -> Result<Vec<Statement>, ParseError> {
    match value {
        Value::Object(map) => Ok(vec![statement(map, "Statement")?]),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(index, item)| {
                let place = format!("Statement[{index}]");
                match item {
                    Value::Object(map) => statement(map, &place),
                    _ => error(&place, "is not an object"),
                }
            })
            .collect(),
        _ => error("Statement", "is neither an object nor a list"),
    }
}

fn statement(map: &Map<String, Value>, place: &str) -> Result<Statement, ParseError> {
    let at = |name: &str| format!("{place}.{name}");
    for key in map.keys() {
        if !ELEMENTS.contains(&key.as_str()) {
            return error(&at(key), "is not an element of a statement");
        }
    }
    let effect = match map.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return error(&at("Effect"), "is neither Allow nor Deny"),
    };
    let Some(action) = clause(map, "Action", "NotAction", place)? else {
        return error(place, "has neither Action nor NotAction");
    };
    Ok(Statement {
        sid: map.get("Sid").map(|value| text_of(value, &at("Sid"))).transpose()?,
        effect,
        principal: principal_clause(map, place)?,
        action,
        resource: clause(map, "Resource", "NotResource", place)?,
        conditions: map
            .get("Condition")
            .map(|value| conditions(value, &at("Condition")))
            .transpose()?
            .unwrap_or_default(),
    })
}

const ELEMENTS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

fn clause(map: &Map<String, Value>, is: &str, not: &str, place: &str) -> Result<Option<Clause>, ParseError> {
    match (map.get(is), map.get(not)) {
        (Some(_), Some(_)) => error(place, format!("has both {is} and {not}")),
        (Some(value), None) => Ok(Some(Clause::Is(texts(value, &format!("{place}.{is}"))?))),
        (None, Some(value)) => Ok(Some(Clause::Not(texts(value, &format!("{place}.{not}"))?))),
        (None, None) => Ok(None),
    }
}

fn texts(value: &Value, place: &str) -> Result<Vec<String>, ParseError> {
    match value {
        Value::String(text) => Ok(vec![text.clone()]),
        Value::Array(list) => list.iter().map(|item| text_of(item, place)).collect(),
        _ => error(place, "is neither a string nor a list of strings"),
    }
}

fn principal_clause(map: &Map<String, Value>, place: &str) -> Result<PrincipalClause, ParseError> {
    match (map.get("Principal"), map.get("NotPrincipal")) {
        (Some(_), Some(_)) => error(place, "has both Principal and NotPrincipal"),
        (Some(value), None) => Ok(PrincipalClause::Is(principals(value, &format!("{place}.Principal"))?)),
        (None, Some(value)) => Ok(PrincipalClause::Not(principals(value, &format!("{place}.NotPrincipal"))?)),
        (None, None) => Ok(PrincipalClause::Absent),
    }
}

fn principals(value: &Value, place: &str) -> Result<Vec<Principal>, ParseError> {
    match value {
        Value::String(text) if text == "*" => Ok(vec![Principal::Everyone]),
        Value::Object(map) => {
            let mut all = Vec::new();
            for (kind, value) in map {
                let place = format!("{place}.{kind}");
                for name in texts(value, &place)? {
                    all.push(match kind.as_str() {
                        "AWS" if name == "*" => Principal::Everyone,
                        "AWS" => Principal::Aws(name),
                        "Service" => Principal::Service(name),
                        "Federated" => Principal::Federated(name),
                        "CanonicalUser" => Principal::CanonicalUser(name),
                        _ => return error(&place, "is not a kind of principal"),
                    });
                }
            }
            Ok(all)
        }
        _ => error(place, "is neither \"*\" nor an object"),
    }
}

fn conditions(value: &Value, place: &str) -> Result<Vec<Condition>, ParseError> {
    let Value::Object(operators) = value else { return error(place, "is not an object") };
    let mut all = Vec::new();
    for (operator, keys) in operators {
        let place = format!("{place}.{operator}");
        let Value::Object(keys) = keys else { return error(&place, "is not an object") };
        for (key, value) in keys {
            let values = scalars(value, &format!("{place}.{key}"))?;
            all.push(Condition { operator: operator.clone(), key: key.clone(), values });
        }
    }
    Ok(all)
}

/// Condition values may be written as strings, numbers or booleans, alone or in a list.
fn scalars(value: &Value, place: &str) -> Result<Vec<String>, ParseError> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        _ => error(place, "is not a string, number or boolean"),
    };
    match value {
        Value::Array(list) => list.iter().map(one).collect(),
        other => Ok(vec![one(other)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_lists_mean_the_same() {
        let one = Policy::parse(r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#);
        let list = Policy::parse(r#"{"Statement":[{"Effect":"Allow","Action":["s3:*"],"Resource":["*"]}]}"#);
        assert_eq!(one, list);
        assert_eq!(one.map(|policy| policy.version), Ok(Version::V2008));
    }

    #[test]
    fn both_spellings_of_everyone_are_one() {
        for written in [r#""*""#, r#"{"AWS":"*"}"#, r#"{"AWS":["*"]}"#] {
            let text = format!(
                r#"{{"Statement":[{{"Effect":"Allow","Principal":{written},"Action":"s3:GetObject","Resource":"*"}}]}}"#
            );
            let policy = Policy::parse(&text).unwrap();
            assert_eq!(policy.statements[0].principal, PrincipalClause::Is(vec![Principal::Everyone]));
        }
    }

    #[test]
    fn an_error_names_its_place() {
        let wrong = Policy::parse(
            r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Permit","Action":"*"}]}"#,
        );
        assert_eq!(wrong.unwrap_err().place, "Statement[1].Effect");
    }
}
