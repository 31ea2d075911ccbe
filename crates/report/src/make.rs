//! From a run to the file of its report.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tamis_io::{IoError, SavedRun, Target, write_atomically};
use tamis_pipeline::{Stats, Timing};

use crate::gather::stats_of;
use crate::page::BEGIN;
use crate::{Coverage, GatherError, Sampling, gather, page};

/// The file of how long a run took, in its folder of side files. It is not in the manifest, because it differs each time.
pub(crate) const TIMING: &str = "timing.json";
/// The report, if no other place is named for it, in the folder of side files.
const REPORT: &str = "report.html";

/// What a report is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportRequest {
    /// The directory or file that a run wrote.
    pub run: PathBuf,
    /// Another run that it is compared with.
    pub other: Option<PathBuf>,
    /// The file to write, `-` for standard output; `None` for `report.html` in the folder of side files.
    pub output: Option<PathBuf>,
    /// How much is looked at and shown.
    pub sampling: Sampling,
}

/// A report that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeReport {
    /// Where.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// Documents in its review, of all that were cleaned.
    pub reviewed: Coverage,
}

/// Makes the report of a run and writes it, whole or not at all.
///
/// # Errors
/// If the run is not done, a file of it cannot be read, or the report cannot be written.
pub fn make(request: &ReportRequest) -> Result<MadeReport, GatherError> {
    let path = match &request.output {
        Some(path) => path.clone(),
        None => side_folder(&request.run)?.join(REPORT),
    };
    check_place(&path)?;
    let report = gather(&request.run, request.other.as_deref(), &request.sampling)?;
    let bytes = page(&report);
    if path.as_os_str() == "-" {
        let mut out = std::io::stdout().lock();
        let written = out.write_all(&bytes).and_then(|()| out.flush());
        written.map_err(|source| IoError::Write { path: path.clone(), source })?;
    } else {
        write_atomically(&path, &bytes)?;
    }
    Ok(MadeReport { path, bytes: bytes.len() as u64, reviewed: report.review.coverage })
}

/// Refuses to put a report in the place of a file that is none, such as an input, an output or a settings file.
///
/// # Errors
/// [`GatherError::Occupied`], or if the file cannot be read.
pub fn check_place(path: &Path) -> Result<(), GatherError> {
    let is_file = std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > 0);
    if !is_file {
        return Ok(());
    }
    let read = |source| IoError::Read { path: path.to_path_buf(), source };
    let mut begin = vec![0; BEGIN.len()];
    let is_report = match File::open(path).map_err(read)?.read_exact(&mut begin) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => false,
        other => other.map(|()| begin == BEGIN.as_bytes()).map_err(read)?,
    };
    if is_report { Ok(()) } else { Err(GatherError::Occupied { path: path.to_path_buf() }) }
}

/// Notes how long a run took, for its report.
///
/// # Errors
/// If the file cannot be written.
pub fn write_timing(run: &Path, timing: &Timing) -> Result<(), GatherError> {
    let mut json = serde_json::to_vec(timing).unwrap_or_default();
    json.push(b'\n');
    write_atomically(side_folder(run)?.join(TIMING), &json)?;
    Ok(())
}

/// The figures of a run: `stats.json` in its folder of side files.
///
/// # Errors
/// If the run is not done, or its figures cannot be read.
pub fn run_stats(run: &Path) -> Result<Stats, GatherError> {
    stats_of(&SavedRun::open(run)?)
}

fn side_folder(run: &Path) -> Result<PathBuf, GatherError> {
    let folder = Target::parse(run)?.side_folder();
    let why = "it is a stream; a report is made of a directory or a file";
    Ok(folder.ok_or_else(|| IoError::NoRun { path: run.to_path_buf(), why })?)
}
