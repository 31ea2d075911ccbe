//! Lines that stand in several documents of a source, counted in bounded memory.
//!
//! Lossy counting after Manku and Motwani, "Approximate Frequency Counts over Data Streams" (VLDB 2002): when the table is full,
//! a floor rises by one and lines that were seen no more often than it go; a line that comes anew may have been seen as often as
//! the floor says. Unlike there, the floor rises with the table rather than with the length of the stream, so that nothing is
//! lost as long as everything fits.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use tamis_core::word_count;

use super::sample::{KeyMap, KeySet, Names};
use super::shorten::shortened;
use crate::{Coverage, Line, LineSource, RepeatedLines};

/// Most lines that are counted at a time, of whatever source: as many as a table of 2^22 places takes, 130 MB, besides the texts of
/// those that were seen three times.
const MOST_LINES: usize = 3_600_000;
/// Shortest line that is counted, in Unicode scalars, without the blanks around it.
const SHORTEST: usize = 2;
/// Longest line that is shown whole, in Unicode scalars. A guess.
const LINE_SHOWN: usize = 240;
/// Most lines of a source that are shown; up to half of them because they are kept here and dropped there. Guesses.
const LINES_SHOWN: usize = 40;
/// Most sources that are shown. A guess.
const SOURCES_SHOWN: usize = 100;

/// What became of a line: kept, or dropped for the reason of this number.
pub(super) type LineFate = Option<u32>;

/// Counts lines by source.
#[derive(Debug)]
pub(super) struct LineCounter {
    /// Lines that were seen once or twice, by the hash of source and line.
    few: KeyMap<Few>,
    /// The others, which are shown. Their text is held from the third time on.
    many: KeyMap<Many>,
    most: usize,
    floor: u32,
    /// Hashes of the lines of this document that have been counted.
    of_document: KeySet,
}

/// A line that was seen once or twice.
#[derive(Debug, Clone, Copy)]
struct Few {
    first: LineFate,
    second: Option<LineFate>,
    /// By how much its count may be too small.
    lost: u32,
}

/// A line that was seen more often.
#[derive(Debug)]
struct Many {
    source: u32,
    text: Box<str>,
    words: u32,
    kept: u32,
    dropped: Vec<(u32, u32)>,
    lost: u32,
}

impl LineCounter {
    pub(super) fn new() -> Self {
        LineCounter::holding(MOST_LINES)
    }

    fn holding(most: usize) -> Self {
        LineCounter {
            few: KeyMap::default(),
            many: KeyMap::default(),
            most,
            floor: 0,
            of_document: KeySet::default(),
        }
    }

    /// Begins another document.
    pub(super) fn next_document(&mut self) {
        self.of_document.clear();
    }

    /// Counts the lines of a text, each once a document.
    pub(super) fn add(&mut self, source: u32, text: &str, fate: LineFate) {
        for line in text.lines().map(str::trim) {
            if line.len() < SHORTEST || line.chars().nth(SHORTEST - 1).is_none() {
                continue;
            }
            let hash = xxh3_64_with_seed(line.as_bytes(), u64::from(source));
            if self.of_document.insert(hash) {
                self.count(hash, source, line, fate);
            }
        }
    }

    fn count(&mut self, hash: u64, source: u32, line: &str, fate: LineFate) {
        if let Some(many) = self.many.get_mut(&hash) {
            many.count(fate);
            return;
        }
        let Some(few) = self.few.get_mut(&hash) else {
            if self.few.len() + self.many.len() >= self.most {
                self.forget();
            }
            self.few.insert(hash, Few { first: fate, second: None, lost: self.floor });
            return;
        };
        let Some(second) = few.second else {
            few.second = Some(fate);
            return;
        };
        let (first, lost) = (few.first, few.lost);
        let words = u32::try_from(word_count(line)).unwrap_or(u32::MAX);
        let text = shortened(line, LINE_SHOWN).into_boxed_str();
        let mut many = Many { source, text, words, kept: 0, dropped: Vec::new(), lost };
        for fate in [first, second, fate] {
            many.count(fate);
        }
        self.few.remove(&hash);
        self.many.insert(hash, many);
    }

