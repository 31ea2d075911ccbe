//! Authors, dates and reading times, and labels above the headline.

use tamis_core::{Reason, words};

use super::{Mark, Scene, is_one_of};
use crate::text::facts::Line;
use crate::text::lexicon::List;

/// A byline is no longer than this, in words (guess).
const LONGEST_BYLINE: u32 = 14;

/// A line of the block between headline and text.
pub(super) fn mark(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    if line.words > LONGEST_BYLINE || line.bullet.is_some() || line.words == 0 {
        return None;
    }
    reading_time(scene, at, line)
        .or_else(|| label(scene, at, line))
        .or_else(|| name_and_date(scene, at, line))
        .or_else(|| section_path(scene, at, line))
}

/// `5 min read`.
fn reading_time(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    const MOST_WORDS: u32 = 6;
    if !line.any.has(List::Byline) || line.words > MOST_WORDS || line.numbers == 0 {
        return None;
    }
    let score = if scene.at_an_end(at) { 0.9 } else { 0.6 };
    Some(Mark::new(Reason::Byline, score, "a reading time"))
}

/// `By Name`, `Updated: date`.
fn label(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    if !line.start.has(List::Byline) || line.terminal || line.words < 2 {
        return None;
    }
    let dated = holds_date(line.text);
    let named = line.capitals >= 2 && line.stop_words <= 2 && line.capitals * 2 >= line.words;
    let head = scene.at_head(at);
    let before_text =
        at < scene.first_prose || scene.line(at + 1).is_some_and(super::super::facts::Line::is_prose);
    let score = match (dated, named) {
        (true, _) if head || at > scene.last_prose => 0.85,
        (true, _) => 0.55,
        (_, true) if head && before_text && !line.colon => 0.8,
        (_, true) => 0.35,
        _ => return None,
    };
    let seen = if dated { "a label and a date" } else { "a label and a name" };
    Some(Mark::new(Reason::Byline, score, format!("{seen} at line {}", at + 1)))
}

/// `Name | May 3, 2019`, or a date alone at the head.
fn name_and_date(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    if !scene.at_head(at) || line.terminal || line.stop_words > 1 || !holds_date(line.text) {
        return None;
    }
    let only = line.words <= 5;
    let piped = line.text.contains(['|', '·', '•']);
    let score = if piped && line.capitals >= 2 { 0.75 } else { 0.45 };
    (only || piped).then(|| Mark::new(Reason::Byline, score, format!("a date at line {}", at + 1)))
}

/// `Section | Subsection` above the first paragraph.
fn section_path(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    const FIRST_LINES: usize = 4;
    const MOST_WORDS: u32 = 4;
    if at >= FIRST_LINES
        || at > scene.first_prose
        || line.words > MOST_WORDS
        || line.terminal
        || line.numbers > 0
    {
        return None;
    }
    let piped = line.text.contains(" | ") || line.text.contains(" / ") || line.text.contains(" > ");
    (piped && line.capital_share() > 0.9)
        .then(|| Mark::new(Reason::Kicker, 0.7, "a path of sections above the text"))
}

/// Whether a text holds a day, month and year, or a date in figures.
pub(super) fn holds_date(text: &str) -> bool {
    const MONTHS: [&str; 40] = [
        "jan",
        "january",
        "feb",
        "february",
        "mar",
        "march",
        "apr",
        "april",
        "may",
        "jun",
        "june",
        "jul",
        "july",
        "aug",
        "august",
        "sep",
        "sept",
        "september",
        "oct",
        "october",
        "nov",
        "november",
        "dec",
        "december",
        "januar",
        "februar",
        "märz",
        "mai",
        "juni",
        "juli",
        "oktober",
        "dezember",
        "janvier",
        "février",
        "juillet",
        "août",
        "enero",
        "febrero",
        "agosto",
        "diciembre",
    ];
    let (mut month, mut day, mut figures) = (false, false, 0);
    for word in words(text) {
        let value = word.parse::<u32>().ok();
        if value.is_some_and(|value| (1..=31).contains(&value) || (1900..=2100).contains(&value)) {
            day = true;
            figures += 1;
        } else if word.len() <= 10 && is_one_of(word, &MONTHS) {
            month = true;
        }
    }
    month && day || figures >= 3 && text.contains(['/', '-', '.'])
}
