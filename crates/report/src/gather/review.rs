//! The documents of the review: from the trace if there is one, else from their texts and what was removed from them.

use std::collections::BTreeMap;

use serde::Deserialize;
use tamis_io::{RemovedRow, Side};
use tamis_pipeline::{TracedDocument, retrace};

use super::choose::{Chooser, FOR_A_REASON, Marks};
use super::reviewed::{Figures, Glance, MOST_BYTES, reviewed};
use super::sample::{KeyMap, Names, Shortlist, key};
use super::saved::{Document, GoneRow, Run, Watcher, Way, id_of, parsed};
use super::survey::{Looked, Outcome, Survey};
use super::{GatherError, Sampling, lines::size_of};
use crate::{Coverage, Review, ReviewedDocument};

/// Bytes of JSON that a word of a document takes, and those of a document besides, before it is known. Guesses, a little high.
const WORD_BYTES: u64 = 12;
const DOCUMENT_BYTES: u64 = 2_000;
/// Bytes of texts that are held for documents to be shown, as a multiple of what these take. A guess.
const TEXTS_HELD: usize = 8;

/// What documents went for, by key: the number of the reason. All of a run, because a trace may hold any of them.
#[derive(Debug, Default)]
pub(super) struct GoneFor {
    reasons: Names,
    by_key: KeyMap<u32>,
}

impl Watcher for GoneFor {
    fn wants(&mut self, key: u64, way: Way<'_>) -> bool {
        if let Way::Duplicate(row) | Way::Dropped(row) = way {
            let reason = self.reasons.number(&row.reason);
            self.by_key.insert(key, reason);
        }
        false
    }

    fn see(&mut self, _: u64, _: &Document<'_>) {}
}

impl GoneFor {
    fn reason(&self, key: u64) -> Option<&str> {
        self.by_key.get(&key).map(|reason| self.reasons.name(*reason))
    }
}

/// Whether a run kept a trace.
pub(super) fn is_traced(run: &Run) -> bool {
    run.saved.side_rows(Side::Trace).is_some()
}

/// The review of a run that kept a trace.
pub(super) fn from_trace(run: &Run, gone_for: &GoneFor, sampling: &Sampling) -> Result<Review, GatherError> {
    let mut chooser: Chooser<(u64, ReviewedDocument)> = Chooser::new(sampling.review_bytes);
    let mut number = 0;
    run.rows(Side::Trace, &mut |row| {
        number += 1;
        let glance: Glance<'_> = parsed(row)?;
        let (figures, marks) = glance.marks(sampling.seed, gone_for.reason(key(&glance.id, sampling.seed)));
        if chooser.admits(&marks) {
            let traced: TracedDocument<'_> = parsed(row)?;
            let document = reviewed(traced, figures);
            chooser.offer(&marks, size_of(&document), (number, document));
        }
        Ok(())
    })?;
    let mut chosen: Vec<(u64, ReviewedDocument)> = Vec::new();
    for ((number, mut document), by_chance) in chooser.into_chosen() {
        document.by_chance = by_chance;
        chosen.push((number, document));
    }
    chosen.sort_unstable_by_key(|(number, _)| *number);
    let mut documents: Vec<ReviewedDocument> = chosen.into_iter().map(|(_, document)| document).collect();
    tell_fates(run, &mut documents, sampling.seed)?;
    let coverage = Coverage { taken: documents.len() as u64, all: run.documents() };
    Ok(Review { documents, coverage, has_trace: true })
}

/// Says of each document what became of it.
fn tell_fates(run: &Run, documents: &mut [ReviewedDocument], seed: u64) -> Result<(), GatherError> {
    let mut at: KeyMap<&mut ReviewedDocument> = KeyMap::default();
    for document in documents {
        KEPT.clone_into(&mut document.fate);
        at.insert(key(&document.id, seed), document);
    }
    for side in [Side::Duplicates, Side::Dropped] {
        run.rows(side, &mut |bytes| {
            let row: GoneRow<'_> = parsed(bytes)?;
            if let Some(document) = at.get_mut(&key(&row.id, seed)) {
                tell_fate(
                    document,
                    if side == Side::Duplicates { Way::Duplicate(&row) } else { Way::Dropped(&row) },
                );
            }
            Ok(())
        })?;
    }
    Ok(())
}

const KEPT: &str = "kept";

fn tell_fate(document: &mut ReviewedDocument, way: Way<'_>) {
    let why = |row: &GoneRow<'_>| match &*row.evidence {
        "" => row.reason.to_string(),
        evidence => format!("{}: {evidence}", row.reason),
    };
    match way {
        Way::Kept => KEPT.clone_into(&mut document.fate),
        Way::Duplicate(row) => {
            "duplicate".clone_into(&mut document.fate);
            document.why = why(row);
            document.kept_id = Some(row.kept_id.to_string()).filter(|id| !id.is_empty());
        }
        Way::Dropped(row) => {
            "dropped".clone_into(&mut document.fate);
            document.why = why(row);
        }
    }
}

/// Documents of each reason, told while what was removed is read.
#[derive(Debug, Default)]
pub(super) struct ByReason(BTreeMap<u32, Shortlist<u64, u64>>);

impl ByReason {
    pub(super) fn note(&mut self, looked: &Looked, reason: u32) {
        let list = self.0.entry(reason).or_insert_with(|| Shortlist::new(FOR_A_REASON));
        if list.admits(&looked.key) {
            list.offer(looked.key, 1, looked.key);
        }
    }

