//! Work that threads do and whose results come back in order, driven by whoever wants them.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::cleaner::guarded;

/// Bytes of jobs that a thread takes at a time while all are busy: far more than handing them over costs (guess).
const CHUNK_BYTES: usize = 256 << 10;
/// Jobs that a thread takes at a time at most (guess).
const CHUNK_JOBS: usize = 128;
/// Chunks under way for each thread: one it works at, one that waits for it, and two whose results wait for an earlier
/// one (guess).
const CHUNKS_A_THREAD: usize = 4;

/// Jobs in, results out, in the order of the jobs.
///
/// Nothing happens by itself: whoever holds it pushes jobs while [`Ordered::wants_more`], takes results, and waits where it
/// likes. What is under way is bounded by number and by bytes, so that an endless source is no problem; a job that is
/// larger than the bound goes alone. Threads end when this is dropped, each behind the chunk it works at.
pub struct Ordered<J, R> {
    shared: Arc<Shared<J, R>>,
    threads: Vec<JoinHandle<()>>,
    /// Jobs that no thread was given yet.
    open: Vec<J>,
    open_bytes: usize,
    /// Number of the next chunk that is handed over, and of the one whose results come next.
    next: u64,
    head: u64,
    /// Results of the chunk before that one.
    ready: VecDeque<Result<R, String>>,
    /// Bytes of all jobs under way, in order.
    sizes: VecDeque<usize>,
    bytes: usize,
}

/// What threads share.
struct Shared<J, R> {
    state: Mutex<State<J, R>>,
    /// Something is to be done, or nothing ever again.
    work: Condvar,
    /// A chunk was finished.
    done: Condvar,
    /// Threads that wait for work, less chunks that wait for threads, if more than none.
    hungry: AtomicUsize,
}

struct State<J, R> {
    queue: VecDeque<(u64, Vec<J>)>,
    finished: BTreeMap<u64, Vec<Result<R, String>>>,
    waiting: usize,
    is_over: bool,
}

impl<J, R> Shared<J, R> {
    fn lock(&self) -> MutexGuard<'_, State<J, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_hunger(&self, state: &State<J, R>) {
        self.hungry.store(state.waiting.saturating_sub(state.queue.len()), Ordering::Relaxed);
    }
}

impl<J: Send + 'static, R: Send + 'static> Ordered<J, R> {
    /// Starts this many threads, at least one, each of which does `work`.
    ///
    /// # Errors
    /// What the system said if it gives no threads.
    pub fn start(threads: usize, work: impl Fn(J) -> R + Send + Sync + 'static) -> io::Result<Self> {
        let state = State { queue: VecDeque::new(), finished: BTreeMap::new(), waiting: 0, is_over: false };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            work: Condvar::new(),
            done: Condvar::new(),
            hungry: AtomicUsize::new(threads.max(1)),
        });
        let mut ordered = Ordered {
            shared,
            threads: Vec::new(),
            open: Vec::new(),
            open_bytes: 0,
            next: 0,
            head: 0,
            ready: VecDeque::new(),
            sizes: VecDeque::new(),
            bytes: 0,
        };
        let work = Arc::new(work);
        for _ in 0..threads.max(1) {
            let (shared, work) = (Arc::clone(&ordered.shared), Arc::clone(&work));
            let named = std::thread::Builder::new().name("tamis".into());
            ordered.threads.push(named.spawn(move || run(&shared, &*work))?);
        }
        Ok(ordered)
    }

    /// Whether another job fits in, so that memory stays bounded.
    pub fn wants_more(&self) -> bool {
        let chunks = self.threads.len() * CHUNKS_A_THREAD;
        self.sizes.len() < chunks * CHUNK_JOBS && (self.bytes < chunks * CHUNK_BYTES || self.sizes.is_empty())
    }

    /// Takes a job of so many bytes.
    pub fn push(&mut self, job: J, bytes: usize) {
        self.open.push(job);
        self.open_bytes += bytes;
        self.sizes.push_back(bytes);
        self.bytes += bytes;
        let is_full = self.open_bytes >= CHUNK_BYTES || self.open.len() >= CHUNK_JOBS;
        if is_full || self.shared.hungry.load(Ordering::Relaxed) > 0 {
            self.hand_over();
        }
    }

    /// Hands all jobs to the threads.
    pub fn hand_over(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let chunk = std::mem::take(&mut self.open);
        self.open_bytes = 0;
        let mut state = self.shared.lock();
        state.queue.push_back((self.next, chunk));
        self.next += 1;
        self.shared.note_hunger(&state);
        drop(state);
        self.shared.work.notify_one();
    }

    /// Whether all results were taken.
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// Whether the next result is there.
    pub fn is_ready(&self) -> bool {
        !self.ready.is_empty() || self.shared.lock().finished.contains_key(&self.head)
    }

    /// The next result if it is there, or what was said when the work panicked.
    pub fn take(&mut self) -> Option<Result<R, String>> {
        if self.ready.is_empty() {
            let finished = self.shared.lock().finished.remove(&self.head)?;
            self.head += 1;
            self.ready.extend(finished);
        }
        let taken = self.ready.pop_front()?;
        self.bytes -= self.sizes.pop_front().unwrap_or_default();
        Some(taken)
    }

    /// Waits until the next result is there, or for this long; says whether it is. All jobs must have been handed over.
    pub fn wait(&self, longest: Duration) -> bool {
        if !self.ready.is_empty() {
            return true;
        }
        let state = self.shared.lock();
        let is_missing = |state: &mut State<J, R>| !state.finished.contains_key(&self.head);
        let waited = self.shared.done.wait_timeout_while(state, longest, is_missing);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

impl<J, R> Ordered<J, R> {
    /// Forgets what is under way. Threads end behind what each works at.
    fn end(&mut self) {
        let mut state = self.shared.lock();
        state.is_over = true;
        state.queue.clear();
        drop(state);
        self.shared.work.notify_all();
    }

    /// Forgets what is under way and waits until all threads have ended.
    pub fn close(mut self) {
        self.end();
        for thread in self.threads.drain(..) {
            // A thread cannot panic: its work is guarded.
            drop(thread.join());
        }
    }
}

impl<J, R> Drop for Ordered<J, R> {
    fn drop(&mut self) {
        self.end();
    }
}

impl<J, R> std::fmt::Debug for Ordered<J, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ordered").field("threads", &self.threads.len()).finish_non_exhaustive()
    }
}

