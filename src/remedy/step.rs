//! One change becomes one step: its inverse, risk, permissions and what must be said are computed here, for remedies
//! and undos alike.

use super::define::risk_of;
use super::{Step, StepRisk};
use crate::model::aws::{EventSelectors, Versioning, VersioningStatus};
use crate::model::{Aspect, Setting, SettingValue};

/// A change that is to become a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it changes.
    pub setting: Setting,
    /// The remedy that asked for it.
    pub remedy: String,
    /// What it does, in one sentence.
    pub summary: String,
    /// What else it does.
    pub consequences: Vec<String>,
    /// The value that is there.
    pub before: SettingValue,
    /// The value that is wanted.
    pub after: SettingValue,
    /// Whether the remedy knows that it can disturb what works.
    pub disruptive: bool,
}

/// The step that carries out a change.
pub fn step_of(change: Change) -> Step {
    let (inverse, remark) = inverse(&change.setting, &change.before, &change.after);
    let mut consequences = change.consequences;
    consequences.extend(remark.map(str::to_owned));
    let disruptive = change.disruptive || stops_use(&change.setting.aspect, &change.after);
    Step {
        expects: change.before.fingerprint(),
        risk: risk(&change.setting, inverse.as_ref(), disruptive),
        needs: needs(&change.setting, &change.after),
        setting: change.setting,
        remedy: change.remedy,
        summary: change.summary,
        consequences,
        before: change.before,
        after: change.after,
        inverse,
    }
}

/// The value that an undo gives back, and what must be said about it. Most settings take back what they held.
fn inverse(
    setting: &Setting,
    before: &SettingValue,
    after: &SettingValue,
) -> (Option<SettingValue>, Option<&'static str>) {
    match setting.aspect {
        Aspect::BucketVersioning if never_enabled(before) && !never_enabled(after) => {
            let suspended = Versioning { status: Some(VersioningStatus::Suspended), mfa_delete: false };
            let remark = "Once enabled, versioning can only be suspended: an undo suspends it and keeps the versions.";
            (SettingValue::json(&suspended).ok(), Some(remark))
        }
        Aspect::KeyState if is_pending(before) => {
            let remark = "An undo schedules the deletion anew, so its date will be later than the one set now.";
            (Some(before.clone()), Some(remark))
        }
        // These cannot be removed once they exist: the cloud has no call that leaves none.
        Aspect::KeyPolicy | Aspect::RoleTrust | Aspect::BucketAcl | Aspect::AccessKeyStatus { .. }
            if *before == SettingValue::NONE =>
        {
            (None, Some("There was none before, and it cannot be removed again."))
        }
        Aspect::ResourcePolicy if *before == SettingValue::NONE && setting.resource.service() == "sns" => {
            (None, Some("There was none before, and it cannot be removed again."))
        }
        Aspect::LogRetention if days(after).is_some_and(|kept| days(before).is_none_or(|held| kept < held)) => {
            let remark = "An undo keeps events from then on; those that were deleted meanwhile do not come back.";
            (Some(before.clone()), Some(remark))
        }
        Aspect::CatalogEncryption if before.as_text().is_some_and(|text| text.contains("\"at_rest\":\"absent\"")) => {
            let remark = "What was written encrypted stays so after an undo: whoever reads it needs the key still.";
            (Some(before.clone()), Some(remark))
        }
        Aspect::EventSelectors
            if before.parse::<EventSelectors>().is_ok_and(|it| it == Some(EventSelectors::default())) =>
        {
            let remark = "An undo writes out what a trail without selectors records: all management events.";
            (SettingValue::json(&EventSelectors::unselected()).ok(), Some(remark))
        }
        _ => (Some(before.clone()), None),
    }
}

fn days(value: &SettingValue) -> Option<u32> {
    value.parse().ok().flatten()
}

fn never_enabled(value: &SettingValue) -> bool {
    value.parse::<Versioning>().is_ok_and(|it| it.is_none_or(|it| it.status.is_none()))
}

fn is_pending(value: &SettingValue) -> bool {
    value.as_text() == Some("\"pending_deletion\"")
}

/// Whether the value itself stops something from being used, whoever asks for it.
fn stops_use(aspect: &Aspect, after: &SettingValue) -> bool {
    match aspect {
        Aspect::KeyState => is_pending(after),
        Aspect::AccessKeyStatus { .. } => after.as_text() == Some("\"Inactive\""),
        _ => false,
    }
}

fn risk(setting: &Setting, inverse: Option<&SettingValue>, disruptive: bool) -> StepRisk {
    let account_wide = matches!(setting.aspect, Aspect::AccountPublicAccessBlock | Aspect::EmrPublicAccessBlock);
    risk_of(disruptive, inverse.is_none(), account_wide)
}

fn needs(setting: &Setting, after: &SettingValue) -> Vec<String> {
    let mut needs = vec![setting.read_call().permission.to_owned(), setting.write_call(after).permission.to_owned()];
    needs.extend(setting.also_needs(after).map(str::to_owned));
    needs.dedup();
    needs
}
