//! Markers of advertisements, buttons, players and placeholders between two sentences or at an end.

use tamis_core::{Edit, Reason, words};

use super::borders::{
    begins_sentence, ends_sentence, first_sentence, is_blank, is_capital, is_quoted, window,
};
use super::phrases::{Found, Kind, Phrases};
use super::{place, removal};

/// Bytes of a placeholder between its braces, at most (guess).
const LONGEST_TEMPLATE_BYTES: usize = 60;

/// Words before a button that unfolds the rest, at least (guess).
const LEAST_BEFORE_FOLD: usize = 8;

/// Words of the last sentence before such a button, at least: shorter ones make a slogan (guess).
const LEAST_LAST_SENTENCE: usize = 4;

/// A marker of an advertisement, a button or a player.
pub(super) fn edit(phrases: &Phrases, text: &str, found: Found) -> Option<Edit> {
    let (before, label) = (text.get(..found.start)?, text.get(found.start..found.end)?);
    let mut end = found.end;
    if found.kind == Kind::Widget {
        end += duration(text.get(end..)?);
    }
    // A full stop of the label's own.
    end += usize::from(found.kind != Kind::AdWord && text.get(end..)?.starts_with('.'));
    let behind = text.get(end..)?;
    if !is_capital(label) || is_quoted(before, behind) {
        return None;
    }
    let alone = found.kind == Kind::AdWord;
    let fits_before =
        if is_blank(before) { !alone && first_sentence(behind).is_some() } else { ends_sentence(before) };
    if !fits_before || !fits_behind(phrases, label, behind, alone) {
        return None;
    }
    let (reason, score) = match found.kind {
        Kind::Widget => (Reason::InlineWidget, 0.85),
        _ if alone => (Reason::AdMarker, 0.8),
        _ => (Reason::AdMarker, 0.9),
    };
    let evidence = format!("\"{}\" {}", text.get(found.start..end)?.trim(), place(before, behind));
    Some(removal(text, found.start..end, reason, score, evidence))
}

fn opens_quote(behind: &str) -> bool {
    behind.trim_start().starts_with(['"', '“', '„', '«'])
}

/// Whether a sentence begins behind a label; behind one of a single word it has to begin with a word of the
/// grammar, because `Advertisement Tax` is none.
fn fits_behind(phrases: &Phrases, label: &str, behind: &str, alone: bool) -> bool {
    if is_blank(behind) {
        return true;
    }
    let glued = behind.starts_with(char::is_alphanumeric);
    if glued && (alone || !behind.starts_with(char::is_uppercase) || !label.ends_with(char::is_lowercase)) {
        let unspaced = !super::borders::has_case(label);
        return unspaced && !alone && begins_sentence(behind);
    }
    if !begins_sentence(behind) {
        return false;
    }
    let first = words(behind).next().unwrap_or_default();
    !alone || opens_quote(behind) || (first.chars().count() > 1 && phrases.is_grammar(first))
}

/// Bytes of how long a recording takes: ` 4 min`, ` · 5:32`, ` (3 Minuten)`; 0 if nothing of the kind follows.
fn duration(behind: &str) -> usize {
    const UNITS: [&str; 12] = [
        "min",
        "min.",
        "mins",
        "minutes",
        "minute",
        "minuten",
        "minutos",
        "мин",
        "мин.",
        "минут",
        "分钟",
        "分",
    ];
    let rest = behind.trim_start_matches([' ', '\u{a0}', '·', '|', '-', '–', ':', '(', '（']);
    let figures = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
    let number = rest.get(..rest.len() - figures.len()).unwrap_or_default();
    if number.is_empty() || !number.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    let clock = number.contains(':') && !number.ends_with(':');
    let unit_text = figures.trim_start();
    let unit_end = unit_text.find(|c: char| !c.is_alphabetic() && c != '.').unwrap_or(unit_text.len());
    let unit = unit_text.get(..unit_end).unwrap_or_default().to_lowercase();
    let rest = if UNITS.contains(&unit.as_str()) {
        unit_text.get(unit_end..).unwrap_or_default()
    } else if clock {
        figures
    } else {
        return 0;
    };
    behind.len() - rest.strip_prefix([')', '）']).unwrap_or(rest).len()
}

/// `Show more` and the like at the very end.
pub(super) fn fold(text: &str, found: Found) -> Option<Edit> {
    let (before, label) = (text.get(..found.start)?, text.get(found.start..found.end)?);
    let rest = text.get(found.end..)?;
    let behind = rest.trim_start_matches([' ', '\u{a0}', '»', '›', '→', '>', '.', '…']);
    let full_stop = rest.strip_prefix('.').is_some_and(is_blank);
    if !behind.is_empty() || full_stop || !is_capital(label) {
        return None;
    }
    // Some sites print the first letter of the label once more, for those who listen to the page.
    let initial = label.chars().next()?;
    let stray = before.strip_suffix(initial).filter(|rest| rest.ends_with(['…', '.']));
    let sentence = stray.unwrap_or(before);
    let body = sentence.trim_end();
    let cut_off = body.ends_with('…') || body.ends_with("...");
    let last = body.trim_end_matches(['.', '!', '?', '…']).rsplit(['.', '!', '?', '…']).next()?;
    let long = words(body).count() >= LEAST_BEFORE_FOLD && words(last).count() >= LEAST_LAST_SENTENCE;
    if !ends_sentence(body) || !(cut_off || long) || super::borders::inside_quotation(body) {
        return None;
    }
    let evidence = format!("\"{label}\" after the last sentence");
    Some(removal(text, sentence.len()..text.len(), Reason::InlineWidget, 0.85, evidence))
}

/// `{{ name }}`: a placeholder that was never filled in.
pub(super) fn template(text: &str, found: Found) -> Option<Edit> {
    let inner = text.get(found.end..)?;
    let close = window(inner, LONGEST_TEMPLATE_BYTES + "}}".len()).find("}}")?;
    let name = inner.get(..close)?.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || " ._-/#^|'\"()".contains(c);
    let end = found.end + close + 2;
    let (before, behind) = (text.get(..found.start)?, text.get(end..)?);
    let fits = (is_blank(before) || ends_sentence(before)) && (is_blank(behind) || begins_sentence(behind));
    if name.is_empty() || !name.chars().all(plain) || !fits || is_quoted(before, behind) {
        return None;
    }
    let evidence = format!("the placeholder \"{name}\" {}", place(before, behind));
    Some(removal(text, found.start..end, Reason::InlineWidget, 0.8, evidence))
}
