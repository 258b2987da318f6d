//! The policies that an identity holds, embedded and attached, and judging their statements one by one.

use crate::checks::{Context, Fault, Outcome, Reason, limits};
use crate::finding::{Evidence, Factor, Side};
use crate::model::aws::{AttachedPolicy, InlinePolicy};
use crate::model::{Arn, Detail, Document, Kind, Resource, ResourceId};
use crate::policy::access::{Limit, Standing};
use crate::policy::{Effect, Policy, Statement};

/// A policy as an identity holds it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Held<'a> {
    /// Embedded in the identity.
    Inline(&'a InlinePolicy),
    /// Attached by reference.
    Attached(&'a AttachedPolicy),
}

impl Held<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Inline(policy) => &policy.name,
            Self::Attached(policy) => &policy.name,
        }
    }

    /// The place in a finding: the ARN of an attached policy, the name of an inline one.
    pub fn locus(self) -> String {
        match self {
            Self::Inline(policy) => policy.name.clone(),
            Self::Attached(policy) => policy.arn.as_str().to_owned(),
        }
    }

    /// What a person calls it.
    pub fn label(self) -> String {
        match self {
            Self::Inline(policy) => format!("inline policy {}", policy.name),
            Self::Attached(policy) => format!("policy {}", policy.name),
        }
    }
}

/// The parts of a user, group or role that policies hang on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Identity<'a> {
    /// Policies attached by reference.
    pub attached: &'a [AttachedPolicy],
    /// Policies embedded in it.
    pub inline: &'a [InlinePolicy],
    /// Its permissions boundary.
    pub boundary: Option<&'a Arn>,
    /// Whether AWS owns it, so that nobody can edit it.
    pub managed_by_aws: bool,
}

impl<'a> Identity<'a> {
    /// The identity of a resource, if it is one.
    pub fn of(resource: &'a Resource) -> Option<Self> {
        Some(match &resource.detail {
            Detail::User(it) => Self {
                attached: &it.attached,
                inline: &it.inline,
                boundary: it.boundary.as_ref(),
                managed_by_aws: false,
            },
            Detail::Group(it) => {
                Self { attached: &it.attached, inline: &it.inline, boundary: None, managed_by_aws: false }
            }
            Detail::Role(it) => Self {
                attached: &it.attached,
                inline: &it.inline,
                boundary: it.boundary.as_ref(),
                managed_by_aws: it.is_managed_by_aws(),
            },
            _ => return None,
        })
    }

    /// The policies that it holds.
    pub fn held(self) -> impl Iterator<Item = Held<'a>> {
        self.inline.iter().map(Held::Inline).chain(self.attached.iter().map(Held::Attached))
    }
}

/// What is looked for in the policies of an identity.
pub(super) struct Wanted<'w> {
    /// Whether an allowing statement is wrong.
    pub wrong: &'w dyn Fn(&Statement) -> bool,
    /// What a wrong statement gives, as actions and resources: any that goes through makes it a fault.
    pub gives: &'w dyn Fn(&Statement) -> Vec<(String, String)>,
    /// The same in words.
    pub allows: &'w str,
}

