//! `rds-database-engine-support`.

use super::{PATCHED, database, own_storage};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Past the end of standard support, holes are closed late and for a charge, or not at all, and one day AWS
    /// upgrades by itself.
    ///
    /// Fails when the end of standard support of the major version has passed or is less than 90 days away. The dates
    /// are the ones that RDS itself tells; engines of which it tells none are left out.
    ///
    /// By hand: `aws rds modify-db-instance --db-instance-identifier NAME --engine-version VERSION
    /// --allow-major-version-upgrade`, tried out on a restored snapshot first.
    ///
    /// Source: Amazon RDS User Guide, "Viewing support dates for engine versions in Amazon RDS Extended Support".
    id: "rds-database-engine-support",
    title: "Databases run versions that are supported",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::Infrastructure,
    threat: Threat::InfrastructureCompromise,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: PATCHED,
    evaluate: evaluate,
}

/// Days that an upgrade takes to prepare.
const WARNING: i64 = 90;

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(database) = database(resource).filter(|_| own_storage(resource)) else { return Outcome::NotApplicable };
    Outcome::of(&database.supported_until, |until| {
        let Some(until) = until else { return Outcome::NotApplicable };
        let days = (until.as_second() - context.now.as_second()).div_euclid(86_400);
        if days >= WARNING {
            return Outcome::Pass;
        }
        let version = format!("{} {}", database.engine, database.version.as_deref().unwrap_or_default());
        let words = if days < 0 { "is out of standard support" } else { "will soon be out of standard support" };
        let fault = Fault::new(format!("{version} {words}"));
        Outcome::fault(fault.setting("end of standard support", until.strftime("%Y-%m-%d").to_string()))
    })
}
