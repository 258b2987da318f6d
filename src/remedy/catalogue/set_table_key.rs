//! `set-table-key`.

use super::at_rest::{CUSTOMER_KEY, edit, way};
use super::common::resource;
use crate::finding::Finding;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Encrypts a table with a customer key in place of DynamoDB's own. The whole table is encrypted anew in the background
    /// and stays available.
    ///
    /// Whoever reads or writes the table then needs `kms:Decrypt` on the key; DynamoDB makes itself a grant, so that whoever
    /// applies this needs `kms:CreateGrant` and `kms:DescribeKey`. A key that is disabled makes the table unreachable.
    ///
    /// Source: Amazon DynamoDB Developer Guide, "DynamoDB encryption at rest", "Managing encrypted tables in DynamoDB".
    id: "set-table-key",
    title: "Encrypt the table with a customer key",
    choices: &[CUSTOMER_KEY],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    resource.table().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let way = way(situation, finding, resource, None)?;
    let kept = "All items are encrypted anew in the background, and the table stays available.";
    Ok(vec![edit(situation, resource, &way, &format!("table {}", resource.name()), kept)?])
}
