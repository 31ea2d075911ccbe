//! Places of a text, known by the words before them, and what stands there.

use super::table::HashTable;
use crate::signature::mixed;
use crate::tokens::holds_digit;

/// Words before a place by which it is known. With one, common words make places of different sentences one; with more,
/// fewer places are seen where many vary. A guess.
const CONTEXT_WORDS: usize = 2;

/// Words within which two texts must go on alike behind different fillings, for one to stand in place of the other: a
/// name of several words fits, another paragraph does not. A guess.
const RESUME_WORDS: usize = 6;

/// The places of a text in reading order: a hash of the two words before, and the index of the word that stands there.
pub(super) fn places(tokens: &[u32]) -> impl Iterator<Item = (u64, usize)> + '_ {
    tokens
        .windows(CONTEXT_WORDS + 1)
        .enumerate()
        .map(|(at, run)| (context(run.iter().take(CONTEXT_WORDS), 0), at + CONTEXT_WORDS))
}

/// A place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// A hash of the words beside it.
    pub(super) context: u64,
    /// The word that stands there.
    pub(super) filling: u32,
    pub(super) at: usize,
}

/// Calls `take` with the places of a text by the two words before, and once more by the two words behind: where
/// fillings stand close together, one side is often of the frame.
#[inline]
pub(super) fn each_place_by_both_sides(tokens: &[u32], mut take: impl FnMut(Place)) {
    for (at, run) in tokens.windows(CONTEXT_WORDS + 1).enumerate() {
        let &[first, middle, last] = run else { continue };
        take(Place { context: context([first, middle].iter(), 0), filling: last, at: at + CONTEXT_WORDS });
        take(Place { context: context([middle, last].iter(), 1), filling: first, at });
    }
}

fn context<'t>(words: impl Iterator<Item = &'t u32>, side: u64) -> u64 {
    mixed(words.fold(side, |sum, word| (sum ^ u64::from(*word)).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
}

/// Words at either end of a text that are a copy's own, such as headline, byline and the name of a site in a menu or a
/// footer, at most; a sixth of a short text. A guess.
const MARGIN_WORDS: usize = 24;

/// Whether a place lies between the margins of a text.
pub(super) fn is_inner(tokens: &[u32], at: usize) -> bool {
    let margin = MARGIN_WORDS.min(tokens.len() / 6);
    (margin..tokens.len() - margin).contains(&at)
}

/// How two texts differ, by the places that stand once in each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Places that hold different words, with the same words before and soon behind.
    pub(super) differ: u32,
    /// Those of them that vary in the family.
    pub(super) varying_differ: u32,
    /// Places that hold the same.
    pub(super) agree: u32,
    /// Places that differ, with a digit in both fillings.
    pub(super) digits_differ: u32,
    /// Places that hold the same, with a digit in it.
    pub(super) digits_agree: u32,
}

/// Where a context stands in a text.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    at: u32,
    /// Whether it stands there more than once, or was met already.
    spent: bool,
}

/// Compares one text with others, one after the other.
#[derive(Debug, Default)]
pub(super) struct PlaceComparer {
    standing: HashTable<Standing>,
    tokens: Vec<u32>,
}

impl PlaceComparer {
    pub(super) fn begin(&mut self, tokens: &[u32]) {
        self.tokens.clear();
        self.tokens.extend_from_slice(tokens);
        self.enter();
    }

    fn enter(&mut self) {
        self.standing.begin(self.tokens.len());
        for (context, at) in places(&self.tokens) {
            if let Some((standing, is_new)) = self.standing.entry(context) {
                *standing = Standing { at: at as u32, spent: !is_new };
            }
        }
    }

    /// How another text differs; `varies` tells which places do in the family.
    pub(super) fn difference(&mut self, other: &[u32], varies: impl Fn(u64) -> bool) -> Difference {
        let mut found = Difference::default();
        for (context, other_at) in places(other) {
            let Some(standing) = self.standing.get(context).filter(|standing| !standing.spent) else {
                continue;
            };
            if let Some((standing, _)) = self.standing.entry(context) {
                standing.spent = true;
            }
            let at = standing.at as usize;
            let (Some(ours), Some(theirs)) = (self.tokens.get(at), other.get(other_at)) else { continue };
            if ours == theirs {
                found.agree += 1;
                found.digits_agree += u32::from(holds_digit(*ours));
            } else if resumes(&self.tokens, at, other, other_at) {
                found.differ += 1;
                found.varying_differ += u32::from(varies(context));
                found.digits_differ += u32::from(holds_digit(*ours) && holds_digit(*theirs));
            }
        }
        // What was met is unspent for the next one.
        self.enter();
        found
    }
}

/// Whether two texts go on in the same two words soon behind different ones, or both soon end.
fn resumes(one: &[u32], at: usize, other: &[u32], other_at: usize) -> bool {
    fn pairs(tokens: &[u32], at: usize) -> impl Iterator<Item = (u32, u32)> + Clone + '_ {
        let run = tokens.get(at..).unwrap_or_default();
        run.iter().copied().zip(run.iter().copied().skip(1)).take(RESUME_WORDS)
    }
    let (ours, theirs) = (pairs(one, at), pairs(other, other_at));
    let both_end = one.len() - at <= RESUME_WORDS && other.len() - other_at <= RESUME_WORDS;
    both_end || ours.clone().any(|pair| theirs.clone().any(|other| other == pair))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::normalised;
    use crate::tokens::push_tokens;

    fn tokens(text: &str) -> Vec<u32> {
        let mut out = Vec::new();
        push_tokens(&normalised(text), &mut out);
        out
    }

    fn check(one: &str, other: &str, expect: (u32, u32)) {
        let mut comparer = PlaceComparer::default();
        comparer.begin(&tokens(one));
        for _ in 0..2 {
            let found = comparer.difference(&tokens(other), |_| true);
            assert_eq!((found.differ, found.agree), expect, "{one} / {other}");
        }
    }

    #[test]
    fn a_word_in_place_of_another_is_a_difference() {
        check("we sail at dawn from the old pier", "we sail at noon from the old pier", (1, 3));
        check(
            "rain in the north of Kent all day long",
            "rain in the north of East Anglia all day long",
            (1, 4),
        );
    }

    #[test]
    fn another_paragraph_is_none() {
        let tail = "one two three four five six seven";
        check(
            &format!("we sail at dawn {tail}"),
            "we sail at noon and then something else altogether came",
            (0, 1),
        );
    }

    #[test]
    fn what_stands_twice_is_no_place() {
        let tail = "one two three four five six seven";
        check(&format!("a b c d a b e {tail}"), &format!("a b f {tail}"), (0, 5));
    }
}
