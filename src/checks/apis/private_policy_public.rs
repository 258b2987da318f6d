//! `apigateway-private-policy-public`.

use crate::checks::databases::PRIVATE;
use crate::checks::{Context, Outcome, Threat, aspects};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A private API is reached from networks only, but from anyone's: its policy must say whose.
    ///
    /// Looks at private REST APIs. Fails for each statement of the policy that lets in everyone.
    ///
    /// By hand: narrow the statement to your endpoints with the condition `aws:SourceVpce`, and deploy.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Private REST APIs in API Gateway".
    id: "apigateway-private-policy-public",
    title: "Private APIs let in networks that they name",
    kind: Kind::RestApi,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: PRIVATE,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    match resource.rest_api() {
        Some(api) if api.is_private() => aspects::public_policy(context, id, resource),
        Some(_) | None => Outcome::NotApplicable,
    }
}
