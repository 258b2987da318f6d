//! What keeps the internet out of functions and EMR clusters.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::attempt::Attempt;
use crate::aws::collect::emr_shape::ToldBlock;
use crate::aws::wire::{Client, Method, label, services};
use crate::model::aws::EmrBlock;
use crate::model::{Aspect, SettingValue};
use crate::ports::CloudError;

#[derive(Deserialize)]
struct Url {
    #[serde(rename = "AuthType")]
    authentication: String,
}

/// The value that a setting has now.
pub async fn read(attempt: &Attempt<'_>) -> Result<SettingValue, CloudError> {
    match &attempt.setting.aspect {
        Aspect::UrlAuthentication { .. } => {
            let (lambda, path) = url(attempt);
            let alias = alias(attempt);
            let call = lambda.rest::<Url>("GetFunctionUrlConfig", Method::Get, &path, &alias, None);
            attempt.json(Ok(attempt.answer(call).await?.authentication))
        }
        Aspect::EmrPublicAccessBlock => {
            let emr = attempt.session.wire(services::EMR, &attempt.setting.region);
            let told = attempt.answer(emr.json::<ToldBlock>("GetBlockPublicAccessConfiguration", &json!({}))).await?;
            attempt.json(told.shape())
        }
        _ => Err(attempt.misplaced()),
    }
}

/// Gives a setting a value.
pub async fn write(attempt: &Attempt<'_>, after: &SettingValue) -> Result<(), CloudError> {
    match &attempt.setting.aspect {
        Aspect::UrlAuthentication { .. } => {
            let ((lambda, path), alias) = (url(attempt), alias(attempt));
            let input = json!({ "AuthType": attempt.present::<String>(after)? });
            let call = lambda.rest::<IgnoredAny>("UpdateFunctionUrlConfig", Method::Put, &path, &alias, Some(&input));
            attempt.done(call).await
        }
        Aspect::EmrPublicAccessBlock => {
            let block: EmrBlock = attempt.present(after)?;
            let range = |(from, to): &(u16, u16)| json!({ "MinRange": from, "MaxRange": to });
            let configuration = json!({
                "BlockPublicSecurityGroupRules": block.blocked,
                "PermittedPublicSecurityGroupRuleRanges": block.permitted.iter().map(range).collect::<Vec<_>>(),
            });
            let input = json!({ "BlockPublicAccessConfiguration": configuration });
            let emr = attempt.session.wire(services::EMR, &attempt.setting.region);
            attempt.done(emr.json::<IgnoredAny>("PutBlockPublicAccessConfiguration", &input)).await
        }
        _ => Err(attempt.misplaced()),
    }
}

/// The client, and the path of the function's URL.
fn url(attempt: &Attempt<'_>) -> (Client, String) {
    let lambda = attempt.session.wire(services::LAMBDA, &attempt.setting.region);
    (lambda, format!("/2021-10-31/functions/{}/url", label(attempt.setting.function_name())))
}

fn alias<'a>(attempt: &Attempt<'a>) -> Vec<(&'static str, &'a str)> {
    attempt.setting.function_alias().map(|alias| ("Qualifier", alias)).into_iter().collect()
}
