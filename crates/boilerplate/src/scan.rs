use std::io::{self, BufRead, BufReader, Read};

use xxhash_rust::xxh3::Xxh3;

use crate::BoilerplateError;
use crate::bytes::{read_text, read_u8, read_u32, read_u64};
use crate::format::{FEWEST_STORIES, FORMAT_VERSION, Header, MAGIC, Summary, TAG_LINE, TAG_PAIR, TAG_SOURCE};
use crate::key::WORDS_VERSION;
use crate::story::{NAME_BYTES, SAMPLE_BYTES};

/// First bytes of a zstd frame.
const ZSTD_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Bits of the largest zstd window that is accepted: 8 MiB, what level 19 needs.
const WINDOW_LOG_MAX: u32 = 23;
/// Times that a table may be longer than its file. Hashes do not shrink: 8 of at most 175 bytes of a line.
const MOST_EXPANSION: u64 = 64;
/// Bytes that any table may have, however short its file.
const FREE_BYTES: u64 = 64 << 10;

/// One entry of a table. Texts are the beginnings of what was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Entry<'a> {
    /// A source; the entries behind it are its own.
    Source {
        /// Hash of its name.
        key: u64,
        /// A host, or the name that the rows give; empty for documents without either.
        name: &'a str,
        /// Its distinct stories.
        stories: u32,
    },
    /// A line that recurs.
    Line {
        /// Hash of its words.
        key: u64,
        /// Distinct stories that hold it.
        stories: u32,
        /// The line as it stands in one of them.
        sample: &'a str,
    },
    /// Two neighbouring lines that recur.
    Pair {
        /// Hash of their hashes.
        key: u64,
        /// Distinct stories that hold them.
        stories: u32,
    },
}

/// Reads a table entry by entry, compressed by zstd or not; `file_bytes` is the length of the file.
///
/// Entries are shown before the whole is known to be sound: forget them if this fails. Holds one entry in
/// memory, and reads at most 64 times as much as the file is long.
///
/// # Errors
/// A [`BoilerplateError`] that says what the file is instead of a table.
pub fn scan(
    input: impl Read,
    file_bytes: u64,
    mut visit: impl FnMut(Entry<'_>),
) -> Result<Summary, BoilerplateError> {
    let mut input = BufReader::new(input);
    let head = input.fill_buf().map_err(BoilerplateError::Read)?;
    if head.starts_with(ZSTD_MAGIC) {
        let mut decoder = zstd::stream::read::Decoder::with_buffer(input).map_err(BoilerplateError::Read)?;
        decoder.window_log_max(WINDOW_LOG_MAX).map_err(BoilerplateError::Read)?;
        let most = file_bytes.saturating_mul(MOST_EXPANSION).saturating_add(FREE_BYTES);
        return Scan::new(BufReader::new(decoder.take(most))).run(&mut visit, BoilerplateError::Truncated);
    }
    Scan::new(input).run(&mut visit, BoilerplateError::NotATable)
}

struct Scan<R> {
    input: R,
    hash: Xxh3,
    bytes: u64,
}

/// Hashes and counts what is read.
impl<R: Read> Read for Scan<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.hash.update(buffer.get(..length).unwrap_or_default());
        self.bytes += length as u64;
        Ok(length)
    }
}

impl<R: Read> Scan<R> {
    fn new(input: R) -> Self {
        Scan { input, hash: Xxh3::new(), bytes: 0 }
    }

    /// `if_empty` is what is wrong with a stream that ends before it says what it is.
    fn run(
        mut self,
        visit: &mut impl FnMut(Entry<'_>),
        if_empty: BoilerplateError,
    ) -> Result<Summary, BoilerplateError> {
        let header = self.header(if_empty)?;
        (self.hash, self.bytes) = (Xxh3::new(), 0);
        let mut order = Order::default();
        let mut text = String::new();
        while self.bytes < header.body_bytes {
            order.see(self.entry(&mut text)?)?;
            if let Some(entry) = order.entry(&text) {
                visit(entry);
            }
        }
        let whole = self.bytes == header.body_bytes && header.hash_over(self.hash) == header.hash;
        if !whole || order.counts() != (Summary { stories: 0, ..header.summary }) {
            return Err(BoilerplateError::Damaged("its check sum does not fit"));
        }
        match read_u8(&mut self.input) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(header.summary),
            Ok(_) => Err(BoilerplateError::Damaged("something stands behind its end")),
            Err(error) => Err(cause(error)),
        }
    }

