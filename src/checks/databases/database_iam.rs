//! `rds-database-iam-authentication`.

use super::{SIGN_IN, database, own_storage};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::aws::Database;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// With IAM authentication, programs sign in with tokens of fifteen minutes in place of passwords that stay the
    /// same for years.
    ///
    /// Looks at the engines that can: PostgreSQL, MySQL, MariaDB and Aurora. Fails when it is off.
    ///
    /// By hand: `aws rds modify-db-instance --db-instance-identifier NAME --enable-iam-database-authentication`, or
    /// `modify-db-cluster`; then make users that sign in that way.
    ///
    /// Source: Amazon RDS User Guide, "IAM database authentication for MariaDB, MySQL, and PostgreSQL".
    id: "rds-database-iam-authentication",
    title: "Databases let IAM identities sign in",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: SIGN_IN,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    const ABLE: [&str; 6] = ["postgres", "mysql", "mariadb", "aurora", "aurora-mysql", "aurora-postgresql"];
    let able = |it: &&Database| own_storage(resource) && ABLE.contains(&it.engine.as_str());
    let Some(database) = database(resource).filter(able) else { return Outcome::NotApplicable };
    if database.iam_authentication {
        return Outcome::Pass;
    }
    let fault = Fault::new("Only passwords let anyone in");
    Outcome::fault(fault.setting("IAMDatabaseAuthenticationEnabled", "false"))
}
