//! `tamis dedup`.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use anyhow::Result;
use tamis_pipeline::{Cleaner, DedupRequest, Progress, RejectLimit};

use crate::args::DedupArgs;
use crate::clean::{finish, say, silence_worker_panics, watch_signals};
use crate::exit::Exit;
use crate::progress::Watcher;
use crate::{settings, summary};

pub(crate) fn run(args: &DedupArgs) -> Result<Exit> {
    let mut config = settings::resolve_shared(&args.shared, &args.copies)?;
    config.input.lists = settings::lists(&args.inputs);
    // All visible text is compared.
    config.stages.strip = false;
    let allowed = RejectLimit::parse(&config.limits.max_rejects)?;
    let cleaner = Arc::new(Cleaner::new(config)?);
    let progress = Arc::new(Progress::new());
    let signal = watch_signals(&progress)?;
    silence_worker_panics();
    let request = DedupRequest {
        inputs: args.inputs.inputs.clone(),
        output: args.output.clone(),
        clusters: args.clusters.clone(),
        index: args.index.clone(),
        duplicates: args.duplicates.clone(),
        rejects: args.rejects.clone(),
        stats: args.stats.clone(),
        force: args.force,
        dry_run: args.dry_run,
    };
    let started = Instant::now();
    let watcher = Watcher::start(Arc::clone(&progress), args.quiet);
    let outcome = tamis_pipeline::dedup(&cleaner, &request, &progress);
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
    Ok(finish(&report, allowed))
}
