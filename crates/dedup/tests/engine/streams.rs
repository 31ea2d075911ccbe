//! The steps over sorted streams, put together by an engine of vectors and maps: they find what one comparison finds.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;
use tamis_dedup::distributed::{
    BandKey, BandKeys, ContainerChoice, Families, Holding, KeptChoice, MainStories, Meetings, PairUp,
    Shingled, components, is_likely, sampled_shingles,
};
use tamis_dedup::{
    Card, DedupConfig, Estimated, Keep, PairJudge, Role, Scratch, Sketch, Sketcher, Workspace,
};

use crate::corpus::{Page, copies, mixed, pages};
use crate::order::template_pages;
use crate::run::{meta, resolve, thorough};

/// What is said of one document.
#[derive(Debug, PartialEq)]
struct Said {
    role: Role,
    size: u64,
    kept: usize,
    container: Option<usize>,
    similarity: Option<f32>,
    story: usize,
}

/// The documents, by numbers that leave gaps.
struct Engine<'c> {
    config: &'c DedupConfig,
    documents: BTreeMap<i64, (Card, Sketch)>,
    /// Documents of a key from which on it is cut.
    most: usize,
}

/// The number of a page: ascending, below zero at first.
fn number(at: usize) -> i64 {
    i64::try_from(at).unwrap() * 3 - 20
}

fn place(number: i64) -> usize {
    usize::try_from((number + 20) / 3).unwrap()
}

