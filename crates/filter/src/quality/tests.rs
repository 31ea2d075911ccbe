use std::sync::LazyLock;

use proptest::prelude::*;
use tamis_core::Reason;

use super::*;

fn quality(preset: Preset) -> Quality {
    Quality::new(&QualityConfig { preset, ..QualityConfig::default() }).unwrap()
}

/// What a preset drops a text for, with the evidence; `None` if it stays.
fn check(preset: Preset, text: &str, expect: Option<(&str, &str)>) {
    let judgement = quality(preset).judge(text);
    let found = judgement.drop.as_ref().map(|finding| (finding.reason.name(), finding.evidence.as_str()));
    assert_eq!(found, expect, "{text}");
}

/// Sentences in plain English, none like another.
fn prose(sentences: usize) -> String {
    let subjects =
        ["The miller", "A neighbour", "The council", "Her brother", "The old teacher", "That engineer"];
    let verbs = ["repaired", "painted", "measured", "sold", "visited", "described", "photographed"];
    let objects =
        ["the bridge of stone", "a house with tall windows", "the boats and nets", "an orchard", "the mill"];
    let times =
        ["in spring", "before the storm", "last year", "on Monday", "at dawn", "after lunch", "by lamplight"];
    (0..sentences)
        .map(|n| {
            format!(
                "{} {} {} {} number {n}.",
                subjects[n % 6],
                verbs[n % 7],
                objects[n % 5],
                times[(n / 2) % 7]
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_mild_preset_drops_tiny_documents_and_lists_of_links() {
    check(Preset::Article, "Not found", Some(("tiny", "2 words < 3")));
    let links = "https://example.org/one\n".repeat(6);
    check(Preset::Article, &links, Some(("link-list", "1 of the lines > 0.9")));
}

#[test]
fn the_mild_preset_keeps_what_only_looks_like_a_list() {
    for text in [
        "桜の花が咲いた",
        "Rain expected tonight.",
        "200 g flour\n2 eggs\n1 tsp salt\nBake for an hour\n30 min\n180 °C",
        "Shall I go\nover the hill\nwhere the wind\nis never still\nand the reeds\nare singing",
        "bit: a binary digit\nbyte: eight of them\nword: two bytes\nnibble: four bits\npage: more",
        "Name | Age\nAnn | 7\nBen | 8\nCleo | 9\nDan | 10\nEve | 11",
        &prose(3),
    ] {
        check(Preset::Article, text, None);
    }
}

#[test]
fn gopher_looks_at_repetition_first() {
    check(
        Preset::Gopher,
        &"The same line again.\n\n".repeat(30),
        Some(("gopher-duplicate-paragraphs", "0.97 > 0.3")),
    );
    let short = "At dusk we all row past quiet meadows, where herons wait for careless minnows, and nobody hears anything \
        except water, distant church bells, and our creaking wooden oars.";
    check(Preset::Gopher, short, Some(("gopher-word-count", "28 words < 50")));
    check(Preset::Gopher, &prose(20), None);
}

#[test]
fn c4_removes_lines_and_counts_sentences() {
    let text = format!("Menu and more\n{}\nWe use cookies.", prose(6));
    let judgement = quality(Preset::C4).judge(&text);
    assert_eq!(judgement.drop, None);
    let removed: Vec<_> = judgement
        .removed_lines
        .iter()
        .map(|line| (text.get(line.range.clone()).unwrap(), line.reason))
        .collect();
    let expect = [("Menu and more", Reason::C4LinePunctuation), ("We use cookies.", Reason::C4LinePolicy)];
    assert_eq!(removed, expect);
    check(Preset::C4, &prose(4), Some(("c4-sentences", "4 sentences < 5")));
}

#[test]
fn fineweb_sees_what_c4_left() {
    // The repeated line is a policy line: C4 takes it out before FineWeb counts repetitions.
    let text = format!("{}\nThis site uses cookies here.\nThis site uses cookies here.", prose(20));
    check(Preset::Fineweb, &text, None);
    let text = format!("{}\nA line that stands twice there.\nA line that stands twice there.", prose(20));
    check(Preset::Fineweb, &text, Some(("fineweb-duplicate-characters", "0.02 > 0.01")));
}

#[test]
fn rules_are_switched_one_by_one() {
    let config = QualityConfig {
        preset: Preset::None,
        with: vec!["gopher-word-count".into(), "tiny".into(), "c4-sentences".into()],
        ..QualityConfig::default()
    };
    let rules: Vec<_> = Quality::new(&config).unwrap().rules().map(Reason::name).collect();
    assert_eq!(rules, ["tiny", "gopher-word-count", "c4-sentences"]);
    let config = QualityConfig { without: vec!["tiny".into()], ..QualityConfig::default() };
    assert!(Quality::new(&config).unwrap().judge("Gone").drop.is_none());
}

#[test]
fn settings_that_cannot_work_are_told() {
    let check = |config: QualityConfig, expect: &str| {
        assert_eq!(Quality::new(&config).unwrap_err().to_string(), expect);
    };
    check(
        QualityConfig { with: vec!["gopher-wordcount".into()], ..QualityConfig::default() },
        "filter.with: there is no rule `gopher-wordcount`; did you mean `gopher-word-count`?",
    );
    check(
        QualityConfig { with: vec!["tiny".into()], without: vec!["tiny".into()], ..QualityConfig::default() },
        "filter.without: `tiny` is in `filter.with`, too: it can only be in one of them",
    );
    check(
        QualityConfig { with: vec!["c4-bad-words".into()], ..QualityConfig::default() },
        "filter.c4.bad_words: the rule `c4-bad-words` needs a file of words",
    );
    let gopher = GopherThresholds { max_bullet_lines: 90.0, ..GopherThresholds::default() };
    check(
        QualityConfig { gopher, ..QualityConfig::default() },
        "filter.gopher.max_bullet_lines: 90 is no share: a number from 0 to 1 is needed",
    );
}

#[test]
fn settings_are_read_by_their_names() {
    for preset in Preset::ALL {
        let config: QualityConfig =
            serde_json::from_value(serde_json::json!({"preset": preset.name()})).unwrap();
        assert_eq!((config.preset, Preset::from_name(preset.name())), (*preset, Some(*preset)));
    }
    let config: QualityConfig =
        serde_json::from_str(r#"{"gopher": {"min_words": 7}, "words": "unicode"}"#).unwrap();
    assert_eq!((config.gopher.min_words, config.gopher.max_words), (7, 100_000));
    let unknown = serde_json::from_str::<QualityConfig>(r#"{"gopher": {"min_word": 7}}"#).unwrap_err();
    assert!(unknown.to_string().contains("unknown field `min_word`"), "{unknown}");
}

#[test]
fn unicode_boundaries_find_words_without_blanks() {
    let config = QualityConfig { words: WordBoundaries::Unicode, ..QualityConfig::default() };
    let quality = Quality::new(&config).unwrap();
    assert_eq!(quality.words("花が咲いた。 Don't"), ["花", "が", "咲", "い", "た", "。", "Don't"]);
}

#[test]
fn figures_of_all_rules_are_told() {
    let text = prose(20);
    let figures = quality(Preset::None).figures(&text);
    let check = |rule: Reason, expect: f64| {
        let value = figures.iter().find(|figure| figure.rule == rule).unwrap().value;
        assert!((value - expect).abs() < 1e-9, "{rule:?}: {value}");
    };
    check(Reason::C4Sentences, 20.0);
    check(Reason::FinewebLinePunctuation, 1.0);
    check(Reason::GopherDuplicateLines, 0.0);
    assert!(
        figures.iter().all(|figure| figure.passes() || figure.rule == Reason::C4Paragraphs),
        "{figures:?}"
    );
}

static ENGINES: LazyLock<Vec<Quality>> =
    LazyLock::new(|| Preset::ALL.iter().map(|preset| quality(*preset)).collect());

proptest! {
    #[test]
    fn a_list_of_links_is_told_early_as_in_full(text in "(https://a.org|more|A mill|[a-c ]{1,3}\\.|\n){0,60}") {
        let quality = &ENGINES[0];
        let full = quality.figures(&text).into_iter().find(|figure| figure.rule == Reason::LinkList).unwrap();
        let early = quality.judge(&text).drop.filter(|finding| finding.reason == Reason::LinkList);
        if quality.judge(&text).drop.is_none_or(|finding| finding.reason == Reason::LinkList) {
            prop_assert_eq!(early.map(|finding| finding.evidence), full.evidence());
        }
    }

    #[test]
    fn judgements_hold_whatever_the_text(text in "([a-c \\[\\]1.…\n\r\u{85}{#•]|the |javascript |é|\u{212a}){0,80}") {
        for quality in ENGINES.iter() {
            let judgement = quality.judge(&text);
            let mut end = 0;
            for line in &judgement.removed_lines {
                prop_assert!(line.range.start >= end && line.range.end > line.range.start);
                prop_assert!(text.get(line.range.clone()).is_some());
                end = line.range.end;
            }
            prop_assert!(judgement.drop.is_none() || judgement.removed_lines.is_empty());
            let words = quality.words(&text);
            let sentences: Vec<usize> = Vec::new();
            quality.judge_with(&text, &words, &sentences);
            quality.figures(&text);
        }
    }
}
