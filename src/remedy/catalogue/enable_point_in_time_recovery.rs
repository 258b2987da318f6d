//! `enable-point-in-time-recovery`.

use super::common::{known, resource, typed};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::model::aws::PointInTimeRecovery;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Keeps continuous backups of a table, so that it can be restored as it was at any second of the last 35 days, or of the
    /// period that is set already. It is billed by the size of the table. Readers and writers notice nothing. An undo ends it
    /// and drops what could be restored.
    ///
    /// Source: Amazon DynamoDB Developer Guide, "Point-in-time backups for DynamoDB"; API Reference,
    /// "UpdateContinuousBackups".
    id: "enable-point-in-time-recovery",
    title: "Make the table restorable to a point in time",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    let table = resource.table().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let held = known(situation.estate, &table.recovery, "point-in-time recovery")?;
    let wanted = PointInTimeRecovery { enabled: true, days: held.days };
    let summary = format!("Keep continuous backups of table {}.", resource.name());
    let mut edit = typed(resource, Aspect::PointInTimeRecovery, &wanted, summary)?;
    edit.consequences.push("Continuous backups are billed by the size of the table.".to_owned());
    Ok(vec![edit])
}
