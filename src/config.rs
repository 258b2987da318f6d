//! Settings of the program: defaults, then the file, then the environment, then flags, as one typed value.
//!
//! What a flag of the command line means lives in [`crate::cli`].

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::checks::Rules;
use crate::flow::PipelineRules;

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What counts as too old, whom to trust, which tags classify.
    pub rules: Rules,
    /// What you say about pipelines: other names, pipelines that are one, members that are a pipeline of their own.
    pub pipelines: PipelineRules,
    /// How the console looks.
    pub console: Console,
    /// How AWS is reached.
    pub aws: Aws,
}

/// How the console looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Console {
    /// A built-in theme's name, or the path of a theme file.
    pub theme: String,
    /// Draw with ASCII characters only.
    pub ascii: bool,
    /// Let the mouse work in the console.
    pub mouse: bool,
}

impl Default for Console {
    fn default() -> Self {
        Self { theme: "dark".to_owned(), ascii: false, mouse: true }
    }
}

/// How AWS is reached when the command line does not say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Aws {
    /// Profiles to scan; empty means the default credentials.
    pub profiles: Vec<String>,
    /// Regions to scan; empty means all that are enabled.
    pub regions: Vec<String>,
    /// The most calls per second, over all accounts; 0 means no cap.
    pub max_rate: u32,
    /// A role to assume in each profile's account before reading.
    pub role_arn: Option<String>,
    /// The external id for that role.
    pub external_id: Option<String>,
    /// Ask when each identity last reached each service. Costs two calls an identity.
    pub last_accessed: bool,
    /// Read what CloudTrail recorded lately. Costs up to 16 calls a region, and 9 a log group of a trail.
    pub events: bool,
}

impl Default for Aws {
    fn default() -> Self {
        Self {
            profiles: Vec::new(),
            regions: Vec::new(),
            max_rate: 0,
            role_arn: None,
            external_id: None,
            last_accessed: true,
            events: true,
        }
    }
}

/// A configuration file that could not be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("could not read the configuration file {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not as it should be.
    #[error("{path}:{line}: {message}; see docs/config.md for what may stand there")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong, naming the field.
        message: String,
    },
    /// An environment variable is not as it should be.
    #[error("{name}={value}: {message}")]
    Environment {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
        /// What is wrong.
        message: String,
    },
}

impl Config {
    /// Reads the file, if there is one, and then the environment.
    ///
    /// `explicit` is a file named by the user, which must exist; else the usual place is looked at.
    ///
    /// # Errors
    /// When the file cannot be read or holds something that is not a setting, or a variable is malformed.
    pub fn load(explicit: Option<&Path>, environment: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut config = match (explicit, default_file()) {
            (Some(path), _) => Self::read(path)?,
            (None, Some(path)) if path.exists() => Self::read(&path)?,
            _ => Self::default(),
        };
        config.overlay(environment)?;
        Ok(config)
    }

    fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(path, &text)
    }

    /// Reads settings from the text of a file; `path` is for messages.
    ///
    /// # Errors
    /// When the text holds something that is not a setting; the error names line and field.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let mut config: Self = toml::from_str(text).map_err(|wrong| {
            let start = wrong.span().map_or(0, |span| span.start);
            let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
            ConfigError::Malformed { path: path.to_owned(), line, message: wrong.message().to_owned() }
        })?;
        // Checks count pipelines as the screens do.
        config.rules.pipelines = config.pipelines.clone();
        Ok(config)
    }

    fn overlay(&mut self, environment: impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
        if let Some(theme) = environment("TIDEGATE_THEME") {
            self.console.theme = theme;
        }
        if let Some(value) = environment("TIDEGATE_MAX_RATE") {
            self.aws.max_rate = value.parse().map_err(|_| ConfigError::Environment {
                name: "TIDEGATE_MAX_RATE",
                value,
                message: "is not a number of calls per second".to_owned(),
            })?;
        }
        if let Some(accounts) = environment("TIDEGATE_TRUSTED_ACCOUNTS") {
            self.rules.trusted_accounts =
                accounts.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
        }
        Ok(())
    }
}

/// Where the configuration file is looked for.
pub fn default_file() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "tidegate").map(|dirs| dirs.config_dir().join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_field_is_named_with_its_line() {
        let error =
            Config::parse(Path::new("c.toml"), "[rules]\ndormant_days = 30\naccess_key_dayz = 3\n").unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("c.toml:3: ") && text.contains("access_key_dayz"), "{text}");
    }

    #[test]
    fn checks_know_what_the_user_says_about_pipelines() {
        let config = Config::parse(Path::new("c.toml"), "[pipelines.rename]\nraw = \"payments\"\n").unwrap();
        assert_eq!(config.rules.pipelines.rename.get("raw").map(String::as_str), Some("payments"));
        assert_eq!(config.rules.pipelines, config.pipelines);
    }

    #[test]
    fn the_environment_overrides_the_file() {
        let mut config = Config::parse(Path::new("c.toml"), "[aws]\nmax_rate = 5\n").unwrap();
        config.overlay(|name| (name == "TIDEGATE_MAX_RATE").then(|| "9".to_owned())).unwrap();
        assert_eq!(config.aws.max_rate, 9);
        let wrong = config.overlay(|name| (name == "TIDEGATE_MAX_RATE").then(|| "fast".to_owned()));
        assert!(wrong.unwrap_err().to_string().contains("TIDEGATE_MAX_RATE=fast"));
    }
}
