//! Where files are kept: the platform's directories, or one directory named by `TIDEGATE_HOME`.

use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use thiserror::Error;

/// The directories of this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Snapshots and the state database.
    pub data: PathBuf,
    /// The configuration file and themes.
    pub config: PathBuf,
    /// Log files.
    pub logs: PathBuf,
}

/// No directory could be found or made.
#[derive(Debug, Error)]
pub enum PathsError {
    /// The platform names none.
    #[error("could not find a home directory; set TIDEGATE_HOME to a directory that may be written")]
    NoHome,
    /// It could not be made.
    #[error("could not make the directory {}: {source}; set TIDEGATE_HOME to one that may be written", path.display())]
    Make {
        /// The directory.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
}

impl Paths {
    /// The directories to use: below `TIDEGATE_HOME` if that is set, else the platform's.
    ///
    /// # Errors
    /// When neither is known.
    pub fn find() -> Result<Self, PathsError> {
        if let Some(home) = std::env::var_os("TIDEGATE_HOME").filter(|home| !home.is_empty()) {
            return Ok(Self::below(Path::new(&home)));
        }
        let dirs = ProjectDirs::from("", "", "tidegate").ok_or(PathsError::NoHome)?;
        let logs = dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_path_buf();
        Ok(Self { data: dirs.data_dir().to_path_buf(), config: dirs.config_dir().to_path_buf(), logs })
    }

    /// Everything below one directory.
    pub fn below(home: &Path) -> Self {
        Self { data: home.join("data"), config: home.join("config"), logs: home.join("logs") }
    }

    /// The directory of snapshots.
    pub fn snapshots(&self) -> PathBuf {
        self.data.join("snapshots")
    }

    /// The state database.
    pub fn state(&self) -> PathBuf {
        self.data.join("state.db")
    }

    /// The configuration file.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The directory of the user's themes.
    pub fn themes(&self) -> PathBuf {
        self.config.join("themes")
    }

    /// The log file.
    pub fn log_file(&self) -> PathBuf {
        self.logs.join("tidegate.log")
    }
}

/// Makes a directory that only its owner may read, unless it is there.
///
/// # Errors
/// When it cannot be made.
pub fn make_private(path: &Path) -> Result<(), PathsError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| PathsError::Make { path: path.to_path_buf(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_below_the_given_home() {
        let paths = Paths::below(Path::new("/somewhere"));
        for path in [paths.snapshots(), paths.state(), paths.config_file(), paths.themes(), paths.log_file()] {
            assert!(path.starts_with("/somewhere"), "{}", path.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_made_directory_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b");
        make_private(&path).unwrap();
        make_private(&path).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}
