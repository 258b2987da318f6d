//! Remedies of the pipeline services that decide who gets in, and what keeps data from loss.

use serde_json::Value;
use tidegate::model::aws::{
    Database, DatabaseSnapshot, EmrBlock, EmrPublicAccessBlock, Function, FunctionUrl, Queue, RedshiftCluster,
    RedshiftSnapshot, RedshiftWorkgroup, Secret, Stream, Table, Topic,
};
use tidegate::model::{Document, Fact};
use tidegate::remedy::{BuildError, Refusal, StepRisk};
use tidegate::report::export::{aws_cli, terraform};

use super::cases::{Case, case, plan_of};
use super::{after, found, plan_for};
use crate::samples::{
    ACCOUNT, FOREIGN, ORGANIZATION, Tweak, db_cluster, db_instance, db_snapshot, emr_arn, emr_public_access_block,
    estate, function, function_arn, key, organization, queue, queue_arn, rds_arn, redshift_arn, redshift_cluster,
    redshift_serverless_snapshot, redshift_snapshot, redshift_workgroup, secret, secret_arn, stream, stream_arn, table,
    table_arn, topic, topic_arn,
};

fn statement(sid: &str, principal: &str, action: &str, resource: &str) -> String {
    format!(r#"{{"Sid":"{sid}","Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"{resource}"}}"#)
}

fn policy(statements: &[String]) -> Fact<Option<Document>> {
    let text = format!("{{\"Version\":\"2012-10-17\",\"Statement\":[ {} ]}}", statements.join(",\n  "));
    Fact::Known(Some(Document::new(text)))
}

fn kept(action: &str, resource: &str) -> String {
    statement("Own", &format!(r#"{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}}"#), action, resource)
}

fn foreign() -> String {
    format!(r#"{{"AWS":"arn:aws:iam::{FOREIGN}:root"}}"#)
}

const EVERYONE: &str = r#""*""#;
const BUCKETS: &str = r#"{"Service":"s3.amazonaws.com"}"#;

fn queue_with(statements: &[String]) -> tidegate::model::Estate {
    let held = policy(statements);
    estate([queue("orders").with(|it: &mut Queue| it.policy = held), key("main")])
}

fn topic_with(statements: &[String]) -> tidegate::model::Estate {
    let held = policy(statements);
    estate([topic("news").with(|it: &mut Topic| it.policy = held), key("main")])
}

fn send(sid: &str, principal: &str) -> String {
    statement(sid, principal, "sqs:SendMessage", &queue_arn("orders"))
}

fn publish(sid: &str, principal: &str) -> String {
    statement(sid, principal, "sns:Publish", &topic_arn("news"))
}

pub fn cases() -> Vec<Case> {
    policies().into_iter().chain(doors()).chain(losses()).collect()
}

fn policies() -> Vec<Case> {
    const REMOVE: &str = "remove-resource-policy-statement";
    const NARROW: &str = "narrow-resource-policy-statement";
    const SOURCE: &str = "add-source-conditions";
    let (orders, news) = (queue_arn("orders"), topic_arn("news"));
    let open_queue = || queue_with(&[kept("sqs:*", &queue_arn("orders")), send("Open", EVERYONE)]);
    let of_stream = policy(&[statement("Out", &foreign(), "kinesis:GetRecords", &stream_arn("clicks"))]);
    let of_table = policy(&[statement("Out", &foreign(), "dynamodb:GetItem", &table_arn("users"))]);
    let of_secret = policy(&[statement("Out", &foreign(), "secretsmanager:GetSecretValue", "*")]);
    let with_organization = |mut estate: tidegate::model::Estate| {
        estate.push(organization());
        estate
    };
    let (shared, warehouse_snapshot) = shared_by_policy();
    const SHARED: &str = "redshift-snapshot-foreign-share";
    vec![
        case(REMOVE, SHARED, warehouse_snapshot.as_str(), shared.clone(), "\"Own\""),
        case(NARROW, SHARED, warehouse_snapshot.as_str(), with_organization(shared), ORGANIZATION),
        case(REMOVE, "sqs-queue-public-policy", &orders, open_queue(), "\"Own\""),
        case(NARROW, "sqs-queue-public-policy", &orders, open_queue(), "aws:PrincipalAccount"),
        case(NARROW, "sqs-queue-public-policy", &orders, with_organization(open_queue()), ORGANIZATION),
        case(REMOVE, "sqs-queue-foreign-access", &orders, queue_with(&[send("Out", &foreign())]), ""),
        case(SOURCE, "sqs-queue-service-source", &orders, queue_with(&[send("S3", BUCKETS)]), "aws:SourceAccount"),
        case(
            REMOVE,
            "sns-topic-foreign-access",
            &news,
            topic_with(&[kept("sns:Publish", &topic_arn("news")), publish("Out", &foreign())]),
            "\"Own\"",
        ),
        case(NARROW, "sns-topic-public-policy", &news, topic_with(&[publish("Open", EVERYONE)]), "PrincipalAccount"),
        Case {
            choices: &[("source-arn", "arn:aws:s3:::raw")],
            ..case(SOURCE, "sns-topic-service-source", &news, topic_with(&[publish("S3", BUCKETS)]), "arn:aws:s3:::raw")
        },
        case(
            REMOVE,
            "kinesis-stream-foreign-access",
            &stream_arn("clicks"),
            estate([stream("clicks").with(|it: &mut Stream| it.policy = of_stream), key("main")]),
            "",
        ),
        case(
            REMOVE,
            "dynamodb-table-foreign-access",
            &table_arn("users"),
            estate([table("users").with(|it: &mut Table| it.policy = of_table), key("main")]),
            "",
        ),
        case(
            REMOVE,
            "secretsmanager-secret-foreign-access",
            &secret_arn("db"),
            estate([secret("db").with(|it: &mut Secret| it.policy = of_secret), key("main")]),
            "",
        ),
    ]
}

fn snapshot_of(who: &[&str]) -> tidegate::model::Estate {
    let who = who.iter().map(|it| (*it).to_owned()).collect();
    let snapshot = db_snapshot("nightly", "main").with(|it: &mut DatabaseSnapshot| it.restorable_by = Fact::Known(who));
    estate([snapshot, db_instance("main"), key("main")])
}

/// A snapshot of a warehouse that these accounts may restore.
fn warehouse_snapshot_of(who: &[&str]) -> tidegate::model::Estate {
    let who = who.iter().map(|it| (*it).to_owned()).collect();
    let snapshot = redshift_snapshot("nightly", "sales").with(|it: &mut RedshiftSnapshot| it.restorable_by = who);
    estate([snapshot, key("main")])
}

/// A snapshot of Redshift Serverless whose policy lets in the own account and everyone, and its ARN. The statements name
/// no resource, as AWS documents them.
fn shared_by_policy() -> (tidegate::model::Estate, tidegate::model::Arn) {
    let restore = |sid: &str, who: &str| {
        format!(
            r#"{{"Sid":"{sid}","Effect":"Allow","Principal":{{"AWS":"{who}"}},"Action":"redshift-serverless:RestoreFromSnapshot"}}"#
        )
    };
    let held = policy(&[restore("Own", ACCOUNT), restore("Out", "*")]);
    let snapshot = redshift_serverless_snapshot("nightly").with(|it: &mut RedshiftSnapshot| it.policy = held);
    let arn = snapshot.arn.clone();
    (estate([snapshot, key("main")]), arn)
}

fn function_with(url: &str) -> tidegate::model::Estate {
    let url = FunctionUrl {
        url: "https://abc.lambda-url.eu-west-1.on.aws/".to_owned(),
        arn: url.to_owned(),
        authentication: "NONE".to_owned(),
        origins: Vec::new(),
        with_credentials: false,
    };
    estate([function("ingest").with(|it: &mut Function| it.urls = Fact::Known(vec![url])), key("main")])
}

fn doors() -> Vec<Case> {
    const ADDRESS: &str = "remove-public-address";
    let database = db_instance("main").with(|it: &mut Database| it.publicly_accessible = Some(true));
    let cluster = redshift_cluster("sales").with(|it: &mut RedshiftCluster| it.publicly_accessible = true);
    let workgroup =
        redshift_workgroup("adhoc", "main").with(|it: &mut RedshiftWorkgroup| it.publicly_accessible = true);
    let workgroup_arn = workgroup.arn.to_string();
    let off = emr_public_access_block().with(|it: &mut EmrPublicAccessBlock| {
        it.block = Fact::Known(EmrBlock { blocked: false, permitted: vec![(22, 22), (0, 1023)] });
    });
    let alias = format!("{}:live", function_arn("ingest"));
    vec![
        case(ADDRESS, "rds-database-public", &rds_arn("db:main"), estate([database, key("main")]), "false"),
        case(
            ADDRESS,
            "redshift-warehouse-public",
            &redshift_arn("cluster:sales"),
            estate([cluster, key("main")]),
            "false",
        ),
        case(ADDRESS, "redshift-warehouse-public", &workgroup_arn, estate([workgroup, key("main")]), "false"),
        case(
            "stop-sharing-snapshot",
            "rds-snapshot-public",
            &rds_arn("snapshot:nightly"),
            snapshot_of(&["all", ACCOUNT]),
            "[\"111122223333\"]",
        ),
        case(
            "stop-sharing-snapshot",
            "rds-snapshot-foreign-share",
            &rds_arn("snapshot:nightly"),
            snapshot_of(&[FOREIGN]),
            "[]",
        ),
        case(
            "stop-sharing-snapshot",
            "redshift-snapshot-foreign-share",
            &redshift_arn("snapshot:sales/nightly"),
            warehouse_snapshot_of(&[ACCOUNT, FOREIGN]),
            "",
        ),
        case(
            "require-signed-function-url",
            "lambda-function-url-unauthenticated",
            &function_arn("ingest"),
            function_with(&function_arn("ingest")),
            "AWS_IAM",
        ),
        case(
            "require-signed-function-url",
            "lambda-function-url-unauthenticated",
            &function_arn("ingest"),
            function_with(&alias),
            "AWS_IAM",
        ),
        case(
            "enable-emr-public-access-block",
            "emr-public-access-not-blocked",
            &emr_arn("block-public-access"),
            estate([off]),
            "{\"blocked\":true,\"permitted\":[[22,22]]}",
        ),
    ]
}

fn losses() -> Vec<Case> {
    const GUARD: &str = "enable-deletion-protection";
    const BACKUPS: &str = "extend-database-backups";
    let bare = db_instance("main").with(|it: &mut Database| it.deletion_protection = false);
    let cluster = db_cluster("main").with(|it: &mut Database| it.deletion_protection = false);
    let deletable = table("users").with(|it: &mut Table| {
        it.description.known_mut().unwrap().deletion_protection = false;
    });
    let forgetful = db_instance("main").with(|it: &mut Database| it.backup_days = 0);
    let brief = db_cluster("main").with(|it: &mut Database| it.backup_days = 1);
    vec![
        case(GUARD, "rds-database-deletion-protection", &rds_arn("db:main"), estate([bare, key("main")]), "true"),
        case(
            GUARD,
            "rds-database-deletion-protection",
            &rds_arn("cluster:main"),
            estate([cluster, key("main")]),
            "true",
        ),
        case(
            GUARD,
            "dynamodb-table-deletion-protection",
            &table_arn("users"),
            estate([deletable, key("main")]),
            "true",
        ),
        case(BACKUPS, "rds-database-backups", &rds_arn("db:main"), estate([forgetful, key("main")]), "7"),
        Case {
            choices: &[("days", "14")],
            ..case(BACKUPS, "rds-database-backups", &rds_arn("cluster:main"), estate([brief, key("main")]), "14")
        },
    ]
}

#[test]
fn other_statements_stay_byte_for_byte() {
    let own = kept("sqs:*", &queue_arn("orders"));
    let estate = queue_with(&[own.clone(), send("Open", EVERYONE)]);
    let findings = found(&estate, &["sqs-queue-public-policy"], &queue_arn("orders"));
    let plan = plan_for(&estate, &[(&findings[0], None)], &[]).unwrap();
    assert_eq!(plan.steps[0].remedy, "remove-resource-policy-statement");
    let text = plan.steps[0].after.as_text().unwrap();
    assert!(text.contains(&own) && !text.contains("Open"), "{text}");
    assert_eq!(plan.steps[0].needs, ["sqs:GetQueueAttributes", "sqs:SetQueueAttributes"]);
}

#[test]
fn the_only_statement_of_a_topic_is_narrowed_instead_of_removed() {
    let estate = topic_with(&[publish("Open", EVERYONE)]);
    let findings = found(&estate, &["sns-topic-public-policy"], &topic_arn("news"));
    let refused = plan_for(&estate, &[(&findings[0], Some("remove-resource-policy-statement"))], &[]).unwrap_err();
    assert!(refused.to_string().contains("a topic always has a policy"), "{refused}");
    let plan = plan_for(&estate, &[(&findings[0], None)], &[]).unwrap();
    assert_eq!(plan.steps[0].remedy, "narrow-resource-policy-statement");
}

#[test]
fn a_service_is_not_shut_out_by_a_condition_on_accounts() {
    let both = r#"{"AWS":"*","Service":"s3.amazonaws.com"}"#;
    let estate = queue_with(&[send("Both", both)]);
    let findings = found(&estate, &["sqs-queue-public-policy"], &queue_arn("orders"));
    let refused = plan_for(&estate, &[(&findings[0], Some("narrow-resource-policy-statement"))], &[]).unwrap_err();
    assert!(refused.to_string().contains("split it first"), "{refused}");
}

#[test]
fn two_findings_of_one_snapshot_are_one_step() {
    let estate = snapshot_of(&["all", FOREIGN, ACCOUNT]);
    let arn = rds_arn("snapshot:nightly");
    let both = found(&estate, &["rds-snapshot-public", "rds-snapshot-foreign-share"], &arn);
    let plan = plan_for(&estate, &[(&both[0], None), (&both[1], None)], &[]).unwrap();
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].after.as_text(), Some("[\"111122223333\"]"));
    let script = aws_cli(&plan).unwrap();
    assert!(script.contains("--values-to-remove 999988887777 all") && !script.contains("--values-to-add"), "{script}");
    assert!(found(&after(&estate, &plan), &["rds-snapshot-public", "rds-snapshot-foreign-share"], &arn).is_empty());
}

#[test]
fn each_account_that_a_warehouse_snapshot_is_shared_with_is_a_step() {
    const OTHER: &str = "888877776666";
    let estate = warehouse_snapshot_of(&[ACCOUNT, FOREIGN, OTHER]);
    let arn = redshift_arn("snapshot:sales/nightly");
    let both = found(&estate, &["redshift-snapshot-foreign-share"], &arn);
    let plan = plan_for(&estate, &[(&both[0], None), (&both[1], None)], &[]).unwrap();
    assert_eq!((plan.steps.len(), plan.risk()), (2, StepRisk::Disruptive));
    assert_eq!(plan.steps[0].needs, ["redshift:DescribeClusterSnapshots", "redshift:RevokeSnapshotAccess"]);
    assert!(plan.steps.iter().all(|it| it.inverse.as_ref() == Some(&it.before)));
    let script = aws_cli(&plan).unwrap();
    let revokes = |account: &str| {
        format!(
            "aws redshift revoke-snapshot-access --snapshot-identifier nightly --snapshot-cluster-identifier sales \
             --account-with-restore-access {account} --region eu-west-1"
        )
    };
    assert!(script.contains(&revokes(FOREIGN)) && script.contains(&revokes(OTHER)), "{script}");
    assert!(!script.contains(&revokes(ACCOUNT)), "{script}");
    let changed = after(&estate, &plan);
    assert!(found(&changed, &["redshift-snapshot-foreign-share"], &arn).is_empty());
    let (_, left) = changed.find(&arn).unwrap();
    assert_eq!(left.redshift_snapshot().unwrap().restorable_by, [ACCOUNT]);
}

#[test]
fn a_snapshot_that_is_shared_by_a_policy_is_unshared_by_its_policy() {
    let (estate, arn) = shared_by_policy();
    let findings = found(&estate, &["redshift-snapshot-foreign-share"], arn.as_str());
    let plan = plan_for(&estate, &[(&findings[0], None)], &[]).unwrap();
    assert_eq!(plan.steps[0].remedy, "remove-resource-policy-statement");
    assert_eq!(plan.steps[0].needs, ["redshift-serverless:GetResourcePolicy", "redshift-serverless:PutResourcePolicy"]);
    let script = aws_cli(&plan).unwrap();
    assert!(script.contains("aws redshift-serverless put-resource-policy --resource-arn"), "{script}");
}

#[test]
fn a_cluster_of_rds_keeps_its_address_and_says_why() {
    let estate =
        estate([db_cluster("main").with(|it: &mut Database| it.publicly_accessible = Some(true)), key("main")]);
    let findings = found(&estate, &["rds-database-public"], &rds_arn("cluster:main"));
    let refused = plan_for(&estate, &[(&findings[0], None)], &[]);
    assert!(matches!(refused, Err(BuildError::Refused { refusal: Refusal::Impossible(_), .. })));
}

#[test]
fn plans_say_who_loses_what() {
    let of = |remedy: &str| cases().into_iter().find(|case| case.remedy == remedy).map(|case| plan_of(&case)).unwrap();
    let address = of("remove-public-address");
    assert_eq!(address.risk(), StepRisk::Disruptive);
    assert!(address.steps[0].consequences[0].starts_with("Clients over the internet lose database main"));
    assert_eq!(of("enable-emr-public-access-block").risk(), StepRisk::AccountWide);
    assert_eq!(of("enable-deletion-protection").risk(), StepRisk::Reversible);
    let backups = of("extend-database-backups");
    assert!(backups.steps[0].consequences.iter().any(|line| line.contains("stops for a moment")));
}

#[test]
fn days_out_of_range_are_refused() {
    let case = cases().into_iter().rfind(|case| case.remedy == "extend-database-backups").unwrap();
    let findings = found(&case.estate, &[case.check], &case.arn);
    for days in ["6", "36", "many"] {
        let refused = plan_for(&case.estate, &[(&findings[0], None)], &[("days", days)]).unwrap_err();
        assert!(refused.to_string().contains("from 7 to 35"), "{refused}");
    }
}

#[test]
fn exports_name_what_the_services_name() {
    let all: Vec<Case> = cases();
    let texts = |check: &str, number: usize| {
        let case = all.iter().filter(|case| case.check == check).nth(number).unwrap();
        let plan = plan_of(case);
        (aws_cli(&plan).unwrap(), terraform(&plan, Some(&case.estate)).unwrap())
    };
    let (commands, written) = texts("sqs-queue-service-source", 0);
    assert!(commands.contains("aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/orders --attributes"), "{commands}");
    let sent = commands.split('\'').nth(1).unwrap();
    let sent: Value = serde_json::from_str(sent).unwrap();
    assert!(serde_json::from_str::<Value>(sent["Policy"].as_str().unwrap()).is_ok());
    assert!(
        written.contains("resource \"aws_sqs_queue_policy\" \"orders\" {") && written.contains("import {"),
        "{written}"
    );
    let (commands, written) = texts("rds-database-public", 0);
    assert!(
        commands.contains(
            "aws rds modify-db-instance --db-instance-identifier main --no-publicly-accessible --apply-immediately"
        ),
        "{commands}"
    );
    assert!(written.contains("# Set publicly_accessible in its aws_db_instance, or run:"), "{written}");
    let (commands, written) = texts("lambda-function-url-unauthenticated", 1);
    assert!(commands.contains("--function-name ingest --auth-type AWS_IAM --qualifier live"), "{commands}");
    assert!(written.contains("id = \"ingest/live\"") && written.contains("qualifier = \"live\""), "{written}");
    let (commands, _) = texts("redshift-warehouse-public", 1);
    assert!(commands.contains("aws redshift-serverless update-workgroup --workgroup-name adhoc"), "{commands}");
}