/// Judges every allowing statement of every policy that an identity holds, if its owner can edit it: one fault a policy,
/// with each wrong statement as evidence. What a boundary, a Deny or the organization takes away weighs little. A policy
/// that could not be read makes the answer unknown unless another one fails.
pub(super) fn judge_editable(
    context: &Context<'_>,
    (id, resource): (ResourceId, &Resource),
    wanted: &Wanted<'_>,
) -> Outcome {
    let Some(identity) = Identity::of(resource).filter(|identity| !identity.managed_by_aws) else {
        return Outcome::NotApplicable;
    };
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for held in identity.held() {
        let (document, policy) = match document(context, resource, held) {
            Ok(read) => read,
            Err(reason) => {
                reasons.push(reason);
                continue;
            }
        };
        let places: Vec<usize> =
            policy.with_effect(Effect::Allow).filter(|(_, it)| (wanted.wrong)(it)).map(|(place, _)| place).collect();
        if places.is_empty() {
            continue;
        }
        let fault = Fault::new(format!("The {} allows {}", held.label(), wanted.allows)).at(held.locus());
        let shown = |fault: Fault, &index: &usize| {
            fault.with(Evidence::Statement { label: held.label(), document: document.clone(), index })
        };
        let fault = places.iter().fold(fault, shown);
        let statements = places.iter().filter_map(|&place| policy.statements.get(place));
        let gives: Vec<(String, String)> = statements.flat_map(wanted.gives).collect();
        match standing(context, id, &gives) {
            Standing::Taken(by) => faults.push(taken(context, fault, &by, -3)),
            Standing::Unknown(unread) => reasons.extend(limits::reasons(unread)),
            // What a statement gives on a condition stands as it is written.
            Standing::Stands { .. } | Standing::NotGranted => faults.push(fault),
        }
    }
    Outcome::concluded(faults, reasons)
}

/// Whether any of some actions goes through.
fn standing(context: &Context<'_>, id: ResourceId, gives: &[(String, String)]) -> Standing {
    let Some(asking) = context.inquiry().identity(id) else { return Standing::NotGranted };
    gives.iter().fold(Standing::NotGranted, |sum, (action, resource)| sum.or(asking.standing(action, resource).1))
}

/// A fault of a grant that something else takes away.
pub(super) fn taken(context: &Context<'_>, fault: Fault, by: &[Limit], impact: i8) -> Fault {
    let why = format!("{} takes it away", limits::words(by)).into();
    let fault = fault.factor(Factor { on: Side::Impact, by: impact, why });
    limits::evidence(context.estate, by).into_iter().fold(fault, Fault::with)
}

/// The policies of a user's groups, each with its group; and why there may be more.
pub(super) fn of_groups<'a>(
    context: &'a Context<'_>,
    user: &'a Resource,
) -> (Vec<(&'a Resource, Held<'a>)>, Vec<Reason>) {
    let (mut all, mut reasons) = (Vec::new(), Vec::new());
    for name in user.user().map_or(&[][..], |it| &it.groups) {
        match context.inquiry().group(&user.account, name).and_then(|id| context.estate.resource(id)) {
            Some(group) => {
                all.extend(Identity::of(group).into_iter().flat_map(Identity::held).map(|it| (&**group, it)))
            }
            None => {
                let gap = context.estate.listing_gap(&user.account, Kind::Group);
                reasons.push(gap.map_or_else(|| Reason::Note(format!("group {name} was not read")), Reason::Gap));
            }
        }
    }
    (all, reasons)
}

/// The document of a held policy, and what it says; or why it is not known.
pub(super) fn document<'a>(
    context: &'a Context<'_>,
    resource: &'a Resource,
    held: Held<'a>,
) -> Result<(&'a Document, &'a Policy), Reason> {
    let document = match held {
        Held::Inline(policy) => &policy.document,
        Held::Attached(policy) => attached(context, resource, policy)?,
    };
    let policy = context.policy(document).map_err(|wrong| Reason::Note(format!("{}: {wrong}", held.label())))?;
    Ok((document, policy))
}

fn attached<'a>(context: &'a Context<'_>, holder: &Resource, policy: &AttachedPolicy) -> Result<&'a Document, Reason> {
    let Some((_, found)) = context.estate.find(policy.arn.as_str()) else {
        let gap = context.estate.listing_gap(&holder.account, Kind::Policy);
        return Err(gap.map_or_else(|| Reason::Note(format!("policy {} was not read", policy.name)), Reason::Gap));
    };
    match found.policy().map(|it| &it.document) {
        Some(crate::model::Fact::Known(document)) => Ok(document),
        Some(crate::model::Fact::Unknown(gap)) => Err(Reason::Gap(*gap)),
        _ => Err(Reason::Note(format!("policy {} has no document", policy.name))),
    }
}
