//! Snapshot files: written, read, cut off, corrupted.

mod damaged;
mod scans;
mod whole;

use std::path::{Path, PathBuf};

use tidegate::model::{Activity, Arn, Estate, EventLog, Fact, Record, Use};
use tidegate::simulated::generate;

/// An estate with something of everything that a file holds.
pub fn estate(resources: usize) -> Estate {
    let mut estate = generate::with_gap(generate(resources), "data-100000000000-000007");
    assert_eq!(estate.gaps().len(), 1);
    let [identity, resource] = ["arn:aws:iam::100000000000:role/load", "arn:aws:s3:::raw"].map(Arn::from);
    let used = Use { identity, action: "kms:Decrypt".to_owned(), resource, at: estate.header.started, count: 2 };
    estate.push(Record::Activity(Box::new(Activity {
        account: "100000000000".into(),
        region: "eu-west-1".into(),
        log: EventLog::Management,
        subject: "kms:Decrypt".to_owned(),
        uses: Fact::Known(vec![used]),
        events: 2,
        cut_off: false,
    })));
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
