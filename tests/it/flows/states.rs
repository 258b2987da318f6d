//! Step Functions.

use serde_json::{Value, json};
use tidegate::model::Fact;
use tidegate::model::aws::{Secret, StateMachine};

use super::hops;
use crate::samples::{
    ACCOUNT, Tweak, bucket, function, function_arn, machine, queue, redshift_workgroup, sample_arn, secret, secret_arn,
    table_arn,
};

/// The hops of a state machine of one task, without its own name.
fn called(resource: &str, parameters: &Value) -> Vec<String> {
    of(&json!({ "States": { "Do": { "Type": "Task", "Resource": resource, "Parameters": parameters } } }))
}

fn of(definition: &Value) -> Vec<String> {
    let raw = bucket("raw").bucket_with(|it| it.logging = Fact::Known(None));
    let all = hops([machine("flow", &definition.to_string()), function("load"), queue("orders"), raw]);
    let mut all: Vec<String> = all.into_iter().map(|hop| hop.replace("state-machine flow", "it")).collect();
    all.sort();
    all
}

#[test]
fn every_integration_names_what_it_calls() {
    let url = format!("https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/orders");
    let arn = |service: &str, rest: &str| format!("outside {}", sample_arn(service, rest));
    for (integration, parameters, wanted) in [
        ("lambda:invoke", json!({ "FunctionName": "load" }), "it -invokes-> function load".to_owned()),
        ("sqs:sendMessage.waitForTaskToken", json!({ "QueueUrl": url }), "it -writes-> queue orders".to_owned()),
        ("aws-sdk:sqs:sendMessage", json!({ "QueueUrl": url }), "it -writes-> queue orders".to_owned()),
        (
            "sns:publish",
            json!({ "TopicArn": sample_arn("sns", "news") }),
            format!("it -writes-> {}", arn("sns", "news")),
        ),
        ("dynamodb:putItem", json!({ "TableName": "t" }), format!("it -writes-> {}", arn("dynamodb", "table/t"))),
        ("dynamodb:getItem", json!({ "TableName": "t" }), format!("{} -reads-> it", arn("dynamodb", "table/t"))),
        ("glue:startJobRun.sync", json!({ "JobName": "j" }), format!("it -invokes-> {}", arn("glue", "job/j"))),
        ("aws-sdk:glue:startCrawler", json!({ "Name": "c" }), format!("it -invokes-> {}", arn("glue", "crawler/c"))),
        (
            "events:putEvents",
            json!({ "Entries": [{ "EventBusName": "main" }] }),
            format!("it -writes-> {}", arn("events", "event-bus/main")),
        ),
        (
            "states:startExecution.sync:2",
            json!({ "StateMachineArn": sample_arn("states", "stateMachine:next") }),
            format!("it -invokes-> {}", arn("states", "stateMachine:next")),
        ),
        ("ecs:runTask.sync", json!({ "Cluster": "c" }), format!("it -invokes-> {}", arn("ecs", "cluster/c"))),
        ("batch:submitJob.sync", json!({ "JobQueue": "q" }), format!("it -invokes-> {}", arn("batch", "job-queue/q"))),
        (
            "elasticmapreduce:addStep.sync",
            json!({ "ClusterId": "j-1" }),
            format!("it -invokes-> {}", arn("elasticmapreduce", "cluster/j-1")),
        ),
        ("aws-sdk:s3:getObject", json!({ "Bucket": "raw", "Key": "k" }), "bucket raw -reads-> it".to_owned()),
        ("aws-sdk:s3:putObject", json!({ "Bucket": "raw", "Key": "k" }), "it -writes-> bucket raw".to_owned()),
        (
            "http:invoke",
            json!({ "ApiEndpoint": "https://api.example.com/v1" }),
            "it -invokes-> outside api.example.com".to_owned(),
        ),
    ] {
        assert_eq!(called(&format!("arn:aws:states:::{integration}"), &parameters), [wanted], "{integration}");
    }
    assert_eq!(called(&function_arn("load"), &json!({})), ["it -invokes-> function load"]);
}

