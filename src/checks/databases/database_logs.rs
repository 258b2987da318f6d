//! `rds-database-log-exports`.

use super::{LOGGED, database, own_storage};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Logs on the database's own disk are lost with it, kept for days, and seen by no alarm.
    ///
    /// Fails when no log is exported to CloudWatch Logs. Members of a cluster are judged with the cluster.
    ///
    /// By hand: `aws rds modify-db-instance --db-instance-identifier NAME --cloudwatch-logs-export-configuration
    /// EnableLogTypes=postgresql`, or `modify-db-cluster`; each engine has its own log types.
    ///
    /// Source: Amazon RDS User Guide, "Publishing database logs to Amazon CloudWatch Logs".
    id: "rds-database-log-exports",
    title: "Databases send their logs to CloudWatch Logs",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: LOGGED,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(database) = database(resource).filter(|_| own_storage(resource)) else { return Outcome::NotApplicable };
    if !database.log_exports.is_empty() {
        return Outcome::Pass;
    }
    Outcome::fault(Fault::new("No log of the database is exported").setting("EnabledCloudwatchLogsExports", "none"))
}
