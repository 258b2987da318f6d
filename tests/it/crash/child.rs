//! The process that is killed: this test binary, run again with one test and the place of its death.

use std::path::Path;
use std::process::{Command, Stdio};

use tidegate::operations::{apply, undo};
use tokio_util::sync::CancellationToken;

use super::world::{Boundaries, World, patience, plan};

const HOME: &str = "TIDEGATE_TEST_CRASH_HOME";
const PLACE: &str = "TIDEGATE_TEST_CRASH_PLACE";
const UNDO: &str = "TIDEGATE_TEST_CRASH_UNDO";

/// Applies the plan, or undoes an entry, in another process that dies at a place. Gives whether it lived to the end.
pub fn run(world: &World, place: usize, undoing: Option<&str>) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "crash::child::the_child", "--ignored", "--quiet"]);
    command.env(HOME, &world.home).env(PLACE, place.to_string()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(entry) = undoing {
        command.env(UNDO, entry);
    }
    let status = command.status().unwrap();
    assert!(status.success() || status.code().is_none(), "killed by a signal or well: {status}");
    status.success()
}

#[test]
#[ignore = "run by the other tests of this folder, in a process of its own"]
fn the_child() {
    let home = std::env::var_os(HOME).expect("run by another test");
    let place = std::env::var(PLACE).unwrap().parse().unwrap();
    let world = World { home: Path::new(&home).to_path_buf() };
    let ports = world.ports(&Boundaries::fatal(place));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let cancel = CancellationToken::new();
    let report = runtime.block_on(async {
        match std::env::var(UNDO) {
            Ok(entry) => undo(&entry, "test", &ports, &patience(), &|_| {}, &cancel).await.unwrap(),
            Err(_) => apply(&plan(), "test", &ports, &patience(), &|_| {}, &cancel).await.unwrap(),
        }
    });
    assert!(report.is_complete(), "{report:?}");
}
