//! Reading policies. Nothing is lost but the order of elements, which has no meaning: string or list, `Not…` clauses,
//! every condition with its values as written.
//!
//! A document goes straight into its values, without a tree of JSON in between: every check reads policies, and an
//! estate has tens of thousands. An invalid document is an error that names its place; it is never skipped into an
//! allow.
//!
//! Sources: IAM User Guide, "Grammar of the IAM JSON policy language", "IAM JSON policy element reference" and
//! "IAM policy validation check reference". What they say, and what is done here:
//! - Element names, and `Allow` and `Deny`, are compared with case (IAM answers `Unknown field statement`), and an
//!   element that the grammar does not have is an error.
//! - No object may have a key twice.
//! - Without `Version` the language is that of 2008-10-17.
//! - `Statement` is an object or a list of them; a list of one value may be written without its brackets everywhere.
//! - A statement has an effect and exactly one of `Action` and `NotAction`; at most one of `Resource` and
//!   `NotResource`, and of `Principal` and `NotPrincipal`. Which of these a kind of policy must or must not have is
//!   not decided here.
//! - Empty lists and objects are valid: such a statement has no effect. Validation only advises against them.
//! - A condition's value may be a string, a number or a boolean.

mod document;
mod parts;
mod place;
mod print;
mod read;
mod values;

use thiserror::Error;

use self::place::{Place, Sink};
use self::read::Read;
pub use self::values::{Clause, Condition, Effect, Policy, Principal, PrincipalClause, Statement, Version};

