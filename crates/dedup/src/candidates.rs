//! Which documents may be alike: those that agree in a band of their signatures.

use std::io;
use std::path::Path;

use crate::bands::Bands;
use crate::copies::TASK_DOCUMENTS;
use crate::documents::{Documents, Number};
use crate::error::DedupError;
use crate::parallel::{Executor, Phase};
use crate::signature::{SIGNATURE_VALUES, Signature};
use crate::sorter::{Dealer, Entry, Numbered, Sorter, numbers_in, try_each};

/// Finds the pairs that are to be compared. `copies` tells the first document of the same words; only those take part.
///
/// Of the documents that agree in a band each is paired with the first and with the one before it. They stand in an order
/// that their texts alone give, similar ones near each other: by the value of the signature behind the band, then by
/// the hash of their words. So the pairs do not depend on the order of documents, threads or parts, and a band of n
/// documents costs at most 2 n pairs.
pub(crate) fn candidates(
    documents: &Documents,
    copies: &[Number],
    bands: Bands,
    memory_bytes: usize,
    folder: &Path,
    executor: &dyn Executor,
) -> Result<Numbered, DedupError> {
    let count = documents.len();
    let keys = Sorter::new(count * bands.bands as u64, executor.width(), memory_bytes, folder);
    let tasks = numbers_in(count, TASK_DOCUMENTS);
    try_each(executor, tasks, |task| {
        let from = task as u64 * TASK_DOCUMENTS;
        let mut dealer = keys.dealer();
        push_keys(documents, copies, bands, from, &mut dealer)
            .and_then(|()| dealer.finish())
            .map_err(DedupError::Temporary)?;
        executor.report(Phase::Bands, task as u64, 2 * tasks as u64);
        Ok(())
    })?;
    let pairs = Numbered::new(count, 10 * count, executor.width(), memory_bytes, folder);
    keys.each_part(executor, |_, entries| {
        let mut dealer = pairs.dealer();
        pair_up(entries, &pairs, &mut dealer).and_then(|()| dealer.finish()).map_err(DedupError::Temporary)
    })?;
    Ok(pairs)
}

/// Bits of an entry behind the key of its band: a value of the signature, a part of the hash of the words, the number.
const BEHIND_KEY: u32 = 16 + 32 + 32;

/// The keys of a document's bands, of 48 bits, each with the value of the signature behind the band; none for a text without
/// shingles, all of whose values are 0.
pub(crate) fn band_keys(bands: Bands, signature: &Signature) -> impl Iterator<Item = (u64, u16)> + '_ {
    let has_shingles = signature.iter().any(|value| *value != 0);
    (0..bands.bands).filter(move |_| has_shingles).map(move |band| {
        let behind = signature.get((band + 1) * bands.rows % SIGNATURE_VALUES).copied().unwrap_or_default();
        (bands.key(signature, band) >> BEHIND_KEY.saturating_sub(64), behind)
    })
}

fn push_keys(
    documents: &Documents,
    copies: &[Number],
    bands: Bands,
    from: u64,
    dealer: &mut Dealer<'_>,
) -> io::Result<()> {
    let mut words = Vec::with_capacity(TASK_DOCUMENTS as usize);
    documents.each_fact(from, from + TASK_DOCUMENTS, |_, facts| {
        words.push((facts.words >> 64) as u32);
    })?;
    let mut words = words.into_iter();
    let mut failed = Ok(());
    documents.each_signature(from, from + TASK_DOCUMENTS, |number, signature| {
        let words = Entry::from(words.next().unwrap_or_default());
        let is_copy = copies.get(number as usize) != Some(&number);
        if is_copy || failed.is_err() {
            return;
        }
        for (key, behind) in band_keys(bands, signature) {
            let entry = Entry::from(key) << BEHIND_KEY
                | Entry::from(behind) << 64
                | words << 32
                | Entry::from(number);
            if let Err(error) = dealer.push(entry) {
                failed = Err(error);
                return;
            }
        }
    })?;
    failed
}

fn pair_up(entries: &[Entry], pairs: &Numbered, dealer: &mut Dealer<'_>) -> io::Result<()> {
    for group in entries.chunk_by(|one, other| one >> BEHIND_KEY == other >> BEHIND_KEY) {
        let Some(first) = group.first() else { continue };
        for (before, entry) in group.iter().zip(group.iter().skip(1)) {
            dealer.push(pair(pairs, *before as Number, *entry as Number))?;
            if before != first {
                dealer.push(pair(pairs, *first as Number, *entry as Number))?;
            }
        }
    }
    Ok(())
}

/// A pair under its smaller number.
fn pair(pairs: &Numbered, one: Number, other: Number) -> Entry {
    pairs.entry(one.min(other), one.max(other).into())
}
