//! Opening a snapshot: unpacking and hashing on one thread, parsing on the others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::line::{END, End, FORMAT, FirstLine, LastLine, Version};
use super::parse::{Item, Parsed, parse};
use super::{SnapshotError, frames};
use crate::model::{Estate, Failure, GapId, Header, Record, Resource, SharedDocuments};

/// So many chunks may wait to be parsed: enough to keep the parsers busy, and a bound on memory.
const WAITING: usize = 8;

/// Opens a snapshot. One without its last line gives a partial estate.
///
/// # Errors
/// When the file is no snapshot, is newer than this program, is damaged, or has a line that is not understood.
pub fn open(path: &Path) -> Result<Estate, SnapshotError> {
    read(path, &frames::bytes_of(path)?)
}

/// Opens a snapshot that is held in memory; `name` stands for its path in messages.
///
/// # Errors
/// As [`open`].
pub fn open_bytes(name: &str, bytes: &[u8]) -> Result<Estate, SnapshotError> {
    read(Path::new(name), bytes)
}

fn read(path: &Path, bytes: &[u8]) -> Result<Estate, SnapshotError> {
    let (sender, receiver) = sync_channel(WAITING);
    let (taken, mut parsed) = std::thread::scope(|scope| {
        let intake = scope.spawn(|| Intake::new(path, bytes, sender).run());
        let parsed = parse_all(receiver);
        let taken = intake.join().unwrap_or_else(|_| Err(damaged(path, 0, "it could not be unpacked")));
        (taken, parsed)
    });
    let taken = taken?;
    parsed.sort_unstable_by_key(|(index, _)| *index);
    build(path, taken, parsed.into_iter().map(|(_, parsed)| parsed))
}

fn parse_all(receiver: Receiver<Vec<u8>>) -> Vec<(usize, Parsed)> {
    let documents = SharedDocuments::default();
    let numbered = receiver.into_iter().enumerate();
    numbered.par_bridge().map(|(index, mut chunk)| (index, parse(&mut chunk, &documents))).collect()
}

/// What the unpacking thread found besides records.
struct Taken {
    header: Header,
    end: Option<End>,
    sha256: String,
}

/// Receives whole lines in order, takes out the first and the last, hashes all but the last, and hands on the rest.
struct Intake<'a> {
    path: &'a Path,
    bytes: &'a [u8],
    sender: SyncSender<Vec<u8>>,
    header: Option<Header>,
    /// The newest lines: the last of them may be the file's last.
    held: Vec<u8>,
    hash: Sha256,
}

impl<'a> Intake<'a> {
    fn new(path: &'a Path, bytes: &'a [u8], sender: SyncSender<Vec<u8>>) -> Self {
        Self { path, bytes, sender, header: None, held: Vec::new(), hash: Sha256::new() }
    }

    fn run(mut self) -> Result<Taken, SnapshotError> {
        let (path, bytes) = (self.path, self.bytes);
        let lines = frames::whole_lines(path, bytes, |lines| self.take(lines))?;
        let last_at = line_start(&self.held);
        let last = self.held.split_off(last_at);
        let end = if last.starts_with(END) { Some(self.last_line(&last, lines)?) } else { None };
        if end.is_none() {
            self.held.extend_from_slice(&last);
        }
        self.release();
        let header = self.header.ok_or_else(|| SnapshotError::CutOff { path: self.path.to_path_buf() })?;
        Ok(Taken { header, end, sha256: hex::encode(self.hash.finalize()) })
    }

    fn take(&mut self, mut lines: &[u8]) -> Result<(), SnapshotError> {
        if self.header.is_none() {
            let first_end = lines.iter().position(|byte| *byte == b'\n').map_or(lines.len(), |at| at + 1);
            let (first, rest) = lines.split_at_checked(first_end).unwrap_or((lines, &[]));
            self.header = Some(first_line(self.path, first)?);
            self.hash.update(first);
            lines = rest;
        }
        self.release();
        self.held.extend_from_slice(lines);
        Ok(())
    }

    /// Hashes the held lines and hands them on.
    fn release(&mut self) {
        if !self.held.is_empty() {
            self.hash.update(&self.held);
            // The receiver lives until this thread ends.
            let _ = self.sender.send(std::mem::take(&mut self.held));
        }
    }

