//! Files that are cut off, changed, newer, or something else.

use std::path::{Path, PathBuf};

use tidegate::model::Estate;
use tidegate::store::snapshot::{SnapshotError, open, save};

use super::{estate, is_part_of, lines, pack};

fn saved(home: &Path, resources: usize) -> (Estate, PathBuf, Vec<u8>) {
    let path = home.join("a.jsonl.zst");
    let estate = estate(resources);
    save(&path, &estate).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    (estate, path, bytes)
}

fn message(path: &Path) -> String {
    open(path).unwrap_err().to_string()
}

#[test]
fn a_file_cut_off_anywhere_gives_the_beginning_of_its_estate() {
    let home = tempfile::tempdir().unwrap();
    let (whole, path, bytes) = saved(home.path(), 3_000);
    let mut held = 0;
    for twentieth in 1..20 {
        std::fs::write(&path, &bytes[..bytes.len() * twentieth / 20]).unwrap();
        let part = open(&path).unwrap_or_else(|error| panic!("at {twentieth}/20: {error}"));
        assert!(part.partial, "at {twentieth}/20");
        assert!(part.header.finished.is_none());
        assert!(is_part_of(&part, &whole), "at {twentieth}/20");
        assert!(part.resources().len() >= held, "at {twentieth}/20");
        held = part.resources().len();
    }
    assert!(held > 2_000, "nearly the whole file holds nearly all: {held}");
}

#[test]
fn a_file_cut_off_in_its_first_line_says_so() {
    let home = tempfile::tempdir().unwrap();
    let (_, path, bytes) = saved(home.path(), 40);
    for length in 1..40 {
        std::fs::write(&path, &bytes[..length]).unwrap();
        assert!(message(&path).contains("cut off before its first line"), "{length}: {}", message(&path));
    }
    std::fs::write(&path, b"").unwrap();
    assert!(message(&path).contains("is empty"));
}

#[test]
fn zeros_left_by_a_power_failure_are_a_cut() {
    let home = tempfile::tempdir().unwrap();
    let (_, path, mut bytes) = saved(home.path(), 3_000);
    let end = bytes.len();
    bytes[end / 2..].fill(0);
    std::fs::write(&path, &bytes).unwrap();
    assert!(open(&path).unwrap().partial);
}

#[test]
fn a_flipped_byte_never_goes_unseen() {
    let home = tempfile::tempdir().unwrap();
    let (whole, path, bytes) = saved(home.path(), 1_000);
    let mut errors = 0;
    let places = (0..bytes.len()).step_by(bytes.len() / 100 + 1).chain(bytes.len() - 24..bytes.len());
    let places: Vec<usize> = places.collect();
    for &place in &places {
        let mut changed = bytes.clone();
        changed[place] ^= 0x55;
        std::fs::write(&path, &changed).unwrap();
        match open(&path) {
            Err(_) => errors += 1,
            // A change that looks like a cut may only cost what follows it.
            Ok(part) => {
                assert!(part.partial, "byte {place} went unseen");
                assert!(is_part_of(&part, &whole), "byte {place}");
            }
        }
    }
    assert!(errors * 10 > places.len() * 9, "{errors} of {} were told", places.len());
}

#[test]
fn a_changed_line_is_told_by_the_checksum() {
    let home = tempfile::tempdir().unwrap();
    let (_, path, _) = saved(home.path(), 100);
    let mut lines = lines(&path);
    lines[40] =
        lines[40].replace("production", "production-2").replace("staging", "staging-2").replace("development", "d");
    let packed = pack(home.path(), &lines);
    assert!(matches!(open(&packed), Err(SnapshotError::Checksum { .. })), "{}", message(&packed));
    assert!(message(&packed).contains("was changed since it was written"));
}

#[test]
fn a_missing_line_is_counted() {
    let home = tempfile::tempdir().unwrap();
    let (_, path, _) = saved(home.path(), 100);
    let mut lines = lines(&path);
    lines.remove(50);
    let said = message(&pack(home.path(), &lines));
    assert!(said.contains("holds 99 resource records, and its last line says 100"), "{said}");
}

#[test]
fn a_malformed_record_is_told_with_line_resource_and_field() {
    let home = tempfile::tempdir().unwrap();
    let (_, path, _) = saved(home.path(), 100);
    let mut lines = lines(&path);
    lines[49] = lines[49].replace("\"region\":", "\"regiun\":");
    let said = message(&pack(home.path(), &lines));
    assert!(said.contains("line 50 (arn:aws:") && said.contains("missing field `region`"), "{said}");
    lines[49] = "{".to_owned();
    let said = message(&pack(home.path(), &lines));
    assert!(said.contains("line 50:"), "{said}");
}

#[test]
fn a_record_of_an_unknown_kind_is_malformed() {
    let home = tempfile::tempdir().unwrap();
    let (_, path, _) = saved(home.path(), 40);
    let mut lines = lines(&path);
    lines[10] = r#"{"record":"rumour","text":"x"}"#.to_owned();
    let said = message(&pack(home.path(), &lines));
    assert!(said.contains("line 11") && said.contains("unknown variant `rumour`"), "{said}");
}

#[test]
fn gaps_out_of_order_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let (_, path, _) = saved(home.path(), 40);
    let mut lines = lines(&path);
    let gap = lines.iter().position(|line| line.contains(r#""record":"gap""#)).unwrap();
    lines[gap] = lines[gap].replace("\"id\":0", "\"id\":7");
    assert!(message(&pack(home.path(), &lines)).contains("gap 7 stands where gap 0 belongs"));
}

#[test]
fn a_newer_format_asks_for_a_newer_program() {
    let home = tempfile::tempdir().unwrap();
    let (_, path, _) = saved(home.path(), 40);
    let mut lines = lines(&path);
    lines[0] = r#"{"tidegate_snapshot":2,"everything":"else"}"#.to_owned();
    let packed = pack(home.path(), &lines);
    assert!(matches!(open(&packed), Err(SnapshotError::Newer { found: 2, .. })));
    assert!(message(&packed).contains("open it with a newer Tidegate"));
}

#[test]
fn a_foreign_file_is_told_for_what_it_is() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("other");
    let cases: [(&[u8], &str); 7] = [
        (b"\x1f\x8b\x08\0\0\0\0\0", "it is gzip data"),
        (b"PK\x03\x04", "it is a zip archive"),
        (b"SQLite format 3\0....", "an SQLite database"),
        (b"Dear reader,\n", "it is text"),
        (b"{\"tidegate_snapshot\":1}\n", "compress it with zstd"),
        (b"\x7fELF\0\0\0\0", "it is not zstd data"),
        (&zstd::encode_all(&b"{\"some\":\"json\"}\n"[..], 3).unwrap(), "does not say \"tidegate_snapshot\""),
    ];
    for (bytes, words) in cases {
        std::fs::write(&path, bytes).unwrap();
        assert!(message(&path).contains(words), "{}", message(&path));
    }
    assert!(message(&home.path().join("absent")).contains("could not read the snapshot"));
}
