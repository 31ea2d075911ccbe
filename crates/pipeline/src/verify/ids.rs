//! Whether ids repeat, in bounded memory: hashes are dealt out to parts by their highest bits, and a part is sorted at a
//! time. What is in no part twice is unique; what is may be chance, and is looked up again in full.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_64;

use crate::executor::temporary_folder;

/// Bits of a hash that tell its part. With 64 parts a thousand million ids make parts of 125 MB.
const PART_BITS: u32 = 6;
/// Hashes that a part holds before they go to a temporary file: 1 MiB, 64 MiB for all parts.
const HASHES_HELD: usize = 128 << 10;
/// Bytes of a hash in a file.
const HASH_BYTES: usize = 8;

/// Hashes of ids, added from any thread.
pub(super) struct IdHashes {
    parts: Vec<Mutex<Part>>,
    held: usize,
}

#[derive(Default)]
struct Part {
    hashes: Vec<u64>,
    file: Option<File>,
    /// Why the file failed; the part is lost then.
    failed: Option<io::Error>,
}

/// The hash that an id is told by at first.
pub(super) fn hash(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

impl IdHashes {
    pub(super) fn new() -> Self {
        IdHashes::holding(HASHES_HELD)
    }

    fn holding(held: usize) -> Self {
        IdHashes { parts: (0..1 << PART_BITS).map(|_| Mutex::default()).collect(), held }
    }

    pub(super) fn add(&self, hash: u64) {
        let at = usize::try_from(hash >> (u64::BITS - PART_BITS)).unwrap_or(0);
        let Some(part) = self.parts.get(at) else { return };
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        part.hashes.push(hash);
        if part.hashes.len() >= self.held
            && let Err(error) = part.spill()
        {
            part.failed = Some(error);
        }
    }

    /// The hashes that were added more than once.
    pub(super) fn repeated(self) -> io::Result<HashSet<u64>> {
        let mut repeated = HashSet::new();
        for part in self.parts {
            let hashes = part.into_inner().unwrap_or_else(PoisonError::into_inner).sorted()?;
            repeated.extend(hashes.windows(2).filter(|pair| pair.first() == pair.last()).flatten());
        }
        Ok(repeated)
    }
}

impl Part {
    fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(temporary_folder())?),
        };
        let bytes: Vec<u8> = self.hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        self.hashes.clear();
        file.write_all(&bytes)
    }

    fn sorted(mut self) -> io::Result<Vec<u64>> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if let Some(file) = &mut self.file {
            file.rewind()?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            let chunks = bytes.as_chunks::<HASH_BYTES>().0;
            self.hashes.extend(chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)));
        }
        self.hashes.sort_unstable();
        Ok(self.hashes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_hashes_are_found_in_memory_and_in_files() {
        for held in [2, HASHES_HELD] {
            let hashes = IdHashes::holding(held);
            for at in 0..2000_u32 {
                hashes.add(hash(&format!("id {}", at % 1990)));
            }
            let expect: HashSet<u64> = (0..10).map(|at| hash(&format!("id {at}"))).collect();
            assert_eq!(hashes.repeated().unwrap(), expect);
        }
    }
}
