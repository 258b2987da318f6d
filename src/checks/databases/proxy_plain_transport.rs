//! `rds-proxy-plain-transport`.

use super::IN_TRANSIT;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A proxy that takes plain connections sends the data of every database behind it in plain text on the first part
    /// of its way.
    ///
    /// Fails when a proxy does not require TLS.
    ///
    /// By hand: `aws rds modify-db-proxy --db-proxy-name NAME --require-tls`.
    ///
    /// Source: Amazon RDS User Guide, "Using TLS/SSL with RDS Proxy".
    id: "rds-proxy-plain-transport",
    title: "Proxies of databases refuse connections without TLS",
    kind: Kind::DbProxy,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(proxy) = resource.db_proxy() else { return Outcome::NotApplicable };
    if proxy.tls_required {
        return Outcome::Pass;
    }
    Outcome::fault(Fault::new("The proxy accepts connections without TLS").setting("RequireTLS", "false"))
}
