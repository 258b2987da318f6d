//! Edits of policy documents that keep every other byte: what a person laid out stays as it was laid out.
//!
//! What to edit is decided by the remedies; here is only how.

mod scan;
mod style;

use std::ops::Range;

use serde_json::{Map, Value, json};
use thiserror::Error;

use self::scan::{Node, Shape, scan};
use self::style::Style;

/// Why a document cannot be edited.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditError {
    /// It is not JSON.
    #[error("the document is not JSON: {0}")]
    NotJson(String),
    /// An object has a key twice.
    #[error("the document has the key {0} twice in one object")]
    Twice(String),
    /// It has no statement at this place.
    #[error("the document has no statement {0}")]
    NoStatement(usize),
    /// The statement already has a condition with this operator and key.
    #[error("the statement already has a condition {operator} on {key}")]
    HasCondition {
        /// The operator.
        operator: String,
        /// The condition key.
        key: String,
    },
}

/// What is left after a removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// The document with the rest.
    Document(String),
    /// Nothing that the document could hold: no statement, or a statement without principal.
    Nothing,
}

/// Adds a statement behind the others.
///
/// # Errors
/// When the document cannot be read.
pub fn add_statement(text: &str, statement: &Value) -> Result<String, EditError> {
    let root = scan(text)?;
    let Some(list) = root.get("Statement") else {
        return Ok(insert(text, &root, &root, |style| style.member("Statement", &json!([statement]))));
    };
    if matches!(list.shape, Shape::List(_)) {
        return Ok(insert(text, &root, list, |style| style.value(statement)));
    }
    // A lone statement is written without a list: it becomes the first of one.
    let lone = text.get(list.span.clone()).unwrap_or_default();
    let listed = replace(text, list.span.clone(), &format!("[{lone}]"));
    add_statement(&listed, statement)
}

/// Removes the statement at a place.
///
/// # Errors
/// When the document cannot be read or has no such statement.
pub fn remove_statement(text: &str, index: usize) -> Result<Left, EditError> {
    let root = scan(text)?;
    statement(&root, index)?;
    match root.get("Statement") {
        Some(list) if list.parts().len() > 1 && matches!(list.shape, Shape::List(_)) => {
            Ok(Left::Document(remove(text, list, index)))
        }
        _ => Ok(Left::Nothing),
    }
}

/// Adds a condition to a statement: all conditions must hold, so this can only narrow it.
///
/// # Errors
/// When the document cannot be read, has no such statement, or the statement has a condition with the same operator
/// and key: more values there would widen it.
pub fn add_condition(text: &str, index: usize, operator: &str, key: &str, value: &Value) -> Result<String, EditError> {
    let root = scan(text)?;
    let statement = statement(&root, index)?;
    let Some(conditions) = statement.get("Condition") else {
        return Ok(insert(text, &root, statement, |style| {
            style.member("Condition", &json!({ operator: { key: value } }))
        }));
    };
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let Some(keys) = conditions.members().iter().find(|member| same(&member.key, operator)) else {
        return Ok(insert(text, &root, conditions, |style| style.member(operator, &json!({ key: value }))));
    };
    if keys.value.members().iter().any(|member| same(&member.key, key)) {
        return Err(EditError::HasCondition { operator: keys.key.clone(), key: key.to_owned() });
    }
    Ok(insert(text, &root, &keys.value, |style| style.member(key, value)))
}

/// Removes principals from a statement. `unwanted` is asked with the kind (`AWS`, `Service`, …; `*` for the bare star)
/// and the name as written.
///
/// # Errors
/// When the document cannot be read or has no such statement.
pub fn remove_principals(text: &str, index: usize, unwanted: impl Fn(&str, &str) -> bool) -> Result<Left, EditError> {
    let mut text = text.to_owned();
    loop {
        let root = scan(&text)?;
        let Some(principal) = statement(&root, index)?.get("Principal") else { return Ok(Left::Document(text)) };
        if let Shape::Text(name) = &principal.shape {
            return Ok(if unwanted("*", name) { Left::Nothing } else { Left::Document(text) });
        }
        let Some((container, place)) = first_unwanted(principal, &unwanted) else { return Ok(Left::Document(text)) };
        if std::ptr::eq(container, principal) && principal.parts().len() == 1 {
            return Ok(Left::Nothing);
        }
        text = remove(&text, container, place);
    }
}

/// The first unwanted principal: the container to take it out of, and its place there. A kind whose only name is
/// unwanted goes as a whole.
fn first_unwanted(principal: &Node, unwanted: impl Fn(&str, &str) -> bool) -> Option<(&Node, usize)> {
    principal.members().iter().enumerate().find_map(|(place, member)| match &member.value.shape {
        Shape::Text(name) => unwanted(&member.key, name).then_some((principal, place)),
        Shape::List(names) => {
            let is_unwanted = |node: &Node| matches!(&node.shape, Shape::Text(name) if unwanted(&member.key, name));
            let at = names.iter().position(is_unwanted)?;
            Some(if names.len() == 1 { (principal, place) } else { (&member.value, at) })
        }
        _ => None,
    })
}

