//! The policies that an identity holds, embedded and attached, and judging their statements one by one.

use crate::checks::{Context, Fault, Outcome, Reason};
use crate::finding::{Evidence, Factor, Side};
use crate::model::aws::{AttachedPolicy, InlinePolicy};
use crate::model::{Arn, Detail, Document, Kind, Resource};
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

    fn held(self) -> impl Iterator<Item = Held<'a>> {
        self.inline.iter().map(Held::Inline).chain(self.attached.iter().map(Held::Attached))
    }
}

/// What a judge says of one policy that it finds fault with: the fault, without its evidence.
pub(super) type Verdict<'a> = &'a dyn Fn(Held<'_>) -> Fault;

/// Judges every allowing statement of every policy that an identity holds: one fault a policy, with each wrong
/// statement as evidence. A policy that could not be read makes the answer unknown unless another one fails.
pub(super) fn judge(
    context: &Context<'_>,
    resource: &Resource,
    wrong: &dyn Fn(&Statement) -> bool,
    fault: Verdict<'_>,
) -> Outcome {
    let Some(identity) = Identity::of(resource) else { return Outcome::NotApplicable };
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for held in identity.held() {
        match document(context, resource, held) {
            Ok((document, policy)) => {
                let mut places =
                    policy.with_effect(Effect::Allow).filter(|(_, it)| wrong(it)).map(|(place, _)| place).peekable();
                if places.peek().is_some() {
                    let found = places.fold(fault(held), |fault, index| {
                        fault.with(Evidence::Statement { label: held.label(), document: document.clone(), index })
                    });
                    faults.push(bounded(identity, found));
                }
            }
            Err(reason) => reasons.push(reason),
        }
    }
    Outcome::concluded(faults, reasons)
}

/// The same for identities that their owner can edit, with what to say of a policy that is wrong.
pub(super) fn judge_editable(
    context: &Context<'_>,
    resource: &Resource,
    wrong: &dyn Fn(&Statement) -> bool,
    allows: &str,
) -> Outcome {
    if Identity::of(resource).is_none_or(|identity| identity.managed_by_aws) {
        return Outcome::NotApplicable;
    }
    judge(context, resource, wrong, &|held| {
        Fault::new(format!("The {} allows {allows}", held.label())).at(held.locus())
    })
}

/// A fault of a held policy with what lessens it.
pub(super) fn bounded(identity: Identity<'_>, mut fault: Fault) -> Fault {
    if let Some(boundary) = identity.boundary {
        let why = format!("limited by the permissions boundary {}", boundary.short_name());
        fault = fault.factor(Factor { on: Side::Impact, by: -1, why });
    }
    if identity.managed_by_aws {
        fault = fault.with(Evidence::Note("AWS owns this role: change it where it was made".to_owned()));
    }
    fault
}

fn document<'a>(
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
