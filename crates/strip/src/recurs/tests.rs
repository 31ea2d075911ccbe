use tamis_core::{BlockKind, Metadata};

use super::*;

/// Stories of the source that the lines of these tests come from.
const STORIES: u32 = 40;

/// A line of a document: its text, the score of the judge, the stories with it, and those in which the next
/// line stands behind it.
type Given<'t> = (&'t str, f32, u32, u32);

fn document(lines: &[Given<'_>]) -> Document {
    let block = |(text, _, stories, with_next): &Given<'_>| Block {
        recurrence: (*stories > 0).then_some(Recurrence {
            stories: *stories,
            with_next: *with_next,
            of: STORIES,
        }),
        ..Block::new(BlockKind::Paragraph, *text)
    };
    let meta = Metadata { url: Some("https://www.example.org/a".into()), ..Metadata::default() };
    Document { meta, markup: Markup::Text, blocks: lines.iter().map(block).collect(), ..Document::default() }
}

fn judged(document: &Document, lines: &[Given<'_>], mode: Mode) -> Vec<Verdict> {
    let verdict = |(_, score, ..): &Given<'_>| {
        if *score >= 0.5 { Verdict::drop(Reason::UnrelatedBox, *score, "") } else { Verdict::keep(*score) }
    };
    let verdicts = lines.iter().map(verdict).collect();
    let mut judgement = Judgement { verdicts, threshold: None, flags: Vec::new() };
    apply(document, mode, &mut judgement);
    judgement.verdicts
}

