//! `iam-inline-policy`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::finding::Evidence;
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::held::{Held, Identity};

define_check! {
    /// A policy embedded in an identity has no versions, cannot be reused and is easily overlooked in a review: rights
    /// that nobody sees are rights that nobody takes back.
    ///
    /// Fails when the user, role or group has an inline policy. Roles that AWS owns do not count.
    ///
    /// By hand: make a managed policy of the same document, attach it, then delete the inline one.
    ///
    /// Sources: IAM User Guide, "Choose between managed policies and inline policies"; for users, CIS Amazon Web Services
    /// Foundations Benchmark 3.0, 1.15.
    id: "iam-inline-policy",
    title: "Identities hold managed policies, not inline ones",
    kind: Kind::User,
    also: &[Kind::Role, Kind::Group],
    domain: Domain::Identity,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 2,
    mappings: &[Mapping::soc2("CC6.3"), Mapping::cis("1.15")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(identity) = Identity::of(resource).filter(|identity| !identity.managed_by_aws) else {
        return Outcome::NotApplicable;
    };
    Outcome::of_faults(
        identity
            .inline
            .iter()
            .map(|policy| {
                let held = Held::Inline(policy);
                let fault = Fault::new(format!("Has the {}", held.label())).at(held.locus());
                fault.with(Evidence::Statement { label: held.label(), document: policy.document.clone(), index: 0 })
            })
            .collect(),
    )
}
