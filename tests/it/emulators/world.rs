//! Scans of emulators by the program itself, in an environment of its own, and what they found.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

use serde_json::Value;
use tempfile::TempDir;
use tidegate::checks::{Decision, Rules};
use tidegate::model::{Estate, Gap};
use tidegate::operations::{Analysis, analyse_now};
use tidegate::store;

use super::venv;

/// The account of the smaller estates.
pub const ACCOUNT: &str = "111122223333";
/// Their region.
pub const REGION: &str = "eu-west-1";

/// A home for the program, where nothing leads anywhere but to one emulator.
pub struct Home {
    /// Its directory.
    pub directory: TempDir,
    url: String,
}

impl Home {
    /// A home whose only profile, `only`, has these credentials.
    pub fn with_keys(url: &str, key: &str, secret: &str) -> Self {
        let home = Self::empty(url);
        let text =
            format!("[profile only]\nregion = {REGION}\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n");
        fs::write(home.config(), text).unwrap();
        home
    }

    /// A home for the root of the account, as ministack names it.
    pub fn of_root(url: &str) -> Self {
        Self::with_keys(url, ACCOUNT, "emulator")
    }

    /// One more profile, for the root of another account.
    pub fn add_profile(&self, name: &str, account: &str) {
        let text = format!(
            "[profile {name}]\nregion = {REGION}\naws_access_key_id = {account}\naws_secret_access_key = emulator\n"
        );
        let held = fs::read_to_string(self.config()).unwrap();
        fs::write(self.config(), held + &text).unwrap();
    }

    /// A home whose configuration is still to be written.
    pub fn empty(url: &str) -> Self {
        Self { directory: TempDir::new().unwrap(), url: url.to_owned() }
    }

    /// The AWS configuration file.
    pub fn config(&self) -> PathBuf {
        self.directory.path().join("config")
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The program, to be run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.directory.path())
            .env("TIDEGATE_HOME", self.directory.path())
            .env("AWS_CONFIG_FILE", self.config())
            .env("AWS_SHARED_CREDENTIALS_FILE", self.directory.path().join("none"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ENDPOINT_URL", &self.url);
        command
    }

    /// Scans with the only profile in the one region.
    pub fn scan(&self) -> Scanned {
        self.scan_with(&["--aws", "only", "--region", REGION])
    }

    /// Scans to a new file.
    pub fn scan_with(&self, arguments: &[&str]) -> Scanned {
        let path = self.directory.path().join("scan.jsonl.zst");
        let _ = fs::remove_file(&path);
        let file = path.to_string_lossy().into_owned();
        let output = self.run(&[&["scan", "-o", &file], arguments].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let status = output.status.code().unwrap_or_else(|| panic!("the scan was killed: {told}"));
        let estate = store::open(&path).unwrap_or_else(|error| panic!("{error}\n{told}"));
        Scanned { estate: Arc::new(estate), path, told, status }
    }
}

/// What a scan left behind.
pub struct Scanned {
    /// The estate, as the snapshot holds it.
    pub estate: Arc<Estate>,
    /// The snapshot.
    pub path: PathBuf,
    /// What it said on standard error.
    pub told: String,
    /// Its exit status.
    pub status: i32,
}

impl Scanned {
    /// How many calls it made, by its own last count.
    pub fn calls(&self) -> u64 {
        let words: Vec<&str> = self.told.split_whitespace().collect();
        let counted = words.windows(3).rfind(|window| window[1..] == ["calls", "made,"]);
        counted.unwrap_or_else(|| panic!("no count in: {}", self.told))[0].parse().unwrap()
    }

    /// Its gaps that an earlier scan did not have.
    pub fn new_gaps<'a>(&'a self, before: &Self) -> Vec<&'a Gap> {
        let known: BTreeSet<String> = before.estate.gaps().iter().map(ToString::to_string).collect();
        self.estate.gaps().iter().filter(|gap| !known.contains(&gap.to_string())).collect()
    }

    /// What passes, as `check resource`.
    pub fn passes(&self) -> BTreeSet<String> {
        decided(&analysis(&self.estate), Decision::Pass)
    }
}

/// The analysis of an estate under the usual rules.
pub fn analysis(estate: &Arc<Estate>) -> Analysis {
    analyse_now(Arc::clone(estate), Arc::new(Rules::default()))
}

/// What was decided like this, as `check resource`.
pub fn decided(analysis: &Analysis, decision: Decision) -> BTreeSet<String> {
    let named = |result: &tidegate::checks::CheckResult| {
        let resource = analysis.estate.resource(result.resource).unwrap();
        format!("{} {}", tidegate::checks::CATALOGUE[usize::from(result.check)].id, resource.arn)
    };
    analysis.posture.results.iter().filter(|result| result.decision == decision).map(named).collect()
}

/// A file of JSON.
pub fn json(path: &std::path::Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Runs a script of the emulator environment that needs no emulator; gives what it printed.
pub fn script(path: &str, arguments: &[&std::path::Path]) -> String {
    let output = Command::new(venv::python()).arg(venv::root().join(path)).args(arguments).output().unwrap();
    assert!(output.status.success(), "{path}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
