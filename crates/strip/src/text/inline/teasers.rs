//! Headlines of other pages between two sentences: `Read more: Headline here.`

use tamis_core::{Edit, Reason, words};

use super::borders::{
    begins_sentence, ends_sentence, first_sentence, has_case, is_blank, is_capital, is_quoted, is_shouted,
    window,
};
use super::phrases::{Found, Kind, Phrases};
use super::{place, removal};

/// Words of a headline, at least and at most (guess).
const HEADLINE_WORDS: std::ops::RangeInclusive<usize> = 3..=16;

/// Words behind a weak lead, at least (guess).
const LEAST_AFTER_WEAK: usize = 4;

/// What a reference inside a book or a paper names, in lower case.
const REFERENCES: [&str; 18] = [
    "figure",
    "fig",
    "section",
    "chapter",
    "table",
    "appendix",
    "page",
    "pages",
    "note",
    "notes",
    "equation",
    "abbildung",
    "abschnitt",
    "kapitel",
    "tabelle",
    "chapitre",
    "capítulo",
    "глава",
];

/// Bytes that a headline is looked for in: far more than so many words have.
const WINDOW_BYTES: usize = 1024;

/// The edit of a lead and the headline behind it; `inside` says whether it stands in a quotation.
pub(super) fn edit(phrases: &Phrases, text: &str, found: Found, inside: bool) -> Option<Edit> {
    let (before, lead) = (text.get(..found.start)?, text.get(found.start..found.end)?);
    let behind = text.get(found.end..)?.trim_start();
    let after_colon = behind.strip_prefix([':', '：', '|', '»'])?;
    if !is_capital(lead) || is_quoted(before, behind) || inside {
        return None;
    }
    let body = after_colon.trim_start();
    let start = text.len() - body.len();
    let bracket = before.trim_end().strip_suffix(['(', '[', '（', '【']);
    if let Some(outside) = bracket {
        return bracketed(text, found, outside, start);
    }
    let weak = found.kind == Kind::WeakLead;
    if is_blank(before) || !ends_sentence(before) || (weak && !is_shouted(lead)) {
        return None;
    }
    let caseless = !has_case(lead);
    if !caseless && !before.ends_with(char::is_whitespace) {
        return None;
    }
    let length = headline(phrases, body)?;
    let (headline, rest) = (body.get(..length)?, body.get(length..)?);
    if !looks_like_headline(headline, weak) || !(is_blank(rest) || begins_sentence(rest)) {
        return None;
    }
    let evidence = evidence(lead, headline, place(before, rest));
    Some(removal(text, found.start..start + length, Reason::InlineTeaser, 0.8, evidence))
}

/// `(See also: Headline here)` after a sentence.
fn bracketed(text: &str, found: Found, outside: &str, start: usize) -> Option<Edit> {
    let body = text.get(start..)?;
    let close = window(body, WINDOW_BYTES).find([')', ']', '）', '】'])?;
    let headline = body.get(..close)?;
    let end = start + close + body.get(close..)?.chars().next()?.len_utf8();
    let rest = text.get(end..)?;
    let fits = !is_blank(outside) && ends_sentence(outside) && (is_blank(rest) || begins_sentence(rest));
    if !fits || headline.contains(['(', '[', '（']) || !looks_like_headline(headline, true) {
        return None;
    }
    let lead = text.get(found.start..found.end)?;
    let evidence = evidence(lead, headline, "in brackets of their own after a sentence");
    Some(removal(text, outside.len()..end, Reason::InlineTeaser, 0.8, evidence))
}

fn evidence(lead: &str, headline: &str, place: &str) -> String {
    format!("\"{lead}\" and a headline of {} words {place}", words(headline).count())
}

/// Whether a text may be the headline of a page: short, beginning with a capital, no reference to a place in
/// the same work.
fn looks_like_headline(headline: &str, weak: bool) -> bool {
    let count = words(headline).count();
    // Scripts without blanks have a word a character.
    let longest = if has_case(headline) { *HEADLINE_WORDS.end() } else { 3 * HEADLINE_WORDS.end() };
    let right_length = (*HEADLINE_WORDS.start()..=longest).contains(&count);
    let reference = words(headline).any(|word| REFERENCES.contains(&word.to_lowercase().as_str()));
    let doubtful = weak && (count < LEAST_AFTER_WEAK || headline.contains(|c: char| c.is_ascii_digit()));
    right_length && is_capital(headline) && !reference && !doubtful && !headline.contains([';', '{', '='])
}

/// Bytes of the headline that a text begins with; `None` if its end cannot be told.
///
/// What runs to the end of the line without the mark of a sentence is a headline. What such a mark closes is
/// one unless a sentence may be glued to it, whose own mark that would be.
fn headline(phrases: &Phrases, body: &str) -> Option<usize> {
    let start = window(body, WINDOW_BYTES);
    let Some(end) = first_sentence(start) else {
        return (start.len() == body.len()).then(|| body.trim_end().len());
    };
    let closed = body.get(..end)?;
    (has_case(closed) && !may_hold_two(phrases, closed)).then_some(end)
}

/// Whether a second sentence may begin inside: a capital after a small word that is none of the grammar, or a
/// word of the grammar with a capital.
fn may_hold_two(phrases: &Phrases, closed: &str) -> bool {
    let title_case = words(closed).filter(|word| word.chars().count() > 4).all(is_capital);
    let mut last: Option<&str> = None;
    for word in closed.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if let Some(last) = last
            && is_capital(bare)
            && bare.starts_with(char::is_uppercase)
        {
            let joined = last.ends_with([',', ':', '-', '–', '—', '‘', '“', '"']);
            let small = last.starts_with(char::is_lowercase) && !phrases.is_grammar(last);
            let opener = phrases.is_grammar(bare) && !title_case;
            if (small && !joined) || opener {
                return true;
            }
        }
        last = Some(word);
    }
    false
}
