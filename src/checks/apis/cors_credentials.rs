//! `apigateway-cors-credentials`.

use crate::checks::databases::PRIVATE;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// With credentials allowed for any origin, every page that a signed-in person opens can read what the API tells
    /// that person.
    ///
    /// Looks at HTTP APIs with CORS. Fails when browsers may send credentials from any origin.
    ///
    /// By hand: `aws apigatewayv2 update-api --api-id ID --cors-configuration
    /// AllowOrigins=https://your.example,AllowCredentials=true`.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Configure CORS for HTTP APIs in API Gateway".
    id: "apigateway-cors-credentials",
    title: "Pages of any origin do not call with credentials",
    kind: Kind::HttpApi,
    layer: None,
    domain: Domain::Network,
    threat: Threat::ApiAbuse,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(cors) = resource.http_api().and_then(|it| it.cors.as_ref()) else { return Outcome::NotApplicable };
    let any = |origin: &&String| matches!(origin.as_str(), "*" | "https://*" | "http://*");
    match cors.origins.iter().find(any) {
        Some(origin) if cors.credentials => {
            let fault = Fault::new("Pages of any origin may call with a person's credentials");
            Outcome::fault(fault.setting("allowOrigins", origin).setting("allowCredentials", "true"))
        }
        Some(_) | None => Outcome::Pass,
    }
}
