//! Whether the credentials could also change things: a scan should not be able to.

use std::sync::Arc;

use crate::model::{Arn, Region};

use super::super::session::Session;
use super::{Held, Quiet, caller};

/// Whether the credentials could change things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writes {
    /// They could, and what shows it.
    Yes(String),
    /// None of the changes that were tried out is permitted.
    No,
    /// It could not be told, and why.
    NotKnown(String),
}

/// Changes that a reader has no need of.
const ACTIONS: &[&str] = &[
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutObject",
    "s3:DeleteObject",
    "iam:AttachRolePolicy",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateAccessKey",
    "iam:CreateAccessKey",
    "iam:PassRole",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail",
];

/// Policies of AWS that permit changes to all or most services.
const POWERFUL: &[&str] = &["AdministratorAccess", "PowerUserAccess", "IAMFullAccess", "AmazonS3FullAccess"];

/// The changes that are tried out in a simulation.
pub(super) fn actions() -> impl Iterator<Item = &'static str> {
    ACTIONS.iter().copied()
}

/// Judges a simulation of the changes.
pub(super) fn of_simulation(held: impl Fn(&str) -> Held) -> Writes {
    let permitted: Vec<&str> = ACTIONS.iter().copied().filter(|action| held(action) == Held::Yes).collect();
    if !permitted.is_empty() {
        return Writes::Yes(format!("may {}", permitted.join(", ")));
    }
    match ACTIONS.iter().map(|action| held(action)).find(|held| matches!(held, Held::NotKnown(_))) {
        Some(Held::NotKnown(why)) => Writes::NotKnown(why),
        _ => Writes::No,
    }
}

/// Looks for AWS's own powerful policies on the caller, where no simulation is permitted.
pub(super) async fn of_attached(session: &Arc<Session>, quiet: &Arc<Quiet>, principal: &str) -> Writes {
    let caller = caller(session, quiet, "iam", Region::global());
    let (iam, arn) = (session.iam(), Arn::new(principal));
    let name = arn.short_name();
    let attached = if arn.resource().starts_with("role/") {
        let answer = caller.try_call(|| iam.list_attached_role_policies().role_name(name).send()).await;
        answer.map(|answer| answer.attached_policies.unwrap_or_default())
    } else {
        let answer = caller.try_call(|| iam.list_attached_user_policies().user_name(name).send()).await;
        answer.map(|answer| answer.attached_policies.unwrap_or_default())
    };
    let names = attached.unwrap_or_default();
    let powerful = names.iter().filter_map(|policy| policy.policy_name()).find(|name| POWERFUL.contains(name));
    match powerful {
        Some(name) => Writes::Yes(format!("the policy {name} is attached to {principal}")),
        None => Writes::NotKnown("telling needs iam:SimulatePrincipalPolicy on the caller itself".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_permitted_change_is_enough() {
        let held = |action: &str| if action == "s3:PutObject" { Held::Yes } else { Held::No };
        assert_eq!(of_simulation(held), Writes::Yes("may s3:PutObject".to_owned()));
    }

    #[test]
    fn a_change_that_was_not_judged_is_no_proof() {
        let held = |action: &str| if action == "s3:PutObject" { Held::NotKnown("?".into()) } else { Held::No };
        assert_eq!(of_simulation(held), Writes::NotKnown("?".to_owned()));
        assert_eq!(of_simulation(|_| Held::No), Writes::No);
    }
}
