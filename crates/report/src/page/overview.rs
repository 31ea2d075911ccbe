//! The first view, which needs no script: what came in, what became of it, and why.

use std::fmt::Write;

use tamis_pipeline::{Stats, Timing};

use super::figures::{bytes, counted, grouped, separated, share, shown};
use super::flow::{self, Branch};
use super::text::{foreign, plain};
use super::{distributions, documents, hosts, reasons};
use crate::Report;

/// The view.
pub(super) fn view(html: &mut String, report: &Report) {
    let overview = &report.overview;
    let stats = &overview.stats;
    let _ = write!(
        html,
        "<section class=\"view\" id=\"view-overview\" data-view=\"overview\" aria-label=\"Overview\">\n<header class=\"title\">\n\
         <h1>{}</h1>\n<p class=\"summary\">{}</p>\n</header>\n",
        foreign(&overview.name),
        summary(report)
    );
    flows(html, stats);
    tiles(html, stats, overview.timing.as_ref());
    html.push_str("<section><h2>Removal by reason</h2>\n<p class=\"coverage\">All documents of the run. A reason opens what it did.</p>\n");
    reasons::table(html, report);
    html.push_str("</section>\n<section><h2>Documents and records</h2>\n");
    documents::tables(html, report);
    html.push_str("</section>\n<section><h2>Where, how much, how surely</h2>\n<div class=\"charts\">\n");
    for chart in distributions::charts(stats) {
        chart.write(html);
    }
    html.push_str("</div>\n</section>\n<section><h2>Removal by host</h2>\n");
    hosts::table(html, report);
    html.push_str("</section>\n");
    if stats.dedup.is_some() || stats.boilerplate.is_some() {
        html.push_str("<section><h2>Across documents</h2>\n<div class=\"small-tables\">\n");
        documents::findings(html, report);
        html.push_str("</div>\n</section>\n");
    }
    config(html, &overview.config);
    let _ =
        write!(html, "<p class=\"made\">Made by tamis {}.</p>\n</section>\n", plain(&stats.tamis_version));
}

/// One or two sentences of what the run did.
fn summary(report: &Report) -> String {
    let stats = &report.overview.stats;
    let books = &stats.books;
    if books.records_in == 0 {
        return "No records came in.".to_owned();
    }
    let mut parts = vec![format!(
        "<b>{}</b> documents were kept ({})",
        grouped(books.kept),
        plain(&share(books.kept, books.records_in))
    )];
    for (number, what) in [
        (books.duplicates, "say the same as another"),
        (books.dropped, "were dropped"),
        (books.rejected, "could not be read"),
        (books.skipped, "were skipped"),
    ] {
        if number > 0 {
            parts.push(format!("{} {what}", grouped(number)));
        }
    }
    let last = if parts.len() > 1 { parts.pop() } else { None };
    let mut sentence = format!("Of {}, {}", counted(books.records_in, "record"), parts.join(", "));
    if let Some(last) = last {
        let _ = write!(sentence, " and {last}");
    }
    sentence.push('.');
    let volume = &stats.volume;
    if volume.words_in > 0 {
        let gone = volume.words_in.saturating_sub(volume.words_out);
        let _ = write!(
            sentence,
            " <b>{}</b> of {} were removed from documents",
            plain(&share(gone, volume.words_in)),
            counted(volume.words_in, "word")
        );
        let mut largest: Vec<_> =
            stats.removed_by_reason.iter().filter(|(_, removal)| removal.words > 0).collect();
        largest.sort_by(|a, b| b.1.words.cmp(&a.1.words).then(a.0.cmp(b.0)));
        let named: Vec<String> =
            largest.iter().take(3).map(|(name, _)| reasons::label(report, name)).collect();
        if !named.is_empty() {
            let _ = write!(sentence, ", most of them as {}", named.join(", "));
        }
        sentence.push('.');
    }
    sentence
}

