//! `tamis clean`.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use tamis_core::ConfigError;
use tamis_pipeline::{Cleaner, Progress, RejectLimit, RunConfig, RunReport, RunRequest};

use crate::args::{CleanArgs, InputArgs, WrittenArgs};
use crate::exit::Exit;
use crate::watched::{Ending, Task, fields, rounded, watched};
use crate::{report, settings, summary};

pub(crate) fn run(args: &CleanArgs) -> Exit {
    watched(args, &args.watch)
}

impl Task for CleanArgs {
    type Report = CleanReport;

    const NAME: &'static str = "clean";

    fn inputs(&self) -> Vec<String> {
        self.inputs.named()
    }

    fn output(&self) -> String {
        self.output.clone()
    }

    fn run(&self, progress: &Arc<Progress>) -> Result<Self::Report> {
        let mut config = settings::resolve(&self.settings)?;
        config.input.lists = settings::lists(&self.inputs);
        let allowed = RejectLimit::parse(&config.limits.max_rejects)?;
        if let Some(path) = &self.report {
            self.check_report()?;
            report::check_place(path.as_ref())?;
            sample_traces(&mut config.run);
        }
        let seed = config.run.seed;
        let cleaner = Arc::new(Cleaner::new(config)?);
        let request = RunRequest {
            fresh: self.fresh,
            shard: self.shard,
            ..request(&self.inputs, &self.output, &self.written)
        };
        let run = tamis_pipeline::run(&cleaner, &request, progress)?;
        let is_written = !progress.is_stopped() && !run.stats.books.nothing_was_read();
        let page = match self.report.as_ref().filter(|_| is_written) {
            Some(path) => {
                progress.set_phase("making the report");
                let made = report::of_run(&run, &self.output, path.as_ref(), seed);
                Some(made.context("the documents are written, but not the report")?)
            }
            None => None,
        };
        Ok(CleanReport { run, allowed, page })
    }

    fn ended(&self, report: Self::Report, elapsed: Duration) -> Ending {
        let CleanReport { run: report, allowed, page } = report;
        let mut ending = ending(&report, allowed, elapsed);
        if let Some(page) = page {
            let _ = writeln!(ending.summary, "  {page}");
        }
        ending.warnings.extend(summary::warning_about_other(&report.stats));
        ending
    }

    fn stopped(&self, report: Option<&Self::Report>) -> String {
        stopped(report.map(|report| &report.run))
    }
}

/// How `tamis clean` went.
pub(crate) struct CleanReport {
    run: RunReport,
    allowed: RejectLimit,
    /// What is said of its page for a browser.
    page: Option<String>,
}

impl CleanArgs {
    /// Whether there is a place for a report, and something that it can be made of.
    fn check_report(&self) -> Result<(), ConfigError> {
        let problem = "a report is made of an output file or directory; name one with -o";
        if self.output == "-" { Err(ConfigError::new("report", problem)) } else { Ok(()) }
    }
}

/// Records some documents whole, unless the settings say which.
fn sample_traces(run: &mut RunConfig) {
    /// Documents that are traced for a report. A page shows a few hundred; among so many are enough with close calls and
    /// large losses.
    const DOCUMENTS: u64 = 500;
    /// Features that are shown with a block.
    const CAUSES: usize = 4;
    if run.trace <= 0.0 {
        *run = RunConfig { trace: 1.0, trace_most: DOCUMENTS, trace_causes: CAUSES, ..run.clone() };
    }
}

/// What is said of a run with a journal that a signal has stopped.
pub(crate) fn stopped(report: Option<&RunReport>) -> String {
    let can_continue = report.is_some_and(|report| report.can_continue);
    if can_continue { CONTINUED.to_owned() } else { STOPPED.to_owned() }
}

/// What is read and written.
pub(crate) fn request(inputs: &InputArgs, output: &str, written: &WrittenArgs) -> RunRequest {
    RunRequest {
        inputs: inputs.inputs.clone(),
        output: output.to_owned(),
        removed: written.removed.clone(),
        no_removed: written.no_removed,
        rejects: written.rejects.clone(),
        stats: written.stats.clone(),
        vault: written.pii_vault.clone(),
        force: written.force,
        dry_run: written.dry_run,
        ..RunRequest::default()
    }
}

/// What is said of a run that a signal has stopped.
pub(crate) const STOPPED: &str = "stopped by a signal; unfinished outputs were removed";

/// The same where the next run can go on from there.
const CONTINUED: &str = "stopped by a signal; the same command continues where it stopped";

/// How a run ended that writes documents.
pub(crate) fn ending(report: &RunReport, allowed: RejectLimit, elapsed: Duration) -> Ending {
    let (books, volume) = (&report.stats.books, &report.stats.volume);
    let seconds = elapsed.as_secs_f64().max(0.001);
    let mut figures = fields(json!({
        "records": books.records_in,
        "kept": books.kept,
        "duplicates": books.duplicates,
        "dropped": books.dropped,
        "rejected": books.rejected,
        "skipped": books.skipped,
        "words_in": volume.words_in,
        "words_out": volume.words_out,
        "bytes": volume.bytes_in,
        "rate": rounded(books.records_in as f64 / seconds),
    }));
    if let Some(path) = &report.rejects_path {
        figures.insert("rejects".to_owned(), path.display().to_string().into());
    }
    let (exit, complaint) = if books.nothing_was_read() {
        let complaint = "nothing could be read; every record was rejected, and nothing was written";
        (Exit::Io, Some(complaint.to_owned()))
    } else if allowed.is_exceeded_by(books.rejected, books.records_in) {
        let place = report.rejects_path.as_ref().map_or_else(
            || "name a file with --rejects to see each".to_owned(),
            |path| format!("see {}", path.display()),
        );
        let complaint = format!("{} of {} records were rejected; {place}", books.rejected, books.records_in);
        (Exit::Rejects, Some(complaint))
    } else {
        (Exit::Done, None)
    };
    Ending {
        exit,
        summary: summary::table(&report.stats, elapsed),
        message: format!("{} of {} records were kept", books.kept, books.records_in),
        warnings: Vec::new(),
        complaint,
        fields: figures,
    }
}
