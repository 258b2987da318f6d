//! The arguments of every verb.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::access::AccessArguments;
use crate::config::Config;
use crate::finding::Severity;
use crate::model::Kind;
use crate::report::{FindingFormat, FlowFormat, InventoryFormat};

/// A terminal console for the security of data pipelines in AWS and Google Cloud.
///
/// Without a verb it opens the console on the latest snapshot, or on the demo where there is none. It reads until you
/// arm it: nothing is changed without a plan that was shown.
#[derive(Debug, Parser)]
#[command(name = "tidegate", max_term_width = 100, subcommand_precedence_over_arg = true)]
pub struct Arguments {
    /// What to do; the console without one.
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// A configuration file instead of the usual one.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How the console looks.
    #[command(flatten)]
    pub console: ConsoleArguments,
    /// Which accounts the console changes and scans again; also those of the verb, where it says nothing else.
    #[command(flatten)]
    pub reach: Reach,
    /// Print the version.
    #[arg(short = 'V', long)]
    pub version: bool,
    /// With --version: also how this program was built, and what it knows.
    #[arg(short, long, requires = "version")]
    pub verbose: bool,
}

/// How the console looks.
#[derive(Debug, Clone, Default, Args)]
pub struct ConsoleArguments {
    /// A built-in theme's name, or a theme file.
    #[arg(long, global = true, value_name = "THEME")]
    pub theme: Option<String>,
    /// Print lines without box drawing instead of opening the console: for screen readers and pipes.
    #[arg(long, global = true)]
    pub plain: bool,
    /// Draw with ASCII characters only.
    #[arg(long, global = true)]
    pub ascii: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Open the console on the recorded demo estate and a simulated cloud: fixes apply and undo.
    Demo,
    /// Open the console on a snapshot.
    ///
    /// Plans can be applied to the accounts of the latest snapshot. With a file they can be only exported, unless
    /// --aws, --region or --role-arn say how to reach its accounts.
    Open(OpenArguments),
    /// Read live accounts into a snapshot.
    Scan(ScanArguments),
    /// Print findings.
    Findings(FindingsArguments),
    /// Print resources.
    Inventory(InventoryArguments),
    /// Print how data flows: pipelines, hops, and what lies down or up of a resource.
    Flows(FlowsArguments),
    /// Print the catalogue of checks.
    Checks,
    /// Say who can do what, and why; or test policies without an estate.
    Access(AccessArguments),
    /// Print what changed between two snapshots.
    Diff(DiffArguments),
    /// Make a plan that mends findings; nothing is changed.
    Plan(PlanArguments),
    /// Carry out a plan that was reviewed.
    Apply(ApplyArguments),
    /// Take back an entry of the journal.
    Undo(UndoArguments),
    /// Print what was carried out.
    Journal(JournalArguments),
    /// Say who you are, what is reachable, and which permissions are missing.
    #[cfg(feature = "aws")]
    Doctor(DoctorArguments),
    /// Print the least-privilege policy that this tool itself needs.
    Permissions(PermissionsArguments),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    #[command(hide = true)]
    Manual,
}

/// Which accounts to reach.
#[derive(Debug, Clone, Default, Args)]
pub struct Reach {
    /// An AWS profile to use; repeat it for several. Without a name, the default credentials.
    #[arg(long, value_name = "PROFILE", num_args = 0..=1, default_missing_value = "")]
    pub aws: Vec<String>,
    /// A region to read; repeat it for several. All enabled regions without it.
    #[arg(long, value_name = "REGION")]
    pub region: Vec<String>,
    /// A role to assume in each account first.
    #[arg(long, value_name = "ARN")]
    pub role_arn: Option<String>,
    /// The external id for that role.
    #[arg(long, value_name = "ID", requires = "role_arn")]
    pub external_id: Option<String>,
    /// The most calls per second, over all accounts.
    #[arg(long, value_name = "N")]
    pub max_rate: Option<u32>,
}

