use std::collections::HashSet;

use super::data::{PATTERNS, SPECIALS};
use super::{Lookup, Token};

/// Strings with a split of their own: contractions, abbreviations, emoticons.
#[derive(Debug)]
pub(super) struct Specials {
    strings: Lookup,
    /// The first tokens of [`PATTERNS`], each once.
    firsts: Lookup,
    /// For each first token, the patterns that begin with it.
    ranges: Vec<(usize, usize)>,
}

/// A run of tokens that a special string would be without being special.
#[derive(Debug, Clone, Copy)]
struct Match {
    first: usize,
    count: usize,
}

impl Specials {
    pub(super) fn new() -> Self {
        let mut firsts: Vec<&str> = Vec::new();
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for (index, pattern) in PATTERNS.iter().enumerate() {
            let Some(first) = pattern.first() else { continue };
            match ranges.last_mut() {
                Some(range) if firsts.last() == Some(first) => range.1 = index + 1,
                _ => {
                    firsts.push(first);
                    ranges.push((index, index + 1));
                }
            }
        }
        Specials {
            strings: Lookup::new(SPECIALS.iter().map(|(text, _)| text)),
            firsts: Lookup::new(firsts),
            ranges,
        }
    }

    /// The lengths in bytes of the tokens of a special string.
    #[inline]
    pub(super) fn get(&self, text: &str) -> Option<&'static [u8]> {
        SPECIALS.get(self.strings.get(text)?).map(|(_, lengths)| *lengths)
    }

    /// Finds special strings again that came apart with their surroundings (`_apply_special_cases` of spaCy): the
    /// longest first, none within another.
    pub(super) fn join(&self, text: &str, tokens: &mut Vec<Token>) {
        let mut matches = self.matches(text, tokens);
        if matches.is_empty() {
            return;
        }
        matches.sort_by_key(|found| (std::cmp::Reverse(found.count), found.first));
        let mut seen = HashSet::new();
        let mut chosen = Vec::new();
        for found in matches {
            let last = found.first + found.count - 1;
            if !seen.contains(&found.first) && !seen.contains(&last) {
                chosen.push(found);
            }
            seen.extend(found.first..=last);
        }
        chosen.sort_by_key(|found| found.first);
        let mut joined = Vec::with_capacity(tokens.len());
        let mut done = 0;
        for found in chosen {
            let Some(run) = tokens.get(found.first..found.first + found.count) else { continue };
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let Some(lengths) = text.get(first.start..last.end()).and_then(|string| self.get(string)) else {
                continue;
            };
            joined.extend_from_slice(tokens.get(done..found.first).unwrap_or_default());
            let mut start = first.start;
            for &length in lengths {
                let end = start + usize::from(length);
                let letters =
                    text.get(start..end).is_some_and(|token| token.bytes().all(|b| b.is_ascii_alphabetic()));
                joined.push(Token { start, length: u32::from(length), letters });
                start = end;
            }
            done = found.first + found.count;
        }
        joined.extend_from_slice(tokens.get(done..).unwrap_or_default());
        *tokens = joined;
    }

    fn matches(&self, text: &str, tokens: &[Token]) -> Vec<Match> {
        let mut matches = Vec::new();
        for (first, pair) in tokens.windows(2).enumerate() {
            let [one, two] = pair else { continue };
            // Each pattern has a mark as its first or second token.
            if (one.letters && two.letters) || two.start > one.end() + 1 {
                continue;
            }
            let Some(index) = text.get(one.start..one.end()).and_then(|token| self.firsts.get(token)) else {
                continue;
            };
            let Some(&(from, to)) = self.ranges.get(index) else { continue };
            for pattern in PATTERNS.get(from..to).unwrap_or_default() {
                let run = tokens.get(first..first + pattern.len()).unwrap_or_default();
                if !run.is_empty() && is_run(text, run, pattern) {
                    matches.push(Match { first, count: pattern.len() });
                }
            }
        }
        matches
    }
}

/// Whether tokens are those of a pattern, with nothing or one blank between them.
fn is_run(text: &str, run: &[Token], pattern: &[&str]) -> bool {
    let same =
        run.iter().zip(pattern).all(|(token, expect)| text.get(token.start..token.end()) == Some(expect));
    same && run.windows(2).all(|pair| {
        let [one, two] = pair else { return false };
        one.end() == two.start || text.get(one.end()..two.start) == Some(" ")
    })
}
