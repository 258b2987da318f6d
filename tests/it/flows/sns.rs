//! SNS.

use tidegate::model::Fact;
use tidegate::model::aws::{Subscription, SubscriptionDetails, Topic};

use super::{hops, hops_in_full};
use crate::samples::{ACCOUNT, FOREIGN, Tweak, queue, queue_arn, role, subscription, topic};

fn news(subscriptions: Vec<Subscription>) -> tidegate::model::Resource {
    topic("news").with(|it: &mut Topic| it.subscriptions = Fact::Known(subscriptions))
}

fn detailed(mut it: Subscription, dead_letter: Option<String>, role: Option<String>) -> Subscription {
    it.details = Fact::Known(SubscriptionDetails { raw: true, dead_letter, filter: None, role });
    it
}

#[test]
fn copies_go_to_every_subscriber() {
    let role_arn = format!("arn:aws:iam::{ACCOUNT}:role/feeder");
    let stream = format!("arn:aws:firehose:eu-west-1:{ACCOUNT}:deliverystream/land");
    let all = vec![
        detailed(subscription("sqs", &queue_arn("orders")), Some(queue_arn("dead")), None),
        detailed(subscription("firehose", &stream), None, Some(role_arn)),
        subscription("lambda", &format!("arn:aws:lambda:eu-west-1:{FOREIGN}:function:theirs")),
        subscription("http", "http://hooks.example.com/in"),
        subscription("email", "***@example.com"),
    ];
    let found = hops_in_full([news(all), queue("orders"), queue("dead"), role("feeder")]);
    let (by, field) = ("as sns.amazonaws.com", "declared: Subscription.Endpoint");
    assert_eq!(
        found,
        [
            format!("topic news -writes-> queue orders {by} ({field})"),
            format!("topic news -copies-> queue dead {by} (declared: RedrivePolicy.deadLetterTargetArn)"),
            format!("topic news -writes-> outside {stream} as role feeder ({field})"),
            format!("topic news -invokes-> outside arn:aws:lambda:eu-west-1:{FOREIGN}:function:theirs {by} ({field})"),
            format!("topic news -writes-> outside email:***@example.com {by} ({field})"),
            format!("topic news -writes-> outside hooks.example.com {by} ({field})"),
        ]
    );
}

#[test]
fn a_topic_alone_has_no_hops() {
    assert_eq!(hops([topic("news")]), Vec::<String>::new());
}