/// The places of the lines that go because they recur.
#[track_caller]
fn check(lines: &[Given<'_>], expect: &[usize]) {
    let verdicts = judged(&document(lines), lines, Mode::Balanced);
    let gone: Vec<usize> = verdicts
        .iter()
        .enumerate()
        .filter(|(_, verdict)| verdict.reason == Some(Reason::RecursInSource))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(gone, expect, "{verdicts:#?}");
}

const FIRST: Given<'_> = ("The harbour of Sall was closed on Monday after a crane fell into it.", 0.0, 0, 0);
const SECOND: Given<'_> = ("Nobody was hurt, and the ferries sailed from the old quay instead.", 0.0, 0, 0);
const THIRD: Given<'_> =
    ("The harbour master hopes to have the crane out by the end of the week.", 0.0, 0, 0);

#[test]
fn a_box_goes_whole_with_figures_for_each_line() {
    let lines = [
        FIRST,
        ("Chess openings to know", 0.1, 14, 14),
        ("The Italian game", 0.1, 14, 14),
        ("The London system", 0.1, 15, 14),
        ("The Ruy Lopez", 0.1, 14, 1),
        SECOND,
    ];
    check(&lines, &[1, 2, 3, 4]);
    let verdicts = judged(&document(&lines), &lines, Mode::Balanced);
    assert_eq!(verdicts[1].evidence, "stands in 14 of 40 stories of example.org");
    assert_eq!(verdicts[3].evidence, "stands in 15 of 40 stories of example.org");
    assert!(verdicts[1].score > 0.5);
}

#[test]
fn a_box_of_prose_goes_too_if_it_stands_in_many_stories() {
    let title = ("Travel in the south", 0.01, 12, 12);
    let text = ("The sleeper leaves at nine in the evening and reaches the coast by dawn.", 0.001, 12, 12);
    let more = ("A cabin for two costs ninety crowns, and breakfast is brought to the door.", 0.001, 12, 1);
    check(&[FIRST, title, text, more, SECOND, THIRD], &[1, 2, 3]);
}

#[test]
fn a_recurring_section_heading_with_own_text_stays() {
    let heading = ("What we know so far", 0.02, 25, 1);
    check(&[FIRST, heading, SECOND, THIRD], &[]);
    // Even where the line before it recurs as well, but not always with it.
    let share = ("Share this story with your friends", 0.4, 36, 24);
    check(&[FIRST, share, ("What we know so far", 0.02, 25, 1), SECOND], &[1]);
}

#[test]
fn a_standing_sentence_inside_prose_stays() {
    let standing = ("The names of some people have been changed to protect them.", 0.005, 18, 1);
    check(&[FIRST, standing, SECOND], &[]);
    // Two of them by chance beside each other are no box.
    let other = ("The company did not answer a request for comment by this paper.", 0.005, 20, 1);
    check(&[FIRST, ("The names of some people have been changed.", 0.005, 18, 4), other, SECOND], &[]);
}

#[test]
fn background_that_a_few_follow_ups_repeat_stays() {
    let mut lines = [
        FIRST,
        ("The crane was put up in the spring by the firm of Bao and Lind for the new quay.", 0.0, 4, 4),
        ("Its fall is the third accident in the harbour since the works began two years ago.", 0.0, 4, 1),
        SECOND,
        THIRD,
    ];
    check(&lines, &[]);
    for line in &mut lines[1..3] {
        (line.2, line.3) = (line.2 * 5, line.3 * 5);
    }
    check(&lines, &[1, 2]);
}

#[test]
fn another_version_of_a_story_keeps_its_text() {
    let again = |given: Given<'static>| (given.0, given.1, 20, 20);
    check(&[again(FIRST), again(SECOND), THIRD], &[]);
}

#[test]
fn own_rows_and_their_headings_stay() {
    check(
        &[
            ("Bean stew from the north coast", 0.0, 0, 0),
            ("Serves 4", 0.1, 12, 8),
            ("Ingredients", 0.05, 38, 1),
            ("- 300 g of dried beans", 0.05, 2, 0),
            ("- 1 onion", 0.05, 15, 2),
            ("Method", 0.05, 38, 1),
            ("Soak the beans overnight and boil them with the onion until they are soft.", 0.0, 0, 0),
        ],
        &[],
    );
}

#[test]
fn a_heading_that_always_follows_a_box_stays_with_its_own_rows() {
    let plea = ("Sign up for our weekly letter with recipes for every day", 0.3, 38, 38);
    check(
        &[
            FIRST,
            ("Good food by mail", 0.3, 38, 38),
            plea,
            ("Ingredients", 0.05, 38, 1),
            ("- 300 g of dried beans", 0.05, 0, 0),
            SECOND,
        ],
        &[1, 2],
    );
}

#[test]
fn a_lone_line_goes_only_if_the_judge_doubted_it() {
    check(&[FIRST, ("Our reporters answer your questions", 0.3, 14, 1), ("42", 0.4, 30, 1)], &[1]);
    check(&[FIRST, ("Ada Lindqvist", 0.45, 30, 1), SECOND], &[]);
    check(&[FIRST, ("Our reporters answer your questions", 0.02, 14, 1)], &[]);
}

#[test]
fn two_stories_are_no_evidence() {
    check(&[FIRST, ("Chess openings to know by heart", 0.4, 2, 2), ("The Ruy Lopez", 0.4, 2, 2)], &[]);
}

#[test]
fn figures_of_the_day_go_with_their_box() {
    let lines = [
        FIRST,
        SECOND,
        ("The harbour today", 0.3, 20, 20),
        ("Water at the old quay", 0.3, 20, 0),
        ("3.41 m", 0.3, 0, 0),
        ("Wind at the lighthouse", 0.3, 20, 20),
        ("Read more on the page of the pilots", 0.3, 20, 0),
    ];
    check(&lines, &[2, 3, 4, 5, 6]);
    let verdicts = judged(&document(&lines), &lines, Mode::Balanced);
    assert_eq!(verdicts[4].evidence, "belongs to a box that stands in other stories of example.org");
}

#[test]
fn a_heading_goes_with_all_of_its_text() {
    let rows = [("Tide tables for sailors of the bay", 0.2, 20, 20), ("Harbour dues by length", 0.2, 20, 0)];
    check(&[FIRST, SECOND, ("More for sailors:", 0.1, 0, 0), rows[0], rows[1]], &[2, 3, 4]);
    check(&[FIRST, ("The crane fell on these:", 0.1, 0, 0), rows[0], rows[1], SECOND], &[2, 3]);
}

#[test]
fn a_mode_asks_for_more_or_less() {
    let lines =
        [FIRST, SECOND, ("Tide tables", 0.05, 6, 6), ("Harbour dues by length of the boat", 0.05, 6, 0)];
    let gone =
        |mode| judged(&document(&lines), &lines, mode).iter().filter(|verdict| verdict.is_drop()).count();
    assert_eq!((gone(Mode::Precision), gone(Mode::Recall)), (2, 0));
}

#[test]
fn pages_and_documents_without_a_source_ask_for_more() {
    let lines = [
        FIRST,
        ("Chess openings to know", 0.1, 5, 5),
        ("The Italian game and the London system", 0.1, 5, 5),
        ("The Ruy Lopez, the French defence and others", 0.1, 5, 1),
    ];
    check(&lines, &[1, 2, 3]);
    let mut page = document(&lines);
    page.markup = Markup::Html;
    assert!(judged(&page, &lines, Mode::Balanced).iter().all(|verdict| !verdict.is_drop()));
    let mut nobodys = document(&lines);
    nobodys.meta.url = None;
    assert!(judged(&nobodys, &lines, Mode::Balanced).iter().all(|verdict| !verdict.is_drop()));
}

#[test]
fn what_the_judge_drops_keeps_its_reason() {
    let lines = [FIRST, ("Chess openings to know", 0.9, 14, 14), ("The Italian game of old", 0.2, 14, 0)];
    let verdicts = judged(&document(&lines), &lines, Mode::Balanced);
    assert_eq!(verdicts[1].reason, Some(Reason::UnrelatedBox));
    assert_eq!(verdicts[2].reason, Some(Reason::RecursInSource));
}
