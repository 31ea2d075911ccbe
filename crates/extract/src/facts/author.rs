//! Names of authors out of what pages state as such.

use super::byline_words::{
    BEFORE_NAMES, BEHIND_NAMES, BETWEEN_NAMES, CREDENTIALS, NO_NAMES, NO_PERSONS, OPENING_LINES,
};
use super::day::{Order, all_in};
use super::decoded;

/// Characters of a name (guess).
const MAX_NAME_CHARS: usize = 60;
/// Words of a name (guess: an office with its town).
const MAX_NAME_WORDS: usize = 7;
/// Words of a name in a visible byline, where more is a sentence (guess).
const MAX_SEEN_WORDS: usize = 5;
/// Bytes of a statement of authors that are read (guess).
const MAX_BYTES: usize = 1000;
/// Authors of one document (guess: papers of large groups have more, of which none is told apart by them).
const MAX_AUTHORS: usize = 50;

/// Where a statement of authors stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where only a machine reads it: it is all names.
    Machine,
    /// In the text of the page: it may hold more.
    Seen,
}

/// Adds the names of a statement to those known, each once.
pub(crate) fn add(authors: &mut Vec<String>, statement: &str, place: Place) {
    for name in names(statement, place) {
        let key = squashed(&name);
        if authors.len() < MAX_AUTHORS && !authors.iter().any(|known| squashed(known) == key) {
            authors.push(name);
        }
    }
}

/// The names in a statement of authors, in order; none if it is something else.
pub(crate) fn names(statement: &str, place: Place) -> Vec<String> {
    let cut = statement.floor_char_boundary(MAX_BYTES);
    let statement = decoded(statement.get(..cut).unwrap_or_default());
    let is_address = |word: &&str| word.contains("://") || word.starts_with("www.");
    let statement = statement.split(' ').filter(|word| !is_address(word)).collect::<Vec<_>>().join(" ");
    let Some(statement) = without_bars(without_opening(&statement)) else { return Vec::new() };
    let mut names = Vec::new();
    for part in statement.split([',', ';', '/', '、', '，']) {
        let mut words: Vec<&str> = Vec::new();
        for word in part.split_whitespace() {
            let joins = !words.is_empty() && BETWEEN_NAMES.contains(&word.to_lowercase().as_str());
            if joins && !(words.len() >= OFFICE_WORDS && part.trim_end().ends_with(word_after(part, word))) {
                names.extend(name_of(&std::mem::take(&mut words), place));
            } else {
                words.push(word);
            }
        }
        if !names.is_empty() && (is_credential(&words) || (place == Place::Machine && is_office(&words))) {
            continue;
        }
        if !names.is_empty() && place == Place::Seen && words.first().is_some_and(|word| is_office(&[word])) {
            break;
        }
        match name_of(&words, place) {
            Some(name) => names.push(name),
            // Behind a name comes what its bearer does.
            None if place == Place::Seen => break,
            None => {}
        }
    }
    names
}

/// The name at the beginning of a short visible line that opens as a byline does, such as `By Ada Ray | 3 May`.
pub(crate) fn byline(line: &str) -> Vec<String> {
    let line = decoded(line);
    match opening(&line, OPENING_LINES) {
        Some(length) => names(line.get(length..).unwrap_or_default(), Place::Seen),
        None => Vec::new(),
    }
}

/// Whether a line is nothing but the beginning of a byline: the name is the next one.
pub(crate) fn is_opening(line: &str) -> bool {
    OPENING_LINES.contains(&line.trim().to_lowercase().as_str())
}

/// Without `by` and its like in front, of which there may be two.
fn without_opening(mut text: &str) -> &str {
    for _ in 0..2 {
        let Some(length) = opening(text, BEFORE_NAMES) else { break };
        text = text.get(length..).unwrap_or_default().trim_start();
    }
    // `Recipe by Ada Ray`.
    match text.split_once(" by ") {
        Some((what, name)) if !what.contains(' ') => name,
        _ => text,
    }
}

