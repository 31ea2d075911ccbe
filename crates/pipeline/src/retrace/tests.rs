use std::sync::LazyLock;

use proptest::prelude::*;
use tamis_core::Layout;
use tamis_core::{
    Block, BlockKind, Body, Document, Edit, Marker, Markup, Metadata, Place, Reason, Record, Verdict,
};

use super::*;
use crate::{Cleaned, Cleaner, Config, ledger};

/// What is the same of a block in a trace and in what stands without one.
#[derive(Debug, PartialEq)]
struct Shown {
    span: (u64, u64),
    verdict: String,
    text: String,
    gap_before: bool,
    reason: Option<String>,
    edits: Vec<TracedEdit<'static>>,
    encoding: Option<(String, u32)>,
}

fn shown(document: &TracedDocument<'_>) -> Vec<Shown> {
    let shown = |block: &TracedBlock<'_>| Shown {
        span: (block.start, block.end),
        verdict: block.verdict.to_string(),
        text: format!("{}{}", block.marker, block.text),
        gap_before: block.gap_before,
        reason: if block.verdict == "keep" { None } else { block.reason.as_ref().map(ToString::to_string) },
        edits: block.edits.iter().map(owned).collect(),
        encoding: block.decoded.as_ref().map(|from| (from.encoding.to_string(), from.layers)),
    };
    document.blocks.iter().map(shown).collect()
}

fn owned(edit: &TracedEdit<'_>) -> TracedEdit<'static> {
    TracedEdit {
        replacement: edit.replacement.to_string().into(),
        reason: edit.reason.to_string().into(),
        evidence: edit.evidence.to_string().into(),
        ..*edit
    }
}

fn rows_of(cleaned: &Cleaned) -> Vec<RemovedRow<'static>> {
    let mut rows = Vec::new();
    ledger::write_removed(cleaned, &mut rows);
    let rows = String::from_utf8(rows).unwrap();
    rows.lines()
        .map(|row| {
            let row: RemovedRow<'_> = serde_json::from_str(row).unwrap();
            RemovedRow {
                id: row.id.into_owned().into(),
                stage: row.stage.into_owned().into(),
                action: row.action.into_owned().into(),
                reason: row.reason.into_owned().into(),
                evidence: row.evidence.into_owned().into(),
                text: row.text.into_owned().into(),
                replacement: row.replacement.map(|text| text.into_owned().into()),
                ..row
            }
        })
        .collect()
}

fn cleaned(blocks: Vec<Block>, verdicts: Vec<Verdict>) -> Cleaned {
    // Its models take long to read.
    static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::new(Config::default()).unwrap());
    let record = Record {
        place: Place::default(),
        meta: Metadata { id: "one".into(), ..Metadata::default() },
        markup: Markup::Text,
        body: Body::Text(String::new()),
    };
    let base = CLEANER.clean(record).unwrap();
    let text = Layout::new(&blocks).render(&verdicts);
    Cleaned { document: Document { blocks, ..base.document.clone() }, verdicts, text, ..base }
}

fn edit(text: &str, gone: &str, replacement: &str) -> Edit {
    let start = text.find(gone).unwrap();
    Edit {
        range: start..start + gone.len(),
        replacement: replacement.into(),
        reason: Reason::AdMarker,
        score: 0.75,
        evidence: "a marker".into(),
    }
}

fn block(text: &str, gap_before: bool) -> Block {
    Block { gap_before, ..Block::new(BlockKind::Paragraph, text) }
}

/// The traced document again, without its trace.
fn check(blocks: Vec<Block>, verdicts: Vec<Verdict>) {
    let cleaned = cleaned(blocks, verdicts);
    let again = retrace("one", &cleaned.text, &rows_of(&cleaned));
    assert_eq!(again.flags, Vec::<&str>::new());
    assert_eq!(shown(&again), shown(&TracedDocument::of(&cleaned, &[])));
}

fn gone() -> Verdict {
    Verdict::drop(Reason::Teaser, 0.9, "a pointer")
}

