//! Identity providers that the account trusts: OpenID Connect and SAML.

use aws_sdk_iam::types::SamlProviderListEntry;

use crate::model::aws::{OidcProvider, SamlProvider};
use crate::model::{Arn, Detail, Fact, GapId, Kind, Tags};

use super::super::call::{Api, Caller};
use super::super::shape;
use super::iam_details::{resource, tags};
use super::side_by_side;

const OIDC_LIST: Api = Api::new("iam:ListOpenIDConnectProviders");
const OIDC: Api = Api::new("iam:GetOpenIDConnectProvider");
const SAML_LIST: Api = Api::new("iam:ListSAMLProviders");
const SAML: Api = Api::new("iam:GetSAMLProvider");

/// Providers read at once.
const AT_ONCE: usize = 4;

/// Reads both kinds of provider.
pub(super) async fn collect(caller: &Caller) {
    let oidc = oidc(caller).await;
    caller.listed(Kind::OidcProvider, oidc);
    let saml = saml(caller).await;
    caller.listed(Kind::SamlProvider, saml);
}

async fn oidc(caller: &Caller) -> Result<usize, GapId> {
    let client = caller.session.iam();
    let answer = caller.call(OIDC_LIST, "", || client.list_open_id_connect_providers().send()).await?;
    let arns: Vec<&str> = answer.open_id_connect_provider_list().iter().filter_map(|entry| entry.arn()).collect();
    let fresh = arns.iter().filter(|arn| !caller.sink.holds_resource(arn));
    caller.planned(fresh.clone().count());
    side_by_side(AT_ONCE, fresh.map(|arn| one_oidc(caller, arn))).await;
    Ok(arns.len())
}

async fn one_oidc(caller: &Caller, arn: &str) {
    let client = caller.session.iam();
    let request = || client.get_open_id_connect_provider().open_id_connect_provider_arn(arn).send();
    let answer = caller.call(OIDC, arn, request).await;
    let url = answer.as_ref().ok().and_then(|answer| shape::filled(answer.url()));
    let provider = OidcProvider {
        url: url.unwrap_or_else(|| url_of(arn)).trim_start_matches("https://").to_owned(),
        audiences: answer.as_ref().map(|answer| answer.client_id_list().to_vec()).map_err(|gap| *gap).into(),
    };
    let tags: Fact<Tags> = answer.map(|answer| tags(answer.tags())).into();
    caller.put(resource(caller, arn, tags, Detail::OidcProvider(Box::new(provider))));
}

/// The ARN of a provider ends with its URL.
fn url_of(arn: &str) -> String {
    let arn = Arn::new(arn);
    arn.resource().strip_prefix("oidc-provider/").unwrap_or(arn.short_name()).to_owned()
}

async fn saml(caller: &Caller) -> Result<usize, GapId> {
    let client = caller.session.iam();
    let answer = caller.call(SAML_LIST, "", || client.list_saml_providers().send()).await?;
    let entries = answer.saml_provider_list();
    let arns = entries.iter().filter_map(|entry| Some((entry.arn()?, entry)));
    let fresh = arns.filter(|(arn, _)| !caller.sink.holds_resource(arn));
    caller.planned(fresh.clone().count());
    side_by_side(AT_ONCE, fresh.map(|(arn, entry)| one_saml(caller, arn, entry))).await;
    Ok(entries.len())
}

async fn one_saml(caller: &Caller, arn: &str, entry: &SamlProviderListEntry) {
    let provider = SamlProvider { valid_until: entry.valid_until().and_then(shape::time) };
    let tags = saml_tags(caller, arn).await.into();
    caller.put(resource(caller, arn, tags, Detail::SamlProvider(Box::new(provider))));
}

async fn saml_tags(caller: &Caller, arn: &str) -> Result<Tags, GapId> {
    let client = caller.session.iam();
    let answer = caller.call(SAML, arn, || client.get_saml_provider().saml_provider_arn(arn).send()).await?;
    Ok(tags(answer.tags()))
}
