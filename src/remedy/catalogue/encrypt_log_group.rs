//! `encrypt-log-group`.

use super::at_rest::{CUSTOMER_KEY, edit, way};
use super::common::resource;
use crate::finding::Finding;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Encrypts new events of a log group with a customer key in place of the service's own.
    ///
    /// The key's policy must let `logs.REGION.amazonaws.com` use it, or CloudWatch Logs refuses the change. Whoever reads
    /// the events then needs `kms:Decrypt` on the key. Events that are there already stay as they are. After an undo, events
    /// that were written meanwhile still need the key.
    ///
    /// Source: Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS"; API Reference,
    /// "AssociateKmsKey", "DisassociateKmsKey".
    id: "encrypt-log-group",
    title: "Encrypt the log group with a customer key",
    choices: &[CUSTOMER_KEY],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    let group = resource.log_group().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let way = way(situation, finding, resource, None)?;
    let kept = "Events that are there already stay as they are.";
    let mut edit = edit(situation, resource, &way, &format!("new events of log group {}", group.name), kept)?;
    edit.consequences.push("CloudWatch Logs refuses the change where the key's policy does not let it in.".to_owned());
    Ok(vec![edit])
}
