//! Rules that hold for every kind with the aspect: whom its policy lets in, how its data is encrypted.
//!
//! A check of one service names the kind, the words and the risk, and asks one of these.

use super::outsiders::{Gate, Passage};
use super::statements::{Source, covers_any, is_without_tls};
use super::{Context, Fault, Outcome, Reason};
use crate::finding::Evidence;
use crate::model::aws::{KeyManager, KeyState};
use crate::model::{AtRest, Classification, Fact, GapId, Resource, ResourceId, ResourcePolicy};
use crate::policy::condition::{is_on_source, names_source};
use crate::policy::{Clause, Effect, Opening, Principal, PrincipalClause, Statement, glob};

/// The policy that a resource carries, parsed; the outcome where it has none, or where it cannot be read.
pub(super) fn policy_of<'p>(context: &'p Context<'_>, resource: &'p Resource) -> Result<Source<'p>, Outcome> {
    let Some(policy) = resource.detail.aspects().resource_policy() else { return Err(Outcome::NotApplicable) };
    match policy.document {
        Fact::Known(Some(document)) => Source::of(context, policy.label, document),
        Fact::Known(None) => Err(Outcome::Pass),
        Fact::Unknown(gap) => Err(Outcome::Unknown(vec![Reason::Gap(*gap)])),
        Fact::NotApplicable => Err(Outcome::NotApplicable),
    }
}

/// Fails for each statement of the resource's own policy that lets in everyone, and through which somebody gets.
pub(super) fn public_policy(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let source = match policy_of(context, resource) {
        Ok(source) => source,
        Err(outcome) => return outcome,
    };
    open_to_everyone(context, id, resource, source, |opening| {
        let summary = format!("The {} lets in everyone ({})", source.label, source.name(opening.index));
        source.public_fault(opening, summary)
    })
}

