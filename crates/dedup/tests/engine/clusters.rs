//! Corpora of some documents: clusters, contained copies and figures.

use proptest::prelude::*;
use tamis_dedup::{DedupConfig, Role};

use crate::corpus::{Page, copies, pages};
use crate::run::{Found, resolve, thorough};
use crate::twin::{Known, components, may_join, must_join};

/// What holds of any corpus.
fn check_sound(config: &DedupConfig, pages: &[Page], found: &Found) -> Result<(), TestCaseError> {
    let known: Vec<Known> = pages.iter().map(Known::of).collect();
    let widest = components(known.len(), |one, other| may_join(config, &known[one], &known[other]));
    for one in 0..pages.len() {
        for other in 0..one {
            let same = known[one].equals(&known[other]);
            prop_assert!(!same || found.same_story(one, other), "equal words apart: {other}, {one}");
            let joined = found.same_story(one, other);
            prop_assert!(!joined || widest[one] == widest[other], "together by no chain: {other}, {one}");
            prop_assert!(!same || found.container(one).is_some() == found.container(other).is_some());
        }
    }
    check_containers(config, &known, found)?;
    check_roles(config, found)
}

fn check_containers(config: &DedupConfig, known: &[Known], found: &Found) -> Result<(), TestCaseError> {
    for at in 0..known.len() {
        let ruling = &found.rulings[at];
        prop_assert_eq!(ruling.role == Role::Contained, ruling.contained_in.is_some());
        let Some(container) = found.container(at) else { continue };
        let (ours, theirs) = (&known[at], &known[container]);
        let held = ours.common(theirs).of_first;
        prop_assert!(held >= config.containment as f32, "{at} stands in {container} by {held} alone");
        prop_assert_eq!(ruling.similarity, Some(held));
        prop_assert!(ours.words.len() >= 50, "a quote of {} words is contained", ours.words.len());
        prop_assert!(ours.runs().len() <= theirs.runs().len(), "{at} is no smaller than {container}");
        prop_assert!(!found.same_story(at, container), "{at} is contained in its own cluster");
        prop_assert_ne!(
            found.rulings[container].role,
            Role::Contained,
            "the container {} of {}",
            container,
            at
        );
        prop_assert_eq!(&ruling.kept_id, &found.rulings[container].kept_id);
    }
    Ok(())
}

fn check_roles(config: &DedupConfig, found: &Found) -> Result<(), TestCaseError> {
    let count = |role: Role| found.rulings.iter().filter(|ruling| ruling.role == role).count() as u64;
    for (at, ruling) in found.rulings.iter().enumerate() {
        let kept = found.kept(at);
        let is_copy =
            |other: &usize| found.same_story(*other, kept) && found.rulings[*other].role != Role::Contained;
        let size = (0..found.rulings.len()).filter(is_copy).count() as u64;
        prop_assert_eq!(ruling.size, size, "the size of the cluster of {}", at);
        prop_assert_eq!(&ruling.cluster, &ruling.kept_id);
        let expect = match (ruling.contained_in.is_some(), kept == at, size) {
            (true, _, _) => Role::Contained,
            (false, true, 1) => Role::Single,
            (false, true, _) => Role::Kept,
            (false, false, _) => Role::Duplicate,
        };
        prop_assert_eq!(ruling.role, expect);
        let kept_role = found.rulings[kept].role;
        prop_assert!(matches!(kept_role, Role::Kept | Role::Single), "{kept} stands for {at}: {kept_role:?}");
        let stays = match ruling.role {
            Role::Single | Role::Kept => true,
            Role::Duplicate => false,
            Role::Contained => config.keep_contained,
        };
        prop_assert_eq!(ruling.stays, stays);
        prop_assert_eq!(ruling.likeness.is_none(), matches!(ruling.role, Role::Single | Role::Kept));
    }
    let summary = &found.summary;
    let duplicates = summary.same_bytes + summary.same_words + summary.near;
    prop_assert_eq!(summary.documents, found.rulings.len() as u64);
    prop_assert_eq!(duplicates, count(Role::Duplicate));
    prop_assert_eq!(summary.contained, count(Role::Contained));
    prop_assert_eq!(summary.clusters, count(Role::Kept));
    let largest = found.rulings.iter().map(|ruling| ruling.size).max().unwrap_or_default();
    prop_assert_eq!(summary.largest, largest);
    let singles = count(Role::Single) + count(Role::Kept);
    prop_assert_eq!(duplicates + summary.contained + singles, summary.documents);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn any_corpus_is_clustered_soundly(
        pages in pages(12),
        keep_contained in any::<bool>(),
        near in proptest::bool::weighted(0.8),
    ) {
        let config = DedupConfig { keep_contained, near, ..thorough() };
        let found = resolve(&config, &pages);
        check_sound(&config, &pages, &found)?;
        let default = DedupConfig { keep_contained, near, ..DedupConfig::default() };
        check_sound(&default, &pages, &resolve(&default, &pages))?;
    }

    #[test]
    fn copies_of_a_story_are_what_the_rule_connects(pages in copies(9)) {
        let config = thorough();
        let found = resolve(&config, &pages);
        check_sound(&config, &pages, &found)?;
        prop_assert_eq!(found.summary.templates, 0, "no three documents vary in one place");
        let known: Vec<Known> = pages.iter().map(Known::of).collect();
        let expect = components(known.len(), |one, other| must_join(&config, &known[one], &known[other]));
        for (at, first) in expect.iter().enumerate() {
            prop_assert!(found.same_story(at, *first), "{at} and {first} are apart");
        }
    }
}

#[test]
fn a_corpus_of_none_or_one_is_resolved() {
    for pages in [Vec::new(), vec![Page::of("")], vec![Page::of("one two three four five six")]] {
        let found = resolve(&DedupConfig::default(), &pages);
        check_sound(&DedupConfig::default(), &pages, &found).unwrap();
    }
}
