//! Days by which copies are ordered.

/// Earliest and latest year that a document on the web may name as its own: beyond lie slips of the hand and
/// placeholders. A guess.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2100;

/// The day that a date names, as a number of days since 0000-03-01 of the proleptic Gregorian calendar; `None` if it is
/// no date in one of the common forms, or no plausible one.
///
/// Read are `2024-05-31`, `2024/05/31`, `20240531`, each with anything but a digit behind it, such as a time. The first
/// second of Unix time and of the spreadsheets (1970-01-01, 1900-01-01) stand for no date at all.
pub(crate) fn plausible_day(text: &str) -> Option<i32> {
    let bytes = text.trim().as_bytes();
    let (year, rest) = number(bytes, 4)?;
    let separator = rest.first().copied().filter(|byte| matches!(byte, b'-' | b'/' | b'.'));
    let skip = usize::from(separator.is_some());
    let (month, rest) = number(rest.get(skip..)?, 2)?;
    if separator.is_some() && rest.first() != separator.as_ref() {
        return None;
    }
    let (day, rest) = number(rest.get(skip..)?, 2)?;
    if rest.first().is_some_and(u8::is_ascii_digit) || !YEARS.contains(&year) {
        return None;
    }
    let is_placeholder = (month, day) == (1, 1) && matches!(year, 1900 | 1970);
    let exists = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
    (exists && !is_placeholder).then(|| day_number(year, month, day))
}

/// The date of a number that [`plausible_day`] gave, as `2024-05-31`.
pub(crate) fn iso_date(day: i32) -> String {
    // The inverse of `day_number` (Hinnant, "chrono-compatible low-level date algorithms", 2014).
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (month, day) =
        (if shifted < 10 { shifted + 3 } else { shifted - 9 }, of_year - (153 * shifted + 2) / 5 + 1);
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn day_number(year: i32, month: i32, day: i32) -> i32 {
    let year = year - i32::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

fn days_of(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The number in the first `digits` bytes, and what stands behind them.
fn number(bytes: &[u8], digits: usize) -> Option<(i32, &[u8])> {
    let (head, rest) = bytes.split_at_checked(digits)?;
    let value = head
        .iter()
        .try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i32::from(byte - b'0')))?;
    Some((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(plausible_day(text).map(iso_date).as_deref(), expect, "{text:?}");
    }

    #[test]
    fn common_forms_are_read_and_others_are_not() {
        check("2024-02-29", Some("2024-02-29"));
        check(" 2024-02-29T23:59:59+09:00", Some("2024-02-29"));
        check("2024/3/1", None);
        check("2024/03/01 10:00", Some("2024-03-01"));
        check("20231231", Some("2023-12-31"));
        check("202312310", None);
        check("2023-02-29", None);
        check("2023-13-01", None);
        check("1970-01-01", None);
        check("0001-01-01", None);
        check("9999-12-31", None);
        check("yesterday", None);
        check("", None);
    }

    #[test]
    fn days_follow_each_other() {
        let day = |text| plausible_day(text).unwrap();
        assert_eq!(day("2024-03-01") - day("2024-02-28"), 2);
        assert_eq!(day("2001-01-01") - day("2000-12-31"), 1);
        for year in 1800..=2100 {
            let first = day_number(year, 1, 1);
            assert_eq!(iso_date(first), format!("{year:04}-01-01"));
            assert_eq!(iso_date(first + 58), format!("{year:04}-02-28"));
        }
    }
}
