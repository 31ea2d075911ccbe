//! What the user's selectors say of a document, which stands above every judgement.

use std::collections::BTreeSet;

use tamis_core::{Block, Document, Markup, Outline, Reason, Verdict};

/// Score of a verdict that is no guess: the user says it.
const CERTAIN: f32 = 1.0;

/// Puts the user's rulings in the place of the verdicts, one a block, that they speak of.
pub(crate) fn apply(document: &Document, verdicts: &mut [Verdict]) {
    let mut elements = document.outline.elements().iter();
    if !elements.any(|element| element.user_rule.is_some() || element.unselected) {
        return;
    }
    for (block, verdict) in document.blocks.iter().zip(verdicts) {
        if let Some(ruling) = ruling(block, &document.outline) {
            *verdict = ruling;
        }
    }
}

/// Whether a ruling dropped anything.
pub(crate) fn any_drop(verdicts: &[Verdict]) -> bool {
    verdicts.iter().any(|verdict| verdict.reason == Some(Reason::UserSelector) && verdict.is_drop())
}

/// Keeps a block of a page that went as the copy of another, if that other went too in the end.
pub(crate) fn restore_copies(document: &Document, verdicts: &mut [Verdict]) {
    let copy = |verdict: &Verdict| verdict.reason == Some(Reason::DuplicateBlock) && verdict.is_drop();
    if document.markup != Markup::Html || !verdicts.iter().any(copy) {
        return;
    }
    let mut kept = BTreeSet::new();
    for (block, verdict) in document.blocks.iter().zip(verdicts) {
        if copy(verdict) && !kept.contains(block.text.as_str()) {
            *verdict = Verdict::keep(0.0);
        }
        if !verdict.is_drop() {
            kept.insert(block.text.as_str());
        }
    }
}

/// A drop around a block wins over all, then the restriction to a part of the page, then a keep.
fn ruling(block: &Block, outline: &Outline) -> Option<Verdict> {
    let mut keeps = false;
    for (_, element) in outline.ancestors(block.element) {
        match element.user_rule {
            Some(false) => {
                let evidence = format!("drop selector matches {}", element.label());
                return Some(Verdict::drop(Reason::UserSelector, CERTAIN, evidence));
            }
            Some(true) => keeps = true,
            None => {}
        }
    }
    let holder = block.element.and_then(|id| outline.get(id));
    if holder.is_some_and(|element| element.unselected) {
        let evidence = "outside of what the only-selector matches";
        return Some(Verdict::drop(Reason::UserSelector, CERTAIN, evidence));
    }
    keeps.then(|| Verdict::keep(0.0))
}

#[cfg(test)]
mod tests {
    use tamis_core::{BlockKind, Element, ElementId};

    use super::*;

    /// A `main` with an `aside` in it, and a block in each. The elements are ruled as `rules` says; what
    /// the judge kept or dropped stands in `judged`.
    fn check(rules: [Option<bool>; 2], unselected: [bool; 2], judged: [bool; 2], kept: [bool; 2]) {
        let element = |at: usize, tag: &str| Element {
            tag: tag.into(),
            parent: at.checked_sub(1).map(|parent| ElementId(parent as u32)),
            user_rule: rules[at],
            unselected: unselected[at],
            ..Element::default()
        };
        let block = |at: u32| Block {
            element: Some(ElementId(at)),
            ..Block::new(BlockKind::Paragraph, "The weir holds.")
        };
        let document = Document {
            blocks: vec![block(0), block(1)],
            outline: Outline::new(vec![element(0, "main"), element(1, "aside")]),
            ..Document::default()
        };
        let mut verdicts = judged.map(|keep| {
            if keep { Verdict::keep(0.2) } else { Verdict::drop(Reason::Footer, 0.9, "a footer") }
        });
        apply(&document, &mut verdicts);
        assert_eq!(verdicts.map(|verdict| !verdict.is_drop()), kept, "{rules:?} {unselected:?}");
    }

    #[test]
    fn without_rules_the_judge_has_the_word() {
        check([None, None], [false, false], [true, false], [true, false]);
    }

    #[test]
    fn a_drop_wins_over_a_keep_wherever_each_stands() {
        check([Some(true), Some(false)], [false, false], [false, true], [true, false]);
        check([Some(false), Some(true)], [false, false], [true, true], [false, false]);
    }

    #[test]
    fn a_copy_stays_if_the_first_of_it_was_ruled_out() {
        let block = || Block::new(BlockKind::Paragraph, "The weir holds.");
        let document =
            Document { markup: Markup::Html, blocks: vec![block(), block(), block()], ..Document::default() };
        let copy = || Verdict::drop(Reason::DuplicateBlock, 1.0, "the same text stands above");
        let check = |first: Verdict, expect: [bool; 3]| {
            let mut verdicts = [first, copy(), copy()];
            restore_copies(&document, &mut verdicts);
            assert_eq!(verdicts.map(|verdict| !verdict.is_drop()), expect);
        };
        check(Verdict::keep(0.1), [true, false, false]);
        check(Verdict::drop(Reason::UserSelector, 1.0, "ruled"), [false, true, false]);
    }

    #[test]
    fn outside_of_the_selection_nothing_stays() {
        check([None, Some(true)], [true, false], [true, false], [false, true]);
        check([Some(true), None], [true, true], [true, true], [false, false]);
    }
}
