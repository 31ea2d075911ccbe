use std::io;
use std::path::PathBuf;

use crate::format::TableWriter;
use crate::run::{Canonical, Key, Run, RunWriter, Sink, merge};
use crate::{BoilerplateError, Learned, Sight, StoryLines};

/// Runs that are merged into one of the next level: few open files, and each line is written once a level.
const RUNS_A_LEVEL: usize = 32;
/// Most bytes that are held before they are written to a run: offsets into them are of 32 bits.
const MOST_MEMORY_BYTES: usize = 2 << 30;

/// Where and how much a [`Learner`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnerConfig {
    /// Bytes of counts and texts that are held before they go to a temporary file; 2 GiB at most. The table
    /// does not depend on it.
    pub memory_bytes: usize,
    /// The directory of the temporary files, which have no names there.
    pub folder: PathBuf,
}

impl Default for LearnerConfig {
    /// 256 MiB, about four million lines (a guess); temporary files in the working directory.
    fn default() -> Self {
        LearnerConfig { memory_bytes: 256 << 20, folder: PathBuf::from(".") }
    }
}

/// Counts lines over the stories of sources. Documents may come in any order; see the crate's page.
pub struct Learner {
    config: LearnerConfig,
    items: Vec<Item>,
    /// The samples of the items, one after the other.
    samples: String,
    /// Runs by level; those of a level are of about the same size.
    levels: Vec<Vec<Run>>,
}

/// One sight of a line in a story.
#[derive(Debug, Clone, Copy)]
struct Item {
    key: Key,
    story: u64,
    sample_start: u32,
    sample_bytes: u16,
}

impl std::fmt::Debug for Learner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Learner").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Learner {
    /// Nothing counted yet.
    pub fn new(mut config: LearnerConfig) -> Self {
        config.memory_bytes = config.memory_bytes.min(MOST_MEMORY_BYTES);
        Learner { config, items: Vec::new(), samples: String::new(), levels: Vec::new() }
    }

    /// Counts a document. One without lines is no story.
    ///
    /// # Errors
    /// [`BoilerplateError::Temporary`], such as a full disk; the learner is of no use then.
    pub fn add(&mut self, lines: &StoryLines) -> Result<(), BoilerplateError> {
        for Sight { source, kind, hash, sample } in lines.sights() {
            let key = Key { source, kind, hash };
            let (sample_start, sample_bytes) = (self.samples.len() as u32, sample.len() as u16);
            self.items.push(Item { key, story: lines.story, sample_start, sample_bytes });
            self.samples.push_str(sample);
        }
        if self.items.len() * size_of::<Item>() + self.samples.len() >= self.config.memory_bytes {
            self.spill().map_err(BoilerplateError::Temporary)?;
        }
        Ok(())
    }

    /// Everything that stands in two stories of its source or more. `canonical` is given the story of a document
    /// and names the one that stands for it and all its copies; the identity, if those are known already. Holds the
    /// stories of one line at a time in memory.
    ///
    /// # Errors
    /// [`BoilerplateError::Temporary`].
    pub fn finish(mut self, canonical: impl Fn(u64) -> u64) -> Result<Learned, BoilerplateError> {
        self.finish_table(canonical).map_err(BoilerplateError::Temporary)
    }

    fn finish_table(&mut self, canonical: impl Fn(u64) -> u64) -> io::Result<Learned> {
        self.spill()?;
        let mut table = Canonical::new(TableWriter::new(&self.config.folder), canonical);
        merge(std::mem::take(&mut self.levels).into_iter().flatten().collect(), &mut table)?;
        table.into_inner().finish()
    }

    /// Writes what is held as a run.
    fn spill(&mut self) -> io::Result<()> {
        if self.items.is_empty() {
            return Ok(());
        }
        self.items.sort_unstable_by_key(|item| (item.key, item.story));
        let mut run = RunWriter::new(&self.config.folder);
        for group in self.items.chunk_by(|one, other| one.key == other.key) {
            let Some(first) = group.first() else { continue };
            let sample = group.iter().map(|item| self.sample(item)).min().unwrap_or_default();
            run.begin(first.key, sample)?;
            for same in group.chunk_by(|one, other| one.story == other.story) {
                same.first().map_or(Ok(()), |item| run.story(item.story))?;
            }
            run.end()?;
        }
        self.items.clear();
        self.samples.clear();
        self.keep(run.finish()?)
    }

    fn sample(&self, item: &Item) -> &str {
        let start = item.sample_start as usize;
        self.samples.get(start..start + usize::from(item.sample_bytes)).unwrap_or_default()
    }

    /// Puts a run on the lowest level, and merges the levels that are full.
    fn keep(&mut self, run: Run) -> io::Result<()> {
        let mut run = run;
        let mut level = 0;
        loop {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let Some(runs) = self.levels.get_mut(level) else { return Ok(()) };
            runs.push(run);
            if runs.len() < RUNS_A_LEVEL {
                return Ok(());
            }
            let mut merged = RunWriter::new(&self.config.folder);
            merge(std::mem::take(runs), &mut merged)?;
            run = merged.finish()?;
            level += 1;
        }
    }
}
