//! Which services the small estates bring up whole, so that each of their calls is refused, spoiled and shown to be needed.
//!
//! The others are read over one wire client. Their collectors are held against canned answers in the documented shape, each
//! with a refused and a torn call; `docs/testing.md` says which of their calls the emulators lack.

use std::collections::BTreeSet;

use tidegate::model::{Failure, Gap};
use tidegate::permissions;

/// By the names of their collectors.
pub const SERVICES: [&str; 9] =
    ["sts", "account", "iam", "s3", "kms", "cloudtrail", "organizations", "access-analyzer", "ec2"];

/// The permissions that these services take.
pub fn permissions() -> BTreeSet<String> {
    let groups = permissions::ALL.iter().filter(|group| SERVICES.contains(&group.service));
    groups.flat_map(|group| group.permissions).map(|permission| permission.action.to_owned()).collect()
}

/// The gaps of these services.
pub fn gaps(all: &[Gap]) -> Vec<&Gap> {
    all.iter().filter(|gap| is_of_them(gap)).collect()
}

fn is_of_them(gap: &Gap) -> bool {
    SERVICES.contains(&gap.api.split(':').next().unwrap_or_default())
}

/// The call that moto answers with an empty configuration, where AWS requires `BlockPublicSecurityGroupRules` in it.
const ANSWERED_EMPTY: &str = "elasticmapreduce:GetBlockPublicAccessConfiguration";

/// Gaps of the other services that are no lack of an emulator: a refusal for want of a permission, an answer that was not
/// understood.
pub fn faults_of_the_others(all: &[Gap]) -> Vec<&Gap> {
    let lack = |gap: &Gap| {
        matches!(gap.reason, Failure::Unsupported | Failure::Refused | Failure::NotFound)
            || (gap.api == ANSWERED_EMPTY && gap.reason == Failure::Malformed)
    };
    all.iter().filter(|gap| !is_of_them(gap) && !lack(gap)).collect()
}
