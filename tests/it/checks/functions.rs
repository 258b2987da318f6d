//! Checks of functions.

use std::collections::BTreeMap;

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::checks::{self, Rules};
use tidegate::model::aws::{AsynchronousCalls, Function, FunctionUrl, Queue};
use tidegate::model::{AtRest, Fact, Redacted, SecretReason};

use crate::samples::{
    FOREIGN, SECOND, Tweak, decision, estate, function, function_arn, key, key_arn, policy, queue, queue_arn, time,
    unknown,
};

/// What a check says of the function `load`, spoiled.
fn of(check: &str, change: impl FnOnce(&mut Function)) -> Option<Decision> {
    decision(&estate([function("load").with(change), key("main"), queue("dead")]), check, &function_arn("load"))
}

fn restricted(check: &str, change: impl FnOnce(&mut Function)) -> Option<Decision> {
    let load = function("load").tag("classification", "restricted").with(change);
    decision(&estate([load, key("main")]), check, &function_arn("load"))
}

fn allows(principal: &str, condition: &str) -> String {
    let resource = function_arn("load");
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"lambda:InvokeFunction","Resource":"{resource}"{condition}}}]}}"#
    )
}

const S3: &str = r#"{"Service":"s3.amazonaws.com"}"#;

#[test]
fn a_function_that_lets_in_everyone() {
    const CHECK: &str = "lambda-function-public-policy";
    let organization = r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#;
    assert_eq!(of(CHECK, |it| it.policy = policy(allows(r#""*""#, ""))), Some(Fail));
    assert_eq!(of(CHECK, |it| it.policy = policy(allows(r#""*""#, organization))), Some(Pass));
    assert_eq!(of(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_function_that_lets_in_a_foreign_account() {
    const CHECK: &str = "lambda-function-foreign-access";
    let account = |id: &str| policy(allows(&format!(r#"{{"AWS":"{id}"}}"#), ""));
    assert_eq!(of(CHECK, |it| it.policy = account(FOREIGN)), Some(Fail));
    assert_eq!(of(CHECK, |it| it.policy = account(SECOND)), Some(Pass));
    assert_eq!(of(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

#[test]
fn a_service_that_calls_for_anyone() {
    const CHECK: &str = "lambda-function-service-source";
    let account = r#","Condition":{"StringEquals":{"AWS:SourceAccount":"111122223333"}}"#;
    assert_eq!(of(CHECK, |it| it.policy = policy(allows(S3, ""))), Some(Fail));
    assert_eq!(of(CHECK, |it| it.policy = policy(allows(S3, account))), Some(Pass));
    assert_eq!(of(CHECK, |it| it.policy = unknown()), Some(Unknown));
}

fn url(authentication: &str, origins: &[&str]) -> Fact<Vec<FunctionUrl>> {
    Fact::Known(vec![FunctionUrl {
        url: "https://abc.lambda-url.eu-west-1.on.aws/".to_owned(),
        arn: function_arn("load"),
        authentication: authentication.to_owned(),
        origins: origins.iter().map(|it| (*it).to_owned()).collect(),
        with_credentials: false,
    }])
}

#[test]
fn an_address_that_everyone_can_call() {
    const CHECK: &str = "lambda-function-url-unauthenticated";
    assert_eq!(of(CHECK, |it| it.urls = url("NONE", &[])), Some(Fail));
    assert_eq!(of(CHECK, |it| it.urls = url("AWS_IAM", &[])), Some(Pass));
    assert_eq!(of(CHECK, |it| it.urls = unknown()), Some(Unknown));
}

#[test]
fn an_address_that_every_page_may_call() {
    const CHECK: &str = "lambda-function-url-open-origins";
    assert_eq!(of(CHECK, |it| it.urls = url("AWS_IAM", &["*"])), Some(Fail));
    assert_eq!(of(CHECK, |it| it.urls = url("AWS_IAM", &["https://app.example.com"])), Some(Pass));
    assert_eq!(of(CHECK, |it| it.urls = unknown()), Some(Unknown));
}

#[test]
fn an_environment_with_a_secret() {
    const CHECK: &str = "lambda-function-secret-environment";
    let holding = |value: Redacted| Fact::Known(BTreeMap::from([("SETTING".to_owned(), value)]));
    let secret = Redacted::Secret { fingerprint: "00".to_owned(), reason: SecretReason::AccessKey, remainder: None };
    assert_eq!(of(CHECK, |it| it.environment = holding(secret)), Some(Fail));
    assert_eq!(of(CHECK, |it| it.environment = holding(Redacted::Plain("raw".to_owned()))), Some(Pass));
    assert_eq!(of(CHECK, |it| it.environment = unknown()), Some(Unknown));
}

#[test]
fn restricted_functions_want_a_key_of_the_customer() {
    const CHECK: &str = "lambda-function-customer-key";
    assert_eq!(restricted(CHECK, |it| it.key = None), Some(Fail));
    assert_eq!(restricted(CHECK, |_| ()), Some(Pass));
    assert_eq!(restricted(CHECK, |it| it.key = Some("arn:aws:kms:eu-west-1:999988887777:key/x".into())), Some(Unknown));
    assert_eq!(of(CHECK, |_| ()), None);
}

#[test]
fn a_runtime_without_patches() {
    const CHECK: &str = "lambda-function-runtime-deprecated";
    let runtime = |name: &str| of(CHECK, |it| it.runtime = Some(name.to_owned()));
    // The samples are of 1 March 2026.
    assert_eq!(runtime("python3.8"), Some(Fail));
    assert_eq!(runtime("python3.9"), Some(Fail));
    assert_eq!(runtime("nodejs20.x"), Some(Pass));
    assert_eq!(runtime("something-newer"), Some(Pass));
    assert_eq!(of(CHECK, |it| it.runtime = None), None);
}

/// The dates that AWS told the users of each runtime, late in 2026.
#[test]
fn runtimes_are_deprecated_on_their_day() {
    let fails = |name: &str, day: &str| {
        let made = function("load").with(|it: &mut Function| it.runtime = Some(name.to_owned()));
        let posture = checks::analyse(&estate([made]), &Rules::default(), time(&format!("{day}T12:00:00Z")));
        posture.findings.iter().any(|it| it.check.id == "lambda-function-runtime-deprecated")
    };
    for (name, last) in [
        ("python3.9", "2025-12-15"),
        ("ruby3.2", "2026-03-31"),
        ("nodejs20.x", "2026-04-30"),
        ("provided.al2", "2026-07-31"),
        ("python3.10", "2026-10-31"),
        ("dotnet8", "2026-11-10"),
    ] {
        assert!(!fails(name, last) && fails(name, "2026-11-21"), "{name}");
    }
    for name in ["python3.11", "java8.al2", "java17", "nodejs22.x", "ruby3.3", "python3.13", "provided.al2023"] {
        assert!(!fails(name, "2026-11-21"), "{name}");
    }
    assert!(fails("python3.11", "2027-07-01") && fails("java21", "2029-07-01"));
}

#[test]
fn an_open_address_without_a_limit() {
    const CHECK: &str = "lambda-function-url-unlimited";
    let of_url = |authentication: &str, reserved: Fact<Option<u32>>| {
        of(CHECK, |it| {
            it.urls = Fact::Known(vec![FunctionUrl {
                url: "https://abc.lambda-url.eu-west-1.on.aws/".to_owned(),
                arn: function_arn("load"),
                authentication: authentication.to_owned(),
                origins: Vec::new(),
                with_credentials: false,
            }]);
            it.reserved_concurrency = reserved;
        })
    };
    assert_eq!(of_url("NONE", Fact::Known(None)), Some(Fail));
    assert_eq!(of_url("NONE", Fact::Known(Some(10))), Some(Pass));
    assert_eq!(of_url("NONE", unknown()), Some(Unknown));
    assert_eq!(of_url("AWS_IAM", Fact::Known(None)), None);
    assert_eq!(of(CHECK, |it| it.urls = unknown()), Some(Unknown));
    assert_eq!(of(CHECK, |_| ()), None);
}

#[test]
fn events_that_are_lost() {
    const CHECK: &str = "lambda-function-failure-destination";
    let called = |change: fn(&mut Function)| {
        of(CHECK, |it| {
            it.policy = policy(allows(S3, ""));
            change(it);
        })
    };
    let kept = |it: &mut Function| {
        let on_failure = Some(queue_arn("dead"));
        it.asynchronous =
            Fact::Known(vec![AsynchronousCalls { arn: function_arn("load"), on_success: None, on_failure }]);
    };
    assert_eq!(called(|_| ()), Some(Fail));
    assert_eq!(called(kept), Some(Pass));
    assert_eq!(called(|it| it.dead_letter = Some(queue_arn("dead"))), Some(Pass));
    assert_eq!(called(|it| it.asynchronous = unknown()), Some(Unknown));
    assert_eq!(of(CHECK, |it| it.policy = unknown()), Some(Unknown));
    assert_eq!(of(CHECK, |_| ()), None);
}

#[test]
fn a_role_of_several_functions() {
    const CHECK: &str = "lambda-function-shared-role";
    let role = "arn:aws:iam::111122223333:role/load";
    let beside = |role: &str| {
        let other = function("other").with(|it: &mut Function| it.role = role.to_owned());
        decision(&estate([function("load"), other]), CHECK, &function_arn("load"))
    };
    assert_eq!(beside(role), Some(Fail));
    assert_eq!(beside("arn:aws:iam::111122223333:role/other"), Some(Pass));
}

#[test]
fn a_dead_letter_queue_that_is_encrypted_less() {
    const CHECK: &str = "lambda-dead-letter-queue-weaker";
    let with = |encryption: Fact<AtRest>| {
        let load = function("load").with(|it: &mut Function| it.dead_letter = Some(queue_arn("dead")));
        let dead = queue("dead").with(|it: &mut Queue| it.encryption = encryption);
        decision(&estate([load, dead, key("main")]), CHECK, &function_arn("load"))
    };
    assert_eq!(with(Fact::Known(AtRest::Absent)), Some(Fail));
    assert_eq!(with(Fact::Known(AtRest::Key(key_arn("main")))), Some(Pass));
    assert_eq!(with(unknown()), Some(Unknown));
    assert_eq!(of(CHECK, |it| it.asynchronous = unknown()), Some(Unknown));
    assert_eq!(of(CHECK, |_| ()), None);
}

#[test]
fn restricted_functions_take_signed_code_only() {
    const CHECK: &str = "lambda-function-unsigned";
    assert_eq!(restricted(CHECK, |it| it.code_signing = Fact::Known(None)), Some(Fail));
    assert_eq!(restricted(CHECK, |_| ()), Some(Pass));
    assert_eq!(restricted(CHECK, |it| it.code_signing = unknown()), Some(Unknown));
    assert_eq!(of(CHECK, |it| it.code_signing = Fact::Known(None)), None);
}

#[test]
fn functions_that_record_no_traces() {
    const CHECK: &str = "lambda-function-tracing-off";
    assert_eq!(of(CHECK, |it| it.traced = false), Some(Fail));
    assert_eq!(of(CHECK, |_| ()), Some(Pass));
}