/// Why a document is not a policy, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}: {what}")]
pub struct ParseError {
    /// The place, such as `Statement[2].Principal`.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

impl Policy {
    /// Reads a policy document.
    ///
    /// # Errors
    /// When the text is not JSON or not a policy; the error names the place.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let sink = Sink::default();
        let root = Place::root(&sink);
        let mut json = serde_json::Deserializer::from_str(text);
        let read = Read::at(&root).from(&mut json).and_then(|policy| json.end().map(|()| policy));
        read.map_err(|wrong| {
            let malformed = || ParseError { place: root.to_string(), what: wrong.to_string() };
            sink.take().unwrap_or_else(malformed)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(members: &str) -> Result<Statement, String> {
        let text = format!(r#"{{"Statement":[{{"Effect":"Allow","Action":"s3:*","Resource":"*"{members}}}]}}"#);
        Policy::parse(&text).map(|mut policy| policy.statements.remove(0)).map_err(|wrong| wrong.to_string())
    }

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
            let read = statement(&format!(r#","Principal":{written}"#)).unwrap();
            assert_eq!(read.principal, PrincipalClause::Is(vec![Principal::Everyone]));
        }
    }

    #[test]
    fn every_kind_of_principal_is_kept_in_order() {
        let written = r#"{"Service":["a","b"],"AWS":"1","Federated":"f","CanonicalUser":["c"]}"#;
        let read = statement(&format!(r#","NotPrincipal":{written}"#)).unwrap();
        let name = str::to_owned;
        let kinds = [
            Principal::Service(name("a")),
            Principal::Service(name("b")),
            Principal::Aws(name("1")),
            Principal::Federated(name("f")),
            Principal::CanonicalUser(name("c")),
        ];
        assert_eq!(read.principal, PrincipalClause::Not(kinds.to_vec()));
    }

    #[test]
    fn condition_values_keep_the_text_that_was_written() {
        let written = r#"{"NumericLessThan":{"k":[1.0, 1e3,-0,123456789012345678901234567890]},
            "Bool":{"b":true,"c":"false"},"StringLike":{"d":["\u0061\"",false , "x"],"e":[]}}"#;
        let read = statement(&format!(r#","Condition":{written}"#)).unwrap();
        let values: Vec<(&str, &str, String)> =
            read.conditions.iter().map(|it| (it.operator.as_str(), it.key.as_str(), it.values.join(" "))).collect();
        let expected = [
            ("NumericLessThan", "k", "1.0 1e3 -0 123456789012345678901234567890"),
            ("Bool", "b", "true"),
            ("Bool", "c", "false"),
            ("StringLike", "d", "a\" false x"),
            ("StringLike", "e", ""),
        ];
        assert_eq!(values, expected.map(|(operator, key, value)| (operator, key, value.to_owned())));
        assert_eq!(read.conditions.last().map(|it| it.values.len()), Some(0));
    }

    #[test]
    fn empty_lists_are_valid_and_kept() {
        let text = r#"{"Statement":[{"Effect":"Deny","NotAction":[],"NotResource":[],"Principal":{},"Condition":{}}]}"#;
        let read = Policy::parse(text).unwrap().statements.remove(0);
        assert_eq!(read.action, Clause::Not(Vec::new()));
        assert_eq!(read.resource, Some(Clause::Not(Vec::new())));
        assert_eq!(read.principal, PrincipalClause::Is(Vec::new()));
        assert_eq!(Policy::parse(r#"{"Statement":[]}"#).map(|policy| policy.statements), Ok(Vec::new()));
    }

    /// What is wrong in a statement, after its place in the policy.
    #[test]
    fn an_error_in_a_statement_names_its_place() {
        for (members, expected) in [
            (r#","Sid":7"#, ".Sid: is not a string"),
            (r#","effect":"Allow""#, ".effect: is not an element of a statement"),
            (r#","Effect":"Deny""#, ".Effect: is written twice"),
            (r#","Act\u0069on":"*""#, ".Action: is written twice"),
            (r#","NotAction":"*""#, ": has both Action and NotAction"),
            (r#","NotResource":"*""#, ": has both Resource and NotResource"),
            (r#","Principal":"*","NotPrincipal":"*""#, ": has both Principal and NotPrincipal"),
            (r#","Principal":"me""#, ".Principal: is neither \"*\" nor an object"),
            (r#","Principal":{"aws":"*"}"#, ".Principal.aws: is not a kind of principal"),
            (r#","Principal":{"AWS":[1]}"#, ".Principal.AWS: is not a string"),
            (r#","Principal":{"AWS":"1","AWS":"2"}"#, ".Principal.AWS: is written twice"),
            (r#","Condition":[]"#, ".Condition: is not an object"),
            (r#","Condition":{"Bool":true}"#, ".Condition.Bool: is not an object"),
            (r#","Condition":{"Bool":{"k":null}}"#, ".Condition.Bool.k: is not a string, number or boolean"),
            (r#","Condition":{"Bool":{"k":[["x"]]}}"#, ".Condition.Bool.k: is not a string, number or boolean"),
            (r#","Condition":{"Bool":{"k":"1","k":"2"}}"#, ".Condition.Bool.k: is written twice"),
            (r#","Condition":{"Bool":{},"Bool":{}}"#, ".Condition.Bool: is written twice"),
        ] {
            assert_eq!(statement(members), Err(format!("Statement[0]{expected}")));
        }
    }

    #[test]
    fn an_error_of_a_document_names_its_place() {
        for (text, expected) in [
            ("[]", "document: is not a JSON object"),
            ("{}", "document: has no Statement"),
            (r#"{"Version":"2020-01-01","Statement":[]}"#, "Version: \"2020-01-01\" is not 2012-10-17 or 2008-10-17"),
            (r#"{"Version":2012,"Statement":[]}"#, "Version: is not 2012-10-17 or 2008-10-17"),
            (r#"{"Id":null,"Statement":[]}"#, "Id: is not a string"),
            (r#"{"statement":[]}"#, "statement: is not an element of a policy"),
            (r#"{"Statement":[],"Statement":[]}"#, "Statement: is written twice"),
            (r#"{"Statement":"*"}"#, "Statement: is neither an object nor a list"),
            (r#"{"Statement":[[]]}"#, "Statement[0]: is not an object"),
            (r#"{"Statement":{"Effect":"Allow"}}"#, "Statement: has neither Action nor NotAction"),
            (r#"{"Statement":[{"Action":"*"}]}"#, "Statement[0]: has no Effect"),
            (
                r#"{"Statement":[{"Effect":"Allow","Action":"*"},{"Effect":"Permit","Action":"*"}]}"#,
                "Statement[1].Effect: is neither Allow nor Deny",
            ),
        ] {
            assert_eq!(Policy::parse(text).map_err(|wrong| wrong.to_string()), Err(expected.to_owned()));
        }
    }

    #[test]
    fn what_is_not_json_is_said_with_its_line() {
        let wrong = Policy::parse("{\"Statement\":[],\n}").unwrap_err();
        assert_eq!(wrong.place, "document");
        assert!(wrong.what.contains("at line 2"), "{wrong}");
        let wrong = Policy::parse("{\"Statement\":[]} {}").unwrap_err();
        assert!(wrong.to_string().starts_with("document: trailing characters"), "{wrong}");
    }

    #[test]
    fn what_json_cannot_hold_is_not_written_as_less() {
        let mut policy = Policy::parse(r#"{"Statement":{"Effect":"Allow","Action":"*"}}"#).unwrap();
        let condition = |value: &str| Condition {
            operator: "StringEquals".to_owned(),
            key: "aws:SourceAccount".to_owned(),
            values: vec![value.to_owned()],
        };
        policy.statements[0].conditions = vec![condition("1"), condition("2")];
        let wrong = Policy::parse(&policy.to_json()).unwrap_err();
        assert_eq!(wrong.to_string(), "Statement[0].Condition.StringEquals.aws:SourceAccount: is written twice");
    }
}
