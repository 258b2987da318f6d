//! `apigateway-integration-plain`.

use super::api;
use crate::checks::databases::IN_TRANSIT;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::finding::{Factor, Side};
use crate::model::aws::ApiRoute;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// TLS ends at the API. Where the backend is called over plain HTTP, the second part of the way is open to whoever
    /// is on it.
    ///
    /// Fails for each route whose backend is called over plain HTTP. Through a VPC link it counts less.
    ///
    /// By hand: give the backend a certificate and change the integration's `uri` to `https://`, then deploy.
    ///
    /// Source: Amazon API Gateway Developer Guide, "HTTP integrations for REST APIs in API Gateway".
    id: "apigateway-integration-plain",
    title: "APIs call their backends over HTTPS",
    kind: Kind::RestApi,
    also: &[Kind::HttpApi],
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(api) = api(resource) else { return Outcome::NotApplicable };
    Outcome::of(&api.routes, |routes| Outcome::of_faults(routes.iter().filter_map(plain).collect()))
}

fn plain(route: &ApiRoute) -> Option<Fault> {
    let integration = route.integration.as_ref()?;
    let uri = integration.uri.as_ref()?.readable().filter(|uri| uri.starts_with("http://"))?;
    let fault = Fault::new(format!("The backend of {} is called over plain HTTP", route.key)).at(&route.key);
    let fault = fault.setting("integration uri", uri);
    let why = "through a VPC link".into();
    Some(match integration.link {
        Some(_) => fault.factor(Factor { on: Side::Likelihood, by: -1, why }),
        None => fault,
    })
}
