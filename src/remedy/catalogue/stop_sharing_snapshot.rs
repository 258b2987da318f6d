//! `stop-sharing-snapshot`.

use super::common::{known, resource, typed};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Takes the right to restore a snapshot of a database away from everyone, or from the account that the finding names.
    /// All other accounts keep it.
    ///
    /// Whoever already made a copy keeps the copy. Count the data as read by others when the snapshot was public.
    ///
    /// Source: Amazon RDS User Guide, "Stopping manual snapshot sharing".
    id: "stop-sharing-snapshot",
    title: "Stop sharing the snapshot",
    choices: &[],
    propose: propose,
}

const EVERYONE: &str = "all";

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let snapshot = resource.db_snapshot().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let held = known(situation.estate, &snapshot.restorable_by, "list of who may restore the snapshot")?;
    let account = Some(finding.locus.as_str()).filter(|locus| !locus.is_empty());
    let unwanted = account.unwrap_or(EVERYONE);
    let mut left: Vec<&String> = held.iter().filter(|who| *who != unwanted).collect();
    left.sort();
    let who = if unwanted == EVERYONE { "everyone".to_owned() } else { format!("account {unwanted}") };
    let summary = format!("Stop sharing snapshot {} with {who}.", resource.name());
    let mut edit = typed(resource, Aspect::SnapshotSharing, &left, summary)?;
    edit.consequences.push(format!("Copies that {who} already made stay with them."));
    edit.disruptive = true;
    Ok(vec![edit])
}
