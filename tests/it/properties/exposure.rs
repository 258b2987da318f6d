//! Adding a Deny never lets anyone in, and the order of statements does not matter.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tidegate::policy::{Inside, Policy, exposure};

use super::cases::cases;

const PRINCIPALS: [&str; 4] =
    [r#""*""#, r#"{"AWS":"999988887777"}"#, r#"{"AWS":"111122223333"}"#, r#"{"AWS":["*","888877776666"]}"#];
const ACTIONS: [&str; 4] = ["s3:*", "s3:GetObject", "s3:Get*", "*"];
const RESOURCES: [&str; 3] = ["*", "arn:aws:s3:::raw/*", "arn:aws:s3:::raw"];
const CONDITIONS: [&str; 5] = [
    "",
    r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-own"}}"#,
    r#","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-own"}}"#,
    r#","Condition":{"Bool":{"aws:SecureTransport":"false"}}"#,
    r#","Condition":{"StringEqualsIfExists":{"aws:SourceVpc":"vpc-1"}}"#,
];

fn statement(effect: &'static str) -> impl Strategy<Value = String> {
    let parts = (0..PRINCIPALS.len(), 0..ACTIONS.len(), 0..RESOURCES.len(), 0..CONDITIONS.len());
    parts.prop_map(move |(principal, action, resource, condition)| {
        format!(
            r#"{{"Effect":"{effect}","Principal":{},"Action":"{}","Resource":"{}"{}}}"#,
            PRINCIPALS[principal], ACTIONS[action], RESOURCES[resource], CONDITIONS[condition]
        )
    })
}

/// Who is let in: the texts of public statements, and foreigners.
fn let_in(statements: &[String]) -> (BTreeSet<String>, BTreeSet<String>) {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    let policy = Policy::parse(&text).unwrap();
    let inside = Inside { account: &|id| id == "111122223333", organization: Some("o-own"), canonical: None };
    let found = exposure(&policy, &inside);
    let public = found.public.iter().map(|opening| statements[opening.index].clone()).collect();
    let foreign = found.foreign.iter().map(|it| format!("{} {}", it.who, statements[it.index])).collect();
    (public, foreign)
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn a_deny_more_lets_nobody_in(
        allows in prop::collection::vec(statement("Allow"), 1..4),
        denies in prop::collection::vec(statement("Deny"), 0..3),
        more in statement("Deny"),
    ) {
        let before = let_in(&[allows.clone(), denies.clone()].concat());
        let after = let_in(&[allows, denies, vec![more]].concat());
        prop_assert!(after.0.is_subset(&before.0), "{:?} {:?}", before, after);
        prop_assert!(after.1.is_subset(&before.1), "{:?} {:?}", before, after);
    }

    #[test]
    fn the_order_of_statements_does_not_matter(
        mut statements in prop::collection::vec(prop_oneof![statement("Allow"), statement("Deny")], 1..5),
    ) {
        let forwards = let_in(&statements);
        statements.reverse();
        prop_assert_eq!(forwards, let_in(&statements));
    }
}