    fn header(&mut self, if_empty: BoilerplateError) -> Result<Header, BoilerplateError> {
        let mut magic = [0; MAGIC.len()];
        match self.read_exact(&mut magic) {
            Ok(()) if magic == *MAGIC => {}
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(cause(error)),
            Err(_) => return Err(if_empty),
            Ok(()) => return Err(BoilerplateError::NotATable),
        }
        let found = read_u32(self).map_err(cause)?;
        let found_words = read_u32(self).map_err(cause)?;
        if (found, found_words) != (FORMAT_VERSION, WORDS_VERSION) {
            let (known, known_words) = (FORMAT_VERSION, WORDS_VERSION);
            return Err(BoilerplateError::OtherVersion { found, found_words, known, known_words });
        }
        let mut next = || read_u64(self).map_err(cause);
        let summary = Summary { stories: next()?, sources: next()?, lines: next()?, pairs: next()? };
        Ok(Header { summary, body_bytes: next()?, hash: next()? })
    }

    fn entry(&mut self, text: &mut String) -> Result<Found, BoilerplateError> {
        let tag = read_u8(self).map_err(cause)?;
        let key = read_u64(self).map_err(cause)?;
        let stories = read_u32(self).map_err(cause)?;
        let most = match tag {
            TAG_SOURCE => NAME_BYTES,
            TAG_LINE => SAMPLE_BYTES,
            TAG_PAIR => return Ok(Found { tag, key, stories }),
            _ => return Err(BoilerplateError::Damaged("an entry of an unknown kind")),
        };
        read_text(self, text).map_err(cause)?;
        if text.len() > most {
            return Err(BoilerplateError::Damaged("a text that is too long"));
        }
        Ok(Found { tag, key, stories })
    }
}

fn cause(error: io::Error) -> BoilerplateError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => BoilerplateError::Truncated,
        io::ErrorKind::InvalidData | io::ErrorKind::Other => {
            BoilerplateError::Damaged("it cannot be decoded")
        }
        _ => BoilerplateError::Read(error),
    }
}

#[derive(Debug, Clone, Copy)]
struct Found {
    tag: u8,
    key: u64,
    stories: u32,
}

/// Checks that entries come in order, and counts them.
#[derive(Debug, Default)]
struct Order {
    last: Option<Found>,
    source: Option<Found>,
    seen: Summary,
}

impl Order {
    fn see(&mut self, found: Found) -> Result<(), BoilerplateError> {
        const OUT_OF_ORDER: BoilerplateError = BoilerplateError::Damaged("its entries are out of order");
        let (before, most) = if found.tag == TAG_SOURCE {
            (self.source, u32::MAX)
        } else {
            let Some(source) = self.source else { return Err(OUT_OF_ORDER) };
            let last = self.last.filter(|last| last.tag != TAG_SOURCE);
            if last.is_some_and(|last| last.tag > found.tag) {
                return Err(OUT_OF_ORDER);
            }
            (last.filter(|last| last.tag == found.tag), source.stories)
        };
        if before.is_some_and(|before| before.key >= found.key) {
            return Err(OUT_OF_ORDER);
        }
        if !(FEWEST_STORIES..=most).contains(&found.stories) {
            return Err(BoilerplateError::Damaged("a count that cannot be"));
        }
        match found.tag {
            TAG_SOURCE => {
                self.seen.sources += 1;
                self.source = Some(found);
            }
            TAG_LINE => self.seen.lines += 1,
            _ => self.seen.pairs += 1,
        }
        self.last = Some(found);
        Ok(())
    }

    fn entry<'t>(&self, text: &'t str) -> Option<Entry<'t>> {
        let Found { tag, key, stories } = self.last?;
        Some(match tag {
            TAG_SOURCE => Entry::Source { key, name: text, stories },
            TAG_LINE => Entry::Line { key, stories, sample: text },
            _ => Entry::Pair { key, stories },
        })
    }

    fn counts(&self) -> Summary {
        self.seen
    }
}
