//! Lines of bytes, each bounded.

use std::io::{self, BufRead};

/// Cuts a stream into lines at `\n`. Holds one line at a time, of at most `limit` bytes.
pub(crate) struct Lines {
    limit: u64,
    number: u64,
    offset: u64,
}

/// What was found at one line.
pub(crate) enum Found {
    /// A line without its `\n`.
    Line(Vec<u8>),
    /// A line over the limit, which was passed over.
    TooLong,
    /// The stream failed; the line it failed in is lost.
    Failed(io::Error),
}

/// One line and where it stands.
pub(crate) struct NumberedLine {
    /// 1-based.
    pub(crate) number: u64,
    /// Offset of its first byte.
    pub(crate) offset: u64,
    /// Bytes of the line that were read, without its line feed.
    pub(crate) length: u64,
    pub(crate) found: Found,
}

impl Lines {
    pub(crate) fn new(limit: u64) -> Self {
        Lines { limit, number: 0, offset: 0 }
    }

    /// The next line; `None` at the end of the stream. After a failure the stream is to be left.
    pub(crate) fn next(&mut self, stream: &mut dyn BufRead) -> Option<NumberedLine> {
        let mut line = Vec::new();
        let mut length = 0_u64;
        let outcome = loop {
            let available = match stream.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => break Err(error),
            };
            if available.is_empty() {
                break Ok(0);
            }
            let end = memchr::memchr(b'\n', available);
            let piece = available.get(..end.unwrap_or(available.len())).unwrap_or(available);
            if length + piece.len() as u64 <= self.limit {
                line.extend_from_slice(piece);
            } else {
                line = Vec::new();
            }
            let taken = piece.len() + usize::from(end.is_some());
            length += piece.len() as u64;
            stream.consume(taken);
            if end.is_some() {
                break Ok(1);
            }
        };
        let (found, feed) = match outcome {
            Err(error) => (Found::Failed(error), 0),
            Ok(0) if length == 0 => return None,
            Ok(feed) if length > self.limit => (Found::TooLong, feed),
            Ok(feed) => (Found::Line(line), feed),
        };
        self.number += 1;
        let numbered = NumberedLine { number: self.number, offset: self.offset, length, found };
        self.offset += length + feed;
        Some(numbered)
    }
}
