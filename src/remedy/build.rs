//! From findings to one plan: every remedy sees the estate as it would be after the ones before it, so that two
//! changes to one document are merged, and changes that contradict each other are refused.

use thiserror::Error;

use super::{Change, Choices, Edit, Plan, Refusal, Remedy, Situation, Step, remedy, step_of};
use crate::checks::{Context, results_for};
use crate::finding::{Finding, FindingId, Status};
use crate::model::{Aspect, Estate, Fact, Setting, SettingError, SettingValue};
use crate::policy::same_value;

/// A finding that is to be mended.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The remedy's id; none takes the first remedy of the finding's check that does not refuse.
    pub remedy: Option<&'a str>,
}

/// Why there is no plan.
#[derive(Debug, Error)]
pub enum BuildError {
    /// No finding was given.
    #[error("a plan needs at least one finding")]
    NoFindings,
    /// The finding could not be decided, so nothing is known to be wrong.
    #[error("{0} is not decided: read what is missing first, then scan again")]
    Undecided(FindingId),
    /// No remedy mends findings of this check.
    #[error("no remedy mends {finding} ({check}); its manual page says what to do by hand")]
    NoRemedy {
        /// The finding.
        finding: FindingId,
        /// Its check.
        check: &'static str,
    },
    /// The remedy does not exist or does not belong to the finding's check.
    #[error("{remedy} is not a remedy of {finding}; its remedies are: {}", known.join(", "))]
    NotARemedy {
        /// The finding.
        finding: FindingId,
        /// The remedy that was asked for.
        remedy: String,
        /// The remedies that there are.
        known: &'static [&'static str],
    },
    /// A remedy refuses.
    #[error("{remedy} cannot mend {finding}: {refusal}")]
    Refused {
        /// The finding.
        finding: FindingId,
        /// The remedy.
        remedy: &'static str,
        /// Why.
        refusal: Refusal,
    },
    /// Two remedies want different values for one setting, or take each other back.
    #[error("{first} and {second} want different things for the {setting}: plan them one after the other")]
    Conflict {
        /// The setting.
        setting: Box<Setting>,
        /// The remedy that came first.
        first: String,
        /// The remedy that came second.
        second: String,
    },
    /// A setting is not of this estate or its value is not understood.
    #[error("{remedy} cannot be planned: {source}")]
    Setting {
        /// The remedy.
        remedy: &'static str,
        /// What is wrong.
        source: SettingError,
    },
    /// Every setting already has the wanted value.
    #[error("everything is already as wanted: nothing to change")]
    AlreadyAsWanted,
    /// The changes would not mend a finding.
    #[error("{remedy} would not mend {finding} here: {summary}")]
    NotMended {
        /// The finding.
        finding: FindingId,
        /// The remedy.
        remedy: &'static str,
        /// What the check would still say.
        summary: String,
    },
}

/// Makes one plan that mends all the findings, in the order in which they are given.
///
/// # Errors
/// When a remedy refuses, when two contradict each other, or when there is nothing to do.
pub fn build(context: &Context<'_>, wanted: &[Wanted<'_>], choices: &Choices) -> Result<Plan, BuildError> {
    if wanted.is_empty() {
        return Err(BuildError::NoFindings);
    }
    let mut folding = Folding { context, choices, working: context.estate.clone(), drafts: Vec::new() };
    let mut chosen: Vec<(&Finding, &'static Remedy)> = Vec::new();
    for want in wanted {
        let remedy = folding.mend(want)?;
        if !chosen.iter().any(|(finding, _)| finding.id == want.finding.id) {
            chosen.push((want.finding, remedy));
        }
    }
    let steps = folding.steps()?;
    must_mend(context, &folding.working, &chosen)?;
    let header = &context.estate.header;
    let findings = chosen.iter().map(|(finding, _)| finding.id.clone()).collect();
    Ok(Plan::new(header.finished.unwrap_or(header.started), findings, None, steps))
}

/// All edits of one setting so far.
struct Draft {
    setting: Setting,
    remedies: Vec<&'static str>,
    summaries: Vec<String>,
    consequences: Vec<String>,
    before: SettingValue,
    after: SettingValue,
    disruptive: bool,
}

struct Folding<'a> {
    context: &'a Context<'a>,
    choices: &'a Choices,
    working: Estate,
    drafts: Vec<Draft>,
}

