//! `tamis learn` and `tamis boilerplate`: tables of lines that recur.

use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::json;
use tamis_pipeline::{Cleaner, LearnRequest, Progress, RejectLimit, read_table};

use crate::args::{BoilerplateCommand, LearnArgs, ShowArgs};
use crate::clean::{say, silence_worker_panics, watch_signals};
use crate::escape::terminal_safe;
use crate::exit::Exit;
use crate::progress::Watcher;
use crate::settings;

pub(crate) fn run(args: &LearnArgs) -> Result<Exit> {
    let mut config = settings::resolve(&args.settings)?;
    config.input.lists = settings::lists(&args.inputs);
    // What is counted stands before the judge, which would only have to be set up.
    config.stages.strip = false;
    let allowed = RejectLimit::parse(&config.limits.max_rejects)?;
    let cleaner = Arc::new(Cleaner::new(config)?);
    let progress = Arc::new(Progress::new());
    let signal = watch_signals(&progress)?;
    silence_worker_panics();
    let request = LearnRequest { inputs: args.inputs.inputs.clone(), output: args.output.clone() };
    let watcher = Watcher::start(Arc::clone(&progress), args.quiet);
    let outcome = tamis_pipeline::learn(&cleaner, &request, &progress);
    watcher.finish();
    let number = signal.load(std::sync::atomic::Ordering::Relaxed);
    if number != 0 {
        say("tamis: stopped by a signal; nothing was written");
        return Ok(Exit::Signal(number));
    }
    let report = outcome?;
    if report.records > 0 && report.rejected == report.records {
        say("tamis: nothing could be read; every record was rejected, and nothing was written");
        return Ok(Exit::Io);
    }
    if !args.quiet {
        say(&format!(
            "  {} lines recur in {} sources, of {} distinct stories in {} records; written to {}",
            report.lines,
            report.sources,
            report.stories,
            report.records,
            args.output.display()
        ));
    }
    if allowed.is_exceeded_by(report.rejected, report.records) {
        say(&format!("tamis: {} of {} records were rejected", report.rejected, report.records));
        return Ok(Exit::Rejects);
    }
    Ok(Exit::Done)
}

pub(crate) fn boilerplate(command: &BoilerplateCommand) -> Result<Exit> {
    match command {
        BoilerplateCommand::Show(args) => show(args),
    }
}

/// One line of the table a line, by source, those of most stories first.
fn show(args: &ShowArgs) -> Result<Exit> {
    let table = read_table(&args.file, args.host.as_deref(), args.min_stories)?;
    let mut out = Vec::new();
    if args.json {
        for line in &table.found {
            let (source, stories, of, text) = (&line.source, line.stories, line.of, &line.text);
            writeln!(out, "{}", json!({"source": source, "stories": stories, "of": of, "text": text}))?;
        }
    } else {
        let (lines, sources, stories) = (table.lines, table.sources, table.stories);
        writeln!(out, "# {lines} lines recur in {sources} sources, of {stories} distinct stories")?;
        let mut source = None;
        for line in &table.found {
            if source != Some(&line.source) {
                let name = if line.source.is_empty() { "(no source)" } else { &line.source };
                writeln!(out, "\n{}: {} stories", terminal_safe(name), line.of)?;
                source = Some(&line.source);
            }
            writeln!(out, "{:>8}  {}", line.stories, terminal_safe(&line.text))?;
        }
    }
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&out).and_then(|()| stdout.flush()).context("standard output")?;
    Ok(Exit::Done)
}
