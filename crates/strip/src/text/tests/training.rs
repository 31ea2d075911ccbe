//! What training is told of a text.

use std::collections::BTreeSet;

use super::{FERRY, marked};
use crate::columns::{LEXICAL, MISSING};
use crate::{Features, TextTrainer};

const TEXT_MODEL: &[u8] = include_bytes!("../../../models/text.model");
const HTML_MODEL: &[u8] = include_bytes!("../../../models/html.model");

/// The ferry report with a share line, a heading and boxes.
fn text() -> String {
    format!(
        "{FERRY}\n+ The trials\n+ Trials of the ferry begin on Friday, and the harbour of Kelhaven stays open.\n\
         x Share this:\nx Where to eat\nx - The Brass Kettle\nx - The Old Oven\n\
         & Director: Paloma Whitcombe\n& Rating: 2/5"
    )
}

fn trainer(model: Option<&[u8]>, language_free: bool) -> TextTrainer {
    TextTrainer::new(model, language_free).expect("the model is whole")
}

fn features(trainer: &TextTrainer) -> Features {
    trainer.features(&marked(&text()).0)
}

#[test]
fn both_passes_name_each_column_once_and_fill_it_for_every_unit() {
    for model in [None, Some(TEXT_MODEL)] {
        let trainer = trainer(model, false);
        let (names, features) = (trainer.names(), features(&trainer));
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert_eq!(features.columns, names.len());
        let units = features.blocks.len();
        assert_eq!(features.values.len(), units * features.columns);
        assert!(features.values.iter().all(|value| value.is_finite()));
        assert_eq!((features.words.len(), features.hashed_words.len()), (units, units));
        let mut lines: Vec<usize> = features.blocks.concat();
        lines.sort_unstable();
        assert_eq!(lines, (0..text().lines().count()).collect::<Vec<_>>());
    }
}

#[test]
fn the_second_pass_looks_at_other_figures() {
    let (first, second) = (trainer(None, false), trainer(Some(TEXT_MODEL), false));
    assert_ne!(first.names(), second.names());
    // A model for pages says nothing of texts.
    assert_eq!(trainer(Some(HTML_MODEL), false).names(), first.names());
    assert!(TextTrainer::new(Some(b"tamisgbt"), false).is_err());
}

#[test]
fn a_text_without_a_language_differs_in_figures_of_the_language_alone() {
    let (known, unknown) = (trainer(None, false), trainer(None, true));
    assert_eq!(known.names(), unknown.names());
    let (known_rows, unknown_rows) = (features(&known), features(&unknown));
    let mut differ = 0;
    for (known_row, unknown_row) in
        known_rows.values.chunks(known_rows.columns).zip(unknown_rows.values.chunks(unknown_rows.columns))
    {
        for ((name, one), other) in known.names().iter().zip(known_row).zip(unknown_row) {
            let same = one.to_bits() == other.to_bits();
            assert!(same || name.contains(LEXICAL), "{name}: {one} {other}");
            let missing = other.to_bits() == MISSING.to_bits();
            assert!(missing || !name.contains(LEXICAL), "{name}: {other}");
            differ += usize::from(!same);
        }
    }
    assert!(differ > 0);
    assert_eq!(
        Features { values: Vec::new(), ..known_rows },
        Features { values: Vec::new(), ..unknown_rows }
    );
}

#[test]
fn an_empty_text_has_no_rows() {
    let features = trainer(None, false).features(&tamis_core::Document::default());
    assert!(features.values.is_empty() && features.blocks.is_empty() && features.words.is_empty());
}

/// The features of one unit by name, without learned weights: a change of any of them makes a new model
/// necessary.
#[test]
fn the_features_of_a_unit_are_what_they_were() {
    let trainer = trainer(None, false);
    let features = features(&trainer);
    let at = features.blocks.iter().position(|lines| lines.len() == 3).expect("the list with its title");
    let row = features.values.chunks(features.columns).nth(at).expect("a row a unit");
    let named: Vec<String> =
        trainer.names().iter().zip(row).map(|(name, value)| format!("{name} {value}")).collect();
    insta::assert_snapshot!(named.join("\n"));
}