    fn last_line(&self, last: &[u8], lines: usize) -> Result<End, SnapshotError> {
        let parsed: LastLine = serde_json::from_slice(last)
            .map_err(|error| malformed(self.path, lines, format!("the last line is not understood: {error}")))?;
        Ok(parsed.end)
    }
}

fn line_start(lines: &[u8]) -> usize {
    let before_last = lines.len().saturating_sub(1);
    lines.get(..before_last).unwrap_or_default().iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)
}

fn first_line(path: &Path, line: &[u8]) -> Result<Header, SnapshotError> {
    let foreign = |_| SnapshotError::Foreign {
        path: path.to_path_buf(),
        what: "its first line does not say \"tidegate_snapshot\"",
    };
    let version: Version = serde_json::from_slice(line).map_err(foreign)?;
    if version.tidegate_snapshot > FORMAT {
        return Err(SnapshotError::Newer { path: path.to_path_buf(), found: version.tidegate_snapshot });
    }
    let first: FirstLine = serde_json::from_slice(line).map_err(|error| malformed(path, 1, error.to_string()))?;
    Ok(first.header)
}

fn build(path: &Path, taken: Taken, chunks: impl Iterator<Item = Parsed>) -> Result<Estate, SnapshotError> {
    let mut estate = Estate::new(taken.header);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    // The header is the first line.
    let mut lines = 1;
    let mut resources: Vec<Arc<Resource>> = Vec::new();
    for chunk in chunks {
        if let Some(wrong) = chunk.wrong {
            let path = path.to_path_buf();
            let (subject, message) = (wrong.subject, wrong.message);
            return Err(SnapshotError::Malformed { path, line: lines + wrong.line + 1, subject, message });
        }
        for (kind, count) in chunk.counts {
            *counts.entry(kind.to_owned()).or_default() += count;
        }
        for item in chunk.items {
            match item {
                Item::Resource(resource) => resources.push(resource),
                Item::Other(record) => push(&mut estate, *record).map_err(|message| malformed(path, lines, message))?,
            }
        }
        lines += chunk.lines;
    }
    // In order, as after the scan itself. A resource that was read twice keeps its later state: the sort is stable.
    resources.par_sort_by(|a, b| a.order().cmp(&b.order()));
    for resource in resources {
        estate.insert(resource);
    }
    match taken.end {
        Some(end) => {
            check(path, &end, &counts, taken.sha256)?;
            estate.header.finished = Some(end.finished);
        }
        None => estate.partial = true,
    }
    if estate.header.callers.is_empty() {
        estate.header.callers = estate.accounts().iter().map(|account| account.caller.clone()).collect();
    }
    Ok(estate)
}

fn push(estate: &mut Estate, mut record: Record) -> Result<(), String> {
    if let Record::Gap { id: GapId(id), gap } = &mut record {
        // The first versions wrote what was left out on request as cancelled.
        if gap.reason == Failure::Cancelled && gap.message == Failure::LeftOut.words() {
            (gap.reason, gap.message) = (Failure::LeftOut, String::new());
        }
        let place = estate.gaps().len();
        if usize::try_from(*id) != Ok(place) {
            return Err(format!("gap {id} stands where gap {place} belongs"));
        }
    }
    estate.push(record);
    Ok(())
}

/// Compares a file with what its last line says of it.
fn check(path: &Path, end: &End, counts: &BTreeMap<String, u64>, sha256: String) -> Result<(), SnapshotError> {
    let path = || -> PathBuf { path.to_path_buf() };
    for kind in counts.keys().chain(end.records.keys()) {
        let (found, said) = (counts.get(kind).copied(), end.records.get(kind).copied());
        if found.unwrap_or(0) != said.unwrap_or(0) {
            let (found, said) = (found.unwrap_or(0), said.unwrap_or(0));
            return Err(SnapshotError::Counts { path: path(), what: kind.clone(), said, found });
        }
    }
    if sha256 != end.sha256 {
        return Err(SnapshotError::Checksum { path: path(), said: end.sha256.clone(), found: sha256 });
    }
    Ok(())
}

fn malformed(path: &Path, line: usize, message: String) -> SnapshotError {
    SnapshotError::Malformed { path: path.to_path_buf(), line, subject: String::new(), message }
}

fn damaged(path: &Path, line: usize, what: &str) -> SnapshotError {
    SnapshotError::Damaged { path: path.to_path_buf(), line, what: what.to_owned() }
}
