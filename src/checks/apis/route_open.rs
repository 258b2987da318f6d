//! `apigateway-route-open`.

use super::{api, asks_nobody, narrowed_by_policy};
use crate::checks::databases::PRIVATE;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::finding::{Factor, Side};
use crate::model::aws::ApiRoute;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A route that asks for nothing takes data from anyone, or gives it to anyone. What is fed in there, everything
    /// downstream believes.
    ///
    /// Fails when a route with something behind it has no authorization. An API key counts as little: it is one word
    /// that all copies of a program share. Private APIs are left out, and REST APIs whose policy lets in only those it
    /// names; of WebSocket APIs only `$connect` counts, and preflight requests of browsers never.
    ///
    /// By hand: `aws apigateway update-method --rest-api-id ID --resource-id ID --http-method POST --patch-operations
    /// op=replace,path=/authorizationType,value=AWS_IAM`, or `aws apigatewayv2 update-route --api-id ID --route-id ID
    /// --authorization-type JWT --authorizer-id ID`, and deploy.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Control and manage access to REST APIs in API Gateway".
    id: "apigateway-route-open",
    title: "APIs ask callers who they are",
    kind: Kind::RestApi,
    also: &[Kind::HttpApi],
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 4,
    impact: 4,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(api) = api(resource).filter(|it| !it.is_private()) else { return Outcome::NotApplicable };
    Outcome::of(&api.routes, |routes| {
        let open: Vec<&ApiRoute> = routes.iter().filter(|route| asks_nobody(api, route)).collect();
        if open.is_empty() {
            return Outcome::Pass;
        }
        match narrowed_by_policy(context, api) {
            Ok(true) => return Outcome::Pass,
            Ok(false) => {}
            Err(outcome) => return outcome,
        }
        let mut fault = Fault::new("Anyone may call").setting("routes without authorization", list(&open));
        if open.iter().all(|route| route.key_required) {
            let why = "callers need an API key".into();
            fault = fault.factor(Factor { on: Side::Likelihood, by: -1, why });
        }
        Outcome::fault(fault)
    })
}

/// The first routes by name, and how many more there are.
fn list(routes: &[&ApiRoute]) -> String {
    const SHOWN: usize = 10;
    let names: Vec<&str> = routes.iter().take(SHOWN).map(|route| route.key.as_str()).collect();
    match routes.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
