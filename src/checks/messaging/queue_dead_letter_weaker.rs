//! `sqs-dead-letter-queue-weaker`.

use super::ENCRYPTED;
use crate::checks::{Context, Outcome, Threat, aspects};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A dead-letter queue holds the same messages as its source, for longer. One that is encrypted less undoes what the
    /// source does.
    ///
    /// Fails when the source uses a customer's KMS key and the dead-letter queue none, or when the source is encrypted and the
    /// dead-letter queue is not.
    ///
    /// By hand: set the source's `KmsMasterKeyId` on the dead-letter queue with `aws sqs set-queue-attributes`.
    ///
    /// Source: Amazon SQS Developer Guide, "Encryption at rest in Amazon SQS": the encryption state of a queue and its
    /// dead-letter queue are independent.
    id: "sqs-dead-letter-queue-weaker",
    title: "Dead-letter queues are encrypted like their source",
    kind: Kind::Queue,
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
    let Some(queue) = resource.queue() else { return Outcome::NotApplicable };
    Outcome::of(&queue.redrive, |redrive| {
        let target = redrive.as_ref().map(|it| it.target.as_str());
        aspects::encrypted_less(context, resource, target.as_slice())
    })
}
