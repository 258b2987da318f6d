//! Settings of the pipeline services read and written against canned answers.

use serde_json::{Value, json};

use super::AwsMutate;
use crate::aws::canned::{Canned, failing, session};
use crate::aws::session::Sessions;
use crate::model::{AccountId, Arn, Aspect, Failure, Region, Setting, SettingValue};
use crate::ports::{CloudError, Mutate};

const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:orders";
const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:news";
const STREAM: &str = "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks";
const TABLE: &str = "arn:aws:dynamodb:eu-west-1:111122223333:table/users";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-Ab12Cd";
const BUS: &str = "arn:aws:events:eu-west-1:111122223333:event-bus/aws.partner/shop";
const OF_LOGS: &str = "arn:aws:logs:eu-west-1:111122223333:resource-policy:delivery";
const INSTANCE: &str = "arn:aws:rds:eu-west-1:111122223333:db:main";
const CLUSTER: &str = "arn:aws:rds:eu-west-1:111122223333:cluster:main";
const SNAPSHOT: &str = "arn:aws:rds:eu-west-1:111122223333:snapshot:nightly";
const CLUSTER_SNAPSHOT: &str = "arn:aws:rds:eu-west-1:111122223333:cluster-snapshot:nightly";
const WAREHOUSE: &str = "arn:aws:redshift:eu-west-1:111122223333:cluster:sales";
const OF_WAREHOUSE: &str = "arn:aws:redshift:eu-west-1:111122223333:snapshot:sales/nightly";
const SERVERLESS_SNAPSHOT: &str = "arn:aws:redshift-serverless:eu-west-1:111122223333:snapshot/0a1b";
const WORKGROUP: &str = "arn:aws:redshift-serverless:eu-west-1:111122223333:workgroup/0a1b";
const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111122223333:function:ingest";
const EMR: &str = "arn:aws:elasticmapreduce:eu-west-1:111122223333:block-public-access";

/// A rotation as it is set.
const ROTATION: &str = r#"{"function":"arn:aws:lambda:eu-west-1:111122223333:function:ingest","days":30,"schedule":null,"window":"3h","next":null}"#;

fn setting(resource: &str, aspect: Aspect) -> Setting {
    let (account, region) = (AccountId::from("111122223333"), Region::from("eu-west-1"));
    Setting { account, region, resource: Arn::from(resource), aspect }
}

fn policy_of(resource: &str) -> Setting {
    setting(resource, Aspect::ResourcePolicy)
}

fn address_of(resource: &str, name: &str) -> Setting {
    setting(resource, Aspect::PublicAddress { name: name.to_owned() })
}

fn access_of(account: &str) -> Setting {
    setting(OF_WAREHOUSE, Aspect::SnapshotAccess { account: account.to_owned() })
}

/// Two snapshots, of which the second is shared with account 2.
fn snapshots() -> Value {
    let shared = "<AccountsWithRestoreAccess><AccountWithRestoreAccess><AccountId>2</AccountId>\
        </AccountWithRestoreAccess></AccountsWithRestoreAccess>";
    let all = format!(
        "<Snapshots><Snapshot><SnapshotIdentifier>other</SnapshotIdentifier></Snapshot>\
         <Snapshot><SnapshotIdentifier>nightly</SnapshotIdentifier>{shared}</Snapshot></Snapshots>"
    );
    result("DescribeClusterSnapshots", &all)
}

fn url_of(function: &str) -> Setting {
    setting(FUNCTION, Aspect::UrlAuthentication { function: function.to_owned() })
}

fn value(text: Option<&str>) -> SettingValue {
    SettingValue(text.map(str::to_owned))
}

async fn mutate(canned: &Canned) -> AwsMutate {
    AwsMutate::new(Sessions::of(vec![session(canned).await]))
}

async fn read(setting: &Setting, name: &str, answer: Value) -> Result<SettingValue, CloudError> {
    let canned = Canned::of(&[(name, answer)]);
    mutate(&canned).await.read(setting).await
}

fn result(action: &str, inner: &str) -> Value {
    Value::String(format!("<{action}Response><{action}Result>{inner}</{action}Result></{action}Response>"))
}

fn of_logs(name: &str) -> Value {
    json!({ "resourcePolicies": [{ "policyName": name, "policyDocument": "{}" }] })
}

