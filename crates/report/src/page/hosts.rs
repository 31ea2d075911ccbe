//! Removal by host or source.

use std::fmt::Write;

use super::documents::coverage;
use super::figures::{bar, grouped, share};
use super::reasons::label;
use super::text::{attribute, escaped, foreign, plain};
use crate::{HostFigures, Report};

/// Reasons named for a host, those with most words.
const REASONS: usize = 3;

/// The table.
pub(super) fn table(html: &mut String, report: &Report) {
    let hosts = &report.overview.hosts;
    let _ = write!(
        html,
        "<p class=\"coverage\">{}",
        coverage(hosts.coverage.taken, hosts.coverage.all, "document", &report.gaps)
    );
    let shown = hosts.rows.len() as u64;
    if shown < hosts.number {
        let _ = write!(
            html,
            " The {} of {} hosts and sources that lost most words.",
            grouped(shown),
            grouped(hosts.number)
        );
    }
    html.push_str("</p>\n");
    if hosts.rows.is_empty() {
        html.push_str("<p class=\"empty\">No documents were looked at.</p>\n");
        return;
    }
    html.push_str(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Removal by host\"><table class=\"wide\" id=\"hosts\"><thead><tr>\
         <th scope=\"col\">Host or source</th><th scope=\"col\" class=\"right\">Documents</th><th scope=\"col\" class=\"right\">Kept</th>\
         <th scope=\"col\" class=\"right\">Duplicates</th><th scope=\"col\" class=\"right\">Dropped</th>\
         <th scope=\"col\" class=\"right\">Words in</th><th scope=\"col\" class=\"right\">Removed</th>\
         <th scope=\"col\" class=\"bars\">Share removed</th><th scope=\"col\">Mainly</th></tr></thead><tbody>\n",
    );
    for host in &hosts.rows {
        row(html, report, host);
    }
    html.push_str("</tbody></table></div>\n");
}

fn row(html: &mut String, report: &Report, host: &HostFigures) {
    let removed: u64 = host.removed.values().sum();
    let mut reasons: Vec<(&String, u64)> = host.removed.iter().map(|(name, words)| (name, *words)).collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let reasons: Vec<String> = reasons
        .iter()
        .filter(|(_, words)| *words > 0)
        .take(REASONS)
        .map(|(name, words)| {
            format!(
                "{}&nbsp;<span class=\"faint\">{}</span>",
                label(report, name),
                plain(&share(*words, removed))
            )
        })
        .collect();
    let name = if host.host.is_empty() { "<em>not known</em>".to_owned() } else { foreign(&host.host) };
    let _ = writeln!(
        html,
        "<tr data-host=\"{}\"><th scope=\"row\"><a href=\"#review?host={}\">{name}</a></th><td class=\"right\">{}</td><td class=\"right\">{}</td>\
         <td class=\"right\">{}</td><td class=\"right\">{}</td><td class=\"right\">{}</td><td class=\"right\">{}</td>\
         <td class=\"bars\">{}</td><td class=\"mainly\">{}</td></tr>",
        attribute(&host.host),
        escaped(&host.host),
        grouped(host.documents),
        grouped(host.kept),
        grouped(host.duplicates),
        grouped(host.dropped),
        grouped(host.words_in),
        plain(&share(removed, host.words_in)),
        bar(removed, host.words_in, "dropped"),
        reasons.join(" "),
    );
}
