//! Pages of one template, told apart by what varies between them.
//!
//! In a family of pages made from one frame the same places hold another filling in many pages, while copies of one
//! story differ in places of their own: here a word that one editor changed, there a paragraph that another cut. So three
//! documents or more tell which places vary, and how likely two different pages are to agree in each; two documents that
//! agree no more often than that are different pages. Nothing is known of numbers, names or languages. Only where two
//! documents stand alone, the numbers in them have to do.

mod places;
mod table;

use std::collections::BTreeMap;
use std::io;

use self::places::{Difference, PlaceComparer, places_by_both_sides};
use self::table::HashTable;
use crate::documents::{Documents, Number};
use crate::union::Sets;
use crate::verify::Edge;

/// Fillings of a place from which on it varies: with two, one may be the slip of an editor, or one of two versions of a
/// story.
const VARYING_FILLINGS: usize = 3;
/// Share of the documents of a family that hold a place, at least, for it to be part of the frame: the name of a site
/// varies, too, but stands in the menus of some copies alone. Of pages a third of whose words are fillings, .3 hold the
/// three words before a place.
const LEAST_PRESENCE: f32 = 0.3;
/// Share of the pairs of documents that agree in a place that varies, at most. Copies that each had an eighth of their
/// words edited agree in .77.
const MOST_AGREEMENT: f32 = 0.5;
/// Share of the places that vary in which two copies of a page differ: an editor seldom changes names and figures. A
/// guess.
const SLIPS: f32 = 0.03;
/// Weight of a place in which two documents agree, beside one in which they differ: places that vary together, such as
/// the order of sections, count as many though they are one fact. A guess.
const AGREEMENT_WEIGHT: f32 = 0.5;
/// Fillings of a place that are counted; further ones are taken to stand in one document each.
const COUNTED_FILLINGS: usize = 6;
/// Documents of a family that are looked at to find what varies. A guess.
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
/// Places of a document that are remembered of those that vary, at most; the same ones in all documents.
const PROFILE_PLACES: usize = 64;

/// Tells the pairs of a family that are copies from those that are pages of one template.
#[derive(Debug)]
pub(crate) struct FamilyJudge {
    /// Similarity from which on two documents that stand alone are copies, whatever words differ.
    threshold: f32,
    fillings: HashTable<Fillings>,
    comparer: PlaceComparer,
    tokens: Vec<u32>,
    others: Vec<u32>,
}

/// What stands in a place of a family.
#[derive(Debug, Clone, Copy, Default)]
struct Fillings {
    known: [u32; COUNTED_FILLINGS],
    /// Documents with each of these.
    counts: [u8; COUNTED_FILLINGS],
    /// Number of different fillings.
    different: u8,
    /// Documents that hold the place.
    documents: u8,
    /// The document that was looked at last, counted from 1, and its filling.
    last: u8,
    last_filling: u32,
    /// Whether it stands twice in some document, with different fillings.
    repeated: bool,
}

impl Fillings {
    fn add(&mut self, filling: u32, document: u8) {
        if self.last == document {
            self.repeated |= self.last_filling != filling;
            return;
        }
        (self.last, self.last_filling) = (document, filling);
        self.documents += 1;
        let different = usize::from(self.different);
        let at = self.known.iter().take(different).position(|known| *known == filling).unwrap_or(different);
        if at == different {
            self.different += 1;
        }
        if let (Some(known), Some(count)) = (self.known.get_mut(at), self.counts.get_mut(at)) {
            *known = filling;
            *count += 1;
        } else {
            // Beyond those that are counted all are taken to be different.
            self.different = self.different.max(different as u8);
        }
    }

    /// The share of the pairs of documents that agree, if the place varies. One more pair is taken to agree, and one
    /// not to, as nothing is certain.
    fn agreement(self, sample: usize) -> Option<f32> {
        let pairs = |count: u8| u32::from(count) * u32::from(count.saturating_sub(1));
        let agree: u32 = self.counts.iter().map(|count| pairs(*count)).sum();
        let share = (agree + 1) as f32 / (pairs(self.documents) + 2) as f32;
        (usize::from(self.different) >= VARYING_FILLINGS && !self.repeated && share <= MOST_AGREEMENT)
            .then_some(share)
    }
}

