//! Open doors of a pipeline, and ways in the clear.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::finding::Status;
use tidegate::model::aws::{Api, Function, FunctionUrl, Queue};
use tidegate::model::{Fact, Resource};

use super::super::allows;
use super::{classed, drops};
use crate::samples::{
    ACCOUNT, Tweak, decision, denied, estate, estate_with_gaps, findings, function, function_arn, http_api,
    http_api_arn, policy, queue, queue_arn, route, unknown,
};

#[test]
fn data_in_the_clear() {
    const CHECK: &str = "flow-unencrypted-transit";
    let calls = |uris: &[&str]| {
        let routes = uris.iter().map(|uri| route("POST /orders", "HTTP", uri)).collect();
        decision(&estate([http_api().with(|it: &mut Api| it.routes = Fact::Known(routes))]), CHECK, &http_api_arn())
    };
    assert_eq!(calls(&["https://backend.example.com/orders"]), Some(Pass));
    assert_eq!(calls(&["http://backend.example.com/orders"]), Some(Fail));
    assert_eq!(calls(&["https://backend.example.com/orders", "http://other.example.com/"]), Some(Fail));
    // Of a dead-letter queue no service tells how messages get there.
    assert_eq!(decision(&estate([drops("orders", "dead"), queue("dead")]), CHECK, &queue_arn("orders")), None);
}

fn fed_by(orders: Resource) -> Option<Decision> {
    let gap = denied("sqs:GetQueueAttributes", "orders");
    decision(&estate_with_gaps([gap], [orders, queue("dead")]), "flow-open-ingestion", &queue_arn("orders"))
}

fn lets_in(principal: &str, action: &str, condition: &str) -> Resource {
    let text = allows(principal, action, &queue_arn("orders"), condition);
    drops("orders", "dead").with(|it: &mut Queue| it.policy = policy(text))
}

#[test]
fn a_pipeline_that_everyone_can_feed() {
    let everyone = r#""*""#;
    let narrowed = format!(r#","Condition":{{"StringEquals":{{"aws:SourceAccount":"{ACCOUNT}"}}}}"#);
    assert_eq!(fed_by(lets_in(everyone, "sqs:SendMessage", "")), Some(Fail));
    assert_eq!(fed_by(lets_in(everyone, "sqs:*", "")), Some(Fail));
    assert_eq!(fed_by(lets_in(everyone, "sqs:ReceiveMessage", "")), Some(Pass));
    assert_eq!(fed_by(lets_in(everyone, "sqs:SendMessage", &narrowed)), Some(Pass));
    assert_eq!(fed_by(drops("orders", "dead")), Some(Pass));
    assert_eq!(
        fed_by(lets_in(everyone, "sqs:SendMessage", "").with(|it: &mut Queue| it.policy = unknown())),
        Some(Unknown)
    );
    // What feeds nothing is left to the check of the queue.
    let alone = lets_in(everyone, "sqs:SendMessage", "").with(|it: &mut Queue| it.redrive = Fact::Known(None));
    assert_eq!(fed_by(alone), None);
}

#[test]
fn what_is_downstream_of_an_open_door_is_named_and_weighed() {
    let found = |class: &str| {
        let dead = match class {
            "" => queue("dead"),
            class => queue("dead").tag("classification", class),
        };
        let estate = estate([lets_in(r#""*""#, "sqs:SendMessage", ""), dead, classed("other", "")]);
        let [found] = findings(&estate, "flow-open-ingestion").try_into().unwrap();
        found
    };
    assert!(format!("{:?}", found("").evidence).contains(r#"relation: "feeds""#));
    assert!(found("restricted").risk.score() > found("").risk.score());
}

/// What is said of a function that writes into a queue, with these addresses and this policy.
fn at_address(urls: Fact<Vec<FunctionUrl>>, statements: &[(&str, &str)]) -> (Option<Decision>, usize) {
    let statements: Vec<String> = statements
        .iter()
        .map(|(action, condition)| {
            let here = function_arn("load");
            format!(r#"{{"Effect":"Allow","Principal":"*","Action":"{action}","Resource":"{here}"{condition}}}"#)
        })
        .collect();
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    let load = function("load").with(|it: &mut Function| {
        (it.urls, it.policy, it.dead_letter) = (urls, policy(text), Some(queue_arn("dead")));
    });
    let estate = estate_with_gaps([denied("lambda:ListFunctionUrlConfigs", "load")], [load, queue("dead")]);
    let found = findings(&estate, "flow-open-ingestion");
    let faults = found.iter().filter(|it| it.status == Status::Fail).count();
    (decision(&estate, "flow-open-ingestion", &function_arn("load")), faults)
}

fn url(authentication: &str) -> Fact<Vec<FunctionUrl>> {
    Fact::Known(vec![FunctionUrl {
        url: "https://abc.lambda-url.eu-west-1.on.aws/".to_owned(),
        arn: function_arn("load"),
        authentication: authentication.to_owned(),
        origins: Vec::new(),
        with_credentials: false,
    }])
}

#[test]
fn what_opens_an_address_counts_once_and_where_there_is_one() {
    const CALL: &str = "lambda:InvokeFunctionUrl";
    let unsigned = r#","Condition":{"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}}"#;
    let companion = r#","Condition":{"Bool":{"lambda:InvokedViaFunctionUrl":"true"}}"#;
    let both = [(CALL, unsigned), ("lambda:InvokeFunction", companion)];
    assert_eq!(at_address(url("NONE"), &both), (Some(Fail), 1));
    assert_eq!(at_address(url("AWS_IAM"), &both), (Some(Pass), 0));
    assert_eq!(at_address(Fact::Known(Vec::new()), &[(CALL, "")]), (Some(Pass), 0));
    // Whoever signs as anyone gets in.
    assert_eq!(at_address(url("AWS_IAM"), &[(CALL, "")]).0, Some(Fail));
    assert_eq!(at_address(unknown(), &[(CALL, "")]).0, Some(Unknown));
    // Without an address a function is called all the same.
    assert_eq!(at_address(Fact::Known(Vec::new()), &[("lambda:InvokeFunction", "")]).0, Some(Fail));
}
