//! Journals: assembling, verifying, and undoing entries.

use tidegate::journal::{self, Break, BrokenAt, Entry, Event, Row, StepOutcome, UndoRefusal};
use tidegate::model::{AccountId, Arn, Aspect, Region, Setting, SettingValue};
use tidegate::remedy::{Change, Plan, Step, step_of};

use crate::samples::now;

fn step(bucket: &str, before: SettingValue, after: &str) -> Step {
    step_of(Change {
        setting: Setting {
            account: AccountId::new("111122223333"),
            region: Region::new("eu-west-1"),
            resource: Arn::new(format!("arn:aws:s3:::{bucket}")),
            aspect: Aspect::BucketPolicy,
        },
        remedy: "deny-insecure-transport".to_owned(),
        summary: format!("Refuse plain HTTP to {bucket}."),
        consequences: Vec::new(),
        before,
        after: SettingValue::text(after),
        disruptive: false,
    })
}

fn plan() -> Plan {
    let steps =
        vec![step("one", SettingValue::NONE, "{\"a\":1}"), step("two", SettingValue::text(" {} "), "{\"b\":2}")];
    Plan::new(now(), Vec::new(), None, steps)
}

/// The rows of plans carried out one after the other with these outcomes; a missing outcome is an interruption.
fn rows(runs: &[(&str, &Plan, &[Option<StepOutcome>])]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (entry, plan, outcomes) in runs {
        let mut put = |event: Event| rows.push(Row::after(rows.last(), now(), entry, event).unwrap());
        put(Event::Began { plan: Box::new((*plan).clone()), who: "arn".to_owned(), why: "test".to_owned() });
        for (step, outcome) in outcomes.iter().enumerate() {
            put(Event::Intent { step });
            if let Some(outcome) = outcome {
                put(Event::Outcome { step, outcome: outcome.clone() });
            }
        }
    }
    rows
}

fn done() -> Option<StepOutcome> {
    Some(StepOutcome::Done)
}

fn entries(runs: &[(&str, &Plan, &[Option<StepOutcome>])]) -> Vec<Entry> {
    journal::entries(&rows(runs))
}

#[test]
fn an_edited_row_and_a_missing_row_show() {
    let rows = rows(&[("a", &plan(), &[done(), done()])]);
    assert_eq!(journal::verify(&rows), Ok(()));
    let mut missing = rows.clone();
    missing.remove(2);
    assert_eq!(journal::verify(&missing), Err(BrokenAt { number: 3, what: Break::Missing }));
    let mut edited = rows.clone();
    edited[2].event = Event::Outcome { step: 0, outcome: StepOutcome::AlreadyThere };
    assert_eq!(journal::verify(&edited), Err(BrokenAt { number: 3, what: Break::Edited }));
    let mut renumbered = rows.clone();
    renumbered.remove(2);
    for (place, row) in renumbered.iter_mut().enumerate() {
        row.number = place as u64 + 1;
    }
    assert_eq!(journal::verify(&renumbered), Err(BrokenAt { number: 3, what: Break::Edited }));
}

#[test]
fn an_undo_takes_back_what_was_done_last_step_first() {
    let plan = plan();
    let entries = entries(&[("a", &plan, &[done(), done()])]);
    let undo = journal::undo(&entries[0], &entries).unwrap();
    assert_eq!(undo.undoes.as_deref(), Some("a"));
    let values: Vec<_> = undo.steps.iter().map(|step| (step.expects.clone(), step.after.clone())).collect();
    let expected = [
        (plan.steps[1].after.fingerprint(), SettingValue::text(" {} ")),
        (plan.steps[0].after.fingerprint(), SettingValue::NONE),
    ];
    assert_eq!(values, expected);
}

#[test]
fn a_step_without_known_end_is_taken_back_too() {
    let entries = entries(&[("a", &plan(), &[done(), None])]);
    assert_eq!(journal::undo(&entries[0], &entries).unwrap().steps.len(), 2);
}

#[test]
fn nothing_done_is_nothing_to_undo() {
    let changed = Some(StepOutcome::Changed { found: SettingValue::NONE });
    let entries = entries(&[("a", &plan(), &[changed])]);
    assert_eq!(journal::undo(&entries[0], &entries), Err(UndoRefusal::NothingDone("a".to_owned())));
}

#[test]
fn an_entry_is_undone_once_and_can_be_undone_again_after_the_undo_was_undone() {
    let first = plan();
    let mut all = entries(&[("a", &first, &[done(), done()])]);
    let undo = journal::undo(&all[0], &all).unwrap();
    all = entries(&[("a", &first, &[done(), done()]), ("b", &undo, &[done(), done()])]);
    let refused = UndoRefusal::AlreadyUndone { entry: "a".to_owned(), by: "b".to_owned() };
    assert_eq!(journal::undo(&all[0], &all), Err(refused));
    let redo = journal::undo(&all[1], &all).unwrap();
    assert_eq!(
        redo.steps.iter().map(|step| &step.after).collect::<Vec<_>>(),
        [&first.steps[0].after, &first.steps[1].after]
    );
    all =
        entries(&[("a", &first, &[done(), done()]), ("b", &undo, &[done(), done()]), ("c", &redo, &[done(), done()])]);
    assert_eq!(journal::undo(&all[0], &all).unwrap().steps.len(), 2);
}

#[test]
fn an_undo_that_stopped_half_way_leaves_the_rest_to_undo() {
    let first = plan();
    let all = entries(&[("a", &first, &[done(), done()])]);
    let undo = journal::undo(&all[0], &all).unwrap();
    let refused = Some(StepOutcome::Refused { error: "no".to_owned() });
    let all = entries(&[("a", &first, &[done(), done()]), ("b", &undo, &[done(), refused])]);
    let rest = journal::undo(&all[0], &all).unwrap();
    assert_eq!(rest.steps.len(), 1);
    assert_eq!(rest.steps[0].setting.resource.as_str(), "arn:aws:s3:::one");
}

#[test]
fn a_step_without_inverse_cannot_be_undone() {
    let mut plan = plan();
    plan.steps[0].inverse = None;
    let entries = entries(&[("a", &plan, &[done(), done()])]);
    assert!(matches!(journal::undo(&entries[0], &entries), Err(UndoRefusal::Irreversible { .. })));
}
