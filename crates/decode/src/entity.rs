//! HTML character references in plain text.
//!
//! Names with a semicolon are those of HTML 5 (the table of `html-escape`); without one only the
//! names that HTML allows so, and not before a letter, a digit or `=`, so that `AT&T`, `?a=1&lt=2`
//! and `R&D` stay. Numbers 128..=159 mean Windows-1252, as browsers read them. Addresses and code
//! stay as they are, and so does a line that explains references.

use crate::address::is_address;
use crate::entity_names::{OF_HTML_4, WITHOUT_SEMICOLON};
use crate::markup::tags::holds_tag;
use crate::settle::MOST_LAYERS;
use crate::vocabulary::{ENTITY_CUES, has_word_of, is_code_like};

/// Letters of the longest name, `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 31;
/// Digits of a number that are read; more name no character.
const LONGEST_NUMBER: usize = 10;

/// A character reference at the start of a text.
struct Reference {
    length: usize,
    meant: Meant,
    /// Whether it is a name that only HTML 5 knows.
    rare: bool,
}

enum Meant {
    Name(&'static str),
    Character(char),
}

impl Reference {
    fn at(text: &str) -> Option<Reference> {
        let body = text.strip_prefix('&')?;
        match body.strip_prefix('#') {
            Some(number) => Reference::numeric(number),
            None => Reference::named(body),
        }
    }

    fn numeric(number: &str) -> Option<Reference> {
        let (digits, radix, prefix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16, 3),
            None => (number, 10, 2),
        };
        let is_digit = |b: &u8| if radix == 16 { b.is_ascii_hexdigit() } else { b.is_ascii_digit() };
        let count = digits.bytes().take(LONGEST_NUMBER + 1).take_while(is_digit).count();
        if count == 0 || count > LONGEST_NUMBER {
            return None;
        }
        let code = u32::from_str_radix(digits.get(..count)?, radix).ok()?;
        let closed = digits.as_bytes().get(count) == Some(&b';');
        let meant = character(code).filter(|c| closed || *c >= ' ')?;
        Some(Reference {
            length: prefix + count + usize::from(closed),
            meant: Meant::Character(meant),
            rare: false,
        })
    }

    fn named(body: &str) -> Option<Reference> {
        let count = body.bytes().take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphanumeric).count();
        let name = body.get(..count).filter(|name| !name.is_empty())?;
        let next = body.as_bytes().get(count);
        if next == Some(&b';') {
            let common = common_meaning(name);
            let meant = common.or_else(|| meaning(name))?;
            let is_old = |names: &[&str]| names.binary_search(&name).is_ok();
            let rare = common.is_none() && !is_old(WITHOUT_SEMICOLON) && !is_old(OF_HTML_4);
            return Some(Reference { length: count + 2, meant: Meant::Name(meant), rare });
        }
        let goes_on = next == Some(&b'=')
            || body.get(count..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
        if goes_on || WITHOUT_SEMICOLON.binary_search(&name).is_err() {
            return None;
        }
        Some(Reference { length: count + 1, meant: Meant::Name(meaning(name)?), rare: false })
    }

    fn push_to(&self, out: &mut String) {
        match self.meant {
            Meant::Name(text) => out.push_str(text),
            Meant::Character(c) => out.push(c),
        }
    }
}

/// The names that are nearly all of those in text, without a search.
fn common_meaning(name: &str) -> Option<&'static str> {
    match name {
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        "nbsp" => Some("\u{a0}"),
        _ => None,
    }
}

/// The characters that a name stands for.
fn meaning(name: &str) -> Option<&'static str> {
    let table = &html_escape::NAMED_ENTITIES;
    let at = table.binary_search_by(|(known, _)| (*known).cmp(name.as_bytes())).ok()?;
    table.get(at).map(|(_, text)| *text)
}

/// The character of a number: none for NUL, surrogates and what lies beyond Unicode, which would
/// become U+FFFD in a browser and are left as they are here.
fn character(code: u32) -> Option<char> {
    match code {
        0 => None,
        0x80..=0x9f => {
            let byte = u8::try_from(code).ok()?;
            let (text, _) =
                encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte)).clone();
            text.chars().next()
        }
        _ => char::from_u32(code),
    }
}

/// Whether a text holds a reference with its semicolon.
pub(crate) fn holds_reference(text: &str) -> bool {
    memchr::memchr_iter(b'&', text.as_bytes()).any(|at| {
        let rest = text.get(at..).unwrap_or_default();
        Reference::at(rest).is_some_and(|reference| rest.as_bytes().get(reference.length - 1) == Some(&b';'))
    })
}

/// The text with one layer of references undone, wherever one stands: for text taken out of HTML.
pub(crate) fn resolved(text: &str) -> String {
    replaced(text, |_| true)
}

