//! Words as the published scores of this benchmark count them: `\w+` of Python, in lower case.

use unicode_normalization::char::is_combining_mark;

/// The words of a text that is in lower case: runs of letters, digits and `_`.
///
/// Unlike [`tamis_core::words`], combining marks end a word and scripts without blanks are not cut
/// apart, because figures are only comparable when all count alike.
pub(super) fn scored_words(lower: &str) -> Vec<&str> {
    lower.split(|c| !is_scored(c)).filter(|word| !word.is_empty()).collect()
}

/// Whether Python's `\w` matches. `char::is_alphanumeric` also takes vowel signs and circled letters.
fn is_scored(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() && !is_combining_mark(c) && !is_circled_letter(c)
}

/// Symbols that Unicode calls alphabetic.
fn is_circled_letter(c: char) -> bool {
    matches!(c, '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F149}' | '\u{1F150}'..='\u{1F169}'
        | '\u{1F170}'..='\u{1F189}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(scored_words(&text.to_lowercase()), expect, "{text:?}");
    }

    #[test]
    fn words_are_those_of_python() {
        // Each taken from re.findall(r"\w+", text.lower()) of Python 3.11.
        check("It's 3.5 km — Naïve_X!", &["it", "s", "3", "5", "km", "naïve_x"]);
        check("e\u{301}te\u{301}", &["e", "te"]);
        check("हिन्दी", &["ह", "न", "द"]);
        check("東京タワー", &["東京タワー"]);
        check("ⓐb x² ½ Ⅷ ΟΔΟΣ İ", &["b", "x²", "½", "ⅷ", "οδος", "i"]);
        check(" .,", &[]);
    }
}
