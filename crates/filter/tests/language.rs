//! Languages are identified, judged, and taken from a user's model.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may stop at what it did not expect"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use fasttext::FastText;
use fasttext::args::{Args, LossName, ModelName};
use proptest::prelude::*;
use tamis_core::Reason;
use tamis_filter::{ForeignParagraphs, Identified, Identifier, LanguageConfig};

fn lists() -> BTreeMap<String, Vec<(String, String)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages");
    let mut lists = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let language = path.file_stem().unwrap().to_str().unwrap().to_string();
        if language == "traps" {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().map(|line| line.split_once('\t').unwrap());
        lists.insert(language, lines.map(|(kind, text)| (kind.to_string(), text.to_string())).collect());
    }
    lists
}

fn identifier(accept: &[&str], min_score: Option<f32>) -> Identifier {
    let accept = accept.iter().map(ToString::to_string).collect();
    Identifier::new(&LanguageConfig { accept, min_score, ..LanguageConfig::default() }).unwrap()
}

#[test]
fn sixty_six_languages_are_told_apart() {
    let identifier = identifier(&[], None);
    let (mut all, mut wrong, mut wrong_paragraphs) = (0, Vec::new(), Vec::new());
    let lists = lists();
    assert!(lists.len() >= 60);
    for (language, texts) in &lists {
        assert!(texts.len() >= 8, "{language}");
        for (kind, text) in texts {
            all += 1;
            let found = identifier.identify(text).map_or("none".to_string(), |found| found.language);
            if found != *language {
                wrong.push(format!("{language} as {found}: {text}"));
                if kind == "paragraph" || kind == "mixed" {
                    wrong_paragraphs.push(text);
                }
            }
        }
    }
    assert!(wrong_paragraphs.is_empty(), "{wrong_paragraphs:?}");
    assert!(wrong.len() * 50 <= all, "more than one in fifty is wrong: {wrong:#?}");
}

#[test]
fn traps_have_their_language_or_little_score() {
    let identifier = identifier(&[], None);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages/traps.tsv");
    // Names, keywords of a language's code and brand names in large numbers still mislead; docs/languages.md lists them.
    let mut wrong = Vec::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let fields: Vec<&str> = line.splitn(3, '\t').collect();
        let found = identifier.identify(fields[2]);
        let right = match &found {
            None => fields[1] == "und",
            Some(found) => found.language == fields[1] || fields[1] == "und" && found.score < 0.65,
        };
        if !right {
            wrong.push(format!("{line} {found:?}"));
        }
    }
    assert!(wrong.len() <= 8, "{wrong:#?}");
}

#[test]
fn judging_names_the_language_and_the_score() {
    let found = |language: &str, score: f32, second: Option<(&str, f32)>| Identified {
        language: language.to_string(),
        score,
        second: second.map(|(language, score)| (language.to_string(), score)),
    };
    let check = |identifier: &Identifier, found: Option<Identified>, expected: Option<(Reason, &str)>| {
        let finding = identifier.judge(found.as_ref());
        let finding = finding.as_ref().map(|finding| (finding.reason, finding.evidence.as_str()));
        assert_eq!(finding, expected, "{found:?}");
    };
    let open = identifier(&[], None);
    check(&open, Some(found("fr", 0.1, None)), None);
    check(&open, None, None);
    let two = identifier(&["en", "ger"], None);
    check(&two, Some(found("de", 0.9, None)), None);
    check(&two, Some(found("fr", 0.99, None)), Some((Reason::LanguageNotAccepted, "fr (0.99), not de, en")));
    check(&two, Some(found("en", 0.41, None)), Some((Reason::LanguageUncertain, "en 0.41 < 0.5")));
    check(&two, Some(found("en", 0.41, Some(("de", 0.3)))), None);
    check(
        &two,
        Some(found("fr", 0.41, Some(("de", 0.3)))),
        Some((Reason::LanguageNotAccepted, "fr (0.41), not de, en")),
    );
    check(&two, None, Some((Reason::LanguageUncertain, "no words < 0.5")));
    let sure = identifier(&[], Some(0.65));
    check(
        &sure,
        Some(found("fr", 0.41, Some(("de", 0.3)))),
        Some((Reason::LanguageUncertain, "fr 0.41 < 0.65")),
    );
    check(&sure, Some(found("fr", 0.65, None)), None);
}

