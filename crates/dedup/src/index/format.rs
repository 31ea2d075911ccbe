//! The file of a batch: a header of fixed length, then sections one behind the other.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::{damaged, failed};
use crate::error::DedupError;
use crate::normalise::NORMALISER_VERSION;
use crate::signature::{BASE, SHINGLE_WORDS, SIGNATURE_VALUES};
use crate::spool::Spool;

/// First bytes of a file.
const MAGIC: &[u8] = b"tamis-dedup-idx\n";
/// What kind of file it is.
const KIND: &str = "batch";
/// Version of the sections and of what stands in them. A change of either raises it.
const FORMAT: u32 = 1;
/// How signatures are made: the numbers of words, their shingles and the sketch over these. Another way has another name.
const SIGNATURE_SCHEME: &str = "fast-similarity-sketch-2";
/// Bytes of the header: the magic, JSON, and blanks up to here. The JSON takes about 1,100.
const HEADER_BYTES: usize = 4096;
/// Bytes that are copied or hashed at a time.
const COPIED_BYTES: usize = 256 << 10;

/// What a file says of itself. Bands are no part of it: they are cut from the signatures by each run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    kind: String,
    format: u32,
    signature_scheme: String,
    signature_values: usize,
    signature_bits: u32,
    signature_seed: u64,
    shingle_words: usize,
    normaliser: u32,
    /// Whether words and signatures were kept.
    near: bool,
    documents: u64,
    sections: BTreeMap<Section, SectionSum>,
}

/// A section of the file of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Section {
    /// Fixed facts of each document.
    Facts,
    /// Ids, one behind the other.
    Ids,
    /// Words as numbers.
    Tokens,
    /// Signatures.
    Signatures,
    /// Pairs that were compared in full, as a sorted run.
    Compared,
    /// Pairs that were alike, in both directions, as a sorted run.
    Matches,
    /// What became of documents, as a sorted run.
    Rulings,
}

/// Where a section stands, and the hash of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionSum {
    at: u64,
    bytes: u64,
    /// XXH3 with 128 bits, as 32 hexadecimal digits.
    xxh3: String,
}

impl SectionSum {
    /// Whether it ends in a file of this length, so that what it is said to hold asks for no more memory than the file can fill.
    fn ends_within(&self, length: u64) -> bool {
        self.at.checked_add(self.bytes).is_some_and(|end| end <= length)
    }
}

impl Header {
    fn new(near: bool, documents: u64) -> Self {
        Header {
            kind: KIND.into(),
            format: FORMAT,
            signature_scheme: SIGNATURE_SCHEME.into(),
            signature_values: SIGNATURE_VALUES,
            signature_bits: u16::BITS,
            signature_seed: BASE,
            shingle_words: SHINGLE_WORDS,
            normaliser: NORMALISER_VERSION,
            near,
            documents,
            sections: BTreeMap::new(),
        }
    }

    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = MAGIC.to_vec();
        serde_json::to_writer(&mut bytes, self)?;
        if bytes.len() >= HEADER_BYTES {
            return Err(io::Error::other("the header is too long"));
        }
        bytes.resize(HEADER_BYTES - 1, b' ');
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// What is wrong with the header of a file, if it was made in another way than this version makes it. Read field by
/// field, so that headers of later versions are understood as far as need be.
fn difference(bytes: &[u8]) -> Result<Option<String>, &'static str> {
    let json = bytes.strip_prefix(MAGIC).ok_or("it is no file of an index")?;
    let found: serde_json::Value = serde_json::from_slice(json).map_err(|_| "its header cannot be read")?;
    let expected = serde_json::to_value(Header::new(true, 0)).map_err(|_| "its header cannot be read")?;
    let fields = [
        ("kind", "is a file of the kind"),
        ("format", "has the format version"),
        ("signature_scheme", "has signatures of the scheme"),
        ("signature_values", "has signatures of so many values:"),
        ("signature_bits", "has signatures of so many bits a value:"),
        ("signature_seed", "has signatures of the seed"),
        ("shingle_words", "has shingles of so many words:"),
        ("normaliser", "has texts of the normaliser version"),
    ];
    for (field, says) in fields {
        let (found, expected) = (found.get(field), expected.get(field));
        if found != expected {
            let text = |value: Option<&serde_json::Value>| value.map_or("none".into(), ToString::to_string);
            return Ok(Some(format!(
                "{says} {}, where this tamis has {}; use the version that made the index, or make a new one",
                text(found),
                text(expected)
            )));
        }
    }
    Ok(None)
}

