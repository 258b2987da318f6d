//! Every remedy applied and undone on the demo estate, with boto3's word on the setting before, between and after.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use serde_json::{Value, json};
use tidegate::aws::session::Session;
use tidegate::aws::{AwsMutate, Sessions, transport};
use tidegate::model::aws::{
    BucketEncryption, BucketLogging, EventSelectors, FunctionPermission, KeyRotation, PublicAccessBlock,
    SecretRotation, Versioning,
};
use tidegate::model::{Aspect, Setting, SettingValue};
use tidegate::operations::{ApplyEvent, Patience, Ports, SystemClock, apply, undo};
use tidegate::remedy::{CATALOGUE, Choices, Plan, Remedy, Wanted, build};
use tidegate::simulated::MemoryJournal;
use tokio_util::sync::CancellationToken;

use super::demo::{DEMO, Demo};
use super::judge::Judge;
use super::venv::needs_emulators;

const ACCOUNTS: [&str; 3] = ["999900001111", "111122223333", "444455556666"];

async fn config(url: &str, credentials: Credentials) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(transport::client())
        .region(Region::new("eu-west-1"))
        .endpoint_url(url)
        .credentials_provider(credentials)
        .load()
        .await
}

/// A session inside an account: moto lets anyone assume any role.
async fn session(url: &str, account: &str) -> Arc<Session> {
    let outside = config(url, Credentials::new("emulator", "emulator", None, None, "test")).await;
    let role = format!("arn:aws:iam::{account}:role/emulator-operator");
    let asked = aws_sdk_sts::Client::new(&outside).assume_role().role_arn(role).role_session_name("remedies");
    let granted = asked.send().await.unwrap().credentials.unwrap();
    let token = Some(granted.session_token().to_owned());
    let inside = Credentials::new(granted.access_key_id(), granted.secret_access_key(), token, None, "test");
    Session::of_config(config(url, inside).await, account.to_owned(), None).await.unwrap()
}

/// What applies plans to the emulator, with a journal of its own.
pub(super) async fn ports_to(url: &str) -> Ports {
    let mut sessions = Vec::new();
    for account in ACCOUNTS {
        sessions.push(session(url, account).await);
    }
    Ports {
        cloud: Arc::new(AwsMutate::new(Sessions::of(sessions))),
        journal: Arc::new(MemoryJournal::default()),
        clock: Arc::new(SystemClock),
    }
}

/// What the plans of a remedy that one emulator can try are told apart by: the settings, and the services that hold them.
fn sort_of(plan: &Plan) -> BTreeSet<(&'static str, &str)> {
    plan.steps.iter().map(|it| (it.setting.aspect.words(), it.setting.resource.service())).collect()
}

/// The plans that a remedy makes for findings of the demo: the first for each setting of each service.
pub(super) fn plans_with(demo: &Demo, remedy: &Remedy) -> Result<Vec<Plan>, Vec<String>> {
    let context = demo.analysis.context();
    let choices = [("external-id", "partner-2026"), ("function", "secrets-rotation")];
    let choices: Choices = choices.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let offered: Choices =
        choices.into_iter().filter(|(name, _)| remedy.choices.iter().any(|choice| choice.name == name)).collect();
    let (mut plans, mut refusals): (Vec<Plan>, Vec<String>) = (Vec::new(), Vec::new());
    for finding in demo.analysis.posture.findings.iter().filter(|it| it.check.remedies.contains(&remedy.id)) {
        match build(&context, &[Wanted { finding, remedy: Some(remedy.id) }], &offered) {
            Ok(plan) if plans.iter().any(|it| sort_of(it) == sort_of(&plan)) => {}
            Ok(plan) => plans.push(plan),
            Err(error) => refusals.push(error.to_string()),
        }
    }
    if plans.is_empty() { Err(refusals) } else { Ok(plans) }
}

/// How the independent reader is asked for a setting.
fn question(setting: &Setting) -> (&'static str, Value) {
    let resource = setting.resource.resource();
    let name = resource.rsplit('/').next().unwrap();
    let (bucket, key, trail) = (json!({"bucket": name}), json!({"key": name}), json!({"trail": name}));
    match &setting.aspect {
        Aspect::BucketPublicAccessBlock => ("bucket-public-access-block", bucket),
        Aspect::AccountPublicAccessBlock => ("account-public-access-block", json!({})),
        Aspect::BucketEncryption => ("bucket-encryption", bucket),
        Aspect::BucketPolicy => ("bucket-policy", bucket),
        Aspect::BucketOwnership => ("bucket-ownership-controls", bucket),
        Aspect::BucketAcl => ("bucket-acl", bucket),
        Aspect::BucketVersioning => ("bucket-versioning", bucket),
        Aspect::BucketLogging => ("bucket-logging", bucket),
        Aspect::KeyPolicy => ("key-policy", key),
        Aspect::KeyRotation => ("key-rotation", key),
        Aspect::KeyState => ("key-state", key),
        Aspect::AccessKeyStatus { key } => ("access-key-status", json!({"user": name, "access_key": key})),
        Aspect::PolicyAttachment { .. } => ("attached-policies", json!({setting.identity_kind(): name})),
        Aspect::RoleTrust => ("role-trust", json!({"role": name})),
        Aspect::TrailLogValidation => ("trail", trail),
        Aspect::TrailLogging => ("trail-logging", trail),
        Aspect::EventSelectors => ("event-selectors", json!({"trail": setting.resource.as_str()})),
        Aspect::SecretRotation => ("secret-rotation", json!({"secret": setting.resource.as_str()})),
        Aspect::FunctionPermission { statement } => {
            ("function-permission", json!({"function": setting.resource.as_str(), "statement": statement}))
        }
        Aspect::ResourcePolicy => policy_question(setting),
        other => panic!("the independent reader is not asked for the {}", other.words()),
    }
}

