//! The order of documents has no say in what is found; equal texts may stand for each other.

use proptest::prelude::*;
use tamis_dedup::{DedupConfig, Keep, Likeness, Role};

use crate::corpus::{Page, Script, Story, copies, mixed, pages};
use crate::run::{Found, resolve, thorough};
use crate::twin::{day_of, words};

/// What was found about one document, in texts instead of numbers.
#[derive(Debug, PartialEq, PartialOrd)]
struct Said<'p> {
    text: &'p str,
    day: Option<u32>,
    role: Role,
    stays: bool,
    size: u64,
    kept: &'p str,
    similarity: Option<f32>,
    likeness: Option<Likeness>,
    /// The words, because copies of the container's words stand for it.
    container: Option<Vec<String>>,
    first_date: Option<String>,
    /// The texts of its cluster, contained or not.
    cluster: Vec<&'p str>,
}

fn said<'p>(pages: &'p [Page], found: &Found) -> Vec<Said<'p>> {
    let about = |at: usize| {
        let ruling = &found.rulings[at];
        let members = (0..pages.len()).filter(|other| found.same_story(at, *other));
        let mut cluster: Vec<&str> = members.map(|other| pages[other].text.as_str()).collect();
        cluster.sort_unstable();
        Said {
            text: &pages[at].text,
            day: day_of(&pages[at]),
            role: ruling.role,
            stays: ruling.stays,
            size: ruling.size,
            kept: &pages[found.kept(at)].text,
            similarity: ruling.similarity,
            likeness: ruling.likeness,
            container: found.container(at).map(|container| words(&pages[container].text)),
            first_date: ruling.first_date.clone(),
            cluster,
        }
    };
    let mut all: Vec<Said<'_>> = (0..pages.len()).map(about).collect();
    all.sort_by(|one, other| one.partial_cmp(other).unwrap());
    all
}

fn check(config: &DedupConfig, pages: &[Page], seed: u64) -> Result<(), TestCaseError> {
    let mut shuffled: Vec<(u64, Page)> =
        (0..).zip(pages).map(|(at, page)| (mixed(seed ^ mixed(at)), page.clone())).collect();
    shuffled.sort();
    let shuffled: Vec<Page> = shuffled.into_iter().map(|(_, page)| page).collect();
    let (found, again) = (resolve(config, pages), resolve(config, &shuffled));
    prop_assert_eq!(said(pages, &found), said(&shuffled, &again));
    let summary = |found: &Found| tamis_dedup::DedupSummary { disk_bytes: 0, ..found.summary };
    prop_assert_eq!(summary(&found), summary(&again));
    Ok(())
}

/// Pages of one frame of a few sentences, each with fillings of its own in the same places, some read twice.
pub(crate) fn template_pages() -> impl Strategy<Value = Vec<Page>> {
    let filling = (0..40_u64, 0..6_u64, 0..6_u64, 0..4_u64, proptest::bool::weighted(0.3));
    (0..500_u64, 2..9_u64, 1..4_u64, proptest::collection::vec(filling, 2..14)).prop_map(
        |(seed, words, sites, fillings)| {
            let frame =
                Story { seed, script: Script::Latin, vocabulary: 60, paragraphs: 9, words }.paragraphs();
            let page = |(one, two, three, price, again): (u64, u64, u64, u64, bool)| {
                let filled = |at: usize| match at % 3 {
                    0 => Story { seed: 7, script: Script::Latin, vocabulary: 99, paragraphs: 1, words: 2 }
                        .word([one, two, three][at / 3 % 3]),
                    1 => (price * 13 + two).to_string(),
                    _ => String::new(),
                };
                let lines: Vec<String> = frame
                    .iter()
                    .enumerate()
                    .map(|(at, line)| format!("{} {}", line.join(" "), filled(at)))
                    .collect();
                let text = if again { lines.join(" ") } else { lines.join("\n") };
                // The same words have the same address.
                Page {
                    url: Some(format!("https://s{}.example.org/{one}-{two}-{three}-{price}", one % sites)),
                    ..Page::of(text)
                }
            };
            fillings.into_iter().map(page).collect()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn shuffled_documents_are_clustered_alike(
        pages in prop_oneof![pages(14), copies(8), template_pages()],
        seed in any::<u64>(),
        longest in any::<bool>(),
    ) {
        let keep = if longest { Keep::Longest } else { Keep::Best };
        check(&DedupConfig { keep, ..thorough() }, &pages, seed)?;
        check(&DedupConfig { keep, ..DedupConfig::default() }, &pages, seed)?;
    }

    #[test]
    fn documents_of_any_address_are_clustered_alike(
        pages in prop_oneof![pages(10), template_pages()],
        urls in proptest::collection::vec(0..4_u64, 14),
        seed in any::<u64>(),
    ) {
        let addressed = |(page, url): (Page, u64)| Page {
            url: (url > 0).then(|| format!("https://s{}.example.org/{url}", url % 2)),
            ..page
        };
        let pages: Vec<Page> = pages.into_iter().zip(urls).map(addressed).collect();
        check(&thorough(), &pages, seed)?;
    }
}

/// Two pages of one template that differ in their figures, the first of them read at two addresses.
fn read_twice() -> [Page; 3] {
    let text = |figures: [u32; 6]| {
        let [came, went, crates, barrels, carts, waggons] = figures;
        format!(
            "the harbour of the old town saw {came} ships come in and {went} ships go out on that day while the crane by the \
             long pier took {crates} crates of pears and {barrels} barrels of oil from them and the men who keep the gate let \
             {carts} carts and {waggons} waggons pass before night fell on the quay and the lamps along it were lit as always"
        )
    };
    let page = |figures, url: &str| Page { url: Some(url.to_owned()), ..Page::of(text(figures)) };
    [
        page([11, 12, 13, 14, 15, 16], "https://one.example.org/a"),
        page([11, 12, 13, 14, 15, 16], "https://two.example.org/b"),
        page([21, 22, 23, 24, 25, 26], "https://two.example.org/b"),
    ]
}

#[test]
fn a_text_at_several_addresses_is_judged_alike_in_any_order() {
    let pages = read_twice();
    let [a, b, other] = pages.clone();
    let stories = |pages: &[Page]| {
        let found = resolve(&DedupConfig { threshold: 0.4, ..thorough() }, pages);
        let count = |at: usize| (0..3).filter(|other| found.same_story(at, *other)).count();
        (0..3).map(count).max()
    };
    assert_eq!(stories(&pages), stories(&[b, a, other]));
}

/// Pages of one site, alike but for one place, which some fill with a word and some with two.
fn one_place() -> Vec<Page> {
    let fillings = ["Alma", "Berta", "Clara", "Dora", "Old Emma", "Long Frieda", "New Greta", "Fair Hedda"];
    let page = |(at, filling): (usize, &str)| {
        let text = format!(
            "the harbour of the town is open from dawn to dusk on all days of the week but the last and today the ferry \
             {filling} takes carts and people over to the far shore for a small fee that the mate will ask of them once \
             all are on board and the lines have been cast off from the quay so that nobody has to wait in the rain"
        );
        Page { url: Some(format!("https://ferries.example.org/{at}")), ..Page::of(text) }
    };
    fillings.into_iter().enumerate().map(page).collect()
}

#[test]
fn pages_with_fillings_of_one_word_and_of_two_are_judged_alike_in_any_order() {
    let pages = one_place();
    let reversed: Vec<Page> = pages.iter().rev().cloned().collect();
    assert_eq!(
        said(&pages, &resolve(&thorough(), &pages)),
        said(&reversed, &resolve(&thorough(), &reversed))
    );
}
