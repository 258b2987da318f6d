//! The virtual environment of the emulators below `target/`: made once, when the first test asks for it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Leaves the emulator tests out when it says `off`.
const SWITCH: &str = "TIDEGATE_TEST_EMULATORS";

/// Whether the emulator tests are left out; says so, where it can be seen, once per test.
pub fn left_out(test: &str) -> bool {
    let off = std::env::var(SWITCH).is_ok_and(|value| value.eq_ignore_ascii_case("off"));
    if off {
        // Not `eprintln`: what a passing test prints with it is not shown.
        let _ = writeln!(std::io::stderr(), "left out, because {SWITCH}=off: {test}");
    }
    off
}

/// Leaves the calling test out when the emulators are switched off.
macro_rules! needs_emulators {
    ($test:expr) => {
        if $crate::emulators::venv::left_out($test) {
            return;
        }
    };
}
pub(crate) use needs_emulators;

/// The root of this package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The scripts of the emulators.
pub fn scripts() -> PathBuf {
    root().join("tests/emulators")
}

/// The directory below `target/` where the environment and the logs are.
pub fn place() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("emulators")
}

/// The environment's Python; makes the environment when it is not there.
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match PYTHON.get_or_init(make) {
        Ok(python) => python,
        Err(message) => panic!("{message}"),
    }
}

fn make() -> Result<PathBuf, String> {
    let mut reasons = Vec::new();
    for name in ["python3", "python3.13", "python3.12", "python3.11"] {
        let made = Command::new(name).arg(scripts().join("prepare.py")).arg(place().join("venv")).output();
        match made {
            Ok(output) if output.status.success() => {
                return Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
            }
            Ok(output) => reasons.push(format!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim())),
            Err(error) => reasons.push(format!("{name}: {error}")),
        }
    }
    Err(format!(
        "the emulator tests need Python 3.11 or later with venv and pip, and PyPI or a mirror of it:\n  {}\n\
         install python3 and python3-venv (Debian, Ubuntu), python@3.13 (Homebrew) or the like, or leave these tests \
         out with {SWITCH}=off",
        reasons.join("\n  ")
    ))
}
