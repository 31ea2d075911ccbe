//! What differs between two runs over the same documents.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use tamis_core::word_count;
use tamis_io::Side;
use tamis_pipeline::{Removal, Stats};

use super::difference::{difference, held};
use super::lines::size_of;
use super::sample::{KeyMap, KeySet, Names, Share, Shortlist, key};
use super::saved::{Document, RemovedSpan, Run, Watcher, Way, id_of, parsed};
use super::settings;
use super::survey::{Looked, Outcome, Survey};
use super::{GatherError, Sampling};
use crate::{ChangedDocument, Comparison, Coverage, FateChange, Overview, ReasonChange, Transition};

/// Documents that are shown because most of their words differ, and because chance chose them. Guesses.
const MOST_CHANGED: usize = 80;
const BY_CHANCE: usize = 40;
/// What a document or span is that a run has, and left as it was.
const KEPT: &str = "kept";
/// What became of a document in a run that does not have it.
const ABSENT: &str = "absent";

/// A run and what was seen of it.
pub(super) struct Surveyed<'a> {
    pub(super) run: &'a Run,
    pub(super) survey: &'a Survey,
}

impl Surveyed<'_> {
    fn fate(&self, looked: &Looked) -> &str {
        match looked.fate {
            Outcome::Kept => KEPT,
            Outcome::Duplicate(reason) | Outcome::Dropped(reason) => self.survey.reasons.name(reason),
        }
    }
}

