//! `enable-key-rotation`.

use super::common::{known, resource, typed};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::model::aws::{KeyRotation, KeyState};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Lets KMS make new key material every year (or in the period that the key already has). What was encrypted with
    /// earlier material stays readable; programs notice nothing.
    ///
    /// Source: AWS KMS Developer Guide, "Rotate AWS KMS keys".
    id: "enable-key-rotation",
    title: "Rotate the key automatically",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let key = resource.key().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let held = known(situation.estate, &key.rotation, "automatic rotation")?;
    if key.state != KeyState::Enabled {
        return Err(Refusal::Impossible("KMS rotates only keys that are enabled".to_owned()));
    }
    let rotation = KeyRotation { enabled: true, period_days: held.period_days };
    let summary = format!("Rotate key {} automatically.", resource.name());
    Ok(vec![typed(resource, Aspect::KeyRotation, &rotation, summary)?])
}
