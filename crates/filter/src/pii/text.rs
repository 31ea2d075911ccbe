//! Looking at a text around a place, without ever leaving it.

/// The byte at this offset, or 0 outside the text. A text may hold zeros, so this says nothing of its length.
pub(super) fn byte(text: &str, offset: usize) -> u8 {
    text.as_bytes().get(offset).copied().unwrap_or(0)
}

/// The part between two offsets; empty if they are not boundaries of characters.
pub(super) fn part(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or("")
}

/// The character that ends at this offset.
pub(super) fn char_before(text: &str, offset: usize) -> Option<char> {
    text.get(..offset)?.chars().next_back()
}

/// The character that begins at this offset.
pub(super) fn char_at(text: &str, offset: usize) -> Option<char> {
    text.get(offset..)?.chars().next()
}

/// The boundary of a character at most this many bytes before the offset.
pub(super) fn back(text: &str, offset: usize, bytes: usize) -> usize {
    let mut start = offset.saturating_sub(bytes);
    while start < offset && !text.is_char_boundary(start) {
        start += 1;
    }
    start
}

/// The boundary of a character at most this many bytes behind the offset.
pub(super) fn ahead(text: &str, offset: usize, bytes: usize) -> usize {
    let mut end = offset.saturating_add(bytes).min(text.len());
    while end > offset && !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// Whether a letter, digit or underscore begins at this offset.
pub(super) fn word_at(text: &str, offset: usize) -> bool {
    char_at(text, offset).is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// Whether a letter, digit or underscore ends at this offset.
pub(super) fn word_before(text: &str, offset: usize) -> bool {
    char_before(text, offset).is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// Bytes of an address of the web that are looked at before a place in it. Guess.
const MAX_ADDRESS_BYTES: usize = 160;

/// What stands without a blank before the offset, and not before `floor`, if that is the beginning of a web address.
/// Brackets of placeholders end it as what was found does.
pub(super) fn address_before(text: &str, offset: usize, floor: usize) -> Option<&str> {
    let window = part(text, back(text, offset, MAX_ADDRESS_BYTES).max(floor), offset);
    let start = window
        .rfind(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '[' | ']' | '{' | '}'))
        .map_or(0, |at| at + window.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let token = window.get(start..)?;
    (token.contains("://") || token.contains("www.")).then_some(token)
}

/// Whether a letter belongs to a script that has no blanks between words, or puts particles behind foreign ones.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}

/// Whether a character would be part of the same word or number.
pub(super) fn is_joined(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}
