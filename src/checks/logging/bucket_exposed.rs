//! `cloudtrail-bucket-exposed`.

use crate::checks::statements::likelihood;
use crate::checks::stores::{bucket_public_access_block, bucket_public_acl, bucket_public_policy};
use crate::checks::{Check, Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::Evidence;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Log files name every identity, store and address of the account: a map for an attacker. In a bucket that others
    /// can write to, they can also be forged.
    ///
    /// Looks at the buckets that trails deliver into. Fails when the bucket's policy or access control list lets in
    /// everyone, as evaluated with the blocks of public access of account and bucket, and when those blocks are not
    /// complete, so that one careless change would open it. A trail whose bucket is not of this estate is unknown, and
    /// so is an account whose trails could not be listed.
    ///
    /// Source: AWS CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail".
    id: "cloudtrail-bucket-exposed",
    title: "Buckets of trails cannot become public",
    kind: Kind::Bucket,
    also: &[Kind::Trail, Kind::Account],
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &["enable-bucket-public-access-block"],
    mappings: &[
        Mapping::soc2("CC6.1"), Mapping::pci("10.3.2"), Mapping::hipaa("164.312(c)(1)"), Mapping::gdpr("Art. 32(1)(b)"),
    ],
    evaluate: evaluate,
}

/// What the checks of stores say of a bucket, in the words of this one: the first two when it is open now.
const OPENINGS: [(&Check, &str); 2] = [
    (&bucket_public_policy::CHECK, "Its policy lets everyone at the log files of a trail"),
    (&bucket_public_acl::CHECK, "Its access control list lets everyone at the log files of a trail"),
];

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return unseen_bucket(context, resource) };
    let trails = context.trails_into(&bucket.name);
    if trails.is_empty() {
        return Outcome::NotApplicable;
    }
    let judged = |check: &Check| (check.evaluate)(context, id, resource);
    let lock = judged(&bucket_public_access_block::CHECK);
    if lock == Outcome::Pass {
        return Outcome::Pass;
    }
    let (mut found, mut reasons) = (None, Vec::new());
    for (check, summary) in OPENINGS {
        match judged(check) {
            Outcome::Fail(faults) => found = found.or_else(|| open(faults, summary)),
            Outcome::Unknown(why) => add(&mut reasons, why),
            Outcome::Pass | Outcome::NotApplicable => {}
        }
    }
    match lock {
        Outcome::Fail(faults) if found.is_none() => found = closed(faults),
        Outcome::Unknown(why) => add(&mut reasons, why),
        _ => {}
    }
    let receives =
        |fault: Fault, &resource: &ResourceId| fault.with(Evidence::Related { relation: "receives", resource });
    Outcome::concluded(found.map(|fault| trails.iter().fold(fault, receives)).into_iter().collect(), reasons)
}

/// A bucket that everyone can reach now: the first way in, with its evidence.
fn open(faults: Vec<Fault>, summary: &str) -> Option<Fault> {
    let evidence = faults.into_iter().next()?.evidence;
    let fault = evidence.into_iter().fold(Fault::new(summary), Fault::with);
    Some(fault.factor(likelihood(3, "everyone is let in now")))
}

/// A bucket that one careless change would open.
fn closed(faults: Vec<Fault>) -> Option<Fault> {
    let evidence = faults.into_iter().next()?.evidence;
    let summary = "No complete block keeps the log files of a trail from becoming public";
    Some(evidence.into_iter().fold(Fault::new(summary), Fault::with))
}

fn add(reasons: &mut Vec<Reason>, more: Vec<Reason>) {
    for reason in more {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
}

/// Says of a trail that its bucket cannot be judged, when it is not of this estate, and of an account that its trails
/// are not known, so that their buckets are not either. Otherwise the bucket is judged.
pub(super) fn unseen_bucket(context: &Context<'_>, resource: &Resource) -> Outcome {
    if resource.account_settings().is_some() {
        let gap = context.estate.listing_gap(&resource.account, Kind::Trail);
        return gap.map_or(Outcome::NotApplicable, |gap| Outcome::Unknown(vec![Reason::Gap(gap)]));
    }
    let name = resource.trail().and_then(|trail| trail.bucket.as_deref());
    match name.filter(|name| context.estate.bucket_named(name).is_none()) {
        None => Outcome::NotApplicable,
        Some(name) => {
            let gap = context.estate.listing_gap(&resource.account, Kind::Bucket).map(Reason::Gap);
            let note = || Reason::Note(format!("its bucket {name} is not of this estate"));
            Outcome::Unknown(vec![gap.unwrap_or_else(note)])
        }
    }
}