/// A place of a document that varies in its family.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Filled {
    context: u64,
    at: u32,
    filling: u32,
    /// How much more likely copies are to agree here than different pages are, as a logarithm, and to differ.
    if_same: f32,
    if_other: f32,
}

impl Filled {
    fn new(context: u64, at: u32, filling: u32, agreement: f32) -> Self {
        let if_same = AGREEMENT_WEIGHT * ((1.0 - SLIPS) / agreement).ln();
        let if_other = (SLIPS / (1.0 - agreement)).ln();
        Filled { context, at, filling, if_same, if_other }
    }
}

/// The places of a document that vary in its family, by context.
type Profile = Vec<Filled>;

impl FamilyJudge {
    /// A judge where near-duplicates have this Jaccard similarity.
    pub(crate) fn new(threshold: f32) -> Self {
        FamilyJudge {
            threshold,
            fillings: HashTable::default(),
            comparer: PlaceComparer::default(),
            tokens: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Parts the pairs of a family until what is left of it falls no further apart: what varies is clearer among
    /// fewer kinds of pages. First those of copies, then those of different pages. `members` as in [`Self::part_once`].
    pub(crate) fn part(
        &mut self,
        documents: &Documents,
        members: Vec<Number>,
        edges: Vec<Edge>,
    ) -> io::Result<(Vec<Edge>, Vec<Edge>)> {
        let (mut copies, mut pages) = (Vec::new(), Vec::new());
        let mut waiting = vec![(members, edges, 1)];
        while let Some((members, edges, round)) = waiting.pop() {
            let (alike, apart) = self.part_once(documents, &members, &edges)?;
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

    /// Parts the pairs of a family: first those of copies, then those of different pages. `members` are all documents of
    /// the pairs, in an order that their texts alone give.
    fn part_once(
        &mut self,
        documents: &Documents,
        members: &[Number],
        edges: &[Edge],
    ) -> io::Result<(Vec<Edge>, Vec<Edge>)> {
        let varying = self.learn(documents, members)?;
        let (well, one_site) = (members.len() >= KNOWN_WELL, is_of_one_site(documents, members)?);
        let profiles = if varying { self.profiles(documents, members)? } else { Vec::new() };
        let profile = |number: Number| {
            let at = profiles.binary_search_by_key(&number, |(member, _)| *member).ok()?;
            profiles.get(at).map(|(_, profile)| profile)
        };
        let (mut copies, mut pages) = (Vec::new(), Vec::new());
        for edge in edges {
            let (ours, theirs) = (documents.facts(edge.one)?, documents.facts(edge.other)?);
            let apart = match (profile(edge.one), profile(edge.other)) {
                // The same address read twice is the same page, whatever changed on it.
                _ if ours.page != 0 && ours.page == theirs.page => false,
                (Some(one), Some(other)) => {
                    let least = if well || one_site { LEAST_DIFFERENCES } else { LEAST_IN_SMALL };
                    differ_mostly(one, other, least)
                        && ((well && one_site) || self.are_pages(documents, members.len(), one_site, edge)?)
                }
                _ => members.len() == 2 && self.are_pages(documents, members.len(), one_site, edge)?,
            };
            if apart { pages.push(*edge) } else { copies.push(*edge) }
        }
        Ok((copies, pages))
    }

    /// Learns what varies; false if hardly anything does.
    fn learn(&mut self, documents: &Documents, members: &[Number]) -> io::Result<bool> {
        if members.len() < VARYING_FILLINGS {
            self.fillings.begin(0);
            return Ok(false);
        }
        let mut words = 0;
        for number in members.iter().take(SAMPLE_DOCUMENTS) {
            words += documents.facts(*number)?.tokens as usize;
        }
        self.fillings.begin(2 * words);
        let mut varying = 0_usize;
        for (number, document) in members.iter().zip(1_u8..=SAMPLE_DOCUMENTS as u8) {
            documents.tokens(*number, &documents.facts(*number)?, &mut self.tokens)?;
            for (context, at) in places_by_both_sides(&self.tokens) {
                let filling = self.tokens.get(at).copied().unwrap_or_default();
                if let Some((fillings, _)) = self.fillings.entry(context) {
                    let before = fillings.different;
                    fillings.add(filling, document);
                    let is_new =
                        before < fillings.different && usize::from(fillings.different) == VARYING_FILLINGS;
                    varying += usize::from(is_new);
                }
            }
        }
        Ok(varying >= LEAST_DIFFERENCES)
    }

    /// What each member holds in the places that vary, by number.
    fn profiles(&mut self, documents: &Documents, members: &[Number]) -> io::Result<Vec<(Number, Profile)>> {
        let sample = members.len().min(SAMPLE_DOCUMENTS);
        let mut profiles = Vec::with_capacity(members.len());
        for number in members {
            documents.tokens(*number, &documents.facts(*number)?, &mut self.tokens)?;
            let mut profile = Profile::new();
            for (context, at) in places_by_both_sides(&self.tokens) {
                if let Some(agreement) =
                    self.fillings.get(context).and_then(|fillings| fillings.agreement(sample))
                {
                    let filling = self.tokens.get(at).copied().unwrap_or_default();
                    profile.push(Filled::new(context, at as u32, filling, agreement));
                }
            }
            profile.sort_unstable_by_key(|filled| (filled.context, filled.at));
            profile.dedup_by_key(|filled| filled.context);
            profile.truncate(PROFILE_PLACES);
            profile.shrink_to_fit();
            profiles.push((*number, profile));
        }
        profiles.sort_unstable_by_key(|(number, _)| *number);
        Ok(profiles)
    }

    fn are_pages(
        &mut self,
        documents: &Documents,
        members: usize,
        one_site: bool,
        edge: &Edge,
    ) -> io::Result<bool> {
        let (one, other) = (documents.facts(edge.one)?, documents.facts(edge.other)?);
        documents.tokens(edge.one, &one, &mut self.tokens)?;
        documents.tokens(edge.other, &other, &mut self.others)?;
        if one.words > other.words {
            std::mem::swap(&mut self.tokens, &mut self.others);
        }
        self.comparer.begin(&self.tokens);
        let (fillings, sample) = (&self.fillings, members.min(SAMPLE_DOCUMENTS));
        let found = self.comparer.difference(&self.others, |context| {
            fillings.get(context).and_then(|fillings| fillings.agreement(sample)).is_some()
        });
        Ok(match members.checked_sub(VARYING_FILLINGS) {
            // Of two that stand alone nothing tells an editor's words from a template's fillings.
            None => {
                found.is_of_numbers()
                    || ((one_site || edge.similarity < self.threshold)
                        && found.differ as usize >= LEAST_IN_SMALL)
            }
            Some(_) if members >= KNOWN_WELL => found.inner_differ as usize >= LEAST_DIFFERENCES,
            Some(beyond) => {
                let least = LEAST_VARYING.get(beyond).or(LEAST_VARYING.last()).copied().unwrap_or_default();
                let enough = if one_site { LEAST_DIFFERENCES } else { LEAST_IN_SMALL };
                found.varying_differ as usize >= enough
                    && share(found.varying_differ, found.differ - found.varying_differ) >= least
            }
        })
    }
}

/// Whether half the documents or more are of one site, as pages of a template are and copies of a wire story are not.
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

/// Whether two documents of a family differ in the places that vary as different pages do, and in so many at least.
fn differ_mostly(one: &Profile, other: &Profile, least: usize) -> bool {
    let (mut differ, mut likelihood) = (Vec::new(), 0.0);
    let mut others = other.iter().peekable();
    for ours in one {
        while others.next_if(|theirs| theirs.context < ours.context).is_some() {}
        if let Some(theirs) = others.next_if(|theirs| theirs.context == ours.context) {
            let differs = theirs.filling != ours.filling;
            differ.extend(differs.then_some(ours.at));
            likelihood += if differs { ours.if_other } else { ours.if_same };
        }
    }
    // A place may be seen from both sides.
    differ.sort_unstable();
    differ.dedup();
    differ.len() >= least && likelihood < 0.0
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
