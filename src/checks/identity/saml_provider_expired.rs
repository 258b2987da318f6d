//! `iam-saml-provider-expired`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::{Detail, Domain, Kind, Resource, ResourceId};

define_check! {
    /// The metadata of an identity provider carries the certificates that sign its answers. When it has expired, people
    /// cannot sign in, and whoever still holds the old key should not be able to either.
    ///
    /// Fails when the provider's metadata expired before the scan.
    ///
    /// By hand: download new metadata from the identity provider and update the provider, or delete it when nothing
    /// trusts it.
    ///
    /// Source: IAM User Guide, "Create a SAML identity provider in IAM".
    id: "iam-saml-provider-expired",
    title: "SAML providers are valid",
    kind: Kind::SamlProvider,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 3,
    mappings: &[Mapping::soc2("CC6.1")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Detail::SamlProvider(provider) = &resource.detail else { return Outcome::NotApplicable };
    match provider.valid_until {
        None => Outcome::Unknown(vec![Reason::Note("the end of its validity was not reported".to_owned())]),
        Some(end) if end < context.now => {
            Outcome::fault(Fault::new("Its metadata has expired").setting("valid until", end.to_string()))
        }
        Some(_) => Outcome::Pass,
    }
}
