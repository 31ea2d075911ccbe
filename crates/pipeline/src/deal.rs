use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread::JoinHandle;

use rayon::ThreadPool;
use tamis_io::{InputFile, RawRecord, Reader};

use crate::budget::{Budget, OpenBudget, chunk_bytes};
use crate::collect::STOP_INTERVAL;
use crate::run::worker_pool;
use crate::shard::{Share, Unit};
use crate::work::{Chunk, Finished};
use crate::{Config, Progress, RunError};

/// Chunks of records under way for every worker: one in hand, one waiting, one being written.
const CHUNKS_PER_THREAD: usize = 3;
/// Bytes of bodies that make a chunk full: large enough that handing it over costs nothing beside the
/// work in it, small enough that the last chunks keep all threads busy. A guess.
const CHUNK_BYTES: usize = 512 << 10;
/// Records that make a chunk full, for tiny ones. A guess.
const CHUNK_RECORDS: usize = 256;

/// What is done with a chunk of records on one thread.
pub(crate) trait ChunkWork: Send + Sync + 'static {
    /// What comes of a chunk.
    type Results: Send + 'static;

    /// Processes the records of a chunk, in their order.
    fn process(&self, chunk: Chunk) -> Self::Results;
}

/// How far the inputs have been read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Position {
    /// Index of a file; those before it are done.
    pub(crate) file: u64,
    /// Records of that file that are done, whosever they are.
    pub(crate) records: u64,
    /// Records dealt out so far, over all files.
    pub(crate) dealt: u64,
}

/// Records that are being dealt out, and what comes of them.
pub(crate) struct Dealing<R> {
    /// What came of the chunks, in the order in which they are finished.
    pub(crate) results: Receiver<Finished<R>>,
    permits: SyncSender<()>,
    budget: OpenBudget,
    /// Whether chunks that are under way when the run is stopped are still taken.
    drains: bool,
    thread: JoinHandle<u64>,
}

impl<R: Send + 'static> Dealing<R> {
    /// Starts a thread that reads and a pool of `run.threads` that works.
    pub(crate) fn start<W>(config: &Config, dealer: Dealer<W>) -> Result<Self, RunError>
    where
        W: ChunkWork<Results = R>,
    {
        let pool = worker_pool(config.run.threads)?;
        let chunks = pool.current_num_threads() * CHUNKS_PER_THREAD;
        let (permits, permit) = mpsc::sync_channel(chunks);
        for _ in 0..chunks {
            // The channel has room for every permit there is.
            let _ = permits.try_send(());
        }
        let (finished, results) = mpsc::channel();
        let budget = Arc::new(Budget::new(config));
        let own = Arc::clone(&budget);
        let budget = OpenBudget(budget);
        // Not a scoped thread: a run that is stopped must not wait for standard input to say something.
        let thread = std::thread::Builder::new()
            .name("tamis-reader".into())
            .spawn(move || dealer.deal(&pool, permit, finished, &own))
            .map_err(|error| RunError::Threads { threads: 1, message: error.to_string() })?;
        Ok(Dealing { results, permits, budget, drains: false, thread })
    }

    /// The same, but if the run is stopped, all chunks that were dealt by then are taken.
    #[must_use]
    pub(crate) fn draining(self, drains: bool) -> Self {
        Dealing { drains, ..self }
    }

    /// Takes what came of the chunks, in the order of the input, until the last is taken or the run is stopped.
    /// Returns the number of chunks taken.
    pub(crate) fn in_order(
        &mut self,
        progress: &Progress,
        mut take: impl FnMut(R) -> Result<(), RunError>,
    ) -> Result<u64, RunError> {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        while self.drains || !progress.is_stopped() {
            let received = match self.results.recv_timeout(STOP_INTERVAL) {
                Ok(received) => received,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            waiting.insert(received.sequence, received);
            while let Some(Finished { results, bytes, .. }) = waiting.remove(&next) {
                next += 1;
                let taken = take(results);
                self.budget.0.give_back(bytes);
                taken?;
                self.permit();
            }
        }
        Ok(next)
    }

    /// Lets another chunk be dealt.
    pub(crate) fn permit(&mut self) {
        // A dealer that has dealt everything waits for no more permits.
        let _ = self.permits.try_send(());
    }

    /// Ends when the dealer has, unless the run was stopped; `collected` is the number of chunks received.
    pub(crate) fn finish(self, progress: &Progress, collected: u64) -> Result<(), RunError> {
        let Dealing { results, permits, budget, thread, .. } = self;
        drop((results, permits, budget));
        if !progress.is_stopped() && thread.join().ok() != Some(collected) {
            return Err(RunError::ReaderFailed);
        }
        Ok(())
    }
}

