//! CloudWatch Logs.

use tidegate::model::Fact;
use tidegate::model::aws::{LogGroup, LogSubscription};

use super::hops_in_full;
use crate::samples::{
    ACCOUNT, FOREIGN, Tweak, log_destination, log_destination_arn, log_group, role, stream, stream_arn,
};

fn to(destination: String, role: Option<&str>) -> LogSubscription {
    let role = role.map(|name| format!("arn:aws:iam::{ACCOUNT}:role/{name}"));
    LogSubscription { name: "out".to_owned(), destination, role, pattern: String::new() }
}

#[test]
fn events_go_where_filters_and_the_account_send_them() {
    let function = format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:parse");
    let siem = format!("arn:aws:logs:eu-west-1:{FOREIGN}:destination:siem");
    let group = log_group("/etl").with(|it: &mut LogGroup| {
        it.subscriptions = Fact::Known(vec![to(stream_arn("events"), Some("forwarder")), to(function.clone(), None)]);
        it.account_subscriptions = Fact::Known(vec![to(siem.clone(), None)]);
    });
    let (own, account) = ("subscriptionFilters.destinationArn", "accountPolicies.policyDocument.DestinationArn");
    assert_eq!(
        hops_in_full([group, stream("events"), role("forwarder")]),
        [
            format!("log-group /etl -writes-> stream events as role forwarder (declared: {own})"),
            format!("log-group /etl -invokes-> outside {function} as logs.amazonaws.com (declared: {own})"),
            format!("log-group /etl -writes-> outside {siem} as logs.amazonaws.com (declared: {account})"),
        ]
    );
}

#[test]
fn a_destination_stands_before_its_stream() {
    let group = log_group("/etl").with(|it: &mut LogGroup| {
        it.subscriptions = Fact::Known(vec![to(log_destination_arn("siem"), None)]);
    });
    assert_eq!(
        hops_in_full([group, log_destination("siem"), stream("events"), role("forwarder")]),
        [
            "log-group /etl -writes-> log-destination siem as logs.amazonaws.com (declared: subscriptionFilters.destinationArn)",
            "log-destination siem -writes-> stream events as role forwarder (declared: destinations.targetArn)",
        ]
    );
}
