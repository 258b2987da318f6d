//! Services that are let in without saying for whom: one check for each kind that carries a policy.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{EventBus, GlueCatalog, Key, OrganizationPolicyKind, Secret, Stream, StreamConsumer, Table};
use tidegate::model::{Document, Fact, Resource};

use super::allows;
use crate::samples::{
    ACCOUNT, ORGANIZATION, Tweak, bucket, bus, bus_arn, consumer, consumer_arn, decision, denied, estate_with_gaps,
    glue_arn, glue_catalog, governed, key, key_arn, policy, secret, secret_arn, stream, stream_arn, table, table_arn,
    unknown,
};

type Carried = Fact<Option<Document>>;

/// A check, what it looks at, an action on it, and the sample with a policy.
type Case = (&'static str, String, &'static str, fn(Carried) -> Resource);

fn cases() -> Vec<Case> {
    let kinesis = "kinesis-stream-service-source";
    vec![
        ("s3-bucket-service-source", "arn:aws:s3:::raw".to_owned(), "s3:PutObject", |it| {
            bucket("raw").bucket_with(|made| made.policy = it)
        }),
        ("secretsmanager-secret-service-source", secret_arn("db"), "secretsmanager:GetSecretValue", |it| {
            secret("db").with(|made: &mut Secret| made.policy = it)
        }),
        (kinesis, stream_arn("events"), "kinesis:PutRecord", |it| {
            stream("events").with(|made: &mut Stream| made.policy = it)
        }),
        (kinesis, consumer_arn("events", "fraud"), "kinesis:SubscribeToShard", |it| {
            consumer("events", "fraud").with(|made: &mut StreamConsumer| made.policy = it)
        }),
        ("dynamodb-table-service-source", table_arn("orders"), "dynamodb:ExportTableToPointInTime", |it| {
            table("orders").with(|made: &mut Table| made.policy = it)
        }),
        ("dynamodb-table-service-source", table_arn("orders"), "dynamodb:GetRecords", |it| {
            table("orders").with(|made: &mut Table| made.stream_policy = it)
        }),
        ("events-bus-service-source", bus_arn("main"), "events:PutEvents", |it| {
            bus("main").with(|made: &mut EventBus| made.policy = it)
        }),
        ("glue-catalog-service-source", glue_arn("catalog"), "glue:GetTable", |it| {
            glue_catalog().with(|made: &mut GlueCatalog| made.policy = it)
        }),
    ]
}

fn decide(check: &str, arn: &str, made: Resource) -> Option<Decision> {
    decision(&estate_with_gaps([denied("service:GetPolicy", arn)], [made]), check, arn)
}

