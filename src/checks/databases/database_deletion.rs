//! `rds-database-deletion-protection`.

use super::{RECOVERABLE, database, own_storage};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// One call deletes a database with its automated backups. Deletion protection makes that two calls, of which one
    /// says what is meant.
    ///
    /// Fails when deletion protection is off. Members of a cluster are judged with the cluster.
    ///
    /// By hand: `aws rds modify-db-instance --db-instance-identifier NAME --deletion-protection`, or
    /// `modify-db-cluster`.
    ///
    /// Source: Amazon RDS User Guide, "Deleting a DB instance".
    id: "rds-database-deletion-protection",
    title: "Databases are protected against deletion",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DenialOfService,
    likelihood: 2,
    impact: 3,
    remedies: &["enable-deletion-protection"],
    mappings: RECOVERABLE,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(database) = database(resource).filter(|_| own_storage(resource)) else { return Outcome::NotApplicable };
    if database.deletion_protection {
        return Outcome::Pass;
    }
    Outcome::fault(Fault::new("The database can be deleted by one call").setting("DeletionProtection", "false"))
}
