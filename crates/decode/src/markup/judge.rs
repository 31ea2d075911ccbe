//! Whether a line that holds tags is HTML that lost its page, or text about HTML.

use super::Provenance;
use super::elements::{Family, is_formatting, is_of_examples, is_void, may_stay_open};
use super::tags::{Side, Tag, Tags, tags_of};
use crate::vocabulary::{MARKUP_CUES, has_word_of, is_code_like};

/// Whether the line is to be read as HTML. A higher provenance never says no where a lower one says yes.
pub(crate) fn is_markup(line: &str, provenance: Provenance) -> bool {
    if memchr::memchr(b'<', line.as_bytes()).is_none() {
        return false;
    }
    let found = tags_of(line);
    if !found.tags.iter().any(|tag| tag.side != Side::Comment) {
        return false;
    }
    let shape = Shape::of(line, &found);
    let raw = || shape.is_leaked(line, &found);
    match provenance {
        Provenance::Encoded => true,
        Provenance::Escaped => {
            (shape.starts_with_tag && shape.balanced && (shape.pairs > 0 || shape.breaks > 0))
                || shape.pairs >= 2
                || raw()
        }
        Provenance::Raw => raw(),
        Provenance::Block => shape.is_whole_fragment && shape.pairs >= 2 && raw(),
    }
}

/// Whether a line is a line of source code, or of HTML shown as such: beside it nothing is parsed.
pub(crate) fn is_example(line: &str) -> bool {
    let line = line.trim();
    if is_code_like(line) {
        // A command at a prompt says nothing about the HTML beside it.
        return !line.starts_with('$');
    }
    if !line.starts_with('<') {
        return false;
    }
    if matches!(line, "<>" | "</>") || has_placeholder(line) {
        return true;
    }
    let found = tags_of(line);
    let Some(first) = found.tags.first().filter(|tag| tag.range.start == 0) else {
        return looks_like_unknown_tag(line);
    };
    let shape = Shape::of(line, &found);
    !shape.balanced || is_of_examples(first.name) || (shape.pairs == 0 && shape.breaks == 0)
}

/// `{name}`, as templates and JSX have it.
fn has_placeholder(line: &str) -> bool {
    line.split('{').skip(1).any(|rest| {
        rest.split_once('}').is_some_and(|(name, _)| {
            !name.is_empty() && name.len() <= LONGEST_PLACEHOLDER && !name.contains('<')
        })
    })
}

/// Bytes between the braces of a placeholder. Guess.
const LONGEST_PLACEHOLDER: usize = 80;

/// `<name>`, `</name>` or `<name a="b">` of no known element, with nothing else on the line.
fn looks_like_unknown_tag(line: &str) -> bool {
    let Some(inner) = line.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')) else { return false };
    let inner = inner.trim_start_matches('/');
    let name = inner.split([' ', '\t', '/']).next().unwrap_or(inner);
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'));
    is_name
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !name.ends_with(':')
        && !inner.contains(['<', '>'])
}

/// What the tags of a line look like together.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent findings of one scan")]
struct Shape {
    starts_with_tag: bool,
    /// The line begins and ends with a tag.
    is_whole_fragment: bool,
    /// Every end tag has its start tag, and every start tag its end where it needs one.
    balanced: bool,
    /// Pairs of tags with something to read between them.
    pairs: usize,
    /// `<br>` with text right before or behind it.
    breaks: usize,
    formatting_only: bool,
    holds_examples: bool,
    quoted: bool,
}

impl Shape {
    fn of(line: &str, found: &Tags) -> Shape {
        let line_end = line.trim_end().len();
        let line_start = line.len() - line.trim_start().len();
        let tags = &found.tags;
        let mut shape = Shape {
            starts_with_tag: tags.first().is_some_and(|tag| tag.range.start == line_start),
            formatting_only: tags.iter().all(|tag| is_formatting(tag.name)),
            holds_examples: tags.iter().any(|tag| is_of_examples(tag.name)),
            quoted: tags.iter().any(|tag| is_quoted(line, tag)),
            balanced: true,
            ..Shape::default()
        };
        let ends = tags.last().is_some_and(|tag| tag.range.end == line_end) || found.cut.is_some();
        shape.is_whole_fragment = shape.starts_with_tag && ends;
        shape.match_pairs(line, tags, found.cut.is_some());
        shape
    }

    fn match_pairs(&mut self, line: &str, tags: &[Tag], cut: bool) {
        let filled = filled_gaps(line, tags);
        let filled_before = |at: usize| filled.get(at).copied().unwrap_or_default();
        let mut open: Vec<(usize, &Tag)> = Vec::new();
        for (at, tag) in tags.iter().enumerate() {
            match tag.side {
                Side::Comment => {}
                Side::Open if is_void(tag.name) => {
                    self.breaks += usize::from(tag.family == Family::Break && touches_text(line, tag));
                }
                Side::Open => open.push((at, tag)),
                Side::Close => {
                    while open
                        .last()
                        .is_some_and(|(_, last)| last.name != tag.name && may_stay_open(last.name))
                    {
                        open.pop();
                    }
                    match open.last() {
                        Some((start, last)) if last.name == tag.name => {
                            self.pairs += usize::from(filled_before(at) > filled_before(*start));
                            open.pop();
                        }
                        Some(_) => self.balanced = false,
                        None => self.balanced &= tag.name == "p",
                    }
                }
            }
        }
        let all = filled_before(tags.len());
        let begun = open.iter().filter(|(at, tag)| tag.name == "p" && all > filled_before(*at)).count();
        self.pairs += begun;
        // A fragment cut short leaves elements open; without a cut tag only formatting may be left.
        let cut_off = |tag: &Tag| self.pairs > 0 && (cut || self.starts_with_tag && is_formatting(tag.name));
        self.balanced &= open.iter().all(|(_, tag)| may_stay_open(tag.name) || cut_off(tag));
    }

