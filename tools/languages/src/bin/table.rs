//! Makes the table of n-grams by which tamis identifies languages, from the language models of lingua.
//!
//! `cargo run --release --bin table -- ../../crates/filter/models/language.table [FOLDER]`
//!
//! Of each language the most frequent trigrams and tetragrams of its words are kept (in Devanagari bigrams and
//! trigrams), with the logarithm of their frequency. The same models give the same bytes. FOLDER gets lingua's own test sentences, a file a language, for
//! whoever wants to measure on them.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use fst::{Map, Streamer};
use include_dir::Dir;

/// N-grams kept of each language, most frequent first (measured: docs/languages.md).
const SHORTER: usize = 3_000;
const LONGER: usize = 4_000;
/// Natural logarithm of the frequency that counts nothing.
const FLOOR: f64 = -14.0;
/// Steps a nat: 255 of them reach from the floor to a frequency of 1.
const STEPS: f64 = 18.0;
/// First bytes of the table, with the version of its shape.
const MAGIC: &[u8; 8] = b"tamisLI1";

/// Code, models and test sentences of each language that shares its script with others.
const LANGUAGES: &[(&str, &Dir<'_>, &Dir<'_>)] = &[
    ("af", &lingua_afrikaans_language_model::AFRIKAANS_MODELS_DIRECTORY, &lingua_afrikaans_language_model::AFRIKAANS_TESTDATA_DIRECTORY),
    ("ar", &lingua_arabic_language_model::ARABIC_MODELS_DIRECTORY, &lingua_arabic_language_model::ARABIC_TESTDATA_DIRECTORY),
    ("az", &lingua_azerbaijani_language_model::AZERBAIJANI_MODELS_DIRECTORY, &lingua_azerbaijani_language_model::AZERBAIJANI_TESTDATA_DIRECTORY),
    ("be", &lingua_belarusian_language_model::BELARUSIAN_MODELS_DIRECTORY, &lingua_belarusian_language_model::BELARUSIAN_TESTDATA_DIRECTORY),
    ("bg", &lingua_bulgarian_language_model::BULGARIAN_MODELS_DIRECTORY, &lingua_bulgarian_language_model::BULGARIAN_TESTDATA_DIRECTORY),
    ("bs", &lingua_bosnian_language_model::BOSNIAN_MODELS_DIRECTORY, &lingua_bosnian_language_model::BOSNIAN_TESTDATA_DIRECTORY),
    ("ca", &lingua_catalan_language_model::CATALAN_MODELS_DIRECTORY, &lingua_catalan_language_model::CATALAN_TESTDATA_DIRECTORY),
    ("cs", &lingua_czech_language_model::CZECH_MODELS_DIRECTORY, &lingua_czech_language_model::CZECH_TESTDATA_DIRECTORY),
    ("cy", &lingua_welsh_language_model::WELSH_MODELS_DIRECTORY, &lingua_welsh_language_model::WELSH_TESTDATA_DIRECTORY),
    ("da", &lingua_danish_language_model::DANISH_MODELS_DIRECTORY, &lingua_danish_language_model::DANISH_TESTDATA_DIRECTORY),
    ("de", &lingua_german_language_model::GERMAN_MODELS_DIRECTORY, &lingua_german_language_model::GERMAN_TESTDATA_DIRECTORY),
    ("en", &lingua_english_language_model::ENGLISH_MODELS_DIRECTORY, &lingua_english_language_model::ENGLISH_TESTDATA_DIRECTORY),
    ("eo", &lingua_esperanto_language_model::ESPERANTO_MODELS_DIRECTORY, &lingua_esperanto_language_model::ESPERANTO_TESTDATA_DIRECTORY),
    ("es", &lingua_spanish_language_model::SPANISH_MODELS_DIRECTORY, &lingua_spanish_language_model::SPANISH_TESTDATA_DIRECTORY),
    ("et", &lingua_estonian_language_model::ESTONIAN_MODELS_DIRECTORY, &lingua_estonian_language_model::ESTONIAN_TESTDATA_DIRECTORY),
    ("eu", &lingua_basque_language_model::BASQUE_MODELS_DIRECTORY, &lingua_basque_language_model::BASQUE_TESTDATA_DIRECTORY),
    ("fa", &lingua_persian_language_model::PERSIAN_MODELS_DIRECTORY, &lingua_persian_language_model::PERSIAN_TESTDATA_DIRECTORY),
    ("fi", &lingua_finnish_language_model::FINNISH_MODELS_DIRECTORY, &lingua_finnish_language_model::FINNISH_TESTDATA_DIRECTORY),
    ("fr", &lingua_french_language_model::FRENCH_MODELS_DIRECTORY, &lingua_french_language_model::FRENCH_TESTDATA_DIRECTORY),
    ("ga", &lingua_irish_language_model::IRISH_MODELS_DIRECTORY, &lingua_irish_language_model::IRISH_TESTDATA_DIRECTORY),
    ("hi", &lingua_hindi_language_model::HINDI_MODELS_DIRECTORY, &lingua_hindi_language_model::HINDI_TESTDATA_DIRECTORY),
    ("hr", &lingua_croatian_language_model::CROATIAN_MODELS_DIRECTORY, &lingua_croatian_language_model::CROATIAN_TESTDATA_DIRECTORY),
    ("hu", &lingua_hungarian_language_model::HUNGARIAN_MODELS_DIRECTORY, &lingua_hungarian_language_model::HUNGARIAN_TESTDATA_DIRECTORY),
    ("id", &lingua_indonesian_language_model::INDONESIAN_MODELS_DIRECTORY, &lingua_indonesian_language_model::INDONESIAN_TESTDATA_DIRECTORY),
    ("is", &lingua_icelandic_language_model::ICELANDIC_MODELS_DIRECTORY, &lingua_icelandic_language_model::ICELANDIC_TESTDATA_DIRECTORY),
    ("it", &lingua_italian_language_model::ITALIAN_MODELS_DIRECTORY, &lingua_italian_language_model::ITALIAN_TESTDATA_DIRECTORY),
    ("kk", &lingua_kazakh_language_model::KAZAKH_MODELS_DIRECTORY, &lingua_kazakh_language_model::KAZAKH_TESTDATA_DIRECTORY),
    ("la", &lingua_latin_language_model::LATIN_MODELS_DIRECTORY, &lingua_latin_language_model::LATIN_TESTDATA_DIRECTORY),
    ("lg", &lingua_ganda_language_model::GANDA_MODELS_DIRECTORY, &lingua_ganda_language_model::GANDA_TESTDATA_DIRECTORY),
    ("lt", &lingua_lithuanian_language_model::LITHUANIAN_MODELS_DIRECTORY, &lingua_lithuanian_language_model::LITHUANIAN_TESTDATA_DIRECTORY),
    ("lv", &lingua_latvian_language_model::LATVIAN_MODELS_DIRECTORY, &lingua_latvian_language_model::LATVIAN_TESTDATA_DIRECTORY),
    ("mi", &lingua_maori_language_model::MAORI_MODELS_DIRECTORY, &lingua_maori_language_model::MAORI_TESTDATA_DIRECTORY),
    ("mk", &lingua_macedonian_language_model::MACEDONIAN_MODELS_DIRECTORY, &lingua_macedonian_language_model::MACEDONIAN_TESTDATA_DIRECTORY),
    ("mn", &lingua_mongolian_language_model::MONGOLIAN_MODELS_DIRECTORY, &lingua_mongolian_language_model::MONGOLIAN_TESTDATA_DIRECTORY),
    ("mr", &lingua_marathi_language_model::MARATHI_MODELS_DIRECTORY, &lingua_marathi_language_model::MARATHI_TESTDATA_DIRECTORY),
    ("ms", &lingua_malay_language_model::MALAY_MODELS_DIRECTORY, &lingua_malay_language_model::MALAY_TESTDATA_DIRECTORY),
    ("nb", &lingua_bokmal_language_model::BOKMAL_MODELS_DIRECTORY, &lingua_bokmal_language_model::BOKMAL_TESTDATA_DIRECTORY),
    ("nl", &lingua_dutch_language_model::DUTCH_MODELS_DIRECTORY, &lingua_dutch_language_model::DUTCH_TESTDATA_DIRECTORY),
    ("nn", &lingua_nynorsk_language_model::NYNORSK_MODELS_DIRECTORY, &lingua_nynorsk_language_model::NYNORSK_TESTDATA_DIRECTORY),
    ("pl", &lingua_polish_language_model::POLISH_MODELS_DIRECTORY, &lingua_polish_language_model::POLISH_TESTDATA_DIRECTORY),
    ("pt", &lingua_portuguese_language_model::PORTUGUESE_MODELS_DIRECTORY, &lingua_portuguese_language_model::PORTUGUESE_TESTDATA_DIRECTORY),
    ("ro", &lingua_romanian_language_model::ROMANIAN_MODELS_DIRECTORY, &lingua_romanian_language_model::ROMANIAN_TESTDATA_DIRECTORY),
    ("ru", &lingua_russian_language_model::RUSSIAN_MODELS_DIRECTORY, &lingua_russian_language_model::RUSSIAN_TESTDATA_DIRECTORY),
    ("sk", &lingua_slovak_language_model::SLOVAK_MODELS_DIRECTORY, &lingua_slovak_language_model::SLOVAK_TESTDATA_DIRECTORY),
    ("sl", &lingua_slovene_language_model::SLOVENE_MODELS_DIRECTORY, &lingua_slovene_language_model::SLOVENE_TESTDATA_DIRECTORY),
    ("sn", &lingua_shona_language_model::SHONA_MODELS_DIRECTORY, &lingua_shona_language_model::SHONA_TESTDATA_DIRECTORY),
    ("so", &lingua_somali_language_model::SOMALI_MODELS_DIRECTORY, &lingua_somali_language_model::SOMALI_TESTDATA_DIRECTORY),
    ("sq", &lingua_albanian_language_model::ALBANIAN_MODELS_DIRECTORY, &lingua_albanian_language_model::ALBANIAN_TESTDATA_DIRECTORY),
    ("sr", &lingua_serbian_language_model::SERBIAN_MODELS_DIRECTORY, &lingua_serbian_language_model::SERBIAN_TESTDATA_DIRECTORY),
    ("st", &lingua_sotho_language_model::SOTHO_MODELS_DIRECTORY, &lingua_sotho_language_model::SOTHO_TESTDATA_DIRECTORY),
    ("sv", &lingua_swedish_language_model::SWEDISH_MODELS_DIRECTORY, &lingua_swedish_language_model::SWEDISH_TESTDATA_DIRECTORY),
    ("sw", &lingua_swahili_language_model::SWAHILI_MODELS_DIRECTORY, &lingua_swahili_language_model::SWAHILI_TESTDATA_DIRECTORY),
    ("tl", &lingua_tagalog_language_model::TAGALOG_MODELS_DIRECTORY, &lingua_tagalog_language_model::TAGALOG_TESTDATA_DIRECTORY),
    ("tn", &lingua_tswana_language_model::TSWANA_MODELS_DIRECTORY, &lingua_tswana_language_model::TSWANA_TESTDATA_DIRECTORY),
    ("tr", &lingua_turkish_language_model::TURKISH_MODELS_DIRECTORY, &lingua_turkish_language_model::TURKISH_TESTDATA_DIRECTORY),
    ("ts", &lingua_tsonga_language_model::TSONGA_MODELS_DIRECTORY, &lingua_tsonga_language_model::TSONGA_TESTDATA_DIRECTORY),
    ("uk", &lingua_ukrainian_language_model::UKRAINIAN_MODELS_DIRECTORY, &lingua_ukrainian_language_model::UKRAINIAN_TESTDATA_DIRECTORY),
    ("ur", &lingua_urdu_language_model::URDU_MODELS_DIRECTORY, &lingua_urdu_language_model::URDU_TESTDATA_DIRECTORY),
    ("vi", &lingua_vietnamese_language_model::VIETNAMESE_MODELS_DIRECTORY, &lingua_vietnamese_language_model::VIETNAMESE_TESTDATA_DIRECTORY),
    ("xh", &lingua_xhosa_language_model::XHOSA_MODELS_DIRECTORY, &lingua_xhosa_language_model::XHOSA_TESTDATA_DIRECTORY),
    ("yo", &lingua_yoruba_language_model::YORUBA_MODELS_DIRECTORY, &lingua_yoruba_language_model::YORUBA_TESTDATA_DIRECTORY),
    ("zu", &lingua_zulu_language_model::ZULU_MODELS_DIRECTORY, &lingua_zulu_language_model::ZULU_TESTDATA_DIRECTORY),
];

