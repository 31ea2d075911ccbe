//! The decompressed bytes of an archive, in which the beginning of a record can be looked for.

use std::io::{self, BufRead};
use std::sync::Arc;

use crate::compression::Tally;

/// What a record begins with, before a digit.
pub(super) const SIGN: &[u8] = b"WARC/";
/// Bytes of the sign and its digit.
const SIGN_BYTES: usize = SIGN.len() + 1;
/// Bytes that tell whether an empty line stands before a place.
const TAIL_BYTES: usize = 3;

/// A stream with a position, into which bytes can be put back.
pub(super) struct Stream {
    inner: Box<dyn BufRead + Send>,
    tally: Arc<Tally>,
    /// Bytes that were put back, and how many of them were consumed again.
    back: Vec<u8>,
    again: usize,
    offset: u64,
    /// Bytes from `inner` that were consumed.
    seen: u64,
    /// The last bytes that were consumed.
    tail: [u8; TAIL_BYTES],
    /// Members that began up to the last byte of `inner` that was consumed.
    members: u64,
    /// Whether the next byte is the first of a member, or of all.
    at_start: bool,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ahead {
    /// What a record begins with.
    Sign,
    /// Less than that, but the stream ends there; perhaps nothing.
    CutSign,
    /// Anything else.
    Other,
}

impl Ahead {
    /// What up to [`SIGN_BYTES`] bytes are.
    fn of(bytes: &[u8]) -> Self {
        if bytes.strip_prefix(SIGN).is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit)) {
            Ahead::Sign
        } else if SIGN.starts_with(bytes) {
            Ahead::CutSign
        } else {
            Ahead::Other
        }
    }
}

/// Where [`Stream::seek`] stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sought {
    /// Before what looks like a record.
    Sign,
    /// At the limit.
    Limit,
    /// At the end of the stream.
    End,
}

impl Stream {
    pub(super) fn new(inner: Box<dyn BufRead + Send>, tally: Arc<Tally>) -> Self {
        let members = tally.member().0;
        Stream {
            inner,
            tally,
            back: Vec::new(),
            again: 0,
            offset: 0,
            seen: 0,
            tail: [b'\n'; TAIL_BYTES],
            members,
            at_start: true,
        }
    }

    /// Offset of the next byte, in what could be read.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Bytes that were consumed for the first time.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    /// Whether the next byte, which must have been looked at, is the first of a member, or of all.
    pub(super) fn is_at_start(&self) -> bool {
        self.at_start
    }

    /// Offset in the file of the member that the next byte stands in, if the file is compressed.
    pub(super) fn member(&self) -> Option<u64> {
        let (members, from) = self.tally.member();
        (members > 0).then_some(from)
    }

    /// The next bytes; none at the end.
    pub(super) fn fill(&mut self) -> io::Result<&[u8]> {
        if self.again < self.back.len() {
            return Ok(self.back.get(self.again..).unwrap_or_default());
        }
        let bytes = self.inner.fill_buf()?;
        // Bytes of two members never come together.
        self.at_start |= self.tally.member().0 != self.members;
        Ok(bytes)
    }

    /// Goes on by `amount` of the bytes that [`Stream::fill`] gave last.
    pub(super) fn consume(&mut self, amount: usize) {
        if amount == 0 {
            return;
        }
        let is_again = self.again < self.back.len();
        let passed = if is_again {
            self.back.get(self.again..).unwrap_or_default()
        } else {
            // What was filled before is still there.
            self.inner.fill_buf().unwrap_or_default()
        };
        let passed = passed.get(..amount).unwrap_or(passed);
        for byte in passed.get(passed.len().saturating_sub(TAIL_BYTES)..).unwrap_or_default() {
            self.tail.rotate_left(1);
            if let Some(last) = self.tail.last_mut() {
                *last = *byte;
            }
        }
        if is_again {
            self.again += amount;
        } else {
            self.inner.consume(amount);
            self.seen += amount as u64;
            self.members = self.tally.member().0;
        }
        self.offset += amount as u64;
        self.at_start = false;
    }

    /// Puts back bytes that were consumed last.
    pub(super) fn put_back(&mut self, mut bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        self.offset = self.offset.saturating_sub(bytes.len() as u64);
        self.at_start = false;
        bytes.extend_from_slice(self.back.get(self.again..).unwrap_or_default());
        (self.back, self.again) = (bytes, 0);
    }

    /// Takes it that an empty line stands before the next byte.
    pub(super) fn stand_behind_an_empty_line(&mut self) {
        self.tail = [b'\n'; TAIL_BYTES];
    }

    /// Appends as many bytes as the sign of a record has, or all up to the end of the member.
    pub(super) fn take_sign(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let mut left = SIGN_BYTES;
        while left > 0 {
            if self.fill()?.is_empty() || self.at_start {
                break;
            }
            let bytes = self.fill()?;
            let taken = bytes.len().min(left);
            out.extend_from_slice(bytes.get(..taken).unwrap_or_default());
            self.consume(taken);
            left -= taken;
        }
        Ok(())
    }