#[test]
fn codes_are_taken_in_any_spelling_and_refused_where_nothing_would_come() {
    let check = |accept: &str, language: &str| {
        let found = Identified { language: language.to_string(), score: 1.0, second: None };
        assert_eq!(identifier(&[accept], None).judge(Some(&found)), None, "{accept} takes {language}");
    };
    check("iw", "he");
    check("nb", "no");
    check("no", "nn");
    check("zh-Hant", "zh");
    check("pt-BR", "pt");
    check("sh", "bs");
    let refused = |accept: &str| {
        let config = LanguageConfig { accept: vec![accept.to_string()], ..LanguageConfig::default() };
        let error = Identifier::new(&config).unwrap_err();
        assert_eq!(error.key, "language.accept");
        error.problem
    };
    assert!(refused("english").contains("`english` is no language code"));
    assert!(refused("tlh").starts_with("`tlh` cannot be identified; what can is af, am, ar"));
    let config = LanguageConfig { min_score: Some(1.5), ..LanguageConfig::default() };
    assert_eq!(
        Identifier::new(&config).unwrap_err().to_string(),
        "language.min_score: 1.5 is not between 0 and 1"
    );
}

#[test]
fn nothing_is_identified_where_it_is_not_asked_for() {
    let off = LanguageConfig { identify: false, ..LanguageConfig::default() };
    assert_eq!(Identifier::new(&off).unwrap().identify("A sentence in English."), None);
    let asked = LanguageConfig { accept: vec!["en".to_string()], ..off };
    assert!(Identifier::new(&asked).unwrap().identify("A sentence in English.").is_some());
}

#[test]
fn a_long_paragraph_in_another_language_goes_only_if_asked() {
    let lists = lists();
    let paragraph = |language: &str| &lists[language].iter().find(|(kind, _)| kind == "paragraph").unwrap().1;
    let short = &lists["fr"][1].1;
    let text = format!("{}\n{}\n{short}\n{}", paragraph("en"), paragraph("fr"), paragraph("en"));
    let foreign = |accept: &[&str], paragraphs: ForeignParagraphs| {
        let accept = accept.iter().map(ToString::to_string).collect();
        let config = LanguageConfig { accept, paragraphs, ..LanguageConfig::default() };
        let identifier = Identifier::new(&config).unwrap();
        identifier.foreign_paragraphs(&text, &identifier.identify(&text).unwrap())
    };
    assert!(foreign(&[], ForeignParagraphs::Keep).is_empty());
    let found = foreign(&[], ForeignParagraphs::Drop);
    assert_eq!(found.len(), 1);
    assert_eq!(&text[found[0].0.clone()], paragraph("fr"));
    assert_eq!(found[0].1, "fr (1.00), not en");
    assert!(foreign(&["en", "fr"], ForeignParagraphs::Drop).is_empty());
}

#[test]
fn a_document_is_more_than_its_beginning() {
    let lists = lists();
    let german = lists["de"].iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
    let text = format!("{}\n{}", lists["en"][0].1, german.repeat(10));
    let found = identifier(&[], None).identify(&text).unwrap();
    assert_eq!(found.language, "de");
    assert!(found.score > 0.6, "{found:?}");
}

/// Trains a model on the lists; the features of the twin's own tests are kept small.
fn train(folder: &Path, loss: LossName, quantise: bool) -> (PathBuf, FastText) {
    let labels =
        [("en", "__label__eng_Latn"), ("de", "__label__de"), ("ru", "__label__ru"), ("fr", "__label__fr")];
    let lists = lists();
    let mut lines = String::new();
    for (language, label) in labels {
        for (_, text) in &lists[language] {
            lines.extend([label, " ", text, "\n"]);
        }
    }
    let input = folder.join("train.txt");
    std::fs::write(&input, lines).unwrap();
    let mut args =
        Args { input, model: ModelName::Supervised, loss, verbose: 0, thread: 1, ..Args::default() };
    args.apply_supervised_defaults();
    (args.loss, args.dim, args.epoch, args.lr, args.bucket) = (loss, 8, 60, 0.5, 4_000);
    (args.minn, args.maxn, args.min_count) = (2, 4, 1);
    let mut model = FastText::train(args).unwrap();
    if quantise {
        let qargs = Args { qnorm: true, dsub: 2, ..model.args().clone() };
        model.quantize(&qargs).unwrap();
    }
    let path = folder.join(if quantise { "model.ftz" } else { "model.bin" });
    model.save_model(&path).unwrap();
    (path, model)
}

