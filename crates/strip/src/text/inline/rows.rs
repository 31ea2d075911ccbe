//! Counters and rows of buttons for sharing, glued to the start or the end of a paragraph.

use tamis_core::{Edit, Reason};

use super::borders::{begins_sentence, ends_sentence, first_sentence, is_capital, offset_in};
use super::phrases::Phrases;
use super::removal;

/// Buttons in a row, at least; one fewer if a number stands with them (guess).
const LEAST_BUTTONS: usize = 3;

/// What a run of words at an end of a line holds.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    buttons: usize,
    numbers: usize,
    /// Numbers with what they count: `12 Comments`.
    counters: usize,
}

impl Row {
    fn is_one(self) -> bool {
        self.counters > 0
            || self.buttons >= LEAST_BUTTONS
            || (self.numbers > 0 && self.buttons + 1 >= LEAST_BUTTONS)
    }

    fn evidence(self, place: &str) -> String {
        let Row { buttons, numbers, counters } = self;
        format!(
            "{buttons} buttons, {} numbers and {counters} counters {place}",
            numbers.saturating_sub(counters)
        )
    }
}

/// A row before the first sentence: `Share 12 Tweet 5 Email The council`.
pub(super) fn head(phrases: &Phrases, text: &str) -> Option<Edit> {
    // Nearly every line ends here: a row goes on with another capital or with a number.
    let mut tokens = text.split_whitespace();
    let (first, second) = (tokens.next()?, tokens.next()?);
    if !second.starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase())
        || !(first.starts_with(|c: char| c.is_ascii_digit()) || is_button(phrases, first))
    {
        return None;
    }
    let (mut row, mut end, mut number) = (Row::default(), 0, false);
    for token in text.split_whitespace() {
        let offset = offset_in(text, token);
        if is_number(token) {
            row.numbers += 1;
            number = true;
        } else if number && is_counter(phrases, token) {
            row.counters += 1;
            number = false;
        } else if is_button(phrases, token) {
            row.buttons += 1;
            number = false;
        } else {
            break;
        }
        // A number belongs to the row only with a word before or behind it.
        if !is_number(token) || row.buttons > 0 {
            end = offset + token.len();
        }
    }
    let rest = text.get(end..)?;
    let prose = begins_sentence(rest) && first_sentence(rest).is_some() && reads_as_sentence(rest);
    if end == 0 || !row.is_one() || !prose {
        return None;
    }
    Some(removal(text, 0..end, Reason::InlineWidget, 0.8, row.evidence("before the first sentence")))
}

/// A row after the last sentence: `said. Share Tweet Email`, `said. 0 Comments`.
pub(super) fn tail(phrases: &Phrases, text: &str) -> Option<Edit> {
    if !text.trim_end().ends_with(char::is_alphanumeric) {
        return None;
    }
    let (mut row, mut start) = (Row::default(), text.len());
    let mut counted = false;
    for token in text.split_whitespace().rev() {
        if is_number(token) {
            row.numbers += 1;
            row.counters += usize::from(counted);
            counted = false;
        } else if is_counter(phrases, token) {
            row.buttons += usize::from(is_button(phrases, token));
            counted = true;
        } else if is_button(phrases, token) {
            row.buttons += 1;
            counted = false;
        } else {
            break;
        }
        start = offset_in(text, token);
    }
    // Words that count need their number, or they are words of a sentence.
    if counted || start == 0 || !row.is_one() || !ends_sentence(text.get(..start)?) {
        return None;
    }
    Some(removal(text, start..text.len(), Reason::InlineWidget, 0.8, row.evidence("after the last sentence")))
}

/// Whether most words begin small: a title in capitals is none.
fn reads_as_sentence(text: &str) -> bool {
    let (mut small, mut all) = (0_usize, 0_usize);
    for word in text.split_whitespace() {
        all += 1;
        small += usize::from(word.starts_with(char::is_lowercase));
    }
    small * 2 > all
}

fn is_button(phrases: &Phrases, token: &str) -> bool {
    /// Bytes of the longest entry.
    const LONGEST: usize = 30;
    token.len() <= LONGEST && is_capital(token) && !is_number(token) && phrases.is_share(token)
}

fn is_counter(phrases: &Phrases, token: &str) -> bool {
    is_capital(token) && phrases.is_counter(token)
}

/// `12`, `1,204`, `3.4K`.
fn is_number(token: &str) -> bool {
    let figures = token.strip_suffix(['k', 'K', 'm', 'M']).unwrap_or(token);
    figures.starts_with(|c: char| c.is_ascii_digit())
        && figures.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && figures.ends_with(|c: char| c.is_ascii_digit())
}
