//! `s3-bucket-foreign-access`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::aws::{Acl, Bucket, Grantee, ObjectOwnership};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};
use crate::policy::public_access::Block;

use crate::checks::outsiders::{Gate, Passage};
use crate::policy::Outsider;

use super::access_points::ways;
use super::{block, given, granting_policy};

define_check! {
    /// Data that another company can read is only as safe as that company's own accounts, and nobody there tells you
    /// when they lose a password.
    ///
    /// Fails for each statement of the bucket policy, and each grant of the access control list, that lets in an
    /// account, organization or identity provider outside the scanned accounts, their organization and the trusted
    /// accounts of the configuration. Is unknown while the organization's accounts could not be read. A list names
    /// accounts by canonical ids, which only scanned buckets tell: while that of an account inside is not known, a
    /// stranger in a list is unknown. The account of AWS that delivers CloudFront's logs is no stranger.
    ///
    /// Where the policy is also public and `RestrictPublicBuckets` is on, S3 ignores its foreign grants too. Whoever a Deny
    /// of the policy, such as one for all outside the organization, or a resource control policy keeps out passes.
    ///
    /// Sources: AWS Organizations User Guide, "Resource control policies (RCPs)"; Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", policies with public and
    /// non-public grants.
    id: "s3-bucket-foreign-access",
    title: "Buckets let in trusted accounts only",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &["remove-bucket-policy-statement", "narrow-bucket-policy-statement", "disable-bucket-acls"],
    mappings: &[
        Mapping::soc2("CC6.1"),
        Mapping::soc2("CC6.3"),
        Mapping::pci("7.2.1"),
        Mapping::hipaa("164.312(a)(1)"),
        Mapping::gdpr("Art. 32(1)(b)"),
    ],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    let (mut faults, mut reasons) = by_policy(context, id, resource, bucket);
    let (through, hidden) = by_access_points(context, id, resource, bucket);
    faults.extend(through);
    reasons.extend(hidden);
    match &bucket.acl {
        _ if matches!(bucket.ownership, Fact::Known(Some(ObjectOwnership::BucketOwnerEnforced))) => {}
        Fact::Known(acl) => {
            let found = by_list(context, id, resource, acl);
            match bucket.ownership.gap() {
                _ if found.is_empty() => {}
                Some(gap) => reasons.push(Reason::Gap(gap)),
                None if context.knows_canonical_ids() => faults.extend(found),
                None => reasons.extend(found.into_iter().map(undecided)),
            }
        }
        Fact::Unknown(gap) => reasons.push(Reason::Gap(*gap)),
        Fact::NotApplicable => {}
    }
    Outcome::concluded(faults, reasons)
}

fn undecided(fault: Fault) -> Reason {
    Reason::Note(format!("{}: it may belong to an account inside, whose canonical id is not known", fault.summary))
}

/// Foreigners whom access points let in, where the bucket policy leaves the choice to them.
fn by_access_points(
    context: &Context<'_>,
    id: ResourceId,
    resource: &Resource,
    bucket: &Bucket,
) -> (Vec<Fault>, Vec<Reason>) {
    let Ok(source) = granting_policy(context, bucket) else { return Default::default() };
    let (ways, mut reasons) = ways(context, resource, &bucket.name, source.policy);
    let mut faults = Vec::new();
    for way in ways.iter().filter(|way| way.exposure.public.is_empty()) {
        let gate = way.gate(context, id, resource);
        let (found, undecided) = way.source.foreign_faults(context, &gate, &way.exposure);
        faults.extend(found.into_iter().map(|fault| way.fault(fault)));
        reasons.extend(undecided);
    }
    (faults, reasons)
}

fn by_policy(context: &Context<'_>, id: ResourceId, resource: &Resource, bucket: &Bucket) -> (Vec<Fault>, Vec<Reason>) {
    let source = match granting_policy(context, bucket) {
        Ok(source) => source,
        Err(Outcome::Unknown(reasons)) => return (Vec::new(), reasons),
        Err(_) => return Default::default(),
    };
    let exposure = context.exposure(source.policy);
    if exposure.foreign.is_empty() {
        return Default::default();
    }
    if !exposure.public.is_empty() {
        match block(context, resource, bucket, |block| block.restrict_public_buckets) {
            Block::By(_) => return Default::default(),
            Block::Unknown(gaps) => return (Vec::new(), gaps.into_iter().map(Reason::Gap).collect()),
            Block::Absent => {}
        }
    }
    source.foreign_faults(context, &Gate::of(context, id, resource), &exposure)
}

fn by_list(context: &Context<'_>, id: ResourceId, resource: &Resource, acl: &Acl) -> Vec<Fault> {
    let foreign = acl.grants.iter().filter_map(|grant| match &grant.grantee {
        Grantee::CanonicalUser(id) if *id != acl.owner && !context.is_inside_canonical_id(id) => {
            Some((format!("the account with the canonical id {id}"), format!("acl:{id}/{}", grant.permission), grant))
        }
        Grantee::Email(address) => {
            Some((format!("the account of {address}"), format!("acl:{address}/{}", grant.permission), grant))
        }
        _ => None,
    });
    let fault = |(who, locus, grant): (String, String, &crate::model::aws::AclGrant)| {
        Fault::new(format!("The access control list gives {} to {who}", grant.permission))
            .at(locus)
            .setting("access control list", format!("{who}: {}", grant.permission))
    };
    let arn = resource.arn.as_str();
    let gets_through = |(who, _, grant): &(String, String, &crate::model::aws::AclGrant)| {
        let gate = Gate::of(context, id, resource);
        !matches!(gate.outsider_with(given(&grant.permission, arn), Outsider::Canonical(who)), Passage::Closed(_))
    };
    foreign.filter(gets_through).map(fault).collect()
}
