//! What a plan comes to when the cloud or the journal does not do as it should.

use std::sync::Arc;
use std::sync::Mutex;

use tidegate::journal::{Event, Row, StepOutcome, StepState};
use tidegate::model::{Estate, Fact, Failure, SettingValue, Timestamp};
use tidegate::operations::{ApplyError, ApplyEvent, ApplyReport, FixedClock, Patience, Ports, apply, undo};
use tidegate::ports::{Keep, KeepError};
use tidegate::remedy::Plan;
use tidegate::simulated::{Fault, On, Pace, SimulatedCloud};
use tokio_util::sync::CancellationToken;

use super::world::{afters, befores, estate, patience, plan};
use crate::samples;

/// A journal in memory that can run out of room.
#[derive(Default)]
struct Paper {
    rows: Mutex<Vec<Row>>,
    room: Option<usize>,
}

impl Keep for Paper {
    fn append(&self, at: Timestamp, entry: &str, event: Event) -> Result<Row, KeepError> {
        let mut rows = self.rows.lock().unwrap();
        if self.room.is_some_and(|room| rows.len() >= room) {
            let (operation, place) = ("write", "paper".to_owned());
            return Err(KeepError { operation, place, message: "no space left".to_owned() });
        }
        let row = Row::after(rows.last(), at, entry, event).unwrap();
        rows.push(row.clone());
        Ok(row)
    }

    fn rows(&self) -> Result<Vec<Row>, KeepError> {
        Ok(self.rows.lock().unwrap().clone())
    }
}

struct Desk {
    cloud: Arc<SimulatedCloud>,
    ports: Ports,
}

fn desk(room: Option<usize>) -> Desk {
    let cloud = Arc::new(SimulatedCloud::new(estate(), Pace::NONE));
    let journal = Arc::new(Paper { room, ..Paper::default() });
    let clock = Arc::new(FixedClock(samples::now()));
    let ports = Ports { cloud: Arc::<SimulatedCloud>::clone(&cloud), journal, clock };
    Desk { cloud, ports }
}

impl Desk {
    async fn apply(&self) -> Result<ApplyReport, ApplyError> {
        apply(&plan(), "test", &self.ports, &patience(), &|_| {}, &CancellationToken::new()).await
    }

    async fn with(fault: Fault) -> (Self, ApplyReport) {
        let desk = desk(None);
        desk.cloud.inject(fault);
        let report = desk.apply().await.unwrap();
        (desk, report)
    }

    fn values(&self) -> Vec<SettingValue> {
        values(&self.cloud.estate(), &plan())
    }
}

fn values(estate: &Estate, plan: &Plan) -> Vec<SettingValue> {
    let value = |setting| match estate.setting(setting).unwrap() {
        Fact::Known(value) => value,
        other => panic!("{other:?}"),
    };
    plan.steps.iter().map(|step| value(&step.setting)).collect()
}

#[tokio::test]
async fn a_plan_is_applied_told_about_and_taken_back() {
    let desk = desk(None);
    let told = Mutex::new(Vec::new());
    let observer = |event| told.lock().unwrap().push(event);
    let cancel = CancellationToken::new();
    let report = apply(&plan(), "review 7", &desk.ports, &patience(), &observer, &cancel).await.unwrap();
    assert_eq!((report.exit_status(), report.changed), (0, 4));
    assert_eq!(desk.values(), afters(&plan()));
    let told = told.into_inner().unwrap();
    assert_eq!(told.len(), 1 + 4 * 2 + 1);
    assert!(matches!(&told[0], ApplyEvent::Began { steps: 4, .. }));
    assert_eq!(told.last(), Some(&ApplyEvent::Ended { complete: true }));

    // The estate with what was read back is the estate of the cloud.
    let mut estate = estate();
    report.update(&mut estate).unwrap();
    assert_eq!(values(&estate, &plan()), afters(&plan()));

    let undone = undo(&report.entry, "take back", &desk.ports, &patience(), &|_| {}, &cancel).await.unwrap();
    assert_eq!(undone.exit_status(), 0);
    assert_eq!(desk.values(), befores(&plan()));
    assert_ne!(undone.entry, report.entry);
    let again = undo(&report.entry, "", &desk.ports, &patience(), &|_| {}, &cancel).await.unwrap_err();
    assert!(again.to_string().contains("already undone"), "{again}");
    let absent = undo("nothing", "", &desk.ports, &patience(), &|_| {}, &cancel).await.unwrap_err();
    assert_eq!(absent.exit_status(), 2);
}