    /// Tags that a page lost into its text: all in order, about words, and nobody speaks of them.
    fn is_leaked(&self, line: &str, found: &Tags) -> bool {
        if !self.balanced
            || self.holds_examples
            || (self.pairs == 0 && self.breaks == 0)
            || is_code_like(line)
            || has_placeholder(line)
        {
            return false;
        }
        if self.is_whole_fragment {
            return self.pairs > 0 || self.breaks >= 2;
        }
        let with_attributes = found.tags.iter().any(|tag| tag.has_attributes);
        if self.quoted || (!with_attributes && speaks_of_markup(line, &found.tags)) {
            return false;
        }
        self.formatting_only || self.pairs >= 2 && self.starts_with_tag || self.pairs >= 3
    }
}

/// For every tag, and for the end, how many gaps before it hold a letter or a digit.
fn filled_gaps(line: &str, tags: &[Tag]) -> Vec<usize> {
    let mut filled = 0;
    let mut done = 0;
    let ends = tags.iter().map(|tag| (tag.range.start, tag.range.end));
    ends.chain([(line.len(), line.len())])
        .map(|(start, end)| {
            let gap = line.get(done..start).unwrap_or_default();
            filled += usize::from(gap.contains(char::is_alphanumeric));
            done = end;
            filled
        })
        .collect()
}

/// Whether a character other than a blank or quote stands right beside the tag.
fn touches_text(line: &str, tag: &Tag) -> bool {
    let is_text = |c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '!' | '?' | ':' | '<' | '>');
    let before =
        line.get(..tag.range.start).and_then(|before| before.chars().next_back()).is_some_and(is_text);
    let after = line.get(tag.range.end..).and_then(|after| after.chars().next()).is_some_and(is_text);
    before || after
}

/// A single tag in quotes, backticks or parentheses.
fn is_quoted(line: &str, tag: &Tag) -> bool {
    let quotes = |c: char| matches!(c, '"' | '\'' | '`' | '(' | ')' | '“' | '”' | '‘' | '’');
    let before =
        line.get(..tag.range.start).and_then(|before| before.chars().next_back()).is_some_and(quotes);
    let after = line.get(tag.range.end..).and_then(|after| after.chars().next()).is_some_and(quotes);
    before && after
}

fn speaks_of_markup(line: &str, tags: &[Tag]) -> bool {
    let mut done = 0;
    let mut text = String::new();
    for tag in tags {
        text.push_str(line.get(done..tag.range.start).unwrap_or_default());
        text.push(' ');
        done = tag.range.end;
    }
    text.push_str(line.get(done..).unwrap_or_default());
    has_word_of(&text, MARKUP_CUES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, provenance: Provenance, expect: bool) {
        assert_eq!(is_markup(line, provenance), expect, "{line}");
    }

    #[test]
    fn leaked_markup_is_known() {
        let lines = [
            "<p><strong>Director:</strong> Ann Lee&nbsp;</p>",
            "<p>One</p> <p>Two</p>",
            "<span>Ann Lee</span> Wed, 12/03/2025 - 02:42",
            "Look for a <strong>written report</strong>, not a guess.",
            "on average <a href=\"https://x.org/\">ten dollars</a> a month",
            "\"<i>What do you do in a place like this?</i>",
            "one line<br>another line<br/>a third",
            "<ul> <li>One</li> <li>Two</li> </ul>",
            "<table><tbody><tr><td>One</td></tr> <tr><td>Two</td></tr> </tbody></table>",
            "<p>One</p> <p>Two</p> <p>Thr",
            "<p>One</p><p>Two <b>thr",
        ];
        for line in lines {
            check(line, Provenance::Raw, true);
            check(line, Provenance::Escaped, true);
            check(line, Provenance::Encoded, true);
        }
    }

    #[test]
    fn text_about_html_stays() {
        let lines = [
            "the <p> tag",
            "Use <b>bold</b> tags to make text bold",
            "In HTML, a form is a collection of elements inside <form>...</form> that",
            "typically several <input> elements to",
            "Input: <table></table><li><table></table>",
            "- <table></table> in select - fine",
            "<a href=\"\" title=\"\"> <abbr title=\"\"> <b> <blockquote cite=\"\"> <cite>",
            "<div className=\"flex mb-4\">",
            "</div>",
            "return \"<p>Hello, World!</p>\"",
            "<token>::<time>::<query>",
            "git clone <url>",
            "Result<Box<dyn Error>>",
            "the tree works <p>Hello</p>. This was because",
            "<label for=\"name\">Your name: </label>",
            "a < b and c > d",
            "the (<br>) one",
            "<https://x.org/>",
        ];
        for line in lines {
            check(line, Provenance::Raw, false);
            check(line, Provenance::Block, false);
        }
        check("the <p> tag", Provenance::Escaped, false);
    }

    #[test]
    fn examples_are_known() {
        for line in [
            "</div>",
            "<ul class=\"x\">",
            "<form action=\"/x\">",
            "<p class=\"a\">{{ b }}</p>",
            "<cfscript>",
            "<br>",
        ] {
            assert!(is_example(line), "{line}");
        }
        for line in ["<p>One</p>", "<p>One</p> <p>Two</p>", "prose", "<https://x.org>"] {
            assert!(!is_example(line), "{line}");
        }
    }
}