/// Arguments of `open`.
#[derive(Debug, Clone, Args)]
pub struct OpenArguments {
    /// A snapshot file, `demo`, or absent for the latest.
    #[arg(default_value = "latest")]
    pub snapshot: String,
    /// Which accounts to reach.
    #[command(flatten)]
    pub reach: Reach,
}

/// Arguments of `scan`.
#[derive(Debug, Clone, Args)]
pub struct ScanArguments {
    /// Which accounts to reach.
    #[command(flatten)]
    pub reach: Reach,
    /// The snapshot to write. Without it, a new one in the data directory.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Go on with a partial snapshot, without reading again what it holds.
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    pub resume: Option<PathBuf>,
    /// Do not ask when each identity last reached each service: saves two calls an identity.
    #[arg(long)]
    pub skip_last_accessed: bool,
    /// Do not read what CloudTrail recorded lately: saves up to 16 calls a region, and 9 a log group of a trail.
    #[arg(long)]
    pub skip_events: bool,
    /// Print no progress.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Arguments of `findings`.
#[derive(Debug, Clone, Args)]
pub struct FindingsArguments {
    /// A snapshot file, `demo`, or absent for the latest.
    #[arg(default_value = "latest")]
    pub snapshot: String,
    /// The least severity to print.
    #[arg(long, value_parser = severity)]
    pub severity: Option<Severity>,
    /// Print findings of this check only; repeat it for several.
    #[arg(long, value_name = "ID")]
    pub check: Vec<String>,
    /// End with status 1 when a fault of this severity or above is found.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub fail_on: Option<Severity>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t)]
    pub format: FindingFormat,
}

/// Arguments of `inventory`.
#[derive(Debug, Clone, Args)]
pub struct InventoryArguments {
    /// A snapshot file, `demo`, or absent for the latest.
    #[arg(default_value = "latest")]
    pub snapshot: String,
    /// Print resources of this kind only, such as `bucket` or `role`.
    #[arg(long, value_parser = kind)]
    pub kind: Option<Kind>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t)]
    pub format: InventoryFormat,
}

/// Arguments of `flows`.
#[derive(Debug, Clone, Args)]
pub struct FlowsArguments {
    /// A snapshot file, `demo`, or absent for the latest.
    #[arg(default_value = "latest")]
    pub snapshot: String,
    /// Print what lies down of this resource: what is poisoned if it is compromised. An ARN, a name, or a host.
    #[arg(long, value_name = "RESOURCE")]
    pub from: Option<String>,
    /// Print what lies up of this resource: what leaks if it is compromised. With --from, the ways between the two.
    #[arg(long, value_name = "RESOURCE")]
    pub to: Option<String>,
    /// Print this pipeline only.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["from", "to"])]
    pub pipeline: Option<String>,
    /// Go no further than so many hops.
    #[arg(long, value_name = "N")]
    pub hops: Option<u32>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t)]
    pub format: FlowFormat,
}

/// Arguments of `diff`.
#[derive(Debug, Clone, Args)]
pub struct DiffArguments {
    /// The older snapshot: a file, `demo`, or `latest`.
    pub old: String,
    /// The newer snapshot.
    pub new: String,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    pub format: TextOrJson,
}

/// A table for people, or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum TextOrJson {
    /// A table for people.
    #[default]
    Table,
    /// JSON.
    Json,
}

/// How a plan is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum PlanFormat {
    /// Steps with the difference that each makes.
    #[default]
    Diff,
    /// The plan file that `apply` takes.
    Json,
    /// AWS CLI commands.
    Cli,
    /// Terraform.
    Terraform,
}