#[tokio::test]
async fn an_undo_stops_where_someone_changed_the_setting_since() {
    let desk = desk(None);
    let report = desk.apply().await.unwrap();
    let rotation = &plan().steps[2].setting;
    let other = SettingValue::text(r#"{"enabled":true,"period_days":100}"#);
    // A period where none was asked for means the same; off by someone else does not.
    desk.cloud.change(rotation, &other).unwrap();
    let policy = &plan().steps[1].setting;
    desk.cloud.change(policy, &SettingValue::NONE).unwrap();
    let cancel = CancellationToken::new();
    let undone = undo(&report.entry, "", &desk.ports, &patience(), &|_| {}, &cancel).await.unwrap();
    assert_eq!(undone.exit_status(), 5, "two steps were taken back before the changed one");
    assert!(matches!(undone.stopped_at(), Some((2, StepOutcome::Changed { found })) if *found == SettingValue::NONE));
    assert_eq!(desk.values()[1], SettingValue::NONE, "what someone else wrote stays");
}

#[tokio::test]
async fn a_changed_setting_stops_the_plan_before_any_call() {
    let fault = Fault::ChangedByOther {
        on: On::Read,
        value: SettingValue::text(
            r#"{"block_public_acls":true,"ignore_public_acls":false,"block_public_policy":false,"restrict_public_buckets":false}"#,
        ),
    };
    let (desk, report) = Desk::with(fault).await;
    assert_eq!((report.exit_status(), report.changed, desk.cloud.writes()), (4, 0, 0));
    assert!(matches!(report.stopped_at(), Some((0, StepOutcome::Changed { found })) if found.0.is_some()));
    assert_eq!(report.steps[1..], [StepState::Waiting, StepState::Waiting, StepState::Waiting]);
}

#[tokio::test]
async fn a_value_that_is_there_already_costs_no_call() {
    let desk = desk(None);
    let first = &plan().steps[0];
    desk.cloud.change(&first.setting, &first.after).unwrap();
    let report = desk.apply().await.unwrap();
    assert_eq!((report.exit_status(), desk.cloud.writes()), (0, 3));
    assert_eq!(report.steps[0], StepState::Ended(StepOutcome::AlreadyThere));
}

#[tokio::test]
async fn a_refusal_stops_the_plan_and_changes_nothing() {
    for reason in [Failure::Denied, Failure::Throttled, Failure::Expired] {
        let (desk, report) = Desk::with(Fault::Fails { on: On::Write, reason }).await;
        assert_eq!((report.exit_status(), desk.cloud.writes()), (3, 1), "{reason}");
        assert!(matches!(report.stopped_at(), Some((0, StepOutcome::Refused { .. }))), "{reason}");
        assert_eq!(desk.values(), befores(&plan()));
    }
    let (desk, report) = Desk::with(Fault::Fails { on: On::Read, reason: Failure::Denied }).await;
    assert_eq!((report.exit_status(), desk.cloud.writes()), (3, 0));
}

#[tokio::test]
async fn a_lost_answer_is_decided_by_reading_back() {
    let (desk, report) = Desk::with(Fault::AnswerLost).await;
    assert_eq!(report.exit_status(), 0);
    assert_eq!(desk.values(), afters(&plan()));

    let (desk, report) = Desk::with(Fault::Fails { on: On::Write, reason: Failure::TimedOut }).await;
    assert!(matches!(report.stopped_at(), Some((0, StepOutcome::Uncertain { .. }))));
    assert_eq!(report.exit_status(), 5, "it may still take effect");
    assert_eq!(desk.values(), befores(&plan()));
}

#[tokio::test]
async fn a_change_without_effect_is_told() {
    let (desk, report) = Desk::with(Fault::NoEffect).await;
    assert!(matches!(report.stopped_at(), Some((0, StepOutcome::NotEffective { found })) if found.0.is_none()));
    assert_eq!(report.exit_status(), 3);
    assert_eq!(desk.values(), befores(&plan()));
}

#[tokio::test]
async fn a_change_that_shows_late_is_waited_for() {
    let desk = desk(None);
    desk.cloud.inject(Fault::ShowsAfter { reads: 3 });
    let patience = Patience { read_back: vec![std::time::Duration::from_millis(1); 3], ..Patience::default() };
    let cancel = CancellationToken::new();
    let report = apply(&plan(), "", &desk.ports, &patience, &|_| {}, &cancel).await.unwrap();
    assert_eq!(report.exit_status(), 0);
}

#[tokio::test]
async fn cancelling_stops_between_two_steps() {
    let desk = desk(None);
    let cancel = CancellationToken::new();
    let observer = |event: ApplyEvent| {
        if matches!(event, ApplyEvent::Step { index: 1 }) {
            cancel.cancel();
        }
    };
    let report = apply(&plan(), "", &desk.ports, &patience(), &observer, &cancel).await.unwrap();
    assert!(report.cancelled);
    assert_eq!((report.exit_status(), report.changed), (5, 2), "the step that was begun is brought to its end");
    assert!(matches!(desk.ports.journal.rows().unwrap().last().unwrap().event, Event::Ended { complete: false }));
}

#[tokio::test]
async fn cancelling_before_anything_was_changed_is_not_partly_applied() {
    let desk = desk(None);
    let cancel = CancellationToken::new();
    cancel.cancel();
    let report = apply(&plan(), "", &desk.ports, &patience(), &|_| {}, &cancel).await.unwrap();
    assert!(report.cancelled);
    assert_eq!((report.exit_status(), report.changed, desk.cloud.writes()), (130, 0, 0));
}

#[tokio::test]
async fn an_edited_plan_is_not_begun() {
    let desk = desk(None);
    let mut edited = plan();
    edited.steps[1].after = SettingValue::NONE;
    let cancel = CancellationToken::new();
    let error = apply(&edited, "", &desk.ports, &patience(), &|_| {}, &cancel).await.unwrap_err();
    assert!(matches!(error, ApplyError::Edited { .. }));
    assert_eq!((error.exit_status(), desk.cloud.writes()), (2, 0));
    assert!(desk.ports.journal.rows().unwrap().is_empty());
}

#[tokio::test]
async fn nothing_is_called_once_the_journal_cannot_be_kept() {
    // Rows: began, then intent and outcome of each step, then ended.
    for (room, writes) in [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (9, 4)] {
        let desk = desk(Some(room));
        let error = desk.apply().await.unwrap_err();
        assert!(matches!(error, ApplyError::Journal { .. }), "{error}");
        assert_eq!(desk.cloud.writes(), writes, "with room for {room} rows");
    }
    desk(Some(10)).apply().await.unwrap();
}
