//! The command line: every screen's question as a verb. Standard output is the answer, standard error the messages.
//!
//! Here are the arguments; each verb's work is in the file of its name. What a screen shows lives in [`crate::ui`].

pub mod access;
mod answer;
pub mod arguments;
mod build;
mod changes;
pub mod console;
#[cfg(feature = "aws")]
mod doctor;
mod exit;
mod flows;
mod live;
pub mod manual;
mod read;
mod scan;

pub use arguments::{Arguments, Verb};
pub use exit::Exit;

use crate::config::Config;

/// Carries out what was asked for on the command line.
///
/// # Errors
/// When the work could not be done; the error says what was tried and what to do next. The exit status is in
/// [`Exit::of_error`].
pub fn run(arguments: Arguments) -> color_eyre::Result<Exit> {
    if arguments.version {
        return build::version(arguments.verbose);
    }
    let config = Config::load(arguments.config.as_deref(), |name| std::env::var(name).ok())?;
    let config = arguments.overlay(config);
    let is_reach_said = arguments.reach.is_said();
    match arguments.verb {
        None => console::latest(&config, &arguments.console),
        Some(Verb::Demo) => console::demo(&config, &arguments.console),
        Some(Verb::Open(asked)) => console::open(config, &arguments.console, &asked, is_reach_said),
        Some(Verb::Scan(asked)) => scan::scan(&config, &asked),
        Some(Verb::Findings(asked)) => read::findings(&config, &asked),
        Some(Verb::Inventory(asked)) => read::inventory(&config, &asked),
        Some(Verb::Flows(asked)) => flows::flows(&config, &asked),
        Some(Verb::Checks) => read::checks(),
        Some(Verb::Access(asked)) => access::access(&asked),
        Some(Verb::Diff(asked)) => read::difference(&config, &asked),
        Some(Verb::Plan(asked)) => changes::plan(&config, &asked),
        Some(Verb::Apply(asked)) => changes::apply(&config, &asked),
        Some(Verb::Undo(asked)) => changes::undo(&config, &asked),
        Some(Verb::Journal(asked)) => changes::journal(&asked),
        #[cfg(feature = "aws")]
        Some(Verb::Doctor(asked)) => doctor::doctor(&config, &asked),
        Some(Verb::Permissions(asked)) => read::permissions(&asked),
        Some(Verb::Completions { shell }) => manual::completions(shell),
        Some(Verb::Manual) => manual::page(),
    }
}

/// Says on standard error what went wrong, cause by cause.
pub fn complain(error: &color_eyre::Report) {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    // A cause can hold a service's own words or a name from a cloud.
    let text = format!("tidegate: {}", causes.join(": "));
    answer::tell(&crate::text::visible_lines(&text).collect::<Vec<_>>().join("\n"));
}
