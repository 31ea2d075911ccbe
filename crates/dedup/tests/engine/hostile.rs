//! Any text at all.

use proptest::prelude::*;
use tamis_dedup::{DedupConfig, Scratch, Sequential, Sketcher};

use crate::corpus::Page;
use crate::run::{resolve, resolve_with};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_text_is_compared_and_always_alike(
        texts in proptest::collection::vec(
            prop_oneof!["\\PC{0,80}", "(a|b|1|é|か|\u{301}|'| |\n){0,300}", "(\\x00|.|\r|\n| ){0,60}", "[ab ]{0,40}"],
            0..8,
        ),
        bands in prop_oneof!["1x1".prop_map(String::from), "128x1", "25x5", "1x128"],
        threshold in 0.0..=1.0,
        containment in 0.0..=1.0,
    ) {
        let config = DedupConfig { bands, threshold, containment, ..DedupConfig::default() };
        // Every text twice: what stands twice is found.
        let pages: Vec<Page> = texts.iter().chain(&texts).map(Page::of).collect();
        let found = resolve(&config, &pages);
        prop_assert_eq!(&resolve_with(&config, &pages, 1, &Sequential), &found);
        for at in 0..texts.len() {
            prop_assert!(found.same_story(at, at + texts.len()));
        }
    }

    #[test]
    fn a_used_scratch_changes_no_sketch(texts in proptest::collection::vec("(\\PC|[a-c ]){0,200}", 1..6)) {
        let sketcher = Sketcher::new(&DedupConfig::default()).unwrap();
        let mut scratch = Scratch::default();
        for text in texts.iter().chain(texts.iter().rev()) {
            let sketch = sketcher.sketch(text, &mut scratch);
            prop_assert_eq!(sketch, sketcher.sketch(text, &mut Scratch::default()));
        }
    }
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let refused = |config: DedupConfig| Sketcher::new(&config).unwrap_err().to_string();
    for share in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        let threshold = refused(DedupConfig { threshold: share, ..DedupConfig::default() });
        assert!(threshold.contains("dedup.threshold"), "{threshold}");
        let containment = refused(DedupConfig { containment: share, ..DedupConfig::default() });
        assert!(containment.contains("dedup.containment"), "{containment}");
    }
    for bands in ["", "129x1", "0x0", "25 x 5"] {
        assert!(
            refused(DedupConfig { bands: bands.into(), ..DedupConfig::default() }).contains("dedup.bands")
        );
    }
}

#[test]
fn long_monotonous_texts_are_compared() {
    let pages = [
        Page::of("no ".repeat(30_000)),
        Page::of("no ".repeat(29_000)),
        Page::of("no yes ".repeat(20_000)),
        Page::of("な".repeat(20_000)),
        Page::of("\u{301}".repeat(5_000)),
        Page::of("a".repeat(50_000)),
    ];
    let found = resolve(&DedupConfig::default(), &pages);
    assert_eq!(found.rulings.len(), pages.len());
}
