//! One look at a share of the documents of a run, and at what was removed from them.

use std::collections::BTreeMap;

use tamis_core::{Reason, word_count};
use tamis_io::Side;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::GatherError;
use super::lines::LineCounter;
use super::sample::{KeyMap, Names, Share, Shortlist, key};
use super::saved::{Document, RemovedSpan, Run, Watcher, Way, id_of, parsed};
use crate::{Coverage, HostFigures, Hosts, RepeatedLines};

/// What was seen of the documents of a run that a share admits.
#[derive(Debug)]
pub(super) struct Survey {
    share: Share,
    /// In the order in which they were read.
    pub(super) looked: Vec<Looked>,
    at: KeyMap<u32>,
    pub(super) hosts: Names,
    pub(super) reasons: Names,
    /// Words removed by host and reason.
    removed: BTreeMap<(u32, u32), u64>,
    lines: Option<LineCounter>,
    coverage: Coverage,
    /// Whether what was removed is known.
    is_whole: bool,
}

/// A document that was looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looked {
    pub(super) key: u64,
    pub(super) host: u32,
    pub(super) fate: Outcome,
    /// Words of its text as it was left.
    pub(super) words: u64,
    /// Words that were removed from it.
    pub(super) removed: u64,
    /// Words that stand there instead.
    pub(super) replaced: u64,
    /// Hash of the text.
    pub(super) text: u64,
    /// Hash of the spans that were removed or changed, whatever their order.
    pub(super) spans: u64,
}

/// What became of a document: kept, or gone for the reason of this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Kept,
    Duplicate(u32),
    Dropped(u32),
}

impl Outcome {
    /// Whether both stayed, or both went.
    pub(super) fn is_like(self, other: Outcome) -> bool {
        (self == Outcome::Kept) == (other == Outcome::Kept)
    }
}

impl Looked {
    /// Words of its document text. Where an edit cut through a word, or what is left is written as Markdown, this is a few words
    /// away from what was counted before.
    pub(super) fn words_in(&self) -> u64 {
        (self.words + self.removed).saturating_sub(self.replaced)
    }

    /// Share of its words that were removed, in millionths.
    pub(super) fn loss(&self) -> u64 {
        (self.removed.min(self.words_in()) * 1_000_000).checked_div(self.words_in()).unwrap_or(0)
    }
}

/// What of documents is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Fates and words.
    Figures,
    /// Lines, too.
    Lines,
}

impl Survey {
    pub(super) fn new(run: &Run, share: Share, depth: Depth) -> Self {
        Survey {
            share,
            looked: Vec::new(),
            at: KeyMap::default(),
            hosts: Names::default(),
            reasons: Names::default(),
            removed: BTreeMap::new(),
            lines: (depth == Depth::Lines).then(LineCounter::new),
            coverage: Coverage { taken: 0, all: run.documents() },
            is_whole: run.knows_removed(),
        }
    }

    /// The document of this key, if it was looked at.
    pub(super) fn get(&self, key: u64) -> Option<&Looked> {
        self.looked.get(*self.at.get(&key)? as usize)
    }

    /// Looks at what was removed, after the documents; `note` gets the reason of each span of those that were looked at.
    pub(super) fn read_removed(
        &mut self,
        run: &Run,
        seed: u64,
        note: &mut dyn FnMut(&Looked, u32),
    ) -> Result<(), GatherError> {
        let mut last = String::new();
        let mut at = None;
        run.rows(Side::Removed, &mut |row| {
            let id = id_of(row)?;
            if last != *id || at.is_none() {
                last.clear();
                last.push_str(&id);
                at = self.at.get(&key(&id, seed)).copied();
                if let Some(lines) = &mut self.lines {
                    lines.next_document();
                }
            }
            if let Some(at) = at {
                self.take_span(at, &parsed(row)?, note);
            }
            Ok(())
        })
    }

