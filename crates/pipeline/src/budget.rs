//! How many bytes of documents may be under way between the thread that reads and the one that writes.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::Config;
use crate::work::Chunk;

/// Bytes that a chunk takes beside the bodies of its documents: its rows and buffers. A guess.
const CHUNK_OVERHEAD_BYTES: u64 = 1 << 20;

/// Bytes of memory that each byte of a document takes at most while it is cleaned.
pub(crate) const BYTES_PER_DOCUMENT_BYTE: u64 = 16;

/// A share of the memory, taken by chunks on their way and given back when they are written.
#[derive(Debug)]
pub(crate) struct Budget {
    bytes: u64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    taken: u64,
    closed: bool,
}

impl Budget {
    /// The share of documents under way in the memory of the run.
    pub(crate) fn new(config: &Config) -> Self {
        Budget { bytes: config.limits.documents_bytes(), state: Mutex::default(), changed: Condvar::new() }
    }

    /// Waits until there is room for so many bytes, and takes them; what is larger than all of the budget waits until
    /// nothing else is under way. False if the run is over.
    pub(crate) fn take(&self, bytes: u64) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.closed && state.taken > 0 && state.taken + bytes > self.bytes {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.taken += bytes;
        !state.closed
    }

    /// Gives bytes back.
    pub(crate) fn give_back(&self, bytes: u64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.taken = state.taken.saturating_sub(bytes);
        self.changed.notify_all();
    }

    /// Lets whoever waits go: the run is over.
    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_all();
    }
}

/// A budget that is closed when this is dropped, so that nobody waits for a run that is over.
#[derive(Debug)]
pub(crate) struct OpenBudget(pub(crate) Arc<Budget>);

impl Drop for OpenBudget {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Bytes of memory that a chunk may take until its results are written.
pub(crate) fn chunk_bytes(chunk: &Chunk) -> u64 {
    CHUNK_OVERHEAD_BYTES + chunk.bytes as u64 * BYTES_PER_DOCUMENT_BYTE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(bytes: u64) -> Arc<Budget> {
        Arc::new(Budget { bytes, state: Mutex::default(), changed: Condvar::new() })
    }

    #[test]
    fn who_finds_no_room_waits_until_some_is_given_back() {
        let budget = budget(10);
        assert!(budget.take(6) && budget.take(4));
        let other = Arc::clone(&budget);
        let waiting = std::thread::spawn(move || other.take(5));
        budget.give_back(6);
        assert!(waiting.join().unwrap());
        assert_eq!(budget.state.lock().unwrap().taken, 9);
    }

    #[test]
    fn what_is_too_large_goes_alone() {
        let budget = budget(10);
        assert!(budget.take(50));
        let other = Arc::clone(&budget);
        let waiting = std::thread::spawn(move || other.take(1));
        budget.close();
        assert!(!waiting.join().unwrap());
    }
}
