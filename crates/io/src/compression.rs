//! Compressed streams, recognised by their first bytes, with exact counts of what was consumed.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use flate2::bufread::GzDecoder;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Gzip,
    Zstd,
}

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
const ZSTD_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Last three bytes of the magic of a skippable zstd frame; the first is `0x50..=0x5f`.
const ZSTD_SKIPPABLE_TAIL: &[u8] = &[0x2a, 0x4d, 0x18];
/// Bytes needed to tell the codec.
const MAGIC_LENGTH: usize = 4;
/// Bytes read from a file or a decoder at a time: large enough that the calls do not count.
const BUFFER_BYTES: usize = 128 * 1024;

impl Codec {
    pub(crate) const ALL: [Codec; 2] = [Codec::Gzip, Codec::Zstd];

    /// The extension with its dot.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Codec::Gzip => ".gz",
            Codec::Zstd => ".zst",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Codec::Gzip => "gzip",
            Codec::Zstd => "zstd",
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
    failed: AtomicBool,
}

impl Tally {
    /// Bytes of the file itself, compressed or not, that were consumed.
    pub(crate) fn consumed(&self) -> u64 {
        self.consumed.load(Ordering::Relaxed)
    }

    /// Says how far a file has been read that is not read from its beginning to its end.
    #[cfg(feature = "parquet")]
    pub(crate) fn set_consumed(&self, bytes: u64) {
        self.consumed.store(bytes, Ordering::Relaxed);
    }

    /// Whether the file itself could not be read, as opposed to what stands in it.
    pub(crate) fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

/// A file's bytes, counted as they are consumed. They are offered in blocks of always the same size,
/// so that what a decoder says of a corrupt file does not depend on how a pipe delivered it.
struct Counted {
    raw: Box<dyn Read + Send>,
    block: Vec<u8>,
    position: usize,
    /// What ended the last block early.
    error: Option<io::Error>,
    tally: Arc<Tally>,
}

impl Counted {
    fn new(raw: Box<dyn Read + Send>, tally: Arc<Tally>) -> Self {
        Counted { raw, block: Vec::with_capacity(BUFFER_BYTES), position: 0, error: None, tally }
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let length = available.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position >= self.block.len() {
            if let Some(error) = self.error.take() {
                self.tally.failed.store(true, Ordering::Relaxed);
                return Err(error);
            }
            self.position = 0;
            self.block.clear();
            let mut block = Read::take(&mut self.raw, BUFFER_BYTES as u64);
            if let Err(error) = block.read_to_end(&mut self.block) {
                self.error = Some(error);
                return self.fill_buf();
            }
        }
        Ok(self.block.get(self.position..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.tally.consumed.fetch_add(amount as u64, Ordering::Relaxed);
        self.position += amount;
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

/// Every member of a gzip file one after the other. Zero bytes after the last one are padding, as
/// tapes leave it; anything else there is an error.
struct Gunzip<R> {
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let length = member.read(buffer)?;
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            let Some(finished) = self.member.take() else { break };
            self.member = next_member(finished.into_inner())?;
        }
        Ok(0)
    }
}

fn next_member<R: BufRead>(mut rest: R) -> io::Result<Option<GzDecoder<R>>> {
    let mut padded = false;
    loop {
        let available = match rest.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        match available.first() {
            None => return Ok(None),
            Some(0) => {
                padded = true;
                let zeros = available.iter().take_while(|byte| **byte == 0).count();
                rest.consume(zeros);
            }
            Some(first) if !padded && GZIP_MAGIC.first() == Some(first) => {
                return Ok(Some(GzDecoder::new(rest)));
            }
            Some(_) => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "something else follows the gzip stream",
                ));
            }
        }
    }
}

/// A stream that was cut before its first frame began.
struct Cut;

impl Read for Cut {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, "not even the header is there"))
    }
}

/// The decompressed bytes of `raw`, whose name promises `named`. Its first bytes decide.
pub(crate) fn decompressed(
    raw: Box<dyn Read + Send>,
    named: Option<Codec>,
    tally: &Arc<Tally>,
) -> (Box<dyn BufRead + Send>, Option<Codec>) {
    let stream = Peeked::new(Counted::new(raw, Arc::clone(tally)), MAGIC_LENGTH);
    let head = stream.head();
    let codec = Codec::of_head(head);
    let cut = codec.is_none() && !tally.failed() && head.len() < MAGIC_LENGTH;
    if let Some(named) = named.filter(|codec| cut && codec.may_start_with(head)) {
        return (Box::new(BufReader::new(Cut)), Some(named));
    }
    let stream: Box<dyn BufRead + Send> = match codec {
        None => Box::new(stream),
        Some(Codec::Gzip) => {
            let gunzip = Gunzip { member: Some(GzDecoder::new(stream)) };
            Box::new(BufReader::with_capacity(BUFFER_BYTES, gunzip))
        }
        Some(Codec::Zstd) => match zstd::stream::read::Decoder::with_buffer(stream) {
            Ok(decoder) => Box::new(BufReader::with_capacity(BUFFER_BYTES, decoder)),
            Err(_) => Box::new(BufReader::new(Cut)),
        },
    };
    (stream, codec)
}
