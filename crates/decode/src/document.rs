//! Whole documents: HTML or plain text, and HTML that was encoded as a whole.

use tamis_core::{DecodeNote, Encoding, Markup, Reason};

use crate::WholeDocument;
use crate::entity;
use crate::escapes::{flattened, has_escape, one_layer};
use crate::markup::elements::{Family, is_formatting};
use crate::markup::tags::{Side, tags_of};
use crate::settle::MOST_LAYERS;

/// Bytes at the start that tell HTML from text. Guess: a page shows itself in its first tags.
const SAMPLE_BYTES: usize = 16 * 1024;
/// Share of the lines of a text that must hold tags, in percent, for a text that begins with one but
/// has no `<html>`. Guess: a leaked fragment in a text is one line of many.
const TAGGED_LINES_PERCENT: usize = 50;
/// Share of an encoded document's lines that are encoded, in percent. Guess.
const ENCODED_LINES_PERCENT: usize = 90;

/// Whether a text is HTML.
pub(crate) fn sniffed(text: &str) -> Markup {
    let sample =
        start_of(text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}'), SAMPLE_BYTES);
    if !sample.starts_with('<') {
        return Markup::Text;
    }
    let body = without_preamble(sample);
    let is_page = ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| {
        let next = body.as_bytes().get(tag.len()).copied().unwrap_or(b'>');
        starts_with_ignoring_case(body, tag) && !next.is_ascii_alphanumeric()
    });
    if is_page || is_tagged(body) { Markup::Html } else { Markup::Text }
}

/// What follows comments and an XML declaration.
fn without_preamble(text: &str) -> &str {
    let mut rest = text;
    loop {
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<?") {
            rest.find('>').map(|end| end + 1)
        } else {
            None
        };
        match end.and_then(|end| rest.get(end..)) {
            Some(after) => rest = after.trim_start(),
            None => return rest,
        }
    }
}

/// A fragment that begins with a block and has tags on most of its lines.
fn is_tagged(text: &str) -> bool {
    let found = tags_of(text);
    let Some(first) = found.tags.iter().find(|tag| tag.side != Side::Comment) else { return false };
    let ends_blocks = found.tags.iter().any(|tag| tag.side == Side::Close && !is_formatting(tag.name));
    let begins_block = first.range.start == 0
        && first.side == Side::Open
        && !matches!(first.family, Family::Inline | Family::Separate | Family::Break | Family::Empty);
    let filled = || text.lines().filter(|line| !line.trim().is_empty());
    let tagged = filled().filter(|line| line.contains('<') && line.contains('>')).count();
    begins_block && ends_blocks && tagged * 100 >= filled().count() * TAGGED_LINES_PERCENT
}

/// HTML that was percent-encoded or entity-escaped as a whole.
pub(crate) fn opened(text: &str) -> Option<WholeDocument> {
    let trimmed = text.trim();
    if !trimmed.starts_with(['%', '&']) || !is_promising(trimmed) || !is_encoded_throughout(trimmed) {
        return None;
    }
    let mut html = trimmed.to_owned();
    let mut first = None;
    for layers in 1..=MOST_LAYERS {
        let (next, reason, encoding) = one_layer_less(&html)?;
        html = next;
        let (reason, encoding) = *first.get_or_insert((reason, encoding));
        if sniffed(&html) == Markup::Html {
            let note = DecodeNote { reason, encoding, layers, whole_line: true, original: String::new() };
            return Some(WholeDocument { html, note });
        }
    }
    None
}

fn one_layer_less(text: &str) -> Option<(String, Reason, Encoding)> {
    let text = text.trim_start();
    if text.starts_with('%') && has_escape(start_of(text, SAMPLE_BYTES)) {
        let plus_is_blank = text.contains('+') && !text.contains("%20") && !text.contains("%2520");
        let encoding = if plus_is_blank {
            Encoding::Form
        } else if start_of(text, SAMPLE_BYTES).contains("%u") {
            Encoding::JsEscape
        } else {
            Encoding::Percent
        };
        Some((one_layer(text, plus_is_blank, true), Reason::PercentDecoded, encoding))
    } else if text.starts_with('&') {
        let next = entity::resolved(text);
        (next != text).then_some((next, Reason::EntityDecoded, Encoding::Entity))
    } else {
        None
    }
}

