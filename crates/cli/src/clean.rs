//! `tamis clean`.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use tamis_pipeline::{Cleaner, Progress, RejectLimit, RunReport, RunRequest};

use crate::args::{CleanArgs, InputArgs, WrittenArgs};
use crate::exit::Exit;
use crate::watched::{Ending, Task, fields, rounded, watched};
use crate::{settings, summary};

pub(crate) fn run(args: &CleanArgs) -> Exit {
    watched(args, &args.watch)
}

impl Task for CleanArgs {
    type Report = (RunReport, RejectLimit);

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
        let cleaner = Arc::new(Cleaner::new(config)?);
        let request = RunRequest {
            fresh: self.fresh,
            shard: self.shard,
            ..request(&self.inputs, &self.output, &self.written)
        };
        Ok((tamis_pipeline::run(&cleaner, &request, progress)?, allowed))
    }

    fn ended(&self, (report, allowed): Self::Report, elapsed: Duration) -> Ending {
        let mut ending = ending(&report, allowed, elapsed);
        ending.warnings.extend(summary::warning_about_other(&report.stats));
        ending
    }

    fn stopped(&self, report: Option<&Self::Report>) -> String {
        stopped(report)
    }
}

/// What is said of a run with a journal that a signal has stopped.
pub(crate) fn stopped(report: Option<&(RunReport, RejectLimit)>) -> String {
    let can_continue = report.is_some_and(|(report, _)| report.can_continue);
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
