use std::ops::Range;

use crate::{Block, Reason};

/// What is to happen to one block, why, and how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What happens to the block.
    pub decision: Decision,
    /// Why; `None` only for a block that is kept and was never in doubt.
    pub reason: Option<Reason>,
    /// How strongly the block looks as if it did not belong, 0..=1; dropped at or above a threshold.
    pub score: f32,
    /// A few words that name a figure or a matched place.
    pub evidence: String,
}

/// What happens to a block.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// The block stays as it is.
    Keep,
    /// The block goes.
    Drop,
    /// Parts of the block go or are replaced: ranges ascending and apart from each other.
    Edit(Vec<Edit>),
}

/// One change inside a block that stays.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// Byte range of the block's text, on character boundaries.
    pub range: Range<usize>,
    /// What stands there afterwards; empty for a removal.
    pub replacement: String,
    /// Why.
    pub reason: Reason,
    /// How sure, 0..=1.
    pub score: f32,
    /// A few words that name a figure or a matched place.
    pub evidence: String,
}

impl Verdict {
    /// The block stays.
    pub fn keep(score: f32) -> Self {
        Verdict { decision: Decision::Keep, reason: None, score, evidence: String::new() }
    }

    /// The block goes.
    pub fn drop(reason: Reason, score: f32, evidence: impl Into<String>) -> Self {
        Verdict { decision: Decision::Drop, reason: Some(reason), score, evidence: evidence.into() }
    }

    /// The verdict when nothing is judged: only what the page hides goes.
    pub fn by_visibility(block: &Block) -> Self {
        if block.signals.hidden {
            Verdict::drop(Reason::Hidden, 1.0, "the page hides it from its readers")
        } else {
            Verdict::keep(0.0)
        }
    }

    /// The block stays with changes; the verdict takes reason, score and evidence of the first edit.
    pub fn edit(edits: Vec<Edit>) -> Self {
        let first = edits.first();
        Verdict {
            reason: first.map(|edit| edit.reason),
            score: first.map_or(0.0, |edit| edit.score),
            evidence: first.map(|edit| edit.evidence.clone()).unwrap_or_default(),
            decision: Decision::Edit(edits),
        }
    }

    /// Whether the block goes.
    pub fn is_drop(&self) -> bool {
        matches!(self.decision, Decision::Drop)
    }
}
