//! What the text of one block looks like.

use tamis_core::{Block, is_unspaced, is_wordlike};

use crate::hashes::{SEED, mix};
use crate::word_kinds::{KINDS, WordKinds};

/// Counts of one block's text.
#[derive(Debug, Clone, Default)]
pub(super) struct TextFacts {
    /// Words; characters of scripts without blanks count as half a word each.
    pub(super) words: f32,
    pub(super) chars: u32,
    pub(super) letters: u32,
    pub(super) digits: u32,
    pub(super) capitals: u32,
    /// Words that begin with a capital, the first word left out.
    pub(super) capital_words: u32,
    /// Words all of whose letters are capitals, of two letters or more.
    pub(super) shouted_words: u32,
    /// Words of digits alone, and those of them that look like a year.
    pub(super) numbers: u32,
    pub(super) years: u32,
    /// Words of each kind of the lexicon.
    pub(super) kinds: [u16; KINDS],
    /// `.`, `!`, `?` and their like.
    pub(super) terminals: u32,
    pub(super) commas: u32,
    pub(super) questions: u32,
    /// Signs of currencies.
    pub(super) currencies: u32,
    /// `|`, bullets, arrows and the like.
    pub(super) bars: u32,
    pub(super) quotes: u32,
    pub(super) brackets: u32,
    pub(super) slashes: u32,
    pub(super) colons: u32,
    pub(super) ats: u32,
    pub(super) copyright: u32,
    /// Characters that are neither of a word nor a blank.
    pub(super) symbols: u32,
    /// Characters of words outside of the Latin script.
    pub(super) foreign: u32,
    pub(super) first: Sign,
    pub(super) last: Sign,
    /// Words in lower case, as hashes: a range of [`PageText::tokens`].
    pub(super) tokens: std::ops::Range<usize>,
    /// Hash of all words.
    pub(super) hash: u64,
}

/// What kind of character a text begins or ends with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Sign {
    #[default]
    None,
    Lower,
    Upper,
    Digit,
    Terminal,
    Colon,
    Comma,
    Close,
    Symbol,
}

/// The texts of all blocks of a page.
#[derive(Debug, Default)]
pub(super) struct PageText {
    pub(super) blocks: Vec<TextFacts>,
    /// Hashes of all words of the page in lower case, in order.
    pub(super) tokens: Vec<u64>,
}

impl PageText {
    pub(super) fn of(blocks: &[Block], lexicon: &WordKinds) -> PageText {
        let mut page = PageText { blocks: Vec::with_capacity(blocks.len()), tokens: Vec::new() };
        for block in blocks {
            let facts = facts(&block.text, lexicon, &mut page.tokens);
            page.blocks.push(facts);
        }
        page
    }

    /// The words of a block, as hashes.
    pub(super) fn tokens_of(&self, at: usize) -> &[u64] {
        self.blocks.get(at).and_then(|block| self.tokens.get(block.tokens.clone())).unwrap_or_default()
    }
}

/// The words of a text in lower case, as hashes that compare with those of [`PageText`].
pub(super) fn hashes(text: &str, lexicon: &WordKinds) -> Vec<u64> {
    let mut tokens = Vec::new();
    facts(text, lexicon, &mut tokens);
    tokens
}

/// A word while its characters come in.
#[derive(Default)]
struct Word {
    hash: u64,
    length: u32,
    digits: u32,
    capitals: u32,
    /// It begins with a capital.
    capital: bool,
    /// It begins with 19 or 20, as far as its two first characters go.
    century: bool,
    last: u32,
}

fn facts(text: &str, lexicon: &WordKinds, tokens: &mut Vec<u64>) -> TextFacts {
    let mut facts = TextFacts { hash: SEED, ..TextFacts::default() };
    let first_token = tokens.len();
    let mut word = Word::default();
    let mut unspaced = 0_u32;
    let mut spaced = 0_u32;
    for c in text.chars() {
        facts.chars += 1;
        let is_word = if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { is_wordlike(c) };
        let alone = is_word && !c.is_ascii() && is_unspaced(c);
        if word.length > 0 && (!is_word || alone) {
            spaced += 1;
            facts.end_word(&word, lexicon, tokens, first_token);
            word = Word::default();
        }
        if is_word {
            facts.letter(c, &mut word);
            if alone {
                unspaced += 1;
                facts.end_word(&word, lexicon, tokens, first_token);
                word = Word::default();
            }
        } else {
            facts.mark(c);
        }
    }
    if word.length > 0 {
        spaced += 1;
        facts.end_word(&word, lexicon, tokens, first_token);
    }
    facts.words = spaced as f32 + 0.5 * unspaced as f32;
    facts.tokens = first_token..tokens.len();
    facts
}

