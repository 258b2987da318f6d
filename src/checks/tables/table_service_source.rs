//! `dynamodb-table-service-source`.

use crate::checks::{Context, Mapping, Outcome, Threat, aspects};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A service that reads a table or its stream, as an integration does, does so for all of its customers. A statement that
    /// lets the service in without saying for whom lets any account have this table read on its behalf: the confused deputy.
    ///
    /// Fails for each statement that allows an AWS service without a condition on `aws:SourceArn`, `aws:SourceAccount`,
    /// `aws:SourceOrgID` or `aws:SourceOrgPaths` with a fixed value, and
    /// without a Deny or a resource control policy that keeps out what the service does for others.
    ///
    /// By hand: add a condition on `aws:SourceArn` or `aws:SourceAccount` with `aws dynamodb put-resource-policy`.
    ///
    /// Source: IAM User Guide, "The confused deputy problem"; Amazon DynamoDB Developer Guide, "DynamoDB zero-ETL integration
    /// with Amazon Redshift", prerequisites.
    id: "dynamodb-table-service-source",
    title: "Policies of tables and their streams say for whom a service may act",
    kind: Kind::Table,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(table) = resource.table() else { return Outcome::NotApplicable };
    let of_stream = aspects::service_without_source_in(context, id, resource, table.stream_policy());
    aspects::together([aspects::service_without_source(context, id, resource), of_stream])
}
