//! Pages of one template, told apart by what varies between them.
//!
//! In a family of pages made from one frame the same places hold another filling in nearly every page, while copies of
//! one story differ in places of their own: here a word that one editor changed, there a paragraph that another cut. So
//! three documents or more tell which places vary, and two of them are different pages if they differ in most places that
//! vary, and hardly elsewhere. Nothing is known of numbers, names or languages. Only where two documents stand alone,
//! the numbers in them have to do.

mod places;
mod table;

use std::io;

use self::places::{Difference, PlaceComparer, Variation, places};
use self::table::HashTable;
use crate::documents::{Documents, Number};
use crate::signature::mixed;
use crate::verify::Edge;

/// Fillings of a place from which on it varies: with two, one may be the slip of an editor.
const VARYING_FILLINGS: usize = 3;
/// Documents of a family that are looked at to find what varies. A guess.
const SAMPLE_DOCUMENTS: usize = 64;
/// Places in which two pages differ at least. With two, 37 pairs of copies in 41,000 fell apart on a labelled corpus;
/// with three, one did.
const LEAST_DIFFERENCES: u32 = 3;
/// Places that vary throughout in which two pages differ at least: an advertisement for one job in many towns.
const LEAST_THROUGHOUT: u32 = 2;
/// Fillings of a place that varies throughout, at least; for each two documents there is one. A guess.
const MANY_FILLINGS: u32 = 6;
/// Least share of the places that vary which differ, for two documents to be pages. Of copies of a story that each had
/// an eighth of their words edited, below a half do.
const LEAST_SHARE: f32 = 0.6;
/// Least share of the places that differ which vary, by the number of documents in the family, from three on. It lies
/// midway between what copies give that each had an eighth of their words edited, 1 - .88^(n - 2), and pages a fifth of
/// whose words are fillings, 1 - .49^(n - 2).
const LEAST_VARYING: [f32; 4] = [0.3, 0.45, 0.55, 0.6];
/// Least share of the places with numbers that differ between two pages that stand alone.
const LEAST_NUMBERS: f32 = 0.5;
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
    known: [u32; VARYING_FILLINGS],
    count: u8,
    /// Documents that were looked at.
    documents: u8,
    /// A bit for each filling, by its hash.
    bits: u64,
    /// The document that was looked at last, counted from 1.
    last: u8,
    /// Whether it stands twice in some document.
    repeated: bool,
}

impl Fillings {
    fn varies(self) -> bool {
        usize::from(self.count) >= VARYING_FILLINGS && !self.repeated
    }

    /// Whether nearly every document holds another one.
    fn varies_throughout(self) -> bool {
        let fillings = self.bits.count_ones();
        self.varies() && fillings >= MANY_FILLINGS && 2 * fillings >= u32::from(self.documents)
    }

    fn add(&mut self, filling: u32, document: u8) {
        self.repeated |= self.last == document;
        self.last = document;
        self.documents += 1;
        self.bits |= 1 << (mixed(filling.into()) >> 58);
        let is_known = self.known.iter().take(self.count.into()).any(|known| *known == filling);
        if let (false, Some(place)) = (is_known, self.known.get_mut(usize::from(self.count))) {
            *place = filling;
            self.count += 1;
        }
    }
}

