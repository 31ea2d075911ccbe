//! What stands around the views: head, bar, empty places for what the script fills, data, foot.

use std::fmt::Write;

use serde::Serialize;

use tamis_pipeline::{Books, Volume};

use super::charts::{Chart, Scale, Series};
use super::families::{FAMILIES, Family, family};
use super::figures::compact;
use super::packed::packed;
use super::policy::policy;
use super::text::{foreign, plain};
use crate::{Coverage, Report};

/// Names of views, and what their tabs say.
const VIEWS: [(&str, &str); 5] = [
    ("overview", "Overview"),
    ("review", "Review"),
    ("duplicates", "Duplicates"),
    ("lines", "Lines"),
    ("compare", "Compare"),
];

/// What every report begins with, by which it is known when it is to be replaced.
pub(crate) const BEGIN: &str = "<!doctype html>\n<html lang=\"en\" data-report=\"tamis\">\n";

/// Doctype to the end of the head.
pub(super) fn head(html: &mut String, report: &Report, style: &str, script: &str) {
    let _ = write!(
        html,
        "{BEGIN}<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{} · tamis</title>\n<style>{style}</style>\n</head>\n<body>\n",
        policy(style, script),
        plain(&report.overview.name),
    );
    // Bars of what was removed are hatched, so that they can be told without colour.
    html.push_str(
        "<svg class=\"definitions\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\
         <pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect class=\"hatch-ground\" width=\"5\" height=\"5\"/><rect class=\"hatch-line\" width=\"2\" height=\"5\"/></pattern>\
         </defs></svg>\n",
    );
}

/// The name of the run, the tabs, and the buttons that belong to no view.
pub(super) fn bar(html: &mut String, report: &Report) {
    let name = foreign(&report.overview.name);
    let _ = write!(
        html,
        "<a class=\"skip\" href=\"#overview\">To the content</a>\n<header class=\"top\">\n\
         <div class=\"brand\"><span class=\"mark\">tamis</span><span class=\"run\">{name}</span></div>\n<nav aria-label=\"Views\">\n"
    );
    for (number, (view, title)) in (1..).zip(VIEWS) {
        if view == "compare" && report.comparison.is_none() {
            continue;
        }
        let current = if number == 1 { " aria-current=\"page\"" } else { "" };
        let _ = writeln!(
            html,
            "<a href=\"#{view}\" data-view=\"{view}\"{current}>{title}<kbd>{number}</kbd></a>"
        );
    }
    html.push_str(
        "</nav>\n<div class=\"tools\">\n<button type=\"button\" id=\"theme\" hidden>Theme: system</button>\n\
         <button type=\"button\" id=\"help\" hidden>Keys <kbd>?</kbd></button>\n</div>\n</header>\n\
         <noscript><p class=\"notice\">This is the overview. The other views need JavaScript, which runs from this file alone.</p></noscript>\n\
         <main id=\"content\">\n",
    );
}

/// Places for the views that the script makes.
pub(super) fn empty_views(html: &mut String, report: &Report) {
    for (view, title) in VIEWS.into_iter().skip(1) {
        if view == "compare" && report.comparison.is_none() {
            continue;
        }
        let _ = writeln!(
            html,
            "<section class=\"view\" id=\"view-{view}\" data-view=\"{view}\" aria-label=\"{title}\" hidden>"
        );
        if view == "duplicates" {
            cluster_sizes(html, report);
        }
        html.push_str("</section>\n");
    }
    html.push_str("<section class=\"view\" id=\"view-missing\" aria-label=\"Nothing here\" hidden></section>\n</main>\n");
}

/// Clusters by size, in classes that double.
fn cluster_sizes(html: &mut String, report: &Report) {
    let mut classes: Vec<(String, String, u64)> = Vec::new();
    let (mut first, mut end) = (2_u64, 3_u64);
    let largest = report.duplicates.sizes.keys().next_back().copied().unwrap_or(0);
    while first <= largest {
        let number = report.duplicates.sizes.range(first..end).map(|(_, number)| number).sum();
        let name = if end - first == 1 { first.to_string() } else { format!("{first}–{}", end - 1) };
        let beyond = if end - first == 1 { "" } else { "+" };
        classes.push((name, compact(first) + beyond, number));
        (first, end) = match first {
            2..=4 => (end, end + 1),
            5 => (6, 11),
            _ => (end, (end - 1).saturating_mul(2).saturating_add(1)),
        };
        if first == u64::MAX {
            break;
        }
    }
    if classes.is_empty() {
        return;
    }
    let chart = Chart {
        title: "Clusters by size",
        note: "Documents in a cluster, the one that stays included.",
        axis: "documents",
        bins: classes.iter().map(|class| class.0.clone()).collect(),
        ticks: classes.iter().map(|class| class.1.clone()).collect(),
        series: vec![Series {
            name: "clusters",
            class: "in",
            figure: None,
            values: classes.iter().map(|class| class.2).collect(),
            drawn: true,
        }],
        scale: Scale::Linear,
        stacked: false,
    };
    html.push_str("<div class=\"cluster-sizes\" id=\"cluster-sizes\">\n");
    chart.write(html);
    html.push_str("</div>\n");
}

/// What the script has to know at once.
#[derive(Serialize)]
struct Known<'a> {
    run: &'a str,
    reasons: Vec<KnownReason<'a>>,
    families: [Family; 8],
    review: Coverage,
    has_trace: bool,
    duplicates: Coverage,
    lines: Coverage,
    gaps: &'a [String],
    books: Books,
    volume: Volume,
}

#[derive(Serialize)]
struct KnownReason<'a> {
    name: &'a str,
    stage: &'a str,
    meaning: &'a str,
    family: &'static str,
}

/// The data elements.
pub(super) fn data(html: &mut String, report: &Report) {
    let reasons = report.reasons.iter().map(|reason| KnownReason {
        name: &reason.name,
        stage: &reason.stage,
        meaning: &reason.meaning,
        family: family(&reason.name, &reason.stage).name,
    });
    let known = Known {
        run: &report.overview.name,
        reasons: reasons.collect(),
        families: FAMILIES,
        review: report.review.coverage,
        has_trace: report.review.has_trace,
        duplicates: report.duplicates.coverage,
        lines: report.lines.coverage,
        gaps: &report.gaps,
        books: report.overview.stats.books,
        volume: report.overview.stats.volume,
    };
    block(html, "page", &packed(&known));
    block(html, "review", &packed(&report.review));
    block(html, "duplicates", &packed(&report.duplicates));
    block(html, "lines", &packed(&report.lines));
    if let Some(comparison) = &report.comparison {
        block(html, "compare", &packed(comparison));
    }
}

fn block(html: &mut String, name: &str, content: &str) {
    let _ = writeln!(html, "<script type=\"application/octet-stream\" id=\"data-{name}\">{content}</script>");
}

/// The places of messages and dialogs, and the script.
pub(super) fn foot(html: &mut String, script: &str) {
    let _ = write!(
        html,
        "<div id=\"message\" role=\"status\" aria-live=\"polite\"></div>\n<script>{script}</script>\n</body>\n</html>\n"
    );
}
