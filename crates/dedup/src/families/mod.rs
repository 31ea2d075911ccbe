//! Pages of one template, told apart by what varies between them.
//!
//! In a family of pages made from one frame the same places hold another filling in many pages, while copies of one
//! story differ in places of their own: here a word that one editor changed, there a paragraph that another cut. So three
//! documents or more tell which places vary, and how likely two different pages are to agree in each; two documents that
//! agree no more often than that are different pages. Nothing is known of numbers, names or languages. Only where two
//! documents stand alone, the numbers in them have to do.

mod fillings;
mod places;
mod table;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use self::fillings::{DifferentFillings, Filled, Fillings, Profile, VARYING_FILLINGS, Varying};
use self::places::{Difference, PlaceComparer, each_place_by_both_sides, is_inner};
use self::table::HashTable;
use crate::documents::{Documents, Number};
use crate::union::Sets;
use crate::verify::Edge;

/// Documents of a family that are looked at to find where any differ: where half the pairs agree at most, eight agree once
/// in a hundred times.
const FIRST_DOCUMENTS: usize = 8;
/// Of these, documents that hold another filling than the first one, at least: a place with three fillings has them.
const LEAST_OTHERS: u8 = 2;
/// Documents of a family that are looked at to find how much these places vary. A guess.
const SAMPLE_DOCUMENTS: usize = 64;
/// Documents of a family from which on what varies is known well enough to decide alone.
const KNOWN_WELL: usize = 8;
/// Places in which two pages of such a family differ at least: an advertisement for one job in many towns.
const LEAST_DIFFERENCES: usize = 2;
/// Places in which two pages of a smaller family differ at least.
const LEAST_IN_SMALL: usize = 3;
/// Least share of the places that differ which vary, by the number of documents in a small family, from three on. It
/// lies midway between what copies give that each had an eighth of their words edited, 1 - .88^(n - 2), and pages a fifth
/// of whose words are fillings, 1 - .49^(n - 2).
const LEAST_VARYING: [f32; 4] = [0.3, 0.45, 0.55, 0.6];
/// Least share of the places with numbers that differ between two pages that stand alone.
const LEAST_NUMBERS: f32 = 0.5;
/// Times that the pairs of a family are parted, at most. A guess: a site has few kinds of pages within a kind.
const MOST_ROUNDS: usize = 5;
/// Partners of a document that others are compared with, at most. A guess.
const MOST_ACCEPTED: usize = 64;
/// Places of a family by which its documents are told apart, at most: those that vary most.
const MOST_PLACES: usize = 96;

/// Tells the pairs of a family that are copies from those that are pages of one template.
#[derive(Debug)]
pub(crate) struct FamilyJudge {
    /// Similarity from which on two documents that stand alone are copies, whatever words differ.
    threshold: f32,
    sights: HashTable<Sight>,
    fillings: HashTable<Fillings>,
    /// The places that vary, by context.
    varying: HashTable<Varying>,
    comparer: PlaceComparer,
    tokens: Vec<u32>,
    others: Vec<u32>,
}

/// What the first documents of a family hold in a place.
#[derive(Debug, Clone, Copy, Default)]
struct Sight {
    filling: u32,
    /// The document that was looked at last, counted from 1.
    last: u8,
    /// Documents that hold another filling than the first.
    others: u8,
    /// Whether it stands twice in some document, with different fillings.
    repeated: bool,
}

