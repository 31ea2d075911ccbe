//! What texts say of their document, in whatever markup: days, names, titles.

pub(crate) mod author;
mod byline_words;
pub(crate) mod day;
mod months;
pub(crate) mod text;
pub(crate) mod title;
pub(crate) mod visible;

use std::borrow::Cow;

/// A value on one line, with its entities decoded, of which it may have two layers.
pub(crate) fn decoded(value: &str) -> String {
    let once = html_escape::decode_html_entities(value);
    let twice =
        if once.contains('&') { html_escape::decode_html_entities(&once) } else { Cow::Borrowed(&*once) };
    let shown = twice.chars().filter(|c| !matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\u{2060}'));
    let shown: String = shown.collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text, in lower case.
pub(crate) fn folded(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
