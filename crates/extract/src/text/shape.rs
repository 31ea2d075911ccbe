//! What a line of plain text is, by nothing but its surface.

use tamis_core::BlockKind;

/// Characters that stand in front of a list item, with a blank after them.
const BULLETS: [char; 11] = ['-', '*', '+', '•', '·', '‣', '◦', '▪', '●', '–', '—'];

/// Digits of the number of a list item; a longer one is a year or a quantity.
const MAX_NUMBER_DIGITS: usize = 3;

/// Blanks in front of a line of code; a tab counts as four.
const CODE_INDENT: usize = 4;

/// The kind of lines as they come, which depends on the lines before only through code fences.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// The fence that must close the code, while inside of one.
    fence: Option<&'static str>,
}

impl Shapes {
    /// The kind of the next line that is not blank.
    pub(super) fn kind(&mut self, line: &str) -> BlockKind {
        let text = line.trim();
        if let Some(fence) = self.fence {
            if text.starts_with(fence) {
                self.fence = None;
            }
            return BlockKind::Code;
        }
        self.fence =
            ["```", "~~~"].into_iter().find(|fence| text.starts_with(fence) && !closes_itself(text, fence));
        if self.fence.is_some() || is_indented_code(line, text) {
            BlockKind::Code
        } else if is_list_item(text) {
            BlockKind::ListItem
        } else if text.contains('\t') {
            BlockKind::TableRow
        } else if text.starts_with("> ") || text.starts_with(">>") {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        }
    }
}

/// A fence with its end on the same line: code inside of prose.
fn closes_itself(text: &str, fence: &str) -> bool {
    text.strip_prefix(fence).is_some_and(|rest| rest.contains(fence))
}

/// Indented, and with the marks of a statement: many a paragraph is indented too.
fn is_indented_code(line: &str, text: &str) -> bool {
    let blanks = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
    let indent: usize = blanks.map(|c| if c == '\t' { CODE_INDENT } else { 1 }).sum();
    indent >= CODE_INDENT
        && (text.ends_with(['{', '}', ';'])
            || text.ends_with("):")
            || text.contains(" = ")
            || text.contains("()"))
}

fn is_list_item(text: &str) -> bool {
    let mut characters = text.chars();
    if characters.next().is_some_and(|c| BULLETS.contains(&c)) {
        return characters.next().is_some_and(char::is_whitespace);
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    let mut after = rest.chars();
    (1..=MAX_NUMBER_DIGITS).contains(&digits)
        && after.next().is_some_and(|c| matches!(c, '.' | ')'))
        && after.next().is_some_and(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], expect: &[BlockKind]) {
        let mut shapes = Shapes::default();
        assert_eq!(lines.iter().map(|line| shapes.kind(line)).collect::<Vec<_>>(), expect, "{lines:?}");
    }

    #[test]
    fn bullets_and_numbers_begin_list_items() {
        for line in ["- milk", "  • eggs", "* x", "– y", "1. first", "12) twelfth"] {
            check(&[line], &[BlockKind::ListItem]);
        }
        for line in ["-5 degrees", "1999. A year", "3.5 km", "*emphasis* here", "—", "1.", "— He said"] {
            let kind = if line == "— He said" { BlockKind::ListItem } else { BlockKind::Paragraph };
            check(&[line], &[kind]);
        }
    }

    #[test]
    fn tabs_quotes_and_code_have_their_kind() {
        check(
            &["Town\tPeople", "\tindented prose", "> quoted"],
            &[BlockKind::TableRow, BlockKind::Paragraph, BlockKind::Quote],
        );
        check(
            &["    let x = 1;", "    The river rose (see above).", "\tif x():"],
            &[BlockKind::Code, BlockKind::Paragraph, BlockKind::Code],
        );
        check(
            &["```rust", "- x", "```", "- y", "```z``` is code"],
            &[BlockKind::Code, BlockKind::Code, BlockKind::Code, BlockKind::ListItem, BlockKind::Paragraph],
        );
    }
}