/// Whether the first characters stand for `<` at some depth; cheap.
fn is_promising(text: &str) -> bool {
    let mut head = flattened(start_of(text, 256)).into_owned();
    for _ in 0..=MOST_LAYERS {
        if let Some(inner) = head.trim_start().strip_prefix('<') {
            return inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?'));
        }
        let Some((next, _, _)) = one_layer_less(&head) else { return false };
        head = next;
    }
    false
}

/// Whether nearly all filled lines are encoded, and none holds a tag as it is.
fn is_encoded_throughout(text: &str) -> bool {
    let is_percent = text.starts_with('%');
    let (mut filled, mut encoded) = (0_usize, 0_usize);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        filled += 1;
        let whole = if is_percent {
            has_escape(line) && !line.contains(' ')
        } else {
            line.contains('&') && line.contains(';')
        };
        encoded += usize::from(whole);
    }
    encoded * 100 >= filled * ENCODED_LINES_PERCENT
        && (is_percent || tags_of(start_of(text, SAMPLE_BYTES)).tags.is_empty())
}

fn start_of(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_told_from_text() {
        let html = [
            "<!DOCTYPE html><html><body>x",
            "\u{feff}\n <HTML lang=en>",
            "<!-- saved --><html>",
            "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html>",
            "<body>one",
            "<div class=a>\n<p>One</p>\n</div>",
            "<p>One</p><p>Two</p>",
        ];
        for text in html {
            assert_eq!(sniffed(text), Markup::Html, "{text}");
        }
        let plain = [
            "Plain text",
            "",
            "a < b",
            "<p>One</p>\nThe rest\nis text\nwithout tags",
            "<b>Bold</b> start",
            "<header> is an element",
            "<https://x.org>",
            "Text <html>",
        ];
        for text in plain {
            assert_eq!(sniffed(text), Markup::Text, "{text}");
        }
    }

    fn check(text: &str, expect: Option<(&str, Encoding, u8)>) {
        let found = opened(text);
        let got = found.as_ref().map(|found| (found.html.as_str(), found.note.encoding, found.note.layers));
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn encoded_documents_are_opened() {
        let html = "<html><body><p>One two</p></body></html>";
        check(
            "%3Chtml%3E%3Cbody%3E%3Cp%3EOne%20two%3C%2Fp%3E%3C%2Fbody%3E%3C%2Fhtml%3E",
            Some((html, Encoding::Percent, 1)),
        );
        check(
            "%3Chtml%3E%3Cbody%3E%3Cp%3EOne+two%3C/p%3E%3C/body%3E%3C/html%3E",
            Some((html, Encoding::Form, 1)),
        );
        check("%253Cp%253EOne%253C%252Fp%253E", Some(("<p>One</p>", Encoding::Percent, 2)));
        check(
            "&lt;html&gt;\n&lt;body&gt;One &amp;amp; two&lt;/body&gt;",
            Some(("<html>\n<body>One &amp; two</body>", Encoding::Entity, 1)),
        );
        check("&amp;lt;html&amp;gt;x&amp;lt;/html&amp;gt;", Some(("<html>x</html>", Encoding::Entity, 2)));
        check("%26lt%3Bhtml%26gt%3Bx", Some(("<html>x", Encoding::Percent, 2)));
    }

    #[test]
    fn other_documents_are_not() {
        check("%3Cp%3EOne%3C%2Fp%3E\nThe rest is plain text.\nAnd more of it.", None);
        check("The%20trailblazers", None);
        check("%25252525253Chtml%25252525253E", None);
        check("<html>&lt;html&gt;", None);
        check("&lt; is less than; > is greater", None);
        check("%", None);
        check("&", None);
        check("", None);
    }
}
