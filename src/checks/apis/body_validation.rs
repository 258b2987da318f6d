//! `apigateway-body-validation`.

use crate::checks::apis::LIMITED;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::aws::ApiRoute;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// What is checked at the door cannot upset, or be executed by, what comes after it.
    ///
    /// Looks at POST, PUT and PATCH methods of REST APIs with something behind them other than a function. Fails when
    /// bodies are passed on without being held against a model.
    ///
    /// By hand: `aws apigateway create-request-validator --rest-api-id ID --name NAME --validate-request-body`, give
    /// the method a model, name the validator in it, and deploy.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Request validation for REST APIs in API Gateway".
    id: "apigateway-body-validation",
    title: "REST APIs hold bodies against a model",
    kind: Kind::RestApi,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::DataPoisoning,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: LIMITED,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(api) = resource.rest_api() else { return Outcome::NotApplicable };
    Outcome::of(&api.routes, |routes| {
        let taking: Vec<&ApiRoute> = routes.iter().filter(|route| takes_body(route)).collect();
        if taking.is_empty() {
            return Outcome::NotApplicable;
        }
        let fault =
            |route: &&ApiRoute| Fault::new(format!("Bodies of {} are passed on unseen", route.key)).at(&route.key);
        Outcome::of_faults(taking.iter().filter(|route| !route.body_validated).map(fault).collect())
    })
}

/// A function can look at bodies itself.
fn takes_body(route: &ApiRoute) -> bool {
    let method = route.key.split(' ').next().unwrap_or_default();
    let behind = |sort: &str| matches!(sort, "AWS" | "HTTP" | "HTTP_PROXY");
    matches!(method, "POST" | "PUT" | "PATCH") && route.integration.as_ref().is_some_and(|it| behind(&it.sort))
}
