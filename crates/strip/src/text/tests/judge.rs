//! What holds of the judge with any model that is worth its name.

use std::sync::LazyLock;

use proptest::prelude::*;
use tamis_core::{Block, BlockKind, Document, Markup, Verdict};

use super::super::article::Article;
use super::super::groups::Shape;
use super::super::learned::WORD_TABLE;
use super::super::lexicon::Lexicon;
use super::{FERRY, judge, marked};
use crate::engines::engine;
use crate::model::Model;
use crate::{Mode, StripConfig, Stripper, TextTrainer};

const TEXT_MODEL: &[u8] = include_bytes!("../../../models/text.model");
const HTML_MODEL: &[u8] = include_bytes!("../../../models/html.model");

/// A model file without a forest and without a table.
const EMPTY_MODEL: &[u8] = b"tamisgbt\x02\0\0\0\0\0\0\0\0\0\0\0";

/// The lists of phrases with the learned weights of words, as the judge has them.
static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::new(Model::read(TEXT_MODEL).expect("the built-in model is whole").word_table(WORD_TABLE))
});

/// Of both passes.
static TRAINERS: LazyLock<[TextTrainer; 2]> = LazyLock::new(|| {
    [None, Some(TEXT_MODEL)].map(|model| TextTrainer::new(model, false).expect("the built-in model is whole"))
});

fn document(lines: &[impl AsRef<str>]) -> Document {
    Document {
        markup: Markup::Text,
        blocks: lines.iter().map(|line| Block::new(BlockKind::Paragraph, line.as_ref())).collect(),
        ..Document::default()
    }
}

fn ferry() -> Document {
    marked(FERRY).0
}

/// Which lines of some lines go.
fn dropped(lines: &[&str]) -> Vec<bool> {
    engine(Mode::Balanced).judge(&document(lines)).verdicts.iter().map(Verdict::is_drop).collect()
}

#[test]
fn an_engine_can_be_shared_between_threads() {
    fn check<T: Send + Sync>() {}
    check::<Stripper>();
    check::<TextTrainer>();
}

#[test]
fn the_model_is_the_one_that_training_wrote() {
    assert_eq!(crate::text_model_hash(), include_str!("../../../models/text.hash").trim());
}

#[test]
fn a_text_without_words_has_a_verdict_a_line() {
    for lines in [&[][..], &[""], &["", "   ", "\t"], &["***", "-----", "• •"], &["\u{feff}", "\u{200b}"]]
    {
        assert_eq!(dropped(lines).len(), lines.len(), "{lines:?}");
    }
}

#[test]
fn one_line_of_prose_stays_and_lines_of_junk_alone_go() {
    assert_eq!(dropped(&["The ferry sails again on Monday, the harbour master of Kelhaven said."]), [false]);
    let junk = [
        "Share this:",
        "Advertisement",
        "Sign up to our newsletter",
        "© 2019 Coastal Wire Group. All rights reserved.",
    ];
    let gone = dropped(&junk).iter().filter(|gone| **gone).count();
    assert!(gone * 2 > junk.len(), "{gone} of {} lines went", junk.len());
}

#[test]
fn what_was_judged_before_has_no_say() {
    let fresh = Stripper::new(StripConfig::default()).expect("the default settings are valid");
    let report = fresh.judge(&ferry());
    let used = Stripper::new(StripConfig::default()).expect("the default settings are valid");
    let other: Vec<String> = (0..300).map(|at| format!("Ferry {at}: Kelhaven harbour")).collect();
    for lines in [other, vec!["Skip to content".to_owned(); 50], Vec::new()] {
        used.judge(&document(&lines));
        used.explain(&document(&lines), 3);
        assert_eq!(used.judge(&ferry()), report);
    }
}

#[test]
fn every_line_is_explained_with_its_threshold() {
    let lines =
        FERRY.lines().chain(["x Share this:", "x Where to eat", "x - The Brass Kettle", "x - Old Oven"]);
    let (document, _) = marked(&lines.collect::<Vec<_>>().join("\n"));
    let judgement = engine(Mode::Balanced).judge(&document);
    let explained = engine(Mode::Balanced).explain(&document, 4);
    assert_eq!(explained.len(), document.blocks.len());
    for (explanation, verdict) in explained.iter().zip(&judgement.verdicts) {
        assert!((explanation.probability - (1.0 - verdict.score)).abs() < 1e-6, "{explanation:?}");
        assert_eq!(Some(1.0 - explanation.threshold), judgement.threshold);
        assert!((1..=4).contains(&explanation.causes.len()), "{explanation:?}");
        let pushes: Vec<f32> = explanation.causes.iter().map(|cause| cause.push.abs()).collect();
        assert!(pushes.is_sorted_by(|a, b| a >= b), "{pushes:?}");
        assert!(explanation.causes.iter().all(|cause| !cause.words.is_empty()), "{explanation:?}");
    }
    assert!(engine(Mode::Balanced).explain(&Document::default(), 4).is_empty());
    assert!(
        engine(Mode::Balanced).explain(&document, 0).iter().all(|explanation| explanation.causes.is_empty())
    );
}

