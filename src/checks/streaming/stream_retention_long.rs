//! `kinesis-stream-retention-long`.

use super::KEPT;
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::{Classification, Domain, Kind, Resource, ResourceId};

define_check! {
    /// A stream is a way and no archive. Whoever gets to read it reads all that it still holds.
    ///
    /// Looks at streams classified as restricted. Fails when records are kept for more than 7 days.
    ///
    /// By hand: `aws kinesis decrease-stream-retention-period --stream-name STREAM --retention-period-hours 168`, after
    /// every consumer has read what is older.
    ///
    /// Source: Amazon Kinesis Data Streams Developer Guide, "Change the data retention period".
    id: "kinesis-stream-retention-long",
    title: "Restricted records do not stay long in streams",
    kind: Kind::Stream,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 1,
    impact: 2,
    remedies: &[],
    mappings: KEPT,
    evaluate: evaluate,
}

/// Hours for which restricted records may stay.
const LIMIT: u32 = 7 * 24;

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(stream) = resource.stream() else { return Outcome::NotApplicable };
    if let Some(gap) = resource.tags.gap() {
        return Outcome::Unknown(vec![Reason::Gap(gap)]);
    }
    if context.classification(resource) != Classification::Restricted {
        return Outcome::NotApplicable;
    }
    Outcome::of(&stream.attributes, |told| {
        if told.retention_hours <= LIMIT {
            return Outcome::Pass;
        }
        let fault = Fault::new(format!("Restricted records are kept for {} days", told.retention_hours / 24));
        Outcome::fault(fault.setting("retention", format!("{} hours", told.retention_hours)))
    })
}
