//! `apigateway-stage-cache-unencrypted`.

use super::each_stage;
use crate::checks::databases::ENCRYPTED;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// The cache holds answers for up to an hour. It is data at rest like any other.
    ///
    /// Fails for each stage that caches answers and does not encrypt them.
    ///
    /// By hand: `aws apigateway update-stage --rest-api-id ID --stage-name NAME --patch-operations
    /// op=replace,path=/*/*/caching/dataEncrypted,value=true`.
    ///
    /// Source: Amazon API Gateway Developer Guide, "Cache settings for REST APIs in API Gateway".
    id: "apigateway-stage-cache-unencrypted",
    title: "Caches of APIs are encrypted",
    kind: Kind::RestApi,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(api) = resource.rest_api() else { return Outcome::NotApplicable };
    each_stage(api, |stage| {
        let words = || Fault::new(format!("Cached answers of the stage {} are not encrypted", stage.name));
        (stage.cached && !stage.cache_encrypted).then(|| words().setting("cacheDataEncrypted", "false"))
    })
}