/// The places of a document that vary in its family, by context, with their fillings, and whether they vary throughout.
type Profile = Vec<(u64, u32, bool)>;

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

    /// Parts the pairs of a family: first those of copies, then those of different pages. `members` are all documents of
    /// the pairs, in an order that their texts alone give.
    pub(crate) fn part(
        &mut self,
        documents: &Documents,
        members: &[Number],
        edges: &[Edge],
    ) -> io::Result<(Vec<Edge>, Vec<Edge>)> {
        let varying = self.learn(documents, members)?;
        let profiles = if varying { self.profiles(documents, members)? } else { Vec::new() };
        let profile = |number: Number| {
            let at = profiles.binary_search_by_key(&number, |(member, _)| *member).ok()?;
            profiles.get(at).map(|(_, profile)| profile)
        };
        let (mut copies, mut pages) = (Vec::new(), Vec::new());
        for edge in edges {
            let suspicious = match (profile(edge.one), profile(edge.other)) {
                (Some(one), Some(other)) => differ_mostly(one, other),
                _ => members.len() == 2,
            };
            let apart = suspicious && self.are_pages(documents, members.len(), edge)?;
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
        self.fillings.begin(words);
        let mut varying = 0;
        for (number, document) in members.iter().zip(1_u8..=SAMPLE_DOCUMENTS as u8) {
            documents.tokens(*number, &documents.facts(*number)?, &mut self.tokens)?;
            for (context, at) in places(&self.tokens) {
                let filling = self.tokens.get(at).copied().unwrap_or_default();
                if let Some((fillings, _)) = self.fillings.entry(context) {
                    let before = fillings.count;
                    fillings.add(filling, document);
                    varying +=
                        u32::from(before < fillings.count && usize::from(fillings.count) == VARYING_FILLINGS);
                }
            }
        }
        Ok(varying >= LEAST_THROUGHOUT)
    }

    /// What each member holds in the places that vary, by number.
    fn profiles(&mut self, documents: &Documents, members: &[Number]) -> io::Result<Vec<(Number, Profile)>> {
        let mut profiles = Vec::with_capacity(members.len());
        for number in members {
            documents.tokens(*number, &documents.facts(*number)?, &mut self.tokens)?;
            let mut profile = Profile::new();
            for (context, at) in places(&self.tokens) {
                if let Some(fillings) = self.fillings.get(context).filter(|fillings| fillings.varies()) {
                    let filling = self.tokens.get(at).copied().unwrap_or_default();
                    profile.push((context, filling, fillings.varies_throughout()));
                }
            }
            profile.sort_unstable();
            profile.truncate(PROFILE_PLACES);
            profile.shrink_to_fit();
            profiles.push((*number, profile));
        }
        profiles.sort_unstable_by_key(|(number, _)| *number);
        Ok(profiles)
    }

    fn are_pages(&mut self, documents: &Documents, members: usize, edge: &Edge) -> io::Result<bool> {
        let (one, other) = (documents.facts(edge.one)?, documents.facts(edge.other)?);
        documents.tokens(edge.one, &one, &mut self.tokens)?;
        documents.tokens(edge.other, &other, &mut self.others)?;
        if one.words > other.words {
            std::mem::swap(&mut self.tokens, &mut self.others);
        }
        self.comparer.begin(&self.tokens);
        let fillings = &self.fillings;
        let found = self.comparer.difference(&self.others, |context| match fillings.get(context) {
            Some(fillings) if fillings.varies_throughout() => Variation::Throughout,
            Some(fillings) if fillings.varies() => Variation::Some,
            _ => Variation::None,
        });
        Ok(match members.checked_sub(VARYING_FILLINGS) {
            None => {
                found.is_of_numbers()
                    || (edge.similarity < self.threshold && found.differ >= LEAST_DIFFERENCES)
            }
            Some(beyond) => {
                let least = LEAST_VARYING.get(beyond).or(LEAST_VARYING.last()).copied().unwrap_or_default();
                found.is_of_template(least)
            }
        })
    }
}

/// Whether two documents of a family differ in most of the places that vary, or in most of those that vary throughout.
fn differ_mostly(one: &Profile, other: &Profile) -> bool {
    let (mut all, mut throughout) = ((0, 0), (0, 0));
    let mut others = other.iter().peekable();
    for (context, filling, is_throughout) in one {
        while others.next_if(|(other, ..)| other < context).is_some() {}
        if let Some((_, theirs, _)) = others.next_if(|(other, ..)| other == context) {
            let differs = u32::from(theirs != filling);
            let of_throughout = u32::from(*is_throughout);
            all = (all.0 + differs, all.1 + 1 - differs);
            throughout =
                (throughout.0 + differs * of_throughout, throughout.1 + (1 - differs) * of_throughout);
        }
    }
    let mostly = |(differ, agree)| differ >= LEAST_THROUGHOUT && share(differ, agree) >= LEAST_SHARE;
    mostly(all) || mostly(throughout)
}

/// The share of a part in it and the rest.
fn share(part: u32, rest: u32) -> f32 {
    crate::compare::ratio(part, part + rest)
}

impl Difference {
    /// Whether the two are different pages of a template whose varying places are known. Where many vary throughout,
    /// these alone decide, whatever an editor changed besides.
    fn is_of_template(self, least_varying: f32) -> bool {
        let enough = self.varying_differ >= LEAST_DIFFERENCES || self.throughout_differ >= LEAST_THROUGHOUT;
        let mostly = enough
            && share(self.varying_differ, self.differ - self.varying_differ) >= least_varying
            && share(self.varying_differ, self.varying_agree) >= LEAST_SHARE;
        let throughout = self.throughout_differ >= LEAST_THROUGHOUT
            && share(self.throughout_differ, self.throughout_agree) >= LEAST_SHARE;
        mostly || throughout
    }

    /// Whether the two, of which nothing else is known, differ above all in their numbers.
    fn is_of_numbers(self) -> bool {
        self.digits_differ >= LEAST_DIFFERENCES
            && share(self.digits_differ, self.digits_agree) >= LEAST_NUMBERS
            && share(self.digits_differ, self.differ - self.digits_differ) >= LEAST_NUMBERS
    }
}
