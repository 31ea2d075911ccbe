//! The figures of one page, and their means.

use std::collections::HashMap;
use std::hash::Hash;

use serde::Serialize;

use super::truth::Truth;
use super::words::scored_words;

/// Words of a run that is compared in order.
const RUN_WORDS: usize = 5;
/// Words by which the beginning and the end of a line are told. A guess: enough that two lines of a page
/// seldom begin alike, few enough that a change further inside the line does not count.
const EDGE_WORDS: usize = 3;

/// Figures of one page, or their means over pages, all from 0 to 1.
///
/// Words are those of Python's `\w+` in lower case. A page on which text and reference are both empty
/// counts as 1 in every F1, one on which only one of them is as 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Measures {
    /// Share of the words of the text that stand in the reference, as multisets: order and punctuation
    /// do not count.
    pub precision: f64,
    /// Share of the words of the reference that stand in the text.
    pub recall: f64,
    /// Harmonic mean of the two, by page.
    pub f1: f64,
    /// F1 of the multisets of all runs of five words; a shorter text is one run. A moved or glued word
    /// costs the five runs it is part of.
    pub five_gram_f1: f64,
    /// F1 of the multisets of line edges: the first three words of each line as a beginning, the last
    /// three as an end. Two lines glued together cost an end and a beginning. Blank lines and lines
    /// without words do not count.
    pub line_f1: f64,
    /// Share of the snippets that must stand in the text and do; 1 if there are none.
    pub with: f64,
    /// Share of the snippets that must not stand in the text and do; 0 if there are none.
    pub without: f64,
}

impl Measures {
    /// The figures of a text beside the known main content.
    pub(super) fn of_page(text: &str, truth: &Truth) -> Self {
        let (text, reference) = (text.to_lowercase(), truth.main_content.to_lowercase());
        let (got, want) = (scored_words(&text), scored_words(&reference));
        let words = overlap(&got, &want);
        let (got_lines, want_lines) = (lines(&text), lines(&reference));
        let share_found = |snippets: &[String], if_none: f64| {
            let found = snippets.iter().filter(|snippet| text.contains(&snippet.to_lowercase())).count();
            if snippets.is_empty() { if_none } else { found as f64 / snippets.len() as f64 }
        };
        Measures {
            precision: words.precision,
            recall: words.recall,
            f1: words.f1,
            five_gram_f1: overlap(&runs(&got), &runs(&want)).f1,
            line_f1: overlap(&edges(&got_lines), &edges(&want_lines)).f1,
            with: share_found(&truth.with, 1.0),
            without: share_found(&truth.without, 0.0),
        }
    }

    /// The means over pages, added up in their order; all 0 without pages.
    pub(super) fn mean<'m>(pages: impl IntoIterator<Item = &'m Measures>) -> (u64, Self) {
        let (mut count, mut sum) = (0_u64, Measures::default());
        for mut page in pages.into_iter().copied() {
            count += 1;
            for (total, value) in sum.figures().into_iter().zip(page.figures()) {
                *total += *value;
            }
        }
        for total in sum.figures() {
            *total /= count.max(1) as f64;
        }
        (count, sum)
    }

    fn figures(&mut self) -> [&mut f64; 7] {
        let Measures { precision, recall, f1, five_gram_f1, line_f1, with, without } = self;
        [precision, recall, f1, five_gram_f1, line_f1, with, without]
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Overlap {
    precision: f64,
    recall: f64,
    f1: f64,
}

/// What two multisets have in common.
fn overlap<T: Hash + Eq>(got: &[T], want: &[T]) -> Overlap {
    if got.is_empty() || want.is_empty() {
        let all = if got.is_empty() && want.is_empty() { 1.0 } else { 0.0 };
        return Overlap { precision: all, recall: all, f1: all };
    }
    let mut open: HashMap<&T, u32> = HashMap::with_capacity(want.len());
    for item in want {
        *open.entry(item).or_default() += 1;
    }
    let mut common = 0_usize;
    for item in got {
        if let Some(left) = open.get_mut(item).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    let (precision, recall) = (common as f64 / got.len() as f64, common as f64 / want.len() as f64);
    let f1 = if common == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    Overlap { precision, recall, f1 }
}

/// Every run of [`RUN_WORDS`] words; the whole text if it is shorter.
fn runs<'w, 't>(words: &'w [&'t str]) -> Vec<&'w [&'t str]> {
    if words.is_empty() {
        return Vec::new();
    }
    words.windows(RUN_WORDS.min(words.len())).collect()
}

