//! `s3-bucket-everyone-narrowed`.

use crate::checks::{Context, Mapping, Outcome, Threat};
use crate::finding::Evidence;
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::granting_policy;

define_check! {
    /// A statement that names everyone and leaves it to a condition to keep strangers out is not public, and one edit
    /// away from it: whoever loosens the condition opens the bucket.
    ///
    /// The finding names the condition that narrows the statement. Sharing with a whole organization this way is
    /// AWS's own advice; accept the finding where it is meant.
    ///
    /// Fails for each statement that names everyone and is kept to fixed callers by a condition.
    ///
    /// By hand: name the callers as principals where they are few.
    ///
    /// Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", The meaning of "public".
    id: "s3-bucket-everyone-narrowed",
    title: "Bucket policies name who they let in",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 1,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::gdpr("Art. 32(1)(b)")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    let source = match granting_policy(context, bucket) {
        Ok(source) => source,
        Err(outcome) => return outcome,
    };
    let exposure = context.exposure(source.policy);
    let everyone = exposure.narrowed.iter().filter(|narrowed| narrowed.names_everyone());
    let faults = everyone.map(|narrowed| {
        let name = source.name(narrowed.index);
        let summary = format!("Only the condition on {} keeps everyone out ({name})", narrowed.condition.key);
        source.fault(narrowed.index, summary).with(Evidence::Note(source.narrowing_note(narrowed)))
    });
    Outcome::of_faults(faults.collect())
}