#[test]
fn a_model_without_forests_of_a_kind_leaves_that_kind_to_the_built_in_ones() {
    let report = engine(Mode::Balanced).judge(&ferry());
    for model in [EMPTY_MODEL, HTML_MODEL, TEXT_MODEL] {
        let stripper = Stripper::with_model(StripConfig::default(), model).expect("the model is whole");
        assert_eq!(stripper.judge(&ferry()), report);
    }
}

#[test]
fn a_model_that_cannot_serve_names_the_setting() {
    let mut half = TEXT_MODEL.to_vec();
    half.truncate(TEXT_MODEL.len() / 2);
    let mut longer = TEXT_MODEL.to_vec();
    longer.push(0);
    // Another name of the second forest leaves the first one alone.
    let mut renamed = TEXT_MODEL.to_vec();
    let at = renamed.windows(11).position(|window| window == b"text.second").expect("it is there");
    if let Some(letter) = renamed.get_mut(at + 5) {
        *letter = b'S';
    }
    for model in [&half, &longer, &renamed, &b"GIF89a".to_vec()] {
        let error = Stripper::with_model(StripConfig::default(), model).expect_err("it is refused");
        assert_eq!(error.key, "strip.model");
    }
}

/// Lines of every shape, some of which the rules know.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Z][a-z]{2,9}( [a-z]{1,10}){8,25}\\.",
        2 => "[A-Z][a-z]{2,9}( [a-z]{1,9}){0,4}",
        2 => "[-•*] [A-Z][a-z]{2,9}( [A-Za-z]{2,9}){0,4}",
        1 => "[A-Z][a-z]{2,9}: [A-Za-z0-9 ]{1,20}",
        1 => "[A-Z][a-z]{2,9}( (the|of|and|in|on) [a-z]{2,9}){1,3},",
        1 => prop::sample::select(vec![
            "Share this:", "Latest headlines:", "Related articles", "Advertisement", "Home", "News", "Log in",
            "The council met on Monday, and Solvang said that the ferry would sail again from Kelhaven.",
            "Solvang said the harbour of Kelhaven had been dredged for the ferry before the trials began.",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,60}",
        1 => Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn lines_that_are_judged_together_go_or_stay_together(lines in prop::collection::vec(line(), 0..60)) {
        let document = document(&lines);
        let article = Article::of(&document, &LEXICON);
        let mut seen = vec![0; lines.len()];
        for mode in [Mode::Precision, Mode::Balanced, Mode::Recall] {
            let verdicts = judge(&document, mode).verdicts;
            let goes = |line: &usize| verdicts.get(*line).is_some_and(Verdict::is_drop);
            for group in &article.groups {
                let gone = group.lines.iter().filter(|line| goes(line)).count();
                prop_assert!(gone == 0 || gone == group.lines.len(), "{:?}: {} went", group, gone);
                group.lines.iter().filter_map(|line| seen.get_mut(*line).map(|seen| *seen += 1)).count();
            }
        }
        prop_assert!(seen.iter().all(|times| *times == 3), "{:?}", seen);
    }

    #[test]
    fn a_heading_does_not_stay_when_its_section_goes(lines in prop::collection::vec(line(), 0..60)) {
        let document = document(&lines);
        let article = Article::of(&document, &LEXICON);
        let verdicts = engine(Mode::Balanced).judge(&document).verdicts;
        let goes: Vec<bool> = article.groups.iter().map(|group| {
            group.lines.first().and_then(|line| verdicts.get(*line)).is_some_and(Verdict::is_drop)
        }).collect();
        // A short line at the very end has nothing to stand over, and counts as text.
        let last = goes.len().saturating_sub(1);
        let is_heading = |at: usize| {
            at < last && article.groups.get(at).is_some_and(|group| group.shape == Shape::Heading)
        };
        let headings = (1..last).filter(|at| is_heading(*at) && goes.get(*at) == Some(&false));
        for at in headings {
            // Lines that a rule is sure of are no text of a section, unless they stay.
            let is_text = |below: &usize| {
                let marked = article.groups.get(*below).is_some_and(|group| group.shape == Shape::Marked);
                !marked || goes.get(*below) == Some(&false)
            };
            let section: Vec<usize> =
                (at + 1..goes.len()).take_while(|below| !is_heading(*below)).filter(is_text).collect();
            let something_stays = section.iter().any(|below| goes.get(*below) == Some(&false));
            prop_assert!(section.is_empty() || something_stays, "{:?}", article.groups.get(at));
        }
    }

    #[test]
    fn any_text_is_judged_explained_and_counted(text in "(\\PC|[\n\t\0\r\u{85}\u{2028} .:,•-]|Share this:|\n\n){0,200}") {
        let lines: Vec<&str> = text.split('\n').collect();
        let document = document(&lines);
        prop_assert_eq!(engine(Mode::Balanced).judge(&document).verdicts.len(), lines.len());
        prop_assert_eq!(engine(Mode::Balanced).explain(&document, 2).len(), lines.len());
        for trainer in &*TRAINERS {
            let features = trainer.features(&document);
            prop_assert_eq!(features.values.len(), features.columns * features.blocks.len());
        }
    }
}
