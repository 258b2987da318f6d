//! `iam-full-administrator`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::finding::{Factor, Side};
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::held::{Identity, bounded, judge};
use super::pattern::is_administrator;

define_check! {
    /// Whoever holds every action on every resource can read all data, change all code and erase the trace. One stolen
    /// credential of such an identity is the whole account, every pipeline included.
    ///
    /// Fails when a policy of the user, role or group allows `*` on `*` without a condition, embedded or attached;
    /// AWS's own `AdministratorAccess` is such a policy. A permissions boundary lowers the impact. Roles that AWS owns
    /// (service-linked, single sign-on) are named too, though only their owner can change them: for single sign-on,
    /// change the permission set.
    ///
    /// By hand: attach a policy with the actions that the identity has used (IAM shows them under "Last Accessed"),
    /// then detach the administrator's. Keep one guarded role for emergencies.
    ///
    /// Source: IAM User Guide, "Security best practices in IAM", apply least-privilege permissions.
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

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let outcome = judge(context, resource, &is_administrator, &|held| {
        with_factor(
            resource,
            Fault::new(format!("The {} allows every action on every resource", held.label())).at(held.locus()),
        )
    });
    // The content of AWS's own policy of this name is known even where its document was not read.
    match outcome {
        Outcome::Unknown(reasons) => by_name(resource).map_or(Outcome::Unknown(reasons), Outcome::fault),
        decided => decided,
    }
}

fn by_name(resource: &Resource) -> Option<Fault> {
    let identity = Identity::of(resource)?;
    let policy = identity
        .attached
        .iter()
        .find(|policy| policy.arn.account() == "aws" && policy.arn.resource() == "policy/AdministratorAccess")?;
    let fault = Fault::new("The policy AdministratorAccess allows every action on every resource")
        .at(policy.arn.as_str())
        .setting("attached policy", policy.arn.as_str());
    Some(bounded(identity, with_factor(resource, fault)))
}

fn with_factor(resource: &Resource, fault: Fault) -> Fault {
    let keys = resource.user().and_then(|user| user.access_keys.known());
    let active = keys.is_some_and(|keys| keys.iter().any(super::is_active));
    if active {
        return fault.factor(Factor { on: Side::Likelihood, by: 1, why: "has a long-lived access key".to_owned() });
    }
    fault
}
