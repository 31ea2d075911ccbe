//! Languages that are not in the table and are told by letters that no other language of their script has.

use super::script::Script;

/// Share of such letters among those of the script from which on the language is theirs (a guess: in running text it is
/// one to five in a hundred), and how many there must be at least.
const LEAST_SHARE: f32 = 0.004;
const LEAST_LETTERS: u32 = 2;

struct Exclusive {
    language: &'static str,
    script: Script,
    letters: &'static str,
}

const EXCLUSIVE: &[Exclusive] = &[
    Exclusive { language: "ps", script: Script::Arabic, letters: "ښځڅډړټۍ" },
    Exclusive { language: "ckb", script: Script::Arabic, letters: "ێڵڕ" },
    Exclusive { language: "ug", script: Script::Arabic, letters: "ۈۇڭ" },
    Exclusive { language: "sd", script: Script::Arabic, letters: "ڪڻٿڄڃٻڀ" },
    Exclusive { language: "tg", script: Script::Cyrillic, letters: "ҷӣӯҶӢӮ" },
    Exclusive { language: "tt", script: Script::Cyrillic, letters: "җҖ" },
    Exclusive { language: "ba", script: Script::Cyrillic, letters: "ҙҡҘҠ" },
    Exclusive { language: "cv", script: Script::Cyrillic, letters: "ӑӗӐӖ" },
    Exclusive { language: "as", script: Script::Bengali, letters: "ৰৱ" },
    Exclusive { language: "yi", script: Script::Hebrew, letters: "װױײ" },
];

/// Every language that can be told so.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    EXCLUSIVE.iter().map(|exclusive| exclusive.language)
}

/// The language of the script that has most letters of its own in these pieces, if there are enough.
pub(super) fn tell(script: Script, letters: u32, pieces: &[&str]) -> Option<&'static str> {
    EXCLUSIVE
        .iter()
        .filter(|exclusive| exclusive.script == script)
        .map(|exclusive| {
            let own = pieces
                .iter()
                .flat_map(|piece| piece.chars())
                .filter(|c| exclusive.letters.contains(*c))
                .count();
            (own as u32, exclusive.language)
        })
        .filter(|&(own, _)| own >= LEAST_LETTERS && own as f32 >= LEAST_SHARE * letters as f32)
        .max_by_key(|&(own, _)| own)
        .map(|(_, language)| language)
}