impl FamilyJudge {
    /// A judge where near-duplicates have this Jaccard similarity.
    pub(crate) fn new(threshold: f32) -> Self {
        FamilyJudge {
            threshold,
            sights: HashTable::default(),
            fillings: HashTable::default(),
            varying: HashTable::default(),
            comparer: PlaceComparer::default(),
            tokens: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Parts the pairs of a family until what is left of it falls no further apart: what varies is clearer among
    /// fewer kinds of pages. First those of copies, then those of different pages. `members` are all documents of the
    /// pairs, and others that may be of the same template, in an order that their texts alone give.
    pub(crate) fn part(
        &mut self,
        documents: &Documents,
        members: Vec<Number>,
        edges: Vec<Edge>,
    ) -> io::Result<(Vec<Edge>, Vec<Edge>)> {
        let (mut copies, mut pages) = (Vec::new(), Vec::new());
        let mut waiting = vec![(members, edges, 1)];
        while let Some((members, edges, round)) = waiting.pop() {
            let (alike, apart) = self.part_once(documents, &members, edges)?;
            if apart.is_empty() || round == MOST_ROUNDS {
                copies.extend(alike);
            } else {
                let parts = components(&members, &alike);
                waiting.extend(parts.into_iter().map(|(members, edges)| (members, edges, round + 1)));
            }
            pages.extend(apart);
        }
        Ok((copies, pages))
    }

    fn part_once(
        &mut self,
        documents: &Documents,
        members: &[Number],
        edges: Vec<Edge>,
    ) -> io::Result<(Vec<Edge>, Vec<Edge>)> {
        let one_site = is_of_one_site(documents, members)?;
        if members.len() >= VARYING_FILLINGS && !self.learn(documents, members, one_site)? {
            return Ok((edges, Vec::new()));
        }
        let mut family = Family { size: members.len(), one_site, profiles: Vec::new() };
        if members.len() >= VARYING_FILLINGS {
            family.profiles = self.profiles(documents, members)?;
        }
        let (mut copies, mut pages) = (Vec::new(), Vec::new());
        for edge in edges {
            if self.are_pages(documents, &family, &edge)? { pages.push(edge) } else { copies.push(edge) }
        }
        let copies = family.without_contradictions(documents, copies, &mut pages)?;
        Ok((copies, pages))
    }

    /// Learns what varies; false if hardly anything does.
    fn learn(&mut self, documents: &Documents, members: &[Number], one_site: bool) -> io::Result<bool> {
        let mut first = Vec::with_capacity(FIRST_DOCUMENTS);
        for number in members.iter().take(FIRST_DOCUMENTS) {
            first.push((*number, documents.facts(*number)?));
        }
        self.sights.begin(first.iter().map(|(_, facts)| 2 * facts.tokens as usize).sum());
        let mut differing = Vec::new();
        for ((number, facts), document) in first.iter().zip(1..) {
            documents.tokens(*number, facts, &mut self.tokens)?;
            let sights = &mut self.sights;
            each_place_by_both_sides(&self.tokens, |place| {
                let Some((sight, is_new)) = sights.entry(place.context) else { return };
                if is_new {
                    *sight = Sight { filling: place.filling, last: document, others: 0, repeated: false };
                } else if sight.filling != place.filling {
                    sight.repeated |= sight.last == document;
                    sight.others = sight.others.saturating_add(1);
                    if sight.others == LEAST_OTHERS {
                        differing.push(place.context);
                    }
                }
                sight.last = document;
            });
        }
        differing.retain(|context| self.sights.get(*context).is_some_and(|sight| !sight.repeated));
        if differing.len() < LEAST_DIFFERENCES {
            return Ok(false);
        }
        self.fillings.begin(differing.len());
        for context in &differing {
            self.fillings.entry(*context);
        }
        let sample = members.len().min(SAMPLE_DOCUMENTS);
        for (number, document) in members.iter().take(sample).zip(1..) {
            documents.tokens(*number, &documents.facts(*number)?, &mut self.tokens)?;
            let fillings = &mut self.fillings;
            each_place_by_both_sides(&self.tokens, |place| {
                if let Some(fillings) = fillings.get_mut(place.context) {
                    fillings.add(place.filling, document);
                }
            });
        }
        Ok(self.choose(&differing, sample, one_site))
    }

    /// Chooses the places that vary most; false if there are hardly any.
    fn choose(&mut self, differing: &[u64], sample: usize, one_site: bool) -> bool {
        let agreement = |context: &u64| {
            let agreement = self.fillings.get(*context)?.agreement(sample, one_site)?;
            Some((agreement, *context))
        };
        let mut chosen: Vec<(f32, u64)> = differing.iter().filter_map(agreement).collect();
        chosen.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        chosen.truncate(MOST_PLACES);
        self.varying.begin(chosen.len());
        for ((agreement, context), index) in chosen.iter().zip(0..) {
            if let Some((varying, _)) = self.varying.entry(*context) {
                *varying = Varying::new(index, *agreement);
            }
        }
        chosen.len() >= LEAST_DIFFERENCES
    }

    /// What each member holds in the places that vary, by number.
    fn profiles(&mut self, documents: &Documents, members: &[Number]) -> io::Result<Vec<(Number, Profile)>> {
        let mut profiles = Vec::with_capacity(members.len());
        for number in members {
            documents.tokens(*number, &documents.facts(*number)?, &mut self.tokens)?;
            let mut profile = Profile::new();
            let (tokens, varying) = (&self.tokens, &self.varying);
            each_place_by_both_sides(tokens, |place| {
                if let Some(varying) = varying.get(place.context) {
                    let is_inner = is_inner(tokens, place.at);
                    profile.push(Filled { at: place.at as u32, filling: place.filling, varying, is_inner });
                }
            });
            profile.sort_unstable_by_key(|filled| (filled.varying.index, filled.at));
            profile.dedup_by_key(|filled| filled.varying.index);
            profile.shrink_to_fit();
            profiles.push((*number, profile));
        }
        profiles.sort_unstable_by_key(|(number, _)| *number);
        Ok(profiles)
    }

    /// Whether two documents are different pages of one template.
    fn are_pages(&mut self, documents: &Documents, family: &Family, edge: &Edge) -> io::Result<bool> {
        let (one, other) = (documents.facts(edge.one)?, documents.facts(edge.other)?);
        if one.page != 0 && one.page == other.page {
            // The same address read twice is the same page, whatever changed on it.
            return Ok(false);
        }
        if let (Some(ours), Some(theirs)) = (family.profile(edge.one), family.profile(edge.other)) {
            let Some(found) = family.differ(ours, theirs) else { return Ok(false) };
            if family.is_known_well() {
                return Ok(family.are_pages(found));
            }
        }
        documents.tokens(edge.one, &one, &mut self.tokens)?;
        documents.tokens(edge.other, &other, &mut self.others)?;
        if one.words > other.words {
            std::mem::swap(&mut self.tokens, &mut self.others);
        }
        self.comparer.begin(&self.tokens);
        let varying = &self.varying;
        let found = self.comparer.difference(&self.others, |context| varying.get(context).is_some());
        let doubted = family.one_site || edge.similarity < self.threshold;
        Ok(match family.size.checked_sub(VARYING_FILLINGS) {
            // Of two that stand alone nothing tells an editor's words from a template's fillings.
            None => found.is_of_numbers() || (doubted && found.differ as usize >= LEAST_IN_SMALL),
            Some(beyond) => {
                let least = LEAST_VARYING.get(beyond).or(LEAST_VARYING.last()).copied().unwrap_or_default();
                found.varying_differ as usize >= family.least_differences()
                    && share(found.varying_differ, found.differ - found.varying_differ) >= least
            }
        })
    }
}

/// Documents that pairs connect.
#[derive(Debug)]
struct Family {
    size: usize,
    /// Whether half of them or more are of one site, as pages of a template are and copies of a wire story are not.
    one_site: bool,
    /// What each holds in the places that vary, by number.
    profiles: Vec<(Number, Profile)>,
}

impl Family {
    fn is_known_well(&self) -> bool {
        self.size >= KNOWN_WELL
    }

    fn least_differences(&self) -> usize {
        if self.is_known_well() || self.one_site { LEAST_DIFFERENCES } else { LEAST_IN_SMALL }
    }

    /// Whether what is known of two documents by what varies says that they are different pages.
    fn differ(&self, ours: &Profile, theirs: &Profile) -> Option<DifferentFillings> {
        let found = DifferentFillings::between(ours, theirs);
        (found.likelihood < 0.0 && found.places >= self.least_differences()).then_some(found)
    }

    /// Whether two documents of a family that is known well are different pages. Copies of a story vary at their ends.
    fn are_pages(&self, found: DifferentFillings) -> bool {
        self.one_site || found.inner_places >= LEAST_DIFFERENCES
    }

    /// The pairs without those in which a document would be a copy of several different pages: of these it is one of the
    /// most similar alone. So a page of another frame, which shares no place with them, does not join all pages of
    /// this one.
    fn without_contradictions(
        &self,
        documents: &Documents,
        copies: Vec<Edge>,
        pages: &mut Vec<Edge>,
    ) -> io::Result<Vec<Edge>> {
        if self.profiles.is_empty() || !self.is_known_well() {
            return Ok(copies);
        }
        // Each pair under both of its documents, the most similar partner first.
        let mut partners = Vec::with_capacity(2 * copies.len());
        for (index, edge) in copies.iter().enumerate() {
            for (document, partner) in [(edge.one, edge.other), (edge.other, edge.one)] {
                let order = (Reverse(edge.similarity.to_bits()), documents.facts(partner)?.words);
                partners.push((document, order, partner, index));
            }
        }
        partners.sort_unstable();
        let mut contradicted = vec![false; copies.len()];
        for of_document in partners.chunk_by(|one, other| one.0 == other.0) {
            let mut accepted: Vec<&Profile> = Vec::new();
            for (_, _, partner, index) in of_document {
                let Some(profile) = self.profile(*partner) else { continue };
                let contradicts = accepted
                    .iter()
                    .any(|one| self.differ(one, profile).is_some_and(|found| self.are_pages(found)));
                if let (true, Some(place)) = (contradicts, contradicted.get_mut(*index)) {
                    *place = true;
                } else if accepted.len() < MOST_ACCEPTED {
                    accepted.push(profile);
                }
            }
        }
        let mut left = Vec::with_capacity(copies.len());
        for (edge, contradicted) in copies.into_iter().zip(contradicted) {
            if contradicted { pages.push(edge) } else { left.push(edge) }
        }
        Ok(left)
    }

    fn profile(&self, number: Number) -> Option<&Profile> {
        let at = self.profiles.binary_search_by_key(&number, |(member, _)| *member).ok()?;
        self.profiles.get(at).map(|(_, profile)| profile)
    }
}

/// Whether half the documents or more are of one site.
fn is_of_one_site(documents: &Documents, members: &[Number]) -> io::Result<bool> {
    let mut sites = Vec::with_capacity(members.len());
    for number in members {
        sites.push(documents.facts(*number)?.site);
    }
    sites.sort_unstable();
    let known = sites.chunk_by(|one, other| one == other).filter(|same| same.first() != Some(&0));
    Ok(known.map(<[u32]>::len).max().is_some_and(|most| 2 * most >= members.len() && most > 1))
}

/// The documents that pairs connect, in the order in which they stand in `members`, with their pairs.
fn components(members: &[Number], edges: &[Edge]) -> Vec<(Vec<Number>, Vec<Edge>)> {
    let mut by_number: Vec<(Number, Number)> = members.iter().copied().zip(0..).collect();
    by_number.sort_unstable();
    let index = |number: Number| {
        let at = by_number.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        by_number.get(at).map(|(_, index)| *index)
    };
    let mut sets = Sets::of((0..members.len() as Number).collect());
    for edge in edges {
        if let (Some(one), Some(other)) = (index(edge.one), index(edge.other)) {
            sets.join(one, other);
        }
    }
    let roots = sets.flatten();
    let mut found: BTreeMap<Number, (Vec<Number>, Vec<Edge>)> = BTreeMap::new();
    for edge in edges {
        let root = index(edge.one).and_then(|at| roots.get(at as usize).copied()).unwrap_or_default();
        found.entry(root).or_default().1.push(*edge);
    }
    for (number, root) in members.iter().zip(&roots) {
        if let Some((members, _)) = found.get_mut(root) {
            members.push(*number);
        }
    }
    found.into_values().collect()
}

/// The share of a part in it and the rest.
fn share(part: u32, rest: u32) -> f32 {
    crate::compare::ratio(part, part + rest)
}

impl Difference {
    /// Whether the two, of which nothing else is known, differ above all in their numbers.
    fn is_of_numbers(self) -> bool {
        self.digits_differ as usize >= LEAST_IN_SMALL
            && share(self.digits_differ, self.digits_agree) >= LEAST_NUMBERS
            && share(self.digits_differ, self.differ - self.digits_differ) >= LEAST_NUMBERS
    }
}
