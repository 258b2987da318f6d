//! `tidegate access`: who can do what, on an estate or on policies alone. Here are its arguments; each question's work
//! is in the file of its name.
//!
//! How policies are evaluated lives in [`crate::policy`].

mod lines;
mod simulate;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use color_eyre::eyre::Result;

use super::Exit;

/// Arguments of `access`.
#[derive(Debug, Clone, Args)]
pub struct AccessArguments {
    /// What to ask.
    #[command(subcommand)]
    pub question: Question,
}

/// What to ask.
#[derive(Debug, Clone, Subcommand)]
pub enum Question {
    /// Evaluate requests against policies that are given with them, without an estate.
    ///
    /// A case is a JSON object with a request and the policies that bear on it; the answer is one JSON object a line.
    /// docs/access.md explains both, and docs/schemas has their JSON Schemas. The status is 2 when a case is wrong:
    /// its answer says in `error` where.
    Simulate(SimulateArguments),
}

/// Arguments of `access simulate`.
#[derive(Debug, Clone, Args)]
pub struct SimulateArguments {
    /// The file with the case, or `-` for standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// One case a line (JSON Lines), and one answer a line in the same order. Blank lines are skipped.
    #[arg(long)]
    pub batch: bool,
}

pub(super) fn access(asked: &AccessArguments) -> Result<Exit> {
    match &asked.question {
        Question::Simulate(asked) => simulate::simulate(asked),
    }
}
