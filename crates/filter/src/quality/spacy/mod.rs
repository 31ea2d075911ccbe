//! The tokens and sentences of spaCy 3.8's blank English pipeline with its sentencizer, which datatrove counts words and
//! sentences with.
//!
//! A port of `tokenizer.pyx`, `punctuation.py`, `char_classes.py`, `tokenizer_exceptions.py` and `sentencizer.pyx` of
//! spaCy (<https://github.com/explosion/spaCy>, MIT licence). The expressions are recognised by hand over a table of
//! what each character is; the tokens are the same. Cost: linear in the text.

mod address;
mod affixes;
mod characters;
mod data;
mod lookup;
mod sentences;
mod special;

pub(crate) use characters::{Characters, DECIMAL, LETTER, PUNCTUATION, SENTENCE_END, SYMBOL, TERMINAL, WORD};
pub(crate) use lookup::Lookup;
pub(crate) use sentences::sentences;

use data::UNITS;
use special::Specials;

/// A word of a text: where it stands, and whether it is nothing but ASCII letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// Byte offset.
    pub(crate) start: usize,
    /// Length in bytes.
    pub(crate) length: u32,
    /// All of its bytes are ASCII letters.
    pub(crate) letters: bool,
}

impl Token {
    pub(crate) fn end(self) -> usize {
        self.start + self.length as usize
    }
}

/// Splits texts into tokens.
#[derive(Debug)]
pub(crate) struct Tokenizer {
    specials: Specials,
}

const LETTERS: u8 = 1;
const DIGITS: u8 = 2;
const OTHER: u8 = 4;
const BEYOND_ASCII: u8 = 8;
const BLANK: u8 = 16;

/// The kind of each byte.
const KINDS: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        kinds[byte] = match b {
            b'A'..=b'Z' | b'a'..=b'z' => LETTERS,
            b'0'..=b'9' => DIGITS,
            b'\t'..=b'\r' | 0x1c..=0x20 => BLANK,
            0x80.. => BEYOND_ASCII,
            _ => OTHER,
        };
        byte += 1;
    }
    kinds
};

/// The kind of a byte.
#[inline]
fn kind(byte: u8) -> u8 {
    KINDS.get(usize::from(byte)).copied().unwrap_or(OTHER)
}

impl Tokenizer {
    pub(crate) fn new() -> Self {
        Tokenizer { specials: Specials::new() }
    }

    /// The tokens of a text that are not white space, in order.
    pub(crate) fn tokens(&self, characters: &Characters, text: &str) -> Vec<Token> {
        let mut split =
            Split { tokenizer: self, characters, text, tokens: Vec::with_capacity(text.len() / 5) };
        let bytes = text.as_bytes();
        let (mut at, mut start, mut kinds) = (0, 0, 0);
        while let Some(&byte) = bytes.get(at) {
            let kind = kind(byte);
            let (blank, length) = match kind {
                BEYOND_ASCII => match text.get(at..).and_then(|rest| rest.chars().next()) {
                    Some(c) => (c.is_whitespace(), c.len_utf8()),
                    None => (false, 1),
                },
                kind => (kind == BLANK, 1),
            };
            if blank {
                split.string(start, at, kinds);
                start = at + length;
                kinds = 0;
            } else {
                kinds |= kind;
            }
            at += length;
        }
        split.string(start, at, kinds);
        let mut tokens = split.tokens;
        self.specials.join(text, &mut tokens);
        tokens
    }
}

/// A text being split.
struct Split<'a> {
    tokenizer: &'a Tokenizer,
    characters: &'a Characters,
    text: &'a str,
    tokens: Vec<Token>,
}

impl Split<'_> {
    #[inline]
    fn push(&mut self, start: usize, end: usize, letters: bool) {
        self.tokens.push(Token { start, length: u32::try_from(end - start).unwrap_or(u32::MAX), letters });
    }

    /// Splits a string without white space.
    #[inline]
    fn string(&mut self, start: usize, end: usize, kinds: u8) {
        match kinds {
            0 => {}
            DIGITS => self.push(start, end, false),
            LETTERS => {
                let special =
                    self.text.get(start..end).and_then(|string| self.tokenizer.specials.get(string));
                match special {
                    Some(lengths) => self.special(start, lengths),
                    None => self.push(start, end, true),
                }
            }
            _ => self.mixed(start, end),
        }
    }

    fn special(&mut self, start: usize, lengths: &[u8]) {
        let mut at = start;
        for &length in lengths {
            let end = at + usize::from(length);
            let letters =
                self.text.get(at..end).is_some_and(|token| token.bytes().all(|b| b.is_ascii_alphabetic()));
            self.push(at, end, letters);
            at = end;
        }
    }

    /// `_split_affixes` and `_attach_tokens` of spaCy's tokenizer.
    fn mixed(&mut self, mut start: usize, mut end: usize) {
        let specials = &self.tokenizer.specials;
        let text = self.text;
        let string = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        let mut suffixes: Vec<(usize, usize)> = Vec::new();
        let mut special = None;
        while start < end {
            let rest = string(start, end);
            special = specials.get(rest);
            if special.is_some() {
                break;
            }
            let prefix = affixes::prefix(self.characters, rest);
            if prefix > 0 {
                special = specials.get(string(start + prefix, end));
                if special.is_some() {
                    self.push(start, start + prefix, false);
                    start += prefix;
                    break;
                }
            }
            let suffix = affixes::suffix(self.characters, UNITS, string(start + prefix, end));
            if suffix > 0 {
                special = specials.get(string(start, end - suffix));
                if special.is_some() {
                    suffixes.push((end - suffix, end));
                    end -= suffix;
                    break;
                }
            }
            if prefix == 0 && suffix == 0 {
                break;
            }
            if prefix > 0 {
                self.push(start, start + prefix, false);
            }
            if suffix > 0 {
                suffixes.push((end - suffix, end));
            }
            start += prefix;
            end -= suffix;
        }
        match special {
            Some(lengths) => self.special(start, lengths),
            None if start < end => self.middle(start, end),
            None => {}
        }
        for (from, to) in suffixes.into_iter().rev() {
            self.push(from, to, false);
        }
    }

    /// What is left between prefixes and suffixes.
    fn middle(&mut self, start: usize, end: usize) {
        let middle = self.text.get(start..end).unwrap_or_default();
        let kinds = middle.bytes().fold(0, |kinds, byte| kinds | kind(byte));
        if kinds & (OTHER | BEYOND_ASCII) == 0 || address::is_address(self.characters, middle) {
            self.push(start, end, kinds == LETTERS);
            return;
        }
        let mut done = 0;
        let characters = self.characters;
        affixes::infixes(characters, middle, |from, to| {
            if from > done {
                self.part(start + done, start + from);
            }
            self.push(start + from, start + to, false);
            done = to;
        });
        if done < middle.len() {
            self.part(start + done, end);
        }
    }

    fn part(&mut self, start: usize, end: usize) {
        let letters =
            self.text.get(start..end).is_some_and(|part| part.bytes().all(|b| b.is_ascii_alphabetic()));
        self.push(start, end, letters);
    }
}

#[cfg(test)]
mod tests;