#[test]
fn a_fasttext_model_says_what_it_says_elsewhere() {
    for (loss, quantise) in [
        (LossName::Softmax, false),
        (LossName::Softmax, true),
        (LossName::OneVsAll, false),
        (LossName::HierarchicalSoftmax, false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (path, twin) = train(folder.path(), loss, quantise);
        let config =
            LanguageConfig { model: Some(path), accept: vec!["en".to_string()], ..LanguageConfig::default() };
        let identifier = Identifier::new(&config).unwrap();
        assert_eq!(identifier.languages(), ["de", "en", "fr", "ru"]);
        for language in ["en", "de", "ru", "fr"] {
            for (_, text) in &lists()[language][1..5] {
                let found = identifier.identify(text).unwrap();
                let expected = &twin.predict(text, 1, 0.0)[0];
                let name = expected.label.trim_start_matches("__label__").replace("eng_Latn", "en");
                assert_eq!(found.language, name, "{loss:?} {quantise} {text}");
                assert!(
                    (found.score - expected.prob.min(1.0)).abs() < 2e-3,
                    "{loss:?} {quantise}: {found:?} {}",
                    expected.prob
                );
            }
        }
    }
}

/// Models and predictions of fastText itself, made by `tools/languages/fixtures.py`.
#[test]
fn a_model_says_what_fasttext_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    let mut identifiers: BTreeMap<String, Identifier> = BTreeMap::new();
    for line in std::fs::read_to_string(folder.join("expected.tsv")).unwrap().lines() {
        let fields: Vec<&str> = line.splitn(6, '\t').collect();
        let &[name, first, first_score, second, second_score, text] = fields.as_slice() else {
            panic!("{line}")
        };
        let identifier = identifiers.entry(name.to_string()).or_insert_with(|| {
            let model = Some(folder.join(name));
            Identifier::new(&LanguageConfig { model, ..LanguageConfig::default() }).unwrap()
        });
        let found = identifier.identify(text).unwrap();
        for (label, score, (language, found)) in [
            (first, first_score, (found.language, found.score)),
            (second, second_score, found.second.unwrap()),
        ] {
            let label = label.trim_start_matches("__label__");
            let code = [("eng_Latn", "en"), ("rus_Cyrl", "ru"), ("zho_Hans", "zh")];
            let code = code.iter().find(|(long, _)| *long == label).map_or(label, |(_, code)| code);
            let score: f32 = score.parse().unwrap();
            assert_eq!(language, code, "{name} {text}");
            assert!((score.min(1.0) - found).abs() < 5e-4, "{name} {text}: {score} {found}");
        }
    }
    assert_eq!(identifiers.len(), 4);
}

#[test]
fn a_broken_model_is_refused_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = train(folder.path(), LossName::Softmax, false);
    let bytes = std::fs::read(&path).unwrap();
    let check = |bytes: &[u8], expected: &str| {
        let path = folder.path().join("broken.bin");
        std::fs::write(&path, bytes).unwrap();
        let config = LanguageConfig { model: Some(path), ..LanguageConfig::default() };
        let error = Identifier::new(&config).unwrap_err();
        assert_eq!(error.key, "language.model");
        assert!(error.problem.contains("broken.bin: ") && error.problem.contains(expected), "{error}");
    };
    check(b"no model", "this is no fastText model");
    check(&bytes[..bytes.len() / 2], "the file ends too early");
    for cut in (0..200).chain((200..bytes.len()).step_by(997)) {
        check(&bytes[..cut], "");
    }
    let missing = LanguageConfig { model: Some(folder.path().join("none.bin")), ..LanguageConfig::default() };
    assert!(Identifier::new(&missing).unwrap_err().problem.contains("none.bin"));
}

#[test]
fn settings_are_read_as_they_are_written() {
    let config: LanguageConfig =
        toml::from_str("accept = [\"en\"]\nparagraphs = \"drop\"\nmin_score = 0.7").unwrap();
    assert_eq!(config.paragraphs, ForeignParagraphs::Drop);
    assert_eq!(toml::from_str::<LanguageConfig>(&toml::to_string(&config).unwrap()).unwrap(), config);
    assert_eq!(toml::from_str::<LanguageConfig>("").unwrap(), LanguageConfig::default());
    assert!(toml::from_str::<LanguageConfig>("languages = []").is_err());
}

/// Made once, because a debug build takes long to.
static DROPPING: LazyLock<Identifier> = LazyLock::new(|| {
    let config = LanguageConfig { paragraphs: ForeignParagraphs::Drop, ..LanguageConfig::default() };
    Identifier::new(&config).unwrap()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_has_one_language_with_a_score_or_none(text in "\\PC{0,300}", times in 1usize..20) {
        let identifier = &DROPPING;
        let text = text.repeat(times);
        let found = identifier.identify(&text);
        prop_assert_eq!(&found, &identifier.identify(&text));
        if let Some(found) = found {
            prop_assert!((0.0..=1.0).contains(&found.score));
            prop_assert!(identifier.languages().contains(&found.language));
            for (range, _) in identifier.foreign_paragraphs(&text, &found) {
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}
