//! `s3-bucket-public-acl`.

use crate::checks::statements::impact;
use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::aws::{AclGrant, Grantee, ObjectOwnership};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};
use crate::policy::public_access::Block;

use super::{block, hidden_block};

define_check! {
    /// An access control list that grants to `AllUsers` opens the bucket to everyone; one that grants to
    /// `AuthenticatedUsers` opens it to everyone with any AWS account, which is everyone who signs up for one.
    ///
    /// Passes when access control lists are disabled (bucket owner enforced) or `IgnorePublicAcls` is on for the
    /// account or the bucket: S3 then ignores the grant. Lists of single objects are not read.
    ///
    /// Sources: Amazon S3 User Guide, "Access control list (ACL) overview", "Controlling ownership of objects and
    /// disabling ACLs for your bucket", "Blocking public access to your Amazon S3 storage".
    id: "s3-bucket-public-acl",
    title: "Access control lists of buckets do not let in everyone",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 5,
    impact: 4,
    remedies: &["enable-bucket-public-access-block", "disable-bucket-acls", "enable-account-public-access-block"],
    mappings: &[
        Mapping::soc2("CC6.1"),
        Mapping::soc2("CC6.6"),
        Mapping::pci("1.4.4"),
        Mapping::pci("7.2.1"),
        Mapping::hipaa("164.312(a)(1)"),
        Mapping::gdpr("Art. 25(2)"),
        Mapping::gdpr("Art. 32(1)(b)"),
        Mapping::cis("2.1.4"),
    ],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    if matches!(bucket.ownership, Fact::Known(Some(ObjectOwnership::BucketOwnerEnforced))) {
        return Outcome::Pass;
    }
    let acl = match &bucket.acl {
        Fact::Known(acl) => acl,
        Fact::Unknown(gap) => return Outcome::Unknown(vec![Reason::Gap(*gap)]),
        Fact::NotApplicable => return Outcome::NotApplicable,
    };
    let public = || acl.grants.iter().filter_map(|grant| group(grant).map(|who| (who, grant.permission.as_str())));
    if public().next().is_none() {
        return Outcome::Pass;
    }
    match block(context, resource, bucket, |block| block.ignore_public_acls) {
        Block::By(_) => return Outcome::Pass,
        Block::Unknown(gaps) => return hidden_block(gaps),
        Block::Absent => {}
    }
    if let Some(gap) = bucket.ownership.gap() {
        return Outcome::Unknown(vec![Reason::Gap(gap)]);
    }
    Outcome::of_faults(public().map(|(who, permission)| fault(who, permission)).collect())
}

/// The predefined group that a grant opens the bucket to.
fn group(grant: &AclGrant) -> Option<&'static str> {
    let Grantee::Group(uri) = &grant.grantee else { return None };
    ["AllUsers", "AuthenticatedUsers"].into_iter().find(|name| uri.rsplit('/').next() == Some(name))
}

fn fault(who: &str, permission: &str) -> Fault {
    let anyone = if who == "AllUsers" { "everyone" } else { "everyone with an AWS account" };
    let may = match permission {
        "READ" => "list the bucket",
        "WRITE" => "write objects",
        "READ_ACP" => "read the access control list",
        "WRITE_ACP" => "change the access control list",
        _ => "do everything",
    };
    let fault = Fault::new(format!("The access control list lets {anyone} {may}"))
        .at(format!("{who}/{permission}"))
        .setting("access control list", format!("{who}: {permission}"));
    match permission {
        "READ" => fault,
        "READ_ACP" => fault.factor(impact(-2, "only the list itself can be read")),
        _ => fault.factor(impact(1, "everyone may change data or who may reach it")),
    }
}
