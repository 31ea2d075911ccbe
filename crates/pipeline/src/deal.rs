use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender};

use rayon::ThreadPool;
use tamis_io::{InputFile, RawRecord, Reader};

use crate::Progress;
use crate::work::{Chunk, Finished, Worker};

/// Bytes of bodies that make a chunk full: large enough that handing it over costs nothing beside the
/// work in it, small enough that the last chunks keep all threads busy. A guess.
const CHUNK_BYTES: usize = 512 << 10;
/// Records that make a chunk full, for tiny ones. A guess.
const CHUNK_RECORDS: usize = 256;

/// Cuts the inputs into records and deals them out to the workers in chunks, from a thread of its own.
pub(crate) struct Dealer {
    pub(crate) reader: Reader,
    pub(crate) files: Arc<[InputFile]>,
    /// Records to read; 0 for all.
    pub(crate) limit: u64,
    pub(crate) progress: Arc<Progress>,
    pub(crate) pool: ThreadPool,
    pub(crate) worker: Arc<Worker>,
}

impl Dealer {
    /// Deals until the input, the limit or the receivers of the results are at an end. Returns the
    /// number of chunks dealt.
    pub(crate) fn deal(&self, permit: Receiver<()>, finished: Sender<Finished>) -> u64 {
        let mut hand = Hand { pool: &self.pool, worker: &self.worker, permit, finished, sequence: 0 };
        let (mut left, mut chunk) = (if self.limit == 0 { u64::MAX } else { self.limit }, Chunk::default());
        let mut bytes_of_files = 0;
        self.progress.bytes_total.store(self.files.iter().map(|file| file.bytes).sum(), Ordering::Relaxed);
        for (at, file) in self.files.iter().enumerate() {
            let mut records = self.reader.open(file);
            while left > 0 && !self.progress.is_stopped() {
                let Some(record) = records.next() else { break };
                left -= 1;
                chunk.add(at, record);
                self.progress.bytes_read.store(bytes_of_files + records.bytes_read(), Ordering::Relaxed);
                if chunk.is_full() && !hand.out(std::mem::take(&mut chunk)) {
                    return hand.sequence;
                }
            }
            if left == 0 || self.progress.is_stopped() {
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
    fn add(&mut self, file: usize, record: RawRecord) {
        self.bytes += record.bytes();
        self.records.push((file, record));
    }

    fn is_full(&self) -> bool {
        self.bytes >= CHUNK_BYTES || self.records.len() >= CHUNK_RECORDS
    }
}

struct Hand<'a> {
    pool: &'a ThreadPool,
    worker: &'a Arc<Worker>,
    permit: Receiver<()>,
    finished: Sender<Finished>,
    sequence: u64,
}

impl Hand<'_> {
    /// Hands a chunk to the pool as soon as there is room. False if nobody waits for results any more.
    fn out(&mut self, chunk: Chunk) -> bool {
        if self.permit.recv().is_err() {
            return false;
        }
        let (worker, finished, sequence) = (Arc::clone(self.worker), self.finished.clone(), self.sequence);
        self.sequence += 1;
        self.pool.spawn(move || {
            let results = worker.process(chunk);
            // The receiver is gone only when the run has failed or was stopped.
            let _ = finished.send(Finished { sequence, results });
        });
        true
    }
}
