//! `tamis plan`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::Result;
use tamis_pipeline::{Cleaner, Plan, PlanRequest, Progress};

use crate::args::PlanArgs;
use crate::escape::{json_safe, line_safe};
use crate::exit::Exit;
use crate::settings;
use crate::watched::{silence_worker_panics, watch_signals};

pub(crate) fn run(args: &PlanArgs) -> Result<Exit> {
    let mut config = settings::resolve(&args.settings)?;
    config.input.lists = settings::lists(&args.inputs);
    let cleaner = Arc::new(Cleaner::new(config)?);
    let progress = Arc::new(Progress::new());
    let signal = watch_signals(&progress)?;
    silence_worker_panics();
    let request = PlanRequest { inputs: args.inputs.inputs.clone(), output: args.output.clone() };
    let plan = tamis_pipeline::plan(&cleaner, &request, &progress)?;
    let number = signal.load(Ordering::Relaxed);
    if number != 0 {
        return Ok(Exit::Signal(u8::try_from(number).unwrap_or(1)));
    }
    let text = if args.json { json_safe(&serde_json::to_string_pretty(&plan)?) + "\n" } else { table(&plan) };
    anstream::stdout().write_all(text.as_bytes())?;
    Ok(if plan.warnings.is_empty() { Exit::Done } else { Exit::Rejects })
}

/// Reasons that the table names one by one.
const REASONS_SHOWN: usize = 12;

fn table(plan: &Plan) -> String {
    let mut out = String::new();
    let mut line = |label: &str, value: String| {
        // Writing into a string cannot fail.
        let _ = writeln!(out, "{label:<22}{}", line_safe(&value));
    };
    let share = 100.0 * plan.sampled_bytes as f64 / plan.bytes.max(1) as f64;
    line("input", format!("{} files, {}", plan.files, size(plan.bytes)));
    let (files, records) = (plan.sampled_files, plan.sampled.records_in);
    line(
        "sample",
        format!("{records} records from the beginnings of {files} files, {share:.1}% of the bytes"),
    );
    line("records", format!("about {}", plan.records));
    let of = |count: u64| 100.0 * count as f64 / records.max(1) as f64;
    line(
        "of the sample",
        format!(
            "kept {:.1}%, duplicates {:.1}%, dropped {:.1}%, rejected {:.1}%, skipped {:.1}%",
            of(plan.sampled.kept),
            of(plan.sampled.duplicates),
            of(plan.sampled.dropped),
            of(plan.sampled.rejected),
            of(plan.sampled.skipped)
        ),
    );
    let parts = plan.cpu_seconds.iter().map(|(name, seconds)| format!("{name} {}", span(*seconds)));
    let all: f64 = plan.cpu_seconds.values().sum();
    line("CPU time", format!("{} ({})", span(all), parts.collect::<Vec<_>>().join(", ")));
    line("time", format!("{} with {} threads on idle cores", span(plan.wall_seconds), plan.threads));
    line("memory", format!("{}; the limit is {}", size(plan.memory_bytes), size(plan.memory_limit_bytes)));
    for (name, bytes) in &plan.disk_bytes {
        line(&format!("disk, {name}"), size(*bytes));
    }
    for (name, bytes) in &plan.free_bytes {
        line(&format!("free for {name}"), bytes.map_or("not known".into(), size));
    }
    let mut reasons: Vec<_> = plan.removed_share.iter().filter(|(_, share)| **share > 0.0).collect();
    reasons.sort_by(|a, b| b.1.total_cmp(a.1));
    let all: f64 = plan.removed_share.values().sum();
    line("words removed", format!("{:.1}%, without lines that recur and copies", 100.0 * all));
    for (name, share) in reasons.iter().take(REASONS_SHOWN) {
        line(&format!("  {name}"), format!("{:.2}%", 100.0 * **share));
    }
    for warning in &plan.warnings {
        line("does not fit", warning.clone());
    }
    out
}

fn size(bytes: u64) -> String {
    let units = [(1_u64 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = units.into_iter().find(|(unit, _)| bytes >= *unit);
    unit.map_or(format!("{bytes} bytes"), |(unit, name)| format!("{:.1} {name}", bytes as f64 / unit as f64))
}

fn span(seconds: f64) -> String {
    match seconds {
        seconds if seconds >= 7200.0 => format!("{:.1} h", seconds / 3600.0),
        seconds if seconds >= 120.0 => format!("{:.1} min", seconds / 60.0),
        seconds => format!("{seconds:.1} s"),
    }
}
