use std::io::Read;
use std::ops::Range;

use tamis_core::{Document, Recurrence};

use crate::key::{line_key, normalise_into, pair_key, source_key};
use crate::scan::{Entry, scan};
use crate::{BoilerplateError, Summary};

/// Lines and pairs that recur, by source: immutable, to be shared between threads. About 12 bytes each.
#[derive(Debug, Clone, Default)]
pub struct Table {
    summary: Summary,
    /// In ascending order of their keys.
    sources: Vec<Source>,
    lines: Counts,
    pairs: Counts,
}

#[derive(Debug, Clone)]
struct Source {
    key: u64,
    stories: u32,
    lines: Range<usize>,
    pairs: Range<usize>,
}

/// Keys, in ascending order within each source, and the stories of each.
#[derive(Debug, Clone, Default)]
struct Counts {
    keys: Vec<u64>,
    stories: Vec<u32>,
}

impl Counts {
    fn push(&mut self, key: u64, stories: u32) {
        self.keys.push(key);
        self.stories.push(stories);
    }

    /// The stories of a key; 0 if it does not recur.
    fn get(&self, range: &Range<usize>, key: u64) -> u32 {
        let found = self.keys.get(range.clone()).and_then(|keys| keys.binary_search(&key).ok());
        found.and_then(|at| self.stories.get(range.start + at)).copied().unwrap_or_default()
    }
}

impl Table {
    /// Reads a table, compressed by zstd or not; `file_bytes` is the length of the file. Memory is bounded
    /// by a small multiple of that, whatever the file holds.
    ///
    /// # Errors
    /// A [`BoilerplateError`] that says what the file is instead of a table.
    pub fn read(input: impl Read, file_bytes: u64) -> Result<Self, BoilerplateError> {
        let mut table = Table::default();
        table.summary = scan(input, file_bytes, |entry| table.add(entry))?;
        Ok(table)
    }

    /// What it was learned from and holds.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    /// Gives each block of a document that recurs in its source its [`Recurrence`], and takes it from all
    /// others. Returns how many have one. Cost is linear in the length of the document, but for a search in
    /// the lines of the source.
    pub fn annotate(&self, document: &mut Document) -> u64 {
        let key = source_key(&document.meta.publisher());
        let source = self.sources.binary_search_by_key(&key, |source| source.key).ok();
        let source = source.and_then(|at| self.sources.get(at));
        let (mut normalised, mut count) = (String::new(), 0);
        // The last block with words: its place and its key.
        let mut before: Option<(usize, u64)> = None;
        for at in 0..document.blocks.len() {
            let Some(block) = document.blocks.get_mut(at) else { break };
            block.recurrence = None;
            let Some(source) = source.filter(|_| !block.signals.hidden) else { continue };
            normalise_into(&block.text, &mut normalised);
            if normalised.is_empty() {
                continue;
            }
            let key = line_key(&normalised);
            let stories = self.lines.get(&source.lines, key);
            if stories > 0 {
                count += 1;
                block.recurrence = Some(Recurrence { stories, with_next: 0, of: source.stories });
            }
            if let Some((last, last_key)) = before
                && stories > 0
                && let Some(found) = document.blocks.get_mut(last).and_then(|block| block.recurrence.as_mut())
            {
                found.with_next = self.pairs.get(&source.pairs, pair_key(last_key, key));
            }
            before = Some((at, key));
        }
        count
    }

    fn add(&mut self, entry: Entry<'_>) {
        match entry {
            Entry::Source { key, stories, .. } => {
                let (lines, pairs) = (self.lines.keys.len(), self.pairs.keys.len());
                self.sources.push(Source { key, stories, lines: lines..lines, pairs: pairs..pairs });
            }
            Entry::Line { key, stories, .. } => self.lines.push(key, stories),
            Entry::Pair { key, stories } => self.pairs.push(key, stories),
        }
        if let Some(source) = self.sources.last_mut() {
            source.lines.end = self.lines.keys.len();
            source.pairs.end = self.pairs.keys.len();
        }
    }
}