impl Engine<'_> {
    fn card(&self, number: i64) -> &Card {
        &self.documents[&number].0
    }

    fn words(&self, number: i64) -> &[u32] {
        self.documents[&number].1.tokens()
    }

    /// The document that stands for those of the same words.
    fn firsts(&self) -> BTreeMap<i64, i64> {
        let mut classes: BTreeMap<u128, Vec<(u32, u32, i64)>> = BTreeMap::new();
        for (number, (card, _)) in &self.documents {
            classes.entry(card.words).or_default().push((card.site, card.page, *number));
        }
        let first = |card: &Card| classes[&card.words].iter().min().unwrap().2;
        self.documents.iter().map(|(number, (card, _))| (*number, first(card))).collect()
    }

    fn keys(&self, heads: &[i64], cuts: HashMap<i64, Vec<i64>>) -> Vec<(BandKey, i64)> {
        let keys = BandKeys::new(self.config, cuts).unwrap();
        let mut found = Vec::new();
        for number in heads {
            let (card, sketch) = &self.documents[number];
            found.extend(keys.of(sketch.signature(), card.words).map(|key| (key, *number)));
        }
        found.sort_by_key(|(key, number)| (key.key, key.part, key.place(), *number));
        found
    }

    /// Candidates; keys of many documents are cut into parts.
    fn pairs(&self, heads: &[i64]) -> BTreeSet<(i64, i64)> {
        let mut cuts: HashMap<i64, Vec<i64>> = HashMap::new();
        for group in self.keys(heads, HashMap::new()).chunk_by(|one, other| one.0.key == other.0.key) {
            if group.len() > self.most {
                let places = group.iter().map(|(key, _)| key.place());
                let mut places: Vec<i64> = places.step_by(self.most).skip(1).collect();
                places.dedup();
                cuts.insert(group[0].0.key, places);
            }
        }
        let keys = self.keys(heads, cuts.clone());
        let mut pairs = BTreeSet::new();
        let (mut firsts, mut last) = (HashMap::new(), HashMap::new());
        for part in keys.chunk_by(|one, other| (one.0.key, one.0.part) == (other.0.key, other.0.part)) {
            let (key, number) = (part[0].0.key, part[0].1);
            if cuts.contains_key(&key) {
                match firsts.get(&key) {
                    Some(first) => pairs.extend([(*first, number), (last[&key], number)]),
                    None => drop(firsts.insert(key, number)),
                }
                last.insert(key, part[part.len() - 1].1);
            }
        }
        let mut up = PairUp::new(firsts);
        for (key, number) in keys {
            up.push(key.key, key.part, number, |mate| {
                pairs.insert((mate, number));
            });
        }
        pairs.into_iter().map(|(one, other)| (one.min(other), one.max(other))).collect()
    }

    fn edges(&self, pairs: BTreeSet<(i64, i64)>) -> Vec<(i64, i64, f32)> {
        let mut judge = PairJudge::new(self.config);
        let mut edges = Vec::new();
        for (one, other) in pairs {
            let (ours, theirs) = (&self.documents[&one], &self.documents[&other]);
            let found = match judge.by_signatures(ours.1.signature(), theirs.1.signature()) {
                Estimated::Apart => None,
                Estimated::Found(similarity) => Some(similarity),
                Estimated::Unclear => {
                    judge.by_words((ours.1.tokens(), ours.0.shingles), (theirs.1.tokens(), theirs.0.shingles))
                }
            };
            edges.extend(found.map(|similarity| (one, other, similarity)));
        }
        edges
    }

    fn copies(&self, edges: &[(i64, i64, f32)]) -> Vec<(i64, i64)> {
        let mut families: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        let of: BTreeMap<i64, i64> = joined(edges.iter().map(|(one, other, _)| (*one, *other)));
        for (number, family) in &of {
            families.entry(*family).or_default().insert(*number);
        }
        let (mut judge, mut copies) = (Families::new(self.config, &Workspace::default()), Vec::new());
        for (family, members) in families {
            let mut take = |parted: tamis_dedup::distributed::Parted| {
                copies.extend(parted.is_copy.then_some((parted.one, parted.other)));
            };
            for number in members {
                judge
                    .push_document(family, number, self.card(number), self.words(number), &mut take)
                    .unwrap();
            }
            for (one, other, similarity) in edges.iter().filter(|(one, ..)| of[one] == family) {
                judge.push_pair(family, (*one, *other), *similarity, &mut take).unwrap();
            }
        }
        judge.finish(|parted| copies.extend(parted.is_copy.then_some((parted.one, parted.other)))).unwrap();
        copies
    }

    /// Containers of those that stand for their words.
    fn containers(&self, heads: &[i64], of: impl Fn(i64) -> (i64, i64)) -> BTreeMap<i64, i64> {
        let mut whole: Vec<i64> =
            heads.iter().copied().filter(|number| self.card(*number).shingles > 0).collect();
        whole.sort_by_key(|number| (of(*number).0, (self.card(*number).words >> 64) as u32, *number));
        let (mut choice, mut chosen) = (ContainerChoice::default(), BTreeSet::new());
        for number in whole {
            choice.push(of(number).0, number, self.card(number), |number| {
                let _ = chosen.insert(number);
            });
        }
        choice.finish(|number| {
            let _ = chosen.insert(number);
        });
        let mut sights = Vec::new();
        for number in heads.iter().copied() {
            let (cluster, family) = of(number);
            sights.extend(sampled_shingles(self.words(number)).into_iter().map(|shingle| Shingled {
                shingle: shingle.cast_signed(),
                is_container: chosen.contains(&number),
                number,
                family,
                cluster,
            }));
        }
        sights.sort_by_key(|sight| (sight.shingle, Reverse(sight.is_container), sight.number));
        let (mut meetings, mut met) = (Meetings::default(), Vec::new());
        for sight in &sights {
            meetings.push(sight, |meeting| met.push(meeting));
        }
        meetings.finish(|meeting| met.push(meeting));
        met.sort_by_key(|meeting| (meeting.container, meeting.number));
        let (mut stories, mut likely) = (MainStories::default(), Vec::new());
        for meeting in &met {
            stories.push(meeting, |story| likely.push(story));
        }
        stories.finish(|story| likely.push(story));
        likely.retain(|story| is_likely(story.seen, self.card(story.number).shingles));
        likely.sort_by_key(|story| {
            (story.number, -story.seen, self.card(story.container).words >> 88, story.container)
        });
        let mut holding = Holding::new(self.config);
        let mut held = Vec::new();
        for same in likely.chunk_by(|one, other| one.number == other.number) {
            for story in same.iter().take(ContainerChoice::MOST_VERIFIED) {
                let text = |number| (self.card(number), self.words(number));
                if let Some(shared) = holding.shared(text(story.number), text(story.container)) {
                    held.push((
                        story.number,
                        Reverse(shared),
                        self.card(story.container).words,
                        story.container,
                    ));
                }
            }
        }
        let has_one: BTreeSet<i64> = held.iter().map(|(number, ..)| *number).collect();
        held.retain(|(.., container)| !has_one.contains(container));
        held.sort_unstable();
        held.dedup_by_key(|(number, ..)| *number);
        held.into_iter().map(|(number, .., container)| (number, container)).collect()
    }

    /// Who stays of a cluster.
    fn kept(&self, members: &[i64]) -> i64 {
        let order = |number: &i64| {
            let card = self.card(*number);
            let (day, length) = (i64::from(card.day), -i64::from(card.tokens));
            match self.config.keep {
                Keep::First => (0, 0, 0, 0, *number),
                Keep::Best => (day, length, card.words, card.bytes, *number),
                Keep::Longest => (length, day, card.words, card.bytes, *number),
            }
        };
        let best = members.iter().copied().min_by_key(order).unwrap();
        if self.config.keep != Keep::Best || self.card(best).shingles == 0 {
            return best;
        }
        let grown = |number: &i64| KeptChoice::may_have_grown(self.card(*number), self.card(best));
        let (mut choice, mut kept) = (KeptChoice::new(self.config, &Workspace::default()), best);
        for number in members.iter().filter(|number| **number == best || grown(number)) {
            choice
                .push(0, *number, self.card(*number), self.words(*number), |_, found| kept = found)
                .unwrap();
        }
        choice.finish(|_, found| kept = found).unwrap();
        kept
    }

    fn said(&self) -> Vec<Said> {
        let firsts = self.firsts();
        let heads: Vec<i64> =
            firsts.iter().filter(|(number, first)| number == first).map(|(number, _)| *number).collect();
        let edges = self.edges(self.pairs(&heads));
        let family = joined(edges.iter().filter(|edge| edge.2 >= 0.0).map(|(one, other, _)| (*one, *other)));
        let cluster = joined(self.copies(&edges).into_iter());
        let of = |number: i64| {
            let first = firsts[&number];
            (cluster.get(&first).copied().unwrap_or(first), family.get(&first).copied().unwrap_or(first))
        };
        let held = self.containers(&heads, of);
        let mut members: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for number in self.documents.keys() {
            members.entry(of(*number).0).or_default().push(*number);
        }
        let mut containers: BTreeMap<i64, i64> = BTreeMap::new();
        for cluster in members.values() {
            let found: Vec<(i64, i64)> =
                cluster.iter().filter_map(|number| Some((*number, *held.get(&firsts[number])?))).collect();
            if 2 * found.len() >= cluster.len() {
                containers.extend(found);
            }
        }
        let mut stays: BTreeMap<i64, (i64, usize)> = BTreeMap::new();
        for (cluster, members) in &members {
            let free: Vec<i64> =
                members.iter().copied().filter(|number| !containers.contains_key(number)).collect();
            if !free.is_empty() {
                stays.insert(*cluster, (self.kept(&free), free.len()));
            }
        }
        let mut holding = Holding::new(self.config);
        let mut about = |number: i64| {
            let container = containers.get(&number).copied();
            let (kept, size) = stays.get(&of(container.unwrap_or(number)).0).copied().unwrap_or((number, 1));
            let text = |number| (self.card(number), self.words(number));
            let other = container.unwrap_or(kept);
            Said {
                role: match (container, kept == number) {
                    (Some(_), _) => Role::Contained,
                    (None, false) => Role::Duplicate,
                    (None, true) if size > 1 => Role::Kept,
                    (None, true) => Role::Single,
                },
                size: size as u64,
                kept: place(kept),
                container: container.map(place),
                similarity: (other != number)
                    .then(|| holding.similarity(text(number), text(other), container.is_some())),
                story: place(of(number).0),
            }
        };
        self.documents.keys().map(|number| about(*number)).collect()
    }
}

