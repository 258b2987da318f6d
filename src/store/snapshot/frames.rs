//! From a file's bytes to whole lines: zstd frames are walked, checked and unpacked, and what was torn off is dropped.

use std::io::{self, Read};
use std::path::Path;

use zstd::stream::read::Decoder;
use zstd::zstd_safe::find_frame_compressed_size;

use super::SnapshotError;
use super::line::END;

/// How each zstd frame begins.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// About so many bytes of lines are handed over at once.
const CHUNK: usize = 1 << 19;

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, SnapshotError> {
    std::fs::read(path).map_err(|source| SnapshotError::File { operation: "read", path: path.to_path_buf(), source })
}

/// Hands over the lines of a file's bytes, whole ones only, many at once. Gives the number of lines.
///
/// # Errors
/// When the file is something else or damaged, or `each` fails.
pub(super) fn whole_lines(
    path: &Path,
    bytes: &[u8],
    mut each: impl FnMut(&[u8]) -> Result<(), SnapshotError>,
) -> Result<usize, SnapshotError> {
    sniff(path, bytes)?;
    let mut splitter = Splitter { pending: Vec::with_capacity(2 * CHUNK), lines: 0, each: &mut each };
    let mut rest = bytes;
    while !rest.is_empty() {
        let Ok(size) = find_frame_compressed_size(rest) else {
            return torn(path, rest, splitter);
        };
        let (frame, after) = rest.split_at_checked(size).unwrap_or((rest, &[]));
        if let Err(error) = unpack(frame, &mut splitter) {
            return Err(error.into_snapshot_error(path, splitter.lines));
        }
        rest = after;
    }
    splitter.end(true)
}

/// The rest of a file that is no whole frame: torn off, unless it shows damage.
fn torn<F>(path: &Path, rest: &[u8], mut splitter: Splitter<'_, F>) -> Result<usize, SnapshotError>
where
    F: FnMut(&[u8]) -> Result<(), SnapshotError>,
{
    // File systems fill up a file with zeros when power fails between its growth and its content.
    let zeros = rest.iter().all(|byte| *byte == 0);
    let begins = rest.starts_with(&MAGIC) || MAGIC.starts_with(rest);
    if !zeros && (!begins || a_frame_follows(rest)) {
        let what = "what follows is not the compressed data that was written".to_owned();
        return Err(SnapshotError::Damaged { path: path.to_path_buf(), line: splitter.lines, what });
    }
    if begins && let Err(Unpack::Lines(error)) = unpack(rest, &mut splitter) {
        return Err(error);
    }
    splitter.end(false)
}

/// Whether a whole frame stands somewhere after the first: then the first was damaged, not cut off.
fn a_frame_follows(rest: &[u8]) -> bool {
    (1..rest.len()).any(|at| {
        rest.get(at..).is_some_and(|after| after.starts_with(&MAGIC) && find_frame_compressed_size(after).is_ok())
    })
}

/// Why a frame could not be unpacked and handed over.
enum Unpack {
    Data(io::Error),
    Lines(SnapshotError),
}

impl Unpack {
    fn into_snapshot_error(self, path: &Path, line: usize) -> SnapshotError {
        match self {
            Self::Data(error) => SnapshotError::Damaged { path: path.to_path_buf(), line, what: error.to_string() },
            Self::Lines(error) => error,
        }
    }
}

fn unpack<F>(frame: &[u8], splitter: &mut Splitter<'_, F>) -> Result<(), Unpack>
where
    F: FnMut(&[u8]) -> Result<(), SnapshotError>,
{
    let mut decoder = Decoder::with_buffer(frame).map_err(Unpack::Data)?.single_frame();
    loop {
        let start = splitter.pending.len();
        splitter.pending.resize(start + CHUNK, 0);
        let read = decoder.read(splitter.pending.get_mut(start..).unwrap_or_default());
        splitter.pending.truncate(start + read.as_ref().map_or(0, |count| *count));
        match read {
            Ok(0) => return Ok(()),
            Ok(_) => splitter.hand_over().map_err(Unpack::Lines)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Unpack::Data(error)),
        }
    }
}

struct Splitter<'a, F> {
    pending: Vec<u8>,
    lines: usize,
    each: &'a mut F,
}

impl<F> Splitter<'_, F>
where
    F: FnMut(&[u8]) -> Result<(), SnapshotError>,
{
    /// Hands over the whole lines, once there are enough of them.
    fn hand_over(&mut self) -> Result<(), SnapshotError> {
        if self.pending.len() >= CHUNK { self.hand_over_now() } else { Ok(()) }
    }

    fn hand_over_now(&mut self) -> Result<(), SnapshotError> {
        let Some(last) = self.pending.iter().rposition(|byte| *byte == b'\n') else { return Ok(()) };
        let whole = self.pending.get(..=last).unwrap_or_default();
        self.lines += newlines(whole);
        (self.each)(whole)?;
        self.pending.drain(..=last);
        Ok(())
    }

    /// Hands over what is left. Tools that repack a file may drop the end of the last line; a torn line is dropped.
    fn end(mut self, whole_file: bool) -> Result<usize, SnapshotError> {
        if whole_file && self.pending.last() == Some(&b'}') && last_line(&self.pending).starts_with(END) {
            self.pending.push(b'\n');
        }
        self.hand_over_now()?;
        Ok(self.lines)
    }
}

fn last_line(bytes: &[u8]) -> &[u8] {
    bytes.rsplit(|byte| *byte == b'\n').next().unwrap_or_default()
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| usize::from(*byte == b'\n')).sum()
}

/// Says what a file is when its first bytes are not those of a snapshot.
fn sniff(path: &Path, bytes: &[u8]) -> Result<(), SnapshotError> {
    let path = path.to_path_buf();
    if bytes.is_empty() {
        return Err(SnapshotError::Empty { path });
    }
    if bytes.starts_with(&MAGIC) {
        return Ok(());
    }
    if MAGIC.starts_with(bytes) {
        return Err(SnapshotError::CutOff { path });
    }
    let what = match bytes {
        [0x1f, 0x8b, ..] => "it is gzip data",
        [0xfd, b'7', b'z', b'X', b'Z', ..] => "it is xz data",
        [b'B', b'Z', b'h', ..] => "it is bzip2 data",
        [b'P', b'K', 3, 4, ..] => "it is a zip archive",
        _ if bytes.starts_with(b"SQLite format 3") => "it is an SQLite database",
        _ if bytes.starts_with(br#"{"tidegate_snapshot""#) => "it is not compressed; compress it with zstd",
        _ if bytes.get(..bytes.len().min(4096)).is_some_and(|head| !head.contains(&0)) => "it is text",
        _ => "it is not zstd data",
    };
    Err(SnapshotError::Foreign { path, what })
}
