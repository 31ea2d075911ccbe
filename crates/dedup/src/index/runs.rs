//! Sorted runs of entries under the numbers of documents, one run a batch, read side by side.

use std::io;

use crate::documents::Number;
use crate::sorter::{Entry, REST_BITS};
use crate::spool::Spool;

/// Bytes of an entry.
pub(super) const ENTRY_BYTES: usize = size_of::<Entry>();
/// Entries that are read at a time of each run.
const READ_ENTRIES: usize = 256;

/// Sorted runs, in the order of their batches.
#[derive(Debug, Default)]
pub(crate) struct Runs(Vec<Spool>);

/// An entry of a run: the number of a document, and 96 bits.
pub(super) fn run_entry(number: Number, rest: Entry) -> Entry {
    Entry::from(number) << REST_BITS | rest
}

impl Runs {
    pub(crate) fn new(runs: Vec<Spool>) -> Self {
        Runs(runs)
    }

    /// Reads on from the entries of a number.
    pub(crate) fn reader(&self, from: Number) -> io::Result<RunsReader<'_>> {
        let begin = |spool| RunReader::begin(spool, from);
        Ok(RunsReader(self.0.iter().filter(|spool| spool.len() > 0).map(begin).collect::<io::Result<_>>()?))
    }
}

/// Reads the entries of rising numbers.
#[derive(Debug)]
pub(crate) struct RunsReader<'r>(Vec<RunReader<'r>>);

impl RunsReader<'_> {
    /// The entries of a number, in place of what was in `into`: those of the first run first, sorted in each. Numbers
    /// must rise from call to call.
    pub(crate) fn take(&mut self, number: Number, into: &mut Vec<Entry>) -> io::Result<()> {
        into.clear();
        for run in &mut self.0 {
            while let Some(entry) = run.head {
                let found = (entry >> REST_BITS) as Number;
                if found > number {
                    break;
                }
                if found == number {
                    into.push(entry);
                }
                run.advance()?;
            }
        }
        Ok(())
    }
}

#[derive(Debug)]
struct RunReader<'r> {
    spool: &'r Spool,
    /// The entry that is next.
    head: Option<Entry>,
    /// Index of the entry behind those that were read.
    behind: u64,
    buffer: Vec<Entry>,
    /// Place of the next entry in the buffer.
    next: usize,
}

impl<'r> RunReader<'r> {
    fn begin(spool: &'r Spool, from: Number) -> io::Result<Self> {
        let (mut low, mut high) = (0, spool.len() / ENTRY_BYTES as u64);
        while low < high {
            let middle = low.midpoint(high);
            let mut bytes = [0; ENTRY_BYTES];
            spool.read_at(middle * ENTRY_BYTES as u64, &mut bytes)?;
            if ((Entry::from_le_bytes(bytes) >> REST_BITS) as Number) < from {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let mut reader = RunReader { spool, head: None, behind: low, buffer: Vec::new(), next: 0 };
        reader.advance()?;
        Ok(reader)
    }

    fn advance(&mut self) -> io::Result<()> {
        if self.next == self.buffer.len() {
            let left = self.spool.len() / ENTRY_BYTES as u64 - self.behind;
            let mut bytes = vec![0; left.min(READ_ENTRIES as u64) as usize * ENTRY_BYTES];
            self.spool.read_at(self.behind * ENTRY_BYTES as u64, &mut bytes)?;
            let (entries, _) = bytes.as_chunks::<ENTRY_BYTES>();
            self.buffer.clear();
            self.buffer.extend(entries.iter().map(|entry| Entry::from_le_bytes(*entry)));
            self.behind += self.buffer.len() as u64;
            self.next = 0;
        }
        self.head = self.buffer.get(self.next).copied();
        self.next += usize::from(self.head.is_some());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_are_read_side_by_side(
            runs in proptest::collection::vec(
                proptest::collection::btree_set((0..600_u32, 0..4_u32), 0..700), 0..4),
            from in 0..600_u32,
        ) {
            let spools = runs.iter().map(|run| {
                let mut spool = Spool::new(&std::env::temp_dir());
                for (number, rest) in run {
                    spool.append(&run_entry(*number, Entry::from(*rest)).to_le_bytes()).unwrap();
                }
                spool
            });
            let read = Runs::new(spools.collect());
            let mut reader = read.reader(from).unwrap();
            let mut into = Vec::new();
            for number in from..601 {
                reader.take(number, &mut into).unwrap();
                let expect: Vec<Entry> = runs.iter().flatten()
                    .filter(|entry| entry.0 == number)
                    .map(|(number, rest)| run_entry(*number, Entry::from(*rest)))
                    .collect();
                prop_assert_eq!(&into, &expect);
            }
        }
    }
}
