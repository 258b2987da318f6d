//! DynamoDB: exports, imports, replicas, copies of changes. Who reads a table or its stream is told by the other side.

use crate::flow::{Draft, Node, OutsideKind, Sketch, Transfer};
use crate::model::AccountId;
use crate::model::aws::{Table, TableDescription};

/// Where a table comes from and where its items go.
///
/// Sources: Amazon DynamoDB Developer Guide, "DynamoDB data export to Amazon S3", "DynamoDB data import from Amazon S3",
/// "Using Kinesis Data Streams to capture changes to DynamoDB", "Global tables".
pub(super) fn table(draft: &mut Draft<'_>) {
    let Some(table) = draft.here.table() else { return };
    exports(draft, table);
    for import in table.imports.known().into_iter().flatten() {
        if let Some(node) = bucket(draft, &import.bucket, import.owner.as_ref()) {
            draft.add(Sketch::from_node(node, Transfer::Copy).declared("ImportSummaryList.S3BucketSource.S3Bucket"));
        }
    }
    for stream in table.kinesis_destinations.known().into_iter().flatten() {
        let sketch = Sketch::to(stream, Transfer::Write).as_service("kinesisreplication.dynamodb.amazonaws.com");
        draft.add(sketch.declared("KinesisDataStreamDestinations.StreamArn"));
    }
    table.description.known().into_iter().for_each(|told| replicas(draft, told));
}

fn exports(draft: &mut Draft<'_>, table: &Table) {
    let told = table.exports.known().into_iter().flatten().filter_map(|it| it.told.known());
    for export in told.filter(|it| it.status != "FAILED") {
        if let Some(node) = bucket(draft, &export.bucket, export.owner.as_ref()) {
            draft.add(Sketch::to_node(node, Transfer::Copy).declared("ExportDescription.S3Bucket"));
        }
    }
}

/// A bucket, in the account that is said to own it where the estate does not hold it.
fn bucket(draft: &Draft<'_>, name: &str, owner: Option<&AccountId>) -> Option<Node> {
    let node = draft.names.node(&format!("s3://{name}"), draft.here)?;
    Some(match (node, owner) {
        (Node::Outside(mut outside), Some(owner)) if *owner != draft.here.account => {
            outside.kind = OutsideKind::Account(owner.clone());
            Node::Outside(outside)
        }
        (node, _) => node,
    })
}

/// Each region copies its changes to all others.
fn replicas(draft: &mut Draft<'_>, told: &TableDescription) {
    let here = draft.here;
    for replica in told.replicas.iter().filter(|it| *it.region != *here.region.as_str()) {
        let (partition, account) = (here.arn.partition(), here.arn.account());
        let arn = format!("arn:{partition}:dynamodb:{}:{account}:{}", replica.region, here.arn.resource());
        let arn = replica.arn.as_deref().unwrap_or(&arn);
        let sketch = Sketch::to(arn, Transfer::Copy).as_service("replication.dynamodb.amazonaws.com");
        draft.add(sketch.declared("Replicas.RegionName"));
    }
}