/// What a thread does until it is over.
fn run<J, R>(shared: &Shared<J, R>, work: &(dyn Fn(J) -> R + Send + Sync)) {
    let mut state = shared.lock();
    loop {
        if state.is_over {
            return;
        }
        let Some((number, chunk)) = state.queue.pop_front() else {
            state.waiting += 1;
            shared.note_hunger(&state);
            state = shared.work.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
            shared.note_hunger(&state);
            continue;
        };
        shared.note_hunger(&state);
        drop(state);
        let mut results = Vec::with_capacity(chunk.len());
        results.extend(chunk.into_iter().map(|job| guarded(|| work(job))));
        state = shared.lock();
        state.finished.insert(number, results);
        shared.done.notify_all();
    }
}

/// What `work` gives for each number below `count`, in order, done by this many threads, the calling one among them. A
/// panic of the work goes on in the caller.
pub fn each_in_order<T: Send>(count: usize, threads: usize, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
    if threads <= 1 || count <= 1 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let share = || {
        let mine = std::iter::from_fn(|| {
            let at = next.fetch_add(1, Ordering::Relaxed);
            (at < count).then(|| (at, work(at)))
        });
        mine.collect::<Vec<_>>()
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(count)).map(|_| scope.spawn(share)).collect();
        let mut done = share();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// Long enough never to be waited for.
    const EVER: Duration = Duration::from_hours(1);

    fn all(ordered: &mut Ordered<u64, u64>, jobs: impl IntoIterator<Item = u64>, bytes: usize) -> Vec<u64> {
        let (mut jobs, mut found) = (jobs.into_iter().fuse(), Vec::new());
        loop {
            while ordered.wants_more()
                && let Some(job) = jobs.next()
            {
                ordered.push(job, bytes);
            }
            ordered.hand_over();
            if ordered.is_empty() {
                return found;
            }
            assert!(ordered.wait(EVER));
            found.extend(ordered.take().map(|result| result.unwrap()));
        }
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        for threads in [1, 2, 7] {
            for bytes in [0, 100, CHUNK_BYTES * 3] {
                let mut ordered = Ordered::start(threads, |job: u64| job * 2).unwrap();
                let found = all(&mut ordered, 0..1000, bytes);
                assert_eq!(found, (0..1000).map(|job| job * 2).collect::<Vec<_>>(), "{threads} {bytes}");
                assert_eq!(ordered.bytes, 0);
            }
        }
    }

    #[test]
    fn numbers_are_shared_out() {
        for (count, threads) in [(0, 2), (1, 4), (7, 1), (100, 3)] {
            assert_eq!(
                each_in_order(count, threads, &|at| at * 3),
                (0..count).map(|at| at * 3).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn what_is_under_way_is_bounded() {
        let mut ordered = Ordered::start(1, |job: u64| job).unwrap();
        for bytes in [0, 1, CHUNK_BYTES, 100 * CHUNK_BYTES] {
            let (mut pushed, most) = (0, CHUNKS_A_THREAD * CHUNK_JOBS);
            while ordered.wants_more() {
                ordered.push(pushed, bytes);
                pushed += 1;
                assert!(pushed as usize <= most, "{bytes}");
            }
            assert!(pushed as usize * bytes <= (CHUNKS_A_THREAD * CHUNK_BYTES).max(bytes) + bytes);
            all(&mut ordered, [], 0);
        }
    }

    #[test]
    fn a_panic_costs_one_job() {
        let work = |job: u64| if job == 3 { panic!("job three") } else { job };
        let mut ordered = Ordered::start(2, work).unwrap();
        (0..6).for_each(|job| ordered.push(job, 1));
        ordered.hand_over();
        let found: Vec<Option<u64>> = (0..6)
            .map(|_| {
                assert!(ordered.wait(EVER));
                ordered.take().unwrap().map_err(|said| assert!(said.contains("job three"))).ok()
            })
            .collect();
        assert_eq!(found, [Some(0), Some(1), Some(2), None, Some(4), Some(5)]);
    }

    #[test]
    fn threads_end_when_nobody_wants_results() {
        let (sender, ended) = channel::<()>();
        let mut ordered = Ordered::start(3, move |job: u64| (job, sender.clone())).unwrap();
        (0..500).for_each(|job| ordered.push(job, 1));
        ordered.close();
        // The last sender went with the last thread.
        assert!(ended.recv().is_err());
    }
}
