//! `glue-catalog-service-source`.

use crate::checks::{Mapping, Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A service that uses the catalog, as an integration does, does so for all of its customers. A statement that lets the
    /// service in without saying for whom lets any account have these tables read or made on its behalf: the confused deputy.
    ///
    /// Fails for each statement that allows an AWS service without a condition on `aws:SourceArn`, `aws:SourceAccount`,
    /// `aws:SourceOrgID` or `aws:SourceOrgPaths` with a fixed value, and
    /// without a Deny or a resource control policy that keeps out what the service does for others.
    ///
    /// By hand: add a condition on `aws:SourceArn` or `aws:SourceAccount` with `aws glue put-resource-policy`.
    ///
    /// Source: AWS Glue Developer Guide, "Cross-service confused deputy prevention"; IAM User Guide, "The confused deputy
    /// problem".
    id: "glue-catalog-service-source",
    title: "Data Catalog policies say for whom a service may act",
    kind: Kind::GlueCatalog,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::ApiAbuse,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("7.2.1")],
    evaluate: aspects::service_without_source,
}
