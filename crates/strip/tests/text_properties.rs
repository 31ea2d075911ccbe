//! What holds for the judge of plain text whatever the text is.

#![expect(clippy::expect_used, clippy::string_slice, reason = "a test may fail loudly")]

use std::sync::LazyLock;

use proptest::prelude::*;

use tamis_core::{Block, BlockKind, Decision, Document, Layout, Markup};
use tamis_strip::{Judgement, StripConfig, Stripper};

fn document(lines: &[String]) -> Document {
    Document {
        markup: Markup::Text,
        blocks: lines.iter().map(|line| Block::new(BlockKind::Paragraph, line.as_str())).collect(),
        ..Document::default()
    }
}

static STRIPPER: LazyLock<Stripper> =
    LazyLock::new(|| Stripper::new(StripConfig::default()).expect("the default settings are valid"));

fn judge(document: &Document) -> Judgement {
    STRIPPER.judge(document)
}

/// Lines that wake the rules, beside lines of anything.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "\\PC{0,120}",
        2 => "[A-Z][a-z]{2,9}( [a-z]{1,10}){8,25}\\.",
        2 => "[-•*] [A-Z][a-z]{2,9}( [A-Za-z]{2,9}){0,4}",
        1 => "[A-Z][a-z]{2,9}: [A-Za-z0-9 ]{1,20}",
        1 => Just(" date 2024-02-30 You are here".to_owned()),
        1 => Just("Story continues below advertisement".to_owned()),
        1 => Just("Latest headlines:".to_owned()),
        1 => Just("Share this: Facebook Twitter".to_owned()),
        1 => Just("-The Daily Lamp's Ann Other".to_owned()),
        1 => Just("東京の天気は晴れです。明日も晴れるでしょう。".to_owned()),
        1 => Just("İ date ﬁ ß — in pictures".to_owned()),
        1 => Just(String::new()),
    ]
}

/// Pieces of lines that wake the rules for what stands inside a line, in any order.
fn pieced_line() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "The pump failed again on Tuesday. ",
        "Story continues below advertisement ",
        "Advertisement ",
        "Read more: Ten harbours that regret it. ",
        "(See also: Ten harbours that regret it) ",
        "Read more",
        "SShow more",
        "…",
        "\"",
        "Photo: Ann Other/AFP ",
        "(Photo by Ann Other) ",
        "A street in Velmouth last week. ",
        "Share 12 Tweet 5 Email ",
        "0 Comments",
        "Listen to this article 4 min ",
        "{{ name }} ",
        "（广告）",
        "水泵星期二又坏了。",
        "ß İ ﬁ. ",
        "प्रकाशित। ",
    ]);
    prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat())
}

/// Lines without the vocabulary of a site's frame.
fn article_line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][b-d]{2,9}( [b-dk-n]{2,10}){8,25}\\.",
        "• [A-Z][b-d]{3,9} [b-d]{3,9}",
        "[k-n]{4,9}: [b-d]{4,20}"
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_block_has_a_verdict_with_a_reason_and_a_score(lines in prop::collection::vec(line(), 0..60)) {
        let document = document(&lines);
        let judgement = judge(&document);
        prop_assert_eq!(judgement.verdicts.len(), document.blocks.len());
        for (verdict, block) in judgement.verdicts.iter().zip(&document.blocks) {
            prop_assert!((0.0..=1.0).contains(&verdict.score), "{}", verdict.score);
            if verdict.is_drop() {
                prop_assert!(verdict.reason.is_some());
                prop_assert!(!verdict.evidence.is_empty());
            }
            if let Decision::Edit(edits) = &verdict.decision {
                let mut end = 0;
                for edit in edits {
                    prop_assert!(edit.range.start >= end && edit.range.end > edit.range.start);
                    prop_assert!(block.text.get(edit.range.clone()).is_some());
                    end = edit.range.end;
                }
            }
        }
    }

    #[test]
    fn edits_are_apart_say_why_and_leave_words(line in pieced_line()) {
        let document = document(&[line]);
        for (verdict, block) in judge(&document).verdicts.iter().zip(&document.blocks) {
            let Decision::Edit(edits) = &verdict.decision else { continue };
            let (mut end, mut left) = (0, String::new());
            for edit in edits {
                prop_assert!(edit.range.start >= end && edit.range.end > edit.range.start);
                prop_assert!(block.text.get(edit.range.clone()).is_some());
                prop_assert!(!edit.evidence.is_empty());
                left.push_str(&block.text[end..edit.range.start]);
                end = edit.range.end;
            }
            left.push_str(&block.text[end..]);
            prop_assert!(tamis_core::word_count(&left) > 0, "{}", block.text);
        }
    }

    #[test]
    fn the_same_document_gets_the_same_verdicts(lines in prop::collection::vec(line(), 0..40)) {
        let document = document(&lines);
        prop_assert_eq!(judge(&document), judge(&document));
    }

    #[test]
    fn a_text_that_no_rule_of_a_line_takes_never_vanishes(lines in prop::collection::vec(article_line(), 1..40)) {
        let document = document(&lines);
        let kept = Layout::new(&document.blocks).render(&judge(&document).verdicts);
        prop_assert!(!kept.trim().is_empty());
    }
}
