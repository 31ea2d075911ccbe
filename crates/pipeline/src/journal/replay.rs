//! Results that an earlier run logged, taken up again.

use std::io;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tamis_dedup::DedupError;

use crate::deal::Position;
use crate::held::next_batch;
use crate::journal::log::Log;
use crate::run::worker_pool;
use crate::{Config, RunError};

/// Takes the results of all chunks apart, on all threads, and hands them on in their order. Returns where the last one
/// ends in the inputs.
pub(crate) fn replay<T: Send>(
    config: &Config,
    log: &mut Log,
    unpack: impl Fn(&[u8]) -> io::Result<T> + Sync,
    mut take: impl FnMut(T) -> Result<(), RunError>,
) -> Result<Position, RunError> {
    let pool = worker_pool(config.run.threads)?;
    let (mut end, mut frames) = (Position::default(), log.frames()?);
    loop {
        let batch = next_batch(&mut frames)?;
        let Some(last) = batch.last() else { return Ok(end) };
        end = last.end;
        let results: Vec<io::Result<T>> =
            pool.install(|| batch.par_iter().map(|frame| unpack(&frame.unpacked()?)).collect());
        for result in results {
            take(result.map_err(DedupError::Temporary)?)?;
        }
    }
}
