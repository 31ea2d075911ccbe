//! One spelling of each language code.

/// ISO 639-1 code, then the codes of ISO 639-3 and 639-2 that mean the same or the one variety of it that identifiers
/// name. `no` stands for Bokmål and for Norwegian as a whole.
const CODES: &[&str] = &[
    "aa aar",
    "ab abk",
    "af afr",
    "ak aka twi",
    "am amh",
    "an arg",
    "ar ara arb",
    "as asm",
    "av ava",
    "ay aym ayr",
    "az aze azj",
    "ba bak",
    "be bel",
    "bg bul",
    "bi bis",
    "bm bam",
    "bn ben",
    "bo bod tib",
    "br bre",
    "bs bos",
    "ca cat",
    "ce che",
    "ch cha",
    "co cos",
    "cs ces cze",
    "cu chu",
    "cv chv",
    "cy cym wel",
    "da dan",
    "de deu ger",
    "dv div",
    "dz dzo",
    "ee ewe",
    "el ell gre",
    "en eng",
    "eo epo",
    "es spa",
    "et est ekk",
    "eu eus baq",
    "fa fas per pes prs",
    "ff ful fuv",
    "fi fin",
    "fj fij",
    "fo fao",
    "fr fra fre",
    "fy fry",
    "ga gle",
    "gd gla",
    "gl glg",
    "gn grn",
    "gu guj",
    "gv glv",
    "ha hau",
    "he heb iw",
    "hi hin",
    "hr hrv",
    "ht hat",
    "hu hun",
    "hy hye arm",
    "ia ina",
    "id ind in",
    "ie ile",
    "ig ibo",
    "io ido",
    "is isl ice",
    "it ita",
    "iu iku",
    "ja jpn",
    "jv jav jw",
    "ka kat geo",
    "kg kon",
    "ki kik",
    "kk kaz",
    "kl kal",
    "km khm",
    "kn kan",
    "ko kor",
    "ks kas",
    "ku kur kmr",
    "kv kom",
    "kw cor",
    "ky kir",
    "la lat",
    "lb ltz",
    "lg lug",
    "li lim",
    "ln lin",
    "lo lao",
    "lt lit",
    "lv lav lvs",
    "mg mlg plt",
    "mi mri mao",
    "mk mkd mac",
    "ml mal",
    "mn mon khk",
    "mr mar",
    "ms msa may zsm",
    "mt mlt",
    "my mya bur",
    "ne nep npi",
    "nl nld dut",
    "nn nno",
    "no nor nob nb",
    "nv nav",
    "ny nya",
    "oc oci",
    "om orm gaz",
    "or ori ory",
    "os oss",
    "pa pan",
    "pl pol",
    "ps pus pbt",
    "pt por",
    "qu que quy",
    "rm roh",
    "rn run",
    "ro ron rum mo mol",
    "ru rus",
    "rw kin",
    "sa san",
    "sc srd",
    "sd snd",
    "se sme",
    "sg sag",
    "sh hbs",
    "si sin",
    "sk slk slo",
    "sl slv",
    "sm smo",
    "sn sna",
    "so som",
    "sq sqi alb als",
    "sr srp",
    "ss ssw",
    "st sot",
    "su sun",
    "sv swe",
    "sw swa swh",
    "ta tam",
    "te tel",
    "tg tgk",
    "th tha",
    "ti tir",
    "tk tuk",
    "tl tgl fil",
    "tn tsn",
    "to ton",
    "tr tur",
    "ts tso",
    "tt tat",
    "tw",
    "ty tah",
    "ug uig",
    "uk ukr",
    "ur urd",
    "uz uzb uzn",
    "ve ven",
    "vi vie",
    "vo vol",
    "wa wln",
    "wo wol",
    "xh xho",
    "yi yid ydd ji",
    "yo yor",
    "za zha",
    "zh zho chi cmn",
    "zu zul",
];

/// Codes that stand for several.
const GROUPS: &[(&str, &[&str])] = &[("no", &["no", "nn"]), ("sh", &["hr", "bs", "sr"])];

/// The code in one spelling: ISO 639-1 where there is one, else three lower-case letters; script and region are left
/// out. None if it does not look like a code.
pub(super) fn normalise(tag: &str) -> Option<String> {
    let language = tag.trim().split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let known = CODES.iter().find_map(|row| {
        let mut codes = row.split(' ');
        let first = codes.next()?;
        (first == language || codes.any(|code| code == language)).then_some(first)
    });
    Some(known.map_or(language, String::from))
}

/// What a code that a user asks for takes in, in the one spelling.
pub(super) fn members(code: &str) -> Vec<String> {
    GROUPS.iter().find(|(group, _)| *group == code).map_or_else(
        || vec![code.to_string()],
        |(_, members)| members.iter().map(ToString::to_string).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_to_one_spelling() {
        let check =
            |tag: &str, expected: Option<&str>| assert_eq!(normalise(tag).as_deref(), expected, "{tag}");
        check("en", Some("en"));
        check(" EN-us ", Some("en"));
        check("eng_Latn", Some("en"));
        check("iw", Some("he"));
        check("nb", Some("no"));
        check("nob", Some("no"));
        check("nn", Some("nn"));
        check("zh-Hant", Some("zh"));
        check("cmn", Some("zh"));
        check("sr-Latn", Some("sr"));
        check("ger", Some("de"));
        check("yue", Some("yue"));
        check("english", None);
        check("", None);
        check("e", None);
        check("12", None);
    }

    #[test]
    fn no_code_stands_in_two_rows() {
        let mut all: Vec<&str> = CODES.iter().flat_map(|row| row.split(' ')).collect();
        all.sort_unstable();
        assert_eq!(all.windows(2).find(|pair| pair[0] == pair[1]), None);
    }
}
