//! The pictures of the README are what the program draws.

use std::sync::Arc;

use tidegate::cli::console::demo_start;
use tidegate::config::Config;
use tidegate::store::snapshot;
use tidegate::ui::theme::{Depth, Theme};
use tidegate::ui::{Headless, capture};

use crate::command_line;

#[tokio::test(flavor = "multi_thread")]
async fn the_overview_of_the_demo() {
    let bytes = include_bytes!("../../../snapshots/estates/demo.jsonl.zst");
    let estate = snapshot::open_bytes("demo", bytes).unwrap();
    let mut start = demo_start(&Config::default(), estate).unwrap();
    // The terminal that the test runs in must not matter.
    start.depth = Depth::True;
    start.ink.theme = Theme::built_in("dark", Depth::True).unwrap();
    let start = Arc::new(start);
    let mut console = Headless::start(&start, (120, 30));
    assert!(console.settle().await, "the demo did not load");
    super::pages::holds("docs/overview.svg", &capture::svg(&console.buffer(), &start.ink.theme));
}

#[test]
fn the_way_of_enriched_telemetry_of_the_demo() {
    let home = tempfile::TempDir::new().unwrap();
    let asked = ["flows", "demo", "--from", "harbourline-fleet-enriched", "--hops", "3", "--format", "svg"];
    super::pages::holds("docs/flows.svg", &command_line::out(&command_line::tidegate(home.path(), &asked)));
}
