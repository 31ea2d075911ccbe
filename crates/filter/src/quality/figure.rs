use tamis_core::Reason;

use crate::Finding;

/// What a rule measured in a document, and what it asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The rule.
    pub rule: Reason,
    /// What was counted, such as `words`; empty if the name of the rule says it.
    pub unit: &'static str,
    /// The figure: a count, a mean, or a share from 0 to 1.
    pub value: f64,
    /// The least that passes, if there is one.
    pub minimum: Option<f64>,
    /// The most that passes, if there is one.
    pub maximum: Option<f64>,
}

/// Decimals that a figure is first told with; more where it would look like its threshold.
const DECIMALS: usize = 2;
/// Decimals at most.
const MAX_DECIMALS: usize = 15;

impl Figure {
    /// A figure that must not be below a threshold.
    pub(super) fn at_least(rule: Reason, unit: &'static str, value: f64, minimum: f64) -> Self {
        Figure { rule, unit, value, minimum: Some(minimum), maximum: None }
    }

    /// A figure that must not be above a threshold.
    pub(super) fn at_most(rule: Reason, unit: &'static str, value: f64, maximum: f64) -> Self {
        Figure { rule, unit, value, minimum: None, maximum: Some(maximum) }
    }

    /// A figure that must be within two thresholds.
    pub(super) fn within(rule: Reason, unit: &'static str, value: f64, minimum: f64, maximum: f64) -> Self {
        Figure { rule, unit, value, minimum: Some(minimum), maximum: Some(maximum) }
    }

    /// Whether the document keeps the rule, as far as this figure goes. What cannot be measured passes.
    pub fn passes(&self) -> bool {
        !self.is_below() && !self.is_above()
    }

    fn is_below(&self) -> bool {
        self.minimum.is_some_and(|minimum| self.value < minimum)
    }

    fn is_above(&self) -> bool {
        self.maximum.is_some_and(|maximum| self.value > maximum)
    }

    /// The figure beside the threshold that it breaks, such as `37 words < 50`; nothing if it passes.
    pub fn evidence(&self) -> Option<String> {
        let (sign, limit) = match (self.minimum, self.maximum) {
            (Some(minimum), _) if self.is_below() => ('<', minimum),
            (_, Some(maximum)) if self.is_above() => ('>', maximum),
            _ => return None,
        };
        let blank = if self.unit.is_empty() { "" } else { " " };
        Some(format!("{}{blank}{} {sign} {limit}", told(self.value, limit), self.unit))
    }

    /// Why the document goes, if the figure breaks the rule.
    pub(super) fn finding(&self) -> Option<Finding> {
        self.evidence().map(|evidence| Finding::new(self.rule, evidence))
    }
}

/// A figure with as few decimals as tell it from its threshold.
fn told(value: f64, limit: f64) -> String {
    let with = |decimals: usize| {
        let text = format!("{value:.decimals$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    let limit = limit.to_string();
    (DECIMALS..MAX_DECIMALS).map(with).find(|text| *text != limit).unwrap_or_else(|| value.to_string())
}

/// A share of a whole, 0 of nothing.
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_tells_the_figure_from_its_threshold() {
        let check = |figure: Figure, expect: Option<&str>| assert_eq!(figure.evidence().as_deref(), expect);
        let rule = Reason::GopherWordCount;
        check(Figure::within(rule, "words", 37.0, 50.0, 100.0), Some("37 words < 50"));
        check(Figure::within(rule, "words", 101.0, 50.0, 100.0), Some("101 words > 100"));
        check(Figure::within(rule, "words", 50.0, 50.0, 100.0), None);
        check(Figure::at_most(rule, "", 11.4, 10.0), Some("11.4 > 10"));
        check(Figure::at_most(rule, "", 0.300_01, 0.3), Some("0.30001 > 0.3"));
        check(Figure::at_least(rule, "", f64::NAN, 0.3), None);
    }
}
