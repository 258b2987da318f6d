//! `iam-full-administrator`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat, limits};
use crate::finding::{Evidence, Factor, Side};
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::access::Standing;

use super::administration::{Administration, administration, gives_full_access};
use super::held::{Held, Identity, document, of_groups, taken};
use super::pattern::is_administrator;

define_check! {
    /// Whoever holds every action on every resource can read all data, change all code and erase the trace. One stolen
    /// credential of such an identity is the whole account, every pipeline included.
    ///
    /// An administrator is who has full access and can delegate permissions: an action and a service that no policy names
    /// go through on every resource, and so does writing policies for users, groups or roles. That is asked of all
    /// policies together, those of groups, explicit denies, the permissions boundary and service control policies
    /// included. Fails when the user, role or member of the group is one: by a policy that allows `*` on `*` such as AWS's
    /// own `AdministratorAccess`, by `NotAction`, or by several policies together. A grant with a condition does not
    /// count; a limit on a condition, such as a region, is named. A member of a group that makes administrators is one.
    ///
    /// Where a permissions boundary, a Deny or a service control policy takes the administration away, a policy that gives
    /// it is still reported, with low severity: one edit of the limit brings it back. Another boundary lowers the impact.
    /// Where the boundary could not be read it is unknown; where the organization's policies could not be read, which a
    /// member account seldom may, the finding stands and says so. Roles that AWS owns (service-linked, single sign-on) are
    /// named too, though only their owner can change them: for single sign-on, change the permission set.
    ///
    /// By hand: attach a policy with the actions that the identity has used (IAM shows them under "Last Accessed"),
    /// then detach the administrator's. Keep one guarded role for emergencies.
    ///
    /// Sources: IAM User Guide, "AWS managed policies for job functions", administrator; "Security best practices in IAM",
    /// apply least-privilege permissions; "Policy evaluation logic".
    id: "iam-full-administrator",
    title: "Identities are not full administrators",
    kind: Kind::User,
    also: &[Kind::Role, Kind::Group],
    domain: Domain::Identity,
    threat: Threat::Insider,
    likelihood: 3,
    impact: 5,
    remedies: &["detach-administrator-policy"],
    mappings: &[
        Mapping::cis("1.16"), Mapping::soc2("CC6.3"), Mapping::pci("7.2.2"), Mapping::hipaa("164.308(a)(4)(ii)(B)"),
        Mapping::gdpr("Art. 32(1)(b)"),
    ],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(identity) = Identity::of(resource) else { return Outcome::NotApplicable };
    let Look { held, is_candidate, reasons } = look(context, resource, identity);
    // Most identities hold nothing of the kind: the engine is asked about the others.
    let Some(found) = is_candidate.then(|| administration(context, id, resource)).flatten() else {
        return Outcome::concluded(Vec::new(), reasons);
    };
    let own = || held.iter().filter(|(holder, _)| holder.arn == resource.arn).copied();
    let faults = match &found.standing {
        Standing::NotGranted => Vec::new(),
        Standing::Unknown(unread) => return Outcome::Unknown(limits::reasons(unread.clone())),
        // Such a policy is no more than one edit of the limit away from what it says.
        Standing::Taken(by) => own()
            .filter(|(_, held)| found.alone().contains(&held.name()))
            .map(|(_, held)| taken(context, fault(context, resource, resource, held, &found), by, -4))
            .collect(),
        Standing::Stands { when, organization } => {
            let remarks = limits::when(when).into_iter();
            let remarks: Vec<Evidence> =
                remarks.chain(limits::organization(organization, "The service control policies")).collect();
            let bounded = boundary(context, identity);
            let said = |fault: Fault| {
                let fault = remarks.iter().cloned().fold(fault, Fault::with);
                bounded.iter().cloned().fold(fault, Fault::factor)
            };
            standing(context, resource, &held, &found).into_iter().map(said).collect()
        }
    };
    let owned = |fault: Fault| {
        let note = || Evidence::Note("AWS owns this role: change it where it was made".to_owned());
        if identity.managed_by_aws { fault.with(note()) } else { fault }
    };
    Outcome::concluded(faults.into_iter().map(|it| owned(with_factor(resource, it))).collect(), reasons)
}

/// What a look at the policies of an identity shows.
struct Look<'a> {
    /// The policies that count, each with who holds it: the identity's own, then those of its groups.
    held: Vec<(&'a Resource, Held<'a>)>,
    /// Whether one of them gives full access.
    is_candidate: bool,
    /// Why there may be more than can be seen.
    reasons: Vec<Reason>,
}

fn look<'a>(context: &'a Context<'_>, resource: &'a Resource, identity: Identity<'a>) -> Look<'a> {
    let (of_groups, mut reasons) = of_groups(context, resource);
    let held: Vec<_> = identity.held().map(|it| (resource, it)).chain(of_groups).collect();
    let mut is_candidate = false;
    for (holder, policy) in &held {
        match document(context, holder, *policy) {
            Ok((_, read)) => is_candidate |= read.statements.iter().any(gives_full_access),
            Err(_) if is_administrator_access(*policy) => is_candidate = true,
            Err(reason) => reasons.push(reason),
        }
    }
    Look { held, is_candidate, reasons }
}

