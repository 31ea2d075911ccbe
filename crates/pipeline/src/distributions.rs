use serde::{Deserialize, Serialize};
use tamis_core::{Decision, Stage};

use crate::{Cleaned, Volume};

/// Documents by length: none, 1, 2 to 3, 4 to 7 words and so on; the last holds all from 2^18 words on.
const LENGTHS: usize = 20;
/// Documents by the share of their words that went: none, up to a tenth, up to two tenths and so on.
const LOSSES: usize = 11;
/// Blocks by score, each a twentieth of 0..=1.
const SCORES: usize = 20;
/// Words by place in the document, each a tenth of its words.
const PLACES: usize = 10;

/// How lengths, losses, scores and places are distributed over all documents that were cleaned, in counts that add up over the
/// parts of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Distributions {
    /// Documents by the words of their document text: at 0 those without, at k those of 2^(k-1) to 2^k - 1 words, the last
    /// without an upper end.
    pub documents_by_words_in: [u64; LENGTHS],
    /// The same by the words that are left.
    pub documents_by_words_out: [u64; LENGTHS],
    /// Documents by the share of their words that went: at 0 those that lost none, at k those that lost more than (k-1) and at
    /// most k tenths. Documents without words are left out.
    pub documents_by_loss: [u64; LOSSES],
    /// Blocks that stay by score, in twentieths; of documents that were judged.
    pub kept_blocks_by_score: [u64; SCORES],
    /// Blocks that a judge dropped by score, in twentieths.
    pub dropped_blocks_by_score: [u64; SCORES],
    /// Words by the tenth of the document in which their block begins.
    pub words_by_place: [u64; PLACES],
    /// Words of dropped blocks by the tenth of the document in which the block begins.
    pub dropped_words_by_place: [u64; PLACES],
}

impl Distributions {
    /// Of one cleaned document whose words are known, those of each block too.
    pub(crate) fn of_document(cleaned: &Cleaned, volume: Volume, words: &[u64]) -> Self {
        let mut found = Distributions::of_lengths(volume.words_in, volume.words_out);
        let mut before = 0;
        for (words, verdict) in words.iter().copied().zip(&cleaned.verdicts) {
            let place = (before * PLACES as u64).checked_div(volume.words_in).unwrap_or(0);
            before += words;
            count(&mut found.words_by_place, place, words);
            let score = class_of_score(verdict.score);
            match verdict.decision {
                Decision::Drop => {
                    count(&mut found.dropped_words_by_place, place, words);
                    if verdict.reason.is_none_or(|reason| reason.stage() == Stage::Strip) {
                        count(&mut found.dropped_blocks_by_score, score, 1);
                    }
                }
                Decision::Keep => count(&mut found.kept_blocks_by_score, score, 1),
                // The score is that of the edit.
                Decision::Edit(_) => {}
            }
        }
        found
    }

    /// Of a document that was not judged.
    pub(crate) fn of_lengths(words_in: u64, words_out: u64) -> Self {
        let mut found = Distributions::default();
        count(&mut found.documents_by_words_in, length_class(words_in), 1);
        count(&mut found.documents_by_words_out, length_class(words_out), 1);
        if words_in > 0 {
            let lost = words_in.saturating_sub(words_out);
            count(&mut found.documents_by_loss, (lost * 10).div_ceil(words_in), 1);
        }
        found
    }

    /// Adds those of another part of the run.
    pub(crate) fn merge(&mut self, other: &Distributions) {
        add(&mut self.documents_by_words_in, &other.documents_by_words_in);
        add(&mut self.documents_by_words_out, &other.documents_by_words_out);
        add(&mut self.documents_by_loss, &other.documents_by_loss);
        add(&mut self.kept_blocks_by_score, &other.kept_blocks_by_score);
        add(&mut self.dropped_blocks_by_score, &other.dropped_blocks_by_score);
        add(&mut self.words_by_place, &other.words_by_place);
        add(&mut self.dropped_words_by_place, &other.dropped_words_by_place);
    }
}

/// The class of a score as rows show it, with three decimals: 0.7 has no exact form, and lies in the class that it begins. A score
/// that is no share counts as the nearest one.
#[expect(clippy::cast_sign_loss, reason = "a score is not negative")]
fn class_of_score(score: f32) -> u64 {
    (f64::from(score.clamp(0.0, 1.0)) * 1000.0).round() as u64 * SCORES as u64 / 1000
}

fn length_class(words: u64) -> u64 {
    u64::from(u64::BITS - words.leading_zeros())
}

/// Adds to a class; what is beyond the last counts there.
fn count(classes: &mut [u64], class: u64, by: u64) {
    let last = classes.len().saturating_sub(1);
    if let Some(found) = classes.get_mut(usize::try_from(class).unwrap_or(last).min(last)) {
        *found += by;
    }
}

fn add(into: &mut [u64], from: &[u64]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into += from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_begin_and_end_where_they_say() {
        let of = |words_in, words_out| Distributions::of_lengths(words_in, words_out);
        let class = |classes: &[u64]| classes.iter().position(|count| *count == 1);
        for (words, expect) in [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (1023, 10), (1024, 11), (1 << 40, 19)]
        {
            assert_eq!(class(&of(words, 0).documents_by_words_in), Some(expect), "{words}");
        }
        for (left, expect) in [(100, 0), (99, 1), (90, 1), (89, 2), (1, 10), (0, 10)] {
            assert_eq!(class(&of(100, left).documents_by_loss), Some(expect), "{left}");
        }
        assert_eq!(class(&of(0, 0).documents_by_loss), None);
        for class in 0..SCORES {
            assert_eq!(class_of_score(class as f32 / SCORES as f32), class as u64);
        }
        for (score, expect) in [(0.049, 0), (0.349, 6), (0.35, 7), (0.7, 14), (0.999, 19)] {
            assert_eq!(class_of_score(score), expect, "{score}");
        }
    }
}
