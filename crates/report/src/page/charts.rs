//! Histograms: plain SVG, and the same figures as a table below.

use std::fmt::Write;

use super::figures::{compact, figure, grouped};
use super::text::{attribute, plain};

/// How heights follow counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// As they are.
    Linear,
    /// By their logarithm, so that small classes show beside large ones.
    Logarithmic,
}

/// Counts of one kind, one for each class.
pub(super) struct Series {
    pub(super) name: &'static str,
    /// Its class of colour.
    pub(super) class: &'static str,
    /// Its path in `stats.json`, if it stands there; classes are numbered behind it.
    pub(super) figure: Option<&'static str>,
    pub(super) values: Vec<u64>,
    /// Whether it is drawn; else it stands in the table alone.
    pub(super) drawn: bool,
}

/// A histogram of one or two series over the same classes.
pub(super) struct Chart {
    pub(super) title: &'static str,
    /// What is counted, and how to read it.
    pub(super) note: &'static str,
    /// What the classes are.
    pub(super) axis: &'static str,
    /// Names of the classes.
    pub(super) bins: Vec<String>,
    /// What stands below each class; empty: nothing.
    pub(super) ticks: Vec<String>,
    pub(super) series: Vec<Series>,
    pub(super) scale: Scale,
    /// Whether series stand on each other, rather than beside each other.
    pub(super) stacked: bool,
}

/// Size of the picture and edges of what is drawn, in its units.
const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 168.0;
const LEFT: f64 = 40.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 146.0;

impl Chart {
    /// Writes the figure.
    pub(super) fn write(&self, html: &mut String) {
        let _ = write!(
            html,
            "<figure class=\"chart\"><figcaption><h3>{}</h3><p>{}</p>",
            self.title,
            plain(self.note)
        );
        if self.drawn().count() > 1 {
            html.push_str("<ul class=\"key\">");
            for series in self.drawn() {
                let _ = write!(html, "<li><i class=\"swatch {}\"></i>{}</li>", series.class, series.name);
            }
            html.push_str("</ul>");
        }
        html.push_str("</figcaption>");
        let shown = self.shown();
        let most = self.most();
        if most == 0 {
            html.push_str("<p class=\"empty\">Nothing was counted.</p>");
        } else {
            self.picture(html, shown, most);
        }
        self.table(html);
        html.push_str("</figure>\n");
    }

    fn drawn(&self) -> impl Iterator<Item = &Series> {
        self.series.iter().filter(|series| series.drawn)
    }

    /// Classes up to the last that has any: the others stand in the table alone.
    fn shown(&self) -> usize {
        let last =
            |series: &Series| series.values.iter().rposition(|value| *value > 0).map_or(0, |at| at + 1);
        self.series.iter().map(last).max().unwrap_or(0).max(self.bins.len().min(8))
    }

    fn most(&self) -> u64 {
        let height = |at: usize| {
            let values = self.drawn().map(|series| series.values.get(at).copied().unwrap_or(0));
            if self.stacked { values.sum() } else { values.max().unwrap_or(0) }
        };
        (0..self.bins.len()).map(height).max().unwrap_or(0)
    }

    /// Height of a count, where `most` is as high as a count gets.
    fn height(&self, value: u64, most: u64) -> f64 {
        if value == 0 {
            return 0.0;
        }
        let part = match self.scale {
            Scale::Linear => value as f64 / most as f64,
            Scale::Logarithmic => (1.0 + value as f64).ln() / (1.0 + most as f64).ln(),
        };
        (part * (BOTTOM - TOP)).max(1.0)
    }

    fn picture(&self, html: &mut String, shown: usize, most: u64) {
        let _ = write!(
            html,
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
            attribute(&format!("{}. {} The figures stand in the table below.", self.title, self.note))
        );
        for tick in self.levels(most) {
            let y = BOTTOM - self.height(tick, most);
            let _ = write!(
                html,
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 6.0,
                y + 3.5,
                compact(tick)
            );
        }
        let pitch = (WIDTH - LEFT) / shown as f64;
        for at in 0..shown {
            let x = LEFT + pitch * at as f64;
            self.class_of_bars(html, at, x, pitch, most);
            if let Some(tick) = self.ticks.get(at).filter(|tick| !tick.is_empty()) {
                let _ = write!(
                    html,
                    "<text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                    x + pitch / 2.0,
                    BOTTOM + 13.0,
                    plain(tick)
                );
            }
        }
        let _ = write!(
            html,
            "<line class=\"base\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{BOTTOM}\" y2=\"{BOTTOM}\"/></svg>"
        );
    }

