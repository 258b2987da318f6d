//! The account's authorization details: every user, role, group and customer policy with its documents, page by page.

use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput as Page;
use aws_sdk_iam::types::{
    AttachedPermissionsBoundary, AttachedPolicy as SdkAttached, EntityType, GroupDetail, ManagedPolicyDetail,
    PolicyDetail, RoleDetail, RoleLastUsed, Tag, UserDetail,
};

use crate::model::aws::{AttachedPolicy, Group, InlinePolicy, LastUse, Role};
use crate::model::{Arn, Detail, Document, Fact, GapId, Region, Resource, Tags};

use super::super::call::{Api, Caller};
use super::super::shape;
use super::iam_activity::LastAccessed;

/// The call; policies that AWS manages are read with it too.
pub(super) const DETAILS: Api = Api::new("iam:GetAccountAuthorizationDetails");
/// As many as one page may hold.
pub(super) const PAGE: i32 = 1000;

/// What the account holds.
pub(super) struct Details {
    pub users: Vec<UserDetail>,
    pub roles: Vec<RoleDetail>,
    pub groups: Vec<GroupDetail>,
    pub policies: Vec<ManagedPolicyDetail>,
    /// Whether every page was read; else the gap.
    pub complete: Result<(), GapId>,
}

/// Reads all pages of what the customer made, and shows each as it comes. What AWS manages is asked for apart: all of it
/// may be thousands.
pub(super) async fn read(caller: &Caller, show: impl Fn(&Page)) -> Details {
    let mut details =
        Details { users: Vec::new(), roles: Vec::new(), groups: Vec::new(), policies: Vec::new(), complete: Ok(()) };
    let client = caller.session.iam();
    let request = |marker: Option<String>| {
        let request = client.get_account_authorization_details().max_items(PAGE).set_marker(marker);
        let kinds = [EntityType::User, EntityType::Role, EntityType::Group, EntityType::LocalManagedPolicy];
        request.set_filter(Some(kinds.into())).send()
    };
    let complete = caller
        .pages(DETAILS, "", request, |page| {
            show(&page);
            details.users.extend(page.user_detail_list.unwrap_or_default());
            details.roles.extend(page.role_detail_list.unwrap_or_default());
            details.groups.extend(page.group_detail_list.unwrap_or_default());
            details.policies.extend(page.policies.unwrap_or_default());
            page.marker.filter(|_| page.is_truncated)
        })
        .await;
    details.complete = complete;
    details
}

/// A resource of IAM.
pub(super) fn resource(caller: &Caller, arn: &str, tags: Fact<Tags>, detail: Detail) -> Resource {
    Resource { arn: Arn::new(arn), account: caller.session.account.clone(), region: Region::global(), tags, detail }
}

/// A group as the model keeps it. Groups have no tags.
pub(super) fn group(caller: &Caller, detail: &GroupDetail) -> Resource {
    let group = Group {
        name: detail.group_name().unwrap_or_default().to_owned(),
        unique_id: detail.group_id().unwrap_or_default().to_owned(),
        created: detail.create_date().and_then(shape::time),
        attached: attached(detail.attached_managed_policies()),
        inline: inline(detail.group_policy_list()),
    };
    resource(caller, detail.arn().unwrap_or_default(), Fact::NotApplicable, Detail::Group(Box::new(group)))
}

/// A role as the model keeps it; none when an earlier, partial scan holds it.
pub(super) fn role(caller: &Caller, detail: &RoleDetail, last_accessed: LastAccessed) -> Option<Resource> {
    let arn = detail.arn()?;
    if caller.sink.holds_resource(arn) {
        return None;
    }
    let profiles = detail.instance_profile_list().iter().map(|profile| Arn::from(profile.arn()));
    let role = Role {
        name: detail.role_name().unwrap_or_default().to_owned(),
        path: detail.path().unwrap_or("/").to_owned(),
        unique_id: detail.role_id().unwrap_or_default().to_owned(),
        created: detail.create_date().and_then(shape::time),
        trust: document(detail.assume_role_policy_document()),
        attached: attached(detail.attached_managed_policies()),
        inline: inline(detail.role_policy_list()),
        boundary: boundary(detail.permissions_boundary()),
        instance_profiles: profiles.collect(),
        last_used: Fact::Known(detail.role_last_used().and_then(last_use)),
        last_accessed,
    };
    Some(resource(caller, arn, Fact::Known(tags(detail.tags())), Detail::Role(Box::new(role))))
}

fn last_use(used: &RoleLastUsed) -> Option<LastUse> {
    let date = used.last_used_date().and_then(shape::time)?;
    Some(LastUse { date, region: shape::filled(used.region()), service: None })
}

/// A document as it was written. One that cannot be decoded is kept as it came: parsing it will say what is wrong.
pub(super) fn document(text: Option<&str>) -> Document {
    let text = text.unwrap_or_default();
    shape::iam::document(text).unwrap_or_else(|_| Document::new(text))
}

/// Policies attached by reference.
pub(super) fn attached(policies: &[SdkAttached]) -> Vec<AttachedPolicy> {
    let one = |policy: &SdkAttached| {
        let arn = Arn::from(policy.policy_arn()?);
        let name = shape::filled(policy.policy_name()).unwrap_or_else(|| arn.short_name().to_owned());
        Some(AttachedPolicy { name, arn })
    };
    policies.iter().filter_map(one).collect()
}

/// Policies embedded in an identity.
pub(super) fn inline(policies: &[PolicyDetail]) -> Vec<InlinePolicy> {
    let one = |policy: &PolicyDetail| InlinePolicy {
        name: policy.policy_name().unwrap_or_default().to_owned(),
        document: document(policy.policy_document()),
    };
    policies.iter().map(one).collect()
}

/// The permissions boundary's ARN.
pub(super) fn boundary(boundary: Option<&AttachedPermissionsBoundary>) -> Option<Arn> {
    boundary?.permissions_boundary_arn().map(Arn::from)
}

/// Tags by key.
pub(super) fn tags(tags: &[Tag]) -> Tags {
    tags.iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect()
}
