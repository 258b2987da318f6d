//! The least change is the least, and it does turn the verdict around.

use super::*;
use crate::policy::Policy;

fn compiled(text: &str) -> CompiledPolicy {
    CompiledPolicy::new(&Policy::parse(text).unwrap(), PolicyKind::Identity).unwrap()
}

fn changes(identity: &[(&str, &str)], boundary: Option<&str>, context: Context) -> (bool, Vec<String>) {
    let identity: Vec<(&str, CompiledPolicy)> = identity.iter().map(|(name, text)| (*name, compiled(text))).collect();
    let boundary = boundary.map(compiled);
    let policies = Policies {
        identity: Layer::of(identity.iter().map(|(name, policy)| (*name, policy))),
        boundary: boundary.as_ref().map(|policy| Layer::of([("Limits", policy)])),
        ..Policies::default()
    };
    let caller = Caller::parse("arn:aws:iam::111122223333:user/dana").unwrap();
    let request = Request::new(caller, "s3:GetObject", "arn:aws:s3:::raw/a", None, context);
    let verdict = explain(&request, &policies);
    let flip = least_change(&request, &policies, &verdict).unwrap();
    (flip.allows, flip.changes.iter().map(ToString::to_string).collect())
}

const READ: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}"#;
const FROM_ENDPOINT: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Endpoint","Effect":"Allow",
    "Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"},
    "Bool":{"aws:SecureTransport":"true"}}}]}"#;
const NO_RAW: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"NoRaw","Effect":"Deny","Action":"s3:*",
    "Resource":"arn:aws:s3:::raw/*"}]}"#;
const QUEUES: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}"#;

#[test]
fn of_two_conditions_only_the_one_that_fails_is_named() {
    let context = Context::complete().with("aws:SecureTransport", "true");
    let (allows, changes) = changes(&[("Reader", FROM_ENDPOINT)], None, context);
    assert!(allows);
    assert_eq!(changes, ["a request for which `aws:SourceVpce` is `vpce-1`"]);
}

#[test]
fn every_layer_that_lacks_an_allow_is_named() {
    let (allows, found) = changes(&[("Queues", QUEUES)], Some(QUEUES), Context::complete());
    assert!(allows);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.contains(&"an allow in the permissions boundary".to_owned()), "{found:?}");
    assert!(found.contains(&"an allow in the identity policies".to_owned()), "{found:?}");
}

#[test]
fn an_explicit_deny_must_go() {
    let (allows, changes) = changes(&[("Reader", READ), ("Guard", NO_RAW)], None, Context::complete());
    assert!(allows);
    assert_eq!(changes, ["without statement 1 (NoRaw) of Guard in the identity policies"]);
}

#[test]
fn two_statements_that_both_allow_must_both_go() {
    let (allows, found) = changes(&[("Reader", READ), ("Again", READ)], None, Context::complete());
    assert!(!allows);
    assert_eq!(found.len(), 2, "{found:?}");
    let (_, one) = changes(&[("Reader", READ)], Some(READ), Context::complete());
    assert_eq!(one.len(), 1, "{one:?}");
}