fn flows(html: &mut String, stats: &Stats) {
    let (books, volume) = (&stats.books, &stats.volume);
    let branch = |label, class, path, value| Branch { label, class, path, value };
    html.push_str("<div class=\"flows\">\n");
    flow::write(
        html,
        "Records",
        ("records in", "books.records_in", books.records_in),
        &[
            branch("kept", "kept", "books.kept", books.kept),
            branch("duplicates", "duplicates", "books.duplicates", books.duplicates),
            branch("dropped", "dropped", "books.dropped", books.dropped),
            branch("rejected", "rejected", "books.rejected", books.rejected),
            branch("skipped", "skipped", "books.skipped", books.skipped),
        ],
    );
    flow::write(
        html,
        "Words",
        ("words in", "volume.words_in", volume.words_in),
        &[
            branch("left", "kept", "volume.words_out", volume.words_out),
            branch("removed", "dropped", "", volume.words_in.saturating_sub(volume.words_out)),
        ],
    );
    html.push_str("</div>\n");
}

fn tile(html: &mut String, label: &str, value: &str, note: &str) {
    let _ = writeln!(
        html,
        "<div class=\"tile\"><dt>{label}</dt><dd>{value}<small>{}</small></dd></div>",
        plain(note)
    );
}

fn tiles(html: &mut String, stats: &Stats, timing: Option<&Timing>) {
    let volume = &stats.volume;
    html.push_str("<dl class=\"tiles\">\n");
    let size = |path: &str, number: u64| shown(path, number, &bytes(number));
    let exact = |number: u64| format!("{} bytes", grouped(number));
    tile(html, "Bytes in", &size("volume.bytes_in", volume.bytes_in), &exact(volume.bytes_in));
    let out =
        format!("{}, {} of those in", exact(volume.bytes_out), share(volume.bytes_out, volume.bytes_in));
    tile(html, "Bytes out", &size("volume.bytes_out", volume.bytes_out), &out);
    let count = |path: &str, number: u64| shown(path, number, &grouped(number));
    tile(
        html,
        "Blocks in",
        &count("volume.blocks_in", volume.blocks_in),
        "the smallest units that are judged",
    );
    tile(
        html,
        "Blocks left",
        &count("volume.blocks_out", volume.blocks_out),
        &format!("{} of those in", share(volume.blocks_out, volume.blocks_in)),
    );
    match timing {
        Some(timing) if timing.seconds > 0.0 => {
            let records = stats.books.records_in as f64 / timing.seconds;
            let megabytes = volume.bytes_in as f64 / 1e6 / timing.seconds;
            let threads = counted(timing.threads as u64, "thread");
            tile(
                html,
                "Records per second",
                &separated(&format!("{records:.0}")),
                &format!("{:.1} s on {threads}", timing.seconds),
            );
            tile(html, "MB per second", &format!("{megabytes:.1}"), "uncompressed input");
            if timing.cpu_seconds > 0.0 {
                let busy = timing.cpu_seconds / timing.seconds;
                tile(
                    html,
                    "Processor time",
                    &format!("{:.1} s", timing.cpu_seconds),
                    &format!("{busy:.2} processors busy"),
                );
            }
        }
        _ => {
            tile(
                html,
                "Speed",
                "<span class=\"faint\">not recorded</span>",
                "run with --report to record it",
            );
        }
    }
    html.push_str("</dl>\n");
}

fn config(html: &mut String, config: &str) {
    html.push_str("<section><h2>Settings</h2>\n");
    if config.is_empty() {
        html.push_str("<p class=\"empty\">The run recorded no settings.</p>\n");
    } else {
        let lines = counted(config.lines().count() as u64, "line");
        let _ = writeln!(
            html,
            "<details id=\"config\"><summary>The resolved tamis.toml, {lines}</summary><pre>{}</pre></details>",
            foreign(config)
        );
    }
    html.push_str("</section>\n");
}
