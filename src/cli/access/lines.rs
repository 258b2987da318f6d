//! Whole lines of an input, as many at a time as one read gives: a file in large blocks, a pipe as it speaks.

use std::io::{ErrorKind, Read, Result};

/// The longest line that is taken, in bytes. The policies of a request are a few hundred kilobytes at the very most.
pub(super) const LONGEST: usize = 16 << 20;
/// How much is asked for at once.
const BLOCK: usize = 1 << 20;

/// Some lines that follow each other.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Whole lines; the last one of the input may lack its end.
    Lines {
        /// The number of the first, from 1.
        first: usize,
        /// Their bytes.
        bytes: Vec<u8>,
    },
    /// A line that is longer than [`LONGEST`], by its number. It was skipped.
    TooLong(usize),
}

/// Reads an input piece by piece.
pub(super) struct Pieces<R> {
    input: R,
    /// The beginning of a line whose end was not read yet.
    rest: Vec<u8>,
    line: usize,
    skips: bool,
    longest: usize,
}

impl<R: Read> Pieces<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, rest: Vec::new(), line: 1, skips: false, longest: LONGEST }
    }

    /// The next piece; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Piece>> {
        loop {
            let before = self.rest.len();
            if self.read()? == 0 {
                let bytes = std::mem::take(&mut self.rest);
                return Ok((!bytes.is_empty()).then_some(Piece::Lines { first: self.line, bytes }));
            }
            let fresh = self.rest.get(before..).unwrap_or_default();
            if self.skips {
                let end = fresh.iter().position(|byte| *byte == b'\n');
                self.skips = end.is_none();
                self.line += usize::from(end.is_some());
                self.rest.drain(..end.map_or(self.rest.len(), |end| before + end + 1));
                // What came with the end of the skipped line may hold whole lines already.
                match self.whole(0) {
                    Some(piece) => return Ok(Some(piece)),
                    None => continue,
                }
            }
            if let Some(piece) = self.whole(before) {
                return Ok(Some(piece));
            }
            if self.rest.len() > self.longest {
                self.skips = true;
                self.rest = Vec::new();
                return Ok(Some(Piece::TooLong(self.line)));
            }
        }
    }

    /// Cuts off the whole lines; up to `before` there is no line end.
    fn whole(&mut self, before: usize) -> Option<Piece> {
        let end = self.rest.get(before..)?.iter().rposition(|byte| *byte == b'\n')? + before + 1;
        let rest = self.rest.split_off(end);
        let bytes = std::mem::replace(&mut self.rest, rest);
        let first = self.line;
        self.line += bytes.iter().filter(|byte| **byte == b'\n').count();
        Some(Piece::Lines { first, bytes })
    }

    /// Reads some more behind the rest; the number of bytes.
    fn read(&mut self) -> Result<usize> {
        let before = self.rest.len();
        self.rest.resize(before + BLOCK, 0);
        let read = loop {
            match self.input.read(self.rest.get_mut(before..).unwrap_or_default()) {
                Err(wrong) if wrong.kind() == ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.rest.truncate(before + read.as_ref().copied().unwrap_or(0));
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An input that gives its parts one by one.
    struct Parts(Vec<&'static str>);

    impl Read for Parts {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let part = self.0.remove(0);
            buffer[..part.len()].copy_from_slice(part.as_bytes());
            Ok(part.len())
        }
    }

    fn pieces(longest: usize, parts: &[&'static str]) -> Vec<Piece> {
        let mut pieces = Pieces { longest, ..Pieces::new(Parts(parts.to_vec())) };
        std::iter::from_fn(|| pieces.next().unwrap()).collect()
    }

    fn lines(first: usize, text: &str) -> Piece {
        Piece::Lines { first, bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn lines_come_as_soon_as_they_are_whole() {
        assert_eq!(
            pieces(LONGEST, &["a\nb\nc", "d", "e\n", "\n", "f"]),
            [lines(1, "a\nb\n"), lines(3, "cde\n"), lines(4, "\n"), lines(5, "f")]
        );
        assert_eq!(pieces(LONGEST, &[]), []);
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_counted() {
        assert_eq!(
            pieces(4, &["ab\ncd", "efg", "hi", "j\nk\nlm", "n\n"]),
            [lines(1, "ab\n"), Piece::TooLong(2), lines(3, "k\n"), lines(4, "lmn\n")]
        );
        assert_eq!(pieces(4, &["abcdef", "gh"]), [Piece::TooLong(1)]);
        assert_eq!(pieces(4, &["abcdef", "gh\n", "i"]), [Piece::TooLong(1), lines(2, "i")]);
    }
}