/// Cuts the inputs into records and deals them out to the workers in chunks, from a thread of its own.
pub(crate) struct Dealer<W> {
    pub(crate) reader: Reader,
    pub(crate) files: Arc<[InputFile]>,
    /// Records to read; 0 for all.
    pub(crate) limit: u64,
    /// Where to begin.
    pub(crate) from: Position,
    /// Which records are dealt out.
    pub(crate) share: Share,
    pub(crate) progress: Arc<Progress>,
    pub(crate) worker: Arc<W>,
}

impl<W: ChunkWork> Dealer<W> {
    /// Deals until the input, the limit or the receivers of the results are at an end. Returns the
    /// number of chunks dealt.
    fn deal(
        &self,
        pool: &ThreadPool,
        permit: Receiver<()>,
        finished: Sender<Finished<W::Results>>,
        budget: &Arc<Budget>,
    ) -> u64 {
        let mut hand = Hand { pool, worker: &self.worker, permit, finished, budget, sequence: 0 };
        let mut chunk = Chunk::default();
        let (mut bytes_of_files, mut dealt) = (0, self.from.dealt);
        let limit = if self.limit == 0 { u64::MAX } else { self.limit };
        self.progress.bytes_total.store(self.files.iter().map(|file| file.bytes).sum(), Ordering::Relaxed);
        for (at, file) in self.files.iter().enumerate() {
            if (at as u64) < self.from.file || !self.share.may_hold(file) {
                bytes_of_files += file.bytes;
                continue;
            }
            let done = if at as u64 == self.from.file { self.from.records } else { 0 };
            let mut records = self.reader.open(file);
            let mut number = 0;
            while dealt < limit && !self.progress.is_stopped() {
                let Some(record) = records.next() else { break };
                self.progress.bytes_read.store(bytes_of_files + records.bytes_read(), Ordering::Relaxed);
                let unit = Unit { file: at, range: self.share.range(file, number) };
                number += 1;
                if number <= done || !self.share.holds(file, unit.range) {
                    continue;
                }
                dealt += 1;
                chunk.add(unit, record, Position { file: at as u64, records: number, dealt });
                if chunk.is_full() && !hand.out(std::mem::take(&mut chunk)) {
                    return hand.sequence;
                }
            }
            if dealt >= limit || self.progress.is_stopped() {
                break;
            }
            bytes_of_files += records.bytes_read();
        }
        if !chunk.records.is_empty() {
            hand.out(chunk);
        }
        hand.sequence
    }
}

impl Chunk {
    pub(crate) fn add(&mut self, unit: Unit, record: RawRecord, end: Position) {
        self.bytes += record.bytes();
        self.records.push((unit, record));
        self.end = end;
    }

    fn is_full(&self) -> bool {
        self.bytes >= CHUNK_BYTES || self.records.len() >= CHUNK_RECORDS
    }
}

struct Hand<'a, W: ChunkWork> {
    pool: &'a ThreadPool,
    worker: &'a Arc<W>,
    permit: Receiver<()>,
    finished: Sender<Finished<W::Results>>,
    budget: &'a Arc<Budget>,
    sequence: u64,
}

impl<W: ChunkWork> Hand<'_, W> {
    /// Hands a chunk to the pool as soon as there is room. False if nobody waits for results any more.
    fn out(&mut self, mut chunk: Chunk) -> bool {
        let bytes = chunk_bytes(&chunk);
        if self.permit.recv().is_err() || !self.budget.take(bytes) {
            return false;
        }
        let (worker, finished, sequence) = (Arc::clone(self.worker), self.finished.clone(), self.sequence);
        chunk.sequence = sequence;
        self.sequence += 1;
        self.pool.spawn(move || {
            let results = worker.process(chunk);
            // The receiver is gone only when the run has failed or was stopped.
            let _ = finished.send(Finished { sequence, results, bytes });
        });
        true
    }
}
