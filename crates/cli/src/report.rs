//! `tamis report`, and the report that `tamis clean --report` makes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::{Error, Result};
use tamis_core::ConfigError;
use tamis_pipeline::{Progress, RunError, RunReport};
use tamis_report::{GatherError, MadeReport, ReportRequest, Sampling};

use crate::args::ReportArgs;
use crate::exit::Exit;
use crate::log::{Log, say};
use crate::progress::Watcher;

pub(crate) fn run(args: &ReportArgs) -> Result<Exit> {
    let defaults = Sampling::default();
    let sampling = Sampling {
        seed: args.seed,
        documents: args.documents.unwrap_or(defaults.documents),
        review_bytes: args.review_size.map_or(defaults.review_bytes, |bytes| bytes as usize),
        ..defaults
    };
    let request = ReportRequest {
        run: args.run.clone(),
        other: args.other.clone(),
        output: args.output.clone(),
        sampling,
    };
    let watcher = watch(args);
    let made = tamis_report::make(&request);
    watcher.finish();
    let made = made.map_err(sorted)?;
    if !args.quiet && made.path.as_os_str() != "-" {
        say(&sentence(&made));
    }
    Ok(Exit::Done)
}

/// Shows on a terminal that the run is being read, which takes minutes for millions of documents.
fn watch(args: &ReportArgs) -> Watcher {
    let progress = Arc::new(Progress::new());
    // If the figures cannot be read, the report says why.
    let records = tamis_report::run_stats(&args.run).map_or(0, |stats| stats.books.records_in);
    progress.records.store(records, Ordering::Relaxed);
    progress.set_phase("making the report");
    Watcher::start(progress, Log { quiet: args.quiet, ..Log::default() }, None)
}

/// Makes the report of a run that has just ended; `path` says where, or else it stands in the folder of side files.
pub(crate) fn of_run(report: &RunReport, output: &str, path: Option<&PathBuf>, seed: u64) -> Result<String> {
    let run = Path::new(output);
    if let Some(timing) = &report.timing {
        tamis_report::write_timing(run, timing).map_err(sorted)?;
    }
    let request = ReportRequest {
        run: run.to_path_buf(),
        output: path.cloned(),
        sampling: Sampling { seed, ..Sampling::default() },
        ..ReportRequest::default()
    };
    Ok(sentence(&tamis_report::make(&request).map_err(sorted)?))
}

/// Refuses to replace a file that is no report, before anything is done.
pub(crate) fn check_place(path: Option<&PathBuf>) -> Result<()> {
    path.map_or(Ok(()), |path| tamis_report::check_place(path)).map_err(sorted)
}

/// Failures to read or write are those of a run.
pub(crate) fn sorted(error: GatherError) -> Error {
    match error {
        GatherError::Occupied { .. } => ConfigError::new("report", error.to_string()).into(),
        GatherError::Io(error) => RunError::from(error).into(),
        other => other.into(),
    }
}

fn sentence(made: &MadeReport) -> String {
    let MadeReport { path, bytes, reviewed } = made;
    let megabytes = *bytes as f64 / 1e6;
    format!(
        "{}: {megabytes:.1} MB, with {} of {} documents for review",
        path.display(),
        reviewed.taken,
        reviewed.all
    )
}