/// A condition on a key, with its operator and value.
fn when(operator: &str, key: &str, value: &str) -> String {
    format!(r#","Condition":{{"{operator}":{{"{key}":"{value}"}}}}"#)
}

const SERVICE: &str = r#"{"Service":"example.amazonaws.com"}"#;

#[test]
fn a_service_that_is_let_in_for_anyone() {
    for (check, arn, action, made) in cases() {
        let with = |condition: &str| decide(check, &arn, made(policy(allows(SERVICE, action, &arn, condition))));
        assert_eq!(with(""), Some(Fail), "{check}");
        assert_eq!(with(&when("StringEquals", "aws:SourceAccount", ACCOUNT)), Some(Pass), "{check}");
        assert_eq!(decide(check, &arn, made(unknown())), Some(Unknown), "{check}");
        assert_eq!(decide(check, &arn, made(policy("{"))), Some(Unknown), "{check}");
        assert_eq!(decide(check, &arn, made(Fact::Known(None))), Some(Pass), "{check}");
        let account = format!(r#"{{"AWS":"{ACCOUNT}"}}"#);
        assert_eq!(decide(check, &arn, made(policy(allows(&account, action, &arn, "")))), Some(Pass), "{check}");
    }
}

#[test]
fn a_source_counts_where_it_is_fixed() {
    let arn = "arn:aws:s3:::raw";
    let with = |condition: String| {
        let made = bucket("raw").bucket_with(|it| it.policy = policy(allows(SERVICE, "s3:PutObject", arn, &condition)));
        decide("s3-bucket-service-source", arn, made)
    };
    for (operator, key, value) in [
        ("ArnLike", "aws:SourceArn", "arn:aws:cloudtrail:*:111122223333:trail/*"),
        ("StringEquals", "AWS:SourceArn", "arn:aws:s3:::other"),
        ("StringEquals", "aws:SourceOrgID", ORGANIZATION),
        ("ForAnyValue:StringLike", "aws:SourceOrgPaths", "o-a1b2c3d4e5/*"),
        ("StringEquals", "aws:SourceAccount", "${aws:ResourceAccount}"),
        ("StringEquals", "aws:SourceOrgID", "${aws:ResourceOrgID}"),
    ] {
        assert_eq!(with(when(operator, key, value)), Some(Pass), "{operator} {key} {value}");
    }
    for (operator, key, value) in [
        ("StringLike", "aws:SourceAccount", "*"),
        ("StringNotEquals", "aws:SourceAccount", "999988887777"),
        ("StringEqualsIfExists", "aws:SourceAccount", "111122223333"),
        ("Null", "aws:SourceAccount", "false"),
        ("ArnLike", "aws:SourceArn", "arn:aws:cloudtrail:*:*:trail/*"),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::raw-*"),
        ("StringLike", "aws:SourceOrgPaths", "*"),
        ("StringEquals", "s3:x-amz-acl", "bucket-owner-full-control"),
    ] {
        assert_eq!(with(when(operator, key, value)), Some(Fail), "{operator} {key} {value}");
    }
}

/// A Deny of what services do for others, in the policy itself or over the whole organization, says for whom as well.
#[test]
fn what_keeps_others_out_says_for_whom() {
    const CHECK: &str = "s3-bucket-service-source";
    let arn = "arn:aws:s3:::raw";
    let open = allows(SERVICE, "s3:PutObject", "arn:aws:s3:::raw/*", "");
    let deny = |principal: &str, account: &str| {
        format!(
            r#"{{"Effect":"Deny"{principal},"Action":"s3:*","Resource":"*","Condition":{{"StringNotEqualsIfExists":{{"aws:SourceAccount":"{account}"}},"Bool":{{"aws:PrincipalIsAWSService":"true"}}}}}}"#
        )
    };
    let both = open.replace("]}", &format!(",{}]}}", deny(r#","Principal":"*""#, ACCOUNT)));
    let with = |text: &str| bucket("raw").bucket_with(|it| it.policy = policy(text));
    assert_eq!(decide(CHECK, arn, with(&open)), Some(Fail));
    assert_eq!(decide(CHECK, arn, with(&both)), Some(Pass));
    let over_all = deny(r#","Principal":"*""#, ACCOUNT);
    let control = governed(&[(OrganizationPolicyKind::ResourceControl, &over_all)], [with(&open)]);
    assert_eq!(decision(&control, CHECK, arn), Some(Pass));
    let other =
        governed(&[(OrganizationPolicyKind::ResourceControl, &over_all.replace("s3:*", "sqs:*"))], [with(&open)]);
    assert_eq!(decision(&other, CHECK, arn), Some(Fail));
}

#[test]
fn the_service_of_load_balancers_sends_no_source() {
    let arn = "arn:aws:s3:::logs/AWSLogs/111122223333/*";
    let with = |service: &str| {
        let text = allows(&format!(r#"{{"Service":"{service}"}}"#), "s3:PutObject", arn, "");
        let made = bucket("logs").bucket_with(|it| it.policy = policy(text));
        decide("s3-bucket-service-source", "arn:aws:s3:::logs", made)
    };
    assert_eq!(with("logdelivery.elasticloadbalancing.amazonaws.com"), Some(Pass));
    assert_eq!(with("delivery.logs.amazonaws.com"), Some(Fail));
}

#[test]
fn a_key_that_a_service_may_use_for_anyone() {
    const CHECK: &str = "kms-key-service-source";
    let main = |change: &dyn Fn(&mut Key)| decide(CHECK, &key_arn("main"), key("main").key_with(change));
    let with = |condition: String| {
        let text = allows(SERVICE, "kms:GenerateDataKey*", "*", &condition);
        main(&|it| it.policy = Fact::Known(Document::new(text.clone())))
    };
    assert_eq!(main(&|_| ()), Some(Pass));
    assert_eq!(with(String::new()), Some(Fail));
    assert_eq!(with(when("StringEquals", "aws:SourceAccount", ACCOUNT)), Some(Pass));
    let group = "kms:EncryptionContext:aws:logs:arn";
    assert_eq!(with(when("ArnLike", group, "arn:aws:logs:eu-west-1:111122223333:*")), Some(Pass));
    assert_eq!(with(when("ArnLike", group, "arn:aws:logs:eu-west-1:*:*")), Some(Fail));
    assert_eq!(with(when("ArnNotLike", group, "arn:aws:logs:eu-west-1:111122223333:*")), Some(Fail));
    assert_eq!(with(when("StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com")), Some(Fail));
    assert_eq!(main(&|it| it.policy = unknown()), Some(Unknown));
    let managed = |it: &mut Key| it.manager = tidegate::model::aws::KeyManager::Aws;
    assert_eq!(main(&managed), None);
}
