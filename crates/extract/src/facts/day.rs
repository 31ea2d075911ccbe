//! Days: from attributes, addresses and running text.

use std::fmt;

use super::months;

/// First year of a plausible day: before it there was no web.
const FIRST_YEAR: u16 = 1990;
/// Last year of a plausible day. There is no clock to say which days are still to come.
const LAST_YEAR: u16 = 2099;
/// Bytes of a text that are looked through for a day (guess; what states one is shorter).
const MAX_BYTES: usize = 400;
/// Bytes between two parts of a day, such as `, ` or `th of `.
const MAX_GAP: usize = 8;
/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;

/// A plausible day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

/// Which number comes first in `03/04/2020`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Order {
    /// Nothing says so.
    #[default]
    Unknown,
    /// The day.
    Day,
    /// The month.
    Month,
}

/// A day that stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) day: Day,
    /// Bytes of the text before it.
    pub(crate) start: usize,
    /// Bytes of the text up to its end.
    pub(crate) end: usize,
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

impl Day {
    /// The day, if there is such a one and a page can be of it.
    pub(crate) fn new(year: u32, month: u32, day: u32) -> Option<Day> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let year = u16::try_from(year).ok().filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year))?;
        (1..=length).contains(&day).then_some(Day { year, month: month as u8, of_month: day as u8 })
    }

    /// The day of a value that a machine wrote: ISO 8601 with or without a time, compact, seconds or
    /// milliseconds since 1970, or a day as in running text.
    pub(crate) fn of_value(value: &str, order: Order) -> Option<Day> {
        let value = value.trim();
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        if digits == value.len() && (9..=13).contains(&digits) {
            return Day::of_epoch(value.parse().ok()?);
        }
        if matches!(digits, 8 | 14)
            && value.as_bytes().get(digits).is_none_or(|next| !next.is_ascii_alphanumeric() || *next == b'T')
        {
            let part = |range| value.get(range).and_then(|text: &str| text.parse().ok());
            return Day::new(part(0..4)?, part(4..6)?, part(6..8)?);
        }
        first_in(value, order).map(|found| found.day)
    }

    /// Whether a day is the one before or behind another.
    pub(crate) fn is_beside(self, other: Day) -> bool {
        (self.number() - other.number()).abs() == 1
    }

    /// Days since the first of March of year 0.
    fn number(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let (year, shifted) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        365 * year + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + i64::from(self.of_month)
            - 1
    }

    /// The day of seconds or milliseconds since 1970, by the inverse of the days from civil time.
    fn of_epoch(number: i64) -> Option<Day> {
        let seconds = if number >= 100_000_000_000 { number / 1000 } else { number };
        let days = seconds / DAY_SECONDS + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Day::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
    }

    /// The day in the path of an address, such as `/2024/05/17/` or `-2024-05-17`.
    pub(crate) fn of_url(url: &str) -> Option<Day> {
        let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
        let path = path.split_once('/')?.1;
        let numbers = numbers(path);
        numbers.windows(3).find_map(|three| {
            let [year, month, day] = three else { return None };
            let joined = |one: &Number, next: &Number| {
                let between = path.get(one.end..next.start);
                next.start == one.end + 1 && matches!(between, Some("/" | "-" | "_"))
            };
            let whole =
                year.end - year.start == 4 && month.end - month.start <= 2 && day.end - day.start <= 2;
            (whole && joined(year, month) && joined(month, day))
                .then(|| Day::new(year.value, month.value, day.value))?
        })
    }
}

struct Number {
    value: u32,
    start: usize,
    end: usize,
}

fn numbers(text: &str) -> Vec<Number> {
    let mut numbers = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count());
        if length > 0
            && let Some(value) = text.get(at..at + length).and_then(|digits| digits.parse().ok())
        {
            numbers.push(Number { value, start: at, end: at + length });
        }
        at += length.max(1);
    }
    numbers
}

/// A part that a day can consist of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    kind: Kind,
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number(u32),
    Month(u32),
    /// A word that is no part of a day.
    Word,
}

