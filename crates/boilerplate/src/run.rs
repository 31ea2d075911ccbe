//! Sorted runs of counted lines in temporary files, and how they are merged into one.
//!
//! A run is a sequence of groups in ascending order of their [`Key`]: the key, the smallest sample, and the
//! distinct stories in ascending order, each with a byte before it that says that the group goes on.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom};
use std::path::Path;

use tempfile::{SpooledTempFile, spooled_tempfile_in};

use crate::Kind;
use crate::bytes::{read_text, read_u8, read_u64, write_text, write_u64};

/// A run up to this length stays in memory.
const IN_MEMORY_BYTES: usize = 1 << 20;
/// Bytes of a run that are read at a time.
const BUFFER_BYTES: usize = 64 << 10;
/// Stories of a group for which room is kept from one group to the next.
const HELD_STORIES: usize = 1 << 16;
const MORE: u8 = 1;
const END: u8 = 0;

/// What a group stands for, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) source: u64,
    pub(crate) kind: Kind,
    pub(crate) hash: u64,
}

/// What takes the groups of a run, in order.
pub(crate) trait Sink {
    /// A group begins.
    fn begin(&mut self, key: Key, sample: &str) -> io::Result<()>;
    /// A story of the group, another than the one before.
    fn story(&mut self, story: u64) -> io::Result<()>;
    /// The group ends.
    fn end(&mut self) -> io::Result<()>;
}

/// Writes a run.
pub(crate) struct RunWriter {
    out: BufWriter<SpooledTempFile>,
}

impl RunWriter {
    pub(crate) fn new(folder: &Path) -> Self {
        RunWriter {
            out: BufWriter::with_capacity(BUFFER_BYTES, spooled_tempfile_in(IN_MEMORY_BYTES, folder)),
        }
    }

    pub(crate) fn finish(self) -> io::Result<Run> {
        self.out.into_inner().map(Run).map_err(io::IntoInnerError::into_error)
    }
}

impl Sink for RunWriter {
    fn begin(&mut self, key: Key, sample: &str) -> io::Result<()> {
        write_u64(&mut self.out, key.source)?;
        io::Write::write_all(&mut self.out, &[key.kind.number()])?;
        write_u64(&mut self.out, key.hash)?;
        write_text(&mut self.out, sample)
    }

    fn story(&mut self, story: u64) -> io::Result<()> {
        io::Write::write_all(&mut self.out, &[MORE])?;
        write_u64(&mut self.out, story)
    }

    fn end(&mut self) -> io::Result<()> {
        io::Write::write_all(&mut self.out, &[END])
    }
}

/// Hands groups on with each story replaced by the one that stands for it; which are one is known only when all
/// documents are, so that runs hold the stories as they came.
pub(crate) struct Canonical<S, F> {
    sink: S,
    name: F,
    stories: Vec<u64>,
}

impl<S, F> Canonical<S, F> {
    pub(crate) fn new(sink: S, canonical: F) -> Self {
        Canonical { sink, name: canonical, stories: Vec::new() }
    }

    pub(crate) fn into_inner(self) -> S {
        self.sink
    }
}

impl<S: Sink, F: Fn(u64) -> u64> Sink for Canonical<S, F> {
    fn begin(&mut self, key: Key, sample: &str) -> io::Result<()> {
        self.sink.begin(key, sample)
    }

    fn story(&mut self, story: u64) -> io::Result<()> {
        self.stories.push((self.name)(story));
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.stories.sort_unstable();
        self.stories.dedup();
        self.stories.drain(..).try_for_each(|story| self.sink.story(story))?;
        self.stories.shrink_to(HELD_STORIES);
        self.sink.end()
    }
}

/// A run that is whole.
pub(crate) struct Run(SpooledTempFile);

/// Reads a run, a group and a story at a time.
struct RunReader {
    input: BufReader<SpooledTempFile>,
    sample: String,
    /// The next story of the group that was begun last.
    story: Option<u64>,
}

impl RunReader {
    fn new(mut run: Run) -> io::Result<Self> {
        run.0.seek(SeekFrom::Start(0))?;
        let input = BufReader::with_capacity(BUFFER_BYTES, run.0);
        Ok(RunReader { input, sample: String::new(), story: None })
    }

    /// The next group, whose sample and first story are then at hand.
    fn next_group(&mut self) -> io::Result<Option<Key>> {
        if io::BufRead::fill_buf(&mut self.input)?.is_empty() {
            return Ok(None);
        }
        let source = read_u64(&mut self.input)?;
        let kind = match read_u8(&mut self.input)? {
            0 => Kind::Source,
            1 => Kind::Line,
            _ => Kind::Pair,
        };
        let hash = read_u64(&mut self.input)?;
        read_text(&mut self.input, &mut self.sample)?;
        self.next_story()?;
        Ok(Some(Key { source, kind, hash }))
    }

    fn next_story(&mut self) -> io::Result<()> {
        self.story = if read_u8(&mut self.input)? == MORE { Some(read_u64(&mut self.input)?) } else { None };
        Ok(())
    }
}

/// Merges runs: groups of one key become one, with the union of their stories and the smallest sample.
/// Holds one group head and one story a run in memory.
pub(crate) fn merge(runs: Vec<Run>, sink: &mut impl Sink) -> io::Result<()> {
    let mut readers = runs.into_iter().map(RunReader::new).collect::<io::Result<Vec<_>>>()?;
    let mut heads = BinaryHeap::with_capacity(readers.len());
    for (at, reader) in readers.iter_mut().enumerate() {
        heads.extend(reader.next_group()?.map(|key| Reverse((key, at))));
    }
    let mut same: Vec<usize> = Vec::with_capacity(readers.len());
    while let Some(Reverse((key, first))) = heads.pop() {
        same.clear();
        same.push(first);
        while let Some(Reverse((_, at))) = heads.peek().filter(|Reverse((other, _))| *other == key) {
            same.push(*at);
            heads.pop();
        }
        merge_group(&mut readers, &same, key, sink)?;
        for at in &same {
            if let Some(reader) = readers.get_mut(*at) {
                heads.extend(reader.next_group()?.map(|key| Reverse((key, *at))));
            }
        }
    }
    Ok(())
}

fn merge_group(readers: &mut [RunReader], same: &[usize], key: Key, sink: &mut impl Sink) -> io::Result<()> {
    let sample = same.iter().filter_map(|at| readers.get(*at)).map(|reader| reader.sample.as_str()).min();
    sink.begin(key, sample.unwrap_or_default())?;
    let next = |readers: &[RunReader]| same.iter().filter_map(|at| readers.get(*at)?.story).min();
    while let Some(story) = next(readers) {
        sink.story(story)?;
        for at in same {
            if let Some(reader) = readers.get_mut(*at).filter(|reader| reader.story == Some(story)) {
                reader.next_story()?;
            }
        }
    }
    sink.end()
}
