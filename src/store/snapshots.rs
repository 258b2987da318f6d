//! The snapshots in the data directory: named by the time of their scan, listed newest first.

use std::path::{Path, PathBuf};

use crate::model::Timestamp;

/// What a snapshot's name ends with.
pub const SUFFIX: &str = ".jsonl.zst";

/// The file for a scan that begins now. Names sort by time.
pub fn path_for(directory: &Path, started: Timestamp) -> PathBuf {
    let name = started.strftime("%Y%m%dT%H%M%S").to_string();
    let first = directory.join(format!("{name}Z{SUFFIX}"));
    let numbered = (2..).map(|n| directory.join(format!("{name}Z-{n}{SUFFIX}")));
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}

/// All snapshots of a directory, the newest first; none when there is no such directory.
pub fn list(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let is_snapshot = |path: &PathBuf| path.to_string_lossy().ends_with(SUFFIX);
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_snapshot).collect();
    paths.sort_unstable_by(|a, b| b.cmp(a));
    paths
}

/// The newest snapshot of a directory.
pub fn latest(directory: &Path) -> Option<PathBuf> {
    list(directory).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_is_the_one_that_began_last() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(latest(&home.path().join("absent")), None);
        let times = ["2026-01-02T03:04:05Z", "2026-01-03T00:00:00Z", "2025-12-31T23:59:59Z"];
        for time in times {
            std::fs::write(path_for(home.path(), time.parse().unwrap()), b"").unwrap();
        }
        std::fs::write(home.path().join("other.txt"), b"").unwrap();
        assert_eq!(list(home.path()).len(), 3);
        assert!(latest(home.path()).unwrap().ends_with("20260103T000000Z.jsonl.zst"));
    }

    #[test]
    fn two_scans_in_one_second_get_two_files() {
        let home = tempfile::tempdir().unwrap();
        let time: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let first = path_for(home.path(), time);
        std::fs::write(&first, b"").unwrap();
        assert_ne!(path_for(home.path(), time), first);
    }
}
