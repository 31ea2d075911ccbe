//! What is kept of documents while they are compared: fixed facts, ids, words as numbers and signatures.

use std::io;
use std::path::Path;

use tamis_core::Metadata;
use xxhash_rust::xxh3::xxh3_64;

use crate::date::plausible_day;
use crate::signature::{SIGNATURE_VALUES, Signature};
use crate::sketch::Sketch;
use crate::spool::Spool;

/// A document by its number: those of an index come first, then those of the run in input order.
pub(crate) type Number = u32;

/// A number that stands for no document.
pub(crate) const NOBODY: Number = u32::MAX;

/// A day that is not known; it comes after all that are.
pub(crate) const NO_DAY: i32 = i32::MAX;

/// What is known of one document in fixed places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Hash of the normalised words.
    pub(crate) words: u128,
    /// Hash of the bytes of the text.
    pub(crate) bytes: u128,
    pub(crate) text_hash: u64,
    tokens_at: u64,
    id_at: u64,
    pub(crate) id_bytes: u32,
    /// Number of words.
    pub(crate) tokens: u32,
    /// Number of distinct shingles; 0 if it is compared as a whole alone.
    pub(crate) shingles: u32,
    /// The day of its date.
    pub(crate) day: i32,
    /// Hash of whose document it is; 0 if that is not known.
    pub(crate) site: u32,
    /// Hash of its address; 0 if it has none.
    pub(crate) page: u32,
}

/// Bytes of the facts of a document.
pub(crate) const FACT_BYTES: usize = 80;
/// Bytes of a signature.
pub(crate) const SIGNATURE_BYTES: usize = 2 * SIGNATURE_VALUES;
/// Bytes of the number of a word.
const TOKEN_BYTES: usize = 4;

impl Facts {
    fn to_bytes(self) -> [u8; FACT_BYTES] {
        let mut out = [0; FACT_BYTES];
        let fields: [&[u8]; 11] = [
            &self.words.to_le_bytes(),
            &self.bytes.to_le_bytes(),
            &self.text_hash.to_le_bytes(),
            &self.tokens_at.to_le_bytes(),
            &self.id_at.to_le_bytes(),
            &self.id_bytes.to_le_bytes(),
            &self.tokens.to_le_bytes(),
            &self.shingles.to_le_bytes(),
            &self.day.to_le_bytes(),
            &self.site.to_le_bytes(),
            &self.page.to_le_bytes(),
        ];
        out.iter_mut().zip(fields.into_iter().flatten()).for_each(|(to, from)| *to = *from);
        out
    }

    fn from_bytes(bytes: &[u8; FACT_BYTES]) -> Self {
        fn take<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
            bytes.get(at..).and_then(<[u8]>::first_chunk).copied().unwrap_or([0; N])
        }
        Facts {
            words: u128::from_le_bytes(take(bytes, 0)),
            bytes: u128::from_le_bytes(take(bytes, 16)),
            text_hash: u64::from_le_bytes(take(bytes, 32)),
            tokens_at: u64::from_le_bytes(take(bytes, 40)),
            id_at: u64::from_le_bytes(take(bytes, 48)),
            id_bytes: u32::from_le_bytes(take(bytes, 56)),
            tokens: u32::from_le_bytes(take(bytes, 60)),
            shingles: u32::from_le_bytes(take(bytes, 64)),
            day: i32::from_le_bytes(take(bytes, 68)),
            site: u32::from_le_bytes(take(bytes, 72)),
            page: u32::from_le_bytes(take(bytes, 76)),
        }
    }
}

/// A hash of 32 bits, 0 for the empty text alone.
fn hash_of(text: &str) -> u32 {
    if text.is_empty() { 0 } else { (xxh3_64(text.as_bytes()) as u32).max(1) }
}

/// What is known of one document besides its words and its id, in a form that travels between machines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Card {
    /// Hash of the normalised words.
    pub words: u128,
    /// Hash of the bytes of the text.
    pub bytes: u128,
    /// Number of words.
    pub tokens: u32,
    /// Number of distinct shingles; 0 if it is compared as a whole alone.
    pub shingles: u32,
    /// The day of its date, of an order alone; `i32::MAX` if it has none.
    pub day: i32,
    /// Hash of whose document it is; 0 if that is not known.
    pub site: u32,
    /// Hash of its address; 0 if it has none.
    pub page: u32,
}

