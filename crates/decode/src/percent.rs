//! Percent-encoded text inside running text: what is decoded, and what stays.
//!
//! An encoder leaves no blanks, so the unit is the word (a run without blanks). A word is decoded
//! when it is **strong**: it holds an encoded HTML tag or an encoded character reference and is no
//! address; or when it is **weak** but the surroundings leave no doubt: it is the whole line and
//! decodes to plain words, or it stands in prose that does not speak about encodings.
//!
//! Addresses, paths, queries and names of files (`file%20name.pdf`) always stay, and so does what
//! would decode to one: their escapes are part of them.

use tamis_core::Encoding;

use crate::address::{is_address, is_file_name};
use crate::entity;
use crate::escapes::{all_layers, escape_at, flattened, has_escape, one_layer};
use crate::markup::tags::{holds_tag, tags_of};
use crate::vocabulary::{ENCODING_CUES, ENTITY_CUES, MARKUP_CUES, has_word_of, is_code_like};

/// Share of a line's characters that strong words must have when the line is about encodings or
/// looks like code, in percent. Guess: an example is shorter than the sentence around it.
const STRONG_SHARE_PERCENT: usize = 60;
/// Letters of the shorter word beside an encoded blank in prose. Guess: `a%20b` is an example.
const WORD_LETTERS: usize = 2;

/// One layer of percent encoding undone in a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Layer {
    pub(crate) text: String,
    pub(crate) encoding: Encoding,
    /// The line was one encoded word, at most with a bullet before it.
    pub(crate) whole_line: bool,
    /// There was no tag and no reference in it.
    pub(crate) weak: bool,
}

/// How sure it is that a word is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Evidence {
    None,
    Weak,
    Strong,
}

struct Word<'a> {
    start: usize,
    text: &'a str,
    encoded: bool,
    form: bool,
    evidence: Evidence,
    /// It means tags or references with nothing to read between them.
    bare: bool,
}

/// Undoes one layer in the words of a line that are clearly encoded; `None` if there are none.
/// Without `weak_too` only tags and references count as clear.
pub(crate) fn decoded(line: &str, weak_too: bool) -> Option<Layer> {
    if !has_escape(line) {
        return None;
    }
    let body = without_bullet(line);
    let whole_line = !body.trim_end().contains(is_separator);
    let mut words = words_of(line, body, whole_line);
    pass_over_mentions(line, &mut words, whole_line);
    let strong: usize =
        words.iter().filter(|word| word.evidence == Evidence::Strong).map(|word| word.text.len()).sum();
    let total: usize = words.iter().map(|word| word.text.len()).sum();
    let doubtful = !whole_line && (is_about_encoding(line, &words) || is_code_like(line));
    if strong > 0 {
        if doubtful && strong * 100 < total * STRONG_SHARE_PERCENT {
            return None;
        }
        for word in words.iter_mut().filter(|word| word.encoded) {
            word.evidence = Evidence::Strong;
        }
    } else if !weak_too || doubtful || words.iter().all(|word| word.evidence != Evidence::Weak) {
        return None;
    }
    let wanted = if strong > 0 { Evidence::Strong } else { Evidence::Weak };
    let text = rewritten(line, &words, wanted, whole_line || strong > 0);
    (text != line).then(|| Layer {
        text,
        encoding: encoding_of(&words, wanted),
        whole_line,
        weak: strong == 0,
    })
}

/// Whether a line stands for several words in form encoding without a single escape: `THE+BIOG`.
/// Only a neighbour can tell that it is encoded at all.
pub(crate) fn form_title(line: &str) -> Option<String> {
    let inner = line.trim();
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_.'*()!".contains(c));
    let fits = inner.contains('+') && inner.split('+').all(is_word) && inner.contains(char::is_alphabetic);
    fits.then(|| inner.replace('+', " "))
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// The line without a bullet or number in front.
fn without_bullet(line: &str) -> &str {
    let line = line.trim_start_matches(is_separator);
    let Some((first, rest)) = line.split_once(is_separator) else { return line };
    let is_bullet = matches!(first, "-" | "*" | "•" | "·" | "–" | "—" | "+" | ">" | "▪" | "●" | "○");
    let is_number =
        first.len() <= 4 && first.ends_with(['.', ')']) && first.starts_with(|c: char| c.is_ascii_digit());
    if is_bullet || is_number { rest.trim_start_matches(is_separator) } else { line }
}

fn words_of<'a>(line: &'a str, body: &str, whole_line: bool) -> Vec<Word<'a>> {
    let mut words = Vec::new();
    let mut start = 0;
    for text in line.split(is_separator) {
        if !text.is_empty() {
            let alone = whole_line && text.len() == body.trim_end_matches(is_separator).len();
            words.push(judged(start, text, alone));
        }
        start += text.len() + 1;
    }
    words
}

