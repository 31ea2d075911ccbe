//! The file of a table: a header, then sources in ascending order of their hash, each with its lines and
//! then its pairs in ascending order of theirs.
//!
//! | bytes | header |
//! |---|---|
//! | 8 | `tamisbp` and a line feed |
//! | 4, 4 | version of the format, version of the normalised words |
//! | 8 each | stories, sources, lines, pairs; length of the rest in bytes; XXH3 (64 bits) of the rest and the numbers before |
//!
//! | tag | entry |
//! |---|---|
//! | 1 | source: hash (8), stories (4), length of the name (2), name |
//! | 2 | line: hash (8), stories (4), length of the sample (2), sample |
//! | 3 | pair: hash (8), stories (4) |
//!
//! Numbers are little-endian. The whole may be compressed by zstd.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::{SpooledTempFile, spooled_tempfile_in};
use xxhash_rust::xxh3::Xxh3;

use crate::bytes::{write_text, write_u32, write_u64};
use crate::key::WORDS_VERSION;
use crate::run::{Key, Sink};
use crate::{Kind, Learned};

pub(crate) const MAGIC: &[u8; 8] = b"tamisbp\n";
/// Version of the layout above.
pub(crate) const FORMAT_VERSION: u32 = 1;
pub(crate) const TAG_SOURCE: u8 = 1;
pub(crate) const TAG_LINE: u8 = 2;
pub(crate) const TAG_PAIR: u8 = 3;
/// Stories from which on a line is worth a place in the table.
pub(crate) const FEWEST_STORIES: u32 = 2;
/// A table up to this length stays in memory.
const IN_MEMORY_BYTES: usize = 4 << 20;

/// What a table was learned from and holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Distinct stories that were counted, over all sources.
    pub stories: u64,
    /// Sources with a line that recurs.
    pub sources: u64,
    /// Lines that stand in two stories of a source or more.
    pub lines: u64,
    /// Pairs of neighbouring lines that do.
    pub pairs: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) summary: Summary,
    pub(crate) body_bytes: u64,
    pub(crate) hash: u64,
}

impl Header {
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(FORMAT_VERSION.to_le_bytes());
        out.extend(WORDS_VERSION.to_le_bytes());
        let Summary { stories, sources, lines, pairs } = self.summary;
        for value in [stories, sources, lines, pairs, self.body_bytes, self.hash] {
            out.extend(value.to_le_bytes());
        }
        out
    }

    /// The hash that the header states, given that of the body so far.
    pub(crate) fn hash_over(self, mut body: Xxh3) -> u64 {
        let Summary { stories, sources, lines, pairs } = self.summary;
        for value in [stories, sources, lines, pairs, self.body_bytes] {
            body.update(&value.to_le_bytes());
        }
        body.digest()
    }
}

/// Writes the entries of a table from merged groups.
pub(crate) struct TableWriter {
    out: BufWriter<SpooledTempFile>,
    entry: Vec<u8>,
    hash: Xxh3,
    header: Header,
    /// The group under way: its key, its sample and the stories so far.
    group: Option<Key>,
    sample: String,
    stories: u32,
    /// The entry of the source under way, until it is written.
    source: Vec<u8>,
}

impl TableWriter {
    pub(crate) fn new(folder: &Path) -> Self {
        TableWriter {
            out: BufWriter::new(spooled_tempfile_in(IN_MEMORY_BYTES, folder)),
            entry: Vec::new(),
            hash: Xxh3::new(),
            header: Header::default(),
            group: None,
            sample: String::new(),
            stories: 0,
            source: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> io::Result<Learned> {
        let TableWriter { out, hash, mut header, .. } = self;
        header.hash = header.hash_over(hash);
        let body = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Learned::new(header, body))
    }

    /// Writes what is counted of a key, if it recurs; keys come in ascending order.
    pub(crate) fn count(&mut self, key: Key, sample: &str, stories: u32) -> io::Result<()> {
        let mut entry = std::mem::take(&mut self.entry);
        entry.clear();
        let (tag, hash) = match key.kind {
            Kind::Source => (TAG_SOURCE, key.source),
            Kind::Line => (TAG_LINE, key.hash),
            Kind::Pair => (TAG_PAIR, key.hash),
        };
        entry.push(tag);
        write_u64(&mut entry, hash)?;
        write_u32(&mut entry, stories)?;
        if key.kind != Kind::Pair {
            write_text(&mut entry, sample)?;
        }
        if key.kind == Kind::Source {
            self.header.summary.stories += u64::from(stories);
            self.source.clone_from(&entry);
        } else if stories >= FEWEST_STORIES {
            let source = std::mem::take(&mut self.source);
            if !source.is_empty() {
                self.header.summary.sources += 1;
                self.put(&source)?;
            }
            self.put(&entry)?;
            let summary = &mut self.header.summary;
            *(if key.kind == Kind::Line { &mut summary.lines } else { &mut summary.pairs }) += 1;
        }
        self.entry = entry;
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.header.body_bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

impl Sink for TableWriter {
    fn begin(&mut self, key: Key, sample: &str) -> io::Result<()> {
        self.group = Some(key);
        self.stories = 0;
        self.sample.clear();
        self.sample.push_str(sample);
        Ok(())
    }

    fn story(&mut self, _: u64) -> io::Result<()> {
        self.stories = self.stories.saturating_add(1);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let Some(key) = self.group.take() else { return Ok(()) };
        let sample = std::mem::take(&mut self.sample);
        self.count(key, &sample, self.stories)?;
        self.sample = sample;
        Ok(())
    }
}
