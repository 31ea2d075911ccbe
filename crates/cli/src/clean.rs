//! `tamis clean`.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Instant;

use anyhow::{Context, Result};
use tamis_pipeline::{Cleaner, Progress, RunReport, RunRequest};

use crate::args::CleanArgs;
use crate::exit::Exit;
use crate::progress::Watcher;
use crate::{settings, summary};

pub(crate) fn run(args: &CleanArgs) -> Result<Exit> {
    let mut config = settings::resolve(&args.settings)?;
    config.input.lists = settings::lists(&args.inputs);
    let allowed = tamis_pipeline::RejectLimit::parse(&config.limits.max_rejects)?;
    let cleaner = Arc::new(Cleaner::new(config)?);
    let progress = Arc::new(Progress::new());
    let signal = watch_signals(&progress)?;
    silence_worker_panics();
    let request = RunRequest {
        inputs: args.inputs.inputs.clone(),
        output: args.output.clone(),
        removed: args.removed.clone(),
        no_removed: args.no_removed,
        rejects: args.rejects.clone(),
        stats: args.stats.clone(),
        force: args.force,
        dry_run: args.dry_run,
    };
    let started = Instant::now();
    let watcher = Watcher::start(Arc::clone(&progress), args.quiet);
    let outcome = tamis_pipeline::run(&cleaner, &request, &progress);
    let elapsed = started.elapsed();
    watcher.finish();
    let number = signal.load(Ordering::Relaxed);
    if number != 0 {
        say("tamis: stopped by a signal; unfinished outputs were removed");
        return Ok(Exit::Signal(number));
    }
    let report = outcome?;
    if !args.quiet {
        say(summary::table(&report.stats, elapsed).trim_end());
    }
    if let Some(warning) = summary::warning_about_other(&report.stats) {
        say(&format!("tamis: {warning}"));
    }
    Ok(finish(&report, allowed))
}

pub(crate) fn finish(report: &RunReport, allowed: tamis_pipeline::RejectLimit) -> Exit {
    let books = &report.stats.books;
    if books.nothing_was_read() {
        say("tamis: nothing could be read; every record was rejected, and nothing was written");
        return Exit::Io;
    }
    if allowed.is_exceeded_by(books.rejected, books.records_in) {
        let place = report.rejects_path.as_ref().map_or_else(
            || "name a file with --rejects to see each".to_owned(),
            |path| format!("see {}", path.display()),
        );
        say(&format!("tamis: {} of {} records were rejected; {place}", books.rejected, books.records_in));
        return Exit::Rejects;
    }
    Exit::Done
}

/// Says something to a person.
pub(crate) fn say(text: &str) {
    // What cannot be said on standard error has nowhere else to go.
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// A first SIGINT or SIGTERM asks the run to stop; its number is the exit code's.
pub(crate) fn watch_signals(progress: &Arc<Progress>) -> Result<Arc<AtomicU8>> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let number = Arc::new(AtomicU8::new(0));
    let mut signals =
        signal_hook::iterator::Signals::new([SIGINT, SIGTERM]).context("signals cannot be watched")?;
    let (seen, progress) = (Arc::clone(&number), Arc::clone(progress));
    std::thread::Builder::new()
        .name("tamis-signals".into())
        .spawn(move || {
            for signal in signals.forever() {
                seen.store(u8::try_from(signal).unwrap_or(1), Ordering::Relaxed);
                progress.stop();
            }
        })
        .context("the thread that watches signals cannot be started")?;
    Ok(number)
}

/// A panic in a worker becomes a reject with its message; the default report would only be noise.
pub(crate) fn silence_worker_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let worker = std::thread::current().name().is_some_and(|name| name.starts_with("tamis-worker"));
        if !worker {
            default(info);
        }
    }));
}