/// Arguments of `plan`.
#[derive(Debug, Clone, Args)]
pub struct PlanArguments {
    /// Ids of the findings to mend.
    #[arg(required = true, value_name = "FINDING")]
    pub findings: Vec<String>,
    /// The remedy to use; without it, the first that fits each finding.
    #[arg(long, value_name = "ID")]
    pub remedy: Option<String>,
    /// A choice that a remedy asks for, such as `key=alias/raw`; repeat it for several.
    #[arg(long = "choose", value_name = "NAME=VALUE", value_parser = choice)]
    pub choices: Vec<(String, String)>,
    /// The snapshot that the findings are of: a file, `demo`, or absent for the latest.
    #[arg(long, default_value = "latest")]
    pub snapshot: String,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    pub format: PlanFormat,
    /// Also write the plan to a file that `apply` takes.
    #[arg(short, long, value_name = "PLAN")]
    pub output: Option<PathBuf>,
}

/// How a plan is carried out.
#[derive(Debug, Clone, Args)]
pub struct CarryingArguments {
    /// The plan's hash: says that this very plan was reviewed. Without it, the plan is shown and you are asked.
    #[arg(long, value_name = "HASH")]
    pub yes_i_reviewed: Option<String>,
    /// Why, for the journal.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub why: String,
    /// Which accounts to reach.
    #[command(flatten)]
    pub reach: Reach,
}

/// Arguments of `apply`.
#[derive(Debug, Clone, Args)]
pub struct ApplyArguments {
    /// The plan file.
    pub plan: PathBuf,
    /// How to carry it out.
    #[command(flatten)]
    pub carrying: CarryingArguments,
}

/// Arguments of `undo`.
#[derive(Debug, Clone, Args)]
pub struct UndoArguments {
    /// The entry of the journal to take back, or the beginning of its id.
    pub entry: String,
    /// How to carry it out.
    #[command(flatten)]
    pub carrying: CarryingArguments,
}

/// Arguments of `journal`.
#[derive(Debug, Clone, Args)]
pub struct JournalArguments {
    /// Check the chain of hashes: an edited or missing row is named, and the status is 1.
    #[arg(long)]
    pub verify: bool,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    pub format: TextOrJson,
}

/// Arguments of `doctor`.
#[derive(Debug, Clone, Args)]
pub struct DoctorArguments {
    /// Which accounts to reach.
    #[command(flatten)]
    pub reach: Reach,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    pub format: TextOrJson,
}

/// Arguments of `permissions`.
#[derive(Debug, Clone, Args)]
#[group(multiple = false)]
pub struct PermissionsArguments {
    /// What scanning needs (the default).
    #[arg(long)]
    pub read: bool,
    /// What a remedy needs.
    #[arg(long, value_name = "ID")]
    pub remedy: Option<String>,
}

fn severity(word: &str) -> Result<Severity, String> {
    Severity::from_word(word).ok_or_else(|| "is none of critical, high, medium, low".to_owned())
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("is none of {}", words.join(", "))
    })
}

fn choice(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("is not NAME=VALUE")?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

impl Arguments {
    /// Flags over the configuration.
    pub fn overlay(&self, mut config: Config) -> Config {
        if let Some(theme) = &self.console.theme {
            config.console.theme.clone_from(theme);
        }
        config.console.ascii |= self.console.ascii;
        config.aws = self.reach.overlay(config.aws);
        config
    }
}

impl Reach {
    /// Whether it says anything.
    pub fn is_said(&self) -> bool {
        !self.aws.is_empty() || !self.region.is_empty() || self.role_arn.is_some() || self.max_rate.is_some()
    }

    /// The accounts to reach: flags over the configuration.
    pub fn overlay(&self, mut config: crate::config::Aws) -> crate::config::Aws {
        if !self.aws.is_empty() {
            config.profiles = self.aws.iter().filter(|name| !name.is_empty()).cloned().collect();
        }
        if !self.region.is_empty() {
            config.regions.clone_from(&self.region);
        }
        if self.role_arn.is_some() {
            config.role_arn.clone_from(&self.role_arn);
            config.external_id.clone_from(&self.external_id);
        }
        if let Some(rate) = self.max_rate {
            config.max_rate = rate;
        }
        config
    }
}
