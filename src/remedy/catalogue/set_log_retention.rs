//! `set-log-retention`.

use super::common::{plain, resource};
use crate::finding::Finding;
use crate::model::{Aspect, SettingValue};
use crate::remedy::{Choice, Edit, Refusal, Situation};

const DAYS: Choice =
    Choice { name: "days", help: "for how many days events are kept: 365 unless said", required: false };

/// Days for which the service can keep events.
///
/// Source: Amazon CloudWatch Logs API Reference, "PutRetentionPolicy".
const ALLOWED: [u32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

define_remedy! {
    /// Says for how many days a log group keeps events: 365, or as many as you choose.
    ///
    /// Where events were kept for longer, those that are older are deleted within three days, and an undo does not bring
    /// them back: export them before if you need them.
    ///
    /// Source: Amazon CloudWatch Logs User Guide, "Change log data retention in CloudWatch Logs"; API Reference,
    /// "PutRetentionPolicy", "DeleteRetentionPolicy".
    id: "set-log-retention",
    title: "Say how long the log group keeps events",
    choices: &[DAYS],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let group = resource.log_group().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let days = match situation.choices.get(DAYS.name) {
        Some(text) => chosen(text)?,
        None => 365,
    };
    let summary = format!("Keep events of log group {} for {days} days.", group.name);
    let mut edit = plain(resource, Aspect::LogRetention, SettingValue::text(days.to_string()), summary);
    if group.retention_days.is_none_or(|held| days < held) {
        edit.consequences.push(format!("Events older than {days} days are deleted within three days."));
        edit.disruptive = true;
    } else {
        edit.consequences.push("Events are kept, and paid for, longer.".to_owned());
    }
    Ok(vec![edit])
}

fn chosen(text: &str) -> Result<u32, Refusal> {
    text.parse().ok().filter(|days| ALLOWED.contains(days)).ok_or_else(|| {
        let all: Vec<String> = ALLOWED.iter().map(u32::to_string).collect();
        Refusal::Impossible(format!("{text} is not a number of days that CloudWatch Logs takes: {}", all.join(", ")))
    })
}