    fn take_span(&mut self, at: u32, span: &RemovedSpan<'_>, note: &mut dyn FnMut(&Looked, u32)) {
        let reason = self.reasons.number(&span.reason);
        let Some(document) = self.looked.get_mut(at as usize) else { return };
        if span.is_loss() {
            document.spans = document.spans.wrapping_add(span_hash(span));
            let words = word_count(&span.text) as u64;
            document.removed += words;
            document.replaced += word_count(&span.replacement) as u64;
            *self.removed.entry((document.host, reason)).or_default() += words;
            // Of a block that repeats one above it, the one above is kept: that is no doubt.
            if span.action == "drop"
                && span.reason != Reason::DuplicateBlock.name()
                && let Some(lines) = &mut self.lines
            {
                lines.add(document.host, &span.text, Some(reason));
            }
        }
        note(document, reason);
    }

    /// The documents of each host, by its number.
    fn documents_by_host(&self) -> BTreeMap<u32, u64> {
        let mut documents = BTreeMap::new();
        for looked in &self.looked {
            *documents.entry(looked.host).or_default() += 1;
        }
        documents
    }

    /// How many documents were looked at; none if nobody knows what was removed.
    pub(super) fn coverage(&self) -> Coverage {
        let taken = if self.is_whole { self.coverage.taken } else { 0 };
        Coverage { taken, ..self.coverage }
    }

    /// The figures by host, at most `most`.
    pub(super) fn hosts(&self, most: usize) -> Hosts {
        let coverage = self.coverage();
        if coverage.taken == 0 {
            return Hosts { coverage, ..Hosts::default() };
        }
        let mut rows: BTreeMap<u32, HostFigures> = BTreeMap::new();
        for looked in &self.looked {
            let row = rows.entry(looked.host).or_default();
            row.documents += 1;
            match looked.fate {
                Outcome::Kept => row.kept += 1,
                Outcome::Duplicate(_) => row.duplicates += 1,
                Outcome::Dropped(_) => row.dropped += 1,
            }
            row.words_in += looked.words_in();
        }
        for ((host, reason), words) in &self.removed {
            if *words > 0 {
                rows.entry(*host).or_default().removed.insert(self.reasons.name(*reason).to_owned(), *words);
            }
        }
        let number = rows.len() as u64;
        let mut first = Shortlist::new(most);
        for (host, row) in rows {
            let words: u64 = row.removed.values().sum();
            let host = self.hosts.name(host).to_owned();
            let rank = (std::cmp::Reverse((words, row.documents)), host.clone());
            first.offer(rank, 1, HostFigures { host, ..row });
        }
        Hosts { rows: first.into_items().collect(), number, coverage }
    }

    /// The lines that repeat, within so many bytes.
    pub(super) fn lines(&mut self, budget: usize) -> RepeatedLines {
        let coverage = self.coverage();
        let documents = self.documents_by_host();
        match self.lines.take().filter(|_| coverage.taken > 0) {
            Some(lines) => {
                let documents_of = |host| documents.get(&host).copied().unwrap_or(0);
                lines.into_view(&self.hosts, &self.reasons, documents_of, coverage, budget)
            }
            None => RepeatedLines { coverage, ..RepeatedLines::default() },
        }
    }
}

impl Watcher for Survey {
    fn wants(&mut self, key: u64, _: Way<'_>) -> bool {
        self.share.admits(key)
    }

    fn see(&mut self, key: u64, document: &Document<'_>) {
        let host = self.hosts.number(&host(document));
        let fate = match document.way {
            Way::Kept => Outcome::Kept,
            Way::Duplicate(row) => Outcome::Duplicate(self.reasons.number(&row.reason)),
            Way::Dropped(row) => Outcome::Dropped(self.reasons.number(&row.reason)),
        };
        if let Some(lines) = &mut self.lines {
            lines.next_document();
            lines.add(host, &document.text, None);
        }
        let (words, text) = (word_count(&document.text) as u64, xxh3_64(document.text.as_bytes()));
        self.at.insert(key, self.looked.len() as u32);
        self.looked.push(Looked { key, host, fate, words, removed: 0, replaced: 0, text, spans: 0 });
        self.coverage.taken += 1;
    }
}

/// What a document is counted under: the host of its address in lower case, else its source, else nothing.
pub(super) fn host(document: &Document<'_>) -> String {
    document.meta.publisher()
}

fn span_hash(span: &RemovedSpan<'_>) -> u64 {
    let place = span.start.rotate_left(32) ^ span.end;
    xxh3_64_with_seed(span.reason.as_bytes(), place)
}
