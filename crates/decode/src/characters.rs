//! Blanks, line ends, control and invisible characters, and NFC.
//!
//! What goes: control characters, byte order marks, soft hyphens, zero-width spaces, invisible
//! operators, and joiners and direction marks where nothing needs them. What stays: a joiner inside
//! a script that shapes by it (Arabic, Persian, the scripts of India) or inside an emoji sequence,
//! and direction marks, each once, in lines that hold letters written from right to left. The
//! ideographic space becomes a blank like any other; quotes, dashes and ligatures are the author's.

use tamis_core::ascii_length;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::StepCounts;

/// Whether a character ends a line: LF, CR, VT, FF, NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR.
pub(crate) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a text holds a character that ends a line.
pub(crate) fn has_line_end(text: &str) -> bool {
    text.bytes().any(|b| matches!(b, b'\n'..=b'\r')) || (!text.is_ascii() && text.contains(is_line_end))
}

/// Removes the control characters of ASCII that no later step needs to see; separators become blanks.
pub(crate) fn without_controls(text: &str, steps: &mut StepCounts) -> Option<String> {
    let is_control = |b: u8| (b < 0x20 && b != b'\t' && b != b'\n') || b == 0x7f;
    if !text.bytes().any(is_control) {
        return None;
    }
    steps.controls += 1;
    let kept = text.chars().filter_map(|c| match c {
        '\u{1c}'..='\u{1f}' => Some(' '),
        '\t' | '\n' => Some(c),
        '\0'..='\u{1f}' | '\u{7f}' => None,
        _ => Some(c),
    });
    Some(kept.collect())
}

/// Blanks, invisible characters, control characters and NFC of a text, or `None` if all is well.
///
/// Line ends are left alone. Applying it twice is the same as applying it once.
pub(crate) fn clean(text: &str, steps: &mut StepCounts) -> Option<String> {
    if text.is_ascii() {
        return without_controls(text, steps);
    }
    let found = Found::scan(text);
    let mut changed: Option<String> = None;
    if found.any() {
        let cleaned = filtered(text, found.right_to_left);
        if cleaned != text {
            steps.blanks += u64::from(found.blanks);
            steps.invisible += u64::from(found.invisible);
            steps.controls += u64::from(found.controls);
            changed = Some(cleaned);
        }
    }
    let current = changed.as_deref().unwrap_or(text);
    if is_nfc_quick(current.chars()) != IsNormalized::Yes {
        let composed: String = current.nfc().collect();
        if composed != current {
            steps.nfc += 1;
            changed = Some(composed);
        }
    }
    changed
}

/// A quick test that is true only for texts that cleaning leaves alone, and for most of those.
pub(crate) fn is_settled(text: &str) -> bool {
    let mut simple = true;
    // Without a way out, for the compiler to turn it into vector code.
    let controls = text.bytes().fold(0, |found, b| found | u8::from(b < b' ' && b != b'\t' || b == 0x7f));
    if controls != 0 {
        return false;
    }
    let mut rest = text;
    loop {
        let mut from = rest.get(ascii_length(rest)..).unwrap_or_default().chars();
        let Some(c) = from.next() else { break };
        if !is_simple(c) {
            if is_line_end(c) || c.is_control() || is_blank(c) || is_invisible(c) {
                return false;
            }
            if is_joiner(c) || is_direction_mark(c) || is_tag(c) {
                return false;
            }
            simple = false;
        }
        rest = from.as_str();
    }
    simple || is_nfc_quick(text.chars()) == IsNormalized::Yes
}

/// Characters of the common scripts that stand in NFC by themselves and are nothing to clean.
fn is_simple(c: char) -> bool {
    matches!(c, '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
        | '\u{20a0}'..='\u{20bf}' | '\u{2190}'..='\u{2328}' | '\u{386}' | '\u{388}'..='\u{482}' | '\u{48a}'..='\u{55f}'
        | '\u{561}'..='\u{58f}' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff9d}' | '\u{1f300}'..='\u{1f3f3}'
        | '\u{1f3f5}'..='\u{1faff}')
}

/// What a text holds that cleaning may have to do with.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent findings of one scan")]
struct Found {
    blanks: bool,
    invisible: bool,
    controls: bool,
    right_to_left: bool,
}

impl Found {
    fn scan(text: &str) -> Found {
        let mut found = Found::default();
        for c in text.chars() {
            match c {
                '\t' | '\n' | ' '..='~' => {}
                _ if is_line_end(c) => {}
                _ if c.is_control() => found.controls = true,
                _ if is_blank(c) => found.blanks = true,
                _ if is_invisible(c) || is_joiner(c) || is_direction_mark(c) || is_tag(c) => {
                    found.invisible = true;
                }
                _ => found.right_to_left |= is_right_to_left(c),
            }
        }
        found
    }

    fn any(&self) -> bool {
        self.blanks || self.invisible || self.controls
    }
}

fn filtered(text: &str, right_to_left: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last: Option<char> = None;
    // The first of a run of joiners waits for what follows the run.
    let mut joiner: Option<char> = None;
    for c in text.chars() {
        let kept = if c == '\t' || is_line_end(c) {
            Some(c)
        } else if matches!(c, '\u{1c}'..='\u{1f}') || is_blank(c) {
            Some(' ')
        } else if c.is_control() || is_invisible(c) {
            None
        } else if is_joiner(c) {
            joiner = joiner.or(Some(c));
            None
        } else if is_direction_mark(c) {
            (right_to_left && last != Some(c)).then_some(c)
        } else if is_tag(c) {
            last.is_some_and(|last| is_tag(last) || last == '\u{1f3f4}').then_some(c)
        } else {
            Some(c)
        };
        let Some(kept) = kept else { continue };
        out.extend(joiner.take().filter(|_| joiner_is_needed(last, Some(kept))));
        out.push(kept);
        last = Some(kept);
    }
    out.extend(joiner.filter(|_| joiner_is_needed(last, None)));
    out
}

