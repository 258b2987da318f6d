//! `iam-user-direct-policy`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Rights that hang on a single user stay when the person changes teams. Rights that come from a group leave with
    /// the membership.
    ///
    /// Fails when a managed policy is attached to the user itself. Inline policies are reported by
    /// `iam-inline-policy`.
    ///
    /// By hand: attach the policy to a group of people with the same duties, add the user to it, and detach the policy
    /// from the user. Better still, let people sign in through single sign-on and delete the user.
    ///
    /// Source: CIS Amazon Web Services Foundations Benchmark 3.0, 1.15.
    id: "iam-user-direct-policy",
    title: "Users receive rights through groups",
    kind: Kind::User,
    domain: Domain::Identity,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 2,
    mappings: &[Mapping::cis("1.15"), Mapping::soc2("CC6.3"), Mapping::pci("7.2.2")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(user) = resource.user() else { return Outcome::NotApplicable };
    Outcome::of_faults(
        user.attached
            .iter()
            .map(|policy| {
                Fault::new(format!("The policy {} is attached to the user itself", policy.name))
                    .at(policy.arn.as_str())
                    .setting("attached policy", policy.arn.as_str())
            })
            .collect(),
    )
}
