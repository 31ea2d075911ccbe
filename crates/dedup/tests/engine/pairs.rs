//! Two documents alone.

use proptest::prelude::*;
use proptest::sample::select;
use tamis_dedup::{DedupConfig, Likeness, Role};

use crate::corpus::{Page, Script, texts};
use crate::run::{Found, resolve, thorough};
use crate::twin::{Known, may_join, must_join};

/// Checks what was found about two documents; both are of nobody, and without dates.
fn check(config: &DedupConfig, texts: [&str; 2]) -> Result<(), TestCaseError> {
    let pages = texts.map(Page::of);
    let found = resolve(config, &pages);
    let [one, other] = [&pages[0], &pages[1]].map(Known::of);
    let together = found.same_story(0, 1);
    if one.equals(&other) {
        prop_assert!(together, "copies of the same words are apart");
    } else if one.is_short() || other.is_short() {
        prop_assert!(!together, "a short text has matched other words");
    } else if together {
        prop_assert!(may_join(config, &one, &other), "together by no rule: {:?}", one.common(&other));
    } else if !pages.iter().any(|page| page.text.contains(|c: char| c.is_ascii_digit())) {
        prop_assert!(!must_join(config, &one, &other), "apart: {:?}", one.common(&other));
    }
    check_similarity(&found, &one, &other, texts[0] == texts[1])
}

fn check_similarity(found: &Found, one: &Known, other: &Known, same: bool) -> Result<(), TestCaseError> {
    let common = one.common(other);
    for (at, ruling) in found.rulings.iter().enumerate() {
        let expect = match ruling.role {
            Role::Single | Role::Kept => None,
            Role::Duplicate if same => Some((Likeness::Bytes, 1.0)),
            Role::Duplicate if one.equals(other) => Some((Likeness::Words, 1.0)),
            Role::Duplicate => Some((Likeness::Near, common.jaccard)),
            Role::Contained if at == 0 => Some((Likeness::Contained, common.of_first)),
            Role::Contained => Some((Likeness::Contained, common.of_second)),
        };
        prop_assert_eq!(ruling.likeness.zip(ruling.similarity), expect, "{:?}", ruling);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn two_documents_are_put_together_by_the_rule_alone(
        texts in texts(2),
        bands in select(vec!["128x1", "64x2"]),
        threshold in select(vec![0.5, 0.7, 0.9, 1.0]),
    ) {
        let config = DedupConfig { bands: bands.into(), threshold, ..thorough() };
        check(&config, [&texts[0], &texts[1]])?;
    }
}

#[test]
fn short_texts_match_by_all_their_words_or_not_at_all() {
    let together = |one: &str, other: &str| {
        check(&thorough(), [one, other]).unwrap();
        resolve(&thorough(), &[Page::of(one), Page::of(other)]).same_story(0, 1)
    };
    assert!(together("Two men wait.", "two men, wait"));
    assert!(!together("Two men wait.", "Two men waited."));
    assert!(!together("One two three four", "one two three four five"));
    assert!(together("one two three four five", "One. Two. Three. Four. Five."));
    assert!(together("", ""));
    assert!(together("***", "***"));
    assert!(!together("***", "---"));
    assert!(!together("", "---"));
    assert!(together("東京です", "東京 です"));
    assert!(!together("東京です", "東京だ"));
}

#[test]
fn the_same_words_in_another_script_are_others() {
    let story = |script| {
        let story = crate::corpus::Story { seed: 1, script, vocabulary: 4096, paragraphs: 3, words: 20 };
        crate::corpus::set(&story.paragraphs(), crate::corpus::Look::Plain)
    };
    let found = resolve(
        &thorough(),
        &[Script::Latin, Script::Cyrillic, Script::Han].map(|script| Page::of(story(script))),
    );
    assert_eq!(found.stories, [0, 1, 2]);
}
