//! `cancel-key-deletion`.

use super::common::{resource, typed};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::model::aws::KeyState;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Cancels the deletion of a key before it happens. AWS leaves the key disabled; enable it afterwards when what it
    /// protects is to be read again.
    ///
    /// Source: AWS KMS Developer Guide, "Scheduling and canceling key deletion".
    id: "cancel-key-deletion",
    title: "Cancel the deletion of the key",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let key = resource.key().ok_or(Refusal::NotForThis(REMEDY.id))?;
    if key.state != KeyState::PendingDeletion {
        return Err(Refusal::Impossible("the key is not scheduled for deletion".to_owned()));
    }
    let summary = format!("Cancel the deletion of key {}.", resource.name());
    let mut edit = typed(resource, Aspect::KeyState, &KeyState::Disabled, summary)?;
    let disabled = "AWS leaves the key disabled: what it protects is readable only after it is enabled.";
    edit.consequences.push(disabled.to_owned());
    Ok(vec![edit])
}
