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

/// What kind of byte a byte of ASCII is: of a word, or one of several marks.
mod class {
    pub(super) const LOWER: u8 = 0;
    pub(super) const DIGIT: u8 = 1;
    pub(super) const UPPER: u8 = 2;
    pub(super) const BLANK: u8 = 3;
    pub(super) const TERMINAL: u8 = 4;
    pub(super) const QUESTION: u8 = 5;
    pub(super) const COMMA: u8 = 6;
    pub(super) const COLON: u8 = 7;
    pub(super) const CURRENCY: u8 = 8;
    pub(super) const BAR: u8 = 9;
    pub(super) const QUOTE: u8 = 10;
    pub(super) const BRACKET: u8 = 11;
    pub(super) const SLASH: u8 = 12;
    pub(super) const AT: u8 = 13;
    pub(super) const SYMBOL: u8 = 14;
    /// Number of classes, as a power of two.
    pub(super) const COUNT: usize = 16;
}

/// The class of every byte of ASCII.
const CLASSES: [u8; 128] = {
    let mut classes = [class::SYMBOL; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'_' => class::LOWER,
            b'0'..=b'9' => class::DIGIT,
            b'A'..=b'Z' => class::UPPER,
            b' ' | b'\t'..=b'\r' => class::BLANK,
            b'.' | b'!' => class::TERMINAL,
            b'?' => class::QUESTION,
            b',' | b';' => class::COMMA,
            b':' => class::COLON,
            b'$' => class::CURRENCY,
            b'|' | b'<' | b'>' => class::BAR,
            b'"' | b'\'' => class::QUOTE,
            b'(' | b')' | b'[' | b']' => class::BRACKET,
            b'/' => class::SLASH,
            b'@' | b'#' => class::AT,
            _ => class::SYMBOL,
        };
        byte += 1;
    }
    classes
};

/// What a text that begins or ends with a byte of each class begins or ends with.
const SIGNS: [Sign; class::COUNT] = [
    Sign::Lower,
    Sign::Digit,
    Sign::Upper,
    Sign::None,
    Sign::Terminal,
    Sign::Terminal,
    Sign::Comma,
    Sign::Colon,
    Sign::Symbol,
    Sign::Symbol,
    Sign::Close,
    Sign::Close,
    Sign::Symbol,
    Sign::Symbol,
    Sign::Symbol,
    Sign::Symbol,
];