#[test]
fn dropped_blocks_come_back_between_those_that_stay() {
    let texts = ["Menu", "The Ä river rose.", "Read on: boats", "Ads", "It fell.", "Foot"];
    let verdicts = || vec![gone(), Verdict::keep(0.0), gone(), gone(), Verdict::keep(0.0), gone()];
    check(texts.map(|text| block(text, false)).into(), verdicts());
    check(
        texts
            .map(|text| block(text, true))
            .into_iter()
            .enumerate()
            .map(|(at, b)| Block { gap_before: at > 0, ..b })
            .collect(),
        verdicts(),
    );
    let mut listed: Vec<Block> = texts.map(|text| block(text, false)).into();
    for block in &mut listed {
        block.marker = Marker::Dash;
    }
    check(listed, verdicts());
}

#[test]
fn edits_are_undone() {
    let texts = ["Rain fell. Advertisement It stopped.", "Share", "[advert] Wind [advert] came", "Calm"];
    let edits = |at: usize| match at {
        0 => Verdict::edit(vec![edit(texts[0], "Advertisement ", "")]),
        1 => gone(),
        2 => Verdict::edit(vec![edit(texts[2], "[advert] ", ""), edit(texts[2], "came", "went")]),
        _ => Verdict::keep(0.1),
    };
    check(texts.map(|text| block(text, false)).into(), (0..4).map(edits).collect());
}

#[test]
fn what_does_not_fit_is_all_there_and_flagged() {
    let row = |start, end, text: &'static str| RemovedRow {
        id: "x".into(),
        start,
        end,
        stage: "strip".into(),
        action: "drop".into(),
        reason: "teaser".into(),
        score: 0.5,
        evidence: "".into(),
        text: text.into(),
        replacement: None,
    };
    let again = retrace("x", "# Title\n\nSome *marked* text", &[row(3, 8, "Below"), row(90, 95, "Later")]);
    assert_eq!(again.flags, ["approximate"]);
    let texts: Vec<&str> = again.blocks.iter().map(|block| &*block.text).collect();
    assert_eq!(texts, ["# Title", "Below", "Some *marked* text", "Later"]);
}

#[test]
fn lines_of_a_text_without_blocks_come_back() {
    let text = "One.\n\n\nBad line\nTwo.\nBad line";
    let left = "One.\n\n\nTwo.";
    let row = |start: u64| RemovedRow {
        id: "x".into(),
        start,
        end: start + 8,
        stage: "filter".into(),
        action: "drop".into(),
        reason: "c4-line-words".into(),
        score: 1.0,
        evidence: "".into(),
        text: "Bad line".into(),
        replacement: None,
    };
    let again = retrace("x", left, &[row(7), row(21)]);
    assert_eq!(again.flags, Vec::<&str>::new());
    let shown: Vec<(&str, &str)> = again.blocks.iter().map(|block| (&*block.verdict, &*block.text)).collect();
    assert_eq!(shown, [("keep", "One."), ("drop", "Bad line"), ("keep", "Two."), ("drop", "Bad line")]);
    let whole: Vec<char> = text.chars().collect();
    for block in &again.blocks {
        let there: String = whole[block.start as usize..block.end as usize].iter().collect();
        assert_eq!(there, block.text);
    }
}

/// A block, its gap and what becomes of it: 0 and 1 stay, 2 goes, 3 loses a word, 4 gets another word, 5 is emptied.
fn random_blocks() -> impl Strategy<Value = Vec<(String, bool, u8)>> {
    let text = "[a-cä]{1,4}( [a-cä🌊]{1,5}){0,3}";
    prop::collection::vec((text, any::<bool>(), 0_u8..5), 0..14)
}

fn judged(drawn: &[(String, bool, u8)], gaps: bool) -> Cleaned {
    let blocks = drawn.iter().enumerate().map(|(at, (text, gap, _))| block(text, *gap && gaps && at > 0));
    let verdicts = drawn.iter().map(|(text, _, fate)| {
        let word = text.split(' ').next_back().unwrap();
        let start = text.len() - word.len();
        let changed = |replacement: &str| {
            Verdict::edit(vec![Edit { range: start..text.len(), ..edit(text, word, replacement) }])
        };
        match fate {
            2 => gone(),
            3 if start > 0 => changed(""),
            4 => changed("other"),
            _ => Verdict::keep(0.0),
        }
    });
    cleaned(blocks.collect(), verdicts.collect())
}

