use std::io;
use std::path::PathBuf;

use xxhash_rust::xxh3::xxh3_128;

use crate::DedupError;
use crate::normalise::normalised;
use crate::spilled::SpilledMap;
use crate::spool::Spool;

/// 128 bits that stand for a text: equal for equal normalised texts, and by chance alone (about
/// `n² / 2^129` for n documents) for any others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of a text (XXH3, 128 bits, unseeded, over the normalised words).
    ///
    /// A text without any word (`***`) is told apart by its bytes.
    pub fn of(text: &str) -> Self {
        Fingerprint(fingerprint_of(text, &normalised(text)))
    }

    /// The fingerprint with these bits, which [`Fingerprint::bits`] gave.
    pub fn from_bits(bits: u128) -> Self {
        Fingerprint(bits)
    }

    /// The fingerprint as a number.
    pub fn bits(self) -> u128 {
        self.0
    }
}

/// The bits of the fingerprint of a text, whose normalised form is known.
pub(crate) fn fingerprint_of(text: &str, normalised: &[u8]) -> u128 {
    let bytes = if normalised.is_empty() { text.as_bytes() } else { normalised };
    xxh3_128(bytes) ^ u128::from(normalised.is_empty())
}

/// The fingerprints seen so far, and the id of the first document that had each. What does not fit into the memory it is
/// given goes to temporary files without names.
#[derive(Debug)]
pub struct ExactIndex {
    first: SpilledMap,
    /// The ids, each with its length before it.
    ids: Spool,
}

impl ExactIndex {
    /// An empty index that takes about so many bytes of memory, and makes its files in `folder`.
    pub fn new(memory_bytes: usize, folder: PathBuf) -> Self {
        let ids = Spool::holding(&folder, memory_bytes / 4);
        ExactIndex { first: SpilledMap::new(memory_bytes / 4 * 3, folder), ids }
    }

    /// Enters a document. Returns the id of the earlier one with the same text, if there is one.
    ///
    /// # Errors
    /// [`DedupError::Temporary`], such as a full disk.
    pub fn insert(&mut self, fingerprint: Fingerprint, id: &str) -> Result<Option<String>, DedupError> {
        self.insert_id(fingerprint, id).map_err(DedupError::Temporary)
    }

    fn insert_id(&mut self, fingerprint: Fingerprint, id: &str) -> io::Result<Option<String>> {
        let Some(at) = self.first.get_or_insert(fingerprint.0, self.ids.len())? else {
            self.ids.append(&(id.len() as u64).to_le_bytes())?;
            self.ids.append(id.as_bytes())?;
            return Ok(None);
        };
        let mut length = [0; 8];
        self.ids.read_at(at, &mut length)?;
        let mut earlier = vec![0; u64::from_le_bytes(length) as usize];
        self.ids.read_at(at + length.len() as u64, &mut earlier)?;
        String::from_utf8(earlier)
            .map(Some)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Number of distinct texts entered.
    pub fn len(&self) -> u64 {
        self.first.len()
    }

    /// Whether nothing was entered yet.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_document_is_the_one_that_is_named() {
        let mut index = ExactIndex::new(0, std::env::temp_dir());
        let mut insert = |text, id| index.insert(Fingerprint::of(text), id).unwrap();
        assert_eq!(insert("One two three.", "first"), None);
        assert_eq!(insert("one, two, three", "second").as_deref(), Some("first"));
        assert_eq!(insert("ONE TWO THREE", "third").as_deref(), Some("first"));
        assert_eq!(index.len(), 1);
    }

    #[test]
    fn texts_without_words_are_told_apart_by_their_bytes() {
        assert_ne!(Fingerprint::of("***"), Fingerprint::of("---"));
        assert_eq!(Fingerprint::of("***"), Fingerprint::of("***"));
        assert_ne!(Fingerprint::of("1 000"), Fingerprint::of("1000"));
    }
}
