//! `redshift-warehouse-customer-key`.

use crate::checks::databases::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// A customer's key decides a second time who may read, and its use is logged.
    ///
    /// Looks at clusters and namespaces classified as restricted. Fails when they are not encrypted with a customer's
    /// KMS key, and when that key is disabled or about to be deleted.
    ///
    /// By hand: `aws redshift modify-cluster --cluster-identifier NAME --encrypted --kms-key-id KEY`, or `aws
    /// redshift-serverless update-namespace --namespace-name NAME --kms-key-id KEY`.
    ///
    /// Source: Amazon Redshift Management Guide, "Encryption at rest".
    id: "redshift-warehouse-customer-key",
    title: "Restricted warehouses encrypt with a customer's key",
    kind: Kind::RedshiftCluster,
    also: &[Kind::RedshiftNamespace],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| aspects::customer_key(context, resource),
}
