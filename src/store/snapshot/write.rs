//! Writing a snapshot as the scan proceeds, and going on with one that was cut off.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;
use sha2::{Digest, Sha256};
use zstd::bulk::Compressor;
use zstd::zstd_safe::CParameter;

use super::line::{End, FORMAT, FirstLine, LastLine, record_kind};
use super::tidy::tidy;
use super::{SnapshotError, open};
use crate::model::{Estate, GapId, Header, Record, Resource, Timestamp};

/// A frame is written once it holds so many bytes of lines.
const FRAME_BYTES: usize = 1 << 20;
/// A frame is written once its first line is so old, so that little is lost when the program is killed.
const FRAME_AGE: Duration = Duration::from_secs(1);
const LEVEL: i32 = 3;

/// A resource as its line has it, without a copy of the resource.
#[derive(Serialize)]
#[serde(tag = "record", rename_all = "snake_case")]
enum Borrowed<'a> {
    Resource(&'a Resource),
}

/// Writes a snapshot, frame by frame.
pub struct SnapshotWriter {
    path: PathBuf,
    /// None where the snapshot is not kept.
    file: Option<File>,
    compressor: Compressor<'static>,
    frame: Vec<u8>,
    frame_began: Instant,
    hash: Sha256,
    counts: BTreeMap<String, u64>,
}

impl std::fmt::Debug for SnapshotWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SnapshotWriter").field("path", &self.path).finish_non_exhaustive()
    }
}