/// What is known of one n-gram: its languages, by number, and their weights.
type Postings = Vec<(u8, u8)>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let Some(out) = arguments.get(1) else { return Err("usage: table OUT [FOLDER]".into()) };
    std::fs::write(out, table()?)?;
    if let Some(folder) = arguments.get(2) {
        for (code, _, test) in LANGUAGES {
            let sentences = test.get_file("sentences.txt").ok_or("no test sentences")?;
            std::fs::write(Path::new(folder).join(format!("{code}.txt")), sentences.contents())?;
        }
    }
    Ok(())
}

/// The whole table, as `crates/filter/src/language/table.rs` reads it.
fn table() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut grams: BTreeMap<u64, Postings> = BTreeMap::new();
    let mut header = Vec::from(MAGIC);
    header.push(u8::try_from(LANGUAGES.len())?);
    for (number, (code, models, test)) in LANGUAGES.iter().enumerate() {
        let bytes = models.get_file("ngrams.fst").ok_or("no model")?.contents();
        let model = Map::new(bytes)?;
        let test = std::str::from_utf8(test.get_file("sentences.txt").ok_or("no test sentences")?.contents())?;
        let mut expected = 0;
        // Vowel signs cut the words of Devanagari into short runs.
        let shorter = if matches!(*code, "hi" | "mr") { 2 } else { 3 };
        for (length, most) in [(shorter, SHORTER), (shorter + 1, LONGER)] {
            let kept = most_frequent(&model, length, most)?;
            if length == shorter {
                expected = mean_weight(&kept, length, test);
            }
            for (key, frequency) in kept {
                grams.entry(key).or_default().push((u8::try_from(number)?, weight(frequency)));
            }
        }
        header.push(u8::try_from(code.len())?);
        header.extend(code.as_bytes());
        header.push(expected);
        eprintln!("{code} {expected}");
    }
    let mut bytes = header;
    bytes.extend(u32::try_from(grams.len())?.to_le_bytes());
    let mut before = 0;
    for (key, postings) in grams {
        push_number(&mut bytes, key - before);
        before = key;
        bytes.push(u8::try_from(postings.len())?);
        bytes.extend(postings.iter().flat_map(|&(language, weight)| [language, weight]));
    }
    Ok(bytes)
}

