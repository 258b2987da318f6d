//! `enforce-workgroup-settings`.

use super::common::{known, plain, resource};
use crate::finding::Finding;
use crate::model::{Aspect, SettingValue};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Makes all queries of a work group use its settings: where results go, how they are encrypted, who must own the bucket.
    ///
    /// What clients say themselves is passed over from then on: programs that look for results in a place of their own do
    /// not find them there. Refuses where the work group names no place for results, because queries would then fail.
    ///
    /// Source: Amazon Athena User Guide, "Override client-side settings".
    id: "enforce-workgroup-settings",
    title: "Make clients take the work group's settings",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;

    let group = resource.athena_work_group().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let settings = known(situation.estate, &group.settings, "settings of the work group")?;
    if settings.output.is_none() && !settings.managed_results {
        let why = "the work group names no place for results, so that enforced queries would fail; name one first";
        return Err(Refusal::Impossible(why.to_owned()));
    }
    let summary = format!("Make clients take the settings of work group {}.", group.name);
    let mut edit = plain(resource, Aspect::WorkGroupEnforcement, SettingValue::text("true"), summary);
    let place = match settings.output.as_deref() {
        Some(output) if !settings.managed_results => format!("to {output}"),
        _ => "where Athena keeps them".to_owned(),
    };
    edit.consequences.push(format!("All results go {place}, whatever place and encryption clients ask for."));
    edit.disruptive = true;
    Ok(vec![edit])
}
