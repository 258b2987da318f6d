//! `iam-user-two-active-keys`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Two active keys are meant for the hours of a rotation. Kept longer, one of them is usually forgotten, and both
    /// must be watched.
    ///
    /// Fails when the user has two active access keys.
    ///
    /// By hand: see which key is in use (`iam-access-key-unused` says so), and deactivate the other.
    ///
    /// Source: CIS Amazon Web Services Foundations Benchmark 3.0, 1.13.
    id: "iam-user-two-active-keys",
    title: "Users have one active access key",
    kind: Kind::User,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    mappings: &[Mapping::cis("1.13"), Mapping::soc2("CC6.1")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(user) = resource.user() else { return Outcome::NotApplicable };
    Outcome::of(&user.access_keys, |keys| match keys.iter().filter(|key| super::is_active(key)).count() {
        0 => Outcome::NotApplicable,
        1 => Outcome::Pass,
        count => {
            Outcome::fault(Fault::new("Has two active access keys").setting("active access keys", count.to_string()))
        }
    })
}
