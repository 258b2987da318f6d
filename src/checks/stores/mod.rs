//! Checks of stores: exposure, encryption, recovery and logging of buckets.

mod access_points;
pub mod account_public_access_block;
pub mod bucket_access_logging;
pub mod bucket_classification_missing;
pub mod bucket_customer_key;
pub mod bucket_encryption_absent;
pub mod bucket_everyone_narrowed;
pub mod bucket_foreign_access;
pub mod bucket_foreign_notification;
pub mod bucket_foreign_replication;
pub mod bucket_insecure_transport;
pub mod bucket_lifecycle;
pub mod bucket_mfa_delete;
pub mod bucket_object_ownership;
pub mod bucket_provider_key;
pub mod bucket_public_access_block;
pub mod bucket_public_acl;
pub mod bucket_public_policy;
pub mod bucket_service_source;
pub mod bucket_versioning;

use crate::model::aws::{Bucket, PublicAccessBlock};
use crate::model::{Fact, Resource};
use crate::policy::Policy;
use crate::policy::access::{Allowed, permissions};
use crate::policy::public_access::{Block, combined};

use super::statements::Source;
use super::{Check, Context, Mapping, Outcome, Reason};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    &bucket_public_policy::CHECK,
    &bucket_public_acl::CHECK,
    &bucket_public_access_block::CHECK,
    &account_public_access_block::CHECK,
    &bucket_everyone_narrowed::CHECK,
    &bucket_foreign_access::CHECK,
    &bucket_service_source::CHECK,
    &bucket_foreign_replication::CHECK,
    &bucket_foreign_notification::CHECK,
    &bucket_encryption_absent::CHECK,
    &bucket_provider_key::CHECK,
    &bucket_customer_key::CHECK,
    &bucket_insecure_transport::CHECK,
    &bucket_versioning::CHECK,
    &bucket_mfa_delete::CHECK,
    &bucket_access_logging::CHECK,
    &bucket_object_ownership::CHECK,
    &bucket_lifecycle::CHECK,
    &bucket_classification_missing::CHECK,
];

/// Controls that ask for a store that is not open to everyone.
const NOT_PUBLIC: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::soc2("CC6.6"),
    Mapping::pci("1.4.4"),
    Mapping::pci("7.2.1"),
    Mapping::hipaa("164.312(a)(1)"),
    Mapping::gdpr("Art. 25(2)"),
    Mapping::gdpr("Art. 32(1)(b)"),
    Mapping::cis("2.1.4"),
];

/// Controls that ask for blocks of public access.
const BLOCKED: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::soc2("CC6.6"),
    Mapping::pci("1.4.4"),
    Mapping::hipaa("164.312(a)(1)"),
    Mapping::gdpr("Art. 25(2)"),
    Mapping::cis("2.1.4"),
];

/// The bucket policy, parsed; without one, or when it cannot be read, the outcome.
fn bucket_policy<'p>(
    context: &'p Context<'_>,
    bucket: &'p Bucket,
    without: fn() -> Outcome,
) -> Result<Source<'p>, Outcome> {
    match &bucket.policy {
        Fact::Known(Some(document)) => Source::of(context, "bucket policy", document),
        Fact::Known(None) => Err(without()),
        Fact::Unknown(gap) => Err(Outcome::Unknown(vec![Reason::Gap(*gap)])),
        Fact::NotApplicable => Err(Outcome::NotApplicable),
    }
}

/// The bucket policy, parsed, where it allows something; the outcome where it lets nobody in or cannot be read.
fn granting_policy<'p>(context: &'p Context<'_>, bucket: &'p Bucket) -> Result<Source<'p>, Outcome> {
    let source = bucket_policy(context, bucket, || Outcome::Pass)?;
    if only_denies(source.policy) { Err(Outcome::Pass) } else { Ok(source) }
}

/// Whether a cheap look shows that a policy allows nothing to anyone: most policies of well-kept buckets only deny.
fn only_denies(policy: &Policy) -> bool {
    policy.with_effect(crate::policy::Effect::Allow).next().is_none()
}

/// What the public access blocks of account and bucket say to one kind of access.
fn block(
    context: &Context<'_>,
    resource: &Resource,
    bucket: &Bucket,
    restricts: fn(&PublicAccessBlock) -> bool,
) -> Block {
    let account = context.settings_of(resource).map(|(_, settings)| &settings.public_access_block);
    combined(account, &bucket.public_access_block, restricts)
}

/// What an opening comes to: nothing where a block of public access of account or bucket takes it away.
fn unless_blocked(
    context: &Context<'_>,
    resource: &Resource,
    bucket: &Bucket,
    restricts: fn(&PublicAccessBlock) -> bool,
    open: impl FnOnce() -> Outcome,
) -> Outcome {
    match block(context, resource, bucket, restricts) {
        Block::By(_) => Outcome::Pass,
        Block::Unknown(gaps) => hidden_block(gaps),
        Block::Absent => open(),
    }
}

/// What a permission of an access control list allows on a bucket with this ARN.
fn given(permission: &str, arn: &str) -> Allowed {
    let all: Vec<&'static str> =
        permissions(permission).iter().flat_map(|(actions, _)| actions.iter().copied()).collect();
    Allowed::of(&all, vec![arn.to_owned(), format!("{arn}/*")])
}

/// Why a block that could not be read leaves a check undecided.
fn hidden_block(gaps: Vec<crate::model::GapId>) -> Outcome {
    if gaps.is_empty() {
        let note = "the account's block of public access was not read, and it would decide";
        return Outcome::Unknown(vec![Reason::Note(note.to_owned())]);
    }
    Outcome::Unknown(gaps.into_iter().map(Reason::Gap).collect())
}