fn rotating() -> Value {
    json!({
        "RotationEnabled": true, "RotationLambdaARN": FUNCTION, "NextRotationDate": 1_790_000_000,
        "RotationRules": { "AutomaticallyAfterDays": 30, "Duration": "3h" },
    })
}

/// A setting, the call that reads it, its answer, and the value that it says.
type Reading = (Setting, &'static str, Value, Option<&'static str>);

fn policies() -> Vec<Reading> {
    let topic = "<Attributes><entry><key>Policy</key><value>{ }</value></entry></Attributes>";
    vec![
        (policy_of(QUEUE), "AmazonSQS.GetQueueAttributes", json!({ "Attributes": { "Policy": "{ }" } }), Some("{ }")),
        (policy_of(QUEUE), "AmazonSQS.GetQueueAttributes", json!({}), None),
        (policy_of(TOPIC), "GetTopicAttributes", result("GetTopicAttributes", topic), Some("{ }")),
        (policy_of(STREAM), "Kinesis_20131202.GetResourcePolicy", json!({ "Policy": "{}" }), Some("{}")),
        (policy_of(STREAM), "Kinesis_20131202.GetResourcePolicy", failing(400, "ResourceNotFoundException"), None),
        (policy_of(TABLE), "DynamoDB_20120810.GetResourcePolicy", failing(400, "PolicyNotFoundException"), None),
        (policy_of(SECRET), "secretsmanager.GetResourcePolicy", json!({ "ResourcePolicy": "{}" }), Some("{}")),
        (policy_of(SECRET), "secretsmanager.GetResourcePolicy", json!({ "Name": "db" }), None),
        (policy_of(BUS), "AWSEvents.DescribeEventBus", json!({ "Policy": "{}" }), Some("{}")),
        (policy_of(BUS), "AWSEvents.DescribeEventBus", json!({ "Name": "aws.partner/shop" }), None),
        (policy_of(OF_LOGS), "Logs_20140328.DescribeResourcePolicies", of_logs("delivery"), Some("{}")),
        (policy_of(OF_LOGS), "Logs_20140328.DescribeResourcePolicies", of_logs("other"), None),
        (
            policy_of(SERVERLESS_SNAPSHOT),
            "RedshiftServerless.GetResourcePolicy",
            json!({ "resourcePolicy": { "policy": "{ }", "resourceArn": SERVERLESS_SNAPSHOT } }),
            Some("{ }"),
        ),
        (
            policy_of(SERVERLESS_SNAPSHOT),
            "RedshiftServerless.GetResourcePolicy",
            failing(400, "ResourceNotFoundException"),
            None,
        ),
    ]
}

