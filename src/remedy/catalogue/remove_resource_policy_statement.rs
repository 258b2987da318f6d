//! `remove-resource-policy-statement`.

use super::common::{resource, take_out, target};
use crate::finding::Finding;
use crate::model::{Aspect, Kind, SettingValue};
use crate::remedy::edit_json::Left;
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Takes the offending principal out of the offending statement of the policy that a queue, a topic, a stream, a table,
    /// a secret, an event bus or a snapshot of Redshift Serverless carries, or of one of CloudWatch Logs, or removes the
    /// statement when it names nobody else. All other statements stay as they are, byte for byte. A policy whose only statement goes is deleted; a topic always has a policy, so that its only
    /// statement can only be narrowed.
    ///
    /// Whoever was let in by it loses that access at once. Identities of the same account keep what their own policies
    /// grant them.
    ///
    /// Source: IAM User Guide, "Identity-based policies and resource-based policies".
    id: "remove-resource-policy-statement",
    title: "Remove the offending grant from the resource's policy",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let name = resource.name();
    let Some(target) = target(situation, finding, resource, Aspect::ResourcePolicy)? else { return Ok(Vec::new()) };
    let Some((left, what)) = take_out(situation, &target)? else { return Ok(Vec::new()) };
    let mut edit = target.edit(String::new(), format!("Remove {what} from the policy of {name}."));
    edit.consequences.push("Whoever was let in by it loses that access at once.".to_owned());
    edit.after = match left {
        Left::Document(text) => SettingValue::text(text),
        Left::Nothing if resource.kind() == Kind::Topic => {
            let why = "it is the only statement, and a topic always has a policy: narrow it instead";
            return Err(Refusal::Impossible(why.to_owned()));
        }
        Left::Nothing => {
            edit.consequences.push("It is the only statement, so the policy is deleted.".to_owned());
            SettingValue::NONE
        }
    };
    Ok(vec![edit])
}
