//! `rds-database-backups`.

use super::{RECOVERABLE, database, own_storage};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Automated backups take a database back to any second. What is wrong with data is often noticed days later.
    ///
    /// Fails when automated backups are kept for less than 7 days, or not at all. Members of a cluster are judged with
    /// the cluster; read replicas may do without.
    ///
    /// By hand: `aws rds modify-db-instance --db-instance-identifier NAME --backup-retention-period 7`, or
    /// `modify-db-cluster`.
    ///
    /// Source: Amazon RDS User Guide, "Backup retention period".
    id: "rds-database-backups",
    title: "Databases keep backups for a week",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DenialOfService,
    likelihood: 2,
    impact: 4,
    remedies: &["extend-database-backups"],
    mappings: RECOVERABLE,
    evaluate: evaluate,
}

/// Days that a fault in data may stay unnoticed.
const WANTED: u32 = 7;

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(database) = database(resource).filter(|it| own_storage(resource) && it.replica_of.is_none()) else {
        return Outcome::NotApplicable;
    };
    if database.backup_days >= WANTED {
        return Outcome::Pass;
    }
    let words = match database.backup_days {
        0 => "There are no automated backups".to_owned(),
        days => format!("Automated backups are kept for {days} days"),
    };
    Outcome::fault(Fault::new(words).setting("BackupRetentionPeriod", database.backup_days.to_string()))
}
