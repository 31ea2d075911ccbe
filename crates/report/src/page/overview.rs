//! The first view, which needs no script: what came in, what became of it, and why.

use std::fmt::Write;

use tamis_pipeline::Stats;

use super::charts::{Chart, Scale, Series};
use super::figures::{bytes, compact, counted, grouped, share, shown};
use super::flow::{self, Branch};
use super::text::{foreign, plain};
use super::{documents, hosts, reasons};
use crate::{Report, Timing};

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
    for chart in charts(stats) {
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
    let _ = write!(html, "<p class=\"made\">Made by tamis {}.</p>\n</section>\n", plain(&stats.tamis_version));
}

/// One or two sentences of what the run did.
fn summary(report: &Report) -> String {
    let stats = &report.overview.stats;
    let books = &stats.books;
    if books.records_in == 0 {
        return "No records came in.".to_owned();
    }
    let mut parts = vec![format!("<b>{}</b> documents were kept ({})", grouped(books.kept), plain(&share(books.kept, books.records_in)))];
    for (number, what) in
        [(books.duplicates, "say the same as another"), (books.dropped, "were dropped"), (books.rejected, "could not be read"), (books.skipped, "were skipped")]
    {
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
        let mut largest: Vec<_> = stats.removed_by_reason.iter().filter(|(_, removal)| removal.words > 0).collect();
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
    let _ = writeln!(html, "<div class=\"tile\"><dt>{label}</dt><dd>{value}<small>{}</small></dd></div>", plain(note));
}

fn tiles(html: &mut String, stats: &Stats, timing: Option<&Timing>) {
    let volume = &stats.volume;
    html.push_str("<dl class=\"tiles\">\n");
    let size = |path: &str, number: u64| shown(path, number, &bytes(number));
    let exact = |number: u64| format!("{} bytes", grouped(number));
    tile(html, "Bytes in", &size("volume.bytes_in", volume.bytes_in), &exact(volume.bytes_in));
    let out = format!("{}, {} of those in", exact(volume.bytes_out), share(volume.bytes_out, volume.bytes_in));
    tile(html, "Bytes out", &size("volume.bytes_out", volume.bytes_out), &out);
    let count = |path: &str, number: u64| shown(path, number, &grouped(number));
    tile(html, "Blocks in", &count("volume.blocks_in", volume.blocks_in), "the smallest units that are judged");
    tile(html, "Blocks left", &count("volume.blocks_out", volume.blocks_out), &format!("{} of those in", share(volume.blocks_out, volume.blocks_in)));
    match timing {
        Some(timing) if timing.seconds > 0.0 => {
            let records = stats.books.records_in as f64 / timing.seconds;
            let megabytes = volume.bytes_in as f64 / 1e6 / timing.seconds;
            let threads = counted(timing.threads as u64, "thread");
            tile(html, "Records per second", &grouped(records.round() as u64), &format!("{:.1} s on {threads}", timing.seconds));
            tile(html, "MB per second", &format!("{megabytes:.1}"), "uncompressed input");
            if timing.cpu_seconds > 0.0 {
                let busy = timing.cpu_seconds / timing.seconds;
                tile(html, "Processor time", &format!("{:.1} s", timing.cpu_seconds), &format!("{busy:.2} processors busy"));
            }
        }
        _ => tile(html, "Speed", "<span class=\"faint\">not recorded</span>", "run with --report to record it"),
    }
    html.push_str("</dl>\n");
}

/// First and last number of words of a class of lengths; the last class has no end.
fn length_class(at: usize, classes: usize) -> (String, String) {
    if at == 0 {
        return ("0".to_owned(), "0".to_owned());
    }
    let first = 1_u64 << (at - 1).min(62);
    let tick = if first >= 1024 { format!("{}k", first / 1024) } else { compact(first) };
    let name = match (at + 1 == classes, first) {
        (true, _) => format!("{} or more", grouped(first)),
        (false, 1) => "1".to_owned(),
        (false, _) => format!("{}–{}", grouped(first), grouped(first * 2 - 1)),
    };
    (name, tick)
}

fn charts(stats: &Stats) -> Vec<Chart> {
    let found = &stats.distributions;
    let places = found.words_by_place.len();
    let kept_by_place =
        found.words_by_place.iter().zip(&found.dropped_words_by_place).map(|(all, gone)| all.saturating_sub(*gone)).collect();
    let place: Vec<String> = (0..places).map(|at| format!("{}–{} %", at * 100 / places, (at + 1) * 100 / places)).collect();
    let lengths = found.documents_by_words_in.len();
    let (length, length_ticks): (Vec<_>, Vec<_>) = (0..lengths).map(|at| length_class(at, lengths)).unzip();
    let loss: Vec<String> = (0..found.documents_by_loss.len())
        .map(|at| if at == 0 { "none".to_owned() } else { format!("{}–{} %", (at - 1) * 10, at * 10) })
        .collect();
    let scores = found.kept_blocks_by_score.len();
    let score_of = |at: usize| at as f64 / scores as f64;
    let score: Vec<String> = (0..scores).map(|at| format!("{:.2}–{:.2}", score_of(at), score_of(at + 1))).collect();
    let score_ticks = (0..scores).map(|at| if at % 2 == 0 { format!("{:.1}", score_of(at)) } else { String::new() }).collect();
    let series = |name, class, figure, values: &[u64]| Series { name, class, figure: Some(figure), values: values.to_vec(), drawn: true };
    vec![
        Chart {
            title: "By position in the document",
            note: "Words by the tenth of the document in which their block begins.",
            axis: "of the document",
            ticks: (1..=places).map(|at| format!("{} %", at * 100 / places)).collect(),
            bins: place,
            series: vec![
                Series { name: "left", class: "kept", figure: None, values: kept_by_place, drawn: true },
                series("removed", "dropped", "distributions.dropped_words_by_place", &found.dropped_words_by_place),
                Series { drawn: false, ..series("all", "in", "distributions.words_by_place", &found.words_by_place) },
            ],
            scale: Scale::Linear,
            stacked: true,
        },
        Chart {
            title: "By score",
            note: "Blocks by how strongly they look foreign. Logarithmic: small classes show.",
            axis: "score",
            bins: score,
            ticks: score_ticks,
            series: vec![
                series("kept", "kept", "distributions.kept_blocks_by_score", &found.kept_blocks_by_score),
                series("dropped", "dropped", "distributions.dropped_blocks_by_score", &found.dropped_blocks_by_score),
            ],
            scale: Scale::Logarithmic,
            stacked: false,
        },
        Chart {
            title: "Documents by length",
            note: "Words of the document text before and after; classes double.",
            axis: "words",
            bins: length,
            ticks: length_ticks,
            series: vec![
                series("before", "in", "distributions.documents_by_words_in", &found.documents_by_words_in),
                series("after", "kept", "distributions.documents_by_words_out", &found.documents_by_words_out),
            ],
            scale: Scale::Linear,
            stacked: false,
        },
        Chart {
            title: "Documents by loss",
            note: "The share of a document's words that went; documents without words are left out.",
            axis: "lost",
            ticks: (0..loss.len()).map(|at| if at == 0 { "none".to_owned() } else { format!("{} %", at * 10) }).collect(),
            bins: loss,
            series: vec![series("documents", "dropped", "distributions.documents_by_loss", &found.documents_by_loss)],
            scale: Scale::Linear,
            stacked: false,
        },
    ]
}

fn config(html: &mut String, config: &str) {
    html.push_str("<section><h2>Settings</h2>\n");
    if config.is_empty() {
        html.push_str("<p class=\"empty\">The run recorded no settings.</p>\n");
    } else {
        let lines = counted(config.lines().count() as u64, "line");
        let _ = writeln!(html, "<details id=\"config\"><summary>The resolved tamis.toml, {lines}</summary><pre>{}</pre></details>", foreign(config));
    }
    html.push_str("</section>\n");
}
