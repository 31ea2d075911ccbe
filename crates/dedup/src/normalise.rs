use tamis_core::{ascii_length, is_unspaced, is_wordlike};
use unicode_normalization::UnicodeNormalization;

/// Version of the normalised form. A change in what [`normalise_into`] writes raises it, because
/// fingerprints of different versions cannot be compared.
pub const NORMALISER_VERSION: u32 = 1;

/// Appends the normalised form of `text` to `out`: its words, each followed by one blank.
///
/// Lower case; NFKD without the marks that writers leave out (Latin, Greek and Cyrillic diacritics,
/// Hebrew and Arabic vowel points), but with those that make another word (Kana voicing, Indic vowel
/// signs); apostrophes dropped inside words (`mayor’s` is one word);
/// any other punctuation a break; one word a character for scripts that set no blanks; digits kept
/// (folding numbers merges template pages that differ in nothing else: precision .68 to .49 measured).
///
/// Cost is linear. The output is at most 18 times as long as the input (U+FDFA, the longest NFKD form).
pub fn normalise_into(text: &str, out: &mut String) {
    let normalised = normalised(text);
    // Only whole characters are written, so that this never fails.
    out.push_str(std::str::from_utf8(&normalised).unwrap_or_default());
}

/// The normalised form as bytes of UTF-8.
///
/// ASCII, the letters of Western Europe and general punctuation are folded one by one: none of them
/// is composed with what stands before it, and none with a mark that is not left out. So a stretch of
/// other characters can be normalised by itself.
pub(crate) fn normalised(text: &str) -> Vec<u8> {
    let mut form = Form { bytes: Vec::with_capacity(text.len() + 1), inside: false };
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = ascii_length(rest);
        let (run, beyond) = rest.split_at_checked(ascii).unwrap_or((rest, ""));
        form.push_ascii(run.as_bytes());
        rest = form.push_simple(beyond);
        if rest.len() == beyond.len() {
            let (stretch, after) = rest.split_at_checked(stretch_length(rest)).unwrap_or((rest, ""));
            form.push_stretch(stretch);
            rest = after;
        }
    }
    form.end_word();
    form.bytes
}

/// A normalised text on its way.
struct Form {
    bytes: Vec<u8>,
    /// Whether a word has begun that may go on.
    inside: bool,
}

impl Form {
    fn end_word(&mut self) {
        if self.inside {
            self.bytes.push(b' ');
            self.inside = false;
        }
    }

    /// Without a branch that depends on the text, which no processor would foresee.
    fn push_ascii(&mut self, run: &[u8]) {
        let start = self.bytes.len();
        self.bytes.resize(start + run.len(), 0);
        let Some(room) = self.bytes.get_mut(start..) else { return };
        let mut length = 0;
        let mut outside = usize::from(!self.inside);
        for byte in run {
            let folded = ASCII.get(usize::from(*byte)).copied().unwrap_or_default();
            if let Some(place) = room.get_mut(length) {
                *place = folded;
            }
            let blank = usize::from(folded == b' ');
            let nothing = usize::from(folded == 0);
            length += 1 ^ (nothing | (blank & outside));
            outside = blank | (nothing & outside);
        }
        self.bytes.truncate(start + length);
        self.inside = outside == 0;
    }

    /// Takes the characters that mean the same wherever they stand, and returns what follows them.
    fn push_simple<'t>(&mut self, text: &'t str) -> &'t str {
        let mut characters = text.chars();
        let mut rest = text;
        while let Some(c) = characters.next() {
            match c {
                '\u{2018}' | '\u{2019}' => {}
                '\u{2000}'..='\u{206f}' => self.end_word(),
                _ => match folded_latin(c) {
                    Some(folded) => self.push(folded),
                    None => break,
                },
            }
            rest = characters.as_str();
        }
        rest
    }

    /// Takes any text, but as if nothing that it could be composed with stood before or after it.
    fn push_stretch(&mut self, text: &str) {
        for c in text.nfkd().filter(|c| !is_optional_mark(*c) && !is_apostrophe(*c)).nfc() {
            for lower in c.to_lowercase().filter(|c| !is_optional_mark(*c)) {
                if !is_wordlike(lower) {
                    self.end_word();
                } else if is_unspaced(lower) {
                    self.end_word();
                    self.push(lower);
                    self.end_word();
                } else {
                    self.push(lower);
                }
            }
        }
    }

    fn push(&mut self, c: char) {
        self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        self.inside = true;
    }
}

/// Bytes up to the first character of ASCII that is no apostrophe, and behind which ASCII goes on: a
/// blank between two words in Cyrillic does not end the stretch.
fn stretch_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |at: &usize| {
        let is_plain = |byte: &u8| byte.is_ascii() && !matches!(byte, b'\'' | b'`');
        bytes.get(*at).is_some_and(is_plain) && bytes.get(at + 1).is_none_or(u8::is_ascii)
    };
    (0..bytes.len()).find(ends).unwrap_or(bytes.len())
}

