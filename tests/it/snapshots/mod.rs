//! Snapshot files: written, read, cut off, corrupted.

mod damaged;
mod scans;
mod whole;

use std::path::{Path, PathBuf};

use tidegate::model::Estate;
use tidegate::simulated::generate;

/// An estate with something of everything that a file holds.
pub fn estate(resources: usize) -> Estate {
    let estate = generate::with_gap(generate(resources), "data-100000000000-000007");
    assert_eq!(estate.gaps().len(), 1);
    estate
}

/// The lines of a snapshot, unpacked by the plain library.
pub fn lines(path: &Path) -> Vec<String> {
    let bytes = zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap();
    String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
}

/// Writes lines as one frame, as another tool would.
pub fn pack(directory: &Path, lines: &[String]) -> PathBuf {
    let path = directory.join("packed.jsonl.zst");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(&path, zstd::encode_all(text.as_bytes(), 3).unwrap()).unwrap();
    path
}

/// Whether one estate holds nothing but resources of another, unchanged.
pub fn is_part_of(part: &Estate, whole: &Estate) -> bool {
    part.resources().all(|(_, resource)| whole.find(resource.arn.as_str()).is_some_and(|(_, it)| it == resource))
}
