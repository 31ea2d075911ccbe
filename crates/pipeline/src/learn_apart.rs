//! Learning what recurs where documents are read, compared and counted in different places: the two ends of it that
//! [`learn`](crate::learn()) has too.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tamis_boilerplate::{Count, CountsWriter, StoryLines, Summary};
use tamis_core::{ConfigError, Metadata, Record, Reject};
use tamis_dedup::{Scratch, Sketch};

use crate::learn::{LineCounter, Seen, check_name, write_table};
use crate::stories::Sketched;
use crate::{Cleaner, RunError};

/// Reads of documents what is counted of them, as [`learn`](crate::learn()) does, one after the other on one thread.
pub struct StoryReader {
    counter: LineCounter,
    scratch: Scratch,
}

impl std::fmt::Debug for StoryReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoryReader").finish_non_exhaustive()
    }
}

/// What is counted of a document.
#[derive(Debug, Default)]
pub struct Story {
    /// Its lines; none if it is not in the sample. Their story is told by a hash of their words, and is 0 if the document
    /// is to be compared with others first.
    pub lines: StoryLines,
    /// What it is compared by, if near-copies are one story and it has lines: where it is from, and a sketch of its visible
    /// text.
    pub compared: Option<(Metadata, Sketch)>,
}

impl StoryReader {
    /// A reader with these settings; pages are counted.
    ///
    /// # Errors
    /// A setting that makes no sense, by its key.
    pub fn new(cleaner: &Arc<Cleaner>) -> Result<Self, ConfigError> {
        let counter = LineCounter::of(cleaner)?.with_pages();
        Ok(StoryReader { counter, scratch: Scratch::default() })
    }

    /// What is counted of a record.
    ///
    /// # Errors
    /// A [`Reject`] if the record is no text, or over a limit.
    pub fn read(&mut self, record: Record) -> Result<Story, Box<Reject>> {
        let Seen { lines, sketched } = self.counter.record(record, &mut self.scratch)?;
        let compared = sketched.map(|sketched| {
            let Sketched { meta, sketch } = *sketched;
            (meta, sketch)
        });
        Ok(Story { lines, compared })
    }
}

/// A table of counts that come in order, written as [`learn`](crate::learn()) writes it.
#[derive(Debug)]
pub struct CountedTable {
    writer: CountsWriter,
    path: PathBuf,
}

impl CountedTable {
    /// A table that will stand at `path`, compressed if its name ends in `.zst`.
    ///
    /// # Errors
    /// A [`ConfigError`] for a name that ends in `.gz`.
    pub fn new(path: &Path) -> Result<Self, ConfigError> {
        check_name(path)?;
        Ok(CountedTable { writer: CountsWriter::new(&std::env::temp_dir()), path: path.to_owned() })
    }

    /// The next count; see [`CountsWriter::add`].
    ///
    /// # Errors
    /// A [`RunError`] if it comes in the wrong place, or a temporary file cannot be written.
    pub fn add(&mut self, count: Count<'_>) -> Result<(), RunError> {
        Ok(self.writer.add(count)?)
    }

    /// Writes the table; the file has its name when it is whole.
    ///
    /// # Errors
    /// A [`RunError`] if that fails.
    pub fn finish(self) -> Result<Summary, RunError> {
        let mut learned = self.writer.finish()?;
        write_table(&self.path, &mut learned)?;
        Ok(learned.summary())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use tamis_boilerplate::Sight;
    use tamis_core::{Body, Markup, Place};

    use super::*;
    use crate::Config;

    fn record(text: &str) -> Record {
        let meta = Metadata { source: Some("harbour".into()), ..Metadata::default() };
        Record { place: Place::default(), meta, markup: Markup::Text, body: Body::Text(text.into()) }
    }

    fn cleaner(near: bool) -> Arc<Cleaner> {
        let mut config = Config::default();
        config.dedup.near = near;
        Arc::new(Cleaner::new(config).unwrap())
    }

    #[test]
    fn what_is_compared_is_sketched_and_nothing_else() {
        for (near, text, expect) in
            [(true, "The ferry sails.", true), (true, "***", false), (false, "The ferry.", false)]
        {
            let story = StoryReader::new(&cleaner(near)).unwrap().read(record(text)).unwrap();
            assert_eq!(story.compared.is_some(), expect, "{text}");
        }
    }

    #[test]
    fn a_table_is_written_of_what_was_read() {
        let mut reader = StoryReader::new(&cleaner(false)).unwrap();
        let texts = [
            "The ferry sails at noon.\nSign up!",
            "The mill burned.\nSign up!",
            "The mill burned.\nSign up!",
        ];
        let stories: Vec<Story> = texts.iter().map(|text| reader.read(record(text)).unwrap()).collect();
        let mut counts = BTreeMap::new();
        for story in &stories {
            for Sight { source, kind, hash, sample } in story.lines.sights() {
                let (stories, _) = counts.entry((source, kind, hash)).or_insert((BTreeSet::new(), sample));
                stories.insert(story.lines.story());
            }
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(CountedTable::new(&folder.path().join("t.gz")).is_err());
        let path = folder.path().join("t");
        let mut table = CountedTable::new(&path).unwrap();
        for ((source, kind, hash), (stories, sample)) in counts {
            let seen = Sight { source, kind, hash, sample };
            table.add(Count { seen, stories: stories.len() as u32 }).unwrap();
        }
        let summary = table.finish().unwrap();
        assert_eq!((summary.stories, summary.sources, summary.lines, summary.pairs), (2, 1, 1, 0));
        assert_eq!(crate::read_table(&path, None, 2).unwrap().lines, 1);
    }
}
