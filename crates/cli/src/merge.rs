//! `tamis merge`.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use anyhow::Result;
use tamis_pipeline::{MergeRequest, Progress, RejectLimit};

use crate::args::MergeArgs;
use crate::clean::{finish, say, silence_worker_panics, watch_signals};
use crate::exit::Exit;
use crate::progress::Watcher;
use crate::{settings, summary};

pub(crate) fn run(args: &MergeArgs) -> Result<Exit> {
    let config = settings::resolve_merge(args)?;
    let allowed = RejectLimit::parse(&config.limits.max_rejects)?;
    let progress = Arc::new(Progress::new());
    let signal = watch_signals(&progress)?;
    silence_worker_panics();
    let request = MergeRequest {
        shards: args.shards.clone(),
        output: args.output.clone(),
        dedup: args.dedup,
        stats: args.stats.clone(),
        force: args.force,
    };
    let started = Instant::now();
    let watcher = Watcher::start(Arc::clone(&progress), args.quiet);
    let outcome = tamis_pipeline::merge(&config, &request, &progress);
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
