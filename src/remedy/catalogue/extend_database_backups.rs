//! `extend-database-backups`.

use super::common::{resource, typed};
use crate::finding::Finding;
use crate::model::{Aspect, Detail};
use crate::remedy::{Choice, Edit, Refusal, Situation};

const DAYS: Choice = Choice { name: "days", help: "for how many days backups are kept, 7 to 35", required: false };

/// What the check asks for.
const ENOUGH: u32 = 7;
/// What RDS can hold.
const MOST: u32 = 35;

define_remedy! {
    /// Keeps automated backups of a database for a week, or for as many days as you choose. Backups cost storage.
    ///
    /// An instance without any automated backups stops for a moment when they are turned on, and so it does when an undo
    /// turns them off; an undo also deletes the backups that were made in between.
    ///
    /// Source: Amazon RDS User Guide, "Backup retention period".
    id: "extend-database-backups",
    title: "Keep backups for a week",
    choices: &[DAYS],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let (Detail::DbInstance(database) | Detail::DbCluster(database)) = &resource.detail else {
        return Err(Refusal::NotForThis(REMEDY.id));
    };
    let days =
        match situation.choices.get(DAYS.name) {
            None => ENOUGH,
            Some(chosen) => chosen.parse().ok().filter(|days| (ENOUGH..=MOST).contains(days)).ok_or_else(|| {
                Refusal::Impossible(format!("{chosen} is not a number of days from {ENOUGH} to {MOST}"))
            })?,
        };
    let summary = format!("Keep automated backups of database {} for {days} days.", resource.name());
    let mut edit = typed(resource, Aspect::BackupRetention, &days, summary)?;
    edit.consequences.push("Backups of more days cost more storage.".to_owned());
    if database.backup_days == 0 && matches!(resource.detail, Detail::DbInstance(_)) {
        edit.consequences.push("The database stops for a moment while backups are turned on.".to_owned());
        edit.disruptive = true;
    }
    Ok(vec![edit])
}
