//! Reading what a run wrote into the views of a report.

use std::path::Path;

use tamis_io::IoError;
use thiserror::Error;

use crate::{Hosts, Report};

/// Why a report could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GatherError {
    /// The run, or a file of it, cannot be read.
    #[error(transparent)]
    Io(#[from] IoError),
    /// A file of the run is not what it should be.
    #[error("{file}: {why}")]
    Broken {
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
}

/// How much of a run is looked at and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// Seed of what is chosen by chance.
    pub seed: u64,
    /// Most documents that are looked at one by one (hosts, lines, differences); of more, a share chosen by a hash of their ids.
    pub documents: u64,
    /// Most bytes of JSON for the documents of the review.
    pub review_bytes: usize,
    /// Most bytes of JSON for each of the other views.
    pub view_bytes: usize,
}

impl Default for Sampling {
    fn default() -> Self {
        Sampling { seed: 0, documents: 100_000, review_bytes: 8 << 20, view_bytes: 2 << 20 }
    }
}

/// Reads a run, and if there is one, another that it is compared with.
///
/// # Errors
/// If the run is not done, or a file of it cannot be read.
pub fn gather(run: &Path, other: Option<&Path>, sampling: &Sampling) -> Result<Report, GatherError> {
    let _ = (run, other, sampling);
    Ok(Report::default())
}

/// Figures by host of a run, at most `most` hosts.
///
/// # Errors
/// As [`gather`].
pub fn hosts(run: &Path, most: usize, sampling: &Sampling) -> Result<Hosts, GatherError> {
    let _ = (run, most, sampling);
    Ok(Hosts::default())
}