/// Fails for each statement that lets in everyone and through which somebody gets: a Deny or a resource control policy
/// may keep everyone out.
pub(super) fn open_to_everyone(
    context: &Context<'_>,
    id: ResourceId,
    resource: &Resource,
    source: Source<'_>,
    fault: impl Fn(&Opening<'_>) -> Fault,
) -> Outcome {
    let exposure = context.exposure(source.policy);
    if exposure.public.is_empty() {
        return Outcome::Pass;
    }
    let gate = Gate::of(context, id, resource);
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for opening in &exposure.public {
        gate.everyone(source.document, opening.index).conclude(|| fault(opening), &mut faults, &mut reasons);
    }
    Outcome::concluded(faults, reasons)
}

/// Fails for each statement of the resource's own policy that lets in someone outside the organization, who gets through.
pub(super) fn foreign_policy(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let source = match policy_of(context, resource) {
        Ok(source) => source,
        Err(outcome) => return outcome,
    };
    open_to_foreigners(context, id, resource, source)
}

/// Fails for each statement that lets in someone outside the organization, who gets through.
pub(super) fn open_to_foreigners(
    context: &Context<'_>,
    id: ResourceId,
    resource: &Resource,
    source: Source<'_>,
) -> Outcome {
    let exposure = context.exposure(source.policy);
    if exposure.foreign.is_empty() {
        return Outcome::Pass;
    }
    let (faults, reasons) = source.foreign_faults(context, &Gate::of(context, id, resource), &exposure);
    Outcome::concluded(faults, reasons)
}

/// Fails for each statement of a policy besides the resource's own, such as that of a part, that lets in someone from
/// outside, who gets through.
pub(super) fn open_policy(
    context: &Context<'_>,
    id: ResourceId,
    resource: &Resource,
    policy: ResourcePolicy<'_>,
) -> Outcome {
    Outcome::of(policy.document, |document| {
        let Some(document) = document else { return Outcome::Pass };
        let source = match Source::of(context, policy.label, document) {
            Ok(source) => source,
            Err(outcome) => return outcome,
        };
        let everyone = open_to_everyone(context, id, resource, source, |opening| {
            let summary = format!("The {} lets in everyone ({})", source.label, source.name(opening.index));
            source.public_fault(opening, summary)
        });
        let foreigners = open_to_foreigners(context, id, resource, source);
        let (mut faults, mut reasons) = (Vec::new(), Vec::new());
        for outcome in [everyone, foreigners] {
            match outcome {
                Outcome::Fail(more) => faults.extend(more),
                Outcome::Unknown(more) => reasons.extend(more),
                Outcome::Pass | Outcome::NotApplicable => {}
            }
        }
        // One statement may let in everyone and name a foreigner besides.
        faults.dedup_by(|b, a| a.locus == b.locus);
        Outcome::concluded(faults, reasons)
    })
}

/// Judges data that is handed to an account: a fault for one outside, a reason while the organization's accounts are
/// hidden.
pub(super) fn handed_to(
    context: &Context<'_>,
    account: &str,
    fault: impl FnOnce() -> Fault,
    faults: &mut Vec<Fault>,
    reasons: &mut Vec<Reason>,
) {
    if context.is_trusted_account(account) {
        return;
    }
    match context.membership_gap() {
        Some(gap) => reasons.push(Reason::Gap(gap)),
        None => faults.push(fault()),
    }
}

/// Fails for each statement of the resource's own policy that lets in an AWS service for whichever of its customers.
pub(super) fn service_without_source(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    services_without_source(context, id, resource, |_| true)
}

/// The same for some services.
pub(super) fn services_without_source(
    context: &Context<'_>,
    id: ResourceId,
    resource: &Resource,
    wanted: impl Fn(&str) -> bool,
) -> Outcome {
    match policy_of(context, resource) {
        Ok(source) => unsourced(source, &Gate::of(context, id, resource), wanted, names_source),
        Err(outcome) => outcome,
    }
}

/// The same for a policy besides the resource's own, such as that of a part.
pub(super) fn service_without_source_in(
    context: &Context<'_>,
    id: ResourceId,
    resource: &Resource,
    policy: ResourcePolicy<'_>,
) -> Outcome {
    Outcome::of(policy.document, |document| match document.as_ref() {
        None => Outcome::Pass,
        Some(document) => match Source::of(context, policy.label, document) {
            Ok(source) => unsourced(source, &Gate::of(context, id, resource), |_| true, names_source),
            Err(outcome) => outcome,
        },
    })
}

/// Fails for each statement that lets in one of the wanted services and does not say for whom, unless a Deny or a resource
/// control policy keeps out what it does for others.
pub(super) fn unsourced(
    source: Source<'_>,
    gate: &Gate<'_>,
    wanted: impl Fn(&str) -> bool,
    says_for_whom: impl Fn(&Statement) -> bool,
) -> Outcome {
    let open = |statement: &Statement| statement.effect == Effect::Allow && !says_for_whom(statement);
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for (index, statement) in source.policy.statements.iter().enumerate().filter(|(_, it)| open(it)) {
        let (mut through, mut remarks) = (Vec::new(), Vec::new());
        for service in services(&statement.principal).into_iter().filter(|it| wanted(it)) {
            match gate.service_of_others(source.document, index, service) {
                Passage::Open(said) => {
                    through.push(service);
                    remarks = said;
                }
                Passage::Closed(_) => {}
                Passage::Unknown(why) => reasons.extend(why),
            }
        }
        if !through.is_empty() {
            let fault = unsourced_fault(source, statement, index, &through);
            faults.push(remarks.into_iter().fold(fault, Fault::with));
        }
    }
    Outcome::concluded(faults, reasons)
}

fn unsourced_fault(source: Source<'_>, statement: &Statement, index: usize, services: &[&str]) -> Fault {
    let (services, name) = (services.join(", "), source.name(index));
    let words = format!("The {} lets {services} act for any of its customers ({name})", source.label);
    let loose = statement.conditions.iter().filter(|it| is_on_source(it));
    let notes = loose.map(|it| format!("{} on {} does not name one: {}", it.operator, it.key, it.values.join(", ")));
    notes.map(Evidence::Note).fold(source.fault(index, words), Fault::with)
}

/// What several looks at one resource come to: a fault of any is a fault.
pub(super) fn together(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    let (mut faults, mut reasons, mut asked) = (Vec::new(), Vec::new(), false);
    for outcome in outcomes {
        match outcome {
            Outcome::Fail(more) => faults.extend(more),
            Outcome::Unknown(more) => reasons.extend(more),
            Outcome::Pass => {}
            Outcome::NotApplicable => continue,
        }
        asked = true;
    }
    if asked { Outcome::concluded(faults, reasons) } else { Outcome::NotApplicable }
}

/// The AWS services that a principal names.
pub(super) fn services(principal: &PrincipalClause) -> Vec<&str> {
    let PrincipalClause::Is(all) = principal else { return Vec::new() };
    all.iter().filter_map(service).collect()
}

fn service(principal: &Principal) -> Option<&str> {
    if let Principal::Service(name) = principal { Some(name) } else { None }
}

/// Fails where data is not encrypted at rest.
pub(super) fn encrypted(resource: &Resource, what: &str) -> Outcome {
    Outcome::of(&resource.detail.aspects().at_rest(), |at_rest| match at_rest {
        AtRest::Absent => {
            let fault = Fault::new(format!("{what} not encrypted at rest"));
            Outcome::fault(fault.setting("encryption at rest", "none"))
        }
        AtRest::Provider(_) | AtRest::Key(_) => Outcome::Pass,
    })
}

/// Fails where restricted data is not encrypted with a customer's key that can be used. Other data is left alone.
pub(super) fn customer_key(context: &Context<'_>, resource: &Resource) -> Outcome {
    if let Some(gap) = resource.tags.gap() {
        return Outcome::Unknown(vec![Reason::Gap(gap)]);
    }
    if context.classification(resource) != Classification::Restricted {
        return Outcome::NotApplicable;
    }
    customer_key_wanted(context, resource)
}

/// Fails where restricted data is not encrypted with a customer's key, whatever the resource itself is tagged.
pub(super) fn customer_key_wanted(context: &Context<'_>, resource: &Resource) -> Outcome {
    Outcome::of(&resource.detail.aspects().at_rest(), |at_rest| {
        let way = match at_rest {
            AtRest::Absent => "none",
            AtRest::Provider(way) => way,
            AtRest::Key(name) => return judge_key(context, resource, name),
        };
        let fault = Fault::new("Restricted data is not encrypted with a customer's key");
        Outcome::fault(fault.setting("encryption at rest", way))
    })
}

fn judge_key(context: &Context<'_>, resource: &Resource, name: &str) -> Outcome {
    let provider = || {
        let fault = Fault::new("Restricted data is encrypted with a key that AWS manages");
        Outcome::fault(fault.setting("encryption at rest", name))
    };
    if name.contains("alias/aws/") {
        return provider();
    }
    let Some((id, held)) = context.key_named(name, resource) else {
        let note = format!("the key {name} is not among the scanned keys, so that its holder is not known");
        return Outcome::Unknown(vec![Reason::Note(note)]);
    };
    let Some(key) = held.key() else { return Outcome::Pass };
    if key.manager == KeyManager::Aws {
        return provider();
    }
    let words = match key.state {
        KeyState::Enabled => return Outcome::Pass,
        KeyState::Disabled => "disabled",
        KeyState::PendingDeletion => "about to be deleted",
        KeyState::Other => "not usable now",
    };
    let fault = Fault::new(format!("The key {} of this restricted store is {words}", held.name()))
        .setting("key state", words)
        .with(Evidence::Related { relation: "encrypts with", resource: id });
    Outcome::fault(fault)
}

/// Fails where restricted data may come and go without TLS: no Deny for everyone covers each of these actions.
pub(super) fn plain_transport(context: &Context<'_>, resource: &Resource, actions: &[&str]) -> Outcome {
    if let Some(gap) = resource.tags.gap() {
        return Outcome::Unknown(vec![Reason::Gap(gap)]);
    }
    if context.classification(resource) != Classification::Restricted {
        return Outcome::NotApplicable;
    }
    let fault = |value: &str| Outcome::fault(Fault::new("Plain HTTP is not refused").setting("policy", value));
    let source = match policy_of(context, resource) {
        Ok(source) => source,
        Err(Outcome::Pass) => return fault("none"),
        Err(outcome) => return outcome,
    };
    let refuses = |statement: &Statement, action: &str| {
        let everyone = matches!(&statement.principal, PrincipalClause::Is(all) if all.contains(&Principal::Everyone));
        let alone = matches!(statement.conditions.as_slice(), [only] if is_without_tls(only));
        let on = matches!(&statement.resource, Some(Clause::Is(all)) if all.iter().any(|it| glob::matches(it, resource.arn.as_str())));
        everyone && alone && on && covers_any(statement, &[action])
    };
    let mut open =
        actions.iter().filter(|it| !source.policy.with_effect(Effect::Deny).any(|(_, one)| refuses(one, it)));
    match open.next() {
        None => Outcome::Pass,
        Some(action) => fault(&format!("no statement refuses {action}")),
    }
}

/// Fails for each queue of failed messages that is encrypted less than what fills it.
pub(super) fn encrypted_less(context: &Context<'_>, resource: &Resource, targets: &[&str]) -> Outcome {
    if targets.is_empty() {
        return Outcome::NotApplicable;
    }
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for name in targets {
        let Some((id, target)) = context.estate.find(name) else {
            reasons.push(Reason::Note(format!("the dead-letter queue {name} is not among the scanned resources")));
            continue;
        };
        match (strength(resource), strength(target)) {
            (Ok(own), Ok(other)) if other < own => {
                let fault = Fault::new(format!("The dead-letter queue {} is encrypted less", target.name()));
                let related = Evidence::Related { relation: "dead-letter queue", resource: id };
                faults.push(fault.at(if targets.len() > 1 { name } else { "" }).with(related));
            }
            (Ok(_), Ok(_)) => {}
            (Err(gap), _) | (_, Err(gap)) => reasons.extend(gap.map(Reason::Gap)),
        }
    }
    Outcome::concluded(faults, reasons)
}

/// From not encrypted to a customer's key.
fn strength(resource: &Resource) -> Result<u8, Option<GapId>> {
    match resource.detail.aspects().at_rest() {
        Fact::Known(AtRest::Absent) => Ok(0),
        Fact::Known(AtRest::Provider(_)) => Ok(1),
        Fact::Known(AtRest::Key(name)) if name.contains("alias/aws/") => Ok(1),
        Fact::Known(AtRest::Key(_)) => Ok(2),
        Fact::Unknown(gap) => Err(Some(gap)),
        Fact::NotApplicable => Err(None),
    }
}
