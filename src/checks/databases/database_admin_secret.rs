//! `rds-database-admin-password`.

use super::{SIGN_IN, database, own_storage};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A password that a person chose stays the same, and is known to whoever chose it. RDS can keep it in Secrets
    /// Manager and change it every week.
    ///
    /// Fails when RDS does not manage the administrator's password. Members of a cluster and replicas are left out,
    /// for they have the source's.
    ///
    /// By hand: `aws rds modify-db-instance --db-instance-identifier NAME --manage-master-user-password`, or
    /// `modify-db-cluster`; programs then read the secret.
    ///
    /// Source: Amazon RDS User Guide, "Password management with Amazon RDS and AWS Secrets Manager".
    id: "rds-database-admin-password",
    title: "RDS keeps the administrator's password",
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
    let Some(database) = database(resource).filter(|it| own_storage(resource) && it.replica_of.is_none()) else {
        return Outcome::NotApplicable;
    };
    if database.admin_secret.is_some() {
        return Outcome::Pass;
    }
    Outcome::fault(Fault::new("The administrator's password is not managed").setting("MasterUserSecret", "none"))
}
