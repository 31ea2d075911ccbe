//! What the engine is to find, said slowly: sets of runs of five words, every pair compared.

use std::collections::BTreeSet;

use tamis_core::Metadata;
use tamis_dedup::{DedupConfig, normalise_into};
use xxhash_rust::xxh3::xxh3_128;

use crate::corpus::{DATES, Page};

/// The words of a text.
pub(crate) fn words(text: &str) -> Vec<String> {
    normalised(text).split_terminator(' ').map(str::to_owned).collect()
}

fn normalised(text: &str) -> String {
    let mut out = String::new();
    normalise_into(text, &mut out);
    out
}

/// The place in time of the date of a document; `None` if it names no plausible day.
pub(crate) fn day_of(page: &Page) -> Option<u32> {
    DATES.iter().find(|(date, _)| Some(*date) == page.date).and_then(|(_, day)| *day)
}

/// A document as the twin sees it.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) words: Vec<String>,
    text: String,
    day: Option<u32>,
    site: String,
}

/// What two documents have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Common {
    pub(crate) jaccard: f32,
    /// Share of the runs of the first that stand in the second.
    pub(crate) of_first: f32,
    pub(crate) of_second: f32,
    /// Share of the words of both in common runs.
    pub(crate) words: f32,
}

fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

impl Known {
    pub(crate) fn of(page: &Page) -> Self {
        let site = Metadata { url: page.url.clone(), ..Metadata::default() }.publisher();
        Known { words: words(&page.text), text: page.text.clone(), day: day_of(page), site }
    }

    /// Whether nothing but the same words matches it.
    pub(crate) fn is_short(&self) -> bool {
        self.words.len() < 5
    }

    pub(crate) fn runs(&self) -> BTreeSet<&[String]> {
        self.words.windows(5).collect()
    }

    /// Whether the words are the same; texts without any have their bytes for it.
    pub(crate) fn equals(&self, other: &Known) -> bool {
        self.words == other.words && (!self.words.is_empty() || self.text == other.text)
    }

    pub(crate) fn common(&self, other: &Known) -> Common {
        let (ours, theirs) = (self.runs(), other.runs());
        let both: BTreeSet<&[String]> = ours.intersection(&theirs).copied().collect();
        let covered = |words: &[String]| {
            let mut is_covered = vec![false; words.len()];
            for (at, run) in words.windows(5).enumerate() {
                if both.contains(run) {
                    is_covered[at..at + 5].fill(true);
                }
            }
            is_covered.into_iter().filter(|covered| *covered).count()
        };
        Common {
            jaccard: share(both.len(), ours.len() + theirs.len() - both.len()),
            of_first: share(both.len(), ours.len()),
            of_second: share(both.len(), theirs.len()),
            words: share(covered(&self.words) + covered(&other.words), self.words.len() + other.words.len()),
        }
    }

    fn hashes(&self) -> (u128, u128) {
        (xxh3_128(normalised(&self.text).as_bytes()), xxh3_128(self.text.as_bytes()))
    }
}

/// Whether two documents may be one story.
pub(crate) fn may_join(config: &DedupConfig, one: &Known, other: &Known) -> bool {
    let threshold = config.threshold as f32;
    let common = one.common(other);
    one.equals(other)
        || (common.jaccard > 0.0
            && common.jaccard >= 0.45 * threshold
            && (common.jaccard >= threshold
                || (common.words >= threshold - (1.0 - threshold) / 3.0
                    && !is_cut(config, one, other, &common))))
}

/// Whether one of two documents is a cut copy of the other.
fn is_cut(config: &DedupConfig, one: &Known, other: &Known, common: &Common) -> bool {
    let smaller = one.runs().len().min(other.runs().len());
    smaller >= 46
        && f64::from(common.of_first.max(common.of_second)) >= config.containment
        && common.jaccard < 0.8 * config.threshold as f32
}

/// Whether two documents of no template have to be one story.
pub(crate) fn must_join(config: &DedupConfig, one: &Known, other: &Known) -> bool {
    one.equals(other) || (!one.runs().is_empty() && one.common(other).jaccard >= config.threshold as f32)
}

/// The smallest number of the documents that each is connected with.
pub(crate) fn components(count: usize, joined: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut component: Vec<usize> = (0..count).collect();
    for one in 0..count {
        for other in 0..one {
            let (ours, theirs) = (component[one], component[other]);
            if ours != theirs && joined(one, other) {
                let (least, most) = (ours.min(theirs), ours.max(theirs));
                component.iter_mut().filter(|of| **of == most).for_each(|of| *of = least);
            }
        }
    }
    component
}

/// Which of the documents of a story stays by `keep = "best"`.
pub(crate) fn best(config: &DedupConfig, known: &[Known], members: &[usize]) -> usize {
    let order = |at: &usize| {
        let known = &known[*at];
        (known.day.unwrap_or(u32::MAX), usize::MAX - known.words.len(), known.hashes(), *at)
    };
    let best = *members.iter().min_by_key(|at| order(at)).unwrap();
    let first = &known[best];
    let has_grown = |at: &&usize| {
        let later = &known[**at];
        later.words.len() as f32 >= 1.25 * first.words.len() as f32
            && later.site == first.site
            && !first.is_short()
            && f64::from(first.common(later).of_first) >= config.containment
    };
    let mut grown: Vec<usize> = members.iter().filter(has_grown).copied().collect();
    let longest = grown.iter().map(|at| known[*at].words.len()).max().unwrap_or_default();
    grown.retain(|at| known[*at].words.len() as f32 >= 0.9 * longest as f32);
    if let Some(last) = grown.iter().filter_map(|at| known[*at].day).max() {
        grown.retain(|at| known[*at].day == Some(last));
    }
    grown.into_iter().min_by_key(order).unwrap_or(best)
}

/// Which of them stays by `keep = "longest"`.
pub(crate) fn longest(known: &[Known], members: &[usize]) -> usize {
    let order = |at: &&usize| {
        let known = &known[**at];
        (usize::MAX - known.words.len(), known.day.unwrap_or(u32::MAX), known.hashes(), **at)
    };
    *members.iter().min_by_key(order).unwrap()
}