/// What becomes of a byte of ASCII: a letter or digit, a blank where words are cut, or nothing. Other bytes
/// are never looked up; that the table has them spares a test.
static ASCII: [u8; 256] = ascii();

const fn ascii() -> [u8; 256] {
    let mut table = [b' '; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table[b'\'' as usize] = 0;
    table[b'`' as usize] = 0;
    table
}

/// The letters from U+00C0 to U+017F in small letters without marks; a blank for those that become
/// anything else than one letter.
#[rustfmt::skip]
const LATIN: [char; 192] = [
    'a', 'a', 'a', 'a', 'a', 'a', 'æ', 'c', 'e', 'e', 'e', 'e', 'i', 'i', 'i', 'i',
    'ð', 'n', 'o', 'o', 'o', 'o', 'o', ' ', 'ø', 'u', 'u', 'u', 'u', 'y', 'þ', 'ß',
    'a', 'a', 'a', 'a', 'a', 'a', 'æ', 'c', 'e', 'e', 'e', 'e', 'i', 'i', 'i', 'i',
    'ð', 'n', 'o', 'o', 'o', 'o', 'o', ' ', 'ø', 'u', 'u', 'u', 'u', 'y', 'þ', 'y',
    'a', 'a', 'a', 'a', 'a', 'a', 'c', 'c', 'c', 'c', 'c', 'c', 'c', 'c', 'd', 'd',
    'đ', 'đ', 'e', 'e', 'e', 'e', 'e', 'e', 'e', 'e', 'e', 'e', 'g', 'g', 'g', 'g',
    'g', 'g', 'g', 'g', 'h', 'h', 'ħ', 'ħ', 'i', 'i', 'i', 'i', 'i', 'i', 'i', 'i',
    'i', 'ı', ' ', ' ', 'j', 'j', 'k', 'k', 'ĸ', 'l', 'l', 'l', 'l', 'l', 'l', ' ',
    ' ', 'ł', 'ł', 'n', 'n', 'n', 'n', 'n', 'n', 'n', 'ŋ', 'ŋ', 'o', 'o', 'o', 'o',
    'o', 'o', 'œ', 'œ', 'r', 'r', 'r', 'r', 'r', 'r', 's', 's', 's', 's', 's', 's',
    's', 's', 't', 't', 't', 't', 'ŧ', 'ŧ', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
    'u', 'u', 'u', 'u', 'w', 'w', 'y', 'y', 'y', 'z', 'z', 'z', 'z', 'z', 'z', 's',
];

fn folded_latin(c: char) -> Option<char> {
    let at = u32::from(c).checked_sub(0xc0)?;
    LATIN.get(at as usize).copied().filter(|folded| *folded != ' ')
}

fn is_optional_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0487 | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C2 | 0x05C4..=0x05C5
        | 0x064B..=0x0652 | 0x0670 | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{02B9}' | '\u{00B4}' | '\u{FF07}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tamis_core::words;

    use super::*;

    fn check(text: &str, expect: &str) {
        let mut out = String::new();
        normalise_into(text, &mut out);
        assert_eq!(out, expect, "{text:?}");
    }

    #[test]
    fn case_marks_and_punctuation_do_not_count() {
        check("The MAYOR'S  café—opens, 3.5 km.", "the mayors cafe opens 3 5 km ");
        check("the mayor’s cafe\u{301} opens 3 5 km", "the mayors cafe opens 3 5 km ");
        check("ﬁne Straße", "fine straße ");
        check("...", "");
    }

    #[test]
    fn unspaced_scripts_are_cut_by_character() {
        check("東京です", "東 京 で す ");
        check("كِتَاب", "كتاب ");
        check("की", "की ");
        check("İstanbul", "istanbul ");
    }

    /// The slow obvious twin: the whole text at once.
    fn naive(text: &str) -> String {
        let mut folded = String::new();
        for c in text.nfkd().filter(|c| !is_optional_mark(*c) && !is_apostrophe(*c)).nfc() {
            folded.extend(c.to_lowercase().filter(|c| !is_optional_mark(*c)));
        }
        words(&folded).flat_map(|word| [word, " "]).collect()
    }

    #[test]
    fn every_character_is_folded_as_in_a_text_normalised_at_once() {
        for c in '\0'..='\u{ffff}' {
            let text = format!("a{c}\u{3099}{c}'\u{301}{c} {c}か\u{2019}{c}");
            let mut out = String::new();
            normalise_into(&text, &mut out);
            assert_eq!(out, naive(&text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_text_cut_in_stretches_is_normalised_as_at_once(
            text in "([ -~]|[aA'`. \u{a0}-\u{17f}\u{2010}-\u{2029}\u{300}\u{327}]|[\u{1100}\u{1161}\u{11a8}かは東й\u{3099}\u{309a}]|\\PC){0,40}",
        ) {
            let mut out = String::new();
            normalise_into(&text, &mut out);
            prop_assert_eq!(out, naive(&text));
        }

        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,60}") {
            let (mut once, mut twice) = (String::new(), String::new());
            normalise_into(&text, &mut once);
            normalise_into(&once, &mut twice);
            prop_assert_eq!(once, twice);
        }
    }
}