/// Compares two runs whose surveys are of the same share.
pub(super) fn compare(
    runs: &[Surveyed<'_>; 2],
    other: Overview,
    share: Share,
    sampling: &Sampling,
) -> Result<Comparison, GatherError> {
    let [first, second] = runs;
    let changes = settings::changes(&first.run.config, &second.run.config);
    let settings = changes.map_err(|(is_second, why)| {
        let run = if is_second { second.run } else { first.run };
        GatherError::Broken { file: run.saved.side_path("config.toml").display().to_string(), why }
    })?;
    let mut joined = Joined::of(runs);
    let spans = joined.spans(runs, sampling)?;
    let documents = joined.shown(runs, spans.by_document, sampling)?;
    let either = joined.both + joined.only[0] + joined.only[1];
    let all = share.scaled(either);
    Ok(Comparison {
        other,
        coverage: Coverage { taken: either, all },
        same: joined.both - joined.changed.len() as u64,
        changed: joined.changed.len() as u64,
        only_first: joined.only[0],
        only_second: joined.only[1],
        reasons: reasons(&first.run.stats, &second.run.stats),
        transitions: sorted(spans.all),
        fates: joined.fates(),
        settings,
        documents,
    })
}

/// Documents of two runs, joined by their ids.
#[derive(Default)]
struct Joined {
    both: u64,
    only: [u64; 2],
    fates: BTreeMap<(String, String), u64>,
    /// Documents of another text or fate: where they are in both surveys.
    changed: Vec<(u64, [Looked; 2])>,
    /// Those whose fate is the same, but not what was removed from them: by key, their number.
    respanned: KeyMap<u32>,
}

impl Joined {
    fn of(runs: &[Surveyed<'_>; 2]) -> Self {
        let [first, second] = runs;
        let mut joined = Joined::default();
        let knows_spans = runs.iter().all(|run| run.run.knows_removed());
        for looked in &first.survey.looked {
            let Some(other) = second.survey.get(looked.key) else {
                joined.only[0] += 1;
                joined.fate(first.fate(looked), ABSENT);
                continue;
            };
            joined.both += 1;
            let fates = [first.fate(looked), second.fate(other)];
            if fates[0] != fates[1] {
                joined.fate(fates[0], fates[1]);
            } else if knows_spans && looked.spans != other.spans {
                let number = joined.respanned.len() as u32;
                joined.respanned.insert(looked.key, number);
            }
            if fates[0] != fates[1] || looked.text != other.text {
                joined.changed.push((looked.key, [*looked, *other]));
            }
        }
        for looked in &second.survey.looked {
            if first.survey.get(looked.key).is_none() {
                joined.only[1] += 1;
                joined.fate(ABSENT, second.fate(looked));
            }
        }
        joined
    }

    fn fate(&mut self, from: &str, to: &str) {
        *self.fates.entry((from.to_owned(), to.to_owned())).or_default() += 1;
    }

    fn fates(self) -> Vec<FateChange> {
        let fates = self.fates.into_iter();
        let mut fates: Vec<FateChange> =
            fates.map(|((from, to), documents)| FateChange { from, to, documents }).collect();
        fates.sort_by_key(|fate| Reverse(fate.documents));
        fates
    }

    /// Joins what both runs removed from documents whose fate is the same.
    fn spans(&self, runs: &[Surveyed<'_>; 2], sampling: &Sampling) -> Result<Transitions, GatherError> {
        let mut reasons = Names::default();
        let [first, second] = runs;
        let mut read = |run: &Run| -> Result<Vec<Span>, GatherError> {
            if self.respanned.is_empty() {
                return Ok(Vec::new());
            }
            let mut spans = Vec::new();
            run.rows(Side::Removed, &mut |row| {
                let Some(document) = self.respanned.get(&key(&id_of(row)?, sampling.seed)) else {
                    return Ok(());
                };
                let span: RemovedSpan<'_> = parsed(row)?;
                if span.is_loss() {
                    let words = u32::try_from(word_count(&span.text)).unwrap_or(u32::MAX);
                    let reason = reasons.number(&span.reason);
                    spans.push(Span { document: *document, start: span.start, end: span.end, reason, words });
                }
                Ok(())
            })?;
            spans.sort_unstable();
            Ok(spans)
        };
        let spans = [read(first.run)?, read(second.run)?];
        Ok(Transitions::of(spans, &reasons))
    }

    /// Some of the documents that changed.
    fn shown(
        &mut self,
        runs: &[Surveyed<'_>; 2],
        mut by_document: BTreeMap<u32, Counts>,
        sampling: &Sampling,
    ) -> Result<Vec<ChangedDocument>, GatherError> {
        let amount = |key: u64, looked: &[Looked; 2]| {
            let spans = self.respanned.get(&key).and_then(|number| by_document.get(number));
            let moved = spans.map_or(0, |counts| counts.values().map(|count| count.words).sum());
            let [a, b] = looked;
            let all = if a.fate.is_like(b.fate) { a.words.abs_diff(b.words) } else { a.words.max(b.words) };
            all.max(moved)
        };
        let mut most = Shortlist::new(MOST_CHANGED);
        let mut by_chance = Shortlist::new(MOST_CHANGED + BY_CHANCE);
        for (at, (key, looked)) in self.changed.iter().enumerate() {
            let rank = Reverse(amount(*key, looked));
            most.offer((rank, *key), 1, (rank, *key, at));
            by_chance.offer(*key, 1, (rank, *key, at));
        }
        let mut chosen = BTreeSet::new();
        for ranked in most.into_items().chain(by_chance.into_items()) {
            if chosen.len() < MOST_CHANGED + BY_CHANCE {
                chosen.insert(ranked);
            }
        }
        let keys: KeySet = chosen.iter().map(|(_, key, _)| *key).collect();
        let [first, second] = runs;
        let mut texts = [Texts::of(&keys), Texts::of(&keys)];
        first.run.watched(sampling.seed, &mut [&mut texts[0]])?;
        second.run.watched(sampling.seed, &mut [&mut texts[1]])?;
        let mut left = sampling.view_bytes;
        let mut documents = Vec::new();
        for (_, key, at) in chosen {
            let Some((_, looked)) = self.changed.get(at) else { continue };
            let [Some(a), Some(b)] = texts.each_mut().map(|texts| texts.found.remove(&key)) else { continue };
            let number = self.respanned.get(&key);
            let transitions = number.and_then(|number| by_document.remove(number)).unwrap_or_default();
            let (difference, cut) = difference(&a.text, &b.text);
            let document = ChangedDocument {
                id: a.id,
                host: a.host,
                title: a.title.or(b.title),
                fates: [first.fate(&looked[0]).to_owned(), second.fate(&looked[1]).to_owned()],
                words: looked.map(|looked| looked.words),
                difference,
                cut,
                transitions: sorted(transitions),
            };
            if let Some(rest) = left.checked_sub(size_of(&document)) {
                left = rest;
                documents.push(document);
            }
        }
        Ok(documents)
    }
}

/// A span that a run removed from a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    document: u32,
    start: u64,
    end: u64,
    reason: u32,
    words: u32,
}

impl Span {
    fn place(&self) -> (u32, u64, u64) {
        (self.document, self.start, self.end)
    }
}

/// What became of spans: from what, to what.
type Counts = BTreeMap<(String, String), Count>;

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    spans: u64,
    words: u64,
    documents: u64,
}

/// What differs between the spans of two runs, over all documents and by document.
#[derive(Debug, Default)]
struct Transitions {
    all: Counts,
    by_document: BTreeMap<u32, Counts>,
}

impl Transitions {
    /// Of spans that are in order.
    fn of([first, second]: [Vec<Span>; 2], reasons: &Names) -> Self {
        let mut found = Transitions::default();
        let (mut first, mut second) = (first.into_iter().peekable(), second.into_iter().peekable());
        loop {
            let order = match (first.peek(), second.peek()) {
                (Some(a), Some(b)) => a.place().cmp(&b.place()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => break,
            };
            let a = if order == Ordering::Greater { None } else { first.next() };
            let b = if order == Ordering::Less { None } else { second.next() };
            let reason = |span: Option<Span>| span.map_or(KEPT, |span| reasons.name(span.reason));
            if let Some(span) = a.or(b)
                && reason(a) != reason(b)
            {
                found.add(span, reason(a), reason(b));
            }
        }
        for counts in found.by_document.values() {
            for (way, count) in counts {
                let all = found.all.entry(way.clone()).or_default();
                all.spans += count.spans;
                all.words += count.words;
                all.documents += 1;
            }
        }
        found
    }

    fn add(&mut self, span: Span, from: &str, to: &str) {
        let counts = self.by_document.entry(span.document).or_default();
        let count = counts.entry((from.to_owned(), to.to_owned())).or_default();
        count.spans += 1;
        count.words += u64::from(span.words);
        count.documents = 1;
    }
}

/// Most words first.
fn sorted(counts: Counts) -> Vec<Transition> {
    let mut transitions: Vec<Transition> = counts
        .into_iter()
        .map(|((from, to), Count { spans, words, documents })| Transition {
            from,
            to,
            spans,
            words,
            documents,
        })
        .collect();
    transitions.sort_by_key(|transition| Reverse((transition.words, transition.spans)));
    transitions
}

/// Reasons whose figures differ, most words first.
fn reasons(first: &Stats, second: &Stats) -> Vec<ReasonChange> {
    let stats = [first, second];
    let names: BTreeSet<&String> = stats
        .iter()
        .flat_map(|stats| stats.removed_by_reason.keys().chain(stats.documents_by_reason.keys()))
        .collect();
    let changes = names.into_iter().map(|name| {
        let removal = stats.map(|stats| stats.removed_by_reason.get(name).copied().unwrap_or_default());
        let gone = stats.map(|stats| stats.documents_by_reason.get(name).copied().unwrap_or_default());
        let [a, b] =
            removal.map(|Removal { blocks, edits, words, documents }| (blocks + edits, words, documents));
        ReasonChange {
            reason: name.clone(),
            spans: [a.0, b.0],
            words: [a.1, b.1],
            documents: [a.2 + gone[0], b.2 + gone[1]],
        }
    });
    let differs = |change: &ReasonChange| {
        [change.spans, change.words, change.documents].iter().any(|[first, second]| first != second)
    };
    let mut changes: Vec<ReasonChange> = changes.filter(differs).collect();
    let by = |[first, second]: [u64; 2]| first.abs_diff(second);
    changes.sort_by_key(|change| Reverse((by(change.words), by(change.documents), by(change.spans))));
    changes
}

/// Takes the texts of documents.
struct Texts<'a> {
    wanted: &'a KeySet,
    found: KeyMap<Found>,
}

struct Found {
    id: String,
    host: String,
    title: Option<String>,
    text: String,
}

impl<'a> Texts<'a> {
    fn of(wanted: &'a KeySet) -> Self {
        Texts { wanted, found: KeyMap::default() }
    }
}

impl Watcher for Texts<'_> {
    fn wants(&mut self, key: u64, _: Way<'_>) -> bool {
        self.wanted.contains(&key)
    }

    fn see(&mut self, key: u64, document: &Document<'_>) {
        let meta = &document.meta;
        let found = Found {
            id: meta.id.clone(),
            host: meta.publisher(),
            title: meta.title.clone(),
            text: held(&document.text).to_owned(),
        };
        self.found.insert(key, found);
    }
}