/// Writes the file of a batch.
pub(super) struct BatchWriter {
    file: BufWriter<File>,
    header: Header,
    at: u64,
}

impl BatchWriter {
    pub(super) fn create(path: &Path, near: bool, documents: u64) -> io::Result<Self> {
        let mut file = BufWriter::with_capacity(COPIED_BYTES, File::create_new(path)?);
        file.write_all(&[b' '; HEADER_BYTES])?;
        Ok(BatchWriter { file, header: Header::new(near, documents), at: HEADER_BYTES as u64 })
    }

    /// Writes a section: what `fill` hands over piece by piece.
    pub(super) fn section(
        &mut self,
        section: Section,
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), DedupError>,
    ) -> Result<(), DedupError> {
        let (mut hash, mut bytes) = (Xxh3::new(), 0);
        fill(&mut |piece| {
            hash.update(piece);
            bytes += piece.len() as u64;
            self.file.write_all(piece)
        })?;
        let sum = SectionSum { at: self.at, bytes, xxh3: hex(hash.digest128()) };
        self.at += bytes;
        self.header.sections.insert(section, sum);
        Ok(())
    }

    /// Writes the header and puts all on disk. Returns the hash of the header, and the length of the file.
    pub(super) fn finish(mut self) -> io::Result<(String, u64)> {
        let header = self.header.to_bytes()?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header)?;
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok((hex(xxh3_128(&header)), self.at))
    }
}

/// The file of a batch, whose header is as it should be.
#[derive(Debug)]
pub(super) struct BatchFile {
    file: Arc<File>,
    header: Header,
}

impl BatchFile {
    /// Opens a file whose header has this hash.
    pub(super) fn open(path: &Path, hash: &str, documents: u64) -> Result<Self, DedupError> {
        let file = File::open(path).map_err(failed(path))?;
        let mut bytes = vec![0; HEADER_BYTES];
        match crate::spool::read_exact_at(&file, &mut bytes, 0) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(damaged(path, "it is cut off"));
            }
            read => read.map_err(failed(path))?,
        }
        match difference(&bytes) {
            Ok(Some(message)) => return Err(DedupError::Unfit { path: path.into(), message }),
            Ok(None) => {}
            Err(problem) => return Err(damaged(path, problem)),
        }
        let json = bytes.strip_prefix(MAGIC).unwrap_or_default();
        match serde_json::from_slice::<Header>(json) {
            Ok(header) if hex(xxh3_128(&bytes)) == hash && header.documents == documents => {
                let length = file.metadata().map_err(failed(path))?.len();
                if !header.sections.values().all(|sum| sum.ends_within(length)) {
                    return Err(damaged(path, "it is cut off"));
                }
                Ok(BatchFile { file: Arc::new(file), header })
            }
            _ => Err(damaged(path, "its header is not the one that index.json knows")),
        }
    }

    pub(super) fn documents(&self) -> u64 {
        self.header.documents
    }

    pub(super) fn is_near(&self) -> bool {
        self.header.near
    }

    /// A section, to be read from.
    pub(super) fn spool(&self, section: Section) -> Spool {
        let (at, bytes) = self.header.sections.get(&section).map_or((0, 0), |sum| (sum.at, sum.bytes));
        Spool::of_file(Arc::clone(&self.file), at, bytes)
    }

    /// Checks that sections hold the bytes that were written.
    pub(super) fn check(&self, path: &Path, sections: &[Section]) -> Result<(), DedupError> {
        for section in sections {
            let Some(sum) = self.header.sections.get(section) else {
                return Err(damaged(path, "a section is missing"));
            };
            let mut hash = Xxh3::new();
            match each_piece(&self.spool(*section), |piece| {
                hash.update(piece);
                Ok(())
            }) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    return Err(damaged(path, "it is cut off"));
                }
                read => read.map_err(failed(path))?,
            }
            if hex(hash.digest128()) != sum.xxh3 {
                let name = serde_json::to_string(section).unwrap_or_default();
                return Err(damaged(path, &format!("its section {name} is not what was written")));
            }
        }
        Ok(())
    }
}

/// All bytes of a spool in order, piece by piece.
pub(super) fn each_piece(spool: &Spool, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut buffer = vec![0; COPIED_BYTES];
    let mut at = 0;
    while at < spool.len() {
        let count = (spool.len() - at).min(COPIED_BYTES as u64);
        let Some(piece) = buffer.get_mut(..count as usize) else { break };
        spool.read_at(at, piece)?;
        take(piece)?;
        at += count;
    }
    Ok(())
}

pub(crate) fn hex(hash: u128) -> String {
    format!("{hash:032x}")
}