/// The words of every line that has any.
fn lines(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(scored_words).filter(|words| !words.is_empty()).collect()
}

/// The beginning and the end of every line.
fn edges<'l, 't>(lines: &'l [Vec<&'t str>]) -> Vec<(bool, &'l [&'t str])> {
    let mut found = Vec::with_capacity(2 * lines.len());
    for words in lines {
        let length = EDGE_WORDS.min(words.len());
        found.push((false, words.get(..length).unwrap_or_default()));
        found.push((true, words.get(words.len() - length..).unwrap_or_default()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, reference: &str) -> Measures {
        Measures::of_page(text, &Truth { main_content: reference.into(), ..Truth::default() })
    }

    fn close(value: f64, expect: f64) {
        assert!((value - expect).abs() < 1e-12, "{value} is not {expect}");
    }

    fn check_words(text: &str, reference: &str, precision: f64, recall: f64, f1: f64) {
        let found = of(text, reference);
        close(found.precision, precision);
        close(found.recall, recall);
        close(found.f1, f1);
    }

    #[test]
    fn words_are_compared_as_multisets() {
        check_words("the Cat, the dog", "cat the mat", 0.5, 2.0 / 3.0, 4.0 / 7.0);
        check_words("", "", 1.0, 1.0, 1.0);
        check_words("!", "…", 1.0, 1.0, 1.0);
        check_words("a", "", 0.0, 0.0, 0.0);
        check_words("", "a", 0.0, 0.0, 0.0);
        check_words("a", "b", 0.0, 0.0, 0.0);
        check_words("dog the cat the", "the cat, the dog!", 1.0, 1.0, 1.0);
    }

    #[test]
    fn runs_of_five_words_see_a_moved_word() {
        close(of("a b c d e f", "a b c d e f").five_gram_f1, 1.0);
        // Runs of the text: bcdef, cdefa; of the reference: abcde, bcdef.
        close(of("b c d e f a", "a b c d e f").five_gram_f1, 0.5);
        close(of("a b c", "a b c").five_gram_f1, 1.0);
        close(of("a c b", "a b c").five_gram_f1, 0.0);
        close(of("", "").five_gram_f1, 1.0);
    }

    #[test]
    fn line_edges_see_glued_lines() {
        let reference = "one two three four\n\nfive six seven eight\n";
        close(of("one two three four\nfive six seven eight", reference).line_f1, 1.0);
        close(of("one, two three X four\n--\nfive six seven eight", reference).line_f1, 0.75);
        // Two edges of one line, both right, against four.
        close(of("one two three four five six seven eight", reference).line_f1, 2.0 / 3.0);
        close(of("", "").line_f1, 1.0);
    }

    #[test]
    fn snippets_are_found_whatever_their_case() {
        let truth = Truth {
            with: vec!["The Ferry".into(), "ramp".into()],
            without: vec!["HOME".into(), "imprint".into()],
            ..Truth::default()
        };
        let found = Measures::of_page("home of the ferry", &truth);
        close(found.with, 0.5);
        close(found.without, 0.5);
        let none = of("a", "a");
        close(none.with, 1.0);
        close(none.without, 0.0);
    }

    #[test]
    fn a_mean_is_taken_by_page() {
        let (count, mean) = Measures::mean(&[of("a", "a"), of("a", "b"), of("", "b"), of("b a", "b")]);
        assert_eq!(count, 4);
        close(mean.f1, (1.0 + 2.0 / 3.0) / 4.0);
        close(mean.precision, 1.5 / 4.0);
        assert_eq!(Measures::mean(&[]).0, 0);
    }
}
