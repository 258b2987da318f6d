//! `tidegate access`: who can do what, on an estate or on policies alone. Here are its arguments; each question's work
//! is in the file of its name.
//!
//! How policies are evaluated lives in [`crate::policy`].

mod cells;
mod explain;
mod lines;
mod names;
mod simulate;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use color_eyre::eyre::Result;

use super::Exit;
use super::arguments::TextOrJson;

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
    /// Say whether a request is allowed, and which statements decide.
    ///
    /// Where data is encrypted with a customer's key, the use of the key is the second half of the answer. Requests are
    /// taken to come over TLS; of the rest of their context only what --context says is known.
    Explain(ExplainArguments),
    /// Say who can do something to a store, or who can become a role.
    ///
    /// Outsiders that policies name are among the answers: foreign accounts, services, identity providers, everyone.
    WhoCan(WhoCanArguments),
    /// Say all that a principal can do to the stores, and which roles it can become.
    Can(CanArguments),
    /// Evaluate requests against policies that are given with them, without an estate.
    ///
    /// A case is a JSON object with a request and the policies that bear on it; the answer is one JSON object a line.
    /// docs/access.md explains both, and docs/schemas has their JSON Schemas. The status is 2 when a case is wrong:
    /// its answer says in `error` where.
    Simulate(SimulateArguments),
}

/// Arguments of `access explain`.
#[derive(Debug, Clone, Args)]
pub struct ExplainArguments {
    /// Who asks: the ARN or name of a user or role, an account id (its root user), a service, or `anonymous`.
    pub principal: String,
    /// The action, such as `s3:GetObject`.
    pub action: String,
    /// The resource: its ARN or name, or a bucket's name, a slash and the key of an object.
    pub resource: String,
    /// A condition key of the request and its value; repeat it for several, or for a list of values.
    #[arg(long, value_name = "KEY=VALUE", value_parser = names::pair)]
    pub context: Vec<(String, String)>,
    /// A snapshot file, `demo`, or absent for the latest.
    #[arg(long, default_value = "latest")]
    pub snapshot: String,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    pub format: ExplainFormat,
}

/// How an explanation is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ExplainFormat {
    /// Lines for people.
    #[default]
    Text,
    /// JSON.
    Json,
}

/// How access to stores is asked for and printed.
#[derive(Debug, Clone, Args)]
pub struct CellArguments {
    /// Count roles that can be assumed as well, over any number of steps, and show the way.
    #[arg(long)]
    pub through_roles: bool,
    /// A condition key of the requests and its value; repeat it for several, or for a list of values.
    #[arg(long, value_name = "KEY=VALUE", value_parser = names::pair)]
    pub context: Vec<(String, String)>,
    /// A snapshot file, `demo`, or absent for the latest.
    #[arg(long, default_value = "latest")]
    pub snapshot: String,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    pub format: TextOrJson,
}

/// Arguments of `access who-can`.
#[derive(Debug, Clone, Args)]
pub struct WhoCanArguments {
    /// An action such as `s3:GetObject`; list, read, write, delete, administer or decrypt; or `assume`, to become a role
    /// in any way.
    #[arg(value_name = "ACTION|LEVEL")]
    pub what: String,
    /// The resource: its ARN or name. Without it, every bucket and key.
    pub resource: Option<String>,
    /// How it is asked and printed.
    #[command(flatten)]
    pub how: CellArguments,
}

/// Arguments of `access can`.
#[derive(Debug, Clone, Args)]
pub struct CanArguments {
    /// Who: the ARN or name of a user or role, an account id (its root user), a service, or `anonymous`.
    pub principal: String,
    /// A bucket or key: its ARN or name. Without it, every one.
    pub resource: Option<String>,
    /// How it is asked and printed.
    #[command(flatten)]
    pub how: CellArguments,
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
        Question::Explain(asked) => explain::explain(asked),
        Question::WhoCan(asked) => cells::who_can(asked),
        Question::Can(asked) => cells::can(asked),
        Question::Simulate(asked) => simulate::simulate(asked),
    }
}
