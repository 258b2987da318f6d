//! `enable-deletion-protection`.

use super::common::{plain, resource};
use crate::finding::Finding;
use crate::model::{Aspect, Detail, SettingValue};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Guards a database or a table against deletion. Whoever means to delete it has to turn the guard off first.
    ///
    /// Programs that delete databases as part of what they do, such as the end of a test environment, are refused.
    ///
    /// Source: Amazon RDS User Guide, "Deleting a DB instance"; Amazon DynamoDB Developer Guide, "Using deletion protection
    /// to protect your table".
    id: "enable-deletion-protection",
    title: "Guard against deletion",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let what = match &resource.detail {
        Detail::DbInstance(_) | Detail::DbCluster(_) => "database",
        Detail::Table(_) => "table",
        _ => return Err(Refusal::NotForThis(REMEDY.id)),
    };
    let summary = format!("Guard {what} {} against deletion.", resource.name());
    Ok(vec![plain(resource, Aspect::DeletionProtection, SettingValue::text("true"), summary)])
}
