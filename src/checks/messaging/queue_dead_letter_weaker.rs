//! `sqs-dead-letter-queue-weaker`.

use super::ENCRYPTED;
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::finding::Evidence;
use crate::model::{AtRest, Domain, Fact, GapId, Kind, Resource, ResourceId};

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
        let Some(redrive) = redrive else { return Outcome::NotApplicable };
        let Some((id, target)) = context.estate.find(&redrive.target) else {
            let note = format!("the dead-letter queue {} is not among the scanned queues", redrive.target);
            return Outcome::Unknown(vec![Reason::Note(note)]);
        };
        match (strength(resource), strength(target)) {
            (Ok(own), Ok(other)) if other < own => {
                let fault = Fault::new(format!("The dead-letter queue {} is encrypted less", target.name()));
                Outcome::fault(fault.with(Evidence::Related { relation: "dead-letter queue".to_owned(), resource: id }))
            }
            (Ok(_), Ok(_)) => Outcome::Pass,
            (Err(gap), _) | (_, Err(gap)) => Outcome::Unknown(gap.map(Reason::Gap).into_iter().collect()),
        }
    })
}

/// From not encrypted to a customer's key.
fn strength(queue: &Resource) -> Result<u8, Option<GapId>> {
    match queue.detail.aspects().at_rest() {
        Fact::Known(AtRest::Absent) => Ok(0),
        Fact::Known(AtRest::Provider(_)) => Ok(1),
        Fact::Known(AtRest::Key(name)) if name.contains("alias/aws/") => Ok(1),
        Fact::Known(AtRest::Key(_)) => Ok(2),
        Fact::Unknown(gap) => Err(Some(gap)),
        Fact::NotApplicable => Err(None),
    }
}
