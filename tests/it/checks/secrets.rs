//! Checks of secrets.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{Secret, SecretReplica};
use tidegate::model::{AtRest, Fact};

use super::{account, allows};
use crate::samples::{FOREIGN, SECOND, Tweak, decision, estate, key, policy, secret, secret_arn, time, unknown};

fn of_secret(check: &str, change: impl FnOnce(&mut Secret)) -> Option<Decision> {
    decision(&estate([secret("db").with(change), key("main")]), check, &secret_arn("db"))
}

fn allowing(principal: &str) -> String {
    allows(principal, "secretsmanager:GetSecretValue", "*", "")
}

#[test]
fn a_secret_that_everyone_may_read() {
    const CHECK: &str = "secretsmanager-secret-public-policy";
    assert_eq!(of_secret(CHECK, |it| it.policy = policy(allowing(r#""*""#))), Some(Fail));
    assert_eq!(of_secret(CHECK, |it| it.policy = policy(allowing(&account(SECOND)))), Some(Pass));
    assert_eq!(of_secret(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_secret_that_a_foreign_account_may_read() {
    const CHECK: &str = "secretsmanager-secret-foreign-access";
    assert_eq!(of_secret(CHECK, |it| it.policy = policy(allowing(&account(FOREIGN)))), Some(Fail));
    assert_eq!(of_secret(CHECK, |it| it.policy = policy(allowing(&account(SECOND)))), Some(Pass));
    assert_eq!(of_secret(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_restricted_secret_wants_a_key_of_the_customer() {
    const CHECK: &str = "secretsmanager-secret-customer-key";
    let restricted = |key_name: Option<&str>| {
        let key_name = key_name.map(|name| AtRest::Key(name.to_owned()));
        let db = secret("db").tag("classification", "restricted").with(|it: &mut Secret| {
            it.encryption = key_name.unwrap_or_else(|| it.encryption.clone());
        });
        decision(&estate([db, key("main")]), CHECK, &secret_arn("db"))
    };
    assert_eq!(restricted(None), Some(Pass));
    assert_eq!(restricted(Some("alias/aws/secretsmanager")), Some(Fail));
    assert_eq!(restricted(Some("alias/gone")), Some(Unknown));
}

#[test]
fn a_secret_that_never_changes() {
    const CHECK: &str = "secretsmanager-secret-not-rotated";
    assert_eq!(of_secret(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_secret(CHECK, |it| it.rotation = None), Some(Fail));
    assert_eq!(of_secret(CHECK, |it| it.rotated = Some(time("2025-11-01T00:00:00Z"))), Some(Fail));
    assert_eq!(
        of_secret(CHECK, |it| (it.rotation, it.created) = (None, Some(time("2026-02-01T00:00:00Z")))),
        Some(Pass)
    );
    assert_eq!(of_secret(CHECK, |it| it.deleted = Some(time("2026-02-01T00:00:00Z"))), None);
    assert_eq!(of_secret(CHECK, |it| it.primary_region = Some("us-east-1".to_owned())), None);
    assert_eq!(of_secret(CHECK, |it| (it.rotation, it.owner) = (None, Some("rds".to_owned()))), None);
}

#[test]
fn a_rotation_that_did_not_happen() {
    const CHECK: &str = "secretsmanager-rotation-overdue";
    let next = |it: &mut Secret, text: Option<&str>| it.rotation.as_mut().unwrap().next = text.map(time);
    assert_eq!(of_secret(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_secret(CHECK, |it| next(it, Some("2026-02-20T00:00:00Z"))), Some(Fail));
    assert_eq!(of_secret(CHECK, |it| next(it, None)), Some(Pass));
    assert_eq!(
        of_secret(CHECK, |it| {
            next(it, None);
            it.rotated = Some(time("2025-12-01T00:00:00Z"));
        }),
        Some(Fail)
    );
    assert_eq!(
        of_secret(CHECK, |it| {
            next(it, None);
            it.rotated = None;
        }),
        Some(Unknown)
    );
    assert_eq!(of_secret(CHECK, |it| it.rotation = None), None);
}

#[test]
fn a_secret_that_nobody_reads() {
    const CHECK: &str = "secretsmanager-secret-unused";
    let copy = |accessed: &str| SecretReplica {
        region: "us-east-1".to_owned(),
        key: None,
        status: None,
        accessed: Some(time(accessed)),
    };
    let read_in_copy = |it: &mut Secret, when: &str| {
        it.accessed = None;
        it.replicas = Fact::Known(vec![copy(when)]);
    };
    assert_eq!(of_secret(CHECK, |_| ()), Some(Pass));
    assert_eq!(of_secret(CHECK, |it| it.accessed = None), Some(Fail));
    assert_eq!(of_secret(CHECK, |it| it.accessed = Some(time("2025-10-01T00:00:00Z"))), Some(Fail));
    assert_eq!(of_secret(CHECK, |it| read_in_copy(it, "2026-02-20T00:00:00Z")), Some(Pass));
    assert_eq!(of_secret(CHECK, |it| read_in_copy(it, "2025-02-20T00:00:00Z")), Some(Fail));
    assert_eq!(of_secret(CHECK, |it| (it.accessed, it.replicas) = (None, unknown())), Some(Unknown));
    assert_eq!(of_secret(CHECK, |it| (it.accessed, it.owner) = (None, Some("rds".to_owned()))), None);
}
