//! `s3-bucket-public-acl`.

use crate::checks::outsiders::Gate;
use crate::checks::statements::impact;
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::aws::{AclGrant, Grantee, ObjectOwnership};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

use super::{given, unless_blocked};

define_check! {
    /// An access control list that grants to `AllUsers` opens the bucket to everyone; one that grants to
    /// `AuthenticatedUsers` opens it to everyone with any AWS account, which is everyone who signs up for one.
    ///
    /// Passes when access control lists are disabled (bucket owner enforced) or `IgnorePublicAcls` is on for the
    /// account or the bucket: S3 then ignores the grant. Passes too where a Deny of the bucket policy or a resource control
    /// policy takes away all that the grant gives. Lists of single objects are not read.
    ///
    /// Sources: AWS Organizations User Guide, "Resource control policies (RCPs)"; Amazon S3 User Guide, "Access control list (ACL) overview", "Controlling ownership of objects and
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
    mappings: super::NOT_PUBLIC,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    if matches!(bucket.ownership, Fact::Known(Some(ObjectOwnership::BucketOwnerEnforced))) {
        return Outcome::Pass;
    }
    Outcome::of(&bucket.acl, |acl| {
        let public: Vec<(&str, &str)> =
            acl.grants.iter().filter_map(|grant| group(grant).map(|who| (who, grant.permission.as_str()))).collect();
        if public.is_empty() {
            return Outcome::Pass;
        }
        unless_blocked(
            context,
            resource,
            bucket,
            |block| block.ignore_public_acls,
            || match bucket.ownership.gap() {
                Some(gap) => Outcome::Unknown(vec![Reason::Gap(gap)]),
                None => open(&Gate::of(context, id, resource), resource.arn.as_str(), &public),
            },
        )
    })
}

/// The grants that something else than a block may close: a Deny of the bucket policy, or the organization.
fn open(gate: &Gate<'_>, arn: &str, public: &[(&str, &str)]) -> Outcome {
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for (who, permission) in public {
        let passage = gate.everyone_with(given(permission, arn));
        passage.conclude(|| fault(who, permission), &mut faults, &mut reasons);
    }
    Outcome::concluded(faults, reasons)
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
