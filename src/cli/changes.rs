//! Verbs about changes: plan, apply, undo, journal. The same operations as the console's.

use std::path::Path;
use std::sync::Arc;

use color_eyre::eyre::{Result, WrapErr, eyre};
use tokio_util::sync::CancellationToken;

use super::Exit;
use super::answer::{ask, estate, print, tell};
use super::arguments::{
    ApplyArguments, CarryingArguments, JournalArguments, PlanArguments, PlanFormat, TextOrJson, UndoArguments,
};
use super::live;
use super::read::posture;
use crate::checks::Context;
use crate::config::Config;
use crate::finding::Finding;
use crate::journal::{Entry, StepOutcome, StepState, entries};
use crate::operations::{self, ApplyEvent, ApplyReport, Patience, Ports, SystemClock};
use crate::ports::Keep;
use crate::remedy::{Plan, Wanted, build, preview};
use crate::report::{self, Table, export};
use crate::store::{JournalStore, Paths, State};
use crate::text::visible;

pub(super) fn plan(config: &Config, asked: &PlanArguments) -> Result<Exit> {
    let estate = estate(&asked.snapshot)?;
    let posture = posture(config, &estate);
    let now = estate.header.finished.unwrap_or(estate.header.started);
    let context = Context::new(&estate, &config.rules, now);
    let chosen: Vec<&Finding> = asked
        .findings
        .iter()
        .map(|id| {
            let found = posture.findings.iter().find(|finding| finding.id.0.eq_ignore_ascii_case(id));
            found.ok_or_else(|| eyre!("there is no finding {id} in this snapshot; `tidegate findings` lists them"))
        })
        .collect::<Result<_>>()?;
    let wanted: Vec<Wanted<'_>> =
        chosen.iter().map(|finding| Wanted { finding, remedy: asked.remedy.as_deref() }).collect();
    let plan = build(&context, &wanted, &asked.choices.iter().cloned().collect())?;
    if let Some(path) = &asked.output {
        std::fs::write(path, export::plan_json(&plan)?)
            .wrap_err_with(|| format!("could not write the plan to {}", path.display()))?;
        tell(&format!("plan {} written; carry it out with: tidegate apply {}", plan.id, path.display()));
    } else if asked.format == PlanFormat::Diff {
        tell("nothing was changed; to carry it out, write it to a file with -o PLAN, then: tidegate apply PLAN");
    }
    print(&match asked.format {
        PlanFormat::Diff => export::plan_diff(&plan, Some(&preview(&context, &plan)?)),
        PlanFormat::Json => export::plan_json(&plan)?,
        PlanFormat::Cli => export::aws_cli(&plan)?,
        PlanFormat::Terraform => export::terraform(&plan, Some(&estate))?,
    })?;
    Ok(Exit::Done)
}

/// Opens a plan file. An edited plan is refused when it is applied.
fn read_plan(path: &Path) -> Result<Plan> {
    let text = std::fs::read_to_string(path).wrap_err_with(|| format!("could not read the plan {}", path.display()))?;
    serde_json::from_str(&text)
        .wrap_err_with(|| format!("{} is not a plan; `tidegate plan … -o FILE` makes one", path.display()))
}

pub(super) fn apply(config: &Config, asked: &ApplyArguments) -> Result<Exit> {
    let plan = read_plan(&asked.plan)?;
    carry_out(config, &plan, &asked.carrying)
}

pub(super) fn undo(config: &Config, asked: &UndoArguments) -> Result<Exit> {
    let journal: Arc<dyn Keep> = Arc::new(journal_store()?);
    let plan = live::runtime()?.block_on(operations::undo_plan(&asked.entry, &journal))?;
    carry_out(config, &plan, &asked.carrying)
}

fn carry_out(config: &Config, plan: &Plan, how: &CarryingArguments) -> Result<Exit> {
    operations::apply::check_plan(plan)?;
    if !is_reviewed(plan, how.yes_i_reviewed.as_deref())? {
        tell("that is not the plan's hash; nothing was changed");
        return Ok(Exit::Usage);
    }
    let aws = how.reach.overlay(config.aws.clone());
    let journal: Arc<dyn Keep> = Arc::new(journal_store()?);
    let report = live::runtime()?.block_on(async {
        let ports = Ports { cloud: live::cloud(&aws).await?, journal, clock: Arc::new(SystemClock) };
        let cancel = CancellationToken::new();
        tokio::spawn(live::cancel_on_interrupt(cancel.clone(), "stopping after the step that was begun"));
        let observer = |event: ApplyEvent| tell_event(plan, &event);
        let report = operations::apply(plan, &how.why, &ports, &Patience::default(), &observer, &cancel).await?;
        Ok::<ApplyReport, color_eyre::Report>(report)
    })?;
    tell(&next_step(&report));
    print(&format!("{}\n", report.entry))?;
    Ok(Exit::of_code(report.exit_status()))
}