fn judged(start: usize, text: &str, alone: bool) -> Word<'_> {
    let mut word = Word { start, text, encoded: false, form: false, evidence: Evidence::None, bare: false };
    if !has_escape(text) || is_address(text) {
        return word;
    }
    word.encoded = true;
    let flat = flattened(text);
    word.form = is_form(text, &flat);
    let meant = one_layer(&flat, word.form, true);
    let (less_than, ampersand) = encoded_signs(&flat);
    let tag = (less_than && holds_tag(&meant)) || (ampersand && entity::holds_reference(&meant));
    if tag {
        word.evidence = Evidence::Strong;
        word.bare = !has_readable_text(&meant);
    } else if alone && is_clear_alone(text, &meant) || !alone && is_clear_in_prose(text) {
        word.evidence = Evidence::Weak;
    }
    word
}

/// A single bare tag in prose, or a bare reference in prose about such, is a mention of it.
fn pass_over_mentions(line: &str, words: &mut [Word<'_>], whole_line: bool) {
    let strong = words.iter().filter(|word| word.evidence == Evidence::Strong).count();
    if whole_line || strong != 1 {
        return;
    }
    let Some(word) = words.iter_mut().find(|word| word.evidence == Evidence::Strong && word.bare) else {
        return;
    };
    let meant = all_layers(word.text, word.form, true);
    let names_element = holds_tag(&meant) && !meant.to_ascii_lowercase().starts_with("<br");
    if names_element || has_word_of(line, ENTITY_CUES) || has_word_of(line, MARKUP_CUES) {
        word.evidence = Evidence::None;
        word.encoded = false;
    }
}

/// Whether anything is left to read beside tags and references.
fn has_readable_text(meant: &str) -> bool {
    let mut text = String::new();
    let mut done = 0;
    for tag in &tags_of(meant).tags {
        text.push_str(meant.get(done..tag.range.start).unwrap_or_default());
        done = tag.range.end;
    }
    text.push_str(meant.get(done..).unwrap_or_default());
    entity::resolved(&text).contains(char::is_alphanumeric)
}

/// Whether escapes of a flattened word mean `<` and `&`.
fn encoded_signs(flat: &str) -> (bool, bool) {
    let (mut less_than, mut ampersand) = (false, false);
    for at in memchr::memchr_iter(b'%', flat.as_bytes()) {
        match flat.as_bytes().get(at + 1..at + 3) {
            Some([b'3', b'c' | b'C']) => less_than = true,
            Some([b'2', b'6']) => ampersand = true,
            _ => {}
        }
    }
    (less_than, ampersand)
}

/// A `+` stands for a blank when there is no `%20` and some `+` has a letter before or behind it
/// and no other `+` beside it.
fn is_form(word: &str, flat: &str) -> bool {
    if !word.contains('+') || flat.contains("%20") {
        return false;
    }
    let bytes = word.as_bytes();
    memchr::memchr_iter(b'+', bytes).any(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before)).copied().unwrap_or_default();
        let after = bytes.get(at + 1).copied().unwrap_or_default();
        before != b'+'
            && after != b'+'
            && (before.is_ascii_alphabetic() || after.is_ascii_alphabetic() || after == b'%')
    })
}

/// Characters that no encoder leaves and no title holds: with one of them a weak word stays.
fn has_foreign_characters(word: &str) -> bool {
    word.contains(['=', '{', '}', '<', '>', '|', '\\', '`', '"', '[', ']', '#', '^'])
}

/// Whether all `%` of a word are escapes, but for one cut short at the end.
fn is_fully_escaped(word: &str) -> bool {
    let bytes = word.as_bytes();
    memchr::memchr_iter(b'%', bytes).all(|at| {
        let rest = bytes.get(at..).unwrap_or_default();
        escape_at(rest).is_some() || (rest.len() <= 2 && rest.iter().skip(1).all(u8::is_ascii_hexdigit))
    })
}

/// A line that is one word: clear when it means words, and neither an address nor a file.
fn is_clear_alone(word: &str, meant: &str) -> bool {
    let unquoted = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap_or(word);
    let is_named = is_file_name(meant) || is_address(meant);
    if is_named || has_foreign_characters(unquoted) || !is_fully_escaped(word) {
        return false;
    }
    let odd =
        |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || c == char::REPLACEMENT_CHARACTER;
    if meant.contains(odd) {
        return false;
    }
    let parts = meant.split(|c: char| !c.is_alphanumeric());
    let letters =
        parts.map(|part| part.chars().filter(|c| c.is_alphabetic()).count()).max().unwrap_or_default();
    let slashes = word.bytes().filter(|b| *b == b'/').count();
    let blanks = meant.bytes().filter(|b| *b == b' ').count();
    letters >= WORD_LETTERS && slashes <= blanks / 2 && has_sound_high_bytes(word)
}

