//! Which script a character belongs to, and what a script alone says about the language.

/// The scripts that are told apart; whatever else there is counts as no letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Greek,
    Armenian,
    Georgian,
    Hebrew,
    Bengali,
    Gurmukhi,
    Gujarati,
    Oriya,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Sinhala,
    Thai,
    Lao,
    Tibetan,
    Myanmar,
    Ethiopic,
    Khmer,
    Thaana,
    Han,
    Kana,
    Hangul,
}

/// How many there are.
pub(super) const SCRIPTS: usize = Script::Hangul as usize + 1;

impl Script {
    /// Every script, in the order of its number.
    pub(super) const ALL: [Script; SCRIPTS] = [
        Script::Latin,
        Script::Cyrillic,
        Script::Arabic,
        Script::Devanagari,
        Script::Greek,
        Script::Armenian,
        Script::Georgian,
        Script::Hebrew,
        Script::Bengali,
        Script::Gurmukhi,
        Script::Gujarati,
        Script::Oriya,
        Script::Tamil,
        Script::Telugu,
        Script::Kannada,
        Script::Malayalam,
        Script::Sinhala,
        Script::Thai,
        Script::Lao,
        Script::Tibetan,
        Script::Myanmar,
        Script::Ethiopic,
        Script::Khmer,
        Script::Thaana,
        Script::Han,
        Script::Kana,
        Script::Hangul,
    ];

    /// The script of a letter or of a sign that is part of words; none for digits, punctuation, symbols and marks that
    /// go with any script.
    #[inline]
    pub(super) fn of(character: char) -> Option<Script> {
        if character.is_ascii() {
            return character.is_ascii_alphabetic().then_some(Script::Latin);
        }
        match u32::from(character) {
            0xD7 | 0xF7 => None,
            0xAA | 0xBA | 0xC0..=0x02AF | 0x1E00..=0x1EFF | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A => {
                Some(Script::Latin)
            }
            0x0370..=0x03FF | 0x1F00..=0x1FFF if character.is_alphabetic() => Some(Script::Greek),
            0x0400..=0x0481 | 0x048A..=0x052F | 0x1C80..=0x1C8F => Some(Script::Cyrillic),
            0x0531..=0x0556 | 0x0560..=0x0588 => Some(Script::Armenian),
            0x05D0..=0x05F4 => Some(Script::Hebrew),
            0x0620..=0x063F
            | 0x0641..=0x064A
            | 0x066E..=0x066F
            | 0x0671..=0x06D3
            | 0x06D5..=0x06DC
            | 0x06EE..=0x06EF
            | 0x06FA..=0x06FF
            | 0x0750..=0x077F
            | 0xFB50..=0xFDFB
            | 0xFE70..=0xFEFC => Some(Script::Arabic),
            0x0780..=0x07B1 => Some(Script::Thaana),
            0x0900..=0x0963 | 0x0971..=0x097F => Some(Script::Devanagari),
            0x0980..=0x09E3 | 0x09F0..=0x09F1 => Some(Script::Bengali),
            0x0A01..=0x0A5E | 0x0A70..=0x0A75 => Some(Script::Gurmukhi),
            0x0A81..=0x0AE3 => Some(Script::Gujarati),
            0x0B01..=0x0B63 => Some(Script::Oriya),
            0x0B82..=0x0BD7 => Some(Script::Tamil),
            0x0C00..=0x0C63 => Some(Script::Telugu),
            0x0C80..=0x0CE3 => Some(Script::Kannada),
            0x0D00..=0x0D63 => Some(Script::Malayalam),
            0x0D81..=0x0DDF => Some(Script::Sinhala),
            0x0E01..=0x0E3A | 0x0E40..=0x0E4E => Some(Script::Thai),
            0x0E81..=0x0EBD | 0x0EC0..=0x0ECD => Some(Script::Lao),
            0x0F40..=0x0FBC => Some(Script::Tibetan),
            0x1000..=0x103F | 0x1050..=0x108F => Some(Script::Myanmar),
            0x10A0..=0x10FF | 0x1C90..=0x1CBF => Some(Script::Georgian),
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7A3 => Some(Script::Hangul),
            0x1200..=0x135A => Some(Script::Ethiopic),
            0x1780..=0x17D3 => Some(Script::Khmer),
            0x3041..=0x309F | 0x30A1..=0x30FA | 0x30FC..=0x30FF | 0xFF66..=0xFF9D => Some(Script::Kana),
            0x3005 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF => {
                Some(Script::Han)
            }
            _ => None,
        }
    }

    /// What one character says beside a Latin one: a Han character stands for about three letters, a Hangul syllable
    /// for two and a half (ratio of the lengths of translations, roughly).
    pub(super) fn weight(self) -> usize {
        match self {
            Script::Han => 6,
            Script::Hangul => 5,
            Script::Kana => 4,
            _ => 2,
        }
    }

    /// The language that is nearly always meant where one script stands for it; none where n-grams or letters decide.
    pub(super) fn only_language(self) -> Option<&'static str> {
        Some(match self {
            Script::Greek => "el",
            Script::Armenian => "hy",
            Script::Georgian => "ka",
            Script::Gurmukhi => "pa",
            Script::Gujarati => "gu",
            Script::Oriya => "or",
            Script::Tamil => "ta",
            Script::Telugu => "te",
            Script::Kannada => "kn",
            Script::Malayalam => "ml",
            Script::Sinhala => "si",
            Script::Thai => "th",
            Script::Lao => "lo",
            Script::Tibetan => "bo",
            Script::Myanmar => "my",
            Script::Ethiopic => "am",
            Script::Khmer => "km",
            Script::Thaana => "dv",
            Script::Hangul => "ko",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_their_script_and_the_rest_has_none() {
        let check = |text: &str, expected: Option<Script>| {
            for character in text.chars() {
                assert_eq!(Script::of(character), expected, "{character}");
            }
        };
        check("aZéßğœ", Some(Script::Latin));
        check("яЖіїћ", Some(Script::Cyrillic));
        check("كپڑی", Some(Script::Arabic));
        check("हिन्दी", Some(Script::Devanagari));
        check("漢字々", Some(Script::Han));
        check("かなカー", Some(Script::Kana));
        check("ភាសា", Some(Script::Khmer));
        check("0٣۴.,;×÷·‘’“”。、।؟ \u{301}😀", None);
    }

    #[test]
    fn scripts_stand_in_the_order_of_their_numbers() {
        for (number, script) in Script::ALL.iter().enumerate() {
            assert_eq!(*script as usize, number);
        }
    }
}
