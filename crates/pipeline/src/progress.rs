use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tamis_core::RejectCause;

use crate::Event;

/// What a run has done so far, to be watched from another thread, and the way to stop it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Which pass over the inputs is under way, from 1; 0 before the first.
    pub pass: AtomicU64,
    /// How many passes there will be.
    pub passes: AtomicU64,
    /// Bytes of the input files on disk, as far as they are known.
    pub bytes_total: AtomicU64,
    /// Bytes of those that have been read, before decompression.
    pub bytes_read: AtomicU64,
    /// Bytes of document bodies that have been processed, after decompression.
    pub bytes_processed: AtomicU64,
    /// Records finished.
    pub records: AtomicU64,
    /// Records kept.
    pub kept: AtomicU64,
    /// Records taken out because another says the same.
    pub duplicates: AtomicU64,
    /// Records taken out for another reason.
    pub dropped: AtomicU64,
    /// Records that could not be read or processed.
    pub rejected: AtomicU64,
    /// Files and records passed over on purpose.
    pub skipped: AtomicU64,
    /// Words that came in.
    pub words_in: AtomicU64,
    /// Words that stayed in the documents cleaned.
    pub words_out: AtomicU64,
    /// How far the phase named by [`Progress::phase`] is.
    pub phase_done: AtomicU64,
    /// What `phase_done` will be at its end; 0 if that is not known.
    pub phase_total: AtomicU64,
    doing: Mutex<&'static str>,
    phase: Mutex<&'static str>,
    causes: Mutex<BTreeMap<&'static str, u64>>,
    events: Mutex<Vec<Event>>,
    stop: AtomicBool,
}

impl Progress {
    /// Nothing done yet.
    pub fn new() -> Self {
        Progress::default()
    }

    /// Begins another pass over the inputs; figures start again.
    pub(crate) fn begin(&self, pass: u64, passes: u64) {
        for counter in [&self.bytes_total, &self.bytes_read, &self.bytes_processed, &self.records] {
            counter.store(0, Ordering::Relaxed);
        }
        self.passes.store(passes, Ordering::Relaxed);
        self.pass.store(pass, Ordering::Relaxed);
        self.say(Event::Phase { phase: "reading", pass, passes });
    }

    /// What the pass under way does, for a person; empty if it does what passes of its number always do.
    pub fn doing(&self) -> &'static str {
        self.doing.lock().map_or("", |doing| *doing)
    }

    pub(crate) fn set_doing(&self, name: &'static str) {
        if let Ok(mut doing) = self.doing.lock() {
            *doing = name;
        }
    }

    /// What is done beside reading and cleaning records, such as comparing them; empty if nothing is.
    pub fn phase(&self) -> &'static str {
        self.phase.lock().map_or("", |phase| *phase)
    }

    /// Says what is done from now on beside reading and cleaning records; nothing if it is empty.
    pub fn set_phase(&self, name: &'static str) {
        let Ok(mut phase) = self.phase.lock() else { return };
        if *phase != name && !name.is_empty() {
            let (pass, passes) = (&self.pass, &self.passes);
            let (pass, passes) = (pass.load(Ordering::Relaxed), passes.load(Ordering::Relaxed));
            self.say(Event::Phase { phase: name, pass, passes });
        }
        *phase = name;
    }

    /// Counts a record that could not be read or processed.
    pub(crate) fn count_reject(&self, cause: RejectCause) {
        self.rejected.fetch_add(1, Ordering::Relaxed);
        if let Ok(mut causes) = self.causes.lock() {
            *causes.entry(cause.name()).or_default() += 1;
        }
    }

    /// Rejected records by the name of their cause.
    pub fn rejects_by_cause(&self) -> BTreeMap<&'static str, u64> {
        self.causes.lock().map(|causes| causes.clone()).unwrap_or_default()
    }

    /// Asks the run to stop: it writes nothing more under a final name and returns soon.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether the run has been asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Takes what has come up since the last call, in order.
    pub fn take_events(&self) -> Vec<Event> {
        self.events.lock().map(|mut events| std::mem::take(&mut *events)).unwrap_or_default()
    }

    pub(crate) fn say(&self, event: impl Into<Event>) {
        if let Ok(mut events) = self.events.lock() {
            events.push(event.into());
        }
    }
}
