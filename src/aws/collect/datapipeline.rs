//! Data Pipeline in one region: pipelines with their definitions.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::ask::Ask;
use super::side_by_side;
use crate::aws::call::{Api, Caller};
use crate::aws::redact;
use crate::aws::wire::{Client, services};
use crate::model::aws::{DataPipeline, PipelineObject};
use crate::model::{Arn, Detail, Kind, Redacted, Resource, Tags};

const LIST: Api = Api::new("datapipeline:ListPipelines");
const DESCRIBE: Api = Api::new("datapipeline:DescribePipelines");
const DEFINITION: Api = Api::new("datapipeline:GetPipelineDefinition");

/// Calls that every pipeline takes.
const CALLS: usize = 2;

/// Pipelines that are read at once.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    pipeline_id_list: Vec<Named>,
    marker: Option<String>,
    #[serde(default)]
    has_more_results: bool,
}

#[derive(Deserialize)]
struct Named {
    id: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    #[serde(default)]
    pipeline_description_list: Vec<Description>,
}

#[derive(Deserialize)]
struct Description {
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Definition {
    pipeline_objects: Vec<Object>,
    parameter_values: Vec<Value>,
}

#[derive(Deserialize)]
struct Object {
    id: String,
    #[serde(default)]
    fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    key: String,
    string_value: Option<String>,
    ref_value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Value {
    id: String,
    #[serde(default)]
    string_value: String,
}

/// Reads every pipeline of the region. Most regions have no Data Pipeline: its host does not exist there.
pub async fn collect(caller: &Caller) {
    let client = caller.session.wire(services::DATA_PIPELINE, &caller.unit.region);
    caller.planned(1);
    let page = |marker: Option<String>| {
        let client = &client;
        let input = marker.map_or_else(|| json!({}), |marker| json!({ "marker": marker }));
        async move { client.json::<Page>("ListPipelines", &input).await }
    };
    let ask = Ask::listing(caller);
    let pages = ask.pages(LIST, page, |page| (page.pipeline_id_list, page.marker.filter(|_| page.has_more_results)));
    let listed = pages.await;
    let count = listed.count();
    let named = listed.found.into_iter().map(|it| (arn(caller, &it.id), it));
    let unread: Vec<(Arn, Named)> = named.filter(|(arn, _)| !caller.sink.holds_resource(arn.as_str())).collect();
    caller.planned(unread.len() * CALLS);
    side_by_side(AT_ONCE, unread.into_iter().map(|(arn, it)| read(caller, &client, arn, it))).await;
    caller.listed(Kind::DataPipeline, count);
}

fn arn(caller: &Caller, id: &str) -> Arn {
    let (session, region) = (&caller.session, &caller.unit.region);
    Arn::new(format!("arn:{}:datapipeline:{region}:{}:pipeline/{id}", session.partition, session.account))
}

async fn read(caller: &Caller, client: &Client, arn: Arn, named: Named) {
    let ask = Ask::about(caller, arn.as_str(), &caller.unit.region);
    let (ids, id) = (json!({ "pipelineIds": [named.id] }), json!({ "pipelineId": named.id }));
    let describe = || client.json::<Described>("DescribePipelines", &ids);
    let define = || client.json::<Definition>("GetPipelineDefinition", &id);
    let tags = |told: Described| {
        let all = told.pipeline_description_list.into_iter().flat_map(|it| it.tags);
        Ok(all.map(|tag| (tag.key, tag.value)).collect::<Tags>())
    };
    let (tags, told) = futures::join!(ask.fact(DESCRIBE, describe, tags), ask.fact(DEFINITION, define, Ok));
    let pipeline = DataPipeline {
        name: named.name,
        objects: told.map(|told| told.pipeline_objects.iter().map(|it| object(caller, it)).collect()),
        parameters: told.map(|told| {
            let value = |it: &Value| (it.id.clone(), safe(caller, &it.id, &it.string_value));
            told.parameter_values.iter().map(value).collect()
        }),
    };
    let (account, region) = (caller.session.account.clone(), caller.unit.region.clone());
    caller.put(Resource { arn, account, region, tags, detail: Detail::DataPipeline(Box::new(pipeline)) });
}

fn object(caller: &Caller, it: &Object) -> PipelineObject {
    let (mut texts, mut references) = (BTreeMap::<String, String>::new(), BTreeMap::<String, Vec<String>>::new());
    for field in &it.fields {
        if let Some(id) = &field.ref_value {
            references.entry(field.key.clone()).or_default().push(id.clone());
        }
        if let Some(value) = &field.string_value {
            let held = texts.entry(field.key.clone()).or_default();
            if !held.is_empty() {
                held.push(',');
            }
            held.push_str(value);
        }
    }
    let fields = texts.iter().map(|(name, value)| (name.clone(), safe(caller, name, value))).collect();
    PipelineObject {
        id: it.id.clone(),
        object_type: texts.get("type").cloned().unwrap_or_default(),
        fields,
        references,
    }
}

/// A value without secrets. An expression such as `#{*myPassword}` only names a parameter.
fn safe(caller: &Caller, name: &str, value: &str) -> Redacted {
    let is_expression = value.starts_with("#{") && value.ends_with('}') && !value.contains(['\n', ',']);
    if is_expression {
        Redacted::Plain(value.to_owned())
    } else {
        redact::value(&caller.session.redaction, name, value)
    }
}
