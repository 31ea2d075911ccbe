//! What the text of one block looks like.

use tamis_core::{Block, is_unspaced, is_wordlike};

use crate::hashes::{AsciiWord, SEED, mix, word_hash};

/// Counts of one block's text.
#[derive(Debug, Clone, Default)]
pub(super) struct TextFacts {
    /// Words; characters of scripts without blanks count as half a word each.
    pub(super) words: f32,
    pub(super) chars: u32,
    /// Capital letters.
    pub(super) capitals: u32,
    /// `.`, `!`, `?` and their like.
    pub(super) terminals: u32,
    pub(super) questions: u32,
    pub(super) colons: u32,
    /// Signs of currencies.
    pub(super) currencies: u32,
    /// `|`, bullets, arrows and the like.
    pub(super) bars: u32,
    pub(super) last: Sign,
    /// Words in lower case, as hashes: a range of [`PageText::tokens`].
    pub(super) tokens: std::ops::Range<usize>,
    /// Hash of all words.
    pub(super) hash: u64,
}

/// What kind of character a text ends with. Features hold its number.
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
    pub(super) fn of(blocks: &[Block]) -> PageText {
        let mut page = PageText { blocks: Vec::with_capacity(blocks.len()), tokens: Vec::new() };
        for block in blocks {
            let facts = facts(&block.text, &mut page.tokens);
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
pub(super) fn hashes(text: &str) -> Vec<u64> {
    let mut tokens = Vec::new();
    facts(text, &mut tokens);
    tokens
}

/// What kind of byte a byte of ASCII is: of a word, or one of several marks.
mod class {
    pub(super) const OF_WORD: u8 = 0;
    pub(super) const UPPER: u8 = 1;
    pub(super) const OTHER: u8 = 2;
    pub(super) const TERMINAL: u8 = 3;
    pub(super) const QUESTION: u8 = 4;
    pub(super) const COLON: u8 = 5;
    pub(super) const CURRENCY: u8 = 6;
    pub(super) const BAR: u8 = 7;
    /// Number of classes, a power of two.
    pub(super) const COUNT: usize = 8;
}

/// The class of every byte of ASCII.
const CLASSES: [u8; 128] = {
    let mut classes = [class::OTHER; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => class::OF_WORD,
            b'A'..=b'Z' => class::UPPER,
            b'.' | b'!' => class::TERMINAL,
            b'?' => class::QUESTION,
            b':' => class::COLON,
            b'$' => class::CURRENCY,
            b'|' | b'<' | b'>' => class::BAR,
            _ => class::OTHER,
        };
        byte += 1;
    }
    classes
};

fn facts(text: &str, tokens: &mut Vec<u64>) -> TextFacts {
    let mut facts =
        TextFacts { chars: text.chars().count() as u32, last: last(text), ..TextFacts::default() };
    let first_token = tokens.len();
    let (mut spaced, mut unspaced) = (0_u32, 0_u32);
    let mut seen = [0_u32; class::COUNT];
    let bytes = text.as_bytes();
    let (mut at, mut start) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        if let Some(class) = CLASSES.get(usize::from(*byte)) {
            if *class > class::UPPER && start < at {
                tokens.push(hash_of(text, start, at));
                spaced += 1;
            }
            seen[usize::from(*class) % class::COUNT] += 1;
            at += 1;
            if *class > class::UPPER {
                start = at;
            }
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let end = at + c.len_utf8();
        let is_word = is_wordlike(c);
        let alone = is_word && is_unspaced(c);
        if is_word && !alone {
            facts.capitals += u32::from(c.is_uppercase());
            at = end;
            continue;
        }
        if start < at {
            tokens.push(hash_of(text, start, at));
            spaced += 1;
        }
        if alone {
            tokens.push(hash_of(text, at, end));
            unspaced += 1;
        } else {
            facts.mark(c);
        }
        (at, start) = (end, end);
    }
    if start < at {
        tokens.push(hash_of(text, start, at));
        spaced += 1;
    }
    facts.words = spaced as f32 + 0.5 * unspaced as f32;
    facts.hash = tokens.iter().skip(first_token).fold(SEED, |hash, word| mix(hash, *word));
    facts.tokens = first_token..tokens.len();
    facts.add(&seen);
    facts
}

fn hash_of(text: &str, start: usize, end: usize) -> u64 {
    let word = text.get(start..end).unwrap_or_default();
    AsciiWord::of(text, word).map_or_else(|| word_hash(word), |word| word.hash)
}

/// The kind of the last character that is no blank.
fn last(text: &str) -> Sign {
    let Some(c) = text.trim_end().chars().next_back() else { return Sign::None };
    match c {
        '.' | '!' | '?' | '…' | '。' | '！' | '।' | '۔' | '？' | '؟' => Sign::Terminal,
        ':' | '：' => Sign::Colon,
        ',' | ';' | '、' | '，' | '،' => Sign::Comma,
        '"' | '\'' | '(' | ')' | '[' | ']' | '“' | '”' | '„' | '‘' | '’' => Sign::Close,
        _ if !is_wordlike(c) => Sign::Symbol,
        _ if c.is_uppercase() => Sign::Upper,
        _ if c.is_numeric() => Sign::Digit,
        _ => Sign::Lower,
    }
}

impl TextFacts {
    /// Counts the bytes of ASCII of each class.
    fn add(&mut self, seen: &[u32; class::COUNT]) {
        let of = |class: u8| seen.get(usize::from(class)).copied().unwrap_or(0);
        self.capitals += of(class::UPPER);
        self.terminals += of(class::TERMINAL) + of(class::QUESTION);
        self.questions += of(class::QUESTION);
        self.colons += of(class::COLON);
        self.currencies += of(class::CURRENCY);
        self.bars += of(class::BAR);
    }

    /// Counts a character beyond ASCII that belongs to no word.
    fn mark(&mut self, c: char) {
        match c {
            '…' | '。' | '！' | '।' | '۔' => self.terminals += 1,
            '？' | '؟' => {
                self.terminals += 1;
                self.questions += 1;
            }
            '：' => self.colons += 1,
            '€' | '£' | '¥' | '₹' | '₽' | '₩' => self.currencies += 1,
            '•' | '·' | '»' | '«' | '›' | '‹' | '→' | '←' | '▶' | '▼' | '▾' | '×' => {
                self.bars += 1;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, see: impl Fn(&TextFacts) -> bool) {
        let facts = facts(text, &mut Vec::new());
        assert!(see(&facts), "{text:?}: {facts:?}");
    }

    #[test]
    fn words_and_signs_are_counted() {
        check("On 3 May 2019 Ann paid $5.", |f| f.words > 6.9 && f.words < 7.1 && f.capitals == 3);
        check("On 3 May 2019 Ann paid $5.", |f| f.currencies == 1 && f.terminals == 1);
        check("Was it 5 €? Yes: “it was”", |f| f.questions == 1 && f.terminals == 1 && f.colons == 1);
        check("东京の夏", |f| f.words > 1.9 && f.words < 2.1 && f.chars == 4 && f.tokens.len() == 4);
        check("ÉTÉ • Été", |f| f.capitals == 4 && f.bars == 1 && f.words > 1.9 && f.words < 2.1);
        check("HOME | News", |f| f.bars == 1 && f.capitals == 5);
        check("", |f| f.words == 0.0 && f.last == Sign::None);
    }

    #[test]
    fn a_text_ends_with_its_last_sign() {
        let signs = [("a", Sign::Lower), ("A ", Sign::Upper), ("4", Sign::Digit), ("a.", Sign::Terminal)];
        for (text, sign) in signs.into_iter().chain([("a: ", Sign::Colon), ("a;", Sign::Comma)]) {
            check(text, |f| f.last == sign);
        }
        check("(a)", |f| f.last == Sign::Close);
        check("a→", |f| f.last == Sign::Symbol);
        check("東", |f| f.last == Sign::Lower);
    }

    #[test]
    fn case_and_marks_do_not_change_the_hash_of_the_words() {
        let hash = |text| facts(text, &mut Vec::new()).hash;
        assert_eq!(hash("Read More!"), hash("read more"));
        assert_eq!(hash("ÉTÉ"), hash("été"));
        assert_ne!(hash("read more"), hash("more read"));
    }
}
