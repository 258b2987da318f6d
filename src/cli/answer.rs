//! Writing the answer to standard output and messages to standard error. A reader that went away is no error.

use std::io::{ErrorKind, IsTerminal, StdoutLock, Write};
use std::path::PathBuf;

use color_eyre::eyre::{Result, WrapErr, eyre};

use crate::model::Estate;
use crate::store::{Paths, snapshot, snapshots};

/// The recorded demo estate, part of the program.
const DEMO: &[u8] = include_bytes!("../../snapshots/estates/demo.jsonl.zst");

/// Writes the answer.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.wrap_err("could not write to standard output"),
    }
}

/// Writes an answer that is made while it is written.
pub(super) fn print_with(write: impl FnOnce(&mut StdoutLock<'static>) -> Result<(), serde_json::Error>) -> Result<()> {
    match write(&mut std::io::stdout().lock()) {
        Err(error) if error.io_error_kind() == Some(ErrorKind::BrokenPipe) => Ok(()),
        other => other.wrap_err("could not write to standard output"),
    }
}

/// Writes a message. That it cannot be written is no reason to stop.
pub(super) fn tell(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Asks for a line on the terminal; none when there is no terminal to ask.
pub(super) fn ask(question: &str) -> Result<Option<String>> {
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    let mut err = std::io::stderr().lock();
    let _ = write!(err, "{question} ");
    let _ = err.flush();
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).wrap_err("could not read your answer")?;
    Ok(Some(line.trim().to_owned()))
}

/// The demo estate.
pub(super) fn demo_estate() -> Result<Estate> {
    snapshot::open_bytes("demo", DEMO).wrap_err("could not read the demo estate in this program: it was built wrongly")
}

/// The estate of a snapshot: a file, `demo`, or `latest`.
pub(super) fn estate(name: &str) -> Result<Estate> {
    match name {
        "demo" => demo_estate(),
        "latest" => {
            let path = latest()?
                .ok_or_else(|| eyre!("there is no snapshot yet; make one with `tidegate scan`, or name `demo`"))?;
            Ok(snapshot::open(&path)?)
        }
        file => Ok(snapshot::open(&PathBuf::from(file))?),
    }
}

/// The newest snapshot in the data directory.
pub(super) fn latest() -> Result<Option<PathBuf>> {
    let paths = Paths::find()?;
    Ok(snapshots::latest(&paths.snapshots()))
}
