//! What stands in the places of a family, and how far two documents differ in those that vary.

/// Fillings of a place from which on it varies: with two, one may be the slip of an editor, or one of two versions of a
/// story.
pub(super) const VARYING_FILLINGS: usize = 3;
/// Share of the documents of a family that hold a place, at least, for it to be part of the frame: the name of a site
/// varies, too, but stands in the menus of some copies alone. Of pages a third of whose words are fillings, .3 hold the
/// words before a place.
const LEAST_PRESENCE: f32 = 0.3;
/// The same in a family of many sites, where a box with the name of each site may stand in some copies of a story.
const LEAST_PRESENCE_OF_MANY_SITES: f32 = 0.5;
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

/// What stands in a place of a family.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fillings {
    known: [u32; COUNTED_FILLINGS],
    /// Documents with each of these.
    counts: [u8; COUNTED_FILLINGS],
    /// Number of different fillings that are counted.
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
    /// Takes note of a filling in a document, which are looked at one after the other.
    pub(super) fn add(&mut self, filling: u32, document: u8) {
        if self.last == document {
            self.repeated |= self.last_filling != filling;
            return;
        }
        (self.last, self.last_filling) = (document, filling);
        self.documents += 1;
        let different = usize::from(self.different);
        let at = self.known.iter().take(different).position(|known| *known == filling).unwrap_or(different);
        if let (Some(known), Some(count)) = (self.known.get_mut(at), self.counts.get_mut(at)) {
            self.different += u8::from(at == different);
            *known = filling;
            *count += 1;
        }
    }

    /// The share of the pairs of documents that agree, if the place varies in a family, of one site or not, of which so
    /// many documents were looked at. One more pair is taken to agree, and one not to, as nothing is certain.
    pub(super) fn agreement(self, sample: usize, one_site: bool) -> Option<f32> {
        let pairs = |count: u8| u32::from(count) * u32::from(count.saturating_sub(1));
        let agree: u32 = self.counts.iter().map(|count| pairs(*count)).sum();
        let share = (agree + 1) as f32 / (pairs(self.documents) + 2) as f32;
        let varies = usize::from(self.different) >= VARYING_FILLINGS && !self.repeated;
        let least = if one_site { LEAST_PRESENCE } else { LEAST_PRESENCE_OF_MANY_SITES };
        let is_of_frame = f32::from(self.documents) >= least * sample as f32;
        (varies && is_of_frame && share <= MOST_AGREEMENT).then_some(share)
    }
}

/// A place that varies in a family.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Varying {
    /// Its number among those of the family.
    pub(super) index: u16,
    /// How much more likely copies are to agree here than different pages are, as a logarithm, and to differ.
    if_same: f32,
    if_other: f32,
}

impl Varying {
    pub(super) fn new(index: u16, agreement: f32) -> Self {
        Varying {
            index,
            if_same: AGREEMENT_WEIGHT * ((1.0 - SLIPS) / agreement).ln(),
            if_other: (SLIPS / (1.0 - agreement)).ln(),
        }
    }
}

/// What a document holds in a place that varies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Filled {
    pub(super) varying: Varying,
    pub(super) filling: u32,
    /// Where it stands.
    pub(super) at: u32,
    /// Whether it stands between the margins.
    pub(super) is_inner: bool,
}

/// The places of a document that vary in its family, each once, by their numbers.
pub(super) type Profile = Vec<Filled>;

/// How two documents differ in the places that vary.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct DifferentFillings {
    /// Places with different fillings; one that is seen from both sides counts once.
    pub(super) places: usize,
    /// Those between the margins of both.
    pub(super) inner_places: usize,
    /// The logarithm of how much more likely two copies are to look so than two pages.
    pub(super) likelihood: f32,
}

impl DifferentFillings {
    /// The same for both orders of the two.
    pub(super) fn between(one: &Profile, other: &Profile) -> Self {
        let mut found = DifferentFillings::default();
        // Where they differ, in the one and in the other, and whether it is a margin of either.
        let (mut ours_at, mut theirs_at) = (Vec::new(), Vec::new());
        let mut others = other.iter().peekable();
        for ours in one {
            let index = ours.varying.index;
            while others.next_if(|theirs| theirs.varying.index < index).is_some() {}
            if let Some(theirs) = others.next_if(|theirs| theirs.varying.index == index) {
                if theirs.filling == ours.filling {
                    found.likelihood += ours.varying.if_same;
                } else {
                    found.likelihood += ours.varying.if_other;
                    let is_outer = !(ours.is_inner && theirs.is_inner);
                    ours_at.push((ours.at, is_outer));
                    theirs_at.push((theirs.at, is_outer));
                }
            }
        }
        let (ours, theirs) = (distinct(ours_at), distinct(theirs_at));
        // A filling of two words is two places, of one word a single one.
        (found.places, found.inner_places) = (ours.0.min(theirs.0), ours.1.min(theirs.1));
        found
    }
}

/// The number of distinct places, and of those that lie between the margins.
fn distinct(mut places: Vec<(u32, bool)>) -> (usize, usize) {
    places.sort_unstable();
    places.dedup_by_key(|(at, _)| *at);
    let inner = places.iter().filter(|(_, is_outer)| !is_outer).count();
    (places.len(), inner)
}
