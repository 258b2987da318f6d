//! What is written comes back, and other tools can read it.

use tidegate::model::{Failure, Gap, GapId, Header, Record};
use tidegate::store::snapshot::{SnapshotError, SnapshotWriter, open, save};

use super::{estate, is_part_of, lines, pack};

#[test]
fn an_estate_comes_back_as_it_was_written() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl.zst");
    let written = estate(3_000);
    save(&path, &written).unwrap();
    let read = open(&path).unwrap();
    assert_eq!(read.header, written.header);
    assert!(!read.partial);
    assert_eq!(read.accounts(), written.accounts());
    assert_eq!(read.gaps(), written.gaps());
    assert_eq!(read.listings(), written.listings());
    assert!(read.activities().eq(written.activities()) && read.activities().count() == 1);
    assert_eq!(read.resources().len(), written.resources().len());
    assert!(is_part_of(&read, &written));
}

#[test]
fn the_order_of_an_estate_does_not_depend_on_what_was_read_first() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl.zst");
    let whole = estate(300);
    let mut writer = SnapshotWriter::create(&path, &whole.header).unwrap();
    let mut resources: Vec<_> = whole.resources().map(|(_, resource)| resource).collect();
    resources.reverse();
    for resource in resources {
        writer.resource(resource).unwrap();
    }
    writer.finish(whole.header.started).unwrap();
    let read = open(&path).unwrap();
    assert!(read.resources().eq(whole.resources()));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_a_snapshot() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl.zst");
    save(&path, &estate(40)).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn an_existing_file_is_never_overwritten() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl.zst");
    std::fs::write(&path, "precious").unwrap();
    assert!(matches!(save(&path, &estate(40)), Err(SnapshotError::Exists { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
}

#[test]
fn every_line_is_one_json_object_with_its_kind() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl.zst");
    save(&path, &estate(60)).unwrap();
    let lines: Vec<serde_json::Value> = lines(&path).iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["tidegate_snapshot"], 1);
    let last = &lines[lines.len() - 1]["end"];
    assert_eq!(last["records"]["resource"], 60);
    let resources = lines.iter().filter(|line| line["record"] == "resource");
    assert_eq!(resources.inspect(|line| assert!(line["arn"].is_string())).count(), 60);
}

#[test]
fn a_file_that_another_tool_packed_again_opens() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl.zst");
    let written = estate(500);
    save(&path, &written).unwrap();
    let packed = pack(home.path(), &lines(&path));
    assert_eq!(open(&packed).unwrap().resources().len(), 500);
    // Without the end of the last line, as some tools leave it.
    let text = lines(&path).join("\n");
    std::fs::write(&packed, zstd::encode_all(text.as_bytes(), 3).unwrap()).unwrap();
    assert!(!open(&packed).unwrap().partial);
}

#[test]
fn a_partial_snapshot_goes_on_and_ends_whole() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl.zst");
    let whole = estate(300);
    let header = Header { finished: None, ..whole.header.clone() };
    let mut writer = SnapshotWriter::create(&path, &header).unwrap();
    for (_, resource) in whole.resources().take(100) {
        writer.resource(resource).unwrap();
    }
    writer.leave_partial().unwrap();
    // What was torn off with a crash is dropped.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(bytes.len() - 9);
    std::fs::write(&path, bytes).unwrap();

    let (mut writer, held) = SnapshotWriter::resume(&path).unwrap();
    assert!(held.partial && is_part_of(&held, &whole));
    let missing = whole.resources().filter(|(_, resource)| held.find(resource.arn.as_str()).is_none());
    for (_, resource) in missing {
        writer.record(&Record::Resource(Box::new(tidegate::model::Resource::clone(resource)))).unwrap();
    }
    writer.finish(whole.header.started).unwrap();
    let read = open(&path).unwrap();
    assert!(!read.partial);
    assert_eq!(read.resources().len(), 300);
    assert!(is_part_of(&read, &whole));
    assert!(matches!(SnapshotWriter::resume(&path), Err(SnapshotError::Complete { .. })));
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1, "no file is left beside it");
}

#[test]
fn what_was_flushed_is_readable_while_the_scan_runs() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl.zst");
    let whole = estate(50);
    let mut writer = SnapshotWriter::create(&path, &whole.header).unwrap();
    for (_, resource) in whole.resources().take(20) {
        writer.resource(resource).unwrap();
    }
    writer.flush().unwrap();
    let read = open(&path).unwrap();
    assert!(read.partial);
    assert_eq!(read.resources().len(), 20);
}

#[test]
fn what_older_versions_wrote_as_cancelled_was_left_out_on_request() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl.zst");
    let mut whole = estate(40);
    let gap = |reason, message: &str| Gap {
        account: "111122223333".into(),
        region: "global".into(),
        api: "iam:GenerateServiceLastAccessedDetails".into(),
        resource: String::new(),
        reason,
        permission: "iam:GenerateServiceLastAccessedDetails".into(),
        message: message.into(),
    };
    let old = gap(Failure::Cancelled, "left out on request");
    let cut_off = gap(Failure::Cancelled, "the scan ended before this was read");
    for (id, gap) in (1..).map(GapId).zip([old, cut_off.clone()]) {
        whole.push(Record::Gap { id, gap });
    }
    save(&path, &whole).unwrap();
    let read = open(&path).unwrap();
    assert_eq!(read.gaps()[1..], [gap(Failure::LeftOut, ""), cut_off]);
    assert!(read.gaps()[1].to_string().ends_with("left out on request"), "{}", read.gaps()[1]);
}
