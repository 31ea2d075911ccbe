//! What every long command has around it: progress, signals, a log and metrics.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::json;
use signal_hook::consts::{SIGINT, SIGTERM};
use tamis_pipeline::{Progress, redacted, shown};

use crate::args::WatchArgs;
use crate::escape::terminal_safe;
use crate::exit::{self, Exit};
use crate::log::{Fields, Level, Log, say};
use crate::metrics::Metrics;
use crate::progress::Watcher;

/// A command that reads documents.
pub(crate) trait Task {
    /// What the command knows when it is through.
    type Report;

    /// Its name on the command line.
    const NAME: &'static str;

    /// What it reads, lists with their flag, as the user named it.
    fn inputs(&self) -> Vec<String>;

    /// Where its output goes, as the user named it.
    fn output(&self) -> String;

    /// Does it, from the settings on. Asked to stop by `progress` it returns soon.
    fn run(&self, progress: &Arc<Progress>) -> Result<Self::Report>;

    /// How it ended, if it was not stopped.
    fn ended(&self, report: Self::Report, elapsed: Duration) -> Ending;

    /// What is said of a command that a signal has stopped; without a report if it failed as well.
    fn stopped(&self, report: Option<&Self::Report>) -> String;
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) exit: Exit,
    /// For a person, unless quiet; may have many lines.
    pub(crate) summary: String,
    /// One sentence for the log.
    pub(crate) message: String,
    /// What is worth a warning, whatever the exit code.
    pub(crate) warnings: Vec<String>,
    /// Why the exit code is not 0.
    pub(crate) complaint: Option<String>,
    /// Figures for the log.
    pub(crate) fields: Fields,
}

/// Carries a command out, watched, until it is done, fails or is stopped by a signal.
pub(crate) fn watched<T: Task>(task: &T, options: &WatchArgs) -> Exit {
    let log = options.log();
    let progress = Arc::new(Progress::new());
    let metrics = options
        .metrics_file
        .as_ref()
        .map(|path| Arc::new(Metrics::new(path.clone(), T::NAME, shown(Path::new(&task.output())))));
    let exit =
        carried_out(task, log, &progress, metrics.clone()).unwrap_or_else(|error| exit::report(&error, log));
    if let Some(Err(problem)) = metrics.map(|metrics| metrics.write(&progress, Some(exit.code()))) {
        log.tell(Level::Warn, "warning", &problem, Fields::new());
    }
    exit
}

fn carried_out<T: Task>(
    task: &T,
    log: Log,
    progress: &Arc<Progress>,
    metrics: Option<Arc<Metrics>>,
) -> Result<Exit> {
    let signal = watch_signals(progress)?;
    silence_worker_panics();
    let begun = json!({
        "command": T::NAME,
        "version": env!("CARGO_PKG_VERSION"),
        "inputs": task.inputs(),
        "output": shown(Path::new(&task.output())),
    });
    log.record(Level::Info, "start", &format!("tamis {} begins", T::NAME), fields(begun));
    let started = Instant::now();
    let watcher = Watcher::start(Arc::clone(progress), log, metrics);
    let outcome = task.run(progress);
    let elapsed = started.elapsed();
    watcher.finish();
    let number = signal.load(Ordering::Relaxed);
    if number != 0 {
        let exit = Exit::Signal(u8::try_from(number).unwrap_or(1));
        let mut message = task.stopped(outcome.as_ref().ok());
        if let Err(error) = &outcome {
            message = format!("{message}; it failed as well: {}", exit::sentence(error));
        }
        let told = json!({"signal": number, "exit_code": exit.code()});
        // A person who is quiet is told, too: it is no success.
        log.tell(Level::Warn, "stopped", &message, fields(told));
        return Ok(exit);
    }
    Ok(tell_end(log, task.ended(outcome?, elapsed), elapsed))
}

fn tell_end(log: Log, ending: Ending, elapsed: Duration) -> Exit {
    let Ending { exit, summary, message, warnings, complaint, fields: figures } = ending;
    if !log.is_json() && !log.quiet && !summary.is_empty() {
        say(&terminal_safe(&redacted(summary.trim_end())));
    }
    for warning in warnings {
        log.tell(Level::Warn, "warning", &warning, Fields::new());
    }
    let mut told = fields(json!({"exit_code": exit.code(), "seconds": rounded(elapsed.as_secs_f64())}));
    told.extend(figures);
    let (level, event) = match exit {
        Exit::Done => (Level::Info, "done"),
        Exit::Rejects => (Level::Warn, "done"),
        _ => (Level::Error, "failed"),
    };
    match complaint {
        Some(complaint) => log.tell(level, event, &complaint, told),
        None => log.record(level, event, &message, told),
    }
    exit
}

/// The members of an object.
pub(crate) fn fields(value: serde_json::Value) -> Fields {
    match value {
        serde_json::Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

/// Three decimals are enough for seconds and rates.
pub(crate) fn rounded(figure: f64) -> f64 {
    (figure * 1000.0).round() / 1000.0
}

/// A first SIGINT or SIGTERM asks the run to stop, and its number is that of the exit code; a second one of either
/// ends the process at once.
pub(crate) fn watch_signals(progress: &Arc<Progress>) -> Result<Arc<AtomicUsize>> {
    let (number, asked) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    for signal in [SIGINT, SIGTERM] {
        let known = usize::try_from(signal).unwrap_or(1);
        // In this order: the first signal finds that none came before it.
        signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&asked))
            .and_then(|_| signal_hook::flag::register_usize(signal, Arc::clone(&number), known))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&asked)))
            .context("signals cannot be watched")?;
    }
    let mut signals =
        signal_hook::iterator::Signals::new([SIGINT, SIGTERM]).context("signals cannot be watched")?;
    let progress = Arc::clone(progress);
    std::thread::Builder::new()
        .name("tamis-signals".into())
        .spawn(move || signals.forever().for_each(|_| progress.stop()))
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
