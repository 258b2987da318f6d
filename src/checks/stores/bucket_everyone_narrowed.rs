//! `s3-bucket-everyone-narrowed`.

use crate::checks::outsiders::{Gate, Passage};
use crate::checks::statements::Source;
use crate::checks::{Context, Fault, Mapping, Outcome, Threat, limits};
use crate::finding::Evidence;
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::Opening;

use super::{block, granting_policy};
use crate::policy::public_access::Block;

define_check! {
    /// A statement that names everyone and leaves it to a condition to keep strangers out is not public, and one edit
    /// away from it: whoever loosens the condition opens the bucket.
    ///
    /// The finding names the condition that narrows the statement. Sharing with a whole organization this way is
    /// AWS's own advice; accept the finding where it is meant.
    ///
    /// Fails for each statement that names everyone and is kept to fixed callers by a condition, or that is open by itself
    /// while only another Deny or a resource control policy of the organization keeps everyone out.
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

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
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
    let mut faults: Vec<Fault> = faults.collect();
    if !exposure.public.is_empty() && block(context, resource, bucket, |it| it.restrict_public_buckets) == Block::Absent
    {
        let gate = Gate::of(context, id, resource);
        faults.extend(exposure.public.iter().filter_map(|it| closed(context, &gate, source, it)));
    }
    Outcome::of_faults(faults)
}

/// A statement that is open by itself and that something else closes.
fn closed(context: &Context<'_>, gate: &Gate<'_>, source: Source<'_>, opening: &Opening<'_>) -> Option<Fault> {
    let Passage::Closed(by) = gate.everyone(source.document, opening.index) else { return None };
    let summary = format!("Only {} keeps everyone out ({})", limits::words(&by), source.name(opening.index));
    let fault = source.fault(opening.index, summary);
    Some(limits::evidence(context.estate, &by).into_iter().fold(fault, Fault::with))
}
