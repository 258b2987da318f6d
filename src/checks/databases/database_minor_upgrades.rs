//! `rds-database-minor-upgrades`.

use super::{MINOR_VERSIONS, database};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Minor versions close holes and change no behaviour. A database that waits for a person to install them often
    /// waits for years.
    ///
    /// Fails when minor versions are not installed automatically. Members of a cluster each have this setting of their
    /// own.
    ///
    /// By hand: `aws rds modify-db-instance --db-instance-identifier NAME --auto-minor-version-upgrade`; they are
    /// installed in the maintenance window.
    ///
    /// Source: Amazon RDS User Guide, "Automatically upgrading the minor engine version".
    id: "rds-database-minor-upgrades",
    title: "Databases install minor versions by themselves",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::Infrastructure,
    threat: Threat::InfrastructureCompromise,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: MINOR_VERSIONS,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    match database(resource).and_then(|it| it.minor_upgrades) {
        Some(true) => Outcome::Pass,
        Some(false) => {
            let fault = Fault::new("Minor versions wait for a person to install them");
            Outcome::fault(fault.setting("AutoMinorVersionUpgrade", "false"))
        }
        None => Outcome::NotApplicable,
    }
}
