//! Checks of DynamoDB tables.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{ExportTarget, Table, TableExport};
use tidegate::model::{AccountId, AtRest, Fact};

use super::{account, allows};
use crate::samples::{
    ACCOUNT, FOREIGN, SECOND, Tweak, bucket, decision, denied, estate, estate_with_gaps, key, policy, table, table_arn,
    unknown,
};

fn of_table(check: &str, change: impl FnOnce(&mut Table)) -> Option<Decision> {
    decision(&estate([table("orders").with(change), key("main")]), check, &table_arn("orders"))
}

fn allowing(principal: &str) -> String {
    allows(principal, "dynamodb:GetItem", &table_arn("orders"), "")
}

#[test]
fn a_table_that_lets_in_everyone() {
    const CHECK: &str = "dynamodb-table-public-policy";
    let narrowed = format!(r#","Condition":{{"StringEquals":{{"aws:PrincipalAccount":"{ACCOUNT}"}}}}"#);
    let narrowed = allows(r#""*""#, "dynamodb:GetItem", &table_arn("orders"), &narrowed);
    assert_eq!(of_table(CHECK, |it| it.policy = policy(allowing(r#""*""#))), Some(Fail));
    assert_eq!(of_table(CHECK, |it| it.policy = policy(narrowed)), Some(Pass));
    assert_eq!(of_table(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_table_that_lets_in_a_foreign_account() {
    const CHECK: &str = "dynamodb-table-foreign-access";
    assert_eq!(of_table(CHECK, |it| it.policy = policy(allowing(&account(FOREIGN)))), Some(Fail));
    assert_eq!(of_table(CHECK, |it| it.policy = policy(allowing(&account(SECOND)))), Some(Pass));
    assert_eq!(of_table(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_stream_that_is_open_while_its_table_is_not() {
    const CHECK: &str = "dynamodb-stream-open";
    let stream = format!("{}/stream/2026-01-01T00:00:00.000", table_arn("orders"));
    let open = |who: &str| policy(allows(who, "dynamodb:GetRecords", &stream, ""));
    assert_eq!(of_table(CHECK, |it| it.stream_policy = open(r#""*""#)), Some(Fail));
    assert_eq!(of_table(CHECK, |it| it.stream_policy = open(&account(FOREIGN))), Some(Fail));
    assert_eq!(of_table(CHECK, |it| it.stream_policy = open(&account(SECOND))), Some(Pass));
    assert_eq!(of_table(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_table(CHECK, |it| it.stream_policy = policy("{")), Some(Unknown));
    assert_eq!(of_table(CHECK, |it| it.stream_policy = unknown()), Some(Unknown));
    assert_eq!(of_table(CHECK, |it| it.stream_policy = Fact::NotApplicable), None);
}

#[test]
fn restricted_items_want_a_key_of_the_customer() {
    const CHECK: &str = "dynamodb-table-customer-key";
    let restricted = |change: fn(&mut Table)| {
        let orders = table("orders").tag("classification", "restricted").with(change);
        decision(&estate([orders, key("main")]), CHECK, &table_arn("orders"))
    };
    let owned = |it: &mut Table| {
        it.description.known_mut().unwrap().encryption = AtRest::Provider("AWS owned key".to_owned());
    };
    assert_eq!(restricted(|_| ()), Some(Pass));
    assert_eq!(restricted(owned), Some(Fail));
    assert_eq!(restricted(|it| it.description = unknown()), Some(Unknown));
    assert_eq!(of_table(CHECK, owned), None);
}

#[test]
fn a_table_that_cannot_be_restored() {
    const CHECK: &str = "dynamodb-table-point-in-time-recovery";
    assert_eq!(of_table(CHECK, |it| it.recovery.known_mut().unwrap().enabled = false), Some(Fail));
    assert_eq!(of_table(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_table(CHECK, |it| it.recovery = unknown()), Some(Unknown));
}

#[test]
fn a_table_that_one_call_deletes() {
    const CHECK: &str = "dynamodb-table-deletion-protection";
    assert_eq!(of_table(CHECK, |it| it.description.known_mut().unwrap().deletion_protection = false), Some(Fail));
    assert_eq!(of_table(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_table(CHECK, |it| it.description = unknown()), Some(Unknown));
}

#[test]
fn a_table_that_was_exported_to_a_foreign_account() {
    const CHECK: &str = "dynamodb-export-foreign-bucket";
    let to = |bucket: &str, owner: Option<&str>, status: &str| {
        let told = ExportTarget {
            bucket: bucket.to_owned(),
            owner: owner.map(AccountId::new),
            prefix: None,
            encryption: None,
            status: status.to_owned(),
            started: None,
        };
        Fact::Known(vec![TableExport { arn: format!("{}/export/1-a", table_arn("orders")), told: Fact::Known(told) }])
    };
    let of = |exports: Fact<Vec<TableExport>>| {
        let orders = table("orders").with(|it: &mut Table| it.exports = exports);
        let all = [orders, key("main"), bucket("mine"), bucket("theirs").owned_by(FOREIGN)];
        decision(&estate_with_gaps([denied("dynamodb:ListExports", "")], all), CHECK, &table_arn("orders"))
    };
    assert_eq!(of(to("elsewhere", Some(FOREIGN), "COMPLETED")), Some(Fail));
    assert_eq!(of(to("theirs", None, "IN_PROGRESS")), Some(Fail));
    assert_eq!(of(to("elsewhere", Some(FOREIGN), "FAILED")), Some(Pass));
    assert_eq!(of(to("mine", None, "COMPLETED")), Some(Pass));
    assert_eq!(of(to("elsewhere", Some(SECOND), "COMPLETED")), Some(Pass));
    assert_eq!(of(to("elsewhere", None, "COMPLETED")), Some(Unknown));
    assert_eq!(of(unknown()), Some(Unknown));
}