impl Folding<'_> {
    /// Takes in the edits of one finding and returns the remedy that made them.
    fn mend(&mut self, want: &Wanted<'_>) -> Result<&'static Remedy, BuildError> {
        let (remedy, edits) = self.propose(want)?;
        for edit in edits {
            self.take_in(remedy, edit)?;
        }
        Ok(remedy)
    }

    fn propose(&self, want: &Wanted<'_>) -> Result<(&'static Remedy, Vec<Edit>), BuildError> {
        let finding = want.finding;
        if finding.status == Status::Unknown {
            return Err(BuildError::Undecided(finding.id.clone()));
        }
        let situation = Situation { estate: &self.working, context: self.context, choices: self.choices };
        let mut first = None;
        for remedy in candidates(want)? {
            match (remedy.propose)(&situation, finding) {
                // By default, a remedy whose values are there already is not what mends this.
                Ok(edits) if want.remedy.is_none() && self.was_there(&edits) => {
                    first = first.or(Some((remedy.id, Refusal::NotForThis(remedy.id))));
                }
                Ok(edits) => return Ok((remedy, edits)),
                Err(refusal) if first.is_none() => first = Some((remedy.id, refusal)),
                Err(_) => {}
            }
        }
        let id = finding.id.clone();
        Err(match first {
            Some((remedy, refusal)) => BuildError::Refused { finding: id, remedy, refusal },
            None => BuildError::NoRemedy { finding: id, check: finding.check.id },
        })
    }

    /// Whether the scan found every wanted value. No edits at all mean that the plan so far covers the finding.
    fn was_there(&self, edits: &[Edit]) -> bool {
        let there = |edit: &Edit| {
            let held = self.context.estate.setting(&edit.setting);
            held.is_ok_and(|fact| {
                fact.known().is_some_and(|value| same_value(&edit.setting.aspect, value, &edit.after))
            })
        };
        !edits.is_empty() && edits.iter().all(there)
    }

    fn take_in(&mut self, remedy: &'static Remedy, edit: Edit) -> Result<(), BuildError> {
        let at = |source| BuildError::Setting { remedy: remedy.id, source };
        match self.drafts.iter_mut().find(|draft| draft.setting == edit.setting) {
            Some(draft) => merge(draft, remedy.id, edit.clone())?,
            None => {
                let before = match self.context.estate.setting(&edit.setting).map_err(at)? {
                    Fact::Known(value) => value,
                    Fact::Unknown(gap) => return Err(at(SettingError::Unknown(self.gap_words(&edit.setting, gap)))),
                    Fact::NotApplicable => return Err(at(SettingError::NoSetting(edit.setting.to_string()))),
                };
                self.drafts.push(draft(remedy.id, before, edit.clone()));
            }
        }
        self.working.set(&edit.setting, &edit.after).map_err(at)
    }

    fn gap_words(&self, setting: &Setting, gap: crate::model::GapId) -> String {
        let why = self.context.estate.gap(gap).map_or_else(|| "it was not read".to_owned(), ToString::to_string);
        format!("{setting} ({why})")
    }

    /// The steps of all drafts that change something, what others rest on first.
    fn steps(&self) -> Result<Vec<Step>, BuildError> {
        let mut drafts: Vec<&Draft> = Vec::new();
        for draft in &self.drafts {
            if !same_value(&draft.setting.aspect, &draft.before, &draft.after) {
                drafts.push(draft);
            } else if let [first, .., last] = draft.remedies.as_slice() {
                return Err(conflict(&draft.setting, first, last));
            }
        }
        if drafts.is_empty() {
            return Err(BuildError::AlreadyAsWanted);
        }
        drafts.sort_by_key(|draft| rank(&draft.setting.aspect));
        Ok(drafts.into_iter().map(Draft::step).collect())
    }
}

impl Draft {
    fn step(&self) -> Step {
        step_of(Change {
            setting: self.setting.clone(),
            remedy: self.remedies.first().copied().unwrap_or_default().to_owned(),
            summary: self.summaries.join(" "),
            consequences: self.consequences.clone(),
            before: self.before.clone(),
            after: self.after.clone(),
            disruptive: self.disruptive,
        })
    }
}

