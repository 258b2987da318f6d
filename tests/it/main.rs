//! The one integration test binary: more of them would each link every SDK again.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "tests fail loudly"
)]

mod architecture;
mod checks;
mod command_line;
mod crash;
mod docs_in_sync;
mod drive;
#[cfg(feature = "aws")]
mod emulators;
mod flows;
mod fuzzed;
mod hostile;
mod plans;
mod policies;
mod properties;
mod samples;
mod screens;
mod snapshots;
mod terminal;
