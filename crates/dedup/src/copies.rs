//! The exact tier: documents of the same words are one from here on.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::documents::{Documents, Number};
use crate::error::DedupError;
use crate::parallel::Executor;
use crate::sorter::{Entry, Sorter, numbers_in, try_each};

/// Documents that a task looks at.
pub(crate) const TASK_DOCUMENTS: u64 = 16 << 10;

/// Finds documents of the same words. For every document one of those with its words, which stands for all of them: the
/// same one for any order of the documents, as far as they differ in site or address.
pub(crate) fn copies(
    documents: &Documents,
    memory_bytes: usize,
    folder: &Path,
    executor: &dyn Executor,
) -> Result<Vec<Number>, DedupError> {
    let count = documents.len();
    let sorter = Sorter::new(count, executor.width(), memory_bytes, folder);
    try_each(executor, numbers_in(count, TASK_DOCUMENTS), |task| {
        let from = task as u64 * TASK_DOCUMENTS;
        let mut dealer = sorter.dealer();
        let mut failed = Ok(());
        let walked = documents.each_fact(from, from + TASK_DOCUMENTS, |number, facts| {
            // The lowest bits of the hash give way to the number; whoever agrees in the others is looked up.
            let entry = facts.words & !Entry::from(u32::MAX) | Entry::from(number);
            if failed.is_ok() {
                failed = dealer.push(entry);
            }
        });
        walked.and(failed).and_then(|()| dealer.finish()).map_err(DedupError::Temporary)
    })?;
    let first: Vec<AtomicU32> = (0..count as Number).map(AtomicU32::new).collect();
    sorter.each_part(executor, |_, entries| {
        for group in entries.chunk_by(|one, other| one >> 32 == other >> 32) {
            if group.len() > 1 {
                settle(documents, group, &first).map_err(DedupError::Temporary)?;
            }
        }
        Ok(())
    })?;
    Ok(first.into_iter().map(AtomicU32::into_inner).collect())
}

/// Tells documents apart that agree in most bits of their hashes, by all of them.
fn settle(documents: &Documents, group: &[Entry], first: &[AtomicU32]) -> std::io::Result<()> {
    let mut found = Vec::with_capacity(group.len());
    for entry in group {
        let number = *entry as Number;
        let facts = documents.facts(number)?;
        // Equal texts that are equal in site and address, too, are told apart by nothing that matters later.
        found.push((facts.words, facts.site, facts.page, number));
    }
    found.sort_unstable();
    for same in found.chunk_by(|one, other| one.0 == other.0) {
        let Some((.., least)) = same.first() else { continue };
        for (.., number) in same {
            if let Some(place) = first.get(*number as usize) {
                place.store(*least, Ordering::Relaxed);
            }
        }
    }
    Ok(())
}
