//! `rds-database-plain-transport`.

use super::{IN_TRANSIT, database};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A client that does not ask for TLS sends statements, results and sometimes its password in plain text. Only the
    /// server can make every client ask.
    ///
    /// Fails when the parameter that refuses plain connections is not on in the parameter group in use:
    /// `rds.force_ssl` for PostgreSQL and SQL Server, `require_secure_transport` for MySQL and MariaDB, `tls` for
    /// DocumentDB, `neptune_enforce_ssl` for Neptune. Oracle and Db2 decide in other places and are left out. Members
    /// of a cluster are judged with the cluster.
    ///
    /// By hand: set the parameter in a parameter group of your own with `aws rds modify-db-parameter-group` (or
    /// `modify-db-cluster-parameter-group`); default groups cannot be changed. Look for clients without TLS first.
    ///
    /// Source: Amazon RDS User Guide, "Using SSL/TLS to encrypt a connection to a DB instance or cluster".
    id: "rds-database-plain-transport",
    title: "Databases refuse connections without TLS",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(database) = database(resource) else { return Outcome::NotApplicable };
    Outcome::of(&database.tls, |rule| {
        if rule.required {
            return Outcome::Pass;
        }
        let value = rule.value.as_deref().unwrap_or("not set");
        Outcome::fault(Fault::new("Connections without TLS are accepted").setting(rule.parameter.clone(), value))
    })
}