/// A word in prose: clear when encoded blanks stand between words of letters, or when it holds
/// UTF-8 or an apostrophe in the middle of a word.
fn is_clear_in_prose(word: &str) -> bool {
    let quotes = ['(', ')', '"', '\'', '“', '”', '‘', '’', ',', '.', ';', ':', '!', '?', '*', '_', '«', '»'];
    let word = word.trim_matches(quotes);
    if has_foreign_characters(word) || word.contains(['/', '@', '&', '$', '~']) || !is_fully_escaped(word) {
        return false;
    }
    let meant = all_layers(word, false, false);
    if is_file_name(&meant) || is_address(&meant) || meant.contains(|c: char| c.is_control()) {
        return false;
    }
    let parts: Vec<&str> = meant.split(' ').collect();
    let is_word = |part: &&str| part.chars().filter(|c| c.is_alphabetic()).count() >= WORD_LETTERS;
    let blanks_are_clear = parts.len() > 1 && parts.iter().filter(|part| is_word(part)).count() >= 2;
    let starts_and_ends = meant.starts_with(char::is_alphanumeric) && !meant.ends_with(' ');
    let accent_is_clear = parts.len() == 1
        && !meant.is_ascii()
        && is_word(&meant.as_str())
        && meant.starts_with(char::is_alphanumeric)
        && has_sound_high_bytes(word);
    let apostrophe = parts.len() == 1
        && word.split_once("%27").is_some_and(|(before, after)| {
            before.ends_with(|c: char| c.is_ascii_alphabetic())
                && after.starts_with(|c: char| c.is_ascii_alphabetic())
        });
    (blanks_are_clear && starts_and_ends) || accent_is_clear || apostrophe
}