/// What to do after a plan was carried out, or was not.
fn next_step(report: &ApplyReport) -> String {
    match (report.changed, report.is_complete()) {
        (0, true) => "everything was as wanted already; nothing was changed".to_owned(),
        (0, false) if report.cancelled => "you stopped it before anything was changed".to_owned(),
        (0, false) => "nothing was changed; make the plan anew from a new scan when the cloud has changed".to_owned(),
        (_, true) => format!("take it back with: tidegate undo {}", report.entry),
        (_, false) => format!("partly carried out; take back what was done with: tidegate undo {}", report.entry),
    }
}

/// Whether this very plan was reviewed: by its hash on the command line, or by an answer on the terminal.
fn is_reviewed(plan: &Plan, hash: Option<&str>) -> Result<bool> {
    if let Some(hash) = hash {
        let right = hash.len() >= 12 && plan.id.0.starts_with(hash);
        return if right { Ok(true) } else { Err(eyre!("{hash} is not this plan's hash, which is {}", plan.id)) };
    }
    tell(&export::plan_diff(plan, None));
    match ask(&format!("Apply these {} steps? Type the plan's hash, {}:", plan.steps.len(), plan.id))? {
        Some(answer) => Ok(answer.len() >= 12 && plan.id.0.starts_with(&answer)),
        None => Err(eyre!("there is no terminal to ask: say --yes-i-reviewed {}", plan.id)),
    }
}

fn tell_event(plan: &Plan, event: &ApplyEvent) {
    let summary = |index: usize| plan.steps.get(index).map_or("", |step| step.summary.as_str());
    match event {
        ApplyEvent::Began { entry, steps } => tell(&format!("entry {entry}: {steps} steps")),
        ApplyEvent::Step { index } => tell(&format!("{}. {}", index + 1, visible(summary(*index)))),
        ApplyEvent::Outcome { outcome, .. } => tell(&format!("   {}", visible(&outcome_words(outcome)))),
        ApplyEvent::Ended { complete: true } => tell("all steps done"),
        ApplyEvent::Ended { complete: false } => tell("stopped"),
    }
}

fn outcome_words(outcome: &StepOutcome) -> String {
    match outcome {
        StepOutcome::Done => "done".to_owned(),
        StepOutcome::AlreadyThere => "already as wanted; nothing was called".to_owned(),
        StepOutcome::Changed { found } => {
            format!("changed since the plan was made; nothing was called. Found: {}", found.as_text().unwrap_or("none"))
        }
        StepOutcome::Refused { error } => error.clone(),
        StepOutcome::NotEffective { found } => {
            format!("answered, but it took no effect. Found: {}", found.as_text().unwrap_or("none"))
        }
        StepOutcome::Uncertain { error } => format!("not known whether it took effect: {error}"),
    }
}

fn journal_store() -> Result<JournalStore> {
    let paths = Paths::find()?;
    Ok(State::open(&paths.state())?.journal())
}

pub(super) fn journal(asked: &JournalArguments) -> Result<Exit> {
    let store = journal_store()?;
    if asked.verify {
        return match store.verify()? {
            Ok(rows) => {
                print(&format!("{rows} rows, the chain is whole\n"))?;
                Ok(Exit::Done)
            }
            Err(broken) => {
                print(&format!("{broken}\n"))?;
                Ok(Exit::Findings)
            }
        };
    }
    let rows = store.rows()?;
    match asked.format {
        TextOrJson::Json => print(&report::json(&rows)?)?,
        TextOrJson::Table => print(&journal_table(&entries(&rows)).text())?,
    }
    Ok(Exit::Done)
}

fn journal_table(entries: &[Entry]) -> Table {
    let mut table = Table::new(&["entry", "at", "who", "steps", "state", "what"]);
    for entry in entries {
        let done = entry
            .steps
            .iter()
            .filter(|state| matches!(state, StepState::Ended(StepOutcome::Done | StepOutcome::AlreadyThere)))
            .count();
        let state = match entry.ended {
            Some(true) => "done",
            Some(false) => "stopped",
            None => "interrupted",
        };
        let first = entry.plan.steps.first().map_or("", |step| step.summary.as_str());
        let what = match entry.plan.steps.len() {
            0 | 1 => first.to_owned(),
            steps => format!("{first} And {} more.", steps - 1),
        };
        let steps = format!("{done}/{}", entry.steps.len());
        let at = entry.at.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        table.row([entry.id.as_str(), &at, &entry.who, &steps, state, &what]);
    }
    table
}