/// All days in the beginning of a text, in order.
pub(crate) fn all_in(text: &str, order: Order) -> Vec<Found> {
    let cut = text.floor_char_boundary(MAX_BYTES);
    let text = text.get(..cut).unwrap_or_default();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let parts = parts(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(three) = parts.get(at..at + 3) {
        match day_of(text, three, order) {
            Some(day) => {
                let (start, end) =
                    (three.first().map_or(0, |part| part.start), three.last().map_or(0, |part| part.end));
                found.push(Found { day, start, end });
                at += 3;
            }
            None => at += 1,
        }
    }
    found
}

/// The first day in the beginning of a text.
pub(crate) fn first_in(text: &str, order: Order) -> Option<Found> {
    all_in(text, order).into_iter().next()
}

fn day_of(text: &str, three: &[Part], order: Order) -> Option<Day> {
    let [one, two, last] = three else { return None };
    if two.start - one.end > MAX_GAP || last.start - two.end > MAX_GAP {
        return None;
    }
    let is_year = |part: &Part| part.end - part.start == 4;
    let short = |part: &Part| part.end - part.start <= 2;
    let gap = |from: &Part, to: &Part| text.get(from.end..to.start).unwrap_or_default();
    match (one.kind, two.kind, last.kind) {
        (Kind::Number(day), Kind::Month(month), Kind::Number(year)) if is_year(last) && short(one) => {
            Day::new(year, month, day)
        }
        (Kind::Month(month), Kind::Number(day), Kind::Number(year)) if is_year(last) && short(two) => {
            Day::new(year, month, day)
        }
        (Kind::Number(year), Kind::Month(month), Kind::Number(day)) if is_year(one) && short(last) => {
            Day::new(year, month, day)
        }
        (Kind::Number(year), Kind::Number(month), Kind::Number(day))
            if is_year(one)
                && short(two)
                && short(last)
                && separates(gap(one, two))
                && separates(gap(two, last)) =>
        {
            Day::new(year, month, day)
        }
        (Kind::Number(first), Kind::Number(second), Kind::Number(year))
            if is_year(last) && short(one) && short(two) =>
        {
            let (before, behind) = (gap(one, two), gap(two, last));
            if before.trim() != behind.trim() || !matches!(before.trim(), "/" | "." | "-") {
                return None;
            }
            let order = if before.trim() == "." { Order::Day } else { order };
            match (order, first, second) {
                (_, 13.., _) | (Order::Day, ..) => Day::new(year, second, first),
                (_, _, 13..) | (Order::Month, ..) => Day::new(year, first, second),
                _ if first == second => Day::new(year, first, second),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What stands between year, month and day where all are numbers.
fn separates(gap: &str) -> bool {
    matches!(gap.trim(), "-" | "/" | "." | "_" | "年" | "月" | "년" | "월")
}

/// The numbers and words of a text; words that only join the parts of a day are left out.
fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let is_digit = c.is_ascii_digit();
        if !is_digit && !c.is_alphabetic() {
            continue;
        }
        let mut end = start + c.len_utf8();
        let goes_on = |c: char| {
            if is_digit {
                c.is_ascii_digit()
            } else {
                c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36F}')
            }
        };
        while let Some((at, next)) = chars.peek().copied().filter(|(_, next)| goes_on(*next)) {
            end = at + next.len_utf8();
            chars.next();
        }
        let word = text.get(start..end).unwrap_or_default();
        let kind = if is_digit {
            Kind::Number(word.parse().unwrap_or(u32::MAX))
        } else if let Some(month) = months::month(word) {
            Kind::Month(month)
        } else if months::joins(word) || (word == "T" && parts.last().is_some_and(|part| part.end == start)) {
            continue;
        } else {
            Kind::Word
        };
        parts.push(Part { kind, start, end });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_in_many_spellings() {
        let check = |text: &str, expect: &str| {
            let found = first_in(text, Order::Unknown).map(|found| found.day.to_string());
            assert_eq!(found.unwrap_or_default(), expect, "{text}");
        };
        check("2024-05-17T23:10:00+02:00", "2024-05-17");
        check("17 May 2024", "2024-05-17");
        check("Fri, 17 May 2024 10:00:00 GMT", "2024-05-17");
        check("Published May 17th, 2024 by the desk", "2024-05-17");
        check("17. Mai 2024", "2024-05-17");
        check("17 de mayo de 2024", "2024-05-17");
        check("le 1er août 2021", "2021-08-01");
        check("2024年5月17日", "2024-05-17");
        check("2024년 5월 17일", "2024-05-17");
        check("17 мая 2024 г.", "2024-05-17");
        check("2024. május 17.", "2024-05-17");
        check("17.05.2024", "2024-05-17");
        check("17/05/2024", "2024-05-17");
        check("05/17/2024", "2024-05-17");
        check("05/05/2024", "2024-05-05");
        check("03/04/2020", "");
        check("31 February 2024", "");
        check("17 May 1889", "");
        check("May 2024", "");
        check("10 of 12 rivers in 2024", "");
        check("", "");
    }

    #[test]
    fn an_order_decides_what_is_ambiguous() {
        let day = |order| first_in("03/04/2020", order).map(|found| found.day.to_string());
        assert_eq!(day(Order::Day).as_deref(), Some("2020-04-03"));
        assert_eq!(day(Order::Month).as_deref(), Some("2020-03-04"));
    }

    #[test]
    fn values_of_machines_are_read() {
        let check = |text: &str, expect: &str| {
            let day = Day::of_value(text, Order::Unknown).map(|day| day.to_string());
            assert_eq!(day.unwrap_or_default(), expect, "{text}");
        };
        check("20240517", "2024-05-17");
        check("20240517T101500Z", "2024-05-17");
        check("1715900000", "2024-05-16");
        check("1715900000000", "2024-05-16");
        check(" 2024-02-29 ", "2024-02-29");
        check("2023-02-29", "");
        check("0000-00-00T00:00:00", "");
        check("99999999", "");
        check("yesterday", "");
    }

    #[test]
    fn addresses_tell_days() {
        let check = |url: &str, expect: &str| {
            let day = Day::of_url(url).map(|day| day.to_string());
            assert_eq!(day.unwrap_or_default(), expect, "{url}");
        };
        check("https://example.org/2024/05/17/floods", "2024-05-17");
        check("https://example.org/news/2024-5-7-floods.html", "2024-05-07");
        check("https://example.org/2024/05/floods-17", "");
        check("https://2024/05/17", "");
        check("https://example.org/?at=2024/05/17", "");
        check("https://example.org/12024/05/17", "");
    }
}
