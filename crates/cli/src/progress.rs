//! Progress for a person: a bar on a terminal, a plain line every few seconds elsewhere.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use tamis_pipeline::Progress;

use crate::log::{Fields, Level, Log, say};
use crate::metrics::Metrics;
use crate::watched::{fields, rounded};

/// How often a bar is drawn again.
const BAR_INTERVAL: Duration = Duration::from_millis(200);
/// How often a plain line is printed when standard error is no terminal.
const LINE_INTERVAL: Duration = Duration::from_secs(10);

/// Watches a run from a thread of its own until [`Watcher::finish`].
pub(crate) struct Watcher {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Starts watching, and writes metrics if there is a file for them. A log in JSON has no bar, but a line every
    /// so often.
    pub(crate) fn start(progress: Arc<Progress>, log: Log, metrics: Option<Arc<Metrics>>) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&done);
        let thread = std::thread::Builder::new()
            .name("tamis-progress".into())
            .spawn(move || watch(&progress, &seen, log, metrics.as_deref()))
            .ok();
        Watcher { done, thread }
    }

    /// Stops watching, and takes the bar away.
    pub(crate) fn finish(mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A watcher that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

fn watch(progress: &Progress, done: &AtomicBool, log: Log, metrics: Option<&Metrics>) {
    let is_shown = !log.quiet && !log.is_json() && std::io::stderr().is_terminal();
    let bar = is_shown.then(|| ProgressBar::new(0));
    let started = Instant::now();
    let mut next_line = LINE_INTERVAL;
    let mut next_metrics = Duration::ZERO;
    loop {
        let finished = done.load(Ordering::Relaxed);
        let elapsed = started.elapsed();
        let figures = Figures::read(progress, elapsed);
        for event in progress.take_events() {
            match (log.line_of(&event), &bar) {
                (Some(line), Some(bar)) => bar.println(line),
                (Some(line), None) => say(&line),
                (None, _) => {}
            }
        }
        if let Some(bar) = &bar {
            let (done, of) = figures.share_done();
            bar.set_style(style(of.max(done) > 0));
            bar.set_length(of.max(done));
            bar.set_position(done);
            bar.set_message(figures.to_string());
            bar.tick();
        } else if !finished && elapsed >= next_line {
            log.tell(Level::Info, "progress", &figures.to_string(), figures.fields());
            next_line = elapsed + LINE_INTERVAL;
        }
        if finished {
            break;
        }
        if let Some(metrics) = metrics.filter(|_| elapsed >= next_metrics) {
            if let Err(problem) = metrics.write(progress, None) {
                log.tell(Level::Warn, "warning", &problem, Fields::new());
            }
            next_metrics = elapsed + LINE_INTERVAL;
        }
        std::thread::park_timeout(BAR_INTERVAL);
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

/// A bar, or where nobody knows how much there is to do, what shows that something is done.
fn style(is_known: bool) -> ProgressStyle {
    let bar = "{bar:24.cyan/dim} {percent:>3}%  {msg}  ETA {eta}";
    let template = if is_known { bar } else { "{spinner:.cyan} {msg}  {elapsed}" };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// The figures of one moment.
struct Figures {
    pass: u64,
    passes: u64,
    bytes_total: u64,
    bytes_read: u64,
    bytes_processed: u64,
    records: u64,
    kept: u64,
    words_in: u64,
    words_out: u64,
    /// What the pass does, if it is not what passes of its number always do.
    doing: &'static str,
    /// What is done beside reading; empty if nothing is.
    phase: &'static str,
    phase_done: u64,
    phase_total: u64,
    elapsed: Duration,
}

impl Figures {
    fn read(progress: &Progress, elapsed: Duration) -> Self {
        let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        Figures {
            pass: load(&progress.pass),
            passes: load(&progress.passes),
            bytes_total: load(&progress.bytes_total),
            bytes_read: load(&progress.bytes_read),
            bytes_processed: load(&progress.bytes_processed),
            records: load(&progress.records),
            kept: load(&progress.kept),
            words_in: load(&progress.words_in),
            words_out: load(&progress.words_out),
            doing: progress.doing(),
            phase: progress.phase(),
            phase_done: load(&progress.phase_done),
            phase_total: load(&progress.phase_total),
            elapsed,
        }
    }

    /// The figures by name, for a log.
    fn fields(&self) -> Fields {
        let seconds = self.elapsed.as_secs_f64().max(0.001);
        let mut fields = fields(json!({
            "records": self.records,
            "rate": rounded(self.records as f64 / seconds),
            "bytes": self.bytes_processed,
            "bytes_read": self.bytes_read,
            "bytes_total": self.bytes_total,
            "kept": self.kept,
            "words_in": self.words_in,
            "words_out": self.words_out,
            "pass": self.pass,
            "passes": self.passes,
        }));
        if !self.phase.is_empty() {
            fields.extend([
                ("phase".to_owned(), self.phase.into()),
                ("phase_done".to_owned(), self.phase_done.into()),
                ("phase_total".to_owned(), self.phase_total.into()),
            ]);
        }
        fields
    }

    /// How far what is under way is, and how far it goes.
    fn share_done(&self) -> (u64, u64) {
        if self.phase.is_empty() {
            (self.bytes_read, self.bytes_total)
        } else {
            (self.phase_done, self.phase_total)
        }
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.elapsed.as_secs_f64().max(0.001);
        if !self.phase.is_empty() {
            write!(f, "{} documents: {}", self.records, self.phase)?;
            return match self.phase_total {
                0 => Ok(()),
                of => write!(f, ", {} of {of}", self.phase_done),
            };
        }
        if self.passes > 1 {
            let doing = match self.doing {
                "" if self.pass < self.passes => "learning what recurs",
                "" => "cleaning",
                doing => doing,
            };
            write!(f, "pass {} of {}, {doing}: ", self.pass, self.passes)?;
        }
        let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
        let (records, rate) = (self.records, self.records as f64 / seconds);
        write!(
            f,
            "{records} documents  {rate:.0}/s  {:.1} MB/s",
            self.bytes_processed as f64 / 1e6 / seconds
        )?;
        if self.pass < self.passes {
            return Ok(());
        }
        write!(
            f,
            "  kept {:.1}%  words removed {:.1}%",
            share(self.kept, self.records),
            share(self.words_in.saturating_sub(self.words_out), self.words_in),
        )
    }
}