/// A new document with one statement, laid out for people.
pub fn new_document(statement: &Value) -> String {
    let mut document = Map::new();
    document.insert("Version".to_owned(), Value::from("2012-10-17"));
    document.insert("Statement".to_owned(), json!([statement]));
    format!("{:#}", Value::Object(document))
}

/// The statement at a place, whether the document writes a list or a lone statement.
fn statement(root: &Node, index: usize) -> Result<&Node, EditError> {
    let none = EditError::NoStatement(index);
    let statements = root.get("Statement").ok_or(none.clone())?;
    match &statements.shape {
        Shape::List(items) => items.get(index).ok_or(none),
        Shape::Object(_) if index == 0 => Ok(statements),
        _ => Err(none),
    }
}

fn insert(text: &str, root: &Node, container: &Node, part: impl Fn(&Style) -> String) -> String {
    let style = Style::of(text, root, container);
    match container.parts().last() {
        Some(last) => replace(text, last.end..last.end, &format!("{}{}", style.between, part(&style))),
        None => {
            let inside = container.span.start + 1;
            replace(text, inside..inside, &part(&style))
        }
    }
}

/// Removes the part at a place together with the comma and white space that tie it to the others.
fn remove(text: &str, container: &Node, place: usize) -> String {
    let parts = container.parts();
    let Some(part) = parts.get(place) else { return text.to_owned() };
    let span = match (place.checked_sub(1).and_then(|before| parts.get(before)), parts.get(place + 1)) {
        (_, Some(next)) => part.start..next.start,
        (Some(before), None) => before.end..part.end,
        (None, None) => part.clone(),
    };
    replace(text, span, "")
}

fn replace(text: &str, span: Range<usize>, with: &str) -> String {
    let mut text = text.to_owned();
    text.replace_range(span, with);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIFIED: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}"#;
    const PRETTY: &str = r#"{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "A",
            "Effect": "Allow",
            "Principal": {
                "AWS": ["111122223333", "*"],
                "Service": "logs.amazonaws.com"
            },
            "Action": "s3:GetObject",
            "Resource": "*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "1"}
            }
        }
    ]
}"#;

    #[test]
    fn a_minified_document_stays_minified() {
        let added = add_statement(MINIFIED, &json!({"Sid": "B", "Action": ["x", "y"]})).unwrap();
        assert_eq!(added, MINIFIED.replace("}]}", r#"},{"Sid":"B","Action":["x","y"]}]}"#));
        let narrowed = add_condition(MINIFIED, 0, "Bool", "aws:SecureTransport", &json!("true")).unwrap();
        let condition = r#""Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#;
        assert_eq!(narrowed, MINIFIED.replace(r#""Resource":"*"}"#, condition));
    }

    #[test]
    fn a_pretty_document_keeps_its_indentation() {
        let added = add_statement(PRETTY, &json!({"Sid": "B", "Action": ["x"]})).unwrap();
        let tail = "        },\n        {\n            \"Sid\": \"B\",\n            \"Action\": [\n                \"x\"\n            ]\n        }\n    ]\n}";
        assert!(added.ends_with(tail), "{added}");
        assert_eq!(remove_statement(&added, 1), Ok(Left::Document(PRETTY.to_owned())));
    }

    #[test]
    fn a_condition_joins_those_that_are_there() {
        let value = json!("o-abc");
        let joined = add_condition(PRETTY, 0, "stringequals", "aws:PrincipalOrgID", &value).unwrap();
        assert!(joined.contains(r#"{"aws:SourceAccount": "1", "aws:PrincipalOrgID": "o-abc"}"#), "{joined}");
        let refused = add_condition(PRETTY, 0, "StringEquals", "AWS:SourceAccount", &value);
        assert!(matches!(refused, Err(EditError::HasCondition { .. })));
    }

    #[test]
    fn only_the_unwanted_principal_goes() {
        let star = |_: &str, name: &str| name == "*";
        let Left::Document(left) = remove_principals(PRETTY, 0, star).unwrap() else { panic!("nothing left") };
        assert_eq!(left, PRETTY.replace(r#"["111122223333", "*"]"#, r#"["111122223333"]"#));
        let aws = |kind: &str, _: &str| kind == "AWS";
        let Left::Document(left) = remove_principals(PRETTY, 0, aws).unwrap() else { panic!("nothing left") };
        assert!(
            left.contains("\"Principal\": {\n                \"Service\": \"logs.amazonaws.com\"\n            }"),
            "{left}"
        );
        assert_eq!(remove_principals(PRETTY, 0, |_, _| true), Ok(Left::Nothing));
        assert_eq!(remove_principals(MINIFIED, 0, star), Ok(Left::Nothing));
    }

    #[test]
    fn a_lone_statement_becomes_a_list() {
        let lone = r#"{"Statement": {"Effect": "Allow", "Action": "x"}}"#;
        let added = add_statement(lone, &json!({"Effect": "Deny"})).unwrap();
        assert_eq!(added, r#"{"Statement": [{"Effect": "Allow", "Action": "x"}, {"Effect": "Deny"}]}"#);
        assert_eq!(remove_statement(lone, 0), Ok(Left::Nothing));
        assert_eq!(remove_statement(lone, 1), Err(EditError::NoStatement(1)));
    }
}
