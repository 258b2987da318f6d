//! What fuzzing has found, each as a test of its own.

use tidegate::policy::evaluate::{CompiledCondition, Context, ContextValue, Formula, Truth};
use tidegate::policy::{Condition, Policy};

fn holds(operator: &str, key: &str, value: &str, found: ContextValue) -> bool {
    let condition = Condition { operator: operator.to_owned(), key: key.to_owned(), values: vec![value.to_owned()] };
    let mut context = Context::complete();
    context.set(key, found);
    CompiledCondition::new(&condition, true).unwrap().holds::<Formula>(&context).is_yes()
}

#[test]
fn an_element_without_a_name_has_a_place() {
    let wrong = Policy::parse(r#"{"":1}"#).unwrap_err();
    assert_eq!(wrong.to_string(), r#""": is not an element of a policy"#);
    let wrong = Policy::parse(r#"{"Statement":{"":1}}"#).unwrap_err();
    assert_eq!(wrong.place, r#"Statement."""#);
}

/// IAM User Guide, "Multivalued context key examples": an empty data set is treated as a key that is missing. So "all
/// values are not" stays the negation of "any value is".
#[test]
fn an_empty_value_is_missing_to_both_set_operators() {
    for found in [ContextValue::Many(Vec::new()), ContextValue::Many(vec![String::new()])] {
        assert!(holds("ForAllValues:StringNotLike", "aws:TagKeys", "*", found.clone()));
        assert!(!holds("ForAnyValue:StringLike", "aws:TagKeys", "*", found.clone()));
        assert!(!holds("ForAnyValue:StringNotLike", "aws:TagKeys", "a", found.clone()));
        assert!(holds("ForAnyValue:StringLikeIfExists", "aws:TagKeys", "a", found));
    }
    let one = || ContextValue::One(String::new());
    assert!(holds("ForAllValues:StringNotLike", "aws:SourceVpce", "*", one()));
    assert!(!holds("ForAnyValue:StringLike", "aws:SourceVpce", "*", one()));
    assert!(holds("StringLike", "aws:SourceVpce", "*", one()));
}

#[test]
fn an_address_of_version_4_inside_version_6_is_in_its_own_block() {
    for (block, found) in [
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.7"),
        ("::ffff:203.0.113.0/120", "203.0.113.7"),
        ("203.0.113.0/24", "::ffff:203.0.113.7"),
    ] {
        let one = ContextValue::One(found.to_owned());
        assert!(holds("IpAddress", "aws:SourceIp", block, one), "{found} in {block}");
    }
    for block in ["::/0", "::ffff:203.0.113.0/129", "2001:db8::/32"] {
        let one = ContextValue::One("203.0.113.7".to_owned());
        assert!(!holds("IpAddress", "aws:SourceIp", block, one), "{block}");
    }
}
