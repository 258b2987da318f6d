//! SNS: subscriptions, and the queues for what could not be delivered.

use crate::flow::{Draft, Node, Outside, OutsideKind, Sketch, Transfer};
use crate::model::Fact;
use crate::model::aws::Subscription;

/// Where copies of a topic's messages are sent.
///
/// Source: Amazon SNS Developer Guide, "Amazon SNS event destinations".
pub(super) fn topic(draft: &mut Draft<'_>) {
    let Some(topic) = draft.here.topic() else { return };
    for subscription in topic.subscriptions.known().into_iter().flatten() {
        copies(draft, subscription);
        if let Some(queue) = subscription.dead_letter() {
            let sketch = Sketch::to(queue, Transfer::Copy).as_service("sns.amazonaws.com");
            draft.add(sketch.declared("RedrivePolicy.deadLetterTargetArn"));
        }
    }
}

fn copies(draft: &mut Draft<'_>, subscription: &Subscription) {
    let Some(endpoint) = subscription.endpoint.readable() else { return };
    let sketch = match subscription.protocol.as_str() {
        "lambda" => Sketch::to(endpoint, Transfer::Invoke),
        "http" => Sketch::to(endpoint, Transfer::Write).in_transit(Fact::Known(false)),
        "https" => Sketch::to(endpoint, Transfer::Write).in_transit(Fact::Known(true)),
        // Mail and short messages leave for people, in the clear.
        "email" | "email-json" | "sms" => {
            let person = Outside { name: format!("{}:{endpoint}", subscription.protocol), kind: OutsideKind::Internet };
            Sketch::to_node(Node::Outside(person), Transfer::Write).in_transit(Fact::Known(false))
        }
        _ => Sketch::to(endpoint, Transfer::Write),
    };
    let role = subscription.details.known().and_then(|it| it.role.as_deref());
    let sketch = match role {
        Some(role) => sketch.as_role(role),
        None => sketch.as_service("sns.amazonaws.com"),
    };
    draft.add(sketch.declared("Subscription.Endpoint"));
}