    /// Names of reasons by key.
    fn into_names(self, names: &Names) -> KeyMap<Vec<String>> {
        let mut by_key: KeyMap<Vec<String>> = KeyMap::default();
        for (reason, list) in self.0 {
            for key in list.into_items() {
                by_key.entry(key).or_default().push(names.name(reason).to_owned());
            }
        }
        by_key
    }
}

/// The review of a run without a trace, whose survey is done. What is chosen is read again.
pub(super) fn from_rows(
    run: &Run,
    survey: &Survey,
    mut by_reason: ByReason,
    sampling: &Sampling,
) -> Result<Review, GatherError> {
    let all = run.documents();
    if survey.coverage().taken == 0 {
        return Ok(Review { coverage: Coverage { taken: 0, all }, ..Review::default() });
    }
    for looked in &survey.looked {
        if let Outcome::Duplicate(reason) | Outcome::Dropped(reason) = looked.fate {
            by_reason.note(looked, reason);
        }
    }
    let reasons = by_reason.into_names(&survey.reasons);
    let mut chooser: Chooser<u64> = Chooser::new(sampling.review_bytes);
    for looked in &survey.looked {
        let marks = Marks {
            key: looked.key,
            closest: None,
            loss: looked.loss(),
            removed: looked.removed,
            reasons: reasons.get(&looked.key).into_iter().flatten().cloned().collect(),
        };
        let size = looked.words_in().saturating_mul(WORD_BYTES).saturating_add(DOCUMENT_BYTES);
        chooser.offer(&marks, usize::try_from(size).unwrap_or(usize::MAX).min(MOST_BYTES), looked.key);
    }
    let chosen: KeyMap<bool> = chooser.into_chosen().into_iter().collect();
    let mut texts = Texts { chosen: &chosen, found: Vec::new(), left: sampling.review_bytes * TEXTS_HELD };
    run.watched(sampling.seed, &mut [&mut texts])?;
    let mut found = texts.found;
    read_removed(run, &mut found, sampling.seed)?;
    // Sizes were guessed. If all are too much, it is chance that goes, rather than what is read last: duplicates and dropped.
    let mut fitting = Shortlist::new(sampling.review_bytes);
    for (at, found) in found.into_iter().enumerate() {
        let rank = (chosen.get(&found.key).copied().unwrap_or_default(), found.key);
        let document = found.reviewed(survey, &chosen);
        fitting.offer(rank, size_of(&document), (at, document));
    }
    let mut fitting: Vec<(usize, ReviewedDocument)> = fitting.into_items().collect();
    fitting.sort_unstable_by_key(|(at, _)| *at);
    let documents: Vec<ReviewedDocument> = fitting.into_iter().map(|(_, document)| document).collect();
    let coverage = Coverage { taken: documents.len() as u64, all };
    Ok(Review { documents, coverage, has_trace: false })
}

/// Takes the texts of documents that are to be shown.
struct Texts<'a> {
    chosen: &'a KeyMap<bool>,
    found: Vec<Found>,
    /// Bytes that may still be held.
    left: usize,
}

/// A document that is to be shown.
struct Found {
    key: u64,
    text: String,
    /// What is known already.
    known: ReviewedDocument,
    /// Its rows of `removed`.
    removed: Vec<RemovedRow<'static>>,
}

impl Watcher for Texts<'_> {
    fn wants(&mut self, key: u64, _: Way<'_>) -> bool {
        self.chosen.contains_key(&key)
    }

    fn see(&mut self, key: u64, document: &Document<'_>) {
        let Some(left) = self.left.checked_sub(document.text.len()) else { return };
        self.left = left;
        let meta = &document.meta;
        let mut known = ReviewedDocument {
            id: meta.id.clone(),
            url: meta.url.clone(),
            host: meta.publisher(),
            title: meta.title.clone(),
            flags: meta.own.as_deref().map(flags).unwrap_or_default(),
            ..ReviewedDocument::default()
        };
        tell_fate(&mut known, document.way);
        self.found.push(Found { key, text: document.text.clone(), known, removed: Vec::new() });
    }
}

/// The flags that a row states of itself.
fn flags(own: &str) -> Vec<String> {
    #[derive(Deserialize)]
    struct Own {
        #[serde(default)]
        flags: Vec<String>,
    }
    serde_json::from_str(own).map(|own: Own| own.flags).unwrap_or_default()
}

fn read_removed(run: &Run, found: &mut [Found], seed: u64) -> Result<(), GatherError> {
    let mut at: KeyMap<&mut Found> = found.iter_mut().map(|found| (found.key, found)).collect();
    run.rows(Side::Removed, &mut |bytes| {
        if let Some(found) = at.get_mut(&key(&id_of(bytes)?, seed)) {
            found.removed.push(parsed(bytes)?);
        }
        Ok(())
    })
}

impl Found {
    fn reviewed(self, survey: &Survey, chosen: &KeyMap<bool>) -> ReviewedDocument {
        let looked = survey.get(self.key);
        let figures = Figures {
            words_in: looked.map_or(0, Looked::words_in),
            words_out: looked.map_or(0, |looked| looked.words),
            closest: None,
        };
        let traced = retrace(&self.known.id, &self.text, &self.removed);
        let document = reviewed(traced, figures);
        let Found { key, mut known, .. } = self;
        known.flags.extend(document.flags);
        ReviewedDocument {
            by_chance: chosen.get(&key).copied().unwrap_or_default(),
            blocks: document.blocks,
            blocks_left_out: document.blocks_left_out,
            markup: document.markup,
            threshold: None,
            words_in: document.words_in,
            words_out: document.words_out,
            closest: None,
            ..known
        }
    }
}
