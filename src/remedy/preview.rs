//! What a plan would do: the difference of every step, findings that go and come, and who loses what.

use std::collections::BTreeSet;

use super::diff::{DiffLine, difference};
use super::lost::lost_by;
use super::{Plan, Step};
use crate::checks::{Context, results_for};
use crate::finding::{Finding, Status};
use crate::model::aws::EventSelectors;
use crate::model::{Aspect, Estate, Kind, ResourceId, SettingError, SettingValue};

/// What a plan would do.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The difference of each step, in the plan's order.
    pub differences: Vec<Vec<DiffLine>>,
    /// Faults that would be gone, the worst first. Findings of other checks may be among them.
    pub fixed: Vec<Finding>,
    /// Faults that would be new, the worst first.
    pub raised: Vec<Finding>,
    /// What principals would lose, each in one sentence.
    pub lost: Vec<String>,
}

/// Carries a plan out on a copy of the estate and looks at what changed.
///
/// # Errors
/// When a step's setting is not of this estate.
pub fn preview(context: &Context<'_>, plan: &Plan) -> Result<Preview, SettingError> {
    let mut working = context.estate.clone();
    for step in &plan.steps {
        working.set(&step.setting, &step.after)?;
    }
    let after = Context::new(&working, context.rules, context.now);
    let touched = touched(context.estate, plan);
    let faults = |context: &Context<'_>| -> Vec<Finding> {
        let findings = touched.iter().flat_map(|&id| results_for(context, id).findings);
        let mut faults: Vec<Finding> = findings.filter(|it| it.status == Status::Fail).collect();
        faults.sort_by(|a, b| b.risk.score().cmp(&a.risk.score()).then_with(|| a.id.cmp(&b.id)));
        faults
    };
    let (fixed, raised) = changes(faults(context), faults(&after));
    Ok(Preview {
        differences: plan.steps.iter().map(|step| difference(&step.before, &step.after)).collect(),
        fixed,
        raised,
        lost: plan.steps.iter().flat_map(lost_by).collect(),
    })
}

/// The resources that a plan's changes can make better or worse.
fn touched(estate: &Estate, plan: &Plan) -> BTreeSet<ResourceId> {
    let mut touched = BTreeSet::new();
    for step in &plan.steps {
        touched.extend(estate.find(step.setting.resource.as_str()).map(|(id, _)| id));
        let kinds: &[Kind] = match step.setting.aspect {
            Aspect::AccountPublicAccessBlock | Aspect::KeyState | Aspect::KeyPolicy | Aspect::KeyRotation => {
                &[Kind::Bucket]
            }
            Aspect::BucketPolicy | Aspect::BucketPublicAccessBlock => &[Kind::Trail],
            Aspect::TrailLogging | Aspect::TrailLogValidation | Aspect::EventSelectors => &[Kind::Account],
            // A queue of failed messages is held against what fills it.
            Aspect::EncryptionAtRest => &[Kind::Queue, Kind::Topic],
            _ => &[],
        };
        let beside =
            kinds.iter().flat_map(|kind| estate.all(*kind)).filter(|(_, it)| it.account == step.setting.account);
        touched.extend(beside.map(|(id, _)| id));
        touched.extend(watched(step).iter().filter_map(|name| estate.find(name)).map(|(id, _)| id));
    }
    touched
}

/// The stores that a trail names after a step and did not name before.
fn watched(step: &Step) -> Vec<String> {
    if step.setting.aspect != Aspect::EventSelectors {
        return Vec::new();
    }
    let names = |value: &SettingValue| -> Vec<String> {
        let selectors: EventSelectors = value.parse().ok().flatten().unwrap_or_default();
        let basic = selectors.basic.into_iter().flat_map(|it| it.data_resources).flat_map(|(_, names)| names);
        let fields = selectors.advanced.into_iter().flat_map(|it| it.fields).filter(|it| it.field == "resources.ARN");
        let advanced = fields.flat_map(|it| it.equals.into_iter().chain(it.starts_with));
        basic.chain(advanced).map(|name| name.trim_end_matches('/').to_owned()).collect()
    };
    let (before, mut after) = (names(&step.before), names(&step.after));
    after.retain(|name| !before.contains(name));
    after
}

/// The findings that only one side has. A statement without an id of its own is named by place, which shifts when
/// another goes: such a finding that goes and comes on one resource is the same.
fn changes(before: Vec<Finding>, after: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    let lacks = |list: &[Finding], finding: &Finding| !list.iter().any(|it| it.id == finding.id);
    let mut raised: Vec<Finding> = after.iter().filter(|it| lacks(&before, it)).cloned().collect();
    let mut fixed: Vec<Finding> = before.into_iter().filter(|it| lacks(&after, it)).collect();
    fixed.retain(|gone| {
        let same = |come: &Finding| {
            come.check == gone.check
                && come.resource == gone.resource
                && come.locus.contains('#')
                && gone.locus.contains('#')
        };
        raised.iter().position(same).map(|place| raised.remove(place)).is_none()
    });
    (fixed, raised)
}
