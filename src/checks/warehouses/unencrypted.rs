//! `redshift-cluster-unencrypted`.

use crate::checks::databases::ENCRYPTED;
use crate::checks::{Threat, aspects};
use crate::model::{Domain, Kind};

define_check! {
    /// Whoever reaches the disks or the snapshots of a warehouse without encryption reads everything that was ever
    /// loaded into it.
    ///
    /// Fails when the storage of a cluster is not encrypted. Serverless namespaces always are.
    ///
    /// By hand: `aws redshift modify-cluster --cluster-identifier NAME --encrypted --kms-key-id KEY`; Redshift copies
    /// the data behind the scenes.
    ///
    /// Source: Amazon Redshift Management Guide, "Amazon Redshift database encryption".
    id: "redshift-cluster-unencrypted",
    title: "Clusters encrypt their storage",
    kind: Kind::RedshiftCluster,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |_, _, resource| aspects::encrypted(resource, "Storage is"),
}
