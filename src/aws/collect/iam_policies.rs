//! Managed policies: all the customer's, and those of AWS that are in use.

use std::collections::BTreeSet;

use aws_sdk_iam::types::{EntityType, ManagedPolicyDetail};

use crate::model::aws::ManagedPolicy;
use crate::model::{Arn, Detail, Document, Fact, GapId, Kind, Tags};

use super::super::call::{Api, Caller};
use super::super::shape;
use super::iam_details::{DETAILS, Details, PAGE, document, resource, tags};
use super::side_by_side;

const POLICY: Api = Api::new("iam:GetPolicy");
const VERSION: Api = Api::new("iam:GetPolicyVersion");
const TAGS: Api = Api::new("iam:ListPolicyTags");
/// Calls in flight; the limiter has the last word.
const AT_ONCE: usize = 8;

/// Reads AWS's policies in use and keeps them with the customer's.
pub(super) async fn collect(caller: &Caller, details: &Details) {
    let fresh = details.policies.iter().filter(|it| it.arn().is_some_and(|arn| !caller.sink.holds_resource(arn)));
    caller.planned(fresh.clone().count());
    side_by_side(AT_ONCE, fresh.map(|policy| put(caller, policy, false))).await;
    let mut missing = aws_managed_in_use(details);
    let (found, complete) = aws_managed(caller, &mut missing).await;
    let mut count = details.policies.len() + found.len();
    side_by_side(AT_ONCE, found.iter().map(|policy| put(caller, policy, true))).await;
    // An endpoint that lists none of AWS's policies may still hold them.
    if complete.is_ok() {
        count += missing.len();
        caller.planned(missing.len() * 2);
        side_by_side(AT_ONCE, missing.iter().map(|arn| look_up(caller, arn))).await;
    }
    caller.listed(Kind::Policy, details.complete.and(complete).map(|()| count));
}

/// ARNs of AWS's policies that some identity holds or is bounded by.
fn aws_managed_in_use(details: &Details) -> BTreeSet<String> {
    let users = details.users.iter().map(|it| (it.attached_managed_policies(), it.permissions_boundary()));
    let roles = details.roles.iter().map(|it| (it.attached_managed_policies(), it.permissions_boundary()));
    let groups = details.groups.iter().map(|it| (it.attached_managed_policies(), None));
    users
        .chain(roles)
        .chain(groups)
        .flat_map(|(attached, boundary)| {
            let attached = attached.iter().filter_map(|policy| policy.policy_arn());
            attached.chain(boundary.and_then(|boundary| boundary.permissions_boundary_arn()))
        })
        .filter(|arn| Arn::new(*arn).account() == "aws")
        .map(str::to_owned)
        .collect()
}

/// AWS's policies that are wanted; those found are taken out of `wanted`.
async fn aws_managed(caller: &Caller, wanted: &mut BTreeSet<String>) -> (Vec<ManagedPolicyDetail>, Result<(), GapId>) {
    let mut found = Vec::new();
    if wanted.is_empty() {
        return (found, Ok(()));
    }
    let client = caller.session.iam();
    let request = |marker: Option<String>| {
        let request = client.get_account_authorization_details().max_items(PAGE).set_marker(marker);
        request.filter(EntityType::AwsManagedPolicy).send()
    };
    let take =
        |page: aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput| {
            let policies = page.policies.unwrap_or_default().into_iter();
            found.extend(policies.filter(|policy| policy.arn().is_some_and(|arn| wanted.remove(arn))));
            page.marker.filter(|_| page.is_truncated && !wanted.is_empty())
        };
    let complete = caller.pages(DETAILS, "", request, take).await;
    (found, complete)
}

async fn put(caller: &Caller, detail: &ManagedPolicyDetail, aws_managed: bool) {
    let Some(arn) = detail.arn() else { return };
    if caller.sink.holds_resource(arn) {
        return;
    }
    let version = detail.default_version_id().unwrap_or_default();
    let written = detail.policy_version_list().iter().find(|held| held.is_default_version());
    let text = match written.and_then(|held| held.document()) {
        Some(text) => Fact::Known(document(Some(text))),
        None => text_of(caller, arn, version).await.into(),
    };
    let policy = ManagedPolicy {
        name: shape::filled(detail.policy_name()).unwrap_or_else(|| Arn::new(arn).short_name().to_owned()),
        aws_managed,
        default_version: version.to_owned(),
        document: text,
        attachments: detail.attachment_count().and_then(shape::count).unwrap_or_default(),
        boundary_uses: detail.permissions_boundary_usage_count().and_then(shape::count).unwrap_or_default(),
        updated: detail.update_date().and_then(shape::time),
    };
    // Policies of AWS have no tags.
    let tags = if aws_managed { Fact::NotApplicable } else { tags_of(caller, arn).await.into() };
    caller.put(resource(caller, arn, tags, Detail::Policy(Box::new(policy))));
}

/// The tags of a customer's policy, which no listing holds.
async fn tags_of(caller: &Caller, arn: &str) -> Result<Tags, GapId> {
    let client = caller.session.iam();
    let mut all = Tags::new();
    let request = |marker: Option<String>| client.list_policy_tags().policy_arn(arn).set_marker(marker).send();
    caller
        .pages(TAGS, arn, request, |page| {
            all.extend(tags(page.tags()));
            page.marker.filter(|_| page.is_truncated)
        })
        .await?;
    Ok(all)
}

/// Reads a policy that the details do not hold.
async fn look_up(caller: &Caller, arn: &str) {
    if caller.sink.holds_resource(arn) {
        return;
    }
    let client = caller.session.iam();
    let answer = caller.call(POLICY, arn, || client.get_policy().policy_arn(arn).send()).await;
    let answer = answer.map(|answer| answer.policy);
    let known = answer.as_ref().ok().and_then(Option::as_ref);
    let version = known.and_then(|policy| policy.default_version_id()).unwrap_or_default();
    let text = match &answer {
        Ok(_) => text_of(caller, arn, version).await.into(),
        Err(gap) => Fact::Unknown(*gap),
    };
    let count = |of: fn(&aws_sdk_iam::types::Policy) -> Option<i32>| known.and_then(of).and_then(shape::count);
    let policy = ManagedPolicy {
        name: Arn::new(arn).short_name().to_owned(),
        aws_managed: true,
        default_version: version.to_owned(),
        document: text,
        attachments: count(aws_sdk_iam::types::Policy::attachment_count).unwrap_or_default(),
        boundary_uses: count(aws_sdk_iam::types::Policy::permissions_boundary_usage_count).unwrap_or_default(),
        updated: known.and_then(|policy| policy.update_date()).and_then(shape::time),
    };
    caller.put(resource(caller, arn, Fact::NotApplicable, Detail::Policy(Box::new(policy))));
}

async fn text_of(caller: &Caller, arn: &str, version: &str) -> Result<Document, GapId> {
    let client = caller.session.iam();
    let request = || client.get_policy_version().policy_arn(arn).version_id(version).send();
    let answer = caller.call(VERSION, arn, request).await?;
    match answer.policy_version().and_then(|held| held.document()) {
        Some(text) => Ok(document(Some(text))),
        None => Err(caller.malformed(VERSION, arn, "the answer lacks the document")),
    }
}
