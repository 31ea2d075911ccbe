use tamis_core::ConfigError;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::Bands;
use crate::config::DedupConfig;
use crate::exact::fingerprint_of;
use crate::normalise::normalised;
use crate::signature::{SIGNATURE_VALUES, ShingleSet, Signature, each_shingle, signature};
use crate::tokens::push_tokens;

/// Texts of fewer words match only exactly: they hold no shingle.
pub(crate) const LEAST_WORDS: usize = 5;

/// What is kept of a text to compare it: hashes of its bytes and words, its words as numbers, and its signature.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    pub(crate) bytes: u128,
    pub(crate) words: u128,
    pub(crate) text_hash: u64,
    pub(crate) tokens: Vec<u32>,
    /// Number of distinct shingles; 0 if the text is only compared as a whole.
    pub(crate) shingles: u32,
    pub(crate) signature: Signature,
}

impl Sketch {
    /// XXH3 of the bytes of the text, as [`Ruling::text_hash`](crate::Ruling::text_hash) holds it.
    pub fn text_hash(&self) -> u64 {
        self.text_hash
    }

    /// Its words as numbers, in reading order; none if only whole texts are compared.
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    /// The signature of its shingles; all 0 if it has none.
    pub fn signature(&self) -> &[u16; SIGNATURE_VALUES] {
        &self.signature
    }
}

/// Bytes of a sketch before its words: three hashes, the number of shingles, the signature.
const HEAD_BYTES: usize = 16 + 16 + 8 + 4 + 2 * SIGNATURE_VALUES;

impl Sketch {
    /// Appends the sketch in a form of this version of tamis: numbers in little-endian order, the words last.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        out.reserve(HEAD_BYTES + 4 * self.tokens.len());
        out.extend_from_slice(&self.bytes.to_le_bytes());
        out.extend_from_slice(&self.words.to_le_bytes());
        out.extend_from_slice(&self.text_hash.to_le_bytes());
        out.extend_from_slice(&self.shingles.to_le_bytes());
        out.extend(self.signature.iter().flat_map(|value| value.to_le_bytes()));
        out.extend(self.tokens.iter().flat_map(|token| token.to_le_bytes()));
    }

    /// Reads what [`Sketch::write_to`] wrote; `None` if it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (both, rest) = bytes.split_first_chunk::<32>()?;
        let (text_hash, rest) = rest.split_first_chunk::<8>()?;
        let (shingles, rest) = rest.split_first_chunk::<4>()?;
        let (values, rest) = rest.split_at_checked(2 * SIGNATURE_VALUES)?;
        let (tokens, []) = rest.as_chunks::<4>() else { return None };
        let (first, second) = both.as_chunks::<16>().0.split_first()?;
        let mut signature = [0; SIGNATURE_VALUES];
        let (values, _) = values.as_chunks::<2>();
        signature.iter_mut().zip(values).for_each(|(to, from)| *to = u16::from_le_bytes(*from));
        Some(Sketch {
            bytes: u128::from_le_bytes(*first),
            words: u128::from_le_bytes(*second.first()?),
            text_hash: u64::from_le_bytes(*text_hash),
            tokens: tokens.iter().map(|token| u32::from_le_bytes(*token)).collect(),
            shingles: u32::from_le_bytes(*shingles),
            signature,
        })
    }
}

/// Makes sketches. Immutable; a worker brings its own [`Scratch`].
#[derive(Debug, Clone)]
pub struct Sketcher {
    near: bool,
}

/// Memory that a worker uses for one text after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    set: ShingleSet,
    distinct: Vec<u64>,
}

impl Sketcher {
    /// A maker of sketches for these settings.
    ///
    /// # Errors
    /// A setting that makes no sense, by its key.
    pub fn new(config: &DedupConfig) -> Result<Self, ConfigError> {
        for (key, share) in [("dedup.threshold", config.threshold), ("dedup.containment", config.containment)]
        {
            if !(0.0..=1.0).contains(&share) {
                return Err(ConfigError::new(key, format!("{share} is no share: give a number from 0 to 1")));
            }
        }
        Bands::parse(&config.bands)?;
        Ok(Sketcher { near: config.near })
    }

    /// The sketch of a cleaned text. Cost is linear in its length.
    pub fn sketch(&self, text: &str, scratch: &mut Scratch) -> Sketch {
        let normalised = normalised(text);
        let mut sketch = Sketch {
            bytes: xxh3_128(text.as_bytes()),
            words: fingerprint_of(text, &normalised),
            text_hash: xxh3_64(text.as_bytes()),
            tokens: Vec::new(),
            shingles: 0,
            signature: [0; SIGNATURE_VALUES],
        };
        if self.near {
            sketch.tokens.reserve(text.len() / 6 + 8);
            push_tokens(&normalised, &mut sketch.tokens);
            if sketch.tokens.len() >= LEAST_WORDS {
                let Scratch { set, distinct } = scratch;
                set.begin(sketch.tokens.len());
                distinct.clear();
                each_shingle(&sketch.tokens, |shingle| {
                    if set.insert(shingle) {
                        distinct.push(shingle);
                    }
                });
                sketch.shingles = distinct.len() as u32;
                sketch.signature = signature(distinct);
            }
        }
        sketch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_is_read_back_as_it_was() {
        let sketcher = Sketcher::new(&DedupConfig::default()).unwrap();
        for text in ["", "***", "two words", "The ferry sails at seven, and no later than that."] {
            let sketch = sketcher.sketch(text, &mut Scratch::default());
            let mut bytes = Vec::new();
            sketch.write_to(&mut bytes);
            assert_eq!(Sketch::from_bytes(&bytes), Some(sketch), "{text}");
            bytes.push(0);
            assert_eq!(Sketch::from_bytes(&bytes), None);
            assert_eq!(Sketch::from_bytes(bytes.get(..HEAD_BYTES - 1).unwrap()), None);
        }
    }
}