    /// What stands here. Consumes nothing.
    pub(super) fn look(&mut self) -> io::Result<Ahead> {
        if let Some(bytes) = self.fill()?.get(..SIGN_BYTES) {
            return Ok(Ahead::of(bytes));
        }
        let (tail, at_start) = (self.tail, self.at_start);
        let mut seen: Vec<u8> = Vec::with_capacity(SIGN_BYTES);
        let failed = loop {
            if Ahead::of(&seen) != Ahead::CutSign {
                break None;
            }
            let more = match self.fill() {
                Ok(bytes) => !bytes.is_empty(),
                Err(error) => break Some(error),
            };
            // A sign does not go on in another member.
            if !more || self.at_start && !seen.is_empty() {
                break None;
            }
            let bytes = self.fill()?;
            let taken = bytes.len().min(SIGN_BYTES - seen.len());
            seen.extend_from_slice(bytes.get(..taken).unwrap_or_default());
            self.consume(taken);
        };
        let found = Ahead::of(&seen);
        self.put_back(seen);
        (self.tail, self.at_start) = (tail, at_start);
        failed.map_or(Ok(found), Err)
    }

    /// Whether a record may begin here. Consumes nothing.
    pub(super) fn is_at_sign(&mut self) -> io::Result<bool> {
        Ok(self.look()? == Ahead::Sign)
    }

    /// Goes on to what looks like a record: its sign behind an empty line, or at the beginning of a member. Goes on by
    /// at most `limit` bytes.
    pub(super) fn seek(&mut self, limit: u64) -> io::Result<Sought> {
        let mut left = limit;
        loop {
            if self.fill()?.is_empty() {
                return Ok(Sought::End);
            }
            if left == 0 {
                return Ok(Sought::Limit);
            }
            let (tail, at_start) = (self.tail, self.at_start);
            let bytes = self.fill()?;
            let length = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let bytes = bytes.get(..length).unwrap_or_default();
            let at = if at_start { Some(0) } else { first_candidate(tail, bytes) };
            self.consume(at.unwrap_or(length));
            left -= at.unwrap_or(length) as u64;
            if at.is_some() {
                if self.is_at_sign()? {
                    return Ok(Sought::Sign);
                }
                self.consume(1);
                left = left.saturating_sub(1);
            }
        }
    }
}

/// The first place where an empty line is followed by the first byte of the sign; `tail` stands before the bytes.
fn first_candidate(tail: [u8; TAIL_BYTES], bytes: &[u8]) -> Option<usize> {
    let first = SIGN.first()?;
    memchr::memchr_iter(*first, bytes).find(|at| {
        let before = |back: usize| match at.checked_sub(back) {
            Some(at) => bytes.get(at).copied(),
            None => tail.get(TAIL_BYTES + at - back).copied(),
        };
        follows_an_empty_line(before)
    })
}

/// Whether a place stands behind an empty line; `before` gives the byte that stands so many before it.
fn follows_an_empty_line(before: impl Fn(usize) -> Option<u8>) -> bool {
    let second = if before(2) == Some(b'\r') { 3 } else { 2 };
    before(1) == Some(b'\n') && before(second) == Some(b'\n')
}

/// The first place in a body where what looks like another record stands.
pub(super) fn sign_in(body: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(body, SIGN).find(|at| {
        let before = |back: usize| body.get(at.checked_sub(back)?).copied();
        body.get(at + SIGN.len()).is_some_and(u8::is_ascii_digit) && follows_an_empty_line(before)
    })
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    /// Offsets of all signs in `bytes`, which come `step` at a time.
    fn signs(bytes: &[u8], step: usize) -> Vec<u64> {
        let inner = BufReader::with_capacity(step, io::Cursor::new(bytes.to_vec()));
        let mut stream = Stream::new(Box::new(inner), Arc::default());
        let mut found = Vec::new();
        while stream.seek(u64::MAX).unwrap() == Sought::Sign {
            found.push(stream.offset());
            stream.consume(1);
        }
        assert_eq!(stream.offset(), bytes.len() as u64);
        found
    }

    fn check(bytes: &str, expect: &[u64]) {
        for step in 1..=bytes.len().max(1) {
            assert_eq!(signs(bytes.as_bytes(), step), expect, "{bytes:?} by {step}");
        }
    }

    #[test]
    fn a_record_begins_behind_an_empty_line() {
        check("WARC/1.0\r\n", &[0]);
        check("xWARC/1.0\r\n", &[]);
        check("x\nWARC/1.0", &[]);
        check("x\n\nWARC/1.0", &[3]);
        check("x\r\n\r\nWARC/0.9", &[5]);
        check("\n\nWARC/\n\nWARC\n\nWWARC/1\n\nWARC/1", &[24]);
        check("x\n\nW\n\nWARC/1.1\r\n\r\nWARC/1.1", &[6, 18]);
    }

    proptest! {
        #[test]
        fn signs_are_found_however_the_bytes_come(bytes in "(\\r?\\n|W|WARC/|1|a){0,24}", step in 1_usize..9) {
            let naive = |start: &[u8]| -> Vec<u64> {
                let is_sign = |at: &usize| {
                    let (before, from) = bytes.as_bytes().split_at(*at);
                    let before = [start, before].concat();
                    from.starts_with(SIGN)
                        && from.get(5).is_some_and(u8::is_ascii_digit)
                        && (before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n"))
                };
                (0..bytes.len()).filter(is_sign).map(|at| at as u64).collect()
            };
            // The beginning of a file counts as one of lines.
            prop_assert_eq!(signs(bytes.as_bytes(), step), naive(b"\n\n\n"));
            let inside = sign_in(bytes.as_bytes()).map(|at| at as u64);
            prop_assert_eq!(inside, naive(b"").first().copied());
        }
    }
}
