//! What happened to whole documents and records, and what they are: small tables of names and counts.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::figures::{bar, counted, figure, share};
use super::reasons::label;
use super::text::{foreign, plain};
use crate::Report;

/// Rows of a small table that are seen at once; further ones are folded away.
const SHOWN: usize = 8;

/// A table of counts by name.
struct Counts<'a> {
    title: &'a str,
    /// What it says if there is nothing to count.
    none: &'a str,
    /// Its path in `stats.json`.
    path: &'a str,
    numbers: &'a BTreeMap<String, u64>,
    /// What its shares are of.
    whole: u64,
    /// Whether its names are reasons.
    reasons: bool,
}

/// All small tables.
pub(super) fn tables(html: &mut String, report: &Report) {
    let stats = &report.overview.stats;
    let documents = stats.books.kept + stats.books.duplicates + stats.books.dropped;
    let by = |title, none, path, numbers, whole| Counts { title, none, path, numbers, whole, reasons: false };
    let all = [
        Counts {
            reasons: true,
            ..by(
                "Documents taken out, by reason",
                "No document was taken out.",
                "documents_by_reason",
                &stats.documents_by_reason,
                documents,
            )
        },
        by(
            "Records rejected, by cause",
            "No record was rejected.",
            "rejected_by_cause",
            &stats.rejected_by_cause,
            stats.books.records_in,
        ),
        by(
            "Skipped, by type",
            "Nothing was skipped.",
            "skipped_by_type",
            &stats.skipped_by_type,
            stats.books.records_in,
        ),
        by("Languages", "Languages were not identified.", "languages", &stats.languages, documents),
        by("Charsets", "No charset had to be told.", "charsets", &stats.charsets, documents),
        by("Flags", "No document has a flag.", "flags", &stats.flags, documents),
        by("Decoding, by step", "Nothing was decoded.", "decode_steps", &stats.decode_steps, 0),
    ];
    html.push_str("<div class=\"small-tables\">\n");
    for counts in &all {
        counts.write(html, report);
    }
    html.push_str("</div>\n");
}

impl Counts<'_> {
    fn write(&self, html: &mut String, report: &Report) {
        let _ = write!(html, "<section class=\"counts\"><h3>{}</h3>", self.title);
        if self.numbers.is_empty() {
            let _ = writeln!(html, "<p class=\"empty\">{}</p></section>", self.none);
            return;
        }
        let mut rows: Vec<(&String, u64)> = self.numbers.iter().map(|(name, count)| (name, *count)).collect();
        rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let most = rows.first().map_or(0, |row| row.1);
        let (first, rest) = rows.split_at(rows.len().min(SHOWN));
        self.rows(html, report, first, most);
        if !rest.is_empty() {
            let _ = write!(html, "<details><summary>{} more</summary>", rest.len());
            self.rows(html, report, rest, most);
            html.push_str("</details>");
        }
        html.push_str("</section>\n");
    }

    fn rows(&self, html: &mut String, report: &Report, rows: &[(&String, u64)], most: u64) {
        html.push_str("<table><tbody>");
        for (name, count) in rows {
            let shown = if self.reasons { label(report, name) } else { foreign(name) };
            let of = if self.whole > 0 { share(*count, self.whole) } else { String::new() };
            let _ = write!(
                html,
                "<tr><th scope=\"row\">{shown}</th><td class=\"bars\">{}</td><td class=\"right\">{}</td><td class=\"right faint\">{}</td></tr>",
                bar(*count, most, "plain"),
                figure(&format!("{}.{name}", self.path), *count),
                super::text::plain(&of),
            );
        }
        html.push_str("</tbody></table>");
    }
}

/// What was found by comparing documents and by counting lines that recur, if that was done.
pub(super) fn findings(html: &mut String, report: &Report) {
    let stats = &report.overview.stats;
    if let Some(found) = &stats.dedup {
        let rows = [
            ("Documents compared", "documents", found.documents),
            ("Same bytes as one that stays", "same_bytes", found.same_bytes),
            ("Same words", "same_words", found.same_words),
            ("Near-duplicates", "near", found.near),
            ("Contained in another", "contained", found.contained),
            ("Clusters", "clusters", found.clusters),
            ("Documents in the largest", "largest", found.largest),
            ("Pages of one template, told apart", "templates", found.templates),
            ("Pairs compared in full", "verified", found.verified),
            ("Words of copies", "copied_words", found.copied_words),
            ("Bytes of copies", "copied_bytes", found.copied_bytes),
        ];
        list(html, "Comparison of documents", "dedup", &rows);
    }
    if let Some(found) = &stats.boilerplate {
        let rows = [
            ("Stories counted", "stories", found.stories),
            ("Sources with recurring lines", "sources", found.sources),
            ("Recurring lines", "lines", found.lines),
            ("Blocks found among them", "blocks_found", found.blocks_found),
        ];
        list(
            html,
            if found.learned {
                "Lines that recur, learned in this run"
            } else {
                "Lines that recur, from a file"
            },
            "boilerplate",
            &rows,
        );
    }
}

fn list(html: &mut String, title: &str, path: &str, rows: &[(&str, &str, u64)]) {
    let _ = write!(html, "<section class=\"counts\"><h3>{title}</h3><table><tbody>");
    for (name, part, value) in rows {
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{name}</th><td class=\"right\">{}</td></tr>",
            figure(&format!("{path}.{part}"), *value)
        );
    }
    html.push_str("</tbody></table></section>\n");
}

/// How much of a run a view was made from, in words.
pub(super) fn coverage(taken: u64, all: u64, one: &str, gaps: &[String]) -> String {
    if taken >= all {
        format!("All {} of the run.", counted(all, one))
    } else if !gaps.is_empty() {
        format!("{} of {}. {}", super::figures::grouped(taken), counted(all, one), plain(&gaps.join(" ")))
    } else {
        format!("{} of {}, chosen by a hash of their ids.", super::figures::grouped(taken), counted(all, one))
    }
}
