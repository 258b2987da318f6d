//! `enable-log-validation`.

use super::common::{plain, resource};
use crate::finding::Finding;
use crate::model::{Aspect, SettingValue};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Lets CloudTrail write signed digest files beside the log files, so that a changed or deleted log file shows.
    ///
    /// Source: AWS CloudTrail User Guide, "Validating CloudTrail log file integrity".
    id: "enable-log-validation",
    title: "Validate log files of the trail",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    resource.trail().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let summary = format!("Validate the log files of trail {}.", resource.name());
    Ok(vec![plain(resource, Aspect::TrailLogValidation, SettingValue::text("true"), summary)])
}
