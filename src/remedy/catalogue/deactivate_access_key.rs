//! `deactivate-access-key`.

use super::common::{known, resource, typed};
use crate::finding::Finding;
use crate::model::aws::{AccessKey, AccessKeyStatus};
use crate::model::{Aspect, Fact};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Makes an access key inactive. It is not deleted and can be activated again.
    ///
    /// Programs that use the key stop working at once: give them a role, or a new key, before.
    ///
    /// Source: IAM User Guide, "Manage access keys for IAM users".
    id: "deactivate-access-key",
    title: "Deactivate the access key",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let user = resource.user().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let keys = known(situation.estate, &user.access_keys, "access keys")?;
    let mut found = keys.iter().filter(|key| finding.locus.is_empty() || key.id == finding.locus).peekable();
    if found.peek().is_none() {
        return Err(Refusal::Impossible(format!("user {} has no access key {}", user.name, finding.locus)));
    }
    let edit = |key: &AccessKey| {
        let aspect = Aspect::AccessKeyStatus { key: key.id.clone() };
        let summary = format!("Deactivate access key {} of user {}.", key.id, user.name);
        let mut edit = typed(resource, aspect, &AccessKeyStatus::Inactive, summary)?;
        edit.consequences.push(last_use(key));
        edit.disruptive = true;
        Ok(edit)
    };
    found.map(edit).collect()
}

fn last_use(key: &AccessKey) -> String {
    match &key.last_used {
        Fact::Known(Some(used)) => {
            let service = used.service.as_deref().unwrap_or("an unnamed service");
            format!("What uses the key stops working; it was last used for {service} at {}.", used.date)
        }
        Fact::Known(None) => "The key was never used.".to_owned(),
        Fact::Unknown(_) | Fact::NotApplicable => "When the key was last used is not known.".to_owned(),
    }
}
