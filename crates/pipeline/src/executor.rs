use std::path::PathBuf;
use std::sync::atomic::Ordering;

use rayon::ThreadPool;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use tamis_dedup::{Executor, Phase, Workspace};

use crate::{Config, Progress};

/// Carries out the comparison of documents on a pool of threads.
pub(crate) struct PoolExecutor<'a> {
    pub(crate) pool: &'a ThreadPool,
    pub(crate) progress: &'a Progress,
}

impl Executor for PoolExecutor<'_> {
    fn run(&self, tasks: usize, task: &(dyn Fn(usize) + Sync)) {
        self.pool.install(|| (0..tasks).into_par_iter().with_max_len(1).for_each(task));
    }

    fn width(&self) -> usize {
        self.pool.current_num_threads()
    }

    fn is_stopped(&self) -> bool {
        self.progress.is_stopped()
    }

    fn report(&self, phase: Phase, done: u64, of: u64) {
        self.progress.set_phase(phase.name());
        self.progress.phase_done.store(done, Ordering::Relaxed);
        self.progress.phase_total.store(of, Ordering::Relaxed);
    }
}

/// Where documents are kept while they are compared.
pub(crate) fn workspace(config: &Config) -> Workspace {
    let memory_bytes = usize::try_from(config.limits.memory_bytes()).unwrap_or(usize::MAX);
    Workspace { memory_bytes: memory_bytes / 4, folder: temporary_folder() }
}

/// The directory of temporary files.
pub(crate) fn temporary_folder() -> PathBuf {
    std::env::temp_dir()
}
