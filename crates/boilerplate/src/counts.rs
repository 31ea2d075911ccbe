//! The door for whoever counts with other means than a [`Learner`](crate::Learner): what is to be counted of a
//! document, and a table of what was counted.

use std::path::Path;

use crate::format::TableWriter;
use crate::key::source_key;
use crate::run::Key;
use crate::story::{NAME_BYTES, SAMPLE_BYTES, beginning};
use crate::{BoilerplateError, Learned, StoryLines};

/// What a [`Sight`] or a [`Count`] is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A source.
    Source,
    /// A line of a source.
    Line,
    /// Two lines of a source, one behind the other.
    Pair,
}

impl Kind {
    /// All of them, in the order of a table.
    pub const ALL: [Kind; 3] = [Kind::Source, Kind::Line, Kind::Pair];

    /// Its place in [`Kind::ALL`], by which it travels.
    pub fn number(self) -> u8 {
        match self {
            Kind::Source => 0,
            Kind::Line => 1,
            Kind::Pair => 2,
        }
    }

    /// What has this number; `None` if nothing has.
    pub fn from_number(number: u8) -> Option<Self> {
        Kind::ALL.get(usize::from(number)).copied()
    }
}

/// Something that stands in a story. In a table stands, of each source, kind and hash, in how many distinct stories it
/// was seen, and the smallest sample by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sight<'a> {
    /// Hash of the name of the source.
    pub source: u64,
    /// What was seen.
    pub kind: Kind,
    /// Hash of the line or pair; 0 for a source.
    pub hash: u64,
    /// The name of a source, at most 255 bytes, or the beginning of a line, at most 160; empty for pairs.
    pub sample: &'a str,
}

impl StoryLines {
    /// What this document adds to the counts of its story, a sight as often as it stands there; nothing if it has no
    /// lines.
    pub fn sights(&self) -> impl Iterator<Item = Sight<'_>> {
        let source = source_key(&self.source);
        let sight = move |kind, hash, sample| Sight { source, kind, hash, sample };
        let name = (!self.is_empty()).then(|| beginning(&self.source, NAME_BYTES));
        let lines = self.lines.iter().scan(0, |start, line| {
            let from = *start;
            *start += usize::from(line.sample_bytes);
            Some((line.key, self.samples.get(from..*start).unwrap_or_default()))
        });
        name.map(|name| sight(Kind::Source, 0, name))
            .into_iter()
            .chain(lines.map(move |(key, sample)| sight(Kind::Line, key, sample)))
            .chain(self.pairs.iter().map(move |pair| sight(Kind::Pair, *pair, "")))
    }

    /// The story of the document, by the number that it was given or the hash of its words.
    pub fn story(&self) -> u64 {
        self.story
    }
}

/// How many distinct stories hold something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count<'a> {
    /// What was seen, with the smallest of its samples.
    pub seen: Sight<'a>,
    /// Distinct stories it was seen in.
    pub stories: u32,
}

/// Makes a table of counts that are known: the same, byte for byte, as a [`Learner`](crate::Learner) that was given
/// the documents. Holds one count in memory, and a temporary file.
pub struct CountsWriter {
    table: TableWriter,
    last: Option<Key>,
}

impl std::fmt::Debug for CountsWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CountsWriter").field("last", &self.last).finish_non_exhaustive()
    }
}

impl CountsWriter {
    /// Nothing written yet; temporary files go to `folder`.
    pub fn new(folder: &Path) -> Self {
        CountsWriter { table: TableWriter::new(folder), last: None }
    }

    /// Writes the next count: in ascending order of source, kind and hash, each once, and each source before what was
    /// seen of it. Those of one story may be left out, except for sources, whose stories are added up.
    ///
    /// # Errors
    /// [`BoilerplateError::Unordered`] for a count that belongs before the last one or has no source before it, and for
    /// a sample that is too long; [`BoilerplateError::Temporary`].
    pub fn add(&mut self, count: Count<'_>) -> Result<(), BoilerplateError> {
        let Sight { source, kind, hash, sample } = count.seen;
        let key = Key { source, kind, hash };
        let known = kind == Kind::Source || self.last.is_some_and(|last| last.source == source);
        let most = if kind == Kind::Source { NAME_BYTES } else { SAMPLE_BYTES };
        if !known || self.last.is_some_and(|last| last >= key) || sample.len() > most {
            return Err(BoilerplateError::Unordered);
        }
        self.last = Some(key);
        self.table.count(key, sample, count.stories).map_err(BoilerplateError::Temporary)
    }

    /// The table of what was written.
    ///
    /// # Errors
    /// [`BoilerplateError::Temporary`].
    pub fn finish(self) -> Result<Learned, BoilerplateError> {
        self.table.finish().map_err(BoilerplateError::Temporary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight(source: u64, kind: Kind, hash: u64, sample: &str) -> Sight<'_> {
        Sight { source, kind, hash, sample }
    }

    fn check(counts: &[(Sight<'_>, u32)], expect: Option<[u64; 4]>) {
        let mut writer = CountsWriter::new(&std::env::temp_dir());
        let added = counts.iter().try_for_each(|(seen, stories)| {
            let count = Count { seen: *seen, stories: *stories };
            writer.add(count)
        });
        let summary = added.is_ok().then(|| writer.finish().unwrap().summary());
        assert_eq!(summary.map(|found| [found.stories, found.sources, found.lines, found.pairs]), expect);
    }

    #[test]
    fn stories_of_all_sources_count_and_what_stands_in_one_does_not() {
        let (first, second) = (sight(1, Kind::Source, 0, "a"), sight(2, Kind::Source, 0, "b"));
        let (line, pair) = (sight(2, Kind::Line, 9, "Sign up."), sight(2, Kind::Pair, 3, ""));
        check(&[(first, 4), (second, 3), (line, 3), (pair, 1)], Some([7, 1, 1, 0]));
        check(&[], Some([0; 4]));
    }

    #[test]
    fn what_stands_in_the_wrong_place_is_refused() {
        let (source, line) = (sight(1, Kind::Source, 0, "a"), sight(1, Kind::Line, 9, "Sign up."));
        check(&[(line, 2)], None);
        check(&[(source, 2), (line, 2), (line, 2)], None);
        check(&[(source, 2), (source, 2)], None);
        check(&[(source, 2), (sight(2, Kind::Line, 9, "Sign up."), 2)], None);
        check(&[(source, 2), (sight(1, Kind::Pair, 1, ""), 2), (line, 2)], None);
        let long = "x".repeat(SAMPLE_BYTES + 1);
        check(&[(source, 2), (sight(1, Kind::Line, 9, &long), 2)], None);
    }

    #[test]
    fn numbers_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_number(kind.number()), Some(kind));
        }
        assert_eq!(Kind::from_number(3), None);
    }
}
