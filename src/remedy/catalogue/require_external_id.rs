//! `require-external-id`.

use super::common::{must_allow, named, principal_words, resource, target, with_condition};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::remedy::{Choice, Edit, Refusal, Situation};

const EXTERNAL_ID: Choice = Choice {
    name: "external-id",
    help: "the external id agreed with the other party: 2 to 1,224 letters, digits or +=,.@:/-",
    required: true,
};

define_remedy! {
    /// Adds a condition to a role's trust policy: whoever assumes the role must name an agreed external id. A third
    /// party can then not be tricked into using its access to this role for somebody else.
    ///
    /// The third party must send the external id from that moment on: agree on it before. Ids are not secrets.
    ///
    /// Source: IAM User Guide, "Access to AWS accounts owned by third parties".
    id: "require-external-id",
    title: "Require an external id to assume the role",
    choices: &[EXTERNAL_ID],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let role = resource.role().ok_or(Refusal::NotForThis(REMEDY.id))?;
    if role.is_managed_by_aws() {
        return Err(Refusal::Impossible("AWS owns this role, and its trust policy cannot be edited".to_owned()));
    }
    let id = situation.choices.get(EXTERNAL_ID.name).filter(|id| !id.is_empty());
    let id = id.ok_or(Refusal::Needs { name: EXTERNAL_ID.name, help: EXTERNAL_ID.help })?;
    if !is_external_id(id) {
        return Err(Refusal::Impossible(format!("{id} is not an external id: {}", EXTERNAL_ID.help)));
    }
    let Some(target) = target(situation, finding, resource, Aspect::RoleTrust)? else { return Ok(Vec::new()) };
    must_allow(target.statement()?)?;
    let text = with_condition(&target.text, &target, "StringEquals", "sts:ExternalId", vec![id.clone()])?;
    let who = principal_words(named(target.statement()?));
    let mut edit = target.edit(text, format!("Require an external id from whoever assumes role {}.", role.name));
    edit.consequences.push(format!("{who} can assume the role only with the external id {id}."));
    Ok(vec![edit])
}

/// Source: AWS STS API Reference, "AssumeRole", parameter `ExternalId`.
fn is_external_id(id: &str) -> bool {
    (2..=1224).contains(&id.len()) && id.chars().all(|it| it.is_ascii_alphanumeric() || "_+=,.@:/-".contains(it))
}
