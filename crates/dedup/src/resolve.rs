use std::collections::HashMap;

use crate::documents::{Documents, Number};
use crate::error::DedupError;
use crate::parallel::Executor;
use crate::ruling::DedupSummary;
use crate::{DedupConfig, Resolved, Workspace};

/// Compares all documents with each other.
pub(crate) fn resolve(
    _config: &DedupConfig,
    _workspace: &Workspace,
    documents: Documents,
    _executor: &dyn Executor,
) -> Result<Resolved, DedupError> {
    let mut first: HashMap<u128, Number> = HashMap::new();
    let mut fates = Vec::new();
    let mut sizes = Vec::new();
    documents
        .each_fact(0, documents.len(), |number, facts| {
            let kept = *first.entry(facts.words).or_insert(number);
            fates.push(kept);
            sizes.push(0_u32);
            if let Some(size) = sizes.get_mut(kept as usize) {
                *size += 1;
            }
        })
        .map_err(DedupError::Temporary)?;
    let summary = DedupSummary { documents: documents.len(), ..DedupSummary::default() };
    Ok(Resolved { documents, fates, sizes, summary })
}
