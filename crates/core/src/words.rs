/// The words of a text in reading order: runs of letters, digits, marks and `_`, as `\w+` finds them,
/// except that each Han, Kana, Hangul, Thai, Lao, Khmer or Burmese character is a word of its own,
/// because those scripts set no blanks.
pub fn words(text: &str) -> Words<'_> {
    Words { rest: text }
}

/// Number of words of a text, as [`words`] counts them.
pub fn word_count(text: &str) -> usize {
    words(text).count()
}

/// Whether a character belongs to a word.
pub fn is_wordlike(c: char) -> bool {
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => is_ascii_wordlike(byte),
        _ => c.is_alphanumeric() || is_mark(c),
    }
}

/// Iterator over the words of a text; see [`words`].
#[derive(Debug, Clone)]
pub struct Words<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let start = start_of_word(self.rest)?;
        let (_, from) = self.rest.split_at(start);
        let (word, rest) = from.split_at(length_of_word(from));
        self.rest = rest;
        Some(word)
    }
}

/// Byte offset of the first word.
fn start_of_word(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let byte = *bytes.get(at)?;
        if byte.is_ascii() {
            if is_ascii_wordlike(byte) {
                return Some(at);
            }
            at += 1;
        } else {
            let c = text.get(at..)?.chars().next()?;
            if is_wordlike(c) {
                return Some(at);
            }
            at += c.len_utf8();
        }
    }
}

/// Length in bytes of the word that the text begins with.
fn length_of_word(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            if !is_ascii_wordlike(byte) {
                break;
            }
            at += 1;
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        if is_unspaced(c) {
            return if at == 0 { c.len_utf8() } else { at };
        }
        if !is_wordlike(c) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

fn is_ascii_wordlike(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Combining marks of the scripts in common use, which `char::is_alphanumeric` leaves out.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C7 | 0x0610..=0x061A
        | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06DF..=0x06E8 | 0x06EA..=0x06ED | 0x0900..=0x0903
        | 0x093A..=0x094F | 0x0951..=0x0957 | 0x0962..=0x0963 | 0x0981..=0x0983 | 0x09BC..=0x09CD
        | 0x0A01..=0x0A4D | 0x0A81..=0x0ACD | 0x0B01..=0x0B4D | 0x0B82..=0x0BCD | 0x0C00..=0x0C4D
        | 0x0C81..=0x0CCD | 0x0D00..=0x0D4D | 0x0E31 | 0x0E34..=0x0E3A | 0x0E47..=0x0E4E | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// Whether a character is of a script that is written without blanks between words.
pub fn is_unspaced(c: char) -> bool {
    let c = u32::from(c);
    c >= 0x0E00
        && matches!(c,
            0x0E01..=0x0E30 | 0x0E32..=0x0E33 | 0x0E40..=0x0E46 | 0x0E81..=0x0EDF | 0x1000..=0x109F
            | 0x1780..=0x17DD | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
            | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x1100..=0x11FF | 0x2_0000..=0x3_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(words(text).collect::<Vec<_>>(), expect, "{text:?}");
    }

    #[test]
    fn words_are_runs_of_letters_digits_and_marks() {
        check("It's 3.5 km — naïve_x!", &["It", "s", "3", "5", "km", "naïve_x"]);
        check("e\u{301}te\u{301}", &["e\u{301}te\u{301}"]);
        check("हिन्दी भाषा", &["हिन्दी", "भाषा"]);
        check("", &[]);
        check(" .,", &[]);
    }

    /// The slow obvious twin: character by character.
    fn naive(text: &str) -> Vec<String> {
        let mut found = vec![String::new()];
        for c in text.chars() {
            match (is_unspaced(c) && is_wordlike(c), is_wordlike(c)) {
                (true, _) => found.extend([c.to_string(), String::new()]),
                (false, true) => found.last_mut().unwrap().push(c),
                (false, false) => found.push(String::new()),
            }
        }
        found.retain(|word| !word.is_empty());
        found
    }

    #[test]
    fn the_fast_way_finds_what_the_naive_one_does() {
        let alphabet: Vec<char> =
            "a_9 .é-ñ\u{301}東です\u{3099}한\u{0E01}\u{0E31}हि\u{a0}٣ـ".chars().collect();
        // A walk over all pairs and triples of the alphabet, without chance.
        for first in &alphabet {
            for second in &alphabet {
                for third in &alphabet {
                    let text: String = [*first, *second, *third, 'x', *first].iter().collect();
                    assert_eq!(words(&text).collect::<Vec<_>>(), naive(&text), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn unspaced_scripts_give_a_word_a_character() {
        check("東京A1です", &["東", "京", "A1", "で", "す"]);
        assert_eq!(word_count("서울"), 2);
    }
}
