//! Which country's telephone numbers a document may hold.

/// Top-level domains of countries, as the country's code in upper case. Those that are sold to everybody
/// (`.ai .cc .co .fm .gg .io .la .ly .me .to .tv .ws`) say nothing and are left out, `.uk` is `GB`.
const COUNTRIES: &[&str] = &[
    "AD", "AE", "AF", "AL", "AM", "AO", "AR", "AT", "AU", "AZ", "BA", "BB", "BD", "BE", "BF", "BG", "BH",
    "BI", "BJ", "BN", "BO", "BR", "BS", "BT", "BW", "BY", "BZ", "CA", "CD", "CG", "CH", "CI", "CL", "CM",
    "CN", "CR", "CU", "CV", "CY", "CZ", "DE", "DK", "DO", "DZ", "EC", "EE", "EG", "ES", "ET", "FI", "FJ",
    "FO", "FR", "GA", "GB", "GE", "GH", "GI", "GL", "GM", "GN", "GR", "GT", "GY", "HK", "HN", "HR", "HT",
    "HU", "ID", "IE", "IL", "IN", "IQ", "IR", "IS", "IT", "JM", "JO", "JP", "KE", "KG", "KH", "KR", "KW",
    "KZ", "LB", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "MA", "MC", "MD", "MG", "MK", "ML", "MM", "MN",
    "MO", "MR", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NE", "NG", "NI", "NL", "NO", "NP", "NZ",
    "OM", "PA", "PE", "PG", "PH", "PK", "PL", "PR", "PS", "PT", "PY", "QA", "RO", "RS", "RU", "RW", "SA",
    "SD", "SE", "SG", "SI", "SK", "SM", "SN", "SO", "SR", "SV", "SY", "TD", "TG", "TH", "TJ", "TM", "TN",
    "TR", "TT", "TW", "TZ", "UA", "UG", "US", "UY", "UZ", "VE", "VN", "YE", "ZA", "ZM", "ZW",
];

/// Languages, as in ISO 639-1, with the country in which most documents in them are written.
const LANGUAGES: &[(&str, &str)] = &[
    ("bg", "BG"),
    ("cs", "CZ"),
    ("da", "DK"),
    ("de", "DE"),
    ("el", "GR"),
    ("en", "US"),
    ("es", "ES"),
    ("et", "EE"),
    ("fa", "IR"),
    ("fi", "FI"),
    ("fr", "FR"),
    ("he", "IL"),
    ("hi", "IN"),
    ("hr", "HR"),
    ("hu", "HU"),
    ("id", "ID"),
    ("is", "IS"),
    ("it", "IT"),
    ("ja", "JP"),
    ("ka", "GE"),
    ("ko", "KR"),
    ("lt", "LT"),
    ("lv", "LV"),
    ("nb", "NO"),
    ("nl", "NL"),
    ("nn", "NO"),
    ("no", "NO"),
    ("pl", "PL"),
    ("pt", "BR"),
    ("ro", "RO"),
    ("ru", "RU"),
    ("sk", "SK"),
    ("sl", "SI"),
    ("sr", "RS"),
    ("sv", "SE"),
    ("th", "TH"),
    ("tr", "TR"),
    ("uk", "UA"),
    ("vi", "VN"),
    ("zh", "CN"),
];

/// A country by its two letters, also in lower case.
pub(super) fn country(code: &str) -> Option<&'static str> {
    let code = if code.eq_ignore_ascii_case("uk") { "GB" } else { code };
    COUNTRIES.iter().copied().find(|country| country.eq_ignore_ascii_case(code))
}

/// The country, as two letters of ISO 3166-1, whose national telephone numbers a document may hold: that of its
/// host's top-level domain, else the country with most documents in its language (ISO 639-1, with or without a
/// region, which then counts: `pt-PT`).
///
/// ```
/// assert_eq!(tamis_filter::phone_region(Some("garden.co.uk"), Some("en")), Some("GB"));
/// assert_eq!(tamis_filter::phone_region(Some("garden.org"), Some("de")), Some("DE"));
/// assert_eq!(tamis_filter::phone_region(None, None), None);
/// ```
pub fn phone_region(host: Option<&str>, language: Option<&str>) -> Option<&'static str> {
    let of_host = || match host?.trim_end_matches('.').rsplit_once('.')?.1 {
        "us" | "gov" | "mil" => Some("US"),
        code => country(code),
    };
    let of_language = || {
        let mut tags = language?.split(['-', '_']);
        let language = tags.next()?.to_ascii_lowercase();
        tags.filter(|tag| tag.len() == 2)
            .find_map(country)
            .or_else(|| LANGUAGES.iter().find(|(name, _)| *name == language).map(|(_, country)| *country))
    };
    of_host().or_else(of_language)
}
