//! The picture of the README is what the console draws.

use std::sync::Arc;

use tidegate::cli::console::demo_start;
use tidegate::config::Config;
use tidegate::store::snapshot;
use tidegate::ui::theme::{Depth, Theme};
use tidegate::ui::{Headless, capture};

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
