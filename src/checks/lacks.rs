//! What somebody needs and surely does not have, as the engine of access says it.

use crate::finding::Evidence;
use crate::model::aws::KeyManager;
use crate::model::{AtRest, Estate, Resource, ResourceId};
use crate::policy::access::{Between, Limit, Unread};
use crate::policy::evaluate::Decision;

use super::{Context, limits};

/// Something that is needed and surely not allowed.
pub(super) struct Lack {
    /// The action.
    pub(super) action: &'static str,
    /// What it would be done on.
    pub(super) on: String,
    /// What denies it; empty where nothing allows it.
    pub(super) by: Vec<Limit>,
}

/// What is not there, or what would have to be read to know it.
pub(super) type Missing = Result<Lack, Unread>;

impl Lack {
    /// The action, what it would be done on, and what denies it.
    pub(super) fn evidence(&self, estate: &Estate) -> Vec<Evidence> {
        let why = if self.by.is_empty() { "no policy allows it".to_owned() } else { limits::words(&self.by) };
        let note = Evidence::Note(format!("{} on {}: {why}", self.action, self.on));
        std::iter::once(note).chain(limits::evidence(estate, &self.by)).collect()
    }
}

/// The first action of a group none of which can be done on any of the targets; none where one can, and where none of them
/// is an action on such a thing.
pub(super) fn lack(
    between: &Between<'_>,
    group: &[&'static str],
    targets: &[String],
    told: &[(&str, &str)],
) -> Option<Missing> {
    let (mut first, mut open): (Option<Lack>, Option<Unread>) = (None, None);
    for (action, target) in group.iter().flat_map(|action| targets.iter().map(move |target| (*action, target))) {
        let Some(verdict) = between.verdict(action, target, told) else { continue };
        match verdict.decision {
            Decision::Allow | Decision::AllowIf => return None,
            Decision::Unknown => open = Some(Unread::of(&verdict.condition)),
            Decision::Deny(_) if first.is_none() => {
                first = Some(Lack { action, on: target.clone(), by: between.limits(&verdict) });
            }
            Decision::Deny(_) => {}
        }
    }
    match open {
        Some(unread) => Some(Err(unread)),
        None => first.map(Ok),
    }
}

/// The first use of the customer's key of a thing that a role does not have.
pub(super) fn of_key(
    context: &Context<'_>,
    role: ResourceId,
    actions: &[&'static str],
    target: &Resource,
) -> Option<Missing> {
    let (id, key) = customer_key(context, target)?;
    let through = format!("{}.{}.amazonaws.com", target.arn.service(), target.region);
    let between = context.inquiry().between(role, id)?;
    let on = [key.arn.to_string()];
    actions.iter().find_map(|action| lack(&between, &[*action], &on, &[("kms:ViaService", through.as_str())]))
}

/// The customer's key of a thing, where it is of the estate.
pub(super) fn customer_key<'c>(context: &Context<'c>, target: &Resource) -> Option<(ResourceId, &'c Resource)> {
    let at_rest = target.detail.aspects().at_rest();
    let name = at_rest.known().and_then(AtRest::key)?;
    let held = context.key_named(name, target)?;
    held.1.key().is_some_and(|it| it.manager == KeyManager::Customer).then_some(held)
}
