//! `apigateway-secret-in-configuration`.

use super::api;
use crate::checks::databases::SIGN_IN;
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::aws::ApiIntegration;
use crate::model::{Domain, Kind, Redacted, Resource, ResourceId};

define_check! {
    /// Whoever may read an API's configuration reads what is written there, and many may: it takes one permission for
    /// all APIs.
    ///
    /// Fails for each variable of a stage, and for each route whose parameters, body template or address hold what
    /// looks like a secret. The secret itself is never kept.
    ///
    /// By hand: take the value out, keep it in Secrets Manager where the backend reads it, and change it: it has been
    /// readable.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Use stage variables for a REST API in API Gateway": do not use
    /// them for credentials.
    id: "apigateway-secret-in-configuration",
    title: "Stages and integrations of APIs hold no secrets",
    kind: Kind::RestApi,
    also: &[Kind::HttpApi],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::InfrastructureCompromise,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: SIGN_IN,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(api) = api(resource) else { return Outcome::NotApplicable };
    let stages = api.stages.known().into_iter().flatten();
    let named = stages.flat_map(|stage| stage.variables.iter().map(move |(name, value)| (stage, name, value)));
    let mut faults: Vec<Fault> = named
        .filter(|(.., value)| value.is_secret())
        .map(|(stage, name, _)| {
            let words = format!("The variable {name} of the stage {} looks like a secret", stage.name);
            Fault::new(words).at(format!("{}/{name}", stage.name))
        })
        .collect();
    let routes = api.routes.known().into_iter().flatten().filter(|route| route.integration.as_ref().is_some_and(holds));
    faults.extend(routes.map(|route| {
        Fault::new(format!("The integration of {} holds what looks like a secret", route.key)).at(&route.key)
    }));
    let gaps = [api.stages.gap(), api.routes.gap()].into_iter().flatten().map(Reason::Gap);
    Outcome::concluded(faults, gaps.collect())
}

fn holds(integration: &ApiIntegration) -> bool {
    integration.uri.as_ref().is_some_and(Redacted::is_secret)
        || integration.parameters.values().any(Redacted::is_secret)
        || integration.templates.iter().any(|template| !template.secrets.is_empty())
}
