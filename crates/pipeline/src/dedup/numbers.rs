use std::collections::BTreeMap;
use std::ops::Range;

/// Which number each record of the inputs has in the comparison. Chunks are dealt alike in both readings, so that the
/// number of the first document of each is all that has to be kept.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// Number of the first document of each chunk.
    starts: Vec<u64>,
    /// Number of documents.
    documents: u64,
    /// Documents whose id came before, with what makes it unique; by number.
    renamed: Vec<(u64, u32)>,
    /// Records that could be read but not compared, by chunk and place in it, with what went wrong.
    failed: BTreeMap<(u64, usize), String>,
}

impl Numbers {
    /// Takes note of the next chunk, which holds so many documents.
    pub(super) fn push_chunk(&mut self, documents: u64) {
        self.starts.push(self.documents);
        self.documents += documents;
    }

    /// Takes note that the id of a document came before; documents come in order.
    pub(super) fn push_renamed(&mut self, document: u64, number: u32) {
        self.renamed.push((document, number));
    }

    /// Takes note of a record that is a reject, although it can be read.
    pub(super) fn push_failed(&mut self, chunk: u64, at: usize, message: String) {
        self.failed.insert((chunk, at), message);
    }

    /// The numbers of the documents of a chunk; `None` if there was no such chunk.
    pub(super) fn of_chunk(&self, chunk: u64) -> Option<Range<u64>> {
        let at = usize::try_from(chunk).ok()?;
        let start = *self.starts.get(at)?;
        Some(start..self.starts.get(at + 1).copied().unwrap_or(self.documents))
    }

    /// Number of chunks.
    pub(super) fn chunks(&self) -> u64 {
        self.starts.len() as u64
    }

    /// What makes the id of a document unique, if it came before.
    pub(super) fn id_number(&self, document: u64) -> Option<u32> {
        let at = self.renamed.binary_search_by_key(&document, |(document, _)| *document).ok()?;
        self.renamed.get(at).map(|(_, number)| *number)
    }

    /// What went wrong with the record at this place of a chunk.
    pub(super) fn failure(&self, chunk: u64, at: usize) -> Option<&str> {
        if self.failed.is_empty() { None } else { self.failed.get(&(chunk, at)).map(String::as_str) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_numbered_through_the_chunks() {
        let mut numbers = Numbers::default();
        for documents in [3, 0, 2] {
            numbers.push_chunk(documents);
        }
        numbers.push_renamed(1, 2);
        numbers.push_renamed(4, 7);
        numbers.push_failed(1, 0, "lost".into());
        let chunks: Vec<_> = (0..4).map(|chunk| numbers.of_chunk(chunk)).collect();
        assert_eq!(chunks, [Some(0..3), Some(3..3), Some(3..5), None]);
        let ids: Vec<_> = (0..5).map(|document| numbers.id_number(document)).collect();
        assert_eq!(ids, [None, Some(2), None, None, Some(7)]);
        assert_eq!(numbers.failure(1, 0), Some("lost"));
        assert_eq!((numbers.failure(1, 1), numbers.chunks()), (None, 3));
    }
}
