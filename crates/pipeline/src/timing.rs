use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// How long a run took. Unlike everything else that is known of a run it differs from time to time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// From its first to its last byte, in seconds.
    pub seconds: f64,
    /// Processor time of all threads, user and system, in seconds; 0 if the system does not tell.
    pub cpu_seconds: f64,
    /// Worker threads.
    pub threads: usize,
}

/// What a run's beginning looked like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch {
    started: Instant,
    processor: Duration,
}

impl Stopwatch {
    /// Starts.
    pub(crate) fn start() -> Self {
        Stopwatch { started: Instant::now(), processor: processor_time() }
    }

    /// What has gone by, on so many threads.
    pub(crate) fn read(self, threads: usize) -> Timing {
        let milliseconds = |time: Duration| (time.as_secs_f64() * 1000.0).round() / 1000.0;
        Timing {
            seconds: milliseconds(self.started.elapsed()),
            cpu_seconds: milliseconds(processor_time().saturating_sub(self.processor)),
            threads,
        }
    }
}

/// Processor time of all threads of this process so far.
#[cfg(unix)]
fn processor_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

#[cfg(not(unix))]
fn processor_time() -> Duration {
    Duration::ZERO
}