impl TextFacts {
    fn letter(&mut self, c: char, word: &mut Word) {
        let sign = if c.is_ascii() {
            if c.is_ascii_digit() {
                Sign::Digit
            } else if c.is_ascii_uppercase() {
                Sign::Upper
            } else {
                Sign::Lower
            }
        } else if c.is_uppercase() {
            Sign::Upper
        } else if c.is_numeric() {
            Sign::Digit
        } else {
            Sign::Lower
        };
        match sign {
            Sign::Digit => {
                self.digits += 1;
                word.digits += 1;
            }
            Sign::Upper => {
                self.capitals += 1;
                self.letters += 1;
                word.capitals += 1;
                word.capital |= word.length == 0;
            }
            _ => self.letters += 1,
        }
        if u32::from(c) > 0x24F {
            self.foreign += 1;
        }
        if word.length == 0 {
            word.hash = SEED;
        }
        let lower = if c.is_ascii() {
            u32::from(c.to_ascii_lowercase())
        } else {
            c.to_lowercase().next().map_or(u32::from(c), u32::from)
        };
        word.hash = mix(word.hash, u64::from(lower));
        word.length += 1;
        if word.length == 2 {
            word.century = matches!((word.last, lower), (0x31, 0x39) | (0x32, 0x30));
        }
        word.last = lower;
        if self.first == Sign::None {
            self.first = sign;
        }
        self.last = sign;
    }

    fn end_word(&mut self, word: &Word, lexicon: &WordKinds, tokens: &mut Vec<u64>, first_token: usize) {
        let first = tokens.len() == first_token;
        tokens.push(word.hash);
        self.hash = mix(self.hash, word.hash);
        self.capital_words += u32::from(word.capital && !first);
        self.shouted_words += u32::from(word.capitals == word.length && word.length > 1);
        if word.digits == word.length {
            self.numbers += 1;
            self.years += u32::from(word.length == 4 && word.century);
        } else {
            let mut kinds = lexicon.kinds(word.hash);
            while kinds != 0 {
                if let Some(count) = self.kinds.get_mut(kinds.trailing_zeros() as usize) {
                    *count = count.saturating_add(1);
                }
                kinds &= kinds - 1;
            }
        }
    }

    fn mark(&mut self, c: char) {
        if c.is_whitespace() {
            return;
        }
        self.symbols += 1;
        let sign = match c {
            '.' | '!' | '…' | '。' | '！' | '।' | '۔' => {
                self.terminals += 1;
                Sign::Terminal
            }
            '?' | '？' | '؟' => {
                self.terminals += 1;
                self.questions += 1;
                Sign::Terminal
            }
            ',' | '、' | '，' | '،' | ';' => {
                self.commas += 1;
                Sign::Comma
            }
            ':' | '：' => {
                self.colons += 1;
                Sign::Colon
            }
            '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' => {
                self.currencies += 1;
                Sign::Symbol
            }
            '|' | '•' | '·' | '»' | '«' | '›' | '‹' | '→' | '←' | '>' | '<' | '▶' | '▼' | '▾' | '×' =>
            {
                self.bars += 1;
                Sign::Symbol
            }
            '"' | '“' | '”' | '„' | '‘' | '’' | '\'' => {
                self.quotes += 1;
                Sign::Close
            }
            '(' | ')' | '[' | ']' => {
                self.brackets += 1;
                Sign::Close
            }
            '/' => {
                self.slashes += 1;
                Sign::Symbol
            }
            '@' | '#' => {
                self.ats += 1;
                Sign::Symbol
            }
            '©' | '®' | '™' => {
                self.copyright += 1;
                Sign::Symbol
            }
            _ => Sign::Symbol,
        };
        if self.first == Sign::None {
            self.first = sign;
        }
        self.last = sign;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, see: impl Fn(&TextFacts) -> bool) {
        let facts = facts(text, &WordKinds::new(), &mut Vec::new());
        assert!(see(&facts), "{text:?}: {facts:?}");
    }

    #[test]
    fn words_and_signs_are_counted() {
        check("On 3 May 2019 Ann paid $5.", |f| {
            f.words > 6.9 && f.words < 7.1 && f.numbers == 3 && f.years == 1
        });
        check("On 3 May 2019 Ann paid $5.", |f| {
            f.capital_words == 2 && f.currencies == 1 && f.terminals == 1
        });
        check("东京の夏", |f| f.words > 1.9 && f.words < 2.1 && f.foreign == 4);
        check("HOME | News", |f| f.shouted_words == 1 && f.bars == 1 && f.first == Sign::Upper);
        check("", |f| f.words == 0.0 && f.last == Sign::None);
    }

    #[test]
    fn case_and_marks_do_not_change_the_hash_of_the_words() {
        let lexicon = WordKinds::new();
        let hash = |text| facts(text, &lexicon, &mut Vec::new()).hash;
        assert_eq!(hash("Read More!"), hash("read more"));
        assert_ne!(hash("read more"), hash("more read"));
    }
}