/// Bytes of the longest of these openings that a text begins with, if something follows it.
fn opening(text: &str, openings: &[&str]) -> Option<usize> {
    let lower: String = text.chars().take(40).flat_map(char::to_lowercase).collect();
    let longest = openings.iter().filter(|opening| {
        lower.strip_prefix(**opening).is_some_and(|rest| {
            rest.starts_with(char::is_whitespace) || opening.ends_with([':', '：', '/']) && !rest.is_empty()
        })
    });
    let chars = longest.map(|opening| opening.chars().count()).max()?;
    text.char_indices().nth(chars).map(|(at, _)| at)
}

/// What stands before the first bar or day; `None` if nothing does.
fn without_bars(text: &str) -> Option<&str> {
    let bars = ["|", "»", "・", " · ", " • ", " – ", " — ", " - ", "(", "[", "\u{2022}", " :: "];
    let bar = bars.iter().filter_map(|bar| text.find(bar)).min();
    let day = all_in(text, Order::Day).first().map(|found| found.start);
    let end = bar.into_iter().chain(day).min().unwrap_or(text.len());
    let text = text
        .get(..end)?
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '-' | '"' | '“'));
    (!text.is_empty()).then_some(text)
}

/// Words of what is no person's name, where `and` and one word follow: `Office of Weirs and Bridges` (guess).
const OFFICE_WORDS: usize = 3;

/// The last word of a part, if it is the only one behind `joint`; else what no text ends with.
fn word_after<'a>(part: &'a str, joint: &str) -> &'a str {
    let mut last = part.split_whitespace().rev();
    match (last.next(), last.next()) {
        (Some(word), Some(before)) if before == joint => word,
        _ => "\u{0}",
    }
}

/// Whether a part says what somebody is.
fn is_office(words: &[&str]) -> bool {
    words.iter().any(|word| BEHIND_NAMES.contains(&word.trim_end_matches('.').to_lowercase().as_str()))
}

/// Whether a name is one of a system rather than of a person: one word without capitals.
pub(crate) fn is_handle(name: &str) -> bool {
    !name.contains(' ') && !name.chars().any(char::is_uppercase) && name.is_ascii()
}

/// Whether a short line is the name of a person and nothing else: two to four words with capitals.
pub(crate) fn is_person(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    let capital = |word: &&str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase)
            && chars.clone().any(char::is_lowercase)
            && chars.all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-'))
    };
    let small = |word: &&str| {
        matches!(*word, "de" | "van" | "von" | "der" | "den" | "la" | "di" | "da" | "bin" | "al")
    };
    let initial = |word: &&str| word.len() <= 2 && word.starts_with(char::is_uppercase);
    (2..=4).contains(&words.len())
        && words.iter().all(|word| capital(word) || small(word) || initial(word))
        && words.iter().filter(|word| capital(word)).count() >= 2
        && words.iter().all(|word| !NO_PERSONS.contains(&word.to_lowercase().as_str()))
        && is_name(line, words.len(), Place::Seen)
}

fn is_credential(words: &[&str]) -> bool {
    let clean = |word: &str| word.trim_end_matches('.').trim_end_matches('®').to_lowercase();
    !words.is_empty()
        && words.iter().all(|word| {
            let capitals =
                word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || c == '-' || c == '.');
            CREDENTIALS.contains(&clean(word).as_str()) || capitals
        })
}

/// These words as a name, if they can be one.
fn name_of(words: &[&str], place: Place) -> Option<String> {
    let mut words = words.to_vec();
    if let Some(end) = words
        .iter()
        .skip(1)
        .position(|word| BEHIND_NAMES.contains(&word.trim_end_matches([':', '.']).to_lowercase().as_str()))
        && place == Place::Seen
    {
        words.truncate(end + 1);
    }
    while place == Place::Seen
        && words.len() > 1
        && words.last().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
    {
        words.pop();
    }
    let name = words.join(" ");
    let name =
        name.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ')' | '\'' | '_' | '!'));
    let name = name.strip_suffix('.').filter(|rest| rest.len() > 6 && !ends_in_initial(rest)).unwrap_or(name);
    is_name(name, words.len(), place).then(|| name.to_owned())
}

