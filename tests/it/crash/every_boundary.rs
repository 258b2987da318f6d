//! At every boundary: the journal tells what happened, and both finishing and undoing work.

use tidegate::journal::{StepOutcome, StepState};
use tidegate::operations::{Found, Recovery, apply, recover, remaining, settle, undo};
use tidegate::ports::Keep;
use tidegate::remedy::Plan;
use tokio_util::sync::CancellationToken;

use super::child;
use super::world::{Boundaries, World, afters, befores, patience, plan};

/// More than a plan of four steps has.
const MANY: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_anywhere_while_applying() {
    let (mut deaths, mut interrupted) = (0, 0);
    for place in 0..MANY {
        let home = tempfile::tempdir().unwrap();
        let world = World::create(home.path());
        if child::run(&world, place, None) {
            assert_eq!(world.values(&plan()), afters(&plan()));
            break;
        }
        deaths += 1;
        let Some(recovery) = told(&world, place, &plan()).await else {
            assert_eq!(world.values(&plan()), befores(&plan()), "place {place}: changed without an entry");
            continue;
        };
        interrupted += usize::from(recovery.entry.steps.contains(&StepState::Interrupted));
        finishes(&world, &recovery, place).await;
        undoes(&world, &recovery, place).await;
    }
    // Ten boundaries a step (two reads, a write, two rows), and two for each of the rows around them.
    assert_eq!(deaths, 4 * 10 + 4);
    assert_eq!(interrupted, 4 * 6, "killed after the intent and before the outcome");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_anywhere_while_undoing() {
    let applied_home = tempfile::tempdir().unwrap();
    let applied = World::create(applied_home.path());
    assert!(child::run(&applied, MANY, None));
    let first = applied.journal().rows().unwrap()[0].entry.clone();
    let mut deaths = 0;
    for place in 0..MANY {
        let home = tempfile::tempdir().unwrap();
        let world = applied.copy_to(home.path());
        if child::run(&world, place, Some(&first)) {
            assert_eq!(world.values(&plan()), befores(&plan()), "every byte is back");
            break;
        }
        deaths += 1;
        let ports = world.ports(&Boundaries::none());
        let recoveries = recover(&ports, &patience()).await.unwrap();
        if let Some(recovery) = recoveries.first() {
            assert_eq!(recovery.entry.plan.undoes.as_ref(), Some(&first), "place {place}");
            settle(recovery, &ports).await.unwrap();
        } else {
            let unchanged = world.values(&plan()) == afters(&plan());
            assert!(unchanged || world.values(&plan()) == befores(&plan()), "place {place}");
        }
        // Whatever was taken back already, the rest can be, once.
        let again = undo(&first, "go on", &ports, &patience(), &|_| {}, &CancellationToken::new()).await;
        assert_eq!(world.values(&plan()), befores(&plan()), "place {place}: {again:?}");
        assert!(world.journal().verify().unwrap().is_ok(), "place {place}");
    }
    assert_eq!(deaths, 4 * 10 + 4);
}

/// Checks that the journal and the recovery say what really happened, and gives the recovery.
async fn told(world: &World, place: usize, plan: &Plan) -> Option<Recovery> {
    let ports = world.ports(&Boundaries::none());
    assert!(world.journal().verify().unwrap().is_ok(), "place {place}");
    let mut recoveries = recover(&ports, &patience()).await.unwrap();
    assert!(recoveries.len() <= 1, "place {place}");
    let recovery = recoveries.pop();
    let Some(recovery) = recovery else {
        // Either nothing was begun, or the last row was written.
        let rows = world.journal().rows().unwrap();
        if rows.is_empty() {
            return None;
        }
        assert_eq!(world.values(plan), afters(plan), "place {place}: ended, so all is done");
        return Some(ended(world));
    };
    for (index, (step, state)) in plan.steps.iter().zip(&recovery.entry.steps).enumerate() {
        let value = world.value(&step.setting);
        let expected = if value == step.after { Found::After } else { Found::Before };
        assert_eq!(recovery.found[index], expected, "place {place}, step {index}");
        match state {
            StepState::Waiting => assert_eq!(value, step.before, "place {place}: changed before its intent was kept"),
            StepState::Interrupted => {}
            StepState::Ended(outcome) => {
                assert_eq!((outcome, &value), (&StepOutcome::Done, &step.after), "place {place}");
            }
        }
        assert!(!recovery.story(index).is_empty());
    }
    Some(recovery)
}

/// The whole entry as a recovery, for what was killed after its last row.
fn ended(world: &World) -> Recovery {
    let rows = world.journal().rows().unwrap();
    let entry = tidegate::journal::entries(&rows).pop().unwrap();
    assert_eq!(entry.ended, Some(true));
    let found = vec![Found::After; entry.steps.len()];
    Recovery { entry, found }
}

async fn finishes(world: &World, recovery: &Recovery, place: usize) {
    let home = tempfile::tempdir().unwrap();
    let world = world.copy_to(home.path());
    let ports = world.ports(&Boundaries::none());
    settle(recovery, &ports).await.unwrap();
    if let Some(rest) = remaining(recovery) {
        let report = apply(&rest, "finish", &ports, &patience(), &|_| {}, &CancellationToken::new()).await.unwrap();
        assert_eq!(report.exit_status(), 0, "place {place}: {report:?}");
    }
    assert_eq!(world.values(&plan()), afters(&plan()), "place {place}");
    assert!(recover(&ports, &patience()).await.unwrap().is_empty(), "place {place}: all is settled");
    assert!(world.journal().verify().unwrap().is_ok(), "place {place}");
}

async fn undoes(world: &World, recovery: &Recovery, place: usize) {
    let home = tempfile::tempdir().unwrap();
    let world = world.copy_to(home.path());
    let ports = world.ports(&Boundaries::none());
    settle(recovery, &ports).await.unwrap();
    let changed = world.values(&plan()) != befores(&plan());
    let undone = undo(&recovery.entry.id, "take back", &ports, &patience(), &|_| {}, &CancellationToken::new()).await;
    match undone {
        Ok(report) => assert_eq!(report.exit_status(), 0, "place {place}: {report:?}"),
        Err(error) => assert!(!changed, "place {place}: {error}"),
    }
    assert_eq!(world.values(&plan()), befores(&plan()), "place {place}: every byte is back");
    assert!(recover(&ports, &patience()).await.unwrap().is_empty(), "place {place}: all is settled");
    assert!(world.journal().verify().unwrap().is_ok(), "place {place}");
}