    /// Makes room: those that were seen least go, until half of the room is free or the floor has risen far enough.
    fn forget(&mut self) {
        while self.few.len() + self.many.len() > self.most / 2 {
            self.floor += 1;
            let floor = self.floor;
            self.few.retain(|_, few| 1 + u32::from(few.second.is_some()) + few.lost > floor);
            self.many.retain(|_, many| many.times() + many.lost > floor);
        }
    }

    /// The lines that are worth showing, within `budget` bytes of JSON.
    pub(super) fn into_view(
        self,
        sources: &Names,
        reasons: &Names,
        documents_of: impl Fn(u32) -> u64,
        coverage: Coverage,
        budget: usize,
    ) -> RepeatedLines {
        let error = u64::from(self.floor);
        let mut by_source: BTreeMap<u32, Vec<Many>> = BTreeMap::new();
        for many in self.many.into_values().collect::<Vec<_>>() {
            by_source.entry(many.source).or_default().push(many);
        }
        let mut ranked: Vec<(u64, u32, Vec<Many>)> = by_source
            .into_iter()
            .map(|(source, lines)| (lines.iter().map(Many::all_words).sum(), source, lines))
            .collect();
        ranked.sort_by(|(words, a, _), (other, b, _)| {
            other.cmp(words).then_with(|| sources.name(*a).cmp(sources.name(*b)))
        });
        let mut left = budget;
        let (all, mut shown) = (ranked.len(), Vec::new());
        for (_, source, lines) in ranked.into_iter().take(SOURCES_SHOWN) {
            let number = lines.len();
            let lines = worth_showing(lines);
            let mut view = LineSource {
                host: sources.name(source).to_owned(),
                documents: documents_of(source),
                lines: lines.iter().map(|line| line.view(reasons)).collect(),
                more: (number - lines.len()) as u64,
            };
            while !fits(&view, left) && view.lines.pop().is_some() {
                view.more += 1;
            }
            if view.lines.is_empty() {
                break;
            }
            left -= size_of(&view).min(left);
            shown.push(view);
        }
        RepeatedLines { more: (all - shown.len()) as u64, sources: shown, coverage, error }
    }
}

/// Of the lines of a source those that are treated in two ways, and those that stand most often; these first.
fn worth_showing(mut lines: Vec<Many>) -> Vec<Many> {
    let by_times = |a: &Many, b: &Many| b.times().cmp(&a.times()).then_with(|| a.text.cmp(&b.text));
    lines.sort_by(|a, b| b.both().cmp(&a.both()).then_with(|| by_times(a, b)));
    let in_two_ways = lines.iter().take(LINES_SHOWN / 2).filter(|line| line.both() > 0).count();
    let mut others = lines.split_off(in_two_ways);
    others.sort_by(by_times);
    lines.extend(others.into_iter().take(LINES_SHOWN - in_two_ways));
    lines.sort_by(by_times);
    lines
}

fn fits(view: &LineSource, left: usize) -> bool {
    size_of(view) <= left
}

/// Bytes of something as JSON.
pub(super) fn size_of<T: serde::Serialize>(value: &T) -> usize {
    serde_json::to_vec(value).map_or(0, |bytes| bytes.len())
}

