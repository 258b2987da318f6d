//! `glue-development-endpoint-exists`.

use super::NOT_PUBLIC;
use crate::checks::{Fault, Outcome, Threat};
use crate::finding::{Factor, Side};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// A development endpoint is a cluster that people reach by SSH and that runs their code as its role. AWS has retired them;
    /// those that are left get no newer versions.
    ///
    /// Fails for each development endpoint; it is more likely to do harm with an address on the internet.
    ///
    /// By hand: use interactive sessions in its place, and delete it with `aws glue delete-dev-endpoint --endpoint-name NAME`.
    ///
    /// Source: AWS Glue Developer Guide, "Developing scripts using development endpoints".
    id: "glue-development-endpoint-exists",
    title: "There are no Glue development endpoints",
    kind: Kind::GlueEndpoint,
    layer: None,
    domain: Domain::Infrastructure,
    threat: Threat::InfrastructureCompromise,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    let Some(endpoint) = resource.glue_endpoint() else { return Outcome::NotApplicable };
    let keys = endpoint.keys.to_string();
    let fault = match &endpoint.public_address {
        Some(address) => Fault::new("A development endpoint is reached from the internet")
            .setting("public address", address.as_str())
            .factor(Factor { on: Side::Likelihood, by: 2, why: "an address on the internet".into() }),
        None => Fault::new("A development endpoint is left"),
    };
    Outcome::fault(fault.setting("SSH keys", keys))
}
