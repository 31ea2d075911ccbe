//! Who took a picture, and captions that are repeated before a paragraph.

use tamis_core::{Edit, Reason, words};

use super::borders::{
    begins_sentence, ends_sentence, first_sentence, is_blank, is_capital, is_quoted, offset_in, window,
};
use super::phrases::{Found, Kind, Phrases};
use super::{place, removal};

/// Words of a credit without its label, at most (guess).
const LONGEST_CREDIT_WORDS: usize = 8;

/// Bytes of a caption that is repeated, at least and at most (guess).
const CAPTION_BYTES: std::ops::RangeInclusive<usize> = 25..=400;

/// Bytes from the end of a caption to its repetition, a credit between them and the first bytes with it (guess).
const CREDIT_WINDOW_BYTES: usize = 100;

/// First bytes of a line by which a repetition is looked for (guess).
const COMPARED_BYTES: usize = 12;

/// Words of a caption that is repeated, at least: shorter sentences are repeated for effect (guess).
const LEAST_CAPTION_WORDS: usize = 4;

/// Bytes that the names behind a label are looked for in: far more than so many words have.
const WINDOW_BYTES: usize = 256;

/// A credit after a sentence: `Photo: Name/Agency`, in brackets or before the next sentence; `inside` says whether it stands
/// in a quotation.
pub(super) fn edit(phrases: &Phrases, text: &str, found: Found, inside: bool) -> Option<Edit> {
    let (before, label) = (text.get(..found.start)?, text.get(found.start..found.end)?);
    let behind = text.get(found.end..)?;
    if !is_capital(label) || is_quoted(before, behind) || inside {
        return None;
    }
    let bracket = before.strip_suffix(['(', '[', '（']);
    let outside = bracket.unwrap_or(before);
    if !is_blank(outside) && !ends_sentence(outside) {
        return None;
    }
    let length = credit(phrases, behind, found.kind, bracket.is_some())?;
    let rest = behind.get(length..)?;
    // Without words before it and without brackets the line may be a credit and nothing else.
    if is_blank(outside) && is_blank(rest) || !(is_blank(rest) || begins_sentence(rest)) {
        return None;
    }
    let evidence = format!(
        "the credit \"{}\" {}",
        text.get(found.start..found.end + length)?.trim_end_matches(['.', ')', ']', '）', ' ']),
        place(outside, rest)
    );
    let range = outside.len()..found.end + length;
    Some(removal(text, range, Reason::InlineCaption, 0.8, evidence))
}

/// Bytes of the names behind the label of a credit, its closing mark with them; `None` if their end is open.
fn credit(phrases: &Phrases, behind: &str, kind: Kind, bracketed: bool) -> Option<usize> {
    let body = match kind {
        Kind::CreditBy => behind.strip_prefix(char::is_whitespace)?,
        _ => behind.trim_start().strip_prefix([':', '：'])?,
    };
    let start = behind.len() - body.len();
    if bracketed {
        let close = window(body, WINDOW_BYTES).find([')', ']', '）'])?;
        let names = body.get(..close)?;
        let end = start + close + body.get(close..)?.chars().next()?.len_utf8();
        let fits = words(names).count() <= LONGEST_CREDIT_WORDS && is_capital(names) && !ends_sentence(names);
        return fits.then_some(end);
    }
    names(phrases, body, true).map(|length| start + length)
}

/// Bytes of a run of names that a text begins with: up to an agency, a full stop or the end of the line.
fn names(phrases: &Phrases, body: &str, labelled: bool) -> Option<usize> {
    const JOINTS: [&str; 12] = ["/", "|", "via", "for", "and", "von", "van", "de", "der", "of", "&", "y"];
    let (mut agency, mut count, mut end) = (false, 0, 0);
    let seen = window(body, WINDOW_BYTES);
    for token in seen.split_whitespace() {
        let offset = offset_in(body, token);
        if seen.len() < body.len() && offset + token.len() == seen.len() {
            return None;
        }
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        let parts = token.split(['/', '|', ',', '.', '-']).filter(|part| !part.is_empty());
        let known = parts.clone().any(|part| phrases.is_agency(part)) && is_capital(bare);
        let tail = agency && phrases.is_agency_tail(bare);
        if agency && !known && !tail && !token.starts_with(['/', '|']) {
            return Some(end);
        }
        if !(known || tail || is_capital(bare) || JOINTS.contains(&token)) {
            return None;
        }
        if !known && !tail && phrases.is_grammar(bare) && !JOINTS.contains(&token) {
            return None;
        }
        if !(labelled || known || tail) {
            return None;
        }
        count += 1;
        end = offset + token.len();
        agency = agency || known;
        let closed = token.ends_with('.') && bare.chars().count() > 2;
        if count > LONGEST_CREDIT_WORDS {
            return None;
        }
        if closed {
            return Some(end);
        }
    }
    (count > 0).then_some(end)
}

/// A caption that stands at least twice at the start of a line, with a credit: what repeats it goes, and the
/// caption too when a paragraph follows.
pub(super) fn repeated(phrases: &Phrases, text: &str) -> Option<Edit> {
    let (caption, mut rest) = twice(text)?;
    let (mut copies, mut credit_seen) = (1, false);
    loop {
        let next = rest.trim_start();
        if let Some(behind) = next.strip_prefix(caption) {
            copies += 1;
            rest = behind;
        } else if let Some(length) = leading_credit(phrases, next) {
            credit_seen = true;
            rest = next.get(length..)?;
        } else {
            break;
        }
    }
    if copies < 2 || !credit_seen {
        return None;
    }
    let evidence = format!("a caption of {} words {copies} times, with a credit", words(caption).count());
    let range = match (is_blank(rest), begins_sentence(rest)) {
        (true, _) => caption.len()..text.len(),
        (false, true) => 0..text.len() - rest.len(),
        (false, false) => return None,
    };
    Some(removal(text, range, Reason::InlineCaption, 0.85, evidence))
}

/// The first sentence of a line and what follows, if the same sentence stands once more further on.
fn twice(text: &str) -> Option<(&str, &str)> {
    // Nearly every line ends here: the first letters come back right behind a mark, or behind a credit.
    let bytes = text.as_bytes();
    let head = bytes.get(..COMPARED_BYTES)?;
    let scope = bytes.get(*CAPTION_BYTES.start()..bytes.len().min(*CAPTION_BYTES.end()))?;
    let mark = CAPTION_BYTES.start() + memchr::memchr3(b'.', b'!', b'?', scope)?;
    let window = bytes.get(mark..bytes.len().min(mark + CREDIT_WINDOW_BYTES))?;
    let comes_back = |at: usize| window.get(at..).is_some_and(|rest| rest.starts_with(head));
    if !memchr::memchr_iter(*head.first()?, window).any(comes_back) {
        return None;
    }
    let end = first_sentence(text)?;
    let (caption, rest) = (text.get(..end)?, text.get(end..)?);
    let fits = CAPTION_BYTES.contains(&end) && words(caption).count() >= LEAST_CAPTION_WORDS;
    fits.then_some((caption, rest))
}

/// Bytes of a credit that a text begins with, with or without a label.
fn leading_credit(phrases: &Phrases, text: &str) -> Option<usize> {
    let open = usize::from(text.starts_with(['(', '[']));
    if let Some((length, kind)) = phrases.at_start(text.get(open..)?)
        && matches!(kind, Kind::Credit | Kind::CreditBy)
    {
        let end = open + length;
        return credit(phrases, text.get(end..)?, kind, open > 0).map(|length| end + length);
    }
    names(phrases, text, false)
}
