use std::collections::HashMap;

use super::data::RUNS;

/// A letter, as Python's `str.isalpha` has it.
pub(crate) const LETTER: u16 = 1;
/// What `\w` matches in Python.
pub(crate) const WORD: u16 = 1 << 1;
/// What `\d` matches in Python.
pub(crate) const DECIMAL: u16 = 1 << 2;
/// General category P.
pub(crate) const PUNCTUATION: u16 = 1 << 3;
/// In datatrove's `PUNCTUATION_SET`, which makes a word of nothing else a symbol.
pub(crate) const SYMBOL: u16 = 1 << 4;
/// In datatrove's `TERMINAL_PUNCTUATION`.
pub(crate) const TERMINAL: u16 = 1 << 5;
/// Ends a sentence for spaCy's sentencizer.
pub(crate) const SENTENCE_END: u16 = 1 << 6;
/// In spaCy's `ALPHA`.
pub(super) const ALPHA: u16 = 1 << 7;
/// In spaCy's `ALPHA_LOWER`.
pub(super) const LOWER: u16 = 1 << 8;
/// In spaCy's `ALPHA_UPPER`.
pub(super) const UPPER: u16 = 1 << 9;
/// In spaCy's `CONCAT_QUOTES`.
pub(super) const QUOTE: u16 = 1 << 10;
/// Comes off the front of a string whatever follows.
pub(super) const PREFIX: u16 = 1 << 11;
/// Comes off the end of a string whatever precedes.
pub(super) const SUFFIX: u16 = 1 << 12;
/// A full stop comes off behind it.
pub(super) const BEFORE_STOP: u16 = 1 << 13;
/// In spaCy's `LIST_ICONS`.
pub(super) const ICON: u16 = 1 << 14;

/// Characters of a block of the table.
const BLOCK: usize = 256;
/// Number of code points.
const CODE_POINTS: usize = 0x11_0000;

/// What each character is to spaCy, datatrove and Python: a table of blocks, equal ones stored once.
#[derive(Debug)]
pub(crate) struct Characters {
    /// For each block of characters, where its flags begin.
    starts: Vec<u32>,
    flags: Vec<u16>,
    ascii: [u16; 128],
}

impl Characters {
    pub(crate) fn new() -> Self {
        let mut known: HashMap<Vec<u16>, u32> = HashMap::new();
        // Of blocks that are all alike, which nearly all are: their flags, and where they stand.
        let mut uniform: Vec<(u16, u32)> = Vec::new();
        let mut flags: Vec<u16> = Vec::new();
        let mut starts = Vec::with_capacity(CODE_POINTS / BLOCK);
        let mut runs = RUNS;
        for first in (0..CODE_POINTS).step_by(BLOCK) {
            let end_of = |runs: &[(u32, u16)]| runs.get(1).map_or(CODE_POINTS, |&(next, _)| next as usize);
            while end_of(runs) <= first {
                runs = runs.get(1..).unwrap_or_default();
            }
            let value = runs.first().map_or(0, |&(_, value)| value);
            let is_uniform = end_of(runs) >= first + BLOCK;
            if is_uniform && let Some(&(_, start)) = uniform.iter().find(|(known, _)| *known == value) {
                starts.push(start);
                continue;
            }
            let block = block(runs, first);
            let start = *known.entry(block).or_insert_with_key(|block| {
                flags.extend_from_slice(block);
                (flags.len() - BLOCK) as u32
            });
            starts.push(start);
            if is_uniform {
                uniform.push((value, start));
            }
        }
        let mut ascii = [0; 128];
        ascii.iter_mut().zip(&flags).for_each(|(to, from)| *to = *from);
        Characters { starts, flags, ascii }
    }

    /// The flags of a character.
    #[inline]
    pub(crate) fn flags(&self, c: char) -> u16 {
        let code = c as usize;
        if let Some(&flags) = self.ascii.get(code) {
            return flags;
        }
        let start = self.starts.get(code / BLOCK).map_or(0, |&start| start as usize);
        self.flags.get(start + code % BLOCK).copied().unwrap_or(0)
    }

    /// Whether a character has one of these flags.
    #[inline]
    pub(crate) fn is(&self, c: char, flags: u16) -> bool {
        self.flags(c) & flags != 0
    }
}

/// The flags of the characters from `first` on, of runs of which the first begins there or before.
fn block(runs: &[(u32, u16)], first: usize) -> Vec<u16> {
    let mut block = vec![0; BLOCK];
    for &(start, value) in runs.iter().take_while(|&&(start, _)| (start as usize) < first + BLOCK) {
        if let Some(rest) = block.get_mut((start as usize).saturating_sub(first)..) {
            rest.fill(value);
        }
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_have_the_flags_of_their_kinds() {
        let characters = Characters::new();
        let check = |c: char, flags: u16| assert!(characters.is(c, flags), "{c:?} {flags:x}");
        check('a', LETTER | WORD);
        check('é', LETTER);
        check('７', DECIMAL);
        check('。', SENTENCE_END);
        check('。', TERMINAL);
        check('»', PUNCTUATION);
        check('\u{1}', SYMBOL);
        check('\u{20000}', ALPHA);
        check('\u{1f600}', ICON);
        assert!(!characters.is('b', UPPER | QUOTE | PREFIX | SUFFIX));
        assert!(characters.is('b', LOWER) && characters.is('b', BEFORE_STOP));
        assert_eq!(characters.flags('\u{10ffff}') & (LETTER | WORD), 0);
    }

    #[test]
    fn each_character_has_the_flags_of_its_run() {
        let characters = Characters::new();
        let mut runs = RUNS;
        for c in '\0'..=char::MAX {
            while runs.get(1).is_some_and(|&(next, _)| next <= u32::from(c)) {
                runs = &runs[1..];
            }
            assert_eq!(characters.flags(c), runs[0].1, "{c:?}");
        }
    }
}
