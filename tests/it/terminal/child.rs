//! The program that runs in the pseudo-terminal: this test binary, started again.

use std::sync::Arc;

use tidegate::simulated::{Pace, SimulatedCloud};

use crate::drive::app::Setup;
use crate::drive::world::estate;

/// The environment variable that says what to do.
pub const ROLE: &str = "TIDEGATE_TEST_TERMINAL";

/// Does nothing unless it was started by [`super::pty::Session`].
#[test]
fn child() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let home = tempfile::tempdir().unwrap();
    let cloud = Arc::new(SimulatedCloud::new(estate(), Pace::NONE));
    let mut start = Setup::new(estate()).start(home.path(), &cloud);
    if role == "panic" {
        start.services.load = Arc::new(|| panic!("the estate is on fire"));
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(tidegate::ui::run(start)).unwrap();
}