impl Many {
    fn count(&mut self, fate: LineFate) {
        let Some(reason) = fate else {
            self.kept += 1;
            return;
        };
        match self.dropped.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, times)) => *times += 1,
            None => self.dropped.push((reason, 1)),
        }
    }

    fn times(&self) -> u32 {
        self.kept + self.dropped.iter().map(|(_, times)| times).sum::<u32>()
    }

    /// How often it was treated in the rarer of two ways, kept or dropped.
    fn both(&self) -> u32 {
        self.kept.min(self.times() - self.kept)
    }

    fn all_words(&self) -> u64 {
        u64::from(self.times()) * u64::from(self.words)
    }

    fn view(&self, reasons: &Names) -> Line {
        let dropped =
            self.dropped.iter().map(|(reason, times)| (reasons.name(*reason).to_owned(), u64::from(*times)));
        Line { text: self.text.to_string(), kept: u64::from(self.kept), dropped: dropped.collect() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LEAST_TIMES: u32 = 3;

    type Counts = BTreeMap<(u32, String), u32>;

    fn counted(documents: &[(u32, Vec<(u8, bool)>)], most: usize) -> (Counts, u32) {
        let mut counter = LineCounter::holding(most);
        for (source, lines) in documents {
            counter.next_document();
            for (line, is_kept) in lines {
                counter.add(*source, &format!(" line {line}\n-\n"), (!is_kept).then_some(7));
            }
        }
        let all = counter.many.into_values().map(|many| {
            assert!(many.kept + many.dropped.iter().map(|(_, times)| times).sum::<u32>() == many.times());
            ((many.source, many.text.to_string()), many.times())
        });
        (all.collect(), counter.floor)
    }

    /// The obvious way to count.
    fn twin(documents: &[(u32, Vec<(u8, bool)>)]) -> Counts {
        let mut counts = Counts::new();
        for (source, lines) in documents {
            let mut lines: Vec<u8> = lines.iter().map(|(line, _)| *line).collect();
            lines.sort_unstable();
            lines.dedup();
            for line in lines {
                *counts.entry((*source, format!("line {line}"))).or_default() += 1;
            }
        }
        counts
    }

    proptest! {
        #[test]
        fn counts_are_those_of_the_twin(
            documents in prop::collection::vec(
                (0_u32..3, prop::collection::vec((0_u8..12, any::<bool>()), 0..10)), 0..40),
            most in 4_usize..40,
        ) {
            let mut exact = twin(&documents);
            let (lossy, floor) = counted(&documents, most);
            for (line, times) in &lossy {
                let all = exact[line];
                prop_assert!(*times <= all && all <= times + floor, "{line:?} {times} {all} {floor}");
            }
            // What is not told was not seen more often than the error says, or less than three times.
            for (line, all) in &exact {
                prop_assert!(lossy.contains_key(line) || *all < LEAST_TIMES + floor, "{line:?}");
            }
            exact.retain(|_, all| *all >= LEAST_TIMES);
            prop_assert_eq!(counted(&documents, 1000), (exact, 0));
        }
    }

    #[test]
    fn the_view_is_sorted_and_keeps_to_its_budget() {
        let (mut sources, mut reasons) = (Names::default(), Names::default());
        let (a, b) = (sources.number("a.example"), sources.number("b.example"));
        let teaser = reasons.number("teaser");
        let coverage = Coverage { taken: 6, all: 6 };
        let view_of = |budget: usize| {
            let mut counter = LineCounter::new();
            for at in 0..6 {
                counter.next_document();
                counter.add(a, "Read also our guide", (at > 1).then_some(teaser));
                counter.add(b, "Short\nShort\nx\nA longer line of several words that stands here", None);
            }
            counter.into_view(&sources, &reasons, |_| 6, coverage, budget)
        };
        let view = view_of(4000);
        assert_eq!(
            view.sources.iter().map(|source| source.host.as_str()).collect::<Vec<_>>(),
            ["b.example", "a.example"]
        );
        let line = &view.sources[1].lines[0];
        assert_eq!((line.text.as_str(), line.kept, line.dropped["teaser"]), ("Read also our guide", 2, 4));
        assert_eq!(view.sources[0].lines.len(), 2);
        let narrow = view_of(200);
        assert_eq!((view.more, narrow.sources.len(), narrow.more), (0, 1, 1));
        let line = |at: u32| Many {
            source: a,
            text: at.to_string().into(),
            words: 1,
            kept: 9 + at,
            dropped: Vec::new(),
            lost: 0,
        };
        let mut lines: Vec<Many> = (0..50).map(line).collect();
        lines[3].dropped.push((teaser, 1));
        let shown = worth_showing(lines);
        assert_eq!((shown.len(), &*shown[0].text, &*shown[39].text), (LINES_SHOWN, "49", "3"));
        assert_eq!((view.error, view.coverage), (0, coverage));
    }
}