/// The same for the policy that a resource of a pipeline carries.
fn policy_question(setting: &Setting) -> (&'static str, Value) {
    let name = setting.identifier();
    match setting.resource.service() {
        "sqs" => ("queue-policy", json!({"queue": name})),
        "sns" => ("topic-policy", json!({"topic": setting.resource.as_str()})),
        "events" => ("bus-policy", json!({"bus": setting.bus_name()})),
        "logs" => ("log-policy", json!({"policy": name})),
        other => panic!("the independent reader is not asked for policies of {other}"),
    }
}

/// Remedies of settings that the independent reader cannot tell of. They are tried on canned answers
/// (`src/aws/mutate/pipeline_tests.rs`, `src/aws/mutate/reach_tests.rs`), and on sample estates (`tests/it/plans`).
const CANNED: [&str; 20] = [
    "enable-deletion-protection",
    "enable-emr-public-access-block",
    "enable-point-in-time-recovery",
    "encrypt-connection-passwords",
    "encrypt-data-catalog",
    "encrypt-delivery-stream",
    "encrypt-log-group",
    "encrypt-query-results",
    "encrypt-queue",
    "encrypt-stream",
    "encrypt-topic",
    "enforce-workgroup-settings",
    "extend-database-backups",
    "narrow-resource-policy-statement",
    "remove-public-address",
    "remove-resource-policy-statement",
    "require-signed-function-url",
    "set-log-retention",
    "set-table-key",
    "stop-sharing-snapshot",
];

/// The remedies whose settings the independent reader tells.
pub(super) fn judged_remedies() -> impl Iterator<Item = &'static Remedy> {
    CATALOGUE.iter().copied().filter(|remedy| !CANNED.contains(&remedy.id))
}

pub(super) fn ask(judge: &mut Judge, setting: &Setting) -> Value {
    let (name, address) = question(setting);
    let region = Some(setting.region.as_str()).filter(|region| *region != "global").unwrap_or("us-east-1");
    judge.read(setting.account.as_str(), region, name, &address)
}

/// Whether what the independent reader says is the value that we believe the setting to have.
pub(super) fn agrees(setting: &Setting, value: &SettingValue, said: &Value) -> bool {
    let text = value.as_text().unwrap_or_default();
    let word = text.trim_matches('"');
    if let Aspect::PolicyAttachment { policy } = &setting.aspect {
        let attached = said.as_array().unwrap().iter().any(|it| it == policy.as_str());
        return attached == (*value != SettingValue::NONE);
    }
    if *value == SettingValue::NONE {
        return said.is_null();
    }
    match &setting.aspect {
        aspect if aspect.is_document() => *said == serde_json::from_str::<Value>(text).unwrap(),
        Aspect::BucketPublicAccessBlock | Aspect::AccountPublicAccessBlock => {
            let block: PublicAccessBlock = value.parse().unwrap().unwrap();
            *said
                == json!({
                    "BlockPublicAcls": block.block_public_acls,
                    "IgnorePublicAcls": block.ignore_public_acls,
                    "BlockPublicPolicy": block.block_public_policy,
                    "RestrictPublicBuckets": block.restrict_public_buckets,
                })
        }
        Aspect::BucketEncryption => {
            let encryption: BucketEncryption = value.parse().unwrap().unwrap();
            let rule = &encryption.rules[0];
            said["SSEAlgorithm"] == serde_json::to_value(rule.algorithm).unwrap()
                && said["KMSMasterKeyID"].as_str() == rule.key.as_deref()
                && said["BucketKeyEnabled"] == rule.bucket_key
        }
        Aspect::BucketVersioning => {
            let versioning: Versioning = value.parse().unwrap().unwrap();
            let status = serde_json::to_value(versioning.status).unwrap();
            said.get("Status").unwrap_or(&Value::Null) == &status
        }
        Aspect::BucketLogging => {
            let logging: BucketLogging = value.parse().unwrap().unwrap();
            said["TargetBucket"] == logging.target_bucket && said["TargetPrefix"] == logging.target_prefix
        }
        Aspect::KeyRotation => *said == value.parse::<KeyRotation>().unwrap().unwrap().enabled,
        Aspect::KeyState => said.as_str().unwrap().to_lowercase() == word.replace('_', ""),
        Aspect::TrailLogValidation => said["log_validation"] == (text == "true"),
        Aspect::TrailLogging => *said == (text == "true"),
        Aspect::EventSelectors => *said == selectors(&value.parse().unwrap().unwrap()),
        Aspect::SecretRotation => {
            let rotation: SecretRotation = value.parse().unwrap().unwrap();
            *said == json!({"function": rotation.function, "days": rotation.days})
        }
        Aspect::FunctionPermission { .. } => *said == permission(said, &value.parse().unwrap().unwrap()),
        Aspect::BucketAcl => {
            let acl: tidegate::model::aws::Acl = value.parse().unwrap().unwrap();
            said.as_array().unwrap().len() == acl.grants.len()
        }
        _ => said.as_str() == Some(word),
    }
}

