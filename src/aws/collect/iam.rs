//! IAM of an account: who there is and what they may do, how they sign in, what they used, and whom the account trusts.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput as Page;
use aws_sdk_iam::types::RoleDetail;
use futures::FutureExt;
use futures::future::join;

use crate::model::{GapId, Kind, Region};

use super::super::call::Caller;
use super::iam_activity::{TO_COME, Wanted};
use super::iam_details::Details;
use super::iam_report::Report;
use super::iam_users::{Access, Users};
use super::{account, iam_activity, iam_details, iam_federation, iam_policies, iam_report, iam_users};

/// Reads IAM of one account, and the settings of the account as a whole.
pub async fn collect(caller: &Caller, last_accessed: bool, regions: &Result<Vec<Region>, GapId>) {
    join(identities(caller, last_accessed, regions), iam_federation::collect(caller)).await;
}

async fn identities(caller: &Caller, last_accessed: bool, regions: &Result<Vec<Region>, GapId>) {
    let report = iam_report::read(caller).map(Arc::new).shared();
    let account = async { account::collect(caller, report.clone().await.as_ref(), regions).await };
    join(people(caller, last_accessed, report.clone()), account).await;
}

/// Users, roles, groups and policies. What the details say of each is told at once; the rest follows, one by one.
async fn people(caller: &Caller, last_accessed: bool, report: impl Future<Output = Arc<Result<Report, GapId>>>) {
    let wanted = iam_activity::wanted(caller, last_accessed);
    let details = iam_details::read(caller, |page| foretell(caller, page, wanted)).await;
    for group in &details.groups {
        caller.put(iam_details::group(caller, group));
    }
    let listed = |kind: Kind, count: usize| caller.listed(kind, details.complete.map(|()| count));
    listed(Kind::Group, details.groups.len());
    join(iam_policies::collect(caller, &details), users_and_roles(caller, &details, report, wanted)).await;
    listed(Kind::User, details.users.len());
    listed(Kind::Role, details.roles.len());
}

/// Tells of the users and roles of a page, but of those that an earlier, partial scan holds.
fn foretell(caller: &Caller, page: &Page, wanted: Wanted) {
    for role in page.role_detail_list() {
        let last_accessed = iam_activity::beforehand(wanted, role.path());
        let is_whole = last_accessed != TO_COME;
        match iam_details::role(caller, role, last_accessed) {
            Some(role) if is_whole => caller.put(role),
            Some(role) => caller.early(role, &[iam_activity::GET]),
            None => {}
        }
    }
    for user in page.user_detail_list() {
        let last_accessed = iam_activity::beforehand(wanted, None);
        if let Some(user) = iam_users::user(caller, user, Access::to_come(), last_accessed) {
            caller.early(user, &iam_users::TO_COME);
        }
    }
}

async fn users_and_roles(
    caller: &Caller,
    details: &Details,
    report: impl Future<Output = Arc<Result<Report, GapId>>>,
    wanted: Wanted,
) {
    let roles: HashMap<&str, &RoleDetail> = details.roles.iter().filter_map(|role| Some((role.arn()?, role))).collect();
    let users = Users::new(caller, details);
    let activity = iam_activity::read(caller, details, wanted, |arn, last_accessed| match roles.get(arn) {
        Some(role) => iam_details::role(caller, role, last_accessed).into_iter().for_each(|role| caller.put(role)),
        None => users.activity(arn, last_accessed),
    });
    let access = async { users.access(report.await.as_ref()).await };
    join(activity, access).await;
}
