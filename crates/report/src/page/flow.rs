//! Where something went: one bar on the left, its parts on the right, bands between them to scale.

use std::fmt::Write;

use super::figures::{grouped, share};
use super::text::{attribute, plain};

/// A part of a flow.
pub(super) struct Branch {
    /// What it is called.
    pub(super) label: &'static str,
    /// Its class of colour.
    pub(super) class: &'static str,
    /// Its path in `stats.json`; empty if it is the difference of two.
    pub(super) path: &'static str,
    /// How much of the whole it is.
    pub(super) value: u64,
}

/// Height of the whole, of a label, and least height of what is there, in units of the picture.
const WHOLE: f64 = 150.0;
const LABEL: f64 = 27.0;
const LEAST: f64 = 2.5;
const GAP: f64 = 7.0;
/// Left edges of the left bar and the right ones, and how wide bars are.
const LEFT: f64 = 150.0;
const RIGHT: f64 = 366.0;
const BAR: f64 = 9.0;
const WIDTH: f64 = 640.0;

/// Writes the picture of a whole (its label, path and value) and its parts.
pub(super) fn write(html: &mut String, title: &str, whole: (&str, &str, u64), branches: &[Branch]) {
    let (label, path, all) = whole;
    let height_of = |value: u64| {
        if value == 0 || all == 0 { 0.0 } else { (value as f64 / all as f64 * WHOLE).max(LEAST) }
    };
    let left_height: f64 = branches.iter().map(|branch| height_of(branch.value)).sum();
    let slots: Vec<f64> = branches.iter().map(|branch| height_of(branch.value).max(LABEL)).collect();
    let right_height = slots.iter().sum::<f64>() + GAP * (slots.len().saturating_sub(1)) as f64;
    let height = right_height.max(left_height).max(LABEL * 2.0) + 4.0;
    let top = (height - left_height) / 2.0;
    let middle = height / 2.0;
    let summary = branches
        .iter()
        .map(|branch| format!("{} {} ({})", grouped(branch.value), branch.label, share(branch.value, all)))
        .collect::<Vec<_>>();
    let _ = write!(
        html,
        "<figure class=\"flow\"><svg viewBox=\"0 0 {WIDTH} {height:.1}\" role=\"img\" aria-label=\"{}\">\
         <text class=\"flow-whole\" x=\"{:.1}\" y=\"{middle:.1}\" text-anchor=\"end\" data-figure=\"{path}\" data-value=\"{all}\">{}</text>\
         <text class=\"flow-label\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\
         <rect class=\"flow-bar\" x=\"{LEFT}\" y=\"{top:.2}\" width=\"{BAR}\" height=\"{left_height:.2}\"/>",
        attribute(&format!("{title}: of {} {label}, {}", grouped(all), summary.join(", "))),
        LEFT - 10.0,
        grouped(all),
        LEFT - 10.0,
        middle + 16.0,
        plain(label),
    );
    let (mut from, mut slot_top) = (top, 2.0);
    for (branch, slot) in branches.iter().zip(&slots) {
        let height = height_of(branch.value);
        let to = slot_top + (slot - height) / 2.0;
        if height > 0.0 {
            let (start, end) = (LEFT + BAR, RIGHT);
            let bend = f64::midpoint(start, end);
            let _ = write!(
                html,
                "<path class=\"band {class}\" d=\"M{start} {from:.2}C{bend} {from:.2} {bend} {to:.2} {end} {to:.2}\
                 V{:.2}C{bend} {:.2} {bend} {:.2} {start} {:.2}Z\"/>\
                 <rect class=\"flow-part {class}\" x=\"{RIGHT}\" y=\"{to:.2}\" width=\"{BAR}\" height=\"{height:.2}\"/>",
                to + height,
                to + height,
                from + height,
                from + height,
                class = branch.class,
            );
        }
        branch_label(html, branch, all, slot_top + slot / 2.0);
        from += height;
        slot_top += slot + GAP;
    }
    html.push_str("</svg></figure>\n");
}

fn branch_label(html: &mut String, branch: &Branch, all: u64, middle: f64) {
    let figure = if branch.path.is_empty() {
        String::new()
    } else {
        format!(" data-figure=\"{}\" data-value=\"{}\"", branch.path, branch.value)
    };
    let none = if branch.value == 0 { " none" } else { "" };
    let y = middle + 4.5;
    let _ = write!(
        html,
        "<text class=\"flow-name{none}\" x=\"{:.1}\" y=\"{y:.1}\">{}</text>\
         <text class=\"flow-number{none}\" x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\"{figure}>{}</text>\
         <text class=\"flow-share{none}\" x=\"{WIDTH}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
        RIGHT + BAR + 12.0,
        branch.label,
        WIDTH - 66.0,
        grouped(branch.value),
        plain(&share(branch.value, all)),
    );
}
