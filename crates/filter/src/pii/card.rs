//! Numbers of payment cards: ISO/IEC 7812, by the ranges of the issuers, the checksum and the way they are grouped.

use super::digits::{Cluster, Separator};
use super::text::{address_before, byte, char_at, char_before};
use std::ops::Range;

/// How the digits of a card are grouped in print. A number without groups has any length of its issuer.
const GROUPINGS: &[&[usize]] = &[
    &[4, 4, 4, 4],
    &[4, 6, 5],
    &[4, 6, 4],
    &[4, 4, 4, 4, 3],
    &[4, 4, 4, 2],
    &[4, 5, 6],
    &[6, 13],
    &[4, 3, 3, 3],
    &[4, 4, 5],
];

/// The card among the groups of a cluster.
pub(super) fn find(text: &str, cluster: &Cluster, floor: usize) -> Option<Range<usize>> {
    (0..cluster.groups.len()).find_map(|first| at_group(text, cluster, first, floor))
}

fn at_group(text: &str, cluster: &Cluster, first: usize, floor: usize) -> Option<Range<usize>> {
    let lone = cluster.groups.get(first).filter(|group| group.count >= 14).map(|_| 1);
    let fit = GROUPINGS
        .iter()
        .filter(|grouping| fits(cluster, first, grouping))
        .map(|grouping| grouping.len())
        .max();
    let count = lone.or(fit)?;
    let (start, last) = (cluster.groups.get(first)?, cluster.groups.get(first + count - 1)?);
    let digits = cluster.digits.get(start.from..last.from + last.count)?;
    if !is_issued(digits) || !luhn(digits) || !stands_alone(text, start.start, last.end, floor) {
        return None;
    }
    // A group of the same width before or behind makes it a row of numbers.
    let row =
        |at: Option<usize>| at.and_then(|at| cluster.groups.get(at)).is_some_and(|group| group.count == 4);
    if count > 1 && (row(first.checked_sub(1)) || row(Some(first + count))) {
        return None;
    }
    (!is_repeated(digits)).then_some(start.start..last.end)
}

/// Whether the groups have these widths and one and the same blank or hyphen between them.
fn fits(cluster: &Cluster, first: usize, grouping: &[usize]) -> bool {
    let Some(groups) = cluster.groups.get(first..first + grouping.len()) else { return false };
    let Some(second) = groups.get(1) else { return false };
    groups.iter().zip(grouping).all(|(group, width)| group.count == *width)
        && matches!(second.before, Separator::Space | Separator::Hyphen)
        && groups.iter().skip(1).all(|group| group.before == second.before)
}

/// Whether an issuer gives out numbers that begin so and are so long.
fn is_issued(digits: &[u8]) -> bool {
    let prefix = |count: usize| {
        digits.iter().take(count).fold(0_u32, |number, digit| number * 10 + u32::from(digit - b'0'))
    };
    match digits.len() {
        13 => prefix(1) == 4,
        14 => matches!(prefix(3), 300..=305 | 309) || matches!(prefix(2), 36 | 38 | 39),
        15 => matches!(prefix(2), 34 | 37),
        16..=19 => {
            let visa = prefix(1) == 4 && digits.len() != 17;
            let mastercard =
                digits.len() == 16 && (matches!(prefix(2), 51..=55) || matches!(prefix(4), 2221..=2720));
            let discover = prefix(4) == 6011 || matches!(prefix(3), 644..=649) || prefix(2) == 65;
            let jcb = matches!(prefix(4), 3528..=3589);
            let maestro = matches!(prefix(4), 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763);
            let others = matches!(prefix(4), 2200..=2204) || matches!(prefix(2), 60 | 62 | 81);
            visa || mastercard || discover || jcb || maestro || others
        }
        _ => false,
    }
}

/// The checksum of ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(digit - b'0')) {
            (0, value) => value,
            (_, value) if value > 4 => value * 2 - 9,
            (_, value) => value * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Rows of one digit, such as `4444 4444 4444 4444`, stand for any number.
fn is_repeated(digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| pair.first() == pair.last())
}

/// Whether it is no part of a longer number, of a name or of an address of the web.
fn stands_alone(text: &str, start: usize, end: usize, floor: usize) -> bool {
    let glued = |c: char| {
        c.is_alphanumeric() || matches!(c, '_' | '=' | '/' | '#' | '@' | '&' | '%' | '-' | '+' | '$' | '€')
    };
    let before = char_before(text, start);
    let after = char_at(text, end);
    let decimal = |c: Option<char>, beyond: u8| matches!(c, Some('.' | ',')) && beyond.is_ascii_digit();
    let glued_before = start > floor && before.is_some_and(glued);
    !glued_before
        && !after.is_some_and(|c| glued(c) && c != '/' && c != '-')
        && !decimal(before, byte(text, start.wrapping_sub(2)))
        && !decimal(after, byte(text, end + 1))
        && address_before(text, start, floor).is_none()
}
