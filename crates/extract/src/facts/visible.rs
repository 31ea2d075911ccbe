//! Days in short visible lines, and what the words around them say they are of.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::byline_words::{ORIGINALLY, OTHER_DAYS, PUBLISHED, UPDATED};
use super::day::{Day, Order, all_in};

/// Bytes of a line that can be a byline (guess).
pub(crate) const MAX_LINE_BYTES: usize = 240;
/// Words beside a day that no word explains, for it to be the document's (guess: name, category, minutes to read).
const MAX_OTHER_WORDS: usize = 15;

/// What a day is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    Published,
    Updated,
    /// Of the document, as it seems, but nothing says so.
    Bare,
}

/// The days of a line, in order. A long line has none.
pub(crate) fn days(line: &str, order: Order) -> Vec<(Sense, Day)> {
    if line.len() > MAX_LINE_BYTES || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let found = all_in(line, order);
    let words = line.split_whitespace().count();
    let mut days = Vec::new();
    let mut end = 0;
    for one in &found {
        let before = line.get(end..one.start).unwrap_or_default();
        let behind = if found.len() == 1 { line.get(one.end..).unwrap_or_default() } else { "" };
        end = one.end;
        let sense = match sense_of(before).or_else(|| sense_of(behind)) {
            Some(Cue::Published) => Sense::Published,
            Some(Cue::Updated) => Sense::Updated,
            None if words <= MAX_OTHER_WORDS => Sense::Bare,
            None | Some(Cue::Other) => continue,
        };
        days.push((sense, one.day));
    }
    days
}

/// The day that a line says the text was first published on, such as `Originally published on 3 May 2024`.
pub(crate) fn original_day(line: &str, order: Order) -> Option<Day> {
    if line.len() > MAX_LINE_BYTES || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let line = line.to_lowercase();
    let end = |cue: &Finder<'_>| Some(cue.find(line.as_bytes())? + cue.needle().len());
    let behind = line.get(ORIGINALLY_FINDERS.iter().find_map(end)?..)?;
    let found = all_in(behind, order).into_iter().next()?;
    (found.start <= MAX_BEFORE_ORIGINAL).then_some(found.day)
}

static ORIGINALLY_FINDERS: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| ORIGINALLY.iter().map(|cue| Finder::new(*cue)).collect());

/// Bytes between the words and the day (guess: `on Friday, the`).
const MAX_BEFORE_ORIGINAL: usize = 24;

/// What the words of a line say a day is of, such as a class name or the words before it.
pub(crate) fn sense_of_words(text: &str) -> Option<Sense> {
    match sense_of(text)? {
        Cue::Published => Some(Sense::Published),
        Cue::Updated => Some(Sense::Updated),
        Cue::Other => None,
    }
}

/// What a line without a day says that the day in the next line is of, such as `Published`.
pub(crate) fn label(line: &str) -> Option<Sense> {
    let few = line.len() <= MAX_LABEL_BYTES && line.split_whitespace().count() <= MAX_LABEL_WORDS;
    let is_label = few && !line.bytes().any(|byte| byte.is_ascii_digit());
    if is_label { sense_of_words(line) } else { None }
}

/// Size of a label of a day (guess: `Originally published on`).
const MAX_LABEL_BYTES: usize = 40;
const MAX_LABEL_WORDS: usize = 3;

#[derive(Clone, Copy)]
enum Cue {
    Published,
    Updated,
    Other,
}

/// What the words that say it are a cue for, in order of the words.
static CUES: LazyLock<Vec<(&str, Cue)>> = LazyLock::new(|| {
    let lists = [(UPDATED, Cue::Updated), (OTHER_DAYS, Cue::Other), (PUBLISHED, Cue::Published)];
    let mut cues: Vec<(&str, Cue)> =
        lists.into_iter().flat_map(|(words, cue)| words.iter().map(move |word| (*word, cue))).collect();
    // Stable: of a word that is listed twice the first counts.
    cues.sort_by_key(|(word, _)| *word);
    cues.dedup_by_key(|(word, _)| *word);
    cues
});

/// Bytes of the longest cue.
static LONGEST_CUE: LazyLock<usize> =
    LazyLock::new(|| CUES.iter().map(|(word, _)| word.len()).max().unwrap_or(0));

/// By the last word that says so.
fn sense_of(text: &str) -> Option<Cue> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '©').rev().filter(|word| !word.is_empty());
    let mut lower = String::new();
    let mut cues = words.filter_map(|word| {
        // A letter in lower case has at least half the bytes of the capital.
        if word.len() > 2 * *LONGEST_CUE {
            return None;
        }
        lower.clear();
        if word.is_ascii() {
            lower.push_str(word);
            lower.make_ascii_lowercase();
        } else {
            lower.push_str(&word.to_lowercase());
        }
        let at = CUES.binary_search_by_key(&lower.as_str(), |(word, _)| word).ok()?;
        CUES.get(at).map(|(_, cue)| *cue)
    });
    cues.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside_a_day_say_what_it_is_of() {
        let check = |line: &str, expect: &[(Sense, &str)]| {
            let days: Vec<(Sense, String)> =
                days(line, Order::Unknown).into_iter().map(|(sense, day)| (sense, day.to_string())).collect();
            let expect: Vec<(Sense, String)> =
                expect.iter().map(|(sense, day)| (*sense, (*day).to_owned())).collect();
            assert_eq!(days, expect, "{line}");
        };
        check("Published May 3, 2024", &[(Sense::Published, "2024-05-03")]);
        check("By Ada Ray · 3 May 2024 · 4 min", &[(Sense::Bare, "2024-05-03")]);
        check(
            "Veröffentlicht 3. Mai 2024, aktualisiert 5. Mai 2024",
            &[(Sense::Published, "2024-05-03"), (Sense::Updated, "2024-05-05")],
        );
        check("May 3, 2024 (updated)", &[(Sense::Updated, "2024-05-03")]);
        check("Joined May 3, 2024", &[]);
        check(&"On 3 May 2024 the river rose. ".repeat(3), &[]);
    }

    #[test]
    fn a_line_tells_when_a_text_first_appeared() {
        let check = |line: &str, expect: &str| {
            let day = original_day(line, Order::Unknown).map(|day| day.to_string());
            assert_eq!(day.unwrap_or_default(), expect, "{line}");
        };
        check("Originally published on May 3, 2024, updated since", "2024-05-03");
        check("Dieser Text wurde zuerst veröffentlicht am 3. Mai 2024", "2024-05-03");
        check("Originally published by the desk of the Sule Post in print, 3 May 2024", "");
        check("Published May 3, 2024", "");
        check("Originally published", "");
    }
}
