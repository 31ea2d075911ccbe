//! Texts through the filters, and addresses through lists.

use std::sync::LazyLock;

use tamis_filter::{
    Identifier, LanguageConfig, PiiConfig, PiiFinder, Preset, Quality, QualityConfig, canonical_url,
    phone_region,
};

use crate::input::Input;

static QUALITIES: LazyLock<Vec<Quality>> = LazyLock::new(|| {
    let quality = |preset: &Preset| {
        Quality::new(&QualityConfig { preset: *preset, ..QualityConfig::default() })
            .expect("a preset is valid")
    };
    Preset::ALL.iter().map(quality).collect()
});

static IDENTIFIER: LazyLock<Identifier> =
    LazyLock::new(|| Identifier::new(&LanguageConfig::default()).expect("the default settings are valid"));

static FINDERS: LazyLock<[PiiFinder; 2]> = LazyLock::new(|| {
    let finder = |config: &PiiConfig| PiiFinder::new(config).expect("the settings are valid");
    let all = PiiConfig {
        regions: ["DE", "US", "FR"].map(str::to_owned).to_vec(),
        public_ips_only: false,
        ..PiiConfig::default()
    };
    [finder(&PiiConfig::default()), finder(&all)]
});

/// One byte for the rules and the country, then a text.
///
/// Spans and lines lie in the text, apart from each other; where private data was replaced none is found again; scores are
/// shares; the canonical form of an address is its own.
pub(crate) fn filters(bytes: &[u8]) {
    let mut input = Input(bytes);
    let choice = usize::from(input.byte());
    let text = input.text();
    check_quality(&QUALITIES[choice % QUALITIES.len()], &text);
    check_language(&text);
    let hint = [None, Some("de"), Some("jp"), Some("")][choice / 8 % 4];
    check_private(&FINDERS[choice / 32 % 2], &text, hint);
    if let Some(url) = text.lines().next() {
        check_address(url);
    }
}

fn check_quality(quality: &Quality, text: &str) {
    let judgement = quality.judge(text);
    assert_eq!(judgement, quality.judge(text));
    let mut end = 0;
    for line in &judgement.removed_lines {
        assert!(line.range.start >= end && line.range.end >= line.range.start);
        assert!(text.get(line.range.clone()).is_some());
        end = line.range.end;
    }
    assert!(judgement.drop.iter().all(|finding| !finding.evidence.is_empty()));
    // The mean of no words is none, and a word of punctuation alone counts as none in some means.
    let has_words = quality.words(text).iter().any(|word| word.contains(char::is_alphanumeric));
    for figure in quality.figures(text) {
        assert!(!has_words || !figure.value.is_nan(), "{figure:?}");
    }
}

fn check_language(text: &str) {
    let found = IDENTIFIER.identify(text);
    assert_eq!(found, IDENTIFIER.identify(text));
    let Some(found) = found else { return };
    assert!((0.0..=1.0).contains(&found.score) && !found.language.is_empty());
    IDENTIFIER.judge(Some(&found));
    for (range, language) in IDENTIFIER.foreign_paragraphs(text, &found) {
        assert!(text.get(range).is_some() && !language.is_empty());
    }
}

fn check_private(finder: &PiiFinder, text: &str, hint: Option<&str>) {
    let found = finder.find(text, hint);
    let mut end = 0;
    for span in &found {
        assert!(span.range.start >= end && span.range.end > span.range.start, "{found:?}");
        assert!(text.get(span.range.clone()).is_some(), "{found:?}");
        end = span.range.end;
    }
    let replaced = finder.replace(text, &found);
    assert_eq!(finder.find(&replaced, hint), [], "{replaced:?} of {text:?}");
}

fn check_address(url: &str) {
    phone_region(Some(url), None);
    if let Some(canonical) = canonical_url(url) {
        assert_eq!(canonical_url(&canonical).as_ref(), Some(&canonical));
    }
}
