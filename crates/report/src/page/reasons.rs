//! Removal by reason: one table, grouped by stage.

use std::fmt::Write;

use tamis_pipeline::Removal;

use super::families::{FAMILIES, family};
use super::figures::{bar, figure, grouped, share};
use super::text::{attribute, escaped, foreign, plain};
use crate::Report;

/// Stages in the order of the pipeline, which those that removed as much keep; the last is what the report does not know.
const STAGES: [&str; 5] = ["decode", "strip", "filter", "dedup", ""];

/// Stage and meaning of a reason, as far as the report has them.
fn known<'a>(report: &'a Report, name: &str) -> (&'a str, &'a str) {
    let found = report.reasons.iter().find(|reason| reason.name == name);
    found.map_or(("", ""), |reason| (reason.stage.as_str(), reason.meaning.as_str()))
}

/// The name of a reason with the mark of its family, as a link to what it did.
pub(super) fn label(report: &Report, name: &str) -> String {
    let (stage, meaning) = known(report, name);
    format!(
        "<a class=\"reason\" data-family=\"{}\" href=\"#review?reason={}\" title=\"{}\">{}</a>",
        family(name, stage).name,
        escaped(name),
        attribute(meaning),
        foreign(name)
    )
}

/// The table.
pub(super) fn table(html: &mut String, report: &Report) {
    let stats = &report.overview.stats;
    if stats.removed_by_reason.is_empty() {
        html.push_str("<p class=\"empty\">Nothing was removed or changed inside documents.</p>\n");
        return;
    }
    let most = stats.removed_by_reason.values().map(|removal| removal.words).max().unwrap_or(0);
    html.push_str("<ul class=\"key families\">");
    for family in FAMILIES {
        let _ =
            write!(html, "<li><i class=\"mark\" data-family=\"{}\"></i>{}</li>", family.name, family.title);
    }
    html.push_str(
        "</ul>\n<table class=\"wide\" id=\"removed-by-reason\"><thead><tr><th scope=\"col\">Reason</th><th scope=\"col\" class=\"bars\">\
         Words removed</th><th scope=\"col\" class=\"right\">Words</th><th scope=\"col\" class=\"right\">Of all words</th>\
         <th scope=\"col\" class=\"right\">Blocks</th><th scope=\"col\" class=\"right\">Edits</th>\
         <th scope=\"col\" class=\"right\">Documents</th></tr></thead>\n",
    );
    let mut groups = Vec::new();
    for stage in STAGES {
        let is_here = |name: &str| {
            let of = known(report, name).0;
            of == stage || (stage.is_empty() && !STAGES.contains(&of))
        };
        let rows: Vec<(&String, &Removal)> =
            stats.removed_by_reason.iter().filter(|(name, _)| is_here(name)).collect();
        if !rows.is_empty() {
            let words: u64 = rows.iter().map(|(_, removal)| removal.words).sum();
            groups.push((stage, words, rows));
        }
    }
    groups.sort_by_key(|(_, words, _)| std::cmp::Reverse(*words));
    for (stage, words, mut rows) in groups {
        rows.sort_by(|a, b| {
            (b.1.words, b.1.blocks + b.1.edits).cmp(&(a.1.words, a.1.blocks + a.1.edits)).then(a.0.cmp(b.0))
        });
        let _ = writeln!(
            html,
            "<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"2\">{}</th><td class=\"right\">{}</td><td class=\"right\">{}</td>\
             <td colspan=\"3\"></td></tr>",
            plain(if stage.is_empty() { "of no known stage" } else { stage }),
            grouped(words),
            plain(&share(words, stats.volume.words_in)),
        );
        for (name, removal) in rows {
            row(html, report, name, removal, most);
        }
        html.push_str("</tbody>\n");
    }
    html.push_str("</table>\n");
}

fn row(html: &mut String, report: &Report, name: &str, removal: &Removal, most: u64) {
    let path = |part: &str| format!("removed_by_reason.{name}.{part}");
    let (stage, meaning) = known(report, name);
    let _ = writeln!(
        html,
        "<tr data-reason=\"{}\" data-family=\"{}\"><th scope=\"row\">{}<span class=\"meaning\">{}</span></th>\
         <td class=\"bars\">{}</td><td class=\"right\">{}</td><td class=\"right\">{}</td><td class=\"right\">{}</td>\
         <td class=\"right\">{}</td><td class=\"right\">{}</td></tr>",
        attribute(name),
        family(name, stage).name,
        label(report, name),
        plain(meaning),
        bar(removal.words, most, "family"),
        figure(&path("words"), removal.words),
        plain(&share(removal.words, report.overview.stats.volume.words_in)),
        figure(&path("blocks"), removal.blocks),
        figure(&path("edits"), removal.edits),
        figure(&path("documents"), removal.documents),
    );
}