#[test]
fn a_dropped_line_behind_the_text_is_no_part_of_its_last_line() {
    let row = RemovedRow {
        id: "one".into(),
        start: 6,
        end: 7,
        stage: "strip".into(),
        action: "drop".into(),
        reason: "teaser".into(),
        score: 0.5,
        evidence: "".into(),
        text: "c".into(),
        replacement: None,
    };
    let again = retrace("one", "a\n\n\naa", &[row]);
    let texts: Vec<(&str, &str)> = again.blocks.iter().map(|block| (&*block.verdict, &*block.text)).collect();
    assert_eq!(texts, [("keep", "a"), ("keep", "aa"), ("drop", "c")]);
    assert_eq!(again.flags, [APPROXIMATE]);
}

#[test]
fn notes_stand_at_their_blocks_alone_and_show_how_the_original_begins() {
    let note = |start, end, text: &str| RemovedRow {
        id: "one".into(),
        start,
        end,
        stage: "decode".into(),
        action: "decode".into(),
        reason: "decoded".into(),
        score: 1.0,
        evidence: "2 layers of percent; the whole line".into(),
        text: text.to_owned().into(),
        replacement: None,
    };
    let long = "%41".repeat(50);
    let again = retrace("one", "ab\ncd\nef\ngh", &[note(3, 3, "%"), note(6, 11, &long)]);
    let begins = |text: &str| text.chars().take(80).chain(['…']).collect::<String>();
    let originals: Vec<Option<String>> = again
        .blocks
        .iter()
        .map(|block| block.decoded.as_ref().map(|from| from.original.to_string()))
        .collect();
    assert_eq!(originals, [None, Some("%".to_owned()), Some(begins(&long)), Some(begins(&long))]);
}

proptest! {
    #[test]
    fn without_blank_lines_a_document_is_as_it_was(drawn in random_blocks()) {
        let cleaned = judged(&drawn, false);
        let again = retrace("one", &cleaned.text, &rows_of(&cleaned));
        prop_assert_eq!(shown(&again), shown(&TracedDocument::of(&cleaned, &[])));
        prop_assert!(again.flags.is_empty());
    }

    #[test]
    fn with_blank_lines_texts_and_verdicts_are_as_they_were(drawn in random_blocks()) {
        let cleaned = judged(&drawn, true);
        let again = retrace("one", &cleaned.text, &rows_of(&cleaned));
        let (again_shown, traced) = (shown(&again), shown(&TracedDocument::of(&cleaned, &[])));
        let same = |block: &Shown| (block.verdict.clone(), block.text.clone(), block.reason.clone());
        if again.flags.is_empty() && cleaned.text.contains("\n\n") {
            prop_assert_eq!(again_shown.iter().map(same).collect::<Vec<_>>(), traced.iter().map(same).collect::<Vec<_>>());
            for (found, block) in again_shown.iter().zip(&traced) {
                prop_assert!(found.span.0.abs_diff(block.span.0) <= 1);
            }
        }
        for block in again_shown.iter().filter(|block| block.verdict == "drop") {
            prop_assert!(traced.iter().any(|traced| traced.span == block.span && traced.text == block.text));
        }
    }

    #[test]
    fn nothing_is_lost_of_what_does_not_fit(
        text in "[ab\n]{0,30}",
        drawn in prop::collection::vec((0_u64..40, "[cd\n]{0,6}", 0_u64..3, prop::option::of("[ef]{0,3}")), 0..6),
    ) {
        let rows: Vec<RemovedRow<'_>> = drawn.iter().map(|(start, text, more, replacement)| RemovedRow {
            id: "x".into(),
            start: *start,
            end: start + text.chars().count() as u64 + more / 2,
            stage: "strip".into(),
            action: "drop".into(),
            reason: "teaser".into(),
            score: 0.5,
            evidence: "".into(),
            text: text.into(),
            replacement: replacement.as_deref().map(Into::into),
        }).collect();
        let again = retrace("x", &text, &rows);
        let dropped = again.blocks.iter().filter(|block| block.verdict == "drop").count();
        let edits: usize = again.blocks.iter().map(|block| block.edits.len()).sum();
        prop_assert_eq!(dropped, rows.iter().filter(|row| row.replacement.is_none()).count());
        prop_assert_eq!(edits, rows.len() - dropped);
        let kept: String = again.blocks.iter().filter(|block| block.verdict == "keep").map(|block| &*block.text).collect();
        if edits == 0 {
            prop_assert_eq!(kept.replace('\n', ""), text.replace('\n', ""));
        }
    }
}
