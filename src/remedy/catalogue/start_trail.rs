//! `start-trail`.

use super::common::{known, plain, resource};
use crate::finding::Finding;
use crate::model::{Aspect, SettingValue};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Starts a stopped trail, so that it records events again. Events of the time in which it was stopped stay lost to
    /// it; CloudTrail's own history keeps management events for 90 days.
    ///
    /// Source: AWS CloudTrail User Guide, "Turning off logging for a trail".
    id: "start-trail",
    title: "Start the trail",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let trail = resource.trail().ok_or(Refusal::NotForThis(REMEDY.id))?;
    known(situation.estate, &trail.status, "status of the trail")?;
    let summary = format!("Start trail {}.", resource.name());
    let mut edit = plain(resource, Aspect::TrailLogging, SettingValue::text("true"), summary);
    edit.consequences.push("Events of the time in which it was stopped are not recorded afterwards.".to_owned());
    Ok(vec![edit])
}
