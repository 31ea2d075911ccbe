//! Lines that say what they are by their words: dates and names beside a headline, calls to share.

/// Months, weekdays and relative times as they stand in datelines; English, German, French, Spanish,
/// Italian, Dutch, Portuguese. Prefixes of words, lower case.
const TIME_WORDS: [&str; 45] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mai", "okt", "dez",
    "mär", "avr", "juil", "aoû", "déc", "fév", "ene", "abr", "ago", "dic", "gen", "mag", "giu", "lug", "set",
    "ott", "mei", "fev", "out", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "hours", "days", "minutes",
    "weeks",
];

/// Beginnings of a line that names its author or its time, lower case.
const OPENINGS: [&str; 24] = [
    "by ",
    "by:",
    "written by",
    "posted by",
    "posted on",
    "published",
    "updated",
    "last updated",
    "author:",
    "reviewed by",
    "edited by",
    "posted:",
    "von ",
    "par ",
    "por ",
    "door ",
    "publié",
    "veröffentlicht",
    "publicado",
    "last modified",
    "date:",
    "reading time",
    "written on",
    "words by",
];

/// Ends of a line that tells how long reading takes, lower case.
const ENDINGS: [&str; 6] =
    ["min read", "minute read", "minutes read", "mins read", "min. read", "reading time"];

/// Whether a short line is the date, the author or the reading time of an article.
pub(super) fn is_byline(text: &str) -> bool {
    let low = text.to_lowercase();
    let line = low.trim();
    OPENINGS.iter().any(|opening| line.starts_with(opening))
        || ENDINGS.iter().any(|ending| line.ends_with(ending))
        || is_date(line)
}

/// Whether a short line holds a date: a year or a day together with a month or a weekday, or figures.
fn is_date(line: &str) -> bool {
    let tokens = || line.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty());
    let numbers = tokens().filter(|token| token.bytes().all(|b| b.is_ascii_digit())).count();
    let is_year = |token: &str| token.len() == 4 && (token.starts_with("19") || token.starts_with("20"));
    let year = tokens().any(|token| is_year(token) && token.bytes().all(|b| b.is_ascii_digit()));
    let named =
        tokens().any(|token| TIME_WORDS.iter().any(|time| token.starts_with(time)) && token.len() < 10);
    (named && numbers >= 1 && (year || line.ends_with("ago") || tokens().count() <= 5))
        || (year && numbers >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_are_told_from_text() {
        for line in
            ["By Ann Lee", "March 3, 2024", "2024-03-03", "5 min read", "Posted on Mon 3 Jan", "3 hours ago"]
        {
            assert!(is_byline(line), "{line}");
        }
        for line in ["The river rose.", "Room 2024", "Maybe", "10 tips for rivers", "Sunny places"] {
            assert!(!is_byline(line), "{line}");
        }
    }
}
