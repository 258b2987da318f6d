//! `iam-root-mfa`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// With the root user's password alone, anyone who learns it owns the account: a second factor stands between a
    /// leaked password and the loss of everything.
    ///
    /// Passes when a second factor is set for the root user. A member account whose root user has neither password nor
    /// key, as central root access leaves it, is not concerned: nobody can sign in.
    ///
    /// By hand: sign in as the root user and register a passkey, security key or authenticator under "My security
    /// credentials"; register two, so that a lost one locks nobody out.
    ///
    /// Sources: IAM User Guide, "Root user best practices for your AWS account", "Centrally manage root access for member
    /// accounts".
    id: "iam-root-mfa",
    title: "The root user has a second factor",
    kind: Kind::Account,
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 3,
    impact: 5,
    mappings: &[
        Mapping::cis("1.5"), Mapping::soc2("CC6.1"), Mapping::pci("8.4.1"), Mapping::hipaa("164.312(d)"),
        Mapping::gdpr("Art. 32(1)(b)"),
    ],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(settings) = resource.account_settings() else { return Outcome::NotApplicable };
    Outcome::of(&settings.root, |root| {
        if root.mfa {
            return Outcome::Pass;
        }
        let password = settings.summary.known().and_then(|summary| summary.get("AccountPasswordPresent"));
        if password == Some(&0) && root.access_keys == 0 {
            return Outcome::NotApplicable;
        }
        Outcome::fault(Fault::new("The root user has no second factor").setting("root second factor", "none"))
    })
}
