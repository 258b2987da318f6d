//! Source conditions in the policies of functions and logs, only for what is seen to call, and grants of event buses.

use tidegate::model::aws::{EventBus, EventRule, Function, LogResourcePolicy, Notification, NotificationTarget};
use tidegate::model::{Arn, Document, Estate, Fact, Resource, SettingValue};
use tidegate::remedy::{BuildError, Plan};
use tidegate::report::export::{aws_cli, terraform};

use super::cases::{Case, case};
use super::{found, plan_for};
use crate::samples::{
    ACCOUNT, FOREIGN, Tweak, bucket, bus, bus_arn, estate, function, function_arn, key, log_group, log_group_arn,
    log_policy, log_policy_arn, policy, rule,
};

const REMEDY: &str = "add-source-conditions";
const REMOVE: &str = "remove-resource-policy-statement";
const LOGS: &str = "logs-resource-policy-service-source";
const CHECK: &str = "lambda-function-service-source";
const BUS: &str = "events-bus-service-source";

/// The function `load`, which a service may call for anyone.
fn open(service: &str, more: &str) -> Resource {
    let arn = function_arn("load");
    let policy = Document::new(format!(
        r#"{{"Version":"2012-10-17","Id":"default","Statement":[{{"Sid":"Own","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"lambda:InvokeFunction","Resource":"{arn}"}},{{"Sid":"Call","Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"lambda:InvokeFunction","Resource":"{arn}"{more}}}]}}"#
    ));
    function("load").with(|it: &mut Function| it.policy = Fact::Known(Some(policy)))
}

/// A bucket that calls the function.
fn calls(name: &str) -> Resource {
    let target = NotificationTarget::Function(function_arn("load"));
    let event = Notification { id: None, target, events: Vec::new() };
    bucket(name).bucket_with(|it| it.notifications = Fact::Known(vec![event]))
}

fn called(by: &[&str]) -> Estate {
    estate(by.iter().map(|name| calls(name)).chain([open("s3.amazonaws.com", ""), key("main")]))
}

