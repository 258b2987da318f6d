//! `iam-root-access-key`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// The root user may do everything, and no policy of the account limits it. A key for it is the whole account in
    /// one line of text.
    ///
    /// Fails when the root user has an active access key.
    ///
    /// By hand: sign in as the root user and delete the key under "My security credentials"; nothing else can. In an
    /// organization, central root access can remove it from the management account.
    ///
    /// Source: IAM User Guide, "Root user best practices for your AWS account".
    id: "iam-root-access-key",
    title: "The root user has no access key",
    kind: Kind::Account,
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 4,
    impact: 5,
    mappings: &[
        Mapping::cis("1.4"), Mapping::soc2("CC6.1"), Mapping::pci("2.2.2"), Mapping::pci("7.2.2"),
        Mapping::hipaa("164.312(a)(1)"),
    ],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(settings) = resource.account_settings() else { return Outcome::NotApplicable };
    Outcome::of(&settings.root, |root| match root.access_keys {
        0 => Outcome::Pass,
        count => Outcome::fault(
            Fault::new("The root user has an active access key").setting("root access keys", count.to_string()),
        ),
    })
}
