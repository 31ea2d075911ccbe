//! One file of HTML of a report: what stands in it before a script runs, and the data that its script shows.

mod charts;
mod distributions;
mod documents;
mod families;
mod figures;
mod flow;
mod frame;
mod hosts;
mod overview;
mod packed;
mod policy;
mod reasons;
mod text;

pub(crate) use self::frame::BEGIN;
use crate::Report;

/// All rules of style, for screens light and dark and for paper.
const STYLE: &str = concat!(
    include_str!("../../assets/css/base.css"),
    include_str!("../../assets/css/overview.css"),
    include_str!("../../assets/css/panes.css"),
    include_str!("../../assets/css/review.css"),
    include_str!("../../assets/css/print.css"),
);

/// The script: its files in one scope, in an order in which each knows those before it.
const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("../../assets/js/page.js"),
    include_str!("../../assets/js/dom.js"),
    include_str!("../../assets/js/data.js"),
    include_str!("../../assets/js/router.js"),
    include_str!("../../assets/js/list.js"),
    include_str!("../../assets/js/difference.js"),
    include_str!("../../assets/js/filters.js"),
    include_str!("../../assets/js/blocks.js"),
    include_str!("../../assets/js/decision.js"),
    include_str!("../../assets/js/review.js"),
    include_str!("../../assets/js/duplicates.js"),
    include_str!("../../assets/js/lines.js"),
    include_str!("../../assets/js/compare.js"),
    include_str!("../../assets/js/keys.js"),
    "start();\n})();\n",
);

/// The page: UTF-8, complete, with everything in it. Texts of pages stand in it as text alone, and a strict policy forbids it
/// to load or run anything else. The same report gives the same bytes.
pub fn page(report: &Report) -> Vec<u8> {
    let mut html = String::new();
    frame::head(&mut html, report, STYLE, SCRIPT);
    frame::bar(&mut html, report);
    overview::view(&mut html, report);
    frame::empty_views(&mut html, report);
    frame::data(&mut html, report);
    frame::foot(&mut html, SCRIPT);
    html.into_bytes()
}

#[cfg(test)]
mod tests;
