//! Data Pipeline: the data nodes that activities read and write, logs and scripts.

use super::emr::role_of;
use crate::flow::{Draft, Node, Sketch, Transfer};
use crate::model::Resource;
use crate::model::aws::{DataPipeline, PipelineObject};

/// What a pipeline reads and writes. Activities run on machines of the pipeline, as the role of those.
///
/// Source: AWS Data Pipeline Developer Guide, "Pipeline Object Reference".
pub(super) fn pipeline(draft: &mut Draft<'_>) {
    let Some(pipeline) = draft.here.data_pipeline() else { return };
    let role = pipeline.resource_role().map(|profile| role_of(draft, profile));
    let role = role.as_deref().or(pipeline.role());
    for object in pipeline.objects.known().into_iter().flatten() {
        ends(draft, pipeline, object, "input", role);
        ends(draft, pipeline, object, "output", role);
        for (field, value) in &object.fields {
            let Some(value) = value.readable() else { continue };
            match field.as_str() {
                "pipelineLogUri" | "emrLogUri" => add(draft, value, Transfer::Write, role, field),
                "scriptUri" | "hadoopScriptUri" => add(draft, value, Transfer::Read, role, field),
                _ if is_used(pipeline, object) => {}
                _ => draft.refer(&format!("{} {field}", object.id), value, role),
            }
        }
    }
    for (name, value) in pipeline.parameters.known().into_iter().flatten() {
        if let Some(value) = value.readable() {
            draft.refer_value("parameterValues", name, value, role);
        }
    }
}

fn add(draft: &mut Draft<'_>, place: &str, transfer: Transfer, role: Option<&str>, field: &str) {
    let sketch = if transfer == Transfer::Read { Sketch::from(place, transfer) } else { Sketch::to(place, transfer) };
    draft.add(sketch.as_role(role.unwrap_or_default()).declared(field));
}

/// The data nodes at one end of an activity.
fn ends(draft: &mut Draft<'_>, pipeline: &DataPipeline, activity: &PipelineObject, end: &str, role: Option<&str>) {
    let transfer = if end == "input" { Transfer::Read } else { Transfer::Write };
    for id in activity.references.get(end).into_iter().flatten() {
        let Some((node, field)) = object(pipeline, id).and_then(|it| place(draft, pipeline, it)) else { continue };
        let sketch = match transfer {
            Transfer::Read => Sketch::from_node(node, transfer),
            _ => Sketch::to_node(node, transfer),
        };
        let field = format!("{} {end}: {field}", activity.object_type);
        draft.add(sketch.as_role(role.unwrap_or_default()).declared(field));
    }
}

fn object<'p>(pipeline: &'p DataPipeline, id: &str) -> Option<&'p PipelineObject> {
    pipeline.objects.known()?.iter().find(|object| object.id == id)
}

/// Whether an object is a data node that an activity reads or writes, or the database of one: its place is declared then.
fn is_used(pipeline: &DataPipeline, node: &PipelineObject) -> bool {
    let names = |it: &PipelineObject, end: &str| it.references.get(end).is_some_and(|ids| ids.contains(&node.id));
    let mut all = pipeline.objects.known().into_iter().flatten();
    all.any(|it| ["input", "output", "database"].iter().any(|end| names(it, end)))
}

/// Where a data node lies, and the field that says so.
fn place(draft: &Draft<'_>, pipeline: &DataPipeline, node: &PipelineObject) -> Option<(Node, &'static str)> {
    let (here, names) = (draft.here, draft.names);
    for field in ["directoryPath", "filePath"] {
        if let Some(path) = node.field(field) {
            return Some((names.node(path, here)?, field));
        }
    }
    if node.object_type == "DynamoDBDataNode" {
        let table = node.field("tableName")?;
        return Some((names.node(&beside(here, "dynamodb", &format!("table/{table}")), here)?, "tableName"));
    }
    let database = node.references.get("database").into_iter().flatten().find_map(|id| object(pipeline, id))?;
    if let Some(address) = database.field("connectionString") {
        return Some((names.host(address, here)?, "connectionString"));
    }
    let (service, what, field) = match database.object_type.as_str() {
        "RdsDatabase" => ("rds", "db", "rdsInstanceId"),
        "RedshiftDatabase" => ("redshift", "cluster", "clusterId"),
        _ => return None,
    };
    let arn = beside(here, service, &format!("{what}:{}", database.field(field)?));
    Some((names.node(&arn, here)?, field))
}

fn beside(here: &Resource, service: &str, rest: &str) -> String {
    format!("arn:{}:{service}:{}:{}:{rest}", here.arn.partition(), here.region, here.account)
}
