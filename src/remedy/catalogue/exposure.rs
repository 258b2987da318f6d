//! What a block of public access takes away from a bucket: public grants of its policy and of its list.

use super::common::named;
use crate::model::aws::{AclGrant, Bucket, Grantee};
use crate::policy::{Effect, Policy, Principal};

/// What stops when public access to a bucket is blocked, each in one sentence.
pub(super) fn lost_by_blocking(bucket: &Bucket) -> Vec<String> {
    let mut lost = Vec::new();
    let policy = bucket.policy.known().and_then(Option::as_ref).and_then(|it| Policy::parse(it.text()).ok());
    for (index, statement) in policy.iter().flat_map(|policy| policy.with_effect(Effect::Allow)) {
        if statement.conditions.is_empty() && named(statement).contains(&Principal::Everyone) {
            let label = statement.label(index);
            lost.push(format!("Bucket {}: what {label} of the policy grants to everyone ends.", bucket.name));
        }
    }
    for grant in bucket.acl.known().iter().flat_map(|acl| &acl.grants).filter(|grant| is_public(grant)) {
        lost.push(format!(
            "Bucket {}: the public grant {} of the list no longer counts.",
            bucket.name, grant.permission
        ));
    }
    lost
}

/// Whether a grant of a list is to everyone or to every AWS account.
///
/// Source: Amazon S3 User Guide, "Access control list (ACL) overview", section "Amazon S3 predefined groups".
fn is_public(grant: &AclGrant) -> bool {
    matches!(&grant.grantee, Grantee::Group(uri) if uri.ends_with("/AllUsers") || uri.ends_with("/AuthenticatedUsers"))
}