fn ends_in_initial(name: &str) -> bool {
    let last = name.rsplit([' ', '.']).next().unwrap_or_default();
    last.chars().count() <= 3
}

fn is_name(name: &str, words: usize, place: Place) -> bool {
    let lower = name.to_lowercase();
    if CREDENTIALS.contains(&lower.trim_end_matches('.')) {
        return false;
    }
    let known =
        lower.contains("http") || lower.contains("www.") || name.contains('@') || name.contains("://");
    let known =
        known || name.contains("{{") || (words == 1 && name.matches('.').count() > 1 && name.len() > 8);
    let domain = words == 1 && [".com", ".org", ".net", ".co.uk"].iter().any(|end| lower.ends_with(end));
    if known || domain || !name.chars().any(char::is_alphabetic) || NO_NAMES.contains(&lower.as_str()) {
        return false;
    }
    let chars = name.chars().count();
    let most = if place == Place::Seen { MAX_SEEN_WORDS } else { MAX_NAME_WORDS };
    if !(2..=MAX_NAME_CHARS).contains(&chars) || words > most {
        return false;
    }
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let capitals = || {
        let first = name.chars().find(|c| c.is_alphabetic());
        first.is_some_and(|c| !c.is_lowercase())
            && (words < 3
                || name.split(' ').filter(|word| word.starts_with(char::is_lowercase)).count() <= words / 2)
    };
    place == Place::Machine && words <= 2 || (digits <= 2 && capitals())
}

fn squashed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_what_stands_around_them() {
        let check = |statement: &str, place: Place, expect: &[&str]| {
            assert_eq!(names(statement, place), expect, "{statement}");
        };
        check("Ada Ray", Place::Machine, &["Ada Ray"]);
        check("By Ada Ray and Tom Weir", Place::Seen, &["Ada Ray", "Tom Weir"]);
        check("Ada Ray, PhD; Tom O&#39;Weir, M.D.", Place::Machine, &["Ada Ray", "Tom O'Weir"]);
        check("Written by: Ada Ray | 3 May 2024", Place::Seen, &["Ada Ray"]);
        check("Ada Ray on May 3, 2024", Place::Seen, &["Ada Ray"]);
        check("Ada Ray, Senior Editor at the Sule Post", Place::Seen, &["Ada Ray"]);
        check("Von Ada Ray und Tom Weir", Place::Seen, &["Ada Ray", "Tom Weir"]);
        check("https://example.org/ada", Place::Machine, &[]);
        check("ada@example.org", Place::Machine, &[]);
        check("admin", Place::Machine, &[]);
        check("weirkeeper77", Place::Machine, &["weirkeeper77"]);
        check("the river rose again last night", Place::Seen, &[]);
        check("Sule River Desk", Place::Machine, &["Sule River Desk"]);
        check("作者：林小河", Place::Seen, &["林小河"]);
        check("", Place::Seen, &[]);
    }

    #[test]
    fn a_byline_opens_as_one() {
        assert_eq!(byline("By Ada Ray"), ["Ada Ray"]);
        assert_eq!(byline("Par Ada Ray, le 3 mai 2024"), ["Ada Ray"]);
        assert!(byline("By the river stood a house").is_empty());
        assert!(byline("Byron was a poet").is_empty());
    }

    #[test]
    fn nobody_is_named_twice() {
        let mut authors = Vec::new();
        add(&mut authors, "Ada Ray, ADA RAY", Place::Machine);
        add(&mut authors, "By Ada Ray", Place::Seen);
        assert_eq!(authors, ["Ada Ray"]);
    }
}
