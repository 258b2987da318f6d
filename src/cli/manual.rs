//! Completion scripts and the manual page, both made from the arguments.

use clap::CommandFactory;
use color_eyre::eyre::Result;

use super::answer::print;
use super::{Arguments, Exit};

pub(super) fn completions(shell: clap_complete::Shell) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "tidegate", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

pub(super) fn page() -> Result<Exit> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}

/// `docs/cli.md`: the help of every verb.
pub fn markdown() -> String {
    let command = Arguments::command();
    let mut text = "# The command line\n\nMade from the program; do not edit.\n".to_owned();
    section(&mut text, &["tidegate"]);
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        section(&mut text, &["tidegate", verb.get_name()]);
        for question in verb.get_subcommands() {
            section(&mut text, &["tidegate", verb.get_name(), question.get_name()]);
        }
    }
    text.push_str(EXIT);
    text
}

/// What the program answers to these words and `--help`.
fn section(text: &mut String, words: &[&str]) {
    let asked = Arguments::command().term_width(100).try_get_matches_from(words.iter().chain(&["--help"]));
    let help = asked.err().map(|answer| answer.to_string()).unwrap_or_default();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    text.push_str(&format!("\n## {}\n\n```text\n{}\n```\n", words.join(" "), lines.join("\n").trim_end()));
}

const EXIT: &str = "
## Exit status

| status | meaning |
| --- | --- |
| 0 | done |
| 1 | findings at or above `--fail-on`, or a journal that does not verify |
| 2 | wrong usage, or a case of `access simulate` that is wrong |
| 3 | the cloud refused or could not be reached |
| 4 | the plan no longer matches the cloud |
| 5 | partly applied |
| 130 | you stopped it (Ctrl-C): a plan before anything was changed, or a scan, which keeps what was read |

Ctrl-C during `apply` or `undo` stops between two steps: the step that was begun is brought to its end and written to
the journal. What was changed by then gives status 5.
";
