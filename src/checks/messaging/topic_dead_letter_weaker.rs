//! `sns-dead-letter-queue-weaker`.

use super::ENCRYPTED;
use crate::checks::{Context, Outcome, Threat, aspects};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// The dead-letter queue of a subscription keeps what could not be delivered for up to two weeks. One that is
    /// encrypted less than the topic undoes what the topic does.
    ///
    /// Fails when the topic uses a customer's KMS key and the dead-letter queue none, or when the topic is encrypted
    /// and the dead-letter queue is not.
    ///
    /// By hand: set the topic's key on the queue with `aws sqs set-queue-attributes --attributes KmsMasterKeyId=KEY`,
    /// and let `sns.amazonaws.com` use it.
    ///
    /// Source: Amazon SNS Developer Guide, "Amazon SNS dead-letter queues".
    id: "sns-dead-letter-queue-weaker",
    title: "Dead-letter queues are encrypted like their topic",
    kind: Kind::Topic,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(topic) = resource.topic() else { return Outcome::NotApplicable };
    Outcome::of(&topic.subscriptions, |all| {
        let mut targets: Vec<&str> = all.iter().filter_map(|it| it.dead_letter()).collect();
        targets.sort_unstable();
        targets.dedup();
        aspects::encrypted_less(context, resource, &targets)
    })
}
