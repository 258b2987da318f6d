//! `apigateway-mutual-tls`.

use super::{api, asks_nobody};
use crate::checks::databases::IN_TRANSIT;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::aws::ApiDomain;
use crate::model::{Domain, Kind, Layer, Resource, ResourceId};

define_check! {
    /// A certificate of its own tells each device from every other, and cannot be read out of a log as a token can.
    ///
    /// Looks at APIs of the ingestion layer that are not private and whose callers show nothing but a key, or nothing.
    /// Fails when no custom domain in front asks for certificates of clients, or when the API's own host answers
    /// beside it.
    ///
    /// By hand: `aws apigateway update-domain-name --domain-name NAME --patch-operations
    /// op=replace,path=/mutualTlsAuthentication/truststoreUri,value=s3://BUCKET/FILE`, and switch the own host off
    /// with `disableExecuteApiEndpoint`.
    ///
    /// Source: Amazon API Gateway Developer Guide, "How to turn on mutual TLS authentication for your REST APIs in API
    /// Gateway".
    id: "apigateway-mutual-tls",
    title: "APIs that take data from devices ask for certificates",
    kind: Kind::RestApi,
    also: &[Kind::HttpApi],
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(api) = api(resource).filter(|it| !it.is_private() && resource.layer() == Layer::Ingestion) else {
        return Outcome::NotApplicable;
    };
    Outcome::of(&api.routes, |routes| {
        if !routes.iter().any(|route| asks_nobody(api, route)) {
            return Outcome::NotApplicable;
        }
        let asks = |domain: &ApiDomain| domain.truststore.is_some() && fronts(domain, &api.id);
        let guarded = context.estate.all(Kind::ApiDomain).any(|(_, it)| it.api_domain().is_some_and(asks));
        if guarded && !api.own_host {
            return Outcome::Pass;
        }
        let words =
            if guarded { "The own host takes callers without a certificate" } else { "No caller needs a certificate" };
        Outcome::fault(Fault::new(words).setting("disableExecuteApiEndpoint", (!api.own_host).to_string()))
    })
}

fn fronts(domain: &ApiDomain, api: &str) -> bool {
    domain.apis.known().into_iter().flatten().any(|id| id == api)
}
