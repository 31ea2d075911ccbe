//! One walk over a text: how many letters of each script it has, and what its n-grams say for each language.

use super::markers::MARKERS;
use super::script::{SCRIPTS, Script};
use super::table::{MOST_LANGUAGES, Table, Weights};
use super::words::{self, Words};

/// What was counted.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    /// Letters of each script.
    pub(super) letters: [u32; SCRIPTS],
    /// Weights of the longer n-grams for each language of the table.
    pub(super) longer_sums: Sums,
    /// Weights of the shorter ones: trigrams, and in Devanagari bigrams.
    pub(super) shorter_sums: Sums,
    /// How many of those were looked up, by script.
    pub(super) grams: [u32; SCRIPTS],
    /// Words that stand in each list of `markers`.
    pub(super) markers: [u32; MARKERS.len()],
}

/// Low 48 bits: the last three characters.
const TRIGRAM: u64 = (1 << 48) - 1;
/// Low 32 bits: the last two.
const BIGRAM: u64 = (1 << 32) - 1;

impl Tally {
    /// Counts the letters of all pieces, which do not join; the longer n-grams only if asked for.
    pub(super) fn of<'a>(
        table: &Table,
        words: &Words,
        pieces: impl IntoIterator<Item = &'a str>,
        longer: bool,
    ) -> Tally {
        let mut tally = Tally {
            letters: [0; SCRIPTS],
            longer_sums: Sums::NONE,
            shorter_sums: Sums::NONE,
            grams: [0; SCRIPTS],
            markers: [0; MARKERS.len()],
        };
        for piece in pieces {
            tally.add(table, words, piece, longer);
        }
        tally
    }

    fn add(&mut self, table: &Table, words: &Words, piece: &str, longer: bool) {
        let mut batch = Batch::default();
        let mut gram = 0u64;
        let mut run = 0u32;
        let mut word = words::START;
        for character in piece.chars() {
            let Some(script) = Script::of(character) else {
                // A mark that stands behind its letter leaves the word whole.
                if !matches!(character, '\u{300}'..='\u{36F}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}')
                {
                    self.end_word(words, word);
                    (run, word) = (0, words::START);
                }
                continue;
            };
            if let Some(count) = self.letters.get_mut(script as usize) {
                *count += 1;
            }
            if script as usize > Script::Devanagari as usize {
                run = 0;
                continue;
            }
            let character = lower(character);
            gram = gram << 16 | u64::from(character);
            word = words::extend(word, character);
            // Vowel signs end a run of letters, not a word: the table was made so.
            let devanagari = script == Script::Devanagari;
            run = if devanagari && is_sign(character) { 0 } else { run + 1 };
            let (shorter, mask) = if devanagari { (2, BIGRAM) } else { (3, TRIGRAM) };
            if run >= shorter {
                if let Some(count) = self.grams.get_mut(script as usize) {
                    *count += 1;
                }
                if batch.grams.len() == BATCH {
                    batch.add_to(table, &mut self.shorter_sums);
                }
                batch.grams.push(gram & mask);
            }
            if longer && run > shorter {
                self.longer_sums.add(&table.look_up(gram & (mask << 16 | 0xFFFF)));
            }
        }
        batch.add_to(table, &mut self.shorter_sums);
        self.end_word(words, word);
    }

    fn end_word(&mut self, words: &Words, word: u64) {
        if word != words::START {
            let mut lists = words.look_up(word);
            while lists != 0 {
                if let Some(count) = self.markers.get_mut(lists.trailing_zeros() as usize) {
                    *count += 1;
                }
                lists &= lists - 1;
            }
        }
    }
}

/// N-grams that are looked up together.
const BATCH: usize = 256;

/// N-grams that wait to be looked up. The table is larger than the nearer caches; looking up many n-grams step by step
/// lets the processor fetch them from memory at the same time instead of one after the other.
struct Batch {
    grams: Vec<u64>,
    starts: Vec<u32>,
}

impl Default for Batch {
    fn default() -> Self {
        Batch { grams: Vec::with_capacity(BATCH), starts: Vec::with_capacity(BATCH) }
    }
}

impl Batch {
    /// Adds what the n-grams say, and forgets them.
    fn add_to(&mut self, table: &Table, sums: &mut Sums) {
        self.starts.clear();
        self.starts.extend(self.grams.drain(..).map(|gram| table.start(gram)));
        let touched = self.starts.iter().fold(0, |touched, start| touched ^ table.first_byte(*start));
        std::hint::black_box(touched);
        for start in &self.starts {
            sums.add(&table.weights_at(*start));
        }
    }
}

/// Sums of weights for each language, in small numbers that are emptied into large ones before they can overflow.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    small: [u16; MOST_LANGUAGES],
    added: u32,
    large: [u32; MOST_LANGUAGES],
}

/// Weights of a byte that fit into 16 bits.
const FULL: u32 = 257;

impl Sums {
    const NONE: Sums = Sums { small: [0; MOST_LANGUAGES], added: 0, large: [0; MOST_LANGUAGES] };

    #[inline]
    fn add(&mut self, weights: &Weights<'_>) {
        match weights {
            Weights::Few(postings) => {
                for posting in postings.chunks_exact(2) {
                    if let &[language, weight] = posting
                        && let Some(sum) = self.small.get_mut(usize::from(language))
                    {
                        *sum += u16::from(weight);
                    }
                }
            }
            Weights::Row(row) => {
                for (sum, weight) in self.small.iter_mut().zip(*row) {
                    *sum += u16::from(*weight);
                }
            }
        }
        self.added += 1;
        if self.added == FULL {
            self.empty();
        }
    }

    fn empty(&mut self) {
        for (large, small) in self.large.iter_mut().zip(&mut self.small) {
            *large += u32::from(*small);
            *small = 0;
        }
        self.added = 0;
    }

    /// The sum of each language, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.large.iter().zip(&self.small).map(|(large, small)| large + u32::from(*small))
    }
}

/// Whether a sign of Devanagari is no letter of its own.
fn is_sign(character: u16) -> bool {
    matches!(character, 0x0900..=0x0903 | 0x093A..=0x093C | 0x093E..=0x094F | 0x0951..=0x0957 | 0x0962..=0x0963)
}

/// The lower-case form, or the first character of it; what lies beyond 16 bits is in no table.
#[inline]
fn lower(character: char) -> u16 {
    if character.is_ascii() {
        return u16::from(character.to_ascii_lowercase() as u8);
    }
    character.to_lowercase().next().and_then(|lower| u16::try_from(u32::from(lower)).ok()).unwrap_or(0)
}
