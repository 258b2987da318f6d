//! `tidegate --version`: what this program is, how it was built, and what it knows.

use color_eyre::eyre::Result;

use super::Exit;
use super::answer::{demo_estate, print};
use crate::checks::CATALOGUE;
use crate::policy::actions::ActionTable;
use crate::remedy;
use crate::store::snapshot;

/// The cargo features that this program was built with.
const FEATURES: &[&str] = if cfg!(feature = "aws") { &["aws"] } else { &[] };

pub(super) fn version(verbose: bool) -> Result<Exit> {
    print(&format!("tidegate {}\n", env!("CARGO_PKG_VERSION")))?;
    if verbose {
        print(&facts()?)?;
    }
    Ok(Exit::Done)
}

fn facts() -> Result<String> {
    let features = if FEATURES.is_empty() { "none".to_owned() } else { FEATURES.join(", ") };
    let profile = if cfg!(debug_assertions) { "with debug assertions" } else { "optimised" };
    let demo = demo_estate()?.header;
    let actions = ActionTable::aws();
    let of_actions = format!(
        "{} actions of {} services, of {}, from {}",
        actions.len(),
        actions.services().len(),
        actions.date(),
        actions.source()
    );
    let facts = [
        ("features", features),
        ("built by", format!("{} for {}, {profile}", env!("TIDEGATE_RUSTC"), env!("TIDEGATE_TARGET"))),
        ("needs Rust", format!("{} or later", env!("CARGO_PKG_RUST_VERSION"))),
        ("snapshots", format!("format {}", snapshot::FORMAT)),
        ("checks", CATALOGUE.len().to_string()),
        ("remedies", remedy::CATALOGUE.len().to_string()),
        ("AWS actions", of_actions),
        ("demo estate", format!("recorded {}", demo.started.strftime("%Y-%m-%d"))),
    ];
    Ok(facts.iter().map(|(name, value)| format!("{name}: {value}\n")).collect())
}