/// Selectors as CloudTrail documents them.
fn selectors(wanted: &EventSelectors) -> Value {
    let basic = wanted.basic.iter().map(|it| {
        let data = it.data_resources.iter().map(|(kind, arns)| json!({"Type": kind, "Values": arns}));
        json!({
            "ReadWriteType": it.read_write,
            "IncludeManagementEvents": it.management_events,
            "DataResources": data.collect::<Vec<_>>(),
            "ExcludeManagementEventSources": it.excluded_sources,
        })
    });
    assert!(wanted.advanced.is_empty(), "the trails of the demo that lack data events have basic selectors");
    json!({"basic": basic.collect::<Vec<_>>(), "advanced": []})
}

/// A statement as `AddPermission` makes it: what names the source is a condition.
fn permission(said: &Value, wanted: &FunctionPermission) -> Value {
    let mut statement = json!({
        "Sid": said["Sid"], "Effect": "Allow", "Principal": {"Service": wanted.service}, "Action": wanted.action,
        "Resource": said["Resource"],
    });
    if let Some(arn) = &wanted.source_arn {
        statement["Condition"]["ArnLike"] = json!({"AWS:SourceArn": arn});
    }
    if let Some(account) = &wanted.source_account {
        statement["Condition"]["StringEquals"] = json!({"AWS:SourceAccount": account});
    }
    statement
}

/// Applies a plan and takes it back, and asks the independent reader at each turn.
async fn there_and_back(plan: &Plan, ports: &Ports, judge: &mut Judge) {
    let before: Vec<Value> = plan.steps.iter().map(|step| ask(judge, &step.setting)).collect();
    for (step, said) in plan.steps.iter().zip(&before) {
        assert!(agrees(&step.setting, &step.before, said), "before: {} is {said}", step.setting);
    }
    let (patience, cancel) = (Patience::none(), CancellationToken::new());
    let deaf = |_: ApplyEvent| {};
    let done = apply(plan, "test", ports, &patience, &deaf, &cancel).await.unwrap();
    assert!(done.is_complete(), "{:?}", done.steps);
    for step in &plan.steps {
        let said = ask(judge, &step.setting);
        assert!(agrees(&step.setting, &step.after, &said), "after: {} is {said}", step.setting);
    }
    let undone = undo(&done.entry, "test", ports, &patience, &deaf, &cancel).await.unwrap();
    assert!(undone.is_complete(), "{:?}", undone.steps);
    for (step, before) in plan.steps.iter().zip(&before) {
        let said = ask(judge, &step.setting);
        let inverse = step.inverse.as_ref().unwrap();
        assert!(agrees(&step.setting, inverse, &said), "undone: {} is {said}", step.setting);
        if *inverse == step.before {
            assert_eq!(said, *before, "undone: {}", step.setting);
        }
    }
}

#[test]
fn every_remedy_takes_effect_and_is_taken_back() {
    needs_emulators!("every_remedy_takes_effect_and_is_taken_back");
    let demo = &*DEMO;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut judge = Judge::of(&demo.server);
    let mut without: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut tried = BTreeSet::new();
    runtime.block_on(async {
        let ports = ports_to(&demo.server.url).await;
        for remedy in judged_remedies() {
            match plans_with(demo, remedy) {
                Ok(plans) => {
                    for plan in &plans {
                        there_and_back(plan, &ports, &mut judge).await;
                    }
                    tried.extend(plans.iter().flat_map(sort_of).map(|(what, service)| format!("{what} of {service}")));
                }
                Err(refusals) => {
                    without.insert(remedy.id, refusals);
                }
            }
        }
    });
    assert!(without.is_empty(), "no finding of the demo for: {without:#?}");
    let sourced = ["trust policy of iam", "permission to call of lambda"].map(str::to_owned).into_iter();
    let policies = ["sqs", "sns", "events", "logs"].map(|service| format!("resource policy of {service}"));
    let wanted: BTreeSet<String> = sourced.chain(policies).collect();
    assert!(tried.is_superset(&wanted), "{tried:#?}");
}
