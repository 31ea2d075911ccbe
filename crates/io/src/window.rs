//! The bytes of a file as they lie there, of which the last ones can be looked at again.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use crate::compression::Tally;

/// Bytes read from a file at a time: large enough that the calls do not count.
pub(crate) const BLOCK_BYTES: usize = 128 * 1024;
/// Consumed bytes that stay in reach at least. A decoder notices damage some way behind it, mostly within a
/// few hundred bytes, and what it took for its own by then may be sound. A guess.
const HISTORY_BYTES: usize = 256 * 1024;
/// Consumed bytes at which older ones are let go: rarely enough that moving the rest does not count.
const FULL_BYTES: usize = 4 * HISTORY_BYTES;

/// A file's bytes with a position in them. They are read in blocks of always the same size, so that what a
/// decoder says of a corrupt file does not depend on how a pipe delivered it.
pub(crate) struct Window {
    raw: Box<dyn Read + Send>,
    bytes: Vec<u8>,
    /// Offset of the first of `bytes` in the file.
    start: u64,
    /// Position in `bytes`.
    at: usize,
    ended: bool,
    /// What ended the last block early.
    error: Option<io::Error>,
    tally: Arc<Tally>,
}

impl Window {
    pub(crate) fn new(raw: Box<dyn Read + Send>, tally: Arc<Tally>) -> Self {
        Window { raw, bytes: Vec::new(), start: 0, at: 0, ended: false, error: None, tally }
    }

    /// Offset of the next byte in the file.
    pub(crate) fn position(&self) -> u64 {
        self.start + self.at as u64
    }

    /// The bytes that are there without reading.
    pub(crate) fn available(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// At least `wanted` bytes, or all up to the end or to where reading failed.
    ///
    /// # Errors
    /// When reading failed and there is no byte before that; such an error comes once.
    pub(crate) fn fill(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.available().len() < wanted && !self.ended {
            if self.error.is_some() {
                if self.available().is_empty() {
                    self.ended = true;
                    return self.error.take().map_or(Ok(&[]), Err);
                }
                break;
            }
            if self.at >= FULL_BYTES {
                let gone = self.at - HISTORY_BYTES;
                self.bytes.drain(..gone);
                self.at = HISTORY_BYTES;
                self.start += gone as u64;
            }
            match Read::take(&mut self.raw, BLOCK_BYTES as u64).read_to_end(&mut self.bytes) {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) => self.error = Some(error),
            }
        }
        Ok(self.available())
    }

    /// Goes on by that many bytes, or to the last that is there.
    pub(crate) fn consume(&mut self, amount: usize) {
        self.at = self.bytes.len().min(self.at.saturating_add(amount));
        self.tally.advance(self.position());
    }

    /// Goes back to this offset, or as far towards it as the bytes are still there.
    pub(crate) fn go_back(&mut self, position: u64) {
        let at = usize::try_from(position.saturating_sub(self.start)).unwrap_or(usize::MAX);
        self.at = self.at.min(at);
    }
}

/// The bytes of a file that is not compressed.
impl BufRead for Window {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.fill(1)
    }

    fn consume(&mut self, amount: usize) {
        Window::consume(self, amount);
    }
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let length = available.read(buffer)?;
        Window::consume(self, length);
        Ok(length)
    }
}

/// Keeps going back from costing more than going forward: what is looked at again may not outgrow what was
/// looked at for the first time.
#[derive(Debug, Default)]
pub(crate) struct SecondLooks {
    /// Bytes that have been looked at again.
    spent: u64,
}

impl SecondLooks {
    /// Bytes that may always be looked at again.
    const FREE_BYTES: u64 = 1 << 20;

    /// Whether `bytes` more may be looked at again, of a file of which `seen` have been seen; if so, they count.
    pub(crate) fn allow(&mut self, bytes: u64, seen: u64) -> bool {
        let allowed = self.spent + bytes <= seen.saturating_add(Self::FREE_BYTES);
        if allowed {
            self.spent += bytes;
        }
        allowed
    }
}
