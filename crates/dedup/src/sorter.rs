//! Sorting more than fits into memory: entries are dealt out to parts by their highest bits, and each part is sorted by
//! itself when its turn comes.

use std::io;
use std::path::Path;
use std::sync::Mutex;

use crate::documents::Number;
use crate::error::DedupError;
use crate::parallel::Executor;
use crate::spool::Spool;

/// An entry of 128 bits, which are distributed evenly in its highest bits.
pub(crate) type Entry = u128;

const ENTRY_BYTES: usize = size_of::<Entry>();
/// Entries that a dealer holds of a part before it hands them over.
const HELD: usize = 512;

/// Entries in parts.
#[derive(Debug)]
pub(crate) struct Sorter {
    parts: Vec<Mutex<Spool>>,
    /// Number of the highest bits that choose the part.
    bits: u32,
}

impl Sorter {
    /// Parts for about `expected` entries, so that `width` parts at a time take no more than `memory_bytes`.
    pub(crate) fn new(expected: u64, width: usize, memory_bytes: usize, folder: &Path) -> Self {
        let bytes = expected.saturating_mul(ENTRY_BYTES as u64);
        // A part is held as it was read, and its spool's tail beside it.
        let of_part = (memory_bytes / (2 * width.max(1))).max(1 << 20) as u64;
        let for_memory = bytes.div_ceil(of_part).max(1);
        let for_threads = if expected > 1 << 16 { 4 * width as u64 } else { 1 };
        let parts = for_memory.max(for_threads).next_power_of_two().min(MOST_PARTS);
        let bits = parts.trailing_zeros();
        let held = (memory_bytes / (4 * parts as usize)).clamp(64 << 10, 4 << 20);
        Sorter { parts: (0..parts).map(|_| Mutex::new(Spool::holding(folder, held))).collect(), bits }
    }

    /// Someone who enters entries; one a thread.
    pub(crate) fn dealer(&self) -> Dealer<'_> {
        Dealer { sorter: self, held: vec![Vec::new(); self.parts.len()] }
    }

    /// Number of parts.
    pub(crate) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The entries of a part, sorted and each once.
    pub(crate) fn part(&self, part: usize) -> io::Result<Vec<Entry>> {
        let Some(Ok(spool)) = self.parts.get(part).map(Mutex::lock) else { return Ok(Vec::new()) };
        let mut entries = Vec::with_capacity(spool.len() as usize / ENTRY_BYTES);
        let mut buffer = vec![0; READ_BYTES];
        let mut at = 0;
        while at < spool.len() {
            let count = (spool.len() - at).min(READ_BYTES as u64) as usize;
            let Some(bytes) = buffer.get_mut(..count) else { break };
            spool.read_at(at, bytes)?;
            let (whole, _) = bytes.as_chunks::<ENTRY_BYTES>();
            entries.extend(whole.iter().map(|bytes| Entry::from_le_bytes(*bytes)));
            at += count as u64;
        }
        drop(spool);
        entries.sort_unstable();
        entries.dedup();
        Ok(entries)
    }

    /// Bytes on disk.
    pub(crate) fn on_disk(&self) -> u64 {
        self.parts.iter().filter_map(|part| part.lock().ok()).map(|spool| spool.on_disk()).sum()
    }

    /// Sorts all parts, as many at a time as the executor is wide, and hands each to `take`.
    pub(crate) fn each_part(
        &self,
        executor: &dyn Executor,
        take: impl Fn(usize, &[Entry]) -> Result<(), DedupError> + Sync,
    ) -> Result<(), DedupError> {
        try_each(executor, self.parts(), |part| {
            let entries = self.part(part).map_err(DedupError::Temporary)?;
            take(part, &entries)
        })
    }
}

/// Most parts: each may have an open file.
const MOST_PARTS: u64 = 256;
const READ_BYTES: usize = 1 << 16;

/// Enters entries from one thread.
pub(crate) struct Dealer<'s> {
    sorter: &'s Sorter,
    held: Vec<Vec<Entry>>,
}

