//! `redshift-warehouse-audit-logging`.

use crate::checks::databases::LOGGED;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Audit logs say who signed in, from where, and what was asked. Without them, nobody can tell afterwards what was
    /// read.
    ///
    /// Fails when a cluster logs nowhere, and when a namespace exports no log.
    ///
    /// By hand: `aws redshift enable-logging --cluster-identifier NAME --log-destination-type cloudwatch --log-exports
    /// connectionlog userlog useractivitylog`, or `aws redshift-serverless update-namespace --namespace-name NAME
    /// --log-exports connectionlog userlog useractivitylog`.
    ///
    /// Source: Amazon Redshift Management Guide, "Database audit logging".
    id: "redshift-warehouse-audit-logging",
    title: "Warehouses keep audit logs",
    kind: Kind::RedshiftCluster,
    also: &[Kind::RedshiftNamespace],
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: LOGGED,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let silent = || Outcome::fault(Fault::new("Nothing of what is asked is logged").setting("audit logs", "none"));
    if let Some(namespace) = resource.redshift_namespace() {
        return if namespace.log_exports.is_empty() { silent() } else { Outcome::Pass };
    }
    let Some(cluster) = resource.redshift_cluster() else { return Outcome::NotApplicable };
    Outcome::of(&cluster.logging, |logging| if logging.is_none() { silent() } else { Outcome::Pass })
}
