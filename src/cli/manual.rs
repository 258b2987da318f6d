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
    let mut command = Arguments::command().term_width(100);
    command.build();
    let mut text = "# The command line\n\nMade from the program; do not edit.\n".to_owned();
    section(&mut text, &mut command, "tidegate");
    let names: Vec<String> = command
        .get_subcommands()
        .filter(|verb| !verb.is_hide_set() && verb.get_name() != "help")
        .map(|verb| verb.get_name().to_owned())
        .collect();
    for name in names {
        if let Some(verb) = command.find_subcommand_mut(&name) {
            section(&mut text, verb, &format!("tidegate {name}"));
        }
    }
    text.push_str(EXIT);
    text
}

fn section(text: &mut String, command: &mut clap::Command, title: &str) {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    text.push_str(&format!("\n## {title}\n\n```text\n{}\n```\n", lines.join("\n").trim_end()));
}

const EXIT: &str = "
## Exit status

| status | meaning |
| --- | --- |
| 0 | done |
| 1 | findings at or above `--fail-on`, or a journal that does not verify |
| 2 | wrong usage |
| 3 | the cloud refused or could not be reached |
| 4 | the plan no longer matches the cloud |
| 5 | partly applied |
";