impl Dealer<'_> {
    #[inline]
    pub(crate) fn push(&mut self, entry: Entry) -> io::Result<()> {
        let part = entry.checked_shr(Entry::BITS - self.sorter.bits).unwrap_or_default() as usize;
        let Some(held) = self.held.get_mut(part) else { return Ok(()) };
        held.push(entry);
        if held.len() >= HELD { self.hand_over(part) } else { Ok(()) }
    }

    /// Hands over all that is held.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        (0..self.held.len()).try_for_each(|part| self.hand_over(part))
    }

    fn hand_over(&mut self, part: usize) -> io::Result<()> {
        let (Some(held), Some(spool)) = (self.held.get_mut(part), self.sorter.parts.get(part)) else {
            return Ok(());
        };
        let mut bytes = [0; HELD * ENTRY_BYTES];
        let (places, _) = bytes.as_chunks_mut::<ENTRY_BYTES>();
        places.iter_mut().zip(held.iter()).for_each(|(place, entry)| *place = entry.to_le_bytes());
        if let (Some(bytes), Ok(mut spool)) = (bytes.get(..held.len() * ENTRY_BYTES), spool.lock()) {
            spool.append(bytes)?;
        }
        held.clear();
        Ok(())
    }
}

/// Number of tasks for so many numbers, of which each task takes `of_task`.
pub(crate) fn numbers_in(count: u64, of_task: u64) -> usize {
    count.div_ceil(of_task) as usize
}

/// Entries that stand under the numbers of documents, in the order of these.
#[derive(Debug)]
pub(crate) struct Numbered {
    sorter: Sorter,
    /// Bits by which a number is shifted, so that its highest bits choose the part.
    shift: u32,
}

/// Bits of an entry that are free beside a number.
pub(crate) const REST_BITS: u32 = Entry::BITS - Number::BITS;

impl Numbered {
    /// For about `expected` entries under numbers below `count`.
    pub(crate) fn new(count: u64, expected: u64, width: usize, memory_bytes: usize, folder: &Path) -> Self {
        let shift = ((count.max(2) - 1) as Number).leading_zeros() + REST_BITS;
        Numbered { sorter: Sorter::new(expected, width, memory_bytes, folder), shift }
    }

    /// An entry of a number and up to 96 further bits, which are its lowest.
    #[inline]
    pub(crate) fn entry(&self, number: Number, rest: Entry) -> Entry {
        Entry::from(number) << self.shift | rest
    }

    /// The number of an entry; the rest are its lowest 96 bits.
    pub(crate) fn number(&self, entry: Entry) -> Number {
        (entry >> self.shift) as Number
    }

    pub(crate) fn dealer(&self) -> Dealer<'_> {
        self.sorter.dealer()
    }

    pub(crate) fn on_disk(&self) -> u64 {
        self.sorter.on_disk()
    }

    /// Hands each part to `take`, sorted: all entries of a number are in one part.
    pub(crate) fn each_part(
        &self,
        executor: &dyn Executor,
        take: impl Fn(usize, &[Entry]) -> Result<(), DedupError> + Sync,
    ) -> Result<(), DedupError> {
        self.sorter.each_part(executor, take)
    }

    /// Number of parts.
    pub(crate) fn parts(&self) -> usize {
        self.sorter.parts()
    }

    /// The entries of a part, sorted and each once.
    pub(crate) fn part(&self, part: usize) -> Result<Vec<Entry>, DedupError> {
        self.sorter.part(part).map_err(DedupError::Temporary)
    }

    /// The entries of a part by number.
    pub(crate) fn groups<'e>(&self, entries: &'e [Entry]) -> impl Iterator<Item = (Number, &'e [Entry])> {
        let shift = self.shift;
        let groups = entries.chunk_by(move |one, other| one >> shift == other >> shift);
        groups.filter_map(move |group| Some(((group.first()? >> shift) as Number, group)))
    }
}

/// Carries out tasks that can fail. Once one has, or the executor is stopped, those that have not begun are left out.
pub(crate) fn try_each(
    executor: &dyn Executor,
    tasks: usize,
    task: impl Fn(usize) -> Result<(), DedupError> + Sync,
) -> Result<(), DedupError> {
    let failed: Mutex<Option<DedupError>> = Mutex::new(None);
    executor.run(tasks, &|at| {
        let has_failed = failed.lock().map_or(true, |failed| failed.is_some());
        if has_failed {
            return;
        }
        let done = if executor.is_stopped() { Err(DedupError::Stopped) } else { task(at) };
        if let (Err(error), Ok(mut failed)) = (done, failed.lock()) {
            failed.get_or_insert(error);
        }
    });
    failed.into_inner().ok().flatten().map_or(Ok(()), Err)
}
