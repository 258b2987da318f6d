//! Checks of secrets.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::finding::Status;
use tidegate::model::aws::{Function, InlinePolicy, Role, Secret, SecretReplica};
use tidegate::model::{AccountId, AtRest, Document, Fact, Kind, Listing, Record, Region, Resource};

use super::{account, allows};
use crate::samples::{
    ACCOUNT, FOREIGN, REGION, SECOND, Tweak, decision, denied, estate, estate_with_gaps, findings, function,
    function_arn, key, key_arn, policy, role, secret, secret_arn, time, unknown,
};

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

/// The secret `db`, the function that rotates it and its role, each spoiled.
fn rotating(
    secret_with: impl FnOnce(&mut Secret),
    function_with: impl FnOnce(&mut Function),
    role_with: impl FnOnce(&mut Role),
) -> [Resource; 4] {
    let calls = allows(r#"{"Service":"secretsmanager.amazonaws.com"}"#, "lambda:InvokeFunction", "*", "");
    let rotate = function("rotate").with(|it: &mut Function| {
        it.policy = policy(calls);
        function_with(it);
    });
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":["secretsmanager:DescribeSecret","secretsmanager:GetSecretValue","secretsmanager:PutSecretValue","secretsmanager:UpdateSecretVersionStage"],"Resource":"{}"}},{{"Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey"],"Resource":"{}"}}]}}"#,
        secret_arn("db"),
        key_arn("main")
    );
    let worker = role("rotate").role_with(|it| {
        it.inline.push(InlinePolicy { name: "own".to_owned(), document: Document::new(text) });
        role_with(it);
    });
    [secret("db").with(secret_with), rotate, worker, key("main")]
}

fn without(role: &mut Role, what: &str) {
    let text = role.inline[0].document.text().replace(what, "iam:GetRole");
    role.inline[0].document = Document::new(text);
}

#[test]
fn what_rotates_a_secret() {
    const CHECK: &str = "secretsmanager-rotation-function-missing";
    let of = |all: [Resource; 4]| {
        decision(&estate_with_gaps([denied("lambda:GetPolicy", "rotate")], all), CHECK, &secret_arn("db"))
    };
    let policy_with = |condition: &str| {
        let text = allows(r#"{"Service":"secretsmanager.amazonaws.com"}"#, "lambda:InvokeFunction", "*", condition);
        of(rotating(|_| (), |it| it.policy = policy(text), |_| ()))
    };
    let account = |id: &str| format!(r#","Condition":{{"StringEquals":{{"aws:SourceAccount":"{id}"}}}}"#);
    assert_eq!(policy_with(""), Some(Pass));
    assert_eq!(policy_with(&account(ACCOUNT)), Some(Pass));
    assert_eq!(policy_with(&account(FOREIGN)), Some(Fail));
    assert_eq!(of(rotating(|_| (), |it| it.policy = Fact::Known(None), |_| ())), Some(Fail));
    assert_eq!(of(rotating(|_| (), |it| it.policy = unknown(), |_| ())), Some(Unknown));
    for action in ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage", "kms:GenerateDataKey"] {
        assert_eq!(of(rotating(|_| (), |_| (), |it| without(it, action))), Some(Fail), "{action}");
    }
    assert_eq!(of(rotating(|it| it.rotation.as_mut().unwrap().function = None, |_| (), |_| ())), None);
    assert_eq!(of(rotating(|it| it.rotation = None, |_| (), |_| ())), None);
    let version = |it: &mut Secret| it.rotation.as_mut().unwrap().function = Some(function_arn("rotate:live"));
    assert_eq!(of(rotating(version, |_| (), |_| ())), Some(Unknown));
}

#[test]
fn a_rotation_function_that_is_gone() {
    const CHECK: &str = "secretsmanager-rotation-function-missing";
    let alone = || [secret("db"), key("main")];
    let [found] = findings(&estate(alone()), CHECK).try_into().unwrap();
    assert_eq!((found.status, found.locus.as_str()), (Status::Fail, "function"));
    let mut hidden = estate_with_gaps([denied("lambda:ListFunctions", "")], alone());
    hidden.push(Record::Listing(Listing {
        account: AccountId::new(ACCOUNT),
        region: Region::new(REGION),
        kind: Kind::Function,
        count: unknown(),
    }));
    assert_eq!(decision(&hidden, CHECK, &secret_arn("db")), Some(Unknown));
    let theirs = function_arn("rotate").replace(ACCOUNT, FOREIGN);
    let elsewhere = secret("db").with(|it: &mut Secret| it.rotation.as_mut().unwrap().function = Some(theirs));
    assert_eq!(decision(&estate([elsewhere]), CHECK, &secret_arn("db")), Some(Unknown));
    let roleless = rotating(|_| (), |_| (), |_| ()).into_iter().filter(|it| it.kind() != Kind::Role);
    assert_eq!(decision(&estate(roleless), CHECK, &secret_arn("db")), Some(Unknown));
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