/// The n-grams of this many characters, with their frequency among all of that length.
fn most_frequent(model: &Map<&[u8]>, length: usize, most: usize) -> Result<Vec<(u64, f64)>, Box<dyn Error>> {
    let mut all = Vec::new();
    let mut stream = model.stream();
    while let Some((gram, value)) = stream.next() {
        let gram = std::str::from_utf8(gram)?;
        let Some(key) = key(gram, length) else { continue };
        // What the model holds is the logarithm of how often the last character follows the others.
        let mut logarithm = f64::from_bits(value);
        for (end, _) in gram.char_indices().skip(1) {
            logarithm += model.get(&gram[..end]).map_or(FLOOR, f64::from_bits);
        }
        all.push((key, logarithm.exp()));
    }
    all.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    all.truncate(most);
    Ok(all)
}

/// The characters of an n-gram, 16 bits each; none if it has another length or characters beyond these.
fn key(gram: &str, length: usize) -> Option<u64> {
    let characters: Vec<u32> = gram.chars().map(u32::from).collect();
    (characters.len() == length && characters.iter().all(|&c| c <= 0xFFFF))
        .then(|| characters.iter().fold(0, |key, &c| key << 16 | u64::from(c)))
}

fn weight(frequency: f64) -> u8 {
    ((frequency.ln() - FLOOR) * STEPS).round().clamp(1.0, 255.0) as u8
}

/// What a short n-gram of running text in the language weighs on average: of lingua's test sentences.
fn mean_weight(kept: &[(u64, f64)], length: usize, sentences: &str) -> u8 {
    let weights: BTreeMap<u64, u8> = kept.iter().map(|&(key, frequency)| (key, weight(frequency))).collect();
    let (mut sum, mut count) = (0u64, 0u64);
    for word in sentences.split(|c: char| !is_letter(c)) {
        let characters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        for gram in characters.windows(length) {
            let gram: String = gram.iter().collect();
            count += 1;
            sum += key(&gram, length).and_then(|key| weights.get(&key)).copied().map_or(0, u64::from);
        }
    }
    (sum as f64 / count.max(1) as f64).round() as u8
}

/// Letters as lingua counts them: the vowel signs of Devanagari are none.
fn is_letter(character: char) -> bool {
    match character {
        '\u{900}'..='\u{97F}' => {
            matches!(character, '\u{904}'..='\u{939}' | '\u{93D}' | '\u{950}' | '\u{958}'..='\u{961}' | '\u{971}'..)
        }
        _ => character.is_alphabetic(),
    }
}

/// Seven bits a byte, lowest first.
fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