/// The remedies to try for a finding, the best first.
fn candidates(want: &Wanted<'_>) -> Result<Vec<&'static Remedy>, BuildError> {
    let check = want.finding.check;
    let Some(id) = want.remedy else {
        return Ok(check.remedies.iter().filter_map(|id| remedy(id)).collect());
    };
    match remedy(id).filter(|_| check.remedies.contains(&id)) {
        Some(found) => Ok(vec![found]),
        None => Err(BuildError::NotARemedy {
            finding: want.finding.id.clone(),
            remedy: id.to_owned(),
            known: check.remedies,
        }),
    }
}

fn draft(remedy: &'static str, before: SettingValue, edit: Edit) -> Draft {
    Draft {
        setting: edit.setting,
        remedies: vec![remedy],
        summaries: vec![edit.summary],
        consequences: edit.consequences,
        before,
        after: edit.after,
        disruptive: edit.disruptive,
    }
}

/// Joins an edit to those of the same setting. Documents and lists were already merged, because the remedy started from
/// the value as the draft left it; other settings must be wanted alike.
fn merge(draft: &mut Draft, remedy: &'static str, edit: Edit) -> Result<(), BuildError> {
    let aspect = &edit.setting.aspect;
    if !aspect.is_cumulative() && !same_value(aspect, &draft.after, &edit.after) {
        let first = draft.remedies.first().copied().unwrap_or_default();
        return Err(conflict(&edit.setting, first, remedy));
    }
    draft.after = edit.after;
    draft.disruptive |= edit.disruptive;
    draft.remedies.push(remedy);
    push_new(&mut draft.summaries, edit.summary);
    for consequence in edit.consequences {
        push_new(&mut draft.consequences, consequence);
    }
    Ok(())
}

fn push_new(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

fn conflict(setting: &Setting, first: &str, second: &str) -> BuildError {
    BuildError::Conflict { setting: Box::new(setting.clone()), first: first.to_owned(), second: second.to_owned() }
}

/// What others rest on comes first: the target's policy before logs are sent to it, the access control list before
/// ownership that refuses lists, statements that forbid before blocks that refuse public statements.
fn rank(aspect: &Aspect) -> u8 {
    match aspect {
        Aspect::KeyState => 0,
        Aspect::KeyPolicy | Aspect::KeyRotation => 1,
        Aspect::BucketPolicy | Aspect::BucketAcl | Aspect::RoleTrust | Aspect::ResourcePolicy => 2,
        Aspect::FunctionPermission { .. } => 2,
        Aspect::BucketOwnership
        | Aspect::BucketEncryption
        | Aspect::BucketVersioning
        | Aspect::EncryptionAtRest
        | Aspect::PointInTimeRecovery
        | Aspect::LogRetention
        | Aspect::CatalogEncryption
        | Aspect::WorkGroupEnforcement => 3,
        Aspect::BucketPublicAccessBlock | Aspect::BucketLogging => 4,
        Aspect::AccountPublicAccessBlock => 5,
        Aspect::TrailLogValidation
        | Aspect::TrailLogging
        | Aspect::PublicAddress { .. }
        | Aspect::SnapshotSharing
        | Aspect::SnapshotAccess { .. }
        | Aspect::UrlAuthentication { .. }
        | Aspect::EmrPublicAccessBlock
        | Aspect::DeletionProtection
        | Aspect::BackupRetention
        | Aspect::EventSelectors
        | Aspect::SecretRotation => 6,
        Aspect::PolicyAttachment { .. } | Aspect::AccessKeyStatus { .. } => 7,
    }
}

/// Runs the checks again on the changed estate: a plan that leaves a finding standing is not one that mends it.
fn must_mend(
    context: &Context<'_>,
    working: &Estate,
    chosen: &[(&Finding, &'static Remedy)],
) -> Result<(), BuildError> {
    let after = Context::new(working, context.rules, context.now);
    for (finding, remedy) in chosen {
        let same = |it: &&Finding| it.check == finding.check;
        let left = results_for(&after, finding.resource).findings;
        let left: Vec<&Finding> = left.iter().filter(same).collect();
        let standing = if finding.locus.contains('#') {
            // Statements without an id of their own are named by place, and places shift when one goes: count them.
            let before = results_for(context, finding.resource).findings.iter().filter(same).count();
            let mended = chosen.iter().filter(|(it, _)| it.resource == finding.resource && it.check == finding.check);
            left.first().filter(|_| left.len() + mended.count() > before)
        } else {
            // A lesser claim in the same place is mended as far as the remedy can: the preview shows what is left.
            left.iter().find(|it| it.id == finding.id && it.risk.score() >= finding.risk.score())
        };
        if let Some(standing) = standing {
            let (finding, summary) = (finding.id.clone(), standing.summary.clone());
            return Err(BuildError::NotMended { finding, remedy: remedy.id, summary });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, Arn, Region};

    fn edit(aspect: Aspect, after: &str) -> Edit {
        let setting = Setting {
            account: AccountId::new("111122223333"),
            region: Region::new("eu-west-1"),
            resource: Arn::new("arn:aws:s3:::raw"),
            aspect,
        };
        let after = SettingValue::text(after);
        Edit { setting, after, summary: "Once.".to_owned(), consequences: Vec::new(), disruptive: false }
    }

    #[test]
    fn different_values_for_one_setting_are_refused_by_name() {
        let mut held = draft("first", SettingValue::NONE, edit(Aspect::BucketOwnership, "\"ObjectWriter\""));
        let other = edit(Aspect::BucketOwnership, "\"BucketOwnerEnforced\"");
        let refused = merge(&mut held, "second", other).unwrap_err().to_string();
        assert!(refused.starts_with("first and second want different things for the object ownership"), "{refused}");
        assert!(merge(&mut held, "third", edit(Aspect::BucketOwnership, " \"ObjectWriter\" ")).is_ok());
        assert_eq!((held.remedies.len(), held.summaries.len()), (2, 1));
    }
}
