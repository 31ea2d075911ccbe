/// What a phase of the comparison does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Equal texts are found.
    Exact,
    /// Candidates are found by bands of their signatures.
    Bands,
    /// Candidates are compared in full.
    Verify,
    /// Clusters are formed, and pages of one template told apart.
    Clusters,
    /// Cut copies are found.
    Containment,
}

impl Phase {
    /// What it does, for a person.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Exact => "equal texts",
            Phase::Bands => "candidates",
            Phase::Verify => "verifying candidates",
            Phase::Clusters => "clusters",
            Phase::Containment => "contained copies",
        }
    }
}

/// How independent tasks are carried out; this crate knows no threads of its own. No result depends on it.
pub trait Executor: Sync {
    /// Calls `task` once with each number below `tasks`, in any order, and returns when all calls have.
    fn run(&self, tasks: usize, task: &(dyn Fn(usize) + Sync));

    /// How many tasks run at a time.
    fn width(&self) -> usize {
        1
    }

    /// Whether the work is to end early, with [`DedupError::Stopped`](crate::DedupError::Stopped).
    fn is_stopped(&self) -> bool {
        false
    }

    /// Takes note of how far a phase is.
    fn report(&self, phase: Phase, done: u64, of: u64) {
        let _ = (phase, done, of);
    }
}

/// One task after the other on the calling thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sequential;

impl Executor for Sequential {
    fn run(&self, tasks: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..tasks).for_each(task);
    }
}
