//! Numbers as they are read, each with the exact figure beside it.

use super::text::attribute;

/// `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    separated(&number.to_string())
}

/// Digits with a comma before every third from the end.
pub(super) fn separated(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `12.3 %`, with a space that does not break; what is neither none nor all never reads as if it were.
pub(super) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let percent = part as f64 * 100.0 / whole as f64;
    match percent {
        _ if part == 0 => "0\u{a0}%".to_owned(),
        _ if part == whole => "100\u{a0}%".to_owned(),
        _ if percent < 0.1 => "<\u{a0}0.1\u{a0}%".to_owned(),
        _ if part < whole && percent >= 99.95 => ">\u{a0}99.9\u{a0}%".to_owned(),
        _ => format!("{percent:.1}\u{a0}%"),
    }
}

/// `1.2k`, for axes and narrow places.
pub(super) fn compact(number: u64) -> String {
    let steps = [(1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")];
    for (step, sign) in steps {
        if number >= step {
            let value = number as f64 / step as f64;
            let decimals = usize::from(value < 9.95 && !number.is_multiple_of(step));
            return format!("{value:.decimals$}{sign}");
        }
    }
    number.to_string()
}

/// `12.3 MB`, in powers of a thousand.
pub(super) fn bytes(number: u64) -> String {
    for (step, sign) in [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")] {
        if number >= step {
            return format!("{:.1}\u{a0}{sign}", number as f64 / step as f64);
        }
    }
    format!("{number} bytes")
}

/// `1 document`, `1,234 documents`.
pub(super) fn counted(number: u64, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {one}{plural}", grouped(number))
}

/// A figure of `stats.json` with its path there, so that a test can compare both.
pub(super) fn figure(path: &str, value: u64) -> String {
    shown(path, value, &grouped(value))
}

/// The same, in other words than its digits.
pub(super) fn shown(path: &str, value: u64, words: &str) -> String {
    let path = attribute(path);
    format!("<span class=\"number\" data-figure=\"{path}\" data-value=\"{value}\">{words}</span>")
}

/// A bar of a part of a whole.
pub(super) fn bar(part: u64, whole: u64, class: &str) -> String {
    let width = if whole == 0 { 0.0 } else { (part as f64 * 100.0 / whole as f64).min(100.0) };
    // What is there shows, however little it is.
    let width = if part > 0 { width.max(0.6) } else { 0.0 };
    format!(
        "<svg class=\"bar {class}\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"bar-ground\" width=\"100\" height=\"8\"/><rect class=\"bar-part\" width=\"{width:.2}\" height=\"8\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_are() {
        for (number, expect) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), expect);
        }
        for (number, expect) in
            [(999, "999"), (1000, "1k"), (1234, "1.2k"), (12_345, "12k"), (9_960, "10k"), (2_500_000, "2.5M")]
        {
            assert_eq!(compact(number), expect);
        }
        for (part, whole, expect) in [
            (0, 0, "–"),
            (0, 5, "0\u{a0}%"),
            (5, 5, "100\u{a0}%"),
            (1, 8, "12.5\u{a0}%"),
            (1, 100_000, "<\u{a0}0.1\u{a0}%"),
            (99_999, 100_000, ">\u{a0}99.9\u{a0}%"),
        ] {
            assert_eq!(share(part, whole), expect);
        }
        assert_eq!(bytes(12_345_678), "12.3\u{a0}MB");
        assert_eq!(counted(1, "word"), "1 word");
    }
}
