//! `apigateway-old-tls`.

use crate::checks::databases::IN_TRANSIT;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// TLS 1.0 and 1.1 are broken in known ways, and a client that is tricked into them sends data in what is next to
    /// plain text.
    ///
    /// Fails when a custom domain, or the own host of a REST API, says that it takes TLS 1.0.
    ///
    /// By hand: `aws apigateway update-domain-name --domain-name NAME --patch-operations
    /// op=replace,path=/securityPolicy,value=TLS_1_2`, or `aws apigateway update-rest-api` in the same way.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Choose a security policy for your custom domain in API Gateway".
    id: "apigateway-old-tls",
    title: "APIs take TLS 1.2 and newer only",
    kind: Kind::ApiDomain,
    also: &[Kind::RestApi],
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let of_domain = resource.api_domain().and_then(|it| it.security_policy.as_deref());
    let of_api = || resource.rest_api().filter(|it| it.own_host).and_then(|it| it.security_policy.as_deref());
    match of_domain.or_else(of_api) {
        Some("TLS_1_0") => Outcome::fault(Fault::new("Clients may use TLS 1.0").setting("securityPolicy", "TLS_1_0")),
        Some(_) => Outcome::Pass,
        None => Outcome::NotApplicable,
    }
}