/// The line with one layer of references undone, or `None` if there is none that is clearly one.
pub(crate) fn decoded(line: &str) -> Option<String> {
    memchr::memchr(b'&', line.as_bytes())?;
    if is_escaped_markup(line) && (line.starts_with(['&', '<']) || !is_code_like(line)) {
        let text = resolved(line);
        return (text != line).then_some(text);
    }
    if is_code_like(line) || is_explained(line) {
        return None;
    }
    let mut out = String::with_capacity(line.len());
    let mut before = "";
    for word in line.split_inclusive([' ', '\t']) {
        if memchr::memchr(b'&', word.as_bytes()).is_none() || is_address(word) {
            out.push_str(word);
        } else {
            let after_operator = before.trim_end().ends_with(['=', '(', ',']);
            let mut at_start = true;
            out.push_str(&replaced(word, |reference| {
                let wanted = !(reference.rare && after_operator && at_start);
                at_start = false;
                wanted
            }));
        }
        before = word;
    }
    (out != line).then_some(out)
}

/// Whether references of a line, at whatever depth, spell HTML tags.
fn is_escaped_markup(line: &str) -> bool {
    let may_spell =
        ["lt", "#60", "#060", "#x3c", "#x3C", "#X3C", "LT"].iter().any(|name| line.contains(name));
    if !may_spell || holds_tag(line) {
        return false;
    }
    let mut text = line.to_owned();
    for _ in 0..MOST_LAYERS {
        let next = resolved(&text);
        if next == text {
            return false;
        }
        if holds_tag(&next) {
            return true;
        }
        text = next;
    }
    false
}

fn replaced(text: &str, mut wanted: impl FnMut(&Reference) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        let Some(reference) = text.get(at..).and_then(Reference::at) else { continue };
        if at < done || !wanted(&reference) {
            continue;
        }
        out.push_str(text.get(done..at).unwrap_or_default());
        reference.push_to(&mut out);
        done = at + reference.length;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Whether a line shows a reference by itself and speaks about references or HTML.
fn is_explained(line: &str) -> bool {
    let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
    let is_bare = |word: &&&str| {
        let quoted = word.starts_with(['"', '\'', '`', '(', '“', '‘']);
        let inner =
            word.trim_matches(['"', '\'', '`', '(', ')', '“', '”', '‘', '’', ',', '.', ':', ';', '?', '!']);
        let reference = Reference::at(inner).or_else(|| Reference::at(word));
        reference.is_some_and(|found| {
            found.length + 1 >= inner.len() && (quoted || !matches!(found.meant, Meant::Name("&")))
        })
    };
    words.iter().any(|word| is_bare(&word))
        && words.iter().any(|word| !word.contains('&') && has_word_of(word, ENTITY_CUES))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: &str) {
        assert_eq!(decoded(line).unwrap_or_else(|| line.to_owned()), expect, "{line}");
    }

    #[test]
    fn the_tables_are_sorted() {
        assert_eq!(WITHOUT_SEMICOLON.len(), 106);
        assert!(WITHOUT_SEMICOLON.is_sorted());
        assert!(OF_HTML_4.is_sorted());
        assert!(
            WITHOUT_SEMICOLON.iter().all(|name| meaning(name).is_some()),
            "each also has a form with semicolon"
        );
    }

    #[test]
    fn references_are_decoded() {
        check("Podcasts &amp; shows", "Podcasts & shows");
        check("Eeyore&rsquo;s tail&hellip;", "Eeyore’s tail…");
        check("SQL &#x26; AI &#38; more &#8211; and &#X2019;", "SQL & AI & more – and ’");
        check("&copy 2020, caf&eacute", "© 2020, café");
        check("a &amp;nbsp; b", "a &nbsp; b");
        check("1939&#150;45 &#146;t", "1939–45 ’t");
        check("&lt;p&gt;One&lt;/p&gt;", "<p>One</p>");
        check(
            "&lt;a href=&quot;https://x.org/?a=1&amp;amp;b=2&quot;&gt;x&lt;/a&gt;",
            "<a href=\"https://x.org/?a=1&amp;b=2\">x</a>",
        );
        check("the &lt;p&gt; of it", "the <p> of it");
        check("&NotEqualTilde; &CounterClockwiseContourIntegral;", "≂̸ ∳");
    }

    #[test]
    fn what_is_no_reference_stays() {
        let lines = [
            "AT&T and R&D",
            "?a=1&lt=2 &copy=1",
            "see https://x.org/?a=1&amp;b=2",
            "www.x.org/?a=1&amp;b=2",
            "&notit; &unknown; &; &#; &#x; &#xD800; &#0; &#99999999999;",
            "var b = &num;",
            "f = &num; more",
            "scanf(\"%d\", &num);",
            "Use &nbsp; to insert a blank.",
            "The entity `&lt;` stands for <",
            "if (a &lt; b &amp;&amp; c) {",
            "Q&A, B&B",
            "&copyright &ampersand",
        ];
        for line in lines {
            check(line, line);
        }
    }
}