/// Escapes of single bytes beyond ASCII (`%E9`) must follow a letter, or it could be `30%acid`.
fn has_sound_high_bytes(word: &str) -> bool {
    let bytes = word.as_bytes();
    let mut run_before = false;
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(length) = escape_at(rest) else {
            run_before = false;
            at += 1;
            continue;
        };
        let high =
            length == 3 && rest.get(1).is_some_and(|b| matches!(b, b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F'));
        let next_is_escape = rest.get(length..).is_some_and(|next| escape_at(next).is_some());
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if high && !run_before && !next_is_escape && !before.is_some_and(u8::is_ascii_alphabetic) {
            return false;
        }
        run_before = true;
        at += length;
    }
    true
}

/// A line that names encodings or addresses, or shows an escape by itself.
fn is_about_encoding(line: &str, words: &[Word<'_>]) -> bool {
    let bare = words.iter().any(|word| word.encoded && is_bare_escape(word.text));
    let backtick = words.iter().any(|word| word.encoded && word.text.contains('`'));
    let speaks = || words.iter().any(|word| !word.encoded && has_word_of(word.text, ENCODING_CUES));
    bare || backtick || speaks() || line.contains("%XX")
}

/// Whether a word is an escape for a blank or a sign, and perhaps punctuation: `%20,`.
pub(crate) fn is_bare_escape(word: &str) -> bool {
    let trimmed = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '%');
    escape_at(trimmed.as_bytes()).is_some_and(|length| length == trimmed.len())
        && !one_layer(trimmed, false, false).contains(char::is_alphanumeric)
}

fn rewritten(line: &str, words: &[Word<'_>], wanted: Evidence, at_cut: bool) -> String {
    let mut out = String::with_capacity(line.len());
    let mut done = 0;
    let end = line.trim_end_matches(is_separator).len();
    for word in words.iter().filter(|word| word.evidence == wanted) {
        out.push_str(line.get(done..word.start).unwrap_or_default());
        let stop = word.start + word.text.len();
        let cut_here = at_cut && stop == end;
        let text =
            if cut_here && wanted == Evidence::Strong { without_cut_reference(word.text) } else { word.text };
        out.push_str(&one_layer(text, word.form, cut_here));
        done = stop;
    }
    out.push_str(line.get(done..).unwrap_or_default());
    out
}

/// A word without the beginning of a character reference at its very end: `%26nbs`.
fn without_cut_reference(word: &str) -> &str {
    let Some(at) = word.rfind("26") else { return word };
    let start = word.get(..at).unwrap_or_default().trim_end_matches("25");
    let name = word.get(at + 2..).unwrap_or_default();
    let is_cut = !name.is_empty() && CUT_REFERENCES.iter().any(|whole| whole.starts_with(name));
    match start.strip_suffix('%') {
        Some(before) if is_cut => before,
        _ => word,
    }
}

/// References that end a cut fragment often enough to be known by their beginning.
const CUT_REFERENCES: &[&str] = &[
    "nbsp", "amp", "quot", "rsquo", "lsquo", "ldquo", "rdquo", "ndash", "mdash", "hellip", "eacute", "middot",
];

fn encoding_of(words: &[Word<'_>], wanted: Evidence) -> Encoding {
    let decoded = || words.iter().filter(|word| word.evidence == wanted);
    if decoded().any(|word| word.form) {
        Encoding::Form
    } else if decoded().any(|word| word.text.contains("%u") || word.text.contains("%U")) {
        Encoding::JsEscape
    } else {
        Encoding::Percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: &str) {
        assert_eq!(decoded(line, true).map_or(line.to_owned(), |layer| layer.text), expect, "{line}");
    }

    fn stays(line: &str) {
        assert_eq!(decoded(line, true), None, "{line}");
    }

    #[test]
    fn titles_are_decoded() {
        check("The%20trailblazers", "The trailblazers");
        check("Avatar%20(2009)", "Avatar (2009)");
        check("Fixtures%20(all%20times%20local)", "Fixtures (all times local)");
        check("2021%20Marrak%204x4%3A%20the%20specs", "2021 Marrak 4x4: the specs");
        check("Briefings%2Ftrainings", "Briefings/trainings");
        check("Great%2520train%2520journeys", "Great%20train%20journeys");
        check("Great+train+journeys%3F", "Great train journeys?");
        check("- Caf%C3%A9%20de%20Paris", "- Café de Paris");
        check("caf%e9%20noir", "café noir");
        check("Ti%u1EBFng%20Vi%u1EC7t", "Tiếng Việt");
        check("Key%20Take", "Key Take");
        check("Pros%3A", "Pros:");
        check("%E2%9C%94%EF%B8%8F%20Pros", "✔️ Pros");
        check("Key%20Takeaways%2", "Key Takeaways");
    }

    #[test]
    fn fragments_are_decoded() {
        check("%3Cp%3EOne%3C%2Fp%3E%0D%0A", "<p>One</p>\r\n");
        check("%3cp%3eone%26nbsp%3b%3c%2fp%3e", "<p>one&nbsp;</p>");
        check("%253Cp%253EOne%253C%252Fp%253E", "%3Cp%3EOne%3C%2Fp%3E");
        check("%3Cli%3EA+B+and+C%3C%2Fli%3E", "<li>A B and C</li>");
        check("%3Cp%3EHello there,%20you%3C/p%3E", "<p>Hello there, you</p>");
        check("%3Cp%3EA%3C%2Fp%3E%3C%2Fst", "<p>A</p></st");
        check("%3Cp%3EOne%26nb", "<p>One");
        check("Text with%26nbsp%3B and %26nbsp%3B blanks", "Text with&nbsp; and &nbsp; blanks");
        check("See The%20trailblazers and more", "See The trailblazers and more");
        check("It%E2%80%99s late, caf%C3%A9 is shut", "It’s late, café is shut");
    }

    #[test]
    fn what_is_not_clearly_encoded_stays() {
        let lines = [
            "https://x.org/a%20b",
            "see www.x.org/a%20b for more",
            "/search?q=a%20b",
            "file%20name.pdf",
            "50%",
            "100% cotton",
            "5%20",
            "it rose by 5%20 more",
            "use %20 for a blank",
            "- %3C stands for <",
            "A space becomes %20, a slash %2F.",
            "encodeURIComponent(\"a b\") returns a%20b",
            "The server decodes na%C3%AFve%20caf%C3%A9 back to \"naïve café\"",
            "%d items and %5.2f or %02x",
            "%20d",
            "SELECT * FROM t WHERE name LIKE '%abc%'",
            "LIKE %add%",
            "72%16%0%12%0%72%",
            "30%acid",
            "https%3A%2F%2Fx.org%2Fa%2F",
            "a%3Cb%20%26%20c%3Ed is sent by the browser",
            "title=The%20trailblazers&page=2",
            "They inject %3Cscript%3E into pages.",
            "Use %26amp%3B for ampersands",
            "%25252525252525",
        ];
        for line in lines {
            stays(line);
        }
    }

    #[test]
    fn a_form_title_needs_a_neighbour() {
        assert_eq!(form_title("THE+BIOG").as_deref(), Some("THE BIOG"));
        assert_eq!(form_title("C++"), None);
        stays("THE+BIOG");
    }
}