impl Card {
    /// What is known of a document, by its metadata and the sketch of its text.
    pub fn of(meta: &Metadata, sketch: &Sketch) -> Self {
        Card {
            words: sketch.words,
            bytes: sketch.bytes,
            tokens: sketch.tokens.len() as u32,
            shingles: sketch.shingles,
            day: meta.created.as_deref().and_then(plausible_day).unwrap_or(NO_DAY),
            site: hash_of(&meta.publisher()),
            page: meta.url.as_deref().map_or(0, hash_of),
        }
    }
}

/// The documents of one run, or of one batch of an index.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) facts: Spool,
    pub(crate) ids: Spool,
    pub(crate) tokens: Spool,
    pub(crate) signatures: Spool,
}

impl Segment {
    pub(crate) fn new(folder: &Path) -> Self {
        let spool = || Spool::new(folder);
        Segment { facts: spool(), ids: spool(), tokens: spool(), signatures: spool() }
    }

    pub(crate) fn len(&self) -> u64 {
        self.facts.len() / FACT_BYTES as u64
    }

    /// Whether it holds so many documents, and what their facts say of the rest lies in it: for one that was read from a file.
    pub(crate) fn is_sound(&self, documents: u64, near: bool) -> io::Result<bool> {
        let signatures = documents.checked_mul(SIGNATURE_BYTES as u64);
        if Some(self.facts.len()) != documents.checked_mul(FACT_BYTES as u64)
            || (near && Some(self.signatures.len()) != signatures)
        {
            return Ok(false);
        }
        let mut facts = [0; FACT_BYTES];
        for number in 0..documents {
            self.facts.read_at(number * FACT_BYTES as u64, &mut facts)?;
            let Facts { id_at, id_bytes, tokens_at, tokens, shingles, .. } = Facts::from_bytes(&facts);
            let ids = self.ids.check_holds(id_at, id_bytes.into());
            let words = self.tokens.check_holds(tokens_at, u64::from(tokens) * TOKEN_BYTES as u64);
            // Without near-duplicates words are counted and not kept.
            if ids.is_err() || (near && (words.is_err() || shingles > tokens)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(crate) fn on_disk(&self) -> u64 {
        [&self.facts, &self.ids, &self.tokens, &self.signatures].iter().map(|spool| spool.on_disk()).sum()
    }

    /// Appends a document.
    pub(crate) fn push(&mut self, meta: &Metadata, sketch: &Sketch) -> io::Result<()> {
        let bytes: Vec<u8> = sketch.signature.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.signatures.append(&bytes)?;
        self.push_card(&Card::of(meta, sketch), sketch.text_hash, meta.id.as_str(), &sketch.tokens)
    }

    /// Appends a document but for its signature.
    pub(crate) fn push_card(
        &mut self,
        card: &Card,
        text_hash: u64,
        id: &str,
        tokens: &[u32],
    ) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(tokens.len() * TOKEN_BYTES);
        bytes.extend(tokens.iter().flat_map(|token| token.to_le_bytes()));
        let Card { words, bytes: hash, tokens: count, shingles, day, site, page } = *card;
        let facts = Facts {
            words,
            bytes: hash,
            text_hash,
            tokens_at: self.tokens.append(&bytes)?,
            id_at: self.ids.append(id.as_bytes())?,
            id_bytes: id.len() as u32,
            tokens: count,
            shingles,
            day,
            site,
            page,
        };
        self.facts.append(&facts.to_bytes())?;
        Ok(())
    }
}

/// All documents that are compared with each other: those of earlier batches, then those of the run.
#[derive(Debug)]
pub(crate) struct Documents {
    /// Each with the number of its first document.
    segments: Vec<(u64, Segment)>,
    len: u64,
}

impl Documents {
    pub(crate) fn new(segments: Vec<Segment>) -> Self {
        let mut len = 0;
        let begin = |segment: Segment| {
            let first = len;
            len += segment.len();
            (first, segment)
        };
        Documents { segments: segments.into_iter().map(begin).collect(), len }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn on_disk(&self) -> u64 {
        self.segments.iter().map(|(_, segment)| segment.on_disk()).sum()
    }

    /// The last segment, which holds the documents of the run.
    pub(crate) fn own(&self) -> Option<&Segment> {
        self.segments.last().map(|(_, segment)| segment)
    }

    fn segment(&self, number: u64) -> io::Result<(u64, &Segment)> {
        let behind = self.segments.partition_point(|(first, _)| *first <= number);
        let found = behind.checked_sub(1).and_then(|at| self.segments.get(at));
        found
            .map(|(first, segment)| (number - first, segment))
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    pub(crate) fn facts(&self, number: Number) -> io::Result<Facts> {
        let (at, segment) = self.segment(number.into())?;
        let mut bytes = [0; FACT_BYTES];
        segment.facts.read_at(at * FACT_BYTES as u64, &mut bytes)?;
        Ok(Facts::from_bytes(&bytes))
    }

    pub(crate) fn id(&self, number: Number) -> io::Result<String> {
        let facts = self.facts(number)?;
        let (_, segment) = self.segment(number.into())?;
        segment.ids.check_holds(facts.id_at, facts.id_bytes.into())?;
        let mut bytes = vec![0; facts.id_bytes as usize];
        segment.ids.read_at(facts.id_at, &mut bytes)?;
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// The words of a document as numbers, in place of what was in `into`.
    pub(crate) fn tokens(&self, number: Number, facts: &Facts, into: &mut Vec<u32>) -> io::Result<()> {
        let (_, segment) = self.segment(number.into())?;
        let mut left = facts.tokens as usize;
        let mut at = facts.tokens_at;
        let mut buffer = [0; 4096];
        into.clear();
        segment.tokens.check_holds(at, (left * TOKEN_BYTES) as u64)?;
        into.reserve(left);
        while left > 0 {
            let count = left.min(buffer.len() / TOKEN_BYTES);
            let Some(bytes) = buffer.get_mut(..count * TOKEN_BYTES) else { break };
            segment.tokens.read_at(at, bytes)?;
            let (whole, _) = bytes.as_chunks::<TOKEN_BYTES>();
            into.extend(whole.iter().map(|bytes| u32::from_le_bytes(*bytes)));
            left -= count;
            at += bytes.len() as u64;
        }
        Ok(())
    }

    /// Calls `take` with the facts of the documents from `from` to before `to`, in order.
    pub(crate) fn each_fact(
        &self,
        from: u64,
        to: u64,
        mut take: impl FnMut(Number, &Facts),
    ) -> io::Result<()> {
        self.each_piece(
            from,
            to,
            |segment| &segment.facts,
            |number, bytes: &[u8; FACT_BYTES]| {
                take(number, &Facts::from_bytes(bytes));
            },
        )
    }

    /// The same with their signatures.
    pub(crate) fn each_signature(
        &self,
        from: u64,
        to: u64,
        mut take: impl FnMut(Number, &Signature),
    ) -> io::Result<()> {
        self.each_piece(
            from,
            to,
            |segment| &segment.signatures,
            |number, bytes: &[u8; SIGNATURE_BYTES]| {
                take(number, &signature_of(bytes));
            },
        )
    }

    pub(crate) fn signature(&self, number: Number) -> io::Result<Signature> {
        let (at, segment) = self.segment(number.into())?;
        let mut bytes = [0; SIGNATURE_BYTES];
        segment.signatures.read_at(at * SIGNATURE_BYTES as u64, &mut bytes)?;
        Ok(signature_of(&bytes))
    }

    fn each_piece<const N: usize>(
        &self,
        from: u64,
        to: u64,
        spool: impl Fn(&Segment) -> &Spool,
        mut take: impl FnMut(Number, &[u8; N]),
    ) -> io::Result<()> {
        let mut buffer = vec![0; PIECES * N];
        let mut number = from;
        while number < to.min(self.len) {
            let (at, segment) = self.segment(number)?;
            let count = (segment.len() - at).min(to - number).min(PIECES as u64);
            let Some(bytes) = buffer.get_mut(..count as usize * N) else { break };
            spool(segment).read_at(at * N as u64, bytes)?;
            let (pieces, _) = bytes.as_chunks::<N>();
            for (piece, number) in pieces.iter().zip(number..) {
                take(number as Number, piece);
            }
            number += count;
        }
        Ok(())
    }
}

/// Pieces that are read at a time.
const PIECES: usize = 1024;

fn signature_of(bytes: &[u8; SIGNATURE_BYTES]) -> Signature {
    let mut signature = [0; SIGNATURE_VALUES];
    let (values, _) = bytes.as_chunks::<2>();
    signature.iter_mut().zip(values).for_each(|(to, from)| *to = u16::from_le_bytes(*from));
    signature
}