/// Blanks other than U+0020 and tab: no-break, typographic and ideographic ones.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Characters without width or meaning in running text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{fffe}' | '\u{ffff}' | '\u{fdd0}'..='\u{fdef}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Tag characters, which spell the region of a flag emoji and mean nothing elsewhere.
fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

fn joiner_is_needed(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return before.is_some_and(is_shaped) };
    is_shaped(before) || (is_emoji_part(before) && is_emoji_part(after))
}

/// Scripts whose letters change shape beside a joiner: Arabic and its kin, Mongolian, the Brahmic scripts.
fn is_shaped(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{7ff}' | '\u{840}'..='\u{d7f}' | '\u{d80}'..='\u{dff}' | '\u{f00}'..='\u{109f}'
        | '\u{1780}'..='\u{18af}' | '\u{1900}'..='\u{1cff}' | '\u{a800}'..='\u{abff}' | '\u{fb50}'..='\u{fdcf}'
        | '\u{fdf0}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{11000}'..='\u{11fff}' | '\u{10ac0}'..='\u{10d3f}'
        | '\u{1e900}'..='\u{1e95f}')
        && !is_joiner(c)
}

/// Emoji, their modifiers and variation selectors; wide on purpose, since a joiner costs nothing.
fn is_emoji_part(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{fe0f}'
        | '\u{1f000}'..='\u{1faff}')
}

/// The text without the blanks at its ends, except an indentation that looks like code: a tab, or
/// [`INDENT_BLANKS`] blanks or more.
pub(crate) fn trimmed(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '\t']);
    if is_indented(text) { text } else { text.trim_start_matches([' ', '\t']) }
}

/// Blanks at the start of a line from which on they are an indentation, as in Markdown.
const INDENT_BLANKS: usize = 4;

/// Whether a line begins like indented code.
pub(crate) fn is_indented(line: &str) -> bool {
    let blanks = line.bytes().take_while(|b| matches!(b, b' ' | b'\t'));
    let (mut count, mut tab) = (0, false);
    for b in blanks {
        count += 1;
        tab |= b == b'\t';
    }
    (tab || count >= INDENT_BLANKS) && count < line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let mut steps = StepCounts::default();
        let got = clean(text, &mut steps);
        assert_eq!(got.as_deref().unwrap_or(text), expect, "{text:?}");
        assert_eq!(got.is_some(), steps != StepCounts::default(), "{text:?}");
        assert_eq!(clean(expect, &mut steps), None, "{text:?} is not settled");
    }

    #[test]
    fn blanks_become_plain_blanks() {
        check("10\u{a0}km\u{2009}a\u{202f}!\u{3000}東京", "10 km a ! 東京");
        check("plain text\twith a tab", "plain text\twith a tab");
    }

    #[test]
    fn controls_and_invisible_characters_go() {
        check("a\0b\u{7}c\u{7f}d\u{1b}", "abcd");
        check("one\u{1f}two", "one two");
        check("é\u{90}\u{81}x", "éx");
        check("soft\u{ad}hy\u{ad}phen zero\u{200b}width \u{feff}mark \u{2060}", "softhyphen zerowidth mark ");
    }

    #[test]
    fn joiners_stay_where_a_script_or_an_emoji_needs_them() {
        check("می\u{200c}خواهم", "می\u{200c}خواهم");
        check("क्\u{200d}ष", "क्\u{200d}ष");
        check("👩\u{200d}👩\u{200d}👧 and 🏳️\u{200d}🌈", "👩\u{200d}👩\u{200d}👧 and 🏳️\u{200d}🌈");
        check("plain\u{200c}text\u{200d}", "plaintext");
        check("🏴\u{e0067}\u{e0062}\u{e007f} hi\u{e0041}dden", "🏴\u{e0067}\u{e0062}\u{e007f} hidden");
    }

    #[test]
    fn direction_marks_stay_beside_letters_from_right_to_left() {
        check("\u{200e}left\u{200f} to \u{202a}right\u{202c}", "left to right");
        check("שלום\u{200f}\u{200f}\u{200f}!", "שלום\u{200f}!");
    }

    #[test]
    fn the_quick_test_agrees_with_cleaning() {
        for c in (' '..=char::MAX).filter(|c| is_settled(&format!("a{c}"))) {
            assert_eq!(clean(&format!("a{c}"), &mut StepCounts::default()), None, "{c:?}");
        }
    }

    #[test]
    fn text_is_composed() {
        check("cafe\u{301}", "café");
        check("\u{212b}", "Å");
        check("“curly” – dashes… ﬁ ligature", "“curly” – dashes… ﬁ ligature");
    }

    #[test]
    fn only_code_keeps_its_indentation() {
        assert_eq!(trimmed(" date 2023 "), "date 2023");
        assert_eq!(trimmed("    let a = 1;  "), "    let a = 1;");
        assert_eq!(trimmed("\tx"), "\tx");
        assert_eq!(trimmed("      "), "");
    }
}
