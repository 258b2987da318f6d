//! DynamoDB.

use tidegate::model::aws::{ExportTarget, Table, TableExport, TableImport, TableReplica};
use tidegate::model::{AccountId, Fact, Resource};

use super::hops_in_full;
use crate::samples::{ACCOUNT, FOREIGN, Tweak, bucket, stream, stream_arn, table, table_arn};

fn plain(name: &str) -> Resource {
    bucket(name).bucket_with(|it| it.logging = Fact::Known(None))
}

fn export(bucket: &str, owner: Option<&str>, status: &str) -> TableExport {
    let told = ExportTarget {
        bucket: bucket.to_owned(),
        owner: owner.map(AccountId::new),
        prefix: None,
        encryption: None,
        status: status.to_owned(),
        started: None,
    };
    TableExport { arn: format!("{}/export/{bucket}", table_arn("orders")), told: Fact::Known(told) }
}

#[test]
fn exports_go_to_their_buckets_and_imports_come_from_theirs() {
    let orders = table("orders").with(|it: &mut Table| {
        it.exports = Fact::Known(vec![
            export("lake", None, "COMPLETED"),
            export("theirs", Some(FOREIGN), "COMPLETED"),
            export("failed", None, "FAILED"),
        ]);
        it.imports = Fact::Known(vec![TableImport {
            arn: format!("{}/import/1", table_arn("orders")),
            bucket: "seed".to_owned(),
            owner: Some(AccountId::new(ACCOUNT)),
            started: None,
        }]);
    });
    assert_eq!(
        hops_in_full([orders, plain("lake"), plain("seed")]),
        [
            "table orders -copies-> bucket lake as unknown (declared: ExportDescription.S3Bucket)",
            "table orders -copies-> outside s3://theirs as unknown (declared: ExportDescription.S3Bucket)",
            "bucket seed -copies-> table orders as unknown (declared: ImportSummaryList.S3BucketSource.S3Bucket)",
        ]
    );
}

#[test]
fn changes_go_to_streams_and_to_other_regions() {
    let orders = table("orders").with(|it: &mut Table| {
        it.kinesis_destinations = Fact::Known(vec![stream_arn("changes")]);
        let replica = |region: &str| TableReplica { region: region.to_owned(), arn: None, key: None };
        it.description.known_mut().unwrap().replicas = vec![replica("eu-west-1"), replica("us-east-1")];
    });
    assert_eq!(
        hops_in_full([orders, stream("changes")]),
        [
            "table orders -writes-> stream changes as kinesisreplication.dynamodb.amazonaws.com (declared: KinesisDataStreamDestinations.StreamArn)".to_owned(),
            format!("table orders -copies-> outside arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/orders as replication.dynamodb.amazonaws.com (declared: Replicas.RegionName)"),
        ]
    );
}
