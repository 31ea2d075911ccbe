//! `tamis stats`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use tamis_pipeline::{Distributions, Stats};
use tamis_report::{HostFigures, Hosts, Sampling};

use crate::args::StatsArgs;
use crate::escape::{json_safe, line_safe, terminal_safe};
use crate::exit::Exit;
use crate::report::sorted;
use crate::summary;

/// What `--json` prints: the members of `stats.json`, and more.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    stats: &'a Stats,
    #[serde(skip_serializing_if = "Option::is_none")]
    hosts: Option<&'a Hosts>,
}

pub(crate) fn run(args: &StatsArgs) -> Result<Exit> {
    let stats = figures(&args.run)?;
    let hosts = args.hosts.map(|most| tamis_report::hosts(&args.run, most, &Sampling::default()));
    let hosts = hosts.transpose().map_err(sorted)?;
    let text = if args.json {
        let printed = Printed { stats: &stats, hosts: hosts.as_ref() };
        json_safe(&serde_json::to_string_pretty(&printed)?) + "\n"
    } else {
        let mut text = summary::figures(&stats);
        distributions(&mut text, &stats.distributions);
        if let Some(hosts) = &hosts {
            by_host(&mut text, hosts);
        }
        terminal_safe(&text).into_owned()
    };
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output")?;
    Ok(Exit::Done)
}

/// The figures of a run, or of a file that `--stats` named.
fn figures(path: &Path) -> Result<Stats> {
    let found = tamis_report::run_stats(path);
    if found.is_err() && path.extension().is_some_and(|extension| extension == "json") && path.is_file() {
        let file = std::fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        return Stats::from_json(&file)
            .with_context(|| format!("{}: is neither a run nor its figures", path.display()));
    }
    found.map_err(sorted)
}

/// Histograms, each a row of counts with its share as a bar.
fn distributions(out: &mut String, found: &Distributions) {
    let lengths = |class: usize| {
        let first = 1_u64 << class.saturating_sub(1);
        match class {
            0 | 1 => class.to_string(),
            class if class + 1 == found.documents_by_words_in.len() => format!("{first} or more"),
            _ => format!("{first}-{}", 2 * first - 1),
        }
    };
    let tenths = |class: usize| format!("{}-{} %", class * 10, class * 10 + 10);
    let losses = |class: usize| if class == 0 { "none".to_owned() } else { tenths(class - 1) };
    histogram(out, "words of a document, in", &found.documents_by_words_in, lengths);
    histogram(out, "words of a document, left", &found.documents_by_words_out, lengths);
    histogram(out, "share of words that went, documents", &found.documents_by_loss, losses);
    let scores = |class: usize| format!("{:.2}-{:.2}", class as f64 / 20.0, (class + 1) as f64 / 20.0);
    histogram(out, "score of blocks that stay", &found.kept_blocks_by_score, scores);
    histogram(out, "score of blocks that went", &found.dropped_blocks_by_score, scores);
    histogram(out, "words that went by place in the document", &found.dropped_words_by_place, tenths);
}

fn histogram(out: &mut String, title: &str, counts: &[u64], name: impl Fn(usize) -> String) {
    /// Characters of the longest bar.
    const WIDTH: u64 = 30;
    let Some(most) = counts.iter().max().copied().filter(|most| *most > 0) else { return };
    let first = counts.iter().position(|count| *count > 0).unwrap_or(0);
    let last = counts.iter().rposition(|count| *count > 0).unwrap_or(0);
    // Writing into a string cannot fail.
    let _ = writeln!(out, "  {title}");
    for (class, count) in counts.iter().enumerate().take(last + 1).skip(first) {
        let bar = "#".repeat((count * WIDTH).div_ceil(most) as usize);
        let _ = writeln!(out, "{}", format!("    {:<20}{count:>12}  {bar}", name(class)).trim_end());
    }
}

fn by_host(out: &mut String, hosts: &Hosts) {
    let coverage = hosts.coverage;
    let _ = writeln!(
        out,
        "  {:<40}{:>10}  {:>10}  {:>12}  {:>6}  most removed for",
        "host or source", "documents", "kept", "words in", "gone"
    );
    for row in &hosts.rows {
        let gone: u64 = row.removed.values().sum();
        let share = if row.words_in == 0 { 0.0 } else { 100.0 * gone as f64 / row.words_in as f64 };
        let name = if row.host.is_empty() { "(unknown)" } else { &row.host };
        let _ = writeln!(
            out,
            "    {:<38}{:>10}  {:>10}  {:>12}  {share:>5.1}%  {}",
            line_safe(name),
            row.documents,
            row.kept,
            row.words_in,
            main_reasons(row)
        );
    }
    if (hosts.rows.len() as u64) < hosts.number {
        let _ = writeln!(out, "    and {} more", hosts.number - hosts.rows.len() as u64);
    }
    if coverage.taken < coverage.all {
        let _ = writeln!(
            out,
            "    of {} of {} documents, chosen by a hash of their ids",
            coverage.taken, coverage.all
        );
    }
}

/// The two reasons for which most words went.
fn main_reasons(row: &HostFigures) -> String {
    let mut reasons: Vec<_> = row.removed.iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    reasons.iter().take(2).map(|(name, words)| format!("{name} {words}")).collect::<Vec<_>>().join(", ")
}