fn reads() -> Vec<Reading> {
    let instance = |inner: &str| {
        result("DescribeDBInstances", &format!("<DBInstances><DBInstance>{inner}</DBInstance></DBInstances>"))
    };
    let shared = "<DBSnapshotAttributesResult><DBSnapshotAttributes><DBSnapshotAttribute><AttributeName>restore\
        </AttributeName><AttributeValues><AttributeValue>all</AttributeValue><AttributeValue>111122223333\
        </AttributeValue></AttributeValues></DBSnapshotAttribute></DBSnapshotAttributes></DBSnapshotAttributesResult>";
    let cluster = "<Clusters><Cluster><PubliclyAccessible>true</PubliclyAccessible></Cluster></Clusters>";
    let of_cluster = "<DBClusters><DBCluster><DeletionProtection>false</DeletionProtection></DBCluster></DBClusters>";
    let alone = "<DBClusterSnapshotAttributesResult><DBClusterSnapshotAttributes/></DBClusterSnapshotAttributesResult>";
    let pending = "<BackupRetentionPeriod>0</BackupRetentionPeriod><PendingModifiedValues><BackupRetentionPeriod>7\
        </BackupRetentionPeriod></PendingModifiedValues>";
    let block = json!({ "BlockPublicAccessConfiguration": {
        "BlockPublicSecurityGroupRules": true, "PermittedPublicSecurityGroupRuleRanges": [{ "MinRange": 22 }],
    }});
    let url = json!({ "AuthType": "NONE" });
    let mut all = policies();
    all.extend(vec![
        (
            address_of(INSTANCE, "main"),
            "DescribeDBInstances",
            instance("<PubliclyAccessible>true</PubliclyAccessible>"),
            Some("true"),
        ),
        (address_of(WAREHOUSE, "sales"), "DescribeClusters", result("DescribeClusters", cluster), Some("true")),
        (
            address_of(WORKGROUP, "adhoc"),
            "RedshiftServerless.GetWorkgroup",
            json!({ "workgroup": { "publiclyAccessible": false } }),
            Some("false"),
        ),
        (
            setting(SNAPSHOT, Aspect::SnapshotSharing),
            "DescribeDBSnapshotAttributes",
            result("DescribeDBSnapshotAttributes", shared),
            Some("[\"111122223333\",\"all\"]"),
        ),
        (
            setting(CLUSTER_SNAPSHOT, Aspect::SnapshotSharing),
            "DescribeDBClusterSnapshotAttributes",
            result("DescribeDBClusterSnapshotAttributes", alone),
            Some("[]"),
        ),
        (access_of("2"), "DescribeClusterSnapshots", snapshots(), Some("true")),
        (access_of("3"), "DescribeClusterSnapshots", snapshots(), None),
        (
            setting(CLUSTER, Aspect::DeletionProtection),
            "DescribeDBClusters",
            result("DescribeDBClusters", of_cluster),
            Some("false"),
        ),
        (
            setting(TABLE, Aspect::DeletionProtection),
            "DynamoDB_20120810.DescribeTable",
            json!({ "Table": { "DeletionProtectionEnabled": true } }),
            Some("true"),
        ),
        (setting(INSTANCE, Aspect::BackupRetention), "DescribeDBInstances", instance(pending), Some("7")),
        (setting(SECRET, Aspect::SecretRotation), "secretsmanager.DescribeSecret", rotating(), Some(ROTATION)),
        (setting(SECRET, Aspect::SecretRotation), "secretsmanager.DescribeSecret", json!({ "Name": "db" }), None),
        (url_of(FUNCTION), "GET /2021-10-31/functions/ingest/url", url.clone(), Some("\"NONE\"")),
        (
            url_of(&format!("{FUNCTION}:live")),
            "GET /2021-10-31/functions/ingest/url?Qualifier=live",
            url,
            Some("\"NONE\""),
        ),
        (
            setting(EMR, Aspect::EmrPublicAccessBlock),
            "ElasticMapReduce.GetBlockPublicAccessConfiguration",
            block,
            Some(r#"{"blocked":true,"permitted":[[22,22]]}"#),
        ),
    ]);
    all
}

#[tokio::test]
async fn each_setting_is_read_as_it_is() {
    for (setting, name, answer, expected) in reads() {
        assert!(name.contains(setting.read_call().operation) || name.starts_with("GET "), "{setting}: {name}");
        assert_eq!(read(&setting, name, answer).await, Ok(value(expected)), "{setting}");
    }
}

#[tokio::test]
async fn a_denied_read_is_not_taken_for_none() {
    for (setting, name, ..) in reads() {
        let error = read(&setting, name, failing(403, "AccessDeniedException")).await.unwrap_err();
        assert_eq!(error.reason, Failure::Denied, "{setting}");
        assert_eq!(error.permission, setting.read_call().permission);
    }
}

#[tokio::test]
async fn a_torn_answer_is_not_read_as_a_value() {
    let torn = [
        (policy_of(TOPIC), "GetTopicAttributes", result("GetTopicAttributes", "<Attributes/>")),
        (policy_of(STREAM), "Kinesis_20131202.GetResourcePolicy", json!({ "Policy": 1 })),
        (address_of(INSTANCE, "main"), "DescribeDBInstances", result("DescribeDBInstances", "<DBInstances/>")),
        (
            address_of(WAREHOUSE, "sales"),
            "DescribeClusters",
            result("DescribeClusters", "<Clusters><Cluster/></Clusters>"),
        ),
        (address_of(WORKGROUP, "adhoc"), "RedshiftServerless.GetWorkgroup", json!({ "workgroup": {} })),
        (
            setting(SNAPSHOT, Aspect::SnapshotSharing),
            "DescribeDBSnapshotAttributes",
            result("DescribeDBSnapshotAttributes", "<DBSnapshotAttributesResult/>"),
        ),
        (
            access_of("2"),
            "DescribeClusterSnapshots",
            result("DescribeClusterSnapshots", "<Snapshots><Snapshot/></Snapshots>"),
        ),
        (url_of(FUNCTION), "GET /2021-10-31/functions/ingest/url", json!({})),
        (
            setting(EMR, Aspect::EmrPublicAccessBlock),
            "ElasticMapReduce.GetBlockPublicAccessConfiguration",
            json!({ "BlockPublicAccessConfiguration": {} }),
        ),
    ];
    for (setting, name, answer) in torn {
        assert!(read(&setting, name, answer).await.is_err(), "{setting}");
    }
}

/// A setting, its values before and after, the call, and a part of the request.
type Change = (Setting, Option<&'static str>, Option<&'static str>, &'static str, &'static str);

/// Changes of policies.
fn changed_policies() -> Vec<Change> {
    vec![
        (policy_of(QUEUE), Some("{}"), Some("{ }"), "AmazonSQS.SetQueueAttributes", r#"{"Policy":"{ }"}"#),
        (policy_of(QUEUE), Some("{}"), None, "AmazonSQS.SetQueueAttributes", r#"{"Policy":""}"#),
        (policy_of(TOPIC), Some("{}"), Some("{ }"), "SetTopicAttributes", "AttributeName=Policy&AttributeValue=%7B"),
        (policy_of(STREAM), None, Some("{}"), "Kinesis_20131202.PutResourcePolicy", r#""Policy":"{}""#),
        (policy_of(STREAM), Some("{}"), None, "Kinesis_20131202.DeleteResourcePolicy", STREAM),
        (policy_of(TABLE), Some("{}"), None, "DynamoDB_20120810.DeleteResourcePolicy", TABLE),
        (policy_of(BUS), Some("{}"), Some("{ }"), "AWSEvents.PutPermission", r#""EventBusName":"aws.partner/shop""#),
        (policy_of(BUS), Some("{}"), None, "AWSEvents.RemovePermission", r#""RemoveAllPermissions":true"#),
        (policy_of(OF_LOGS), Some("{}"), Some("{ }"), "Logs_20140328.PutResourcePolicy", r#""policyName":"delivery""#),
        (policy_of(OF_LOGS), Some("{}"), None, "Logs_20140328.DeleteResourcePolicy", r#""policyName":"delivery""#),
        (policy_of(SECRET), None, Some("{}"), "secretsmanager.PutResourcePolicy", r#""ResourcePolicy":"{}""#),
        (policy_of(SERVERLESS_SNAPSHOT), Some("{}"), Some("{ }"), "RedshiftServerless.PutResourcePolicy", r#""{ }""#),
        (
            policy_of(SERVERLESS_SNAPSHOT),
            Some("{}"),
            None,
            "RedshiftServerless.DeleteResourcePolicy",
            SERVERLESS_SNAPSHOT,
        ),
    ]
}

fn changes() -> Vec<Change> {
    let (on, off) = (Some("true"), Some("false"));
    let mut all = changed_policies();
    all.extend(vec![
        (address_of(INSTANCE, "main"), on, off, "ModifyDBInstance", "PubliclyAccessible=false&ApplyImmediately=true"),
        (address_of(WAREHOUSE, "sales"), on, off, "ModifyCluster", "ClusterIdentifier=sales&PubliclyAccessible=false"),
        (
            address_of(WORKGROUP, "adhoc"),
            on,
            off,
            "RedshiftServerless.UpdateWorkgroup",
            r#""publiclyAccessible":false"#,
        ),
        (
            setting(SNAPSHOT, Aspect::SnapshotSharing),
            Some(r#"["1","2","all"]"#),
            Some(r#"["1"]"#),
            "ModifyDBSnapshotAttribute",
            "restore&ValuesToRemove.AttributeValue.1=2&ValuesToRemove.AttributeValue.2=all",
        ),
        (
            setting(CLUSTER_SNAPSHOT, Aspect::SnapshotSharing),
            Some("[]"),
            Some(r#"["all"]"#),
            "ModifyDBClusterSnapshotAttribute",
            "restore&ValuesToAdd.AttributeValue.1=all",
        ),
        (
            access_of("2"),
            on,
            None,
            "RevokeSnapshotAccess",
            "SnapshotIdentifier=nightly&SnapshotClusterIdentifier=sales&AccountWithRestoreAccess=2",
        ),
        (access_of("2"), None, on, "AuthorizeSnapshotAccess", "AccountWithRestoreAccess=2"),
        (setting(CLUSTER, Aspect::DeletionProtection), off, on, "ModifyDBCluster", "DeletionProtection=true"),
        (
            setting(TABLE, Aspect::DeletionProtection),
            off,
            on,
            "DynamoDB_20120810.UpdateTable",
            r#""DeletionProtectionEnabled":true"#,
        ),
        (
            setting(INSTANCE, Aspect::BackupRetention),
            Some("0"),
            Some("7"),
            "ModifyDBInstance",
            "BackupRetentionPeriod=7",
        ),
        (
            setting(SECRET, Aspect::SecretRotation),
            None,
            Some(ROTATION),
            "secretsmanager.RotateSecret",
            r#""RotateImmediately":false"#,
        ),
        (setting(SECRET, Aspect::SecretRotation), Some(ROTATION), None, "secretsmanager.CancelRotateSecret", SECRET),
        (
            url_of(FUNCTION),
            Some("\"NONE\""),
            Some("\"AWS_IAM\""),
            "PUT /2021-10-31/functions/ingest/url",
            r#"{"AuthType":"AWS_IAM"}"#,
        ),
        (
            setting(EMR, Aspect::EmrPublicAccessBlock),
            None,
            Some(r#"{"blocked":true,"permitted":[[22,22]]}"#),
            "ElasticMapReduce.PutBlockPublicAccessConfiguration",
            r#""BlockPublicSecurityGroupRules":true"#,
        ),
    ]);
    all
}

/// An answer that says only that the call was carried out.
fn accepted(name: &str) -> Value {
    if name.contains('.') || name.contains(' ') { json!({}) } else { result(name, "") }
}

#[tokio::test]
async fn each_change_is_the_one_request_that_the_plan_names() {
    for (setting, before, after, name, part) in changes() {
        let canned = Canned::of(&[(name, accepted(name))]);
        let aws = mutate(&canned).await;
        assert_eq!(aws.write(&setting, &value(before), &value(after)).await, Ok(()), "{setting}");
        let asked = canned.asked();
        assert_eq!(asked.len(), 1, "{setting}");
        assert!(asked[0].body.contains(part), "{setting}: {}", asked[0].body);
        let operation = setting.write_call(&value(after)).operation;
        assert!(name.ends_with(operation) || name.starts_with("PUT "), "{setting}: {name} is not {operation}");
    }
}

#[tokio::test]
async fn a_change_of_sharing_that_is_made_already_is_no_failure() {
    let done = [(None, "AuthorizationNotFound"), (Some("true"), "AuthorizationAlreadyExists")];
    for (after, code) in done {
        let (setting, after) = (access_of("2"), value(after));
        let name = setting.write_call(&after).operation;
        let canned = Canned::of(&[(name, failing(404, code))]);
        assert_eq!(mutate(&canned).await.write(&setting, &value(None), &after).await, Ok(()), "{code}");
        let canned = Canned::of(&[(name, failing(404, "ClusterSnapshotNotFound"))]);
        assert!(mutate(&canned).await.write(&setting, &value(None), &after).await.is_err());
    }
}

#[tokio::test]
async fn a_denied_change_names_its_permission() {
    for (setting, before, after, name, _) in changes() {
        let canned = Canned::of(&[(name, failing(403, "AccessDeniedException"))]);
        let error = mutate(&canned).await.write(&setting, &value(before), &value(after)).await.unwrap_err();
        assert_eq!(error.reason, Failure::Denied, "{setting}");
        assert_eq!(error.permission, setting.write_call(&value(after)).permission);
    }
}

#[tokio::test]
async fn what_no_call_can_do_is_refused_without_one() {
    let canned = Canned::of(&[]);
    let aws = mutate(&canned).await;
    let impossible = [
        (policy_of(TOPIC), None),
        (policy_of(FUNCTION), Some("{}")),
        (address_of(INSTANCE, "main"), Some("perhaps")),
        (setting(INSTANCE, Aspect::BackupRetention), None),
        (setting(EMR, Aspect::EmrPublicAccessBlock), Some("{}")),
    ];
    for (setting, after) in impossible {
        let error = aws.write(&setting, &value(Some("true")), &value(after)).await.unwrap_err();
        assert_eq!(error.reason, Failure::Refused, "{setting}");
    }
    assert!(canned.asked().is_empty());
}
