//! `remove-key-policy-statement`.

use super::common::{account_of, named, parse, resource, take_out, target};
use crate::finding::Finding;
use crate::model::{Aspect, Resource};
use crate::policy::{Clause, Effect, Policy, Principal, Statement};
use crate::remedy::edit_json::Left;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Takes the offending principal out of the offending statement of a key policy, or removes the statement when it
    /// names nobody else. All other statements stay as they are, byte for byte.
    ///
    /// It never takes from the key's own account the right to administer the key: a key that nobody administers can
    /// only be recovered through AWS Support.
    ///
    /// Source: AWS KMS Developer Guide, "Default key policy" and "Key policies in AWS KMS".
    id: "remove-key-policy-statement",
    title: "Remove the offending grant from the key policy",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    resource.key().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let Some(target) = target(situation, finding, resource, Aspect::KeyPolicy)? else { return Ok(Vec::new()) };
    let Some((left, what)) = take_out(situation, &target)? else { return Ok(Vec::new()) };
    let Left::Document(text) = left else { return Err(unadministered()) };
    if !is_administered(&parse(&text, "key policy")?, resource) {
        return Err(unadministered());
    }
    let mut edit = target.edit(text, format!("Remove {what} from the policy of key {}.", resource.name()));
    edit.consequences.push("Whoever was let in by it can no longer use what the key protects.".to_owned());
    Ok(vec![edit])
}

fn unadministered() -> Refusal {
    let why = "without this statement the key's own account could not administer the key: narrow it instead";
    Refusal::Impossible(why.to_owned())
}

/// Whether the key's own account, or an identity in it, may still change the key policy.
fn is_administered(policy: &Policy, key: &Resource) -> bool {
    let own = |principal: &Principal| match principal {
        Principal::Everyone => true,
        Principal::Aws(name) => account_of(name) == Some(key.account.as_str()),
        _ => false,
    };
    let administers = |it: &Statement| it.conditions.is_empty() && named(it).iter().any(own) && may_put_policy(it);
    policy.with_effect(Effect::Allow).any(|(_, statement)| administers(statement))
}

fn may_put_policy(statement: &Statement) -> bool {
    let covers = |pattern: &String| {
        ["*", "kms:*", "kms:put*", "kms:putkeypolicy"].contains(&pattern.to_ascii_lowercase().as_str())
    };
    match &statement.action {
        Clause::Is(patterns) => patterns.iter().any(covers),
        Clause::Not(patterns) => !patterns.iter().any(covers),
    }
}
