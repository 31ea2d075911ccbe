//! RefinedWeb's line-wise corrections (Penedo et al. 2023, arXiv:2306.01116, appendix G.2) as a figure of a document.
//!
//! The paper flags lines that are mainly capitals, only numbers, a counter (“3 likes”), or one word, and short ones (at
//! most 10 words) that begin, end or go on with a pattern, for which it gives one example each. It discards documents
//! with more than 5 % of their words in flagged lines.

use super::config::RefinedwebThresholds;
use super::figure::ratio;
use super::lines::{is_space, split_lines, strip};

/// What counters count; the paper names likes.
const COUNTED: [&str; 14] = [
    "like",
    "likes",
    "share",
    "shares",
    "comment",
    "comments",
    "view",
    "views",
    "follower",
    "followers",
    "retweets",
    "replies",
    "votes",
    "points",
];
/// The paper's example of a beginning.
const BEGINNINGS: [&str; 2] = ["sign-in", "sign in"];
/// The paper's example of an ending, and with the marks that follow it.
const ENDINGS: [&str; 3] = ["read more", "read more...", "read more…"];
/// The paper's example of a pattern that counts anywhere.
const ANYWHERE: [&str; 1] = ["items in cart"];

/// Share of the words of a text that are in flagged lines.
pub(super) fn flagged_words(text: &str, thresholds: &RefinedwebThresholds) -> f64 {
    let (mut all, mut flagged) = (0, 0);
    for line in split_lines(text).map(strip) {
        let words = line.split(is_space).filter(|word| !word.is_empty()).count();
        all += words;
        flagged += if words > 0 && is_flagged(line, words, thresholds) { words } else { 0 };
    }
    ratio(flagged, all)
}

fn is_flagged(line: &str, words: usize, thresholds: &RefinedwebThresholds) -> bool {
    if words == 1 {
        return true;
    }
    let (mut letters, mut capitals, mut digits) = (0, 0, false);
    for c in line.chars() {
        letters += usize::from(c.is_alphabetic());
        capitals += usize::from(c.is_uppercase());
        digits |= c.is_numeric();
    }
    if ratio(capitals, letters) > thresholds.max_capitals || (letters == 0 && digits) {
        return true;
    }
    words <= thresholds.short_line_words && has_pattern(&line.to_lowercase(), words)
}

fn has_pattern(line: &str, words: usize) -> bool {
    let counter = words == 2
        && line.split_once(is_space).is_some_and(|(number, counted)| {
            number.starts_with(|c: char| c.is_ascii_digit()) && COUNTED.contains(&strip(counted))
        });
    counter
        || BEGINNINGS.iter().any(|pattern| line.starts_with(pattern))
        || ENDINGS.iter().any(|pattern| line.ends_with(pattern))
        || ANYWHERE.iter().any(|pattern| line.contains(pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_frame_are_flagged() {
        let check = |line: &str, expect: bool| {
            let words = line.split(' ').count();
            assert_eq!(is_flagged(line, words, &RefinedwebThresholds::default()), expect, "{line}");
        };
        check("Home", true);
        check("TOP STORIES today", true);
        check("12 / 2019", true);
        check("1,024 likes", true);
        check("Sign in to your account", true);
        check("The mayor opened the bridge. Read more...", true);
        check("You have 3 items in cart now", true);
        check("The mayor opened the bridge.", false);
        check("Two likes", false);
    }

    #[test]
    fn the_share_is_of_words() {
        assert!(
            (flagged_words("Home\nThe old mill is open\n", &RefinedwebThresholds::default()) - 1.0 / 6.0)
                .abs()
                < 1e-9
        );
    }
}
