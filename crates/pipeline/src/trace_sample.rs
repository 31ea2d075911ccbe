//! Which documents are traced, if they are so many at most.

use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU64, Ordering};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::RunConfig;
use crate::journal::log::compressed;

/// Keeps the sample of the trace apart from that of the input.
const TRACE_SALT: u64 = 0x7472_6163_6500_0001;

/// Documents whose ids have the smallest hashes, as far as workers can know: a document that is not below this bound will not
/// be in the trace. The bound sinks as documents are collected, so that ever fewer are traced for nothing.
#[derive(Debug)]
pub(crate) struct TraceBound {
    seed: u64,
    highest: AtomicU64,
}

impl TraceBound {
    /// The bound that follows from the settings alone. Nothing is traced if no share is.
    pub(crate) fn new(config: &RunConfig) -> Self {
        let highest = match config.trace {
            share if share >= 1.0 => u64::MAX,
            #[expect(clippy::cast_sign_loss, reason = "a share is not negative")]
            share => (share * (u64::MAX as f64)) as u64,
        };
        TraceBound { seed: config.seed ^ TRACE_SALT, highest: AtomicU64::new(highest) }
    }

    /// Whether a document of this id may be in the trace.
    pub(crate) fn admits(&self, id: &str) -> bool {
        let highest = self.highest.load(Ordering::Relaxed);
        highest > 0 && self.hash(id) <= highest
    }

    fn hash(&self, id: &str) -> u64 {
        xxh3_64_with_seed(id.as_bytes(), self.seed)
    }
}

/// Rows of a trace with at most so many documents; on one thread, in input order.
#[derive(Debug)]
pub(crate) struct TraceSample {
    most: usize,
    /// Hash of the id, number in input order, the row, compressed. The greatest is the first to go.
    rows: BinaryHeap<(u64, u64, Vec<u8>)>,
    offered: u64,
}

impl TraceSample {
    /// A sample, if the settings limit it.
    pub(crate) fn new(config: &RunConfig) -> Option<Self> {
        let most = usize::try_from(config.trace_most).unwrap_or(usize::MAX);
        (most > 0).then(|| TraceSample { most, rows: BinaryHeap::new(), offered: 0 })
    }

    /// Takes the row of a document, known to the bound by `id`, and lowers the bound if another has to go for it.
    pub(crate) fn offer(&mut self, bound: &TraceBound, id: &str, row: &[u8]) -> std::io::Result<()> {
        let hash = bound.hash(id);
        self.offered += 1;
        if self.rows.len() == self.most && self.rows.peek().is_some_and(|(highest, _, _)| hash >= *highest) {
            return Ok(());
        }
        self.rows.push((hash, self.offered, compressed(row)?));
        if self.rows.len() > self.most {
            self.rows.pop();
        }
        if let Some((highest, _, _)) = self.rows.peek().filter(|_| self.rows.len() == self.most) {
            bound.highest.fetch_min(*highest, Ordering::Relaxed);
        }
        Ok(())
    }

    /// The rows in input order.
    pub(crate) fn into_rows(self) -> impl Iterator<Item = std::io::Result<Vec<u8>>> {
        let mut rows = self.rows.into_vec();
        rows.sort_unstable_by_key(|(_, number, _)| *number);
        rows.into_iter().map(|(_, _, row)| zstd::stream::decode_all(&*row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampled(ids: &[String], most: u64, share: f64, asks_first: bool) -> Vec<String> {
        let config = RunConfig { trace: share, trace_most: most, ..RunConfig::default() };
        let bound = TraceBound::new(&config);
        let mut sample = TraceSample::new(&config).unwrap();
        for id in ids {
            if !asks_first || bound.admits(id) {
                sample.offer(&bound, id, id.as_bytes()).unwrap();
            }
        }
        sample.into_rows().map(|row| String::from_utf8(row.unwrap()).unwrap()).collect()
    }

    #[test]
    fn the_sample_is_the_same_for_any_order_and_any_lag_of_the_workers() {
        let ids: Vec<String> = (0..500).map(|number| format!("page-{number}")).collect();
        let mut turned = ids.clone();
        turned.reverse();
        let plain = sampled(&ids, 20, 1.0, false);
        assert_eq!(plain.len(), 20);
        assert_eq!(sampled(&ids, 20, 1.0, true), plain);
        let mut other = sampled(&turned, 20, 1.0, true);
        other.reverse();
        assert_eq!(other, plain);
        let fewer = sampled(&ids, 20, 0.01, true);
        assert!(fewer.len() < 20 && fewer.iter().all(|id| plain.contains(id)), "{fewer:?}");
        assert_eq!(sampled(&ids, 1000, 1.0, true), ids);
    }
}
