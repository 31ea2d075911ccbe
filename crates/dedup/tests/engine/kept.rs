//! Which copy stays.

use proptest::prelude::*;
use tamis_dedup::{DedupConfig, Keep, Role};

use crate::corpus::{Page, copies, pages};
use crate::run::{resolve, thorough};
use crate::twin::{Known, best, longest};

/// Checks who stays of each story, and the date it is given.
fn check(keep: Keep, pages: &[Page]) -> Result<(), TestCaseError> {
    let config = DedupConfig { keep, ..thorough() };
    let found = resolve(&config, pages);
    let known: Vec<Known> = pages.iter().map(Known::of).collect();
    for at in 0..pages.len() {
        let is_copy =
            |other: &usize| found.same_story(at, *other) && found.rulings[*other].role != Role::Contained;
        let members: Vec<usize> = (0..pages.len()).filter(is_copy).collect();
        if !members.contains(&at) {
            continue;
        }
        let expect = match keep {
            Keep::First => members[0],
            Keep::Best => best(&config, &known, &members),
            Keep::Longest => longest(&known, &members),
        };
        prop_assert_eq!(found.kept(at), expect, "of {:?}", members);
        let ruling = &found.rulings[at];
        if ruling.role != Role::Kept {
            prop_assert_eq!(&ruling.first_date, &None);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn the_copy_that_stays_is_the_first_in_the_documented_order(
        pages in prop_oneof![pages(8), copies(7)],
    ) {
        for keep in [Keep::First, Keep::Best, Keep::Longest] {
            check(keep, &pages)?;
        }
    }
}

#[test]
fn an_implausible_date_is_none_and_ties_go_by_length_and_hash() {
    let body = "the old ferry left the quay at dawn with pears and came home at dusk without them";
    let page = |text: String, date| Page { date, ..Page::of(text) };
    let pages = [
        page(body.to_owned(), Some("9999-12-31")),
        page(body.to_uppercase(), None),
        page(format!("{body} again"), Some("2024/03/01")),
        page(format!("{body} today"), Some("2024/03/01")),
        page(format!("so {body} today"), Some("1970-01-01")),
    ];
    for keep in [Keep::First, Keep::Best, Keep::Longest] {
        check(keep, &pages).unwrap();
        check(keep, &pages.iter().rev().cloned().collect::<Vec<_>>()).unwrap();
    }
    let kept = |keep| resolve(&DedupConfig { keep, ..thorough() }, &pages).kept(0);
    assert_eq!(kept(Keep::First), 0);
    assert!([2, 3].contains(&kept(Keep::Best)));
    assert_eq!(kept(Keep::Longest), 4);
}

#[test]
fn a_story_grows_on_its_own_site_alone() {
    let first = (0..40).map(|at| format!("word{at}")).collect::<Vec<_>>().join(" ");
    let more = (0..14).map(|at| format!("added{at}")).collect::<Vec<_>>().join(" ");
    let page =
        |text: &str, date, url: &str| Page { date: Some(date), url: Some(url.into()), ..Page::of(text) };
    let versions = |site: &str| {
        let pages = [
            page(&first, "2024-03-01", "https://one.example/a"),
            page(&format!("{first} {more}"), "2024/03/02", &format!("https://{site}.example/b")),
        ];
        resolve(&DedupConfig { threshold: 0.5, ..DedupConfig::default() }, &pages).kept(0)
    };
    assert_eq!((versions("one"), versions("two")), (1, 0));
}
