//! A map that writes its entries to sorted files when they grow too many.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::path::PathBuf;

use crate::spool::Spool;

/// Bytes of an entry in a run: key and value.
const ENTRY_BYTES: usize = 24;
/// Entries of a run that are read at a time; of each such block the first key is held in memory.
const BLOCK_ENTRIES: usize = 170;
/// Bytes of memory that an entry takes while it is held: a hash table is half full at worst. A guess.
const HELD_BYTES: usize = 80;
/// Runs of one level that are merged into one of the next.
const RUNS_A_LEVEL: usize = 8;

/// From keys of 128 random bits, such as hashes, to numbers, with a bound on the memory that it takes: what is beyond
/// goes to temporary files without names. Nothing is ever taken out or changed.
#[derive(Debug)]
pub struct SpilledMap {
    folder: PathBuf,
    most_held: usize,
    held: HashMap<u128, u64, Folded>,
    /// By level; runs of a level are of about the same size.
    levels: Vec<Vec<Run>>,
    len: u64,
}

impl SpilledMap {
    /// An empty map that takes about so many bytes of memory, and makes its files in `folder`.
    pub fn new(memory_bytes: usize, folder: PathBuf) -> Self {
        let most_held = (memory_bytes / HELD_BYTES).max(BLOCK_ENTRIES);
        SpilledMap { folder, most_held, held: HashMap::default(), levels: Vec::new(), len: 0 }
    }

    /// Number of entries.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value of the key if it is known; else it gets this one.
    ///
    /// # Errors
    /// If a temporary file cannot be written or read, such as on a full disk.
    pub fn get_or_insert(&mut self, key: u128, value: u64) -> io::Result<Option<u64>> {
        if let Some(found) = self.held.get(&key) {
            return Ok(Some(*found));
        }
        for run in self.levels.iter().flatten() {
            if let Some(found) = run.get(key)? {
                return Ok(Some(found));
            }
        }
        self.held.insert(key, value);
        self.len += 1;
        if self.held.len() >= self.most_held {
            self.spill()?;
        }
        Ok(None)
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut entries: Vec<(u128, u64)> = self.held.drain().collect();
        entries.sort_unstable();
        let mut run = Run::new(&self.folder);
        for (key, value) in entries {
            run.push(key, value)?;
        }
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
            run = merged(&std::mem::take(runs), &self.folder)?;
            level += 1;
        }
    }
}

/// Entries in the order of their keys, in a file.
#[derive(Debug)]
struct Run {
    entries: Spool,
    /// The first key of each block.
    firsts: Vec<u128>,
}

impl Run {
    fn new(folder: &std::path::Path) -> Self {
        Run { entries: Spool::holding(folder, BLOCK_ENTRIES * ENTRY_BYTES), firsts: Vec::new() }
    }

    fn len(&self) -> usize {
        self.entries.len() as usize / ENTRY_BYTES
    }

    fn push(&mut self, key: u128, value: u64) -> io::Result<()> {
        if self.len().is_multiple_of(BLOCK_ENTRIES) {
            self.firsts.push(key);
        }
        let mut entry = [0; ENTRY_BYTES];
        let (first, second) = entry.split_at_mut(16);
        first.copy_from_slice(&key.to_le_bytes());
        second.copy_from_slice(&value.to_le_bytes());
        self.entries.append(&entry).map(drop)
    }

    fn get(&self, key: u128) -> io::Result<Option<u64>> {
        let Some(block) = self.firsts.partition_point(|first| *first <= key).checked_sub(1) else {
            return Ok(None);
        };
        let entries = self.block(block)?;
        Ok(entries.binary_search_by_key(&key, |(key, _)| *key).ok().and_then(|at| Some(entries.get(at)?.1)))
    }

    fn block(&self, block: usize) -> io::Result<Vec<(u128, u64)>> {
        let from = block * BLOCK_ENTRIES;
        let count = BLOCK_ENTRIES.min(self.len() - from);
        let mut bytes = vec![0; count * ENTRY_BYTES];
        self.entries.read_at((from * ENTRY_BYTES) as u64, &mut bytes)?;
        let (entries, _) = bytes.as_chunks::<ENTRY_BYTES>();
        let parsed = entries.iter().filter_map(|entry| {
            let (key, value) = entry.split_first_chunk::<16>()?;
            Some((u128::from_le_bytes(*key), u64::from_le_bytes(*value.first_chunk::<8>()?)))
        });
        Ok(parsed.collect())
    }
}

/// The entries of all runs as one. No key is in two.
fn merged(runs: &[Run], folder: &std::path::Path) -> io::Result<Run> {
    let mut all = Run::new(folder);
    let mut heads: Vec<Head<'_>> = runs.iter().map(Head::new).collect::<io::Result<_>>()?;
    loop {
        let next = heads.iter_mut().filter_map(|head| Some((head.next?, head)));
        let Some(((key, value), head)) = next.min_by_key(|((key, _), _)| *key) else { return Ok(all) };
        all.push(key, value)?;
        head.advance()?;
    }
}

/// A run that is read from its beginning.
struct Head<'a> {
    run: &'a Run,
    block: usize,
    /// What is left of the last block read, backwards.
    left: Vec<(u128, u64)>,
    next: Option<(u128, u64)>,
}

impl<'a> Head<'a> {
    fn new(run: &'a Run) -> io::Result<Self> {
        let mut head = Head { run, block: 0, left: Vec::new(), next: None };
        head.advance()?;
        Ok(head)
    }

    fn advance(&mut self) -> io::Result<()> {
        if self.left.is_empty() && self.block < self.run.firsts.len() {
            self.left = self.run.block(self.block)?;
            self.left.reverse();
            self.block += 1;
        }
        self.next = self.left.pop();
        Ok(())
    }
}

/// Keys are random bits already, and the map is only iterated to be sorted.
#[derive(Debug, Clone, Default)]
struct Folded;

impl BuildHasher for Folded {
    type Hasher = Fold;

    fn build_hasher(&self) -> Fold {
        Fold(0)
    }
}

/// Folds 128 uniformly distributed bits to 64.
#[derive(Debug)]
struct Fold(u64);

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxhash_rust::xxh3::xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u128(&mut self, value: u128) {
        self.0 ^= (value as u64) ^ ((value >> 64) as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_a_map_says_however_little_it_holds() {
        let mut known: HashMap<u128, u64> = HashMap::new();
        let mut map = SpilledMap::new(0, std::env::temp_dir());
        for number in 0..40_000_u64 {
            // Every key comes about twice.
            let key = xxhash_rust::xxh3::xxh3_128(&(number * number % 20_011).to_le_bytes());
            let expect = known.get(&key).copied();
            known.entry(key).or_insert(number);
            assert_eq!(map.get_or_insert(key, number).unwrap(), expect);
        }
        assert_eq!(map.len(), known.len() as u64);
        assert!(map.levels.len() >= 2 && map.held.len() < BLOCK_ENTRIES);
    }
}
