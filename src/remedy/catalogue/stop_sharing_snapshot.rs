//! `stop-sharing-snapshot`.

use super::common::{known, plain, resource, typed};
use crate::finding::Finding;
use crate::model::aws::DatabaseSnapshot;
use crate::model::{Aspect, Detail, Resource, SettingValue};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Takes the right to restore a snapshot of a database or of a provisioned warehouse away from everyone, or from the
    /// account that the finding names. All other accounts keep it.
    ///
    /// Whoever already made a copy keeps the copy. Count the data as read by others when the snapshot was public.
    /// Snapshots of Redshift Serverless are shared by a policy: `remove-resource-policy-statement` ends that.
    ///
    /// Source: Amazon RDS User Guide, "Stopping manual snapshot sharing"; Amazon Redshift API Reference,
    /// "RevokeSnapshotAccess".
    id: "stop-sharing-snapshot",
    title: "Stop sharing the snapshot",
    choices: &[],
    propose: propose,
}

const EVERYONE: &str = "all";

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let account = Some(finding.locus.as_str()).filter(|locus| !locus.is_empty());
    match &resource.detail {
        Detail::DbSnapshot(snapshot) => {
            of_database(situation, resource, snapshot, account.unwrap_or(EVERYONE)).map(|edit| vec![edit])
        }
        Detail::RedshiftSnapshot(_) => Ok(account.into_iter().map(|account| of_warehouse(resource, account)).collect()),
        Detail::RedshiftServerlessSnapshot(snapshot) => {
            known(situation.estate, &snapshot.policy, "snapshot policy")?;
            Err(Refusal::NotForThis(REMEDY.id))
        }
        _ => Err(Refusal::NotForThis(REMEDY.id)),
    }
}

fn of_database(
    situation: &Situation<'_>,
    resource: &Resource,
    snapshot: &DatabaseSnapshot,
    unwanted: &str,
) -> Result<Edit, Refusal> {
    let held = known(situation.estate, &snapshot.restorable_by, "list of who may restore the snapshot")?;
    let mut left: Vec<&String> = held.iter().filter(|who| *who != unwanted).collect();
    left.sort();
    let who = if unwanted == EVERYONE { "everyone".to_owned() } else { format!("account {unwanted}") };
    let edit = typed(resource, Aspect::SnapshotSharing, &left, summary(resource, &who))?;
    Ok(with_warning(edit, &who))
}

fn of_warehouse(resource: &Resource, account: &str) -> Edit {
    let (aspect, who) = (Aspect::SnapshotAccess { account: account.to_owned() }, format!("account {account}"));
    with_warning(plain(resource, aspect, SettingValue::NONE, summary(resource, &who)), &who)
}

fn summary(resource: &Resource, who: &str) -> String {
    format!("Stop sharing snapshot {} with {who}.", resource.name())
}

fn with_warning(mut edit: Edit, who: &str) -> Edit {
    edit.consequences.push(format!("Copies that {who} already made stay with them."));
    edit.disruptive = true;
    edit
}