fn facts(text: &str, lexicon: &WordKinds, tokens: &mut Vec<u64>) -> TextFacts {
    let mut facts = TextFacts { hash: SEED, chars: text.chars().count() as u32, ..TextFacts::default() };
    let first_token = tokens.len();
    let mut word = Word::default();
    let mut unspaced = 0_u32;
    let mut spaced = 0_u32;
    let mut seen = [0_u32; class::COUNT];
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if let Some(class) = CLASSES.get(usize::from(*byte)) {
            if *class <= class::UPPER {
                let run = word.run(bytes.get(at..).unwrap_or_default());
                at += run.bytes;
                seen[usize::from(class::LOWER)] += run.bytes as u32 - run.digits - run.capitals;
                seen[usize::from(class::DIGIT)] += run.digits;
                seen[usize::from(class::UPPER)] += run.capitals;
                facts.sign(SIGNS[usize::from(*class)]);
                facts.last = SIGNS[usize::from(run.last_class) % class::COUNT];
                continue;
            }
            at += 1;
            let place = usize::from(*class) % class::COUNT;
            seen[place] += 1;
            if *class != class::BLANK {
                facts.sign(SIGNS[place]);
            }
            if word.length > 0 {
                spaced += 1;
                facts.end_word(&word, lexicon, tokens, first_token);
                word = Word::default();
            }
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        at += c.len_utf8();
        let is_word = is_wordlike(c);
        let alone = is_word && is_unspaced(c);
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
    facts.add(&seen);
    facts
}

/// Bytes of ASCII that belong to words, in a row.
struct AsciiRun {
    bytes: usize,
    digits: u32,
    capitals: u32,
    last_class: u8,
}

impl Word {
    /// Takes the bytes of ASCII that belong to words, of which the text has at least one at its beginning.
    #[inline]
    fn run(&mut self, text: &[u8]) -> AsciiRun {
        let mut run = AsciiRun { bytes: 0, digits: 0, capitals: 0, last_class: class::LOWER };
        let mut hash = if self.length == 0 { SEED } else { self.hash };
        for byte in text {
            let Some(class) = CLASSES.get(usize::from(*byte)).filter(|class| **class <= class::UPPER) else {
                break;
            };
            let is_upper = *class == class::UPPER;
            let lower = *byte | u8::from(is_upper) << 5;
            run.digits += u32::from(*class == class::DIGIT);
            run.capitals += u32::from(is_upper);
            run.last_class = *class;
            run.bytes += 1;
            hash = mix(hash, u64::from(lower));
        }
        self.hash = hash;
        self.digits += run.digits;
        self.capitals += run.capitals;
        if self.length == 0 {
            self.capital = text.first().is_some_and(u8::is_ascii_uppercase);
            self.century = run.bytes > 1 && (text.starts_with(b"19") || text.starts_with(b"20"));
        } else if self.length == 1 {
            self.century = false;
        }
        self.length += run.bytes as u32;
        self.last = text.get(run.bytes - 1).copied().map_or(0, |byte| u32::from(byte.to_ascii_lowercase()));
        run
    }

    /// Takes a character in lower case.
    #[inline]
    fn push(&mut self, lower: u32) {
        if self.length == 0 {
            self.hash = SEED;
        }
        self.hash = mix(self.hash, u64::from(lower));
        self.length += 1;
        if self.length == 2 {
            self.century = matches!((self.last, lower), (0x31, 0x39) | (0x32, 0x30));
        }
        self.last = lower;
    }
}

impl TextFacts {
    /// Counts the bytes of ASCII of each class.
    fn add(&mut self, seen: &[u32; class::COUNT]) {
        let of = |class: u8| seen.get(usize::from(class)).copied().unwrap_or(0);
        let marks = seen.iter().skip(usize::from(class::TERMINAL)).sum::<u32>();
        self.letters += of(class::LOWER) + of(class::UPPER);
        self.digits += of(class::DIGIT);
        self.capitals += of(class::UPPER);
        self.symbols += marks;
        self.terminals += of(class::TERMINAL) + of(class::QUESTION);
        self.questions += of(class::QUESTION);
        self.commas += of(class::COMMA);
        self.colons += of(class::COLON);
        self.currencies += of(class::CURRENCY);
        self.bars += of(class::BAR);
        self.quotes += of(class::QUOTE);
        self.brackets += of(class::BRACKET);
        self.slashes += of(class::SLASH);
        self.ats += of(class::AT);
    }

    /// A character that is no blank was seen.
    #[inline]
    fn sign(&mut self, sign: Sign) {
        if self.first == Sign::None {
            self.first = sign;
        }
        self.last = sign;
    }

    /// Takes a character beyond ASCII that belongs to words.
    fn letter(&mut self, c: char, word: &mut Word) {
        let sign = if c.is_uppercase() {
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
        word.push(c.to_lowercase().next().map_or(u32::from(c), u32::from));
        self.sign(sign);
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

    /// Takes a character beyond ASCII that belongs to no word.
    fn mark(&mut self, c: char) {
        if c.is_whitespace() {
            return;
        }
        self.symbols += 1;
        let sign = match c {
            '…' | '。' | '！' | '।' | '۔' => {
                self.terminals += 1;
                Sign::Terminal
            }
            '？' | '؟' => {
                self.terminals += 1;
                self.questions += 1;
                Sign::Terminal
            }
            '、' | '，' | '،' => {
                self.commas += 1;
                Sign::Comma
            }
            '：' => {
                self.colons += 1;
                Sign::Colon
            }
            '€' | '£' | '¥' | '₹' | '₽' | '₩' => {
                self.currencies += 1;
                Sign::Symbol
            }
            '•' | '·' | '»' | '«' | '›' | '‹' | '→' | '←' | '▶' | '▼' | '▾' | '×' => {
                self.bars += 1;
                Sign::Symbol
            }
            '“' | '”' | '„' | '‘' | '’' => {
                self.quotes += 1;
                Sign::Close
            }
            '©' | '®' | '™' => {
                self.copyright += 1;
                Sign::Symbol
            }
            _ => Sign::Symbol,
        };
        self.sign(sign);
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
