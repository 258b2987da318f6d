//! `dynamodb-table-point-in-time-recovery`.

use super::RECOVERY;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A faulty writer, or one that was taken over, changes items in place. Point-in-time recovery brings back the
    /// table as it was at any second of the last days.
    ///
    /// Fails when point-in-time recovery is off. Backups on demand do not count: between two of them everything is
    /// lost.
    ///
    /// By hand: `aws dynamodb update-continuous-backups --table-name TABLE --point-in-time-recovery-specification
    /// PointInTimeRecoveryEnabled=true`.
    ///
    /// Source: Amazon DynamoDB Developer Guide, "Point-in-time backups for DynamoDB".
    id: "dynamodb-table-point-in-time-recovery",
    title: "Tables can be restored to a point in time",
    kind: Kind::Table,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DenialOfService,
    likelihood: 2,
    impact: 3,
    remedies: &["enable-point-in-time-recovery"],
    mappings: RECOVERY,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(table) = resource.table() else { return Outcome::NotApplicable };
    Outcome::of(&table.recovery, |recovery| {
        if recovery.enabled {
            return Outcome::Pass;
        }
        Outcome::fault(Fault::new("Point-in-time recovery is off").setting("point-in-time recovery", "DISABLED"))
    })
}
