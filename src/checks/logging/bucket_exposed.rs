//! `cloudtrail-bucket-exposed`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::{Evidence, Factor, Side};
use crate::model::aws::{AclGrant, Bucket, Grantee, ObjectOwnership, PublicAccessBlock};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};
use crate::policy::public_access::{Block, combined};
use crate::policy::{Inside, exposure};

define_check! {
    /// Log files name every identity, store and address of the account: a map for an attacker. In a bucket that others
    /// can write to, they can also be forged.
    ///
    /// Looks at the buckets that trails deliver into. Fails when the bucket's policy or access control list lets in
    /// everyone, as evaluated with the blocks of public access of account and bucket, and when those blocks are not
    /// complete, so that one careless change would open it. A trail whose bucket is not of this estate is unknown.
    ///
    /// Source: AWS CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail".
    id: "cloudtrail-bucket-exposed",
    title: "Buckets of trails cannot become public",
    kind: Kind::Bucket,
    also: &[Kind::Trail],
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

type Blocks<'a> = (Option<&'a Fact<Option<PublicAccessBlock>>>, &'a Fact<Option<PublicAccessBlock>>);

/// A way in that is open.
struct Open {
    summary: &'static str,
    evidence: Evidence,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return unseen_bucket(context, resource) };
    let trails = context.trails_into(&bucket.name);
    if trails.is_empty() {
        return Outcome::NotApplicable;
    }
    let account = context.estate.account_resource(&resource.account).and_then(|(_, it)| it.account_settings());
    let blocks: Blocks<'_> = (account.map(|settings| &settings.public_access_block), &bucket.public_access_block);
    if is_complete(blocks) {
        return Outcome::Pass;
    }
    let mut reasons: Vec<Reason> = Vec::new();
    let open = by_policy(context, bucket, blocks, &mut reasons).or_else(|| by_acl(bucket, blocks, &mut reasons));
    let fault = match open {
        Some(open) => {
            let why = "everyone is let in now".to_owned();
            let fault = Fault::new(open.summary).with(open.evidence);
            Some(fault.factor(Factor { on: Side::Likelihood, by: 3, why }))
        }
        None => incomplete(blocks, &mut reasons),
    };
    let receives = |fault: Fault, &resource: &ResourceId| {
        fault.with(Evidence::Related { relation: "receives".to_owned(), resource })
    };
    let faults = fault.map(|fault| trails.iter().fold(fault, receives)).into_iter().collect();
    Outcome::concluded(faults, reasons)
}

/// Says of a trail that its bucket cannot be judged, when it is not of this estate. Otherwise the bucket is judged.
pub(super) fn unseen_bucket(context: &Context<'_>, resource: &Resource) -> Outcome {
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

fn by_policy(context: &Context<'_>, bucket: &Bucket, blocks: Blocks<'_>, reasons: &mut Vec<Reason>) -> Option<Open> {
    let document = match &bucket.policy {
        Fact::Known(Some(document)) => document,
        Fact::Unknown(gap) => {
            reasons.push(Reason::Gap(*gap));
            return None;
        }
        Fact::Known(None) | Fact::NotApplicable => return None,
    };
    let policy = match context.policy(document) {
        Ok(policy) => policy,
        Err(wrong) => {
            reasons.push(Reason::Note(format!("bucket policy: {wrong}")));
            return None;
        }
    };
    let inside = |account: &str| context.is_trusted_account(account);
    let organization = context.estate.organization().map(|organization| organization.id.as_str());
    let found = exposure(policy, &Inside { account: &inside, organization, canonical: None });
    let opening = found.public.first()?;
    let (document, index) = (document.clone(), opening.index);
    let evidence = Evidence::Statement { label: "bucket policy".to_owned(), document, index };
    let summary = "its policy lets everyone at the log files of a trail";
    unblocked(blocks, |block| block.restrict_public_buckets, reasons).then_some(Open { summary, evidence })
}

fn by_acl(bucket: &Bucket, blocks: Blocks<'_>, reasons: &mut Vec<Reason>) -> Option<Open> {
    if bucket.ownership == Fact::Known(Some(ObjectOwnership::BucketOwnerEnforced)) {
        return None;
    }
    let acl = match &bucket.acl {
        Fact::Known(acl) => acl,
        Fact::Unknown(gap) => {
            reasons.push(Reason::Gap(*gap));
            return None;
        }
        Fact::NotApplicable => return None,
    };
    let grant = acl.grants.iter().find(|grant| is_public(grant))?;
    if let Fact::Unknown(gap) = &bucket.ownership {
        reasons.push(Reason::Gap(*gap));
        return None;
    }
    let evidence = Evidence::Setting {
        name: "access control list".to_owned(),
        value: format!("{} to everyone", grant.permission),
    };
    let summary = "its access control list lets everyone at the log files of a trail";
    unblocked(blocks, |block| block.ignore_public_acls, reasons).then_some(Open { summary, evidence })
}

fn is_public(grant: &AclGrant) -> bool {
    matches!(&grant.grantee, Grantee::Group(uri)
        if uri.ends_with("/global/AllUsers") || uri.ends_with("/global/AuthenticatedUsers"))
}

fn unblocked(blocks: Blocks<'_>, restricts: fn(&PublicAccessBlock) -> bool, reasons: &mut Vec<Reason>) -> bool {
    match combined(blocks.0, blocks.1, restricts) {
        Block::By(_) => false,
        Block::Absent => true,
        Block::Unknown(gaps) => {
            reasons.extend(gaps.into_iter().map(Reason::Gap));
            if reasons.is_empty() {
                reasons.push(Reason::Note("the account's block of public access was not read".to_owned()));
            }
            false
        }
    }
}

/// Whether the two blocks together leave nothing off, whatever policy and list say.
fn is_complete(blocks: Blocks<'_>) -> bool {
    let block = |fact: &Fact<Option<PublicAccessBlock>>| fact.known().copied().flatten().unwrap_or_default();
    blocks.0.map(block).unwrap_or_default().or(block(blocks.1)).is_complete()
}

/// The fault of blocks that leave a setting off, unless a gap hides one.
fn incomplete(blocks: Blocks<'_>, reasons: &mut Vec<Reason>) -> Option<Fault> {
    let gaps: Vec<Reason> = blocks.0.into_iter().chain([blocks.1]).filter_map(Fact::gap).map(Reason::Gap).collect();
    if gaps.is_empty() {
        let fault = Fault::new("no complete block keeps the log files of a trail from becoming public");
        return Some(fault.setting("block of public access", "not complete"));
    }
    reasons.extend(gaps);
    None
}
