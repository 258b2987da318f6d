//! `apigateway-stage-firewall`.

use super::{asks_nobody, each_stage};
use crate::checks::apis::LIMITED;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A web ACL stops floods and known attacks before they reach what is behind the API, and before they cost
    /// anything there.
    ///
    /// Looks at the stages of REST APIs that are not private and have routes without authorization. Fails for each
    /// without a web ACL. HTTP APIs cannot have one.
    ///
    /// By hand: `aws wafv2 associate-web-acl --web-acl-arn ARN --resource-arn STAGE`.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Use AWS WAF to protect your REST APIs in API Gateway".
    id: "apigateway-stage-firewall",
    title: "Public stages that anyone may call have a firewall",
    kind: Kind::RestApi,
    layer: None,
    domain: Domain::Network,
    threat: Threat::DenialOfService,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: LIMITED,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(api) = resource.rest_api().filter(|it| !it.is_private()) else { return Outcome::NotApplicable };
    Outcome::of(&api.routes, |routes| {
        if !routes.iter().any(|route| asks_nobody(api, route)) {
            return Outcome::NotApplicable;
        }
        each_stage(api, |stage| {
            let words = || Fault::new(format!("The stage {} has no firewall", stage.name));
            stage.web_acl.is_none().then(|| words().setting("webAclArn", "none"))
        })
    })
}
