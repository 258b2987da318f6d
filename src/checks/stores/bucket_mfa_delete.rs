//! `s3-bucket-mfa-delete`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::aws::{ObjectLock, VersioningStatus};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

define_check! {
    /// With MFA delete, stolen credentials alone cannot destroy earlier versions of objects.
    ///
    /// Looks at buckets with versioning on and without a lifecycle: S3 does not take both MFA delete and a lifecycle.
    /// Passes too where object lock holds versions in compliance mode by default, which is stronger. Fails for
    /// governance mode, which a permission lifts. Only the root user can turn MFA delete on, with the command line;
    /// Tidegate does not.
    ///
    /// By hand, as the root user: `aws s3api put-bucket-versioning --versioning-configuration
    /// Status=Enabled,MFADelete=Enabled --mfa "<serial> <code>"`; or turn on object lock with a default retention.
    ///
    /// Sources: Amazon S3 User Guide, "Configuring MFA delete", "Object Lock considerations" and "Setting an S3 Lifecycle
    /// configuration on a bucket".
    id: "s3-bucket-mfa-delete",
    title: "Deleting versions of objects takes a second factor",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::Insider,
    likelihood: 1,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::hipaa("164.312(c)(1)"), Mapping::cis("2.1.2")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    Outcome::of(&bucket.versioning, |versioning| {
        if versioning.status != Some(VersioningStatus::Enabled) {
            return Outcome::NotApplicable;
        }
        if versioning.mfa_delete {
            return Outcome::Pass;
        }
        match (&bucket.lifecycle, &bucket.object_lock) {
            (Fact::Known(rules), _) if !rules.is_empty() => Outcome::NotApplicable,
            (_, Fact::Known(Some(lock))) if lock.mode.as_deref() == Some("COMPLIANCE") => Outcome::Pass,
            (Fact::Unknown(gap), _) | (_, Fact::Unknown(gap)) => Outcome::Unknown(vec![Reason::Gap(*gap)]),
            (_, lock) => Outcome::fault(fault(lock.known().and_then(Option::as_ref))),
        }
    })
}

fn fault(lock: Option<&ObjectLock>) -> Fault {
    let fault = Fault::new("Versions of objects can be deleted without a second factor").setting("MFA delete", "off");
    match lock.and_then(|lock| lock.mode.as_deref()) {
        Some(mode) => fault.setting("object lock", mode),
        None => fault,
    }
}
