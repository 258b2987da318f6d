//! `glue-connection-without-tls`.

use super::IN_TRANSIT;
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// What a job or crawler reads from a database goes over networks. Without TLS whoever is on the way reads it too, and the
    /// password with it.
    ///
    /// Looks at connections of kinds that can enforce TLS: JDBC, MongoDB, Kafka. Fails when it is not enforced: JDBC and MongoDB
    /// do not unless asked to, Kafka does unless it is switched off.
    ///
    /// By hand: set `JDBC_ENFORCE_SSL` or `KAFKA_SSL_ENABLED` to `true` among the connection properties, with
    /// `aws glue update-connection`. The call replaces the whole connection, so that the password must be given again.
    ///
    /// Source: AWS Glue Developer Guide, "AWS Glue connection SSL properties".
    id: "glue-connection-without-tls",
    title: "Glue connections enforce TLS",
    kind: Kind::GlueConnection,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    let Some(connection) = resource.glue_connection() else { return Outcome::NotApplicable };
    match connection.enforces_tls() {
        None => Outcome::NotApplicable,
        Some(true) => Outcome::Pass,
        Some(false) => {
            let name = if connection.connection_type == "KAFKA" { "KAFKA_SSL_ENABLED" } else { "JDBC_ENFORCE_SSL" };
            let value = connection.property(name).unwrap_or("none");
            Outcome::fault(Fault::new("It does not enforce TLS").setting(name, value))
        }
    }
}
