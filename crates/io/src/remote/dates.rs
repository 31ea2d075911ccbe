//! Dates of HTTP.

const MONTHS: &[&str] = &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const NANOSECONDS: u64 = 1_000_000_000;
/// Days from the first of March of the year 0 to 1970.
const BEFORE_1970: u64 = 719_468;

/// Nanoseconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7); 0 for the two
/// obsolete forms, and for anything else.
pub(super) fn nanoseconds(date: &str) -> u64 {
    seconds(date).and_then(|seconds| seconds.checked_mul(NANOSECONDS)).unwrap_or_default()
}

fn seconds(date: &str) -> Option<u64> {
    let mut parts = date.split_once(", ")?.1.split(' ');
    let day: u64 = parts.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let name = parts.next()?;
    let month = MONTHS.iter().position(|month| *month == name)? as u64;
    let year: u64 = parts.next()?.parse().ok().filter(|year| (1970..=9999).contains(year))?;
    let mut clock = parts.next()?.split(':').map(|part| part.parse::<u64>().ok().filter(|part| *part <= 60));
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    // Years that begin in March, so that the leap day is the last (Hinnant, "chrono-compatible low-level date algorithms").
    let (year, month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    Some(((days.checked_sub(BEFORE_1970)? * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(date: &str, expect: u64) {
        assert_eq!(nanoseconds(date), expect * NANOSECONDS, "{date}");
    }

    #[test]
    fn dates_of_answers_are_read() {
        check("Thu, 01 Jan 1970 00:00:00 GMT", 0);
        check("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777);
        check("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000);
        for other in ["", "yesterday", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT"] {
            check(other, 0);
        }
    }
}
