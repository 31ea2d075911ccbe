use std::collections::HashMap;
use std::io::Read;

use super::source::{ModelError, Source};

/// The token that stands for the end of a line.
const END: &[u8] = b"</s>";
/// A factor of fastText's, for n-grams of words.
const WORD_NGRAM_FACTOR: u64 = 116_049_371;
/// Room that is made for entries before they are read.
const FIRST_ROOM: usize = 1 << 16;

/// How a text becomes rows of the input matrix: words, n-grams of their characters, and n-grams of words.
#[derive(Debug)]
pub(super) struct Dictionary {
    words: HashMap<Vec<u8>, u32>,
    /// Labels with how often each was seen.
    labels: Vec<(String, i64)>,
    /// Row of the first bucket: how many words there are.
    first_bucket: usize,
    shortest: usize,
    longest: usize,
    word_ngrams: usize,
    buckets: u32,
    /// Buckets that a pruned model kept, with their rows.
    kept: Option<HashMap<u32, u32>>,
}

/// What of a model's arguments a dictionary needs.
pub(super) struct Shape {
    pub(super) shortest: usize,
    pub(super) longest: usize,
    pub(super) word_ngrams: usize,
    pub(super) buckets: u32,
}

impl Dictionary {
    pub(super) fn read(source: &mut Source<impl Read>, shape: &Shape) -> Result<Dictionary, ModelError> {
        let size = source.small_count()?;
        let (words, labels) = (source.small_count()?, source.small_count()?);
        source.i64()?;
        let kept = source.i64()?;
        if words.checked_add(labels) != Some(size) {
            return Err(ModelError::Wrong("its words and labels do not add up"));
        }
        let mut dictionary = Dictionary {
            words: HashMap::with_capacity(words.min(FIRST_ROOM)),
            labels: Vec::with_capacity(labels.min(FIRST_ROOM)),
            first_bucket: words,
            shortest: shape.shortest,
            longest: shape.longest,
            word_ngrams: shape.word_ngrams,
            buckets: shape.buckets,
            kept: None,
        };
        for row in 0..size {
            let word = source.word()?;
            let count = source.i64()?;
            let is_label = source.flag()?;
            if is_label != (row >= words) {
                return Err(ModelError::Wrong("its labels do not stand behind its words"));
            }
            if is_label {
                dictionary.labels.push((String::from_utf8_lossy(&word).into_owned(), count));
            } else {
                dictionary.words.insert(word, row as u32);
            }
        }
        if kept >= 0 {
            let mut rows = HashMap::new();
            for _ in 0..kept {
                let (bucket, row) = (source.small_count()?, source.small_count()?);
                rows.insert(bucket as u32, row as u32);
            }
            dictionary.kept = Some(rows);
        }
        Ok(dictionary)
    }

    /// Labels with how often each was seen, in their order.
    pub(super) fn labels(&self) -> &[(String, i64)] {
        &self.labels
    }

    /// Rows that the n-grams can come to, at most.
    pub(super) fn rows(&self) -> usize {
        let buckets = self.kept.as_ref().map_or(self.buckets as usize, HashMap::len);
        self.first_bucket + if self.uses_buckets() { buckets } else { 0 }
    }

    fn uses_buckets(&self) -> bool {
        self.longest > 0 || self.word_ngrams > 1
    }

    /// The rows of the input matrix that a line of text stands for, with the token of its end.
    pub(super) fn rows_of<'a>(&self, pieces: impl IntoIterator<Item = &'a str>) -> Vec<u32> {
        let mut rows = Vec::new();
        let mut hashes = Vec::new();
        let tokens = pieces.into_iter().flat_map(|piece| piece.split(is_space));
        for token in tokens.filter(|token| !token.is_empty()) {
            self.add_word(token.as_bytes(), &mut rows);
            hashes.push(hash(token.as_bytes()));
        }
        if rows.is_empty() {
            return rows;
        }
        rows.extend(self.words.get(END));
        hashes.push(hash(END));
        self.add_word_ngrams(&hashes, &mut rows);
        rows
    }

    fn add_word(&self, word: &[u8], rows: &mut Vec<u32>) {
        rows.extend(self.words.get(word));
        if self.longest == 0 || word == END {
            return;
        }
        let word = [b"<", word, b">"].concat();
        let starts: Vec<usize> =
            (0..word.len()).filter(|&at| is_start(&word, at)).chain([word.len()]).collect();
        let characters = starts.len() - 1;
        for first in 0..characters {
            for length in self.shortest.max(1)..=self.longest.min(characters - first) {
                if length == 1 && (first == 0 || first + 1 == characters) {
                    continue;
                }
                let ends = (starts.get(first), starts.get(first + length));
                let gram =
                    if let (Some(&from), Some(&to)) = ends { word.get(from..to).unwrap_or(&[]) } else { &[] };
                self.push_bucket(u64::from(hash(gram)), rows);
            }
        }
    }

    fn add_word_ngrams(&self, hashes: &[u32], rows: &mut Vec<u32>) {
        for first in 0..hashes.len() {
            let mut words = hashes
                .iter()
                .skip(first)
                .take(self.word_ngrams)
                .map(|&hash| i64::from(hash.cast_signed()).cast_unsigned());
            let Some(mut hash) = words.next() else { continue };
            for word in words {
                hash = hash.wrapping_mul(WORD_NGRAM_FACTOR).wrapping_add(word);
                self.push_bucket(hash, rows);
            }
        }
    }

    fn push_bucket(&self, hash: u64, rows: &mut Vec<u32>) {
        if self.buckets == 0 {
            return;
        }
        let bucket = (hash % u64::from(self.buckets)) as u32;
        let row = match &self.kept {
            Some(kept) => kept.get(&bucket).copied(),
            None => Some(bucket),
        };
        rows.extend(row.map(|row| row.saturating_add(self.first_bucket as u32)));
    }
}

/// What fastText cuts tokens at.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\0')
}

fn is_start(word: &[u8], at: usize) -> bool {
    word.get(at).is_some_and(|byte| byte & 0xC0 != 0x80)
}

/// FNV-1a of 32 bits over signed bytes, which is what fastText computes.
fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(2_166_136_261, |hash: u32, &byte| {
        (hash ^ i32::from(byte.cast_signed()).cast_unsigned()).wrapping_mul(16_777_619)
    })
}
