//! Dates and times as ISO 8601 writes them, in the proleptic Gregorian calendar.

use std::fmt::Write as _;

const SECONDS_A_DAY: i64 = 86_400;
/// Days from the first of March of the year 0 to the first of January 1970.
const DAYS_BEFORE_1970: i64 = 719_468;
/// Days, and years, after which the calendar repeats itself.
const DAYS_AN_ERA: i64 = 146_097;
const YEARS_AN_ERA: i64 = 400;

/// `2024-05-31` for days since 1970. Years beyond four digits have a sign, as the standard asks.
pub(super) fn date(days: i64) -> String {
    // Howard Hinnant's `civil_from_days`, which counts years from March (howardhinnant.github.io/date_algorithms.html).
    let shifted = days.saturating_add(DAYS_BEFORE_1970);
    let era = shifted.div_euclid(DAYS_AN_ERA);
    let day_of_era = shifted.rem_euclid(DAYS_AN_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * YEARS_AN_ERA + i64::from(month <= 2);
    if (0..=9999).contains(&year) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:+05}-{month:02}-{day:02}")
    }
}

/// `08:15:00.25` for so many of `units_a_second` since midnight; a fraction has no zeros at its end.
pub(super) fn time_of_day(units: i64, units_a_second: i64) -> String {
    let (seconds, fraction) = (units.div_euclid(units_a_second), units.rem_euclid(units_a_second));
    let mut out = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction > 0 {
        let digits = units_a_second.ilog10() as usize;
        let _ = write!(out, ".{fraction:0digits$}");
        out.truncate(out.trim_end_matches('0').len());
    }
    out
}

/// `2024-05-31T08:15:00Z` for so many of `units_a_second` since 1970; without `Z` where no time zone is known.
pub(super) fn timestamp(units: i64, units_a_second: i64, is_utc: bool) -> String {
    let units_a_day = SECONDS_A_DAY * units_a_second;
    let day = date(units.div_euclid(units_a_day));
    let time = time_of_day(units.rem_euclid(units_a_day), units_a_second);
    format!("{day}T{time}{}", if is_utc { "Z" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        for (days, expect) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (19_874, "2024-05-31"),
            (-719_528, "0000-01-01"),
            (-719_529, "-0001-12-31"),
            (2_932_896, "9999-12-31"),
            (2_932_897, "+10000-01-01"),
        ] {
            assert_eq!(date(days), expect);
        }
        // Whatever a broken file says.
        for days in [i64::MIN, i64::MAX] {
            assert!(!date(days).is_empty());
        }
    }

    #[test]
    fn times_have_the_digits_they_need() {
        let check = |units, units_a_second, expect: &str| {
            assert_eq!(timestamp(units, units_a_second, true), format!("{expect}Z"));
            assert_eq!(timestamp(units, units_a_second, false), expect);
        };
        check(0, 1, "1970-01-01T00:00:00");
        check(-1, 1000, "1969-12-31T23:59:59.999");
        check(1_717_143_300_250_000, 1_000_000, "2024-05-31T08:15:00.25");
        check(1_717_143_300_000_000_001, 1_000_000_000, "2024-05-31T08:15:00.000000001");
        check(i64::MIN, 1_000_000_000, "1677-09-21T00:12:43.145224192");
    }
}
