//! Lines that say what they are by their words: dates and names beside a headline, calls to share.

use tamis_core::{Reason, words};

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
        || (line.bytes().any(|byte| byte.is_ascii_digit()) && is_date(line))
}

/// Whether a short line holds a date: a year or a day together with a month or a weekday, or figures.
fn is_date(line: &str) -> bool {
    let tokens = || line.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty());
    let numbers = tokens().filter(|token| token.bytes().all(|b| b.is_ascii_digit())).count();
    if numbers == 0 {
        return false;
    }
    let is_year = |token: &str| token.len() == 4 && (token.starts_with("19") || token.starts_with("20"));
    let year = tokens().any(|token| is_year(token) && token.bytes().all(|b| b.is_ascii_digit()));
    let named =
        tokens().any(|token| TIME_WORDS.iter().any(|time| token.starts_with(time)) && token.len() < 10);
    (named && numbers >= 1 && (year || line.ends_with("ago") || tokens().count() <= 5))
        || (year && numbers >= 3)
}

/// Headings of sections that are no part of the text above them, whole or as the beginning of the line,
/// lower case.
const SECTION_HEADINGS: [(&str, Reason); 84] = [
    ("related", Reason::RelatedLinks),
    ("you may also", Reason::RelatedLinks),
    ("you might also", Reason::RelatedLinks),
    ("you may like", Reason::RelatedLinks),
    ("you might like", Reason::RelatedLinks),
    ("you'll also like", Reason::RelatedLinks),
    ("more from", Reason::RelatedLinks),
    ("more stories", Reason::RelatedLinks),
    ("more articles", Reason::RelatedLinks),
    ("more news", Reason::RelatedLinks),
    ("more posts", Reason::RelatedLinks),
    ("more in ", Reason::RelatedLinks),
    ("more on ", Reason::RelatedLinks),
    ("more like this", Reason::RelatedLinks),
    ("more to explore", Reason::RelatedLinks),
    ("more to read", Reason::RelatedLinks),
    ("read more", Reason::RelatedLinks),
    ("read next", Reason::RelatedLinks),
    ("read also", Reason::RelatedLinks),
    ("also read", Reason::RelatedLinks),
    ("up next", Reason::RelatedLinks),
    ("what to read next", Reason::RelatedLinks),
    ("keep reading", Reason::RelatedLinks),
    ("continue reading", Reason::RelatedLinks),
    ("further reading", Reason::RelatedLinks),
    ("recommended", Reason::RelatedLinks),
    ("recommendations", Reason::RelatedLinks),
    ("recent ", Reason::RelatedLinks),
    ("latest ", Reason::RelatedLinks),
    ("popular ", Reason::RelatedLinks),
    ("most popular", Reason::RelatedLinks),
    ("most read", Reason::RelatedLinks),
    ("trending", Reason::RelatedLinks),
    ("top stories", Reason::RelatedLinks),
    ("editor's picks", Reason::RelatedLinks),
    ("editors' picks", Reason::RelatedLinks),
    ("similar ", Reason::RelatedLinks),
    ("see also", Reason::RelatedLinks),
    ("other articles", Reason::RelatedLinks),
    ("other posts", Reason::RelatedLinks),
    ("customers also", Reason::RelatedLinks),
    ("customers who", Reason::RelatedLinks),
    ("people also", Reason::RelatedLinks),
    ("people who", Reason::RelatedLinks),
    ("frequently bought", Reason::RelatedLinks),
    ("recently viewed", Reason::RelatedLinks),
    ("explore more", Reason::RelatedLinks),
    ("discover more", Reason::RelatedLinks),
    ("hot network questions", Reason::RelatedLinks),
    ("das könnte", Reason::RelatedLinks),
    ("mehr zum thema", Reason::RelatedLinks),
    ("mehr von", Reason::RelatedLinks),
    ("weitere artikel", Reason::RelatedLinks),
    ("ähnliche", Reason::RelatedLinks),
    ("articles similaires", Reason::RelatedLinks),
    ("à lire aussi", Reason::RelatedLinks),
    ("lire aussi", Reason::RelatedLinks),
    ("sur le même sujet", Reason::RelatedLinks),
    ("te puede interesar", Reason::RelatedLinks),
    ("también te", Reason::RelatedLinks),
    ("artículos relacionados", Reason::RelatedLinks),
    ("noticias relacionadas", Reason::RelatedLinks),
    ("leggi anche", Reason::RelatedLinks),
    ("potrebbe interessarti", Reason::RelatedLinks),
    ("lees ook", Reason::RelatedLinks),
    ("veja também", Reason::RelatedLinks),
    ("leia também", Reason::RelatedLinks),
    ("about the author", Reason::AuthorBox),
    ("about author", Reason::AuthorBox),
    ("written by", Reason::AuthorBox),
    ("meet the author", Reason::AuthorBox),
    ("über den autor", Reason::AuthorBox),
    ("leave a reply", Reason::Comments),
    ("leave a comment", Reason::Comments),
    ("post a comment", Reason::Comments),
    ("add a comment", Reason::Comments),
    ("join the conversation", Reason::Comments),
    ("comments", Reason::Comments),
    ("share this", Reason::ShareLine),
    ("share on", Reason::ShareLine),
    ("subscribe", Reason::Newsletter),
    ("sign up", Reason::Newsletter),
    ("join our", Reason::Newsletter),
    ("newsletter", Reason::Newsletter),
];

/// Words of a heading that can be one of [`SECTION_HEADINGS`] (guess).
const MAX_SECTION_HEADING_WORDS: usize = 8;

/// Why the section under a heading is no part of the text, if the heading says so.
pub(super) fn section_reason(heading: &str) -> Option<Reason> {
    if words(heading).take(MAX_SECTION_HEADING_WORDS + 1).count() > MAX_SECTION_HEADING_WORDS {
        return None;
    }
    let low = heading.trim().to_lowercase().replace('’', "'");
    let says = |(opening, _): &&(&str, Reason)| low.starts_with(opening) || low == opening.trim_end();
    SECTION_HEADINGS.iter().find(says).map(|(_, reason)| *reason)
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