impl SnapshotWriter {
    /// Makes a new file, readable by its owner only, and writes the first line to it.
    ///
    /// # Errors
    /// When there is a file already, or it cannot be made.
    pub fn create(path: &Path, header: &Header) -> Result<Self, SnapshotError> {
        let file = private(path).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => SnapshotError::Exists { path: path.to_path_buf() },
            _ => failed("create", path, source),
        })?;
        Self::begin(path, Some(file), header)
    }

    /// Takes a snapshot in that is not kept: there is no file at any time.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn nowhere(header: &Header) -> Result<Self, SnapshotError> {
        Self::begin(Path::new("(not kept)"), None, header)
    }

    fn begin(path: &Path, file: Option<File>, header: &Header) -> Result<Self, SnapshotError> {
        let mut writer = Self {
            path: path.to_path_buf(),
            file,
            compressor: compressor().map_err(|source| failed("create", path, source))?,
            frame: Vec::new(),
            frame_began: Instant::now(),
            hash: Sha256::new(),
            counts: BTreeMap::new(),
        };
        writer.line(&FirstLine { tidegate_snapshot: FORMAT, header: header.clone() })?;
        writer.flush()?;
        Ok(writer)
    }

    /// Opens a partial snapshot to go on with it. What was torn off with its last line is dropped, and so is what
    /// must be read again because credentials expired.
    ///
    /// What stays is written to a new file that then takes the old one's place, so that a crash here loses nothing.
    ///
    /// # Errors
    /// When the file cannot be read, is damaged, or is complete.
    pub fn resume(path: &Path) -> Result<(Self, Estate), SnapshotError> {
        let estate = open(path)?;
        if !estate.partial {
            return Err(SnapshotError::Complete { path: path.to_path_buf() });
        }
        let estate = tidy(estate).map_err(|source| failed("read", path, source.into()))?;
        let beside = beside(path);
        match std::fs::remove_file(&beside) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(failed("write", &beside, source)),
            _ => {}
        }
        let mut writer = Self::create(&beside, &estate.header)?;
        writer.estate(&estate)?;
        writer.flush()?;
        writer.sync()?;
        std::fs::rename(&beside, path).map_err(|source| failed("write", path, source))?;
        writer.path = path.to_path_buf();
        Ok((writer, estate))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes one record. It is in the file after the next [`SnapshotWriter::flush`], which happens by itself.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record(&mut self, record: &Record) -> Result<(), SnapshotError> {
        self.line(record)?;
        self.count(record_kind(record));
        self.flush_when_due()
    }

    /// Writes one resource, as [`SnapshotWriter::record`] would.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn resource(&mut self, resource: &Resource) -> Result<(), SnapshotError> {
        self.line(&Borrowed::Resource(resource))?;
        self.count("resource");
        self.flush_when_due()
    }

    /// Writes what is held back, if it has been for long enough.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn flush_when_due(&mut self) -> Result<(), SnapshotError> {
        let due = self.frame.len() >= FRAME_BYTES || self.frame_began.elapsed() >= FRAME_AGE;
        if due && !self.frame.is_empty() { self.flush() } else { Ok(()) }
    }

    /// Writes what is held back as a frame of its own.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn flush(&mut self) -> Result<(), SnapshotError> {
        if self.frame.is_empty() {
            return Ok(());
        }
        if let Some(file) = &mut self.file {
            let packed = self.compressor.compress(&self.frame).map_err(|source| failed("write", &self.path, source))?;
            file.write_all(&packed).map_err(|source| failed("write", &self.path, source))?;
        }
        self.frame.clear();
        Ok(())
    }

    /// Writes what is held back and leaves the file partial: it can be opened and resumed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn leave_partial(mut self) -> Result<PathBuf, SnapshotError> {
        self.flush()?;
        self.sync()?;
        Ok(self.path)
    }

    /// Writes the last line and makes the file durable.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(mut self, finished: Timestamp) -> Result<PathBuf, SnapshotError> {
        let sha256 = hex::encode(std::mem::take(&mut self.hash).finalize());
        let end = End { finished, records: std::mem::take(&mut self.counts), sha256 };
        self.line(&LastLine { end })?;
        self.flush()?;
        self.sync()?;
        Ok(self.path)
    }

    fn sync(&self) -> Result<(), SnapshotError> {
        let synced = self.file.as_ref().map_or(Ok(()), File::sync_all);
        synced.map_err(|source| failed("write", &self.path, source))
    }

    fn count(&mut self, kind: &str) {
        match self.counts.get_mut(kind) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(kind.to_owned(), 1);
            }
        }
    }

    fn line<T: Serialize>(&mut self, value: &T) -> Result<(), SnapshotError> {
        if self.frame.is_empty() {
            self.frame_began = Instant::now();
        }
        let start = self.frame.len();
        serde_json::to_writer(&mut self.frame, value).map_err(|source| failed("write", &self.path, source.into()))?;
        self.frame.push(b'\n');
        self.hash.update(self.frame.get(start..).unwrap_or_default());
        Ok(())
    }

    /// Writes all records of an estate.
    fn estate(&mut self, estate: &Estate) -> Result<(), SnapshotError> {
        for account in estate.accounts() {
            self.record(&Record::Account(account.clone()))?;
        }
        if let Some(organization) = estate.organization() {
            self.record(&Record::Organization(organization.clone()))?;
        }
        for (id, gap) in (0..).map(GapId).zip(estate.gaps()) {
            self.record(&Record::Gap { id, gap: gap.clone() })?;
        }
        for (_, resource) in estate.resources() {
            self.resource(resource)?;
        }
        for listing in estate.listings() {
            self.record(&Record::Listing(listing.clone()))?;
        }
        for activity in estate.activities() {
            self.record(&Record::Activity(Box::new(activity.clone())))?;
        }
        for unit in estate.done() {
            self.record(&Record::Done { unit: unit.clone() })?;
        }
        Ok(())
    }
}

/// Writes a whole estate to a new file: complete unless it is partial.
///
/// # Errors
/// As [`SnapshotWriter::create`].
pub fn save(path: &Path, estate: &Estate) -> Result<(), SnapshotError> {
    let header = Header { finished: None, ..estate.header.clone() };
    let mut writer = SnapshotWriter::create(path, &header)?;
    writer.estate(estate)?;
    match estate.header.finished {
        Some(finished) if !estate.partial => writer.finish(finished)?,
        _ => writer.leave_partial()?,
    };
    Ok(())
}

fn compressor() -> io::Result<Compressor<'static>> {
    let mut compressor = Compressor::new(LEVEL)?;
    compressor.set_parameter(CParameter::ChecksumFlag(true))?;
    Ok(compressor)
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A file in the same directory, so that a rename puts it in place in one step.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".resuming");
    path.with_file_name(name)
}

fn failed(operation: &'static str, path: &Path, source: io::Error) -> SnapshotError {
    SnapshotError::File { operation, path: path.to_path_buf(), source }
}
