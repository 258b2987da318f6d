//! JSON as every verb prints it: laid out for reading, safe on a terminal.

use std::io::{self, BufWriter, ErrorKind, Write};

use serde::Serialize;

use crate::text::escaped_json;

/// A value as JSON over several lines. Characters that a terminal would obey or hide are escapes.
///
/// # Errors
/// When the value cannot be written as JSON, which no value of this crate causes.
pub fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::new();
    write_json(&mut bytes, value)?;
    String::from_utf8(bytes).map_err(|wrong| serde_json::Error::io(io::Error::new(ErrorKind::InvalidData, wrong)))
}

/// Writes what [`json`] makes, piece by piece: the answer for a whole estate can be larger than the estate.
///
/// # Errors
/// When the value cannot be written as JSON, or the writer fails.
pub fn write_json(out: impl Write, value: &impl Serialize) -> Result<(), serde_json::Error> {
    let mut out = Escaping(BufWriter::new(out));
    serde_json::to_writer_pretty(&mut out, value)?;
    out.write_all(b"\n").and_then(|()| out.flush()).map_err(serde_json::Error::io)
}

/// Escapes text on its way. The serializer hands over whole characters only.
struct Escaping<W>(W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Nearly all there is: nothing to escape, and an answer has hundreds of megabytes of it.
        if bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
            return self.0.write_all(bytes).map(|()| bytes.len());
        }
        let text = str::from_utf8(bytes).map_err(|wrong| io::Error::new(ErrorKind::InvalidData, wrong))?;
        self.0.write_all(escaped_json(text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
