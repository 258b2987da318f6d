//! Zero-ETL integrations of Glue in one region, with the roles that read their sources and write their targets.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::ask::Ask;
use super::glue::{AT_ONCE, Glue};
use super::side_by_side;
use crate::aws::call::Api;
use crate::model::aws::{GlueIntegration, Integration};
use crate::model::{Arn, Detail, Fact, Kind, Tags};

const LIST: Api = Api::new("glue:DescribeIntegrations");
const PROPERTY: Api = Api::new("glue:GetIntegrationResourceProperty");

/// How Glue says that nothing was set.
const ABSENT: &[&str] = &["EntityNotFoundException", "ResourceNotFoundException"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    integrations: Vec<Told>,
    marker: Option<String>,
}

/// Source: AWS Glue Web API Reference, "Integration".
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    integration_arn: String,
    integration_name: String,
    source_arn: String,
    target_arn: String,
    status: String,
    kms_key_id: Option<String>,
    data_filter: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

/// Source: AWS Glue Web API Reference, "Tag".
#[derive(Deserialize)]
struct Tag {
    #[serde(alias = "Key")]
    key: String,
    #[serde(alias = "Value")]
    value: Option<String>,
}

/// Source: AWS Glue Web API Reference, "GetIntegrationResourceProperty".
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Properties {
    source_processing_properties: Processing,
    target_processing_properties: Processing,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Processing {
    role_arn: Option<String>,
}

/// Reads every integration. Those of RDS and Redshift are read where they are made.
pub(super) async fn collect(glue: &Glue<'_>) {
    glue.caller.planned(1);
    let page = |marker: Option<String>| {
        let input = marker.map_or_else(|| json!({}), |marker| json!({ "Marker": marker }));
        async move { glue.client.json::<Page>("DescribeIntegrations", &input).await }
    };
    let mut listed = Ask::listing(glue.caller).pages(LIST, page, |page| (page.integrations, page.marker)).await;
    listed.found.retain(|it| it.integration_arn.split(':').nth(2) == Some("glue"));
    let count = listed.count();
    let named = listed.found.into_iter().map(|it| (Arn::new(it.integration_arn.as_str()), it));
    let unread: Vec<(Arn, Told)> = named.filter(|(arn, _)| !glue.holds(arn)).collect();
    let asked = unread.iter().map(|(_, it)| usize::from(has_source_role(it)) + usize::from(has_target_role(it)));
    glue.caller.planned(asked.sum());
    side_by_side(AT_ONCE, unread.into_iter().map(|(arn, it)| read(glue, arn, it))).await;
    glue.caller.listed(Kind::GlueIntegration, count);
}

fn has_source_role(told: &Told) -> bool {
    told.source_arn.contains(":connection/")
}

fn has_target_role(told: &Told) -> bool {
    told.target_arn.contains(":database/")
}

async fn read(glue: &Glue<'_>, arn: Arn, told: Told) {
    let (source, target) = futures::join!(
        role(glue, &arn, &told.source_arn, has_source_role(&told), |it| it.source_processing_properties),
        role(glue, &arn, &told.target_arn, has_target_role(&told), |it| it.target_processing_properties),
    );
    let pairs = told.tags.into_iter().map(|tag| (tag.key, tag.value.unwrap_or_default()));
    let tags = Fact::Known(pairs.collect::<BTreeMap<_, _>>() as Tags);
    let integration = Integration {
        name: told.integration_name,
        source: told.source_arn,
        target: told.target_arn,
        key: told.kms_key_id.filter(|key| !key.is_empty()),
        filter: told.data_filter.filter(|filter| !filter.is_empty()),
        status: told.status.to_ascii_lowercase(),
    };
    let detail = GlueIntegration { integration, source_role: source, target_role: target };
    glue.put(arn, tags, Detail::GlueIntegration(Box::new(detail)));
}

/// The role by which one end is reached, where an end of its kind has one.
async fn role(
    glue: &Glue<'_>,
    arn: &Arn,
    end: &str,
    has_one: bool,
    part: impl Fn(Properties) -> Processing,
) -> Fact<Option<String>> {
    if !has_one {
        return Fact::NotApplicable;
    }
    let input = json!({ "ResourceArn": end });
    let call = || glue.client.json::<Properties>("GetIntegrationResourceProperty", &input);
    let of = |told: Option<Properties>| Ok(told.and_then(|told| part(told).role_arn).filter(|role| !role.is_empty()));
    glue.ask(arn).optional(PROPERTY, ABSENT, call, of).await
}