#[test]
fn a_query_runs_in_a_work_group_and_leaves_its_result() {
    let parameters = json!({ "WorkGroup": "main", "ResultConfiguration": { "OutputLocation": "s3://raw/results/" } });
    assert_eq!(
        called("arn:aws:states:::athena:startQueryExecution.sync", &parameters),
        [
            format!("it -invokes-> outside {}", sample_arn("athena", "workgroup/main")),
            "it -writes-> bucket raw".to_owned(),
        ]
    );
}

#[test]
fn names_that_are_only_known_later_stay_unresolved() {
    for parameters in [
        json!({ "FunctionName.$": "$.function" }),
        json!({ "FunctionName": "{% $states.input.function %}" }),
        json!({ "FunctionName": "$.function" }),
    ] {
        assert_eq!(called("arn:aws:states:::lambda:invoke", &parameters), Vec::<String>::new(), "{parameters}");
    }
}

#[test]
fn maps_branches_readers_and_writers_are_looked_into() {
    let task = json!({ "Type": "Task", "Resource": function_arn("load") });
    let inner = json!({ "StartAt": "Do", "States": { "Do": task } });
    let map = json!({
        "Type": "Map", "ItemProcessor": inner,
        "ItemReader": { "Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": { "Bucket": "raw" } },
        "ResultWriter": { "Resource": "arn:aws:states:::s3:putObject", "Arguments": { "Bucket": "raw" } },
    });
    assert_eq!(
        of(&json!({ "States": { "All": map } })),
        ["bucket raw -reads-> it", "it -invokes-> function load", "it -writes-> bucket raw"]
    );
    let parallel = json!({ "Type": "Parallel", "Branches": [inner] });
    assert_eq!(of(&json!({ "States": { "Both": parallel } })), ["it -invokes-> function load"]);
}

#[test]
fn a_name_without_an_arn_of_its_own_is_looked_up() {
    let task = |resource: &str, parameters: &Value| {
        let state = json!({ "Type": "Task", "Resource": resource, "Parameters": parameters });
        machine("flow", &json!({ "States": { "One": state } }).to_string())
    };
    let statement = json!({ "WorkgroupName": "analysts", "Sql": "select 1" });
    let asks = task("arn:aws:states:::aws-sdk:redshiftdata:executeStatement", &statement);
    let found = hops([asks, redshift_workgroup("analysts", "n")]);
    assert!(found.contains(&"state-machine flow -invokes-> redshift-workgroup analysts".to_owned()), "{found:?}");
    for id in ["db".to_owned(), secret_arn("db")] {
        let reads = task("arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", &json!({ "SecretId": id }));
        let found = hops([reads, secret("db").with(|it: &mut Secret| it.rotation = None)]);
        assert_eq!(found, ["secret db -reads-> state-machine flow"]);
    }
    let unknown = task("arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", &json!({ "SecretId": "gone" }));
    assert_eq!(hops([unknown]), Vec::<String>::new());
}

#[test]
fn a_table_that_a_definition_exports() {
    let parameters = json!({ "TableArn": table_arn("orders"), "S3Bucket": "raw" });
    let found = called("arn:aws:states:::aws-sdk:dynamodb:exportTableToPointInTime", &parameters);
    assert!(found.contains(&"it -writes-> bucket raw".to_owned()), "{found:?}");
    assert!(
        found.iter().any(|it| it.ends_with("table/orders -reads-> it") || it == "table orders -reads-> it"),
        "{found:?}"
    );
}

#[test]
fn paths_among_arguments_are_references() {
    let parameters = json!({ "JobName": "j", "Arguments": { "--input": "s3://raw/in/" } });
    let found = called("arn:aws:states:::glue:startJobRun.sync", &parameters);
    assert!(found.contains(&"it -refers to-> bucket raw".to_owned()), "{found:?}");
}

#[test]
fn logs_are_written_while_they_are_on() {
    let group = sample_arn("logs", "log-group:/flow:*");
    let logged = |level: &str| {
        let flow = machine("flow", "{}").with(|it: &mut StateMachine| {
            let details = it.details.known_mut().unwrap();
            (details.log_level, details.logs) = (level.to_owned(), vec![group.clone()]);
        });
        hops([flow]).len()
    };
    assert_eq!((logged("ALL"), logged("OFF")), (1, 0));
}
