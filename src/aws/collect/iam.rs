//! IAM of an account: who there is and what they may do, how they sign in, what they used, and whom the account trusts.

use futures::future::{join, join3};

use crate::model::{GapId, Kind, Region};

use super::super::call::Caller;
use super::iam_details::Details;
use super::{account, iam_activity, iam_details, iam_federation, iam_policies, iam_report, iam_users};

/// Reads IAM of one account, and the settings of the account as a whole.
pub async fn collect(caller: &Caller, last_accessed: bool, regions: &Result<Vec<Region>, GapId>) {
    join(identities(caller, last_accessed, regions), iam_federation::collect(caller)).await;
}

async fn identities(caller: &Caller, last_accessed: bool, regions: &Result<Vec<Region>, GapId>) {
    let (details, report) = join(iam_details::read(caller), iam_report::read(caller)).await;
    for group in &details.groups {
        caller.put(iam_details::group(caller, group));
    }
    let listed = |kind: Kind, count: usize| caller.listed(kind, details.complete.map(|()| count));
    listed(Kind::Group, details.groups.len());
    join3(
        account::collect(caller, &report, regions),
        iam_policies::collect(caller, &details),
        users_and_roles(caller, &details, &report, last_accessed),
    )
    .await;
    listed(Kind::User, details.users.len());
    listed(Kind::Role, details.roles.len());
}

async fn users_and_roles(
    caller: &Caller,
    details: &Details,
    report: &Result<iam_report::Report, GapId>,
    last_accessed: bool,
) {
    let (activity, access) =
        join(iam_activity::read(caller, details, last_accessed), iam_users::read(caller, details, report)).await;
    for role in &details.roles {
        if let Some(role) = iam_details::role(caller, role, &activity) {
            caller.put(role);
        }
    }
    for (user, access) in access {
        if let Some(user) = iam_users::user(caller, user, access, report, &activity) {
            caller.put(user);
        }
    }
}
