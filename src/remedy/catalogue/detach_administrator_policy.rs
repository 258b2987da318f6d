//! `detach-administrator-policy`.

use super::common::{plain, resource};
use crate::finding::{Evidence, Finding};
use crate::model::aws::AttachedPolicy;
use crate::model::{Aspect, Detail, Resource, SettingValue};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Detaches the managed policy that gives an identity full administration. The policy itself stays and can be
    /// attached again.
    ///
    /// The identity loses everything that only this policy gave it: attach what it needs before. Inline policies are
    /// not touched.
    ///
    /// Source: IAM User Guide, "Adding and removing IAM identity permissions".
    id: "detach-administrator-policy",
    title: "Detach the administrator policy",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    // What the scan saw attached: an earlier edit of the plan may already detach it.
    let scanned = situation.context.estate.resource(finding.resource).map_or(resource, AsRef::as_ref);
    let attached = attached(scanned).ok_or(Refusal::NotForThis(REMEDY.id))?;
    let policy = attached.iter().find(|it| is_meant(situation, finding, it)).ok_or_else(|| {
        Refusal::Impossible("no attached policy is at fault here; an inline policy has to be edited by hand".to_owned())
    })?;
    let aspect = Aspect::PolicyAttachment { policy: policy.arn.clone() };
    let summary = format!("Detach policy {} from {}.", policy.name, resource.name());
    let mut edit = plain(resource, aspect, SettingValue::NONE, summary);
    edit.consequences = consequences(situation, resource, policy);
    edit.disruptive = true;
    Ok(vec![edit])
}

fn attached(resource: &Resource) -> Option<&[AttachedPolicy]> {
    match &resource.detail {
        Detail::User(it) => Some(&it.attached),
        Detail::Role(it) => Some(&it.attached),
        Detail::Group(it) => Some(&it.attached),
        _ => None,
    }
}

/// Whether a finding is about an attached policy: its place begins with the policy's ARN or name, or its evidence
/// shows the policy's document or the policy itself.
fn is_meant(situation: &Situation<'_>, finding: &Finding, policy: &AttachedPolicy) -> bool {
    let names =
        |name: &str| finding.locus.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if !finding.locus.is_empty() {
        return names(policy.arn.as_str()) || names(&policy.name);
    }
    let held = situation.context.estate.find(policy.arn.as_str());
    let document = held.and_then(|(_, it)| it.policy()).and_then(|it| it.document.known());
    finding.evidence.iter().any(|piece| match piece {
        Evidence::Statement { document: shown, .. } => document == Some(shown),
        Evidence::Related { resource, .. } => held.is_some_and(|(id, _)| id == *resource),
        _ => false,
    })
}

fn consequences(situation: &Situation<'_>, resource: &Resource, policy: &AttachedPolicy) -> Vec<String> {
    let name = resource.name();
    let mut all = vec![format!("{name} loses everything that only {} gives it.", policy.name)];
    if let Detail::Group(_) = resource.detail {
        let users = situation.estate.all(crate::model::Kind::User).filter(|(_, it)| it.account == resource.account);
        let members =
            users.filter(|(_, it)| it.user().is_some_and(|user| user.groups.iter().any(|group| group == name)));
        all.push(format!("It is a group with {} members.", members.count()));
    }
    let rest = attached(resource).map_or(0, <[_]>::len).saturating_sub(1);
    if rest == 0 {
        all.push("No other managed policy is attached to it.".to_owned());
    }
    all
}