/// The content of AWS's own policy of this name is known even where its document was not read.
fn is_administrator_access(held: Held<'_>) -> bool {
    let Held::Attached(policy) = held else { return false };
    policy.arn.account() == "aws" && policy.arn.resource() == "policy/AdministratorAccess"
}

/// The faults of an administrator: each own policy that makes it one by itself, else those of its groups, else all that
/// do so together.
fn standing(
    context: &Context<'_>,
    resource: &Resource,
    held: &[(&Resource, Held<'_>)],
    found: &Administration,
) -> Vec<Fault> {
    let alone = found.alone();
    let is_alone =
        |(holder, held): &&(&Resource, Held<'_>)| alone.contains(&engine_name(resource, holder, *held).as_str());
    let (own, groups): (Vec<_>, Vec<_>) = held.iter().filter(is_alone).partition(|(it, _)| it.arn == resource.arn);
    let sole = if own.is_empty() { groups } else { own };
    if !sole.is_empty() {
        return sole.into_iter().map(|(holder, held)| fault(context, resource, holder, held, found)).collect();
    }
    let mut names: Vec<String> = Vec::new();
    let mut shown = Vec::new();
    for (holder, held) in held {
        let statements = statements(context, resource, holder, *held, found);
        if !statements.is_empty() {
            names.push(held.name().to_owned());
            shown.extend(statements);
        }
    }
    let summary = format!("The policies {} together allow everything, IAM included", names.join(", "));
    vec![shown.into_iter().fold(Fault::new(summary), Fault::with)]
}

/// The name that the engine knows a policy by: before a group's stands the group.
fn engine_name(resource: &Resource, holder: &Resource, held: Held<'_>) -> String {
    let own = holder.arn == resource.arn;
    if own { held.name().to_owned() } else { format!("{}/{}", holder.name(), held.name()) }
}

/// The statements of a policy that take part.
fn statements(
    context: &Context<'_>,
    resource: &Resource,
    holder: &Resource,
    held: Held<'_>,
    found: &Administration,
) -> Vec<Evidence> {
    let name = engine_name(resource, holder, held);
    let Ok((document, _)) = document(context, holder, held) else { return Vec::new() };
    let mut places: Vec<usize> =
        found.full.iter().chain(&found.delegating).filter(|it| it.policy == name).map(|it| it.statement).collect();
    places.sort_unstable();
    places.dedup();
    let shown = |index| Evidence::Statement { label: held.label(), document: document.clone(), index };
    places.into_iter().map(shown).collect()
}

/// The fault of one policy that makes an administrator by itself.
fn fault(
    context: &Context<'_>,
    resource: &Resource,
    holder: &Resource,
    held: Held<'_>,
    found: &Administration,
) -> Fault {
    let of_group = holder.arn != resource.arn;
    let named = document(context, holder, held);
    let whole = named.as_ref().map_or(true, |(_, policy)| policy.statements.iter().any(is_administrator));
    let what = if whole { "every action on every resource" } else { "everything but a list of actions, IAM included" };
    let whose = if of_group { format!(" of group {}", holder.name()) } else { String::new() };
    let fault = Fault::new(format!("The {}{whose} allows {what}", held.label()));
    let fault = match held {
        Held::Attached(policy) if named.is_err() => fault.setting("attached policy", policy.arn.as_str()),
        _ => statements(context, resource, holder, held, found).into_iter().fold(fault, Fault::with),
    };
    if !of_group {
        return fault.at(held.locus());
    }
    let group = context.estate.find(holder.arn.as_str()).map(|(id, _)| id);
    let related = group.map(|resource| Evidence::Related { relation: "member of", resource });
    related.into_iter().fold(fault.at(format!("group/{}/{}", holder.name(), held.name())), Fault::with)
}

/// A permissions boundary lessens what an administrator may do, unless it is one as well.
fn boundary(context: &Context<'_>, identity: Identity<'_>) -> Option<Factor> {
    let boundary = identity.boundary?;
    let document = context.estate.find(boundary.as_str()).and_then(|(_, it)| it.policy()?.document.known());
    let policy = document.and_then(|it| context.policy(it).ok());
    if policy.is_some_and(|it| it.statements.iter().all(is_administrator)) {
        return None;
    }
    let why = format!("limited by the permissions boundary {}", boundary.short_name()).into();
    Some(Factor { on: Side::Impact, by: -1, why })
}

fn with_factor(resource: &Resource, fault: Fault) -> Fault {
    let keys = resource.user().and_then(|user| user.access_keys.known());
    let active = keys.is_some_and(|keys| keys.iter().any(super::is_active));
    if active {
        return fault.factor(Factor { on: Side::Likelihood, by: 1, why: "has a long-lived access key".into() });
    }
    fault
}