pub fn cases() -> Vec<Case> {
    vec![
        case(REMEDY, CHECK, &function_arn("load"), called(&["raw"]), "arn:aws:s3:::raw"),
        Case {
            choices: &[("source-arn", "arn:aws:s3:::named")],
            ..case(REMEDY, CHECK, &function_arn("load"), called(&[]), "arn:aws:s3:::named")
        },
        case(REMEDY, LOGS, &log_policy_arn("writers"), writers([writing()]), "aws:SourceAccount"),
        case(REMEDY, BUS, &bus_arn("orders"), feeders([feeding(ACCOUNT), bus("default")]), "aws:SourceAccount"),
        case(REMOVE, "events-bus-public-policy", &bus_arn("orders"), open_bus(r#""*""#), "\"Own\""),
        case(
            REMOVE,
            "events-bus-foreign-access",
            &bus_arn("orders"),
            open_bus(&format!(r#"{{"AWS":"arn:aws:iam::{FOREIGN}:root"}}"#)),
            "\"Own\"",
        ),
    ]
}

/// A log resource policy that lets EventBridge write for anyone, beside a rule that writes into a group.
fn writers(rules: impl IntoIterator<Item = Resource>) -> Estate {
    let groups = format!("arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:*");
    let statement = format!(
        r#"{{"Sid":"Rules","Effect":"Allow","Principal":{{"Service":"events.amazonaws.com"}},"Action":"logs:PutLogEvents","Resource":"{groups}"}}"#
    );
    let held = policy(format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#));
    let writers = log_policy("writers").with(|it: &mut LogResourcePolicy| it.policy = held);
    estate(rules.into_iter().chain([writers, log_group("/etl"), bus("default"), key("main")]))
}

/// A rule that writes into a log group under the service's own name.
fn writing() -> Resource {
    rule("audit", &log_group_arn("/etl")).with(|it: &mut EventRule| it.targets.known_mut().unwrap()[0].role = None)
}

/// A bus whose policy lets these in.
fn open_bus(principal: &str) -> Estate {
    let arn = bus_arn("orders");
    let statement = |sid: &str, who: &str| {
        format!(
            r#"{{"Sid":"{sid}","Effect":"Allow","Principal":{who},"Action":"events:PutEvents","Resource":"{arn}"}}"#
        )
    };
    let own = statement("Own", &format!(r#"{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}}"#));
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{own},{}]}}"#, statement("Open", principal));
    estate([bus("orders").with(|it: &mut EventBus| it.policy = policy(&text)), key("main")])
}

#[test]
fn a_log_resource_policy_is_bound_to_the_account_that_is_seen_to_use_it() {
    let of = |estate: &Estate, choices: &[(&str, &str)]| {
        let findings = found(estate, &[LOGS], &log_policy_arn("writers"));
        plan_for(estate, &[(&findings[0], Some(REMEDY))], choices)
    };
    let refused = of(&writers([]), &[]).unwrap_err().to_string();
    assert!(refused.contains("no hop shows for what events.amazonaws.com acts in writers"), "{refused}");
    let rule = format!("arn:aws:events:eu-west-1:{ACCOUNT}:rule/audit");
    let chosen = of(&writers([]), &[("source-arn", &rule)]).unwrap();
    assert!(chosen.steps[0].after.as_text().unwrap().contains(&rule));
    let plan = of(&writers([writing()]), &[]).unwrap();
    assert_eq!(plan.steps[0].needs, ["logs:DescribeResourcePolicies", "logs:PutResourcePolicy"]);
    let written = terraform(&plan, None).unwrap();
    assert!(written.contains("resource \"aws_cloudwatch_log_resource_policy\" \"writers\""), "{written}");
}

/// A bus whose policy lets EventBridge in for anyone, beside these rules.
fn feeders(rules: impl IntoIterator<Item = Resource>) -> Estate {
    let orders = open_bus(r#"{"Service":"events.amazonaws.com"}"#);
    let orders: Vec<Resource> = orders.resources().map(|(_, it)| Resource::clone(it)).collect();
    estate(rules.into_iter().chain(orders))
}

/// A rule of the default bus of an account that sends to the bus under the service's own name.
fn feeding(account: &str) -> Resource {
    let mut rule = rule("audit", &bus_arn("orders"));
    rule.account = account.into();
    rule.arn = Arn::new(rule.arn.as_str().replace(ACCOUNT, account));
    rule.with(|it: &mut EventRule| {
        it.bus = it.bus.replace(ACCOUNT, account);
        it.targets.known_mut().unwrap()[0].role = None;
    })
}

#[test]
fn an_event_bus_is_bound_to_the_account_that_is_seen_to_send() {
    let of = |estate: &Estate, choices: &[(&str, &str)]| {
        let findings = found(estate, &[BUS], &bus_arn("orders"));
        plan_for(estate, &[(&findings[0], Some(REMEDY))], choices)
    };
    let own = feeders([feeding(ACCOUNT), bus("default")]);
    let plan = of(&own, &[]).unwrap();
    let text = plan.steps[0].after.as_text().unwrap();
    let condition = format!(r#""StringEquals":{{"aws:SourceAccount":"{ACCOUNT}"}}"#);
    assert!(text.replace([' ', '\n'], "").contains(&condition) && text.contains("\"Own\""), "{text}");
    assert_eq!(plan.steps[0].needs, ["events:DescribeEventBus", "events:PutPermission"]);
    assert_eq!(plan.steps[0].inverse.as_ref(), Some(&plan.steps[0].before));
    let script = aws_cli(&plan).unwrap();
    assert!(script.contains("aws events put-permission --event-bus-name orders --policy"), "{script}");
    let refused = |estate: &Estate| of(estate, &[]).unwrap_err().to_string();
    assert!(refused(&feeders([])).contains("no hop shows for what events.amazonaws.com acts in orders"));
    assert!(refused(&feeders([feeding(FOREIGN)])).contains("also acts for what is not of account"));
    let chosen = of(&feeders([]), &[("source-arn", "arn:aws:events:eu-west-1:111122223333:rule/audit")]).unwrap();
    assert!(chosen.steps[0].after.as_text().unwrap().contains("aws:SourceArn"));
}

fn plan(estate: &Estate, choices: &[(&str, &str)]) -> Result<Plan, BuildError> {
    let findings = found(estate, &[CHECK], &function_arn("load"));
    plan_for(estate, &[(&findings[0], Some(REMEDY))], choices)
}

#[test]
fn the_bucket_that_calls_is_named_with_its_account() {
    let step = &plan(&called(&["raw"]), &[]).unwrap().steps[0];
    let wanted = format!(
        r#"{{"service":"s3.amazonaws.com","action":"lambda:InvokeFunction","source_arn":"arn:aws:s3:::raw","source_account":"{ACCOUNT}"}}"#
    );
    assert_eq!(step.after, SettingValue::text(wanted));
    let before =
        r#"{"service":"s3.amazonaws.com","action":"lambda:InvokeFunction","source_arn":null,"source_account":null}"#;
    assert_eq!(step.inverse, Some(SettingValue::text(before)));
    assert_eq!(step.needs, ["lambda:GetPolicy", "lambda:AddPermission", "lambda:RemovePermission"]);
}

#[test]
fn what_is_not_seen_to_call_is_not_guessed() {
    let refused = |estate: &Estate| plan(estate, &[]).unwrap_err().to_string();
    assert!(refused(&called(&[])).contains("no hop shows for what s3.amazonaws.com calls function load"));
    assert!(refused(&called(&["raw", "other"])).contains("for 2 sources, and a statement names one"));
    let odd = estate([open("cognito-idp.amazonaws.com", ""), calls("raw"), key("main")]);
    assert!(refused(&odd).contains("no hop shows for what cognito-idp.amazonaws.com"));
    let token = r#","Condition":{"StringEquals":{"lambda:EventSourceToken":"t"}}"#;
    let more = estate([open("s3.amazonaws.com", token), calls("raw"), key("main")]);
    assert!(refused(&more).contains("says more than Lambda's AddPermission can add again"));
}

#[test]
fn a_statement_is_taken_out_and_added_again() {
    let estate = called(&["raw"]);
    let plan = plan(&estate, &[]).unwrap();
    let script = aws_cli(&plan).unwrap();
    let commands: Vec<&str> = script.lines().filter(|line| line.starts_with("aws ")).collect();
    let [remove, add] = commands.as_slice() else { panic!("{script}") };
    assert!(remove.starts_with("aws lambda remove-permission --function-name load --statement-id Call"), "{remove}");
    assert!(add.contains("add-permission --function-name load --statement-id Call"), "{add}");
    assert!(add.contains(&format!("--source-arn arn:aws:s3:::raw --source-account {ACCOUNT}")), "{add}");
    let written = terraform(&plan, Some(&estate)).unwrap();
    assert!(written.contains("source_arn and source_account in its aws_lambda_permission"), "{written}");
    assert_eq!(written.matches("#   aws lambda").count(), 2, "{written}");
}
