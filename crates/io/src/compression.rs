//! Compressed streams, recognised by their first bytes, with exact counts of what was consumed.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::member_trial::holds_member;
use crate::members::{Gap, Members};
use crate::window::Window;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Gzip,
    Zstd,
}

pub(crate) const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
pub(crate) const ZSTD_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Last three bytes of the magic of a skippable zstd frame; the first is `0x50..=0x5f`.
const ZSTD_SKIPPABLE_TAIL: &[u8] = &[0x2a, 0x4d, 0x18];
/// Bytes of a file with the name of a codec that are searched for a member, if it does not begin with one. A guess.
const LOOK_AHEAD_BYTES: usize = 256 * 1024;
/// Bytes needed to tell the codec.
const MAGIC_LENGTH: usize = 4;

impl Codec {
    pub(crate) const ALL: [Codec; 2] = [Codec::Gzip, Codec::Zstd];

    /// The extension with its dot.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Codec::Gzip => ".gz",
            Codec::Zstd => ".zst",
        }
    }

    /// The file name without the extension of a codec, and that codec.
    pub(crate) fn split(name: &str) -> (&str, Option<Codec>) {
        for codec in Codec::ALL {
            if let Some(stem) = strip_suffix_ignoring_case(name, codec.extension()) {
                return (stem, Some(codec));
            }
        }
        (name, None)
    }

    fn of_head(head: &[u8]) -> Option<Codec> {
        if head.starts_with(GZIP_MAGIC) {
            return Some(Codec::Gzip);
        }
        let skippable =
            matches!(head.first(), Some(0x50..=0x5f)) && head.get(1..4) == Some(ZSTD_SKIPPABLE_TAIL);
        (head.starts_with(ZSTD_MAGIC) || skippable).then_some(Codec::Zstd)
    }

    /// Whether a file that ends after `head` can be the beginning of a stream of this codec.
    fn may_start_with(self, head: &[u8]) -> bool {
        match self {
            Codec::Gzip => GZIP_MAGIC.starts_with(head),
            Codec::Zstd => ZSTD_MAGIC.starts_with(head),
        }
    }
}

/// `name` without an ASCII suffix in any case, if it has it and something stands before it.
pub(crate) fn strip_suffix_ignoring_case<'n>(name: &'n str, suffix: &str) -> Option<&'n str> {
    let at = name.len().checked_sub(suffix.len()).filter(|at| *at > 0)?;
    let (stem, end) = name.split_at_checked(at)?;
    end.eq_ignore_ascii_case(suffix).then_some(stem)
}

/// What has been read of a file, seen from outside the stream.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    consumed: AtomicU64,
    member: AtomicU64,
    members: AtomicU64,
}

impl Tally {
    /// Bytes of the file itself, compressed or not, that were consumed.
    pub(crate) fn consumed(&self) -> u64 {
        self.consumed.load(Ordering::Relaxed)
    }

    /// Takes note that the file has been consumed up to this offset.
    pub(crate) fn advance(&self, position: u64) {
        self.consumed.fetch_max(position, Ordering::Relaxed);
    }

    /// Takes note that the bytes that come now are those of the member, or frame, at this offset of the file.
    pub(crate) fn begin_member(&self, from: u64) {
        self.member.store(from, Ordering::Relaxed);
        self.members.fetch_add(1, Ordering::Relaxed);
    }

    /// The member whose bytes came last: how many began before it, itself included, and its offset in the file.
    /// None began in a file that is not compressed.
    pub(crate) fn member(&self) -> (u64, u64) {
        (self.members.load(Ordering::Relaxed), self.member.load(Ordering::Relaxed))
    }
}

/// A stream whose beginning has been looked at; an error met while looking comes after it.
pub(crate) struct Peeked<R> {
    head: io::Cursor<Vec<u8>>,
    error: Option<io::Error>,
    inner: R,
}

impl<R: BufRead> Peeked<R> {
    /// Looks at up to `length` bytes.
    pub(crate) fn new(mut inner: R, length: usize) -> Self {
        let mut head = Vec::with_capacity(length);
        let error = inner.by_ref().take(length as u64).read_to_end(&mut head).err();
        Peeked { head: io::Cursor::new(head), error, inner }
    }

    /// The bytes looked at.
    pub(crate) fn head(&self) -> &[u8] {
        self.head.get_ref()
    }
}

impl<R: BufRead> Read for Peeked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let length = available.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Peeked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.head.position() < self.head.get_ref().len() as u64 {
            return self.head.fill_buf();
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.inner.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.head.position() < self.head.get_ref().len() as u64 {
            self.head.consume(amount);
        } else {
            self.inner.consume(amount);
        }
    }
}

/// A stream that fails once, and holds nothing.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The decompressed bytes of `raw`, whose name promises `named`. Its first bytes decide.
pub(crate) fn decompressed(
    raw: Box<dyn Read + Send>,
    named: Option<Codec>,
    tally: &Arc<Tally>,
) -> Box<dyn BufRead + Send> {
    let mut window = Window::new(raw, Arc::clone(tally));
    let head = match window.fill(MAGIC_LENGTH) {
        Ok(head) => head,
        Err(error) => return Box::new(BufReader::new(Failing(Some(error)))),
    };
    let codec = Codec::of_head(head);
    let cut = codec.is_none() && head.len() < MAGIC_LENGTH;
    if let Some(named) = named.filter(|codec| cut && codec.may_start_with(head)) {
        let gap = Gap::headless(named, head.len() as u64);
        return Box::new(BufReader::new(Failing(Some(gap.into()))));
    }
    let codec = codec.or_else(|| {
        // The first member may be the broken one.
        named.filter(|codec| window.fill(LOOK_AHEAD_BYTES).is_ok_and(|bytes| holds_member(bytes, *codec)))
    });
    match codec {
        None => Box::new(window),
        Some(codec) => Box::new(Members::new(window, codec, Arc::clone(tally))),
    }
}