    fn class_of_bars(&self, html: &mut String, at: usize, x: f64, pitch: f64, most: u64) {
        let bin = self.bins.get(at).map_or("", String::as_str);
        let inset = (pitch * 0.14).min(4.0);
        let room = pitch - 2.0 * inset;
        let beside = if self.stacked { 1 } else { self.drawn().count().max(1) };
        let width = room / beside as f64;
        let mut below = 0.0;
        for (number, series) in self.drawn().enumerate() {
            let value = series.values.get(at).copied().unwrap_or(0);
            let height = self.height(value, most);
            let left = x + inset + if self.stacked { 0.0 } else { width * number as f64 };
            let name = if self.drawn().count() > 1 { format!("{} ", series.name) } else { String::new() };
            let _ = write!(
                html,
                "<g><title>{}</title><rect class=\"hit\" x=\"{left:.2}\" y=\"{TOP}\" width=\"{width:.2}\" height=\"{:.2}\"/>\
                 <rect class=\"column {}\" x=\"{left:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{height:.2}\"/></g>",
                plain(&format!("{bin} {}: {name}{}", self.axis, grouped(value))),
                BOTTOM - TOP - below,
                series.class,
                BOTTOM - below - height,
                (width - if beside > 1 { 0.8 } else { 0.0 }).max(0.8),
            );
            if self.stacked {
                below += height;
            }
        }
    }

    /// Round counts at which a line is drawn.
    fn levels(&self, most: u64) -> Vec<u64> {
        if self.scale == Scale::Logarithmic {
            let levels: Vec<u64> = powers_up_to(most).collect();
            let step = levels.len().div_ceil(5).max(1);
            return levels.into_iter().step_by(step).collect();
        }
        let power = powers_up_to(most).last().unwrap_or(1);
        let wide = most / power;
        let step = match wide {
            0 | 1 => (power / 2).max(1),
            2..=4 => power,
            _ => power.saturating_mul(2),
        };
        (1..)
            .map(|times: u64| step.saturating_mul(times))
            .take_while(|level| *level <= most)
            .take(6)
            .collect()
    }

    fn table(&self, html: &mut String) {
        let _ = write!(
            html,
            "<details class=\"as-table\"><summary>Figures</summary><table><thead><tr><th scope=\"col\">{}</th>",
            self.axis
        );
        for series in &self.series {
            let _ = write!(html, "<th scope=\"col\" class=\"right\">{}</th>", series.name);
        }
        html.push_str("</tr></thead><tbody>");
        for (at, bin) in self.bins.iter().enumerate() {
            let _ = write!(html, "<tr><th scope=\"row\">{}</th>", plain(bin));
            for series in &self.series {
                let value = series.values.get(at).copied().unwrap_or(0);
                let cell = match series.figure {
                    Some(path) => figure(&format!("{path}.{at}"), value),
                    None => grouped(value),
                };
                let _ = write!(html, "<td class=\"right\">{cell}</td>");
            }
            html.push_str("</tr>");
        }
        html.push_str("</tbody></table></details>");
    }
}

/// Powers of ten from 1 on.
fn powers_up_to(most: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(1_u64), |power| power.checked_mul(10)).take_while(move |power| *power <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_end_with_the_largest_number() {
        let check = |most: u64, number: usize, last: Option<u64>| {
            assert_eq!((powers_up_to(most).count(), powers_up_to(most).last()), (number, last));
        };
        check(0, 0, None);
        check(9, 1, Some(1));
        check(1000, 4, Some(1000));
        check(u64::MAX, 20, Some(10_000_000_000_000_000_000));
    }
}
