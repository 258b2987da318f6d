//! `firehose-secret-in-configuration`.

use super::{SECRETS, secret_fault};
use crate::checks::{Context, Outcome, Threat};
use crate::model::aws::DeliveryTarget;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Everyone who may describe the delivery stream reads what its configuration holds: the token for Splunk,
    /// attributes that are sent with each request, credentials in an address.
    ///
    /// Fails for each value that is or holds a secret. The value itself is never kept; equal fingerprints are equal
    /// secrets.
    ///
    /// By hand: keep the secret in Secrets Manager and name it in `SecretsManagerConfiguration`; then rotate it.
    ///
    /// Source: Amazon Data Firehose Developer Guide, "Authenticate with AWS Secrets Manager in Amazon Data Firehose".
    id: "firehose-secret-in-configuration",
    title: "Delivery streams hold no secrets in their configuration",
    kind: Kind::DeliveryStream,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: SECRETS,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(stream) = resource.delivery_stream() else { return Outcome::NotApplicable };
    Outcome::of(&stream.description, |told| {
        let Some(to) = &told.destination else { return Outcome::Pass };
        let address = match &to.to {
            DeliveryTarget::Redshift(url)
            | DeliveryTarget::Splunk(url)
            | DeliveryTarget::Snowflake(url)
            | DeliveryTarget::Http { url, .. } => Some(("address", url)),
            _ => None,
        };
        let attributes = to.attributes.iter().map(|(name, value)| (name.as_str(), value));
        let faults = attributes.chain(address).filter_map(|(name, value)| secret_fault(name, value));
        Outcome::of_faults(faults.collect())
    })
}
