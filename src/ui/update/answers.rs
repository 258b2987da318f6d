//! What answers do to the console.

use super::refresh;
use crate::journal::{Entry, StepState};
use crate::ui::effect::Effect;
use crate::ui::message::{Answer, Carried, PlanRefusal};
use crate::ui::model::{Kind, Model};
use crate::ui::overlay::{Choose, Note};
use crate::ui::place::Place;
use crate::ui::screen::Tone;
use crate::ui::text::{Safe, safe};

/// Takes an answer in that is still waited for.
pub(super) fn on_answer(model: &mut Model, answer: Answer, effects: &mut Vec<Effect>) {
    let is_part = answer.is_part();
    match answer {
        Answer::Loaded(result) => loaded(model, result),
        Answer::Journal(result) => journal(model, result),
        Answer::Planned(result) => {
            // Finishing an interrupted entry writes to the journal.
            effects.push(Effect::LoadJournal(model.ticket(Kind::Journal)));
            planned(model, result);
        }
        Answer::StepBegan(step) => {
            if let Some(draft) = &mut model.desk.plan {
                draft.began(step);
            }
        }
        Answer::StepEnded(step, outcome) => {
            if let Some(draft) = &mut model.desk.plan {
                draft.ended(step, outcome);
            }
        }
        Answer::CarriedOut(result) => carried_out(model, result, effects),
        Answer::Scanning(news) => {
            if let Some(scan) = &mut model.desk.scan {
                scan.take(news);
            }
        }
        Answer::Scanned(result) => scanned(model, result),
        Answer::Access(answer) => model.desk.access.take(answer.0, answer.1),
        Answer::Verified(result) => verified(model, result),
        Answer::Exported(result) => match result {
            Ok(path) => tell(model, Tone::Good, safe!("written to {path}")),
            Err(wrong) => tell(model, Tone::Bad, Safe::new(&wrong)),
        },
    }
    // News of a job pour in, and only the plan and the scan show them.
    if !is_part || matches!(model.place(), Place::Plan | Place::Scan) {
        refresh(model);
    }
}

fn tell(model: &mut Model, tone: Tone, text: Safe) {
    model.notice = Some((tone, text));
}

fn loaded(model: &mut Model, result: Result<std::sync::Arc<crate::ui::analysis::Analysis>, String>) {
    match result {
        Ok(analysis) => {
            if analysis.estate().partial {
                tell(model, Tone::Bad, Safe::own("this snapshot is partial: the scan was cut off before its end"));
            }
            model.desk.analysis = Some(analysis);
            model.desk.problem = None;
        }
        Err(wrong) => model.desk.problem = Some(Safe::new(&wrong)),
    }
}

fn journal(model: &mut Model, result: Result<Vec<Entry>, String>) {
    match result {
        Ok(mut entries) => {
            entries.reverse();
            model.desk.journal.entries = entries;
            model.desk.journal.problem = None;
            tell_of_interrupted(model);
        }
        Err(wrong) => model.desk.journal.problem = Some(Safe::new(&wrong)),
    }
}

/// Once a run: an entry that has no end was cut off by a crash or a lost terminal.
fn tell_of_interrupted(model: &mut Model) {
    let cut = model.desk.journal.entries.iter().find(|entry| entry.ended.is_none() && model.desk.job.is_none());
    let Some(entry) = cut.filter(|_| !model.told_interrupted) else { return };
    let count = |test: fn(&StepState) -> bool| entry.steps.iter().filter(|state| test(state)).count();
    let lines = vec![
        safe!("The plan {} of {} was being carried out when the program ended.", entry.plan.id.short(), entry.at),
        safe!(
            "{} of {} steps have ended, {} was under way, {} were not reached.",
            count(|it| matches!(it, StepState::Ended(_))),
            entry.steps.len(),
            count(|it| *it == StepState::Interrupted),
            count(|it| *it == StepState::Waiting)
        ),
        Safe::own(""),
        Safe::own("Open it in the journal: it says what happened to each step. There, f makes a plan that"),
        Safe::own("finishes it and z makes one that takes it back. Both are shown before anything is changed."),
    ];
    let place = Place::Entry(entry.id.clone());
    model.told_interrupted = true;
    model.overlays.push(Note::leading("A change was interrupted", lines, place).into());
}

fn planned(model: &mut Model, result: Result<Box<crate::ui::draft::Draft>, PlanRefusal>) {
    match result {
        Ok(draft) => {
            model.desk.plan = Some(*draft);
            super::open(model, Place::Plan);
        }
        Err(PlanRefusal::Choose { remedy, wanted, choices }) => match crate::remedy::remedy(remedy) {
            Some(remedy) => model.overlays.push(Choose::new(remedy, wanted, &choices, &model.desk).into()),
            None => tell(model, Tone::Bad, safe!("there is no remedy {remedy}")),
        },
        Err(PlanRefusal::Refused(why)) => {
            model.overlays.push(Note::new("No plan was made", vec![Safe::new(&why)]).into());
        }
    }
}

fn carried_out(model: &mut Model, result: Result<Carried, String>, effects: &mut Vec<Effect>) {
    let ticket = model.ticket(Kind::Journal);
    effects.push(Effect::LoadJournal(ticket));
    let (tone, words) = match result {
        Ok(carried) => {
            let tone = if carried.complete { Tone::Good } else { Tone::Bad };
            if let Some(analysis) = carried.analysis {
                model.desk.analysis = Some(analysis);
            }
            (tone, Safe::new(&carried.words))
        }
        Err(wrong) => (Tone::Bad, Safe::new(&wrong)),
    };
    if let Some(draft) = &mut model.desk.plan {
        draft.carried_out = Some((tone, words.clone()));
        draft.steps.iter_mut().for_each(|step| step.running = false);
    }
    tell(model, tone, words);
}

fn scanned(model: &mut Model, result: Result<std::sync::Arc<crate::ui::analysis::Analysis>, String>) {
    let (tone, words) = match result {
        Ok(analysis) => {
            let (resources, gaps) = (analysis.estate().resources().len(), analysis.estate().gaps().len());
            let how = if analysis.estate().partial { "cut off; what was read is kept" } else { "complete" };
            model.desk.analysis = Some(analysis);
            model.desk.problem = None;
            (Tone::Good, safe!("scan {how}: {resources} resources, {gaps} {}", if gaps == 1 { "gap" } else { "gaps" }))
        }
        Err(wrong) => (Tone::Bad, Safe::new(&wrong)),
    };
    if let Some(scan) = &mut model.desk.scan {
        scan.ended = Some(words.clone());
    }
    tell(model, tone, words);
}

fn verified(model: &mut Model, result: Result<String, String>) {
    let (tone, words) = match &result {
        Ok(words) => (Tone::Good, words),
        Err(words) => (Tone::Bad, words),
    };
    tell(model, tone, Safe::new(words));
    model.desk.journal.verified = Some((tone, Safe::new(words)));
}
