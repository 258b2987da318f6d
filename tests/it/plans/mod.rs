//! Remedies, plans, merging, previews, undo, exports.

mod callers;
pub mod cases;
mod cases_pipeline;
mod demo;
mod documents;
mod exports;
mod folding;
mod pipeline;
mod reach;
mod remedies;
mod undoing;
mod watch;

use tidegate::checks::{Context, Rules};
use tidegate::finding::Finding;
use tidegate::model::Estate;
use tidegate::remedy::{BuildError, Choices, Plan, Wanted, build};

use crate::samples::{analyse, now};

/// The choices of a test.
fn choices(pairs: &[(&str, &str)]) -> Choices {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The findings of these checks on a resource.
fn found(estate: &Estate, checks: &[&str], arn: &str) -> Vec<Finding> {
    let (id, _) = estate.find(arn).unwrap_or_else(|| panic!("no {arn}"));
    let all = analyse(estate).findings;
    checks
        .iter()
        .flat_map(|check| all.iter().filter(move |it| it.check.id == *check && it.resource == id))
        .cloned()
        .collect()
}

/// A plan that mends findings, each with the remedy asked for.
fn plan_for(
    estate: &Estate,
    findings: &[(&Finding, Option<&str>)],
    pairs: &[(&str, &str)],
) -> Result<Plan, BuildError> {
    let rules = Rules::default();
    let context = Context::new(estate, &rules, now());
    let wanted: Vec<Wanted<'_>> =
        findings.iter().map(|(finding, remedy)| Wanted { finding, remedy: *remedy }).collect();
    build(&context, &wanted, &choices(pairs))
}

/// The estate after a plan.
fn after(estate: &Estate, plan: &Plan) -> Estate {
    let mut after = estate.clone();
    for step in &plan.steps {
        after.set(&step.setting, &step.after).unwrap();
    }
    after
}
