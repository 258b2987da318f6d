//! `kafka-connector-secret`.

use super::{SECRETS, secret_fault};
use crate::checks::{Context, Outcome, Reason, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Everyone who may describe a connector reads its configuration, with the password of the database or the key of
    /// the store that it connects to.
    ///
    /// Fails for each property of the connector, or of its workers, that is or holds a secret. The value itself is
    /// never kept; equal fingerprints are equal secrets.
    ///
    /// By hand: keep the secret in Secrets Manager and name it as `${secretsmanager:NAME:KEY}` by way of a
    /// configuration provider of the workers; then rotate it.
    ///
    /// Source: Amazon MSK Developer Guide, "Externalize sensitive information using config providers" (MSK Connect).
    id: "kafka-connector-secret",
    title: "Connectors hold no secrets in their configuration",
    kind: Kind::KafkaConnector,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: SECRETS,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(connector) = resource.kafka_connector() else { return Outcome::NotApplicable };
    let parts = [&connector.configuration, &connector.workers];
    let reasons = parts.into_iter().filter_map(|part| part.gap()).map(Reason::Gap).collect();
    let properties = parts.into_iter().filter_map(|part| part.known()).flatten();
    Outcome::concluded(properties.filter_map(|(name, value)| secret_fault(name, value)).collect(), reasons)
}