/// The smallest number that each is connected with.
fn joined(pairs: impl Iterator<Item = (i64, i64)> + Clone) -> BTreeMap<i64, i64> {
    components(pairs).into_iter().collect()
}

fn check(config: &DedupConfig, pages: &[Page], most: usize) -> Result<(), TestCaseError> {
    let (sketcher, mut scratch) = (Sketcher::new(config).unwrap(), Scratch::default());
    let mut document = |(at, page): (usize, &Page)| {
        let sketch = sketcher.sketch(&page.text, &mut scratch);
        (number(at), (Card::of(&meta(at, page), &sketch), sketch))
    };
    let documents = pages.iter().enumerate().map(&mut document).collect();
    let said = Engine { config, documents, most }.said();
    let found = resolve(config, pages);
    for (at, said) in said.into_iter().enumerate() {
        let ruling = &found.rulings[at];
        let expect = Said {
            role: ruling.role,
            size: ruling.size,
            kept: found.kept(at),
            container: found.container(at),
            similarity: ruling.similarity,
            story: usize::try_from(found.stories[at]).unwrap(),
        };
        prop_assert_eq!(said, expect, "document {}", at);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn streams_find_what_one_comparison_finds(
        pages in prop_oneof![pages(14), copies(8), template_pages()],
        keep in prop_oneof![Just(Keep::Best), Just(Keep::First), Just(Keep::Longest)],
        most in 1_usize..6,
    ) {
        check(&DedupConfig { keep, ..thorough() }, &pages, most)?;
        check(&DedupConfig { keep, ..DedupConfig::default() }, &pages, most)?;
    }

    #[test]
    fn components_are_those_of_a_walk(pairs in prop::collection::vec((0..30_u64, 0..30_u64), 0..25)) {
        let pairs: Vec<(i64, i64)> =
            pairs.into_iter().map(|(one, other)| (mixed(one).cast_signed(), mixed(other).cast_signed())).collect();
        for (number, least) in components(pairs.iter().copied()) {
            let mut reached = BTreeSet::from([number]);
            loop {
                let before = reached.len();
                for (one, other) in &pairs {
                    if reached.contains(one) || reached.contains(other) {
                        reached.extend([*one, *other]);
                    }
                }
                if reached.len() == before {
                    break;
                }
            }
            prop_assert_eq!(reached.first(), Some(&least));
        }
    }
}
