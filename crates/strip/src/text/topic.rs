//! What the words of a group have in common with the article around it.

use super::facts::{Facts, Token};
use super::groups::Group;

/// Groups before and after a group that count as its neighbourhood.
const NEIGHBOURS: u32 = 4;
/// A word that so many paragraphs hold is central to the article.
const CENTRAL_PARAGRAPHS: f32 = 3.0;
/// Groups of the article at its head that count as its opening.
const OPENING: usize = 3;
/// What the rarest words weigh.
const FULL_WEIGHT: f32 = 255.0;

/// How many of the different content words of a group stand in the article outside it. Where a group is
/// the article's with some probability only, its words count in part.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Overlap {
    /// Words that are particular to a topic.
    pub(crate) rare: f32,
    /// Those of them that stand in the article.
    pub(crate) rare_shared: f32,
    /// All content words, each weighed by its rarity, 0..=1.
    pub(crate) weight: f32,
    /// The same of those that stand in the article.
    pub(crate) weight_shared: f32,
    /// The same of those that several paragraphs of the article hold.
    pub(crate) weight_central: f32,
    /// The same of those that stand in the neighbourhood.
    pub(crate) weight_near: f32,
    /// The same of those that stand in the opening of the article.
    pub(crate) weight_opening: f32,
    /// The same of those that stand in the group before, whatever that is.
    pub(crate) weight_before: f32,
    /// The same of those that stand in the group after.
    pub(crate) weight_after: f32,
    /// Words of any topic.
    pub(crate) common: f32,
    /// Those of them that stand in the article.
    pub(crate) common_shared: f32,
    /// Names.
    pub(crate) names: f32,
    /// Those of them that stand in the article.
    pub(crate) names_shared: f32,
    /// Those of them that are written with a capital where no sentence begins.
    pub(crate) sure_names_shared: f32,
    /// Words of the title that are particular to a topic.
    pub(crate) title: f32,
    /// Those of them that stand in the article.
    pub(crate) title_shared: f32,
    /// Words that stand in the address of the document.
    pub(crate) address: f32,
    /// Lines with a word that is particular to a topic.
    pub(crate) lines: f32,
    /// Those of them with one that stands in the article.
    pub(crate) lines_shared: f32,
}

impl Overlap {
    /// Different content words.
    pub(crate) fn words(&self) -> f32 {
        self.rare + self.common
    }

    /// Those of them that stand in the article.
    pub(crate) fn shared(&self) -> f32 {
        self.rare_shared + self.common_shared
    }
}

/// Which groups of a document hold each word.
#[derive(Debug)]
pub(crate) struct Index {
    /// For each stem, where its groups begin in `groups`; one more for the end.
    starts: Vec<u32>,
    /// Numbers of the groups that hold each stem, ascending.
    groups: Vec<u32>,
    /// Whether a stem stands in lower case somewhere, which a name does not.
    lower: Vec<bool>,
    /// Whether a stem stands in the address of the document.
    address: Vec<bool>,
    /// For each group, where its different tokens begin in `tokens`; one more for the end.
    token_starts: Vec<u32>,
    /// The different tokens of each group, in the order of their first places.
    tokens: Vec<Token>,
    /// For each of them, where its group stands among the holders of its stem.
    places: Vec<u32>,
}

impl Index {
    /// The index of a document. Cost is linear in the number of words.
    pub(crate) fn of(facts: &Facts<'_>, groups: &[Group]) -> Index {
        let mut index = Index {
            starts: vec![0; facts.stems + 1],
            groups: Vec::new(),
            lower: vec![false; facts.stems],
            address: vec![false; facts.stems],
            token_starts: Vec::with_capacity(groups.len() + 1),
            tokens: Vec::new(),
            places: Vec::new(),
        };
        for stem in &facts.address {
            if let Some(place) = index.address.get_mut(*stem as usize) {
                *place = true;
            }
        }
        let mut seen = vec![0_u32; facts.stems];
        for (number, group) in (1_u32..).zip(groups) {
            index.token_starts.push(index.tokens.len() as u32);
            for token in group.lines.iter().flat_map(|line| facts.tokens(*line)) {
                let stem = token.stem as usize;
                if let Some(lower) = index.lower.get_mut(stem) {
                    *lower |= !token.capital;
                }
                if let (Some(seen), Some(count)) = (seen.get_mut(stem), index.starts.get_mut(stem))
                    && *seen != number
                {
                    *seen = number;
                    *count += 1;
                    index.tokens.push(*token);
                }
            }
        }
        index.token_starts.push(index.tokens.len() as u32);
        index.sort();
        index
    }

    /// Turns counts into starts and puts the number of each group in its places.
    fn sort(&mut self) {
        let mut sum = 0;
        for start in &mut self.starts {
            sum += std::mem::replace(start, sum);
        }
        let mut next = self.starts.clone();
        self.groups = vec![0; self.tokens.len()];
        self.places.reserve(self.tokens.len());
        let mut number = 0_u32;
        for (at, token) in (0_u32..).zip(&self.tokens) {
            while self.token_starts.get(number as usize + 1).is_some_and(|end| *end <= at) {
                number += 1;
            }
            let Some(next) = next.get_mut(token.stem as usize) else { continue };
            if let Some(place) = self.groups.get_mut(*next as usize) {
                *place = number;
            }
            let start = self.starts.get(token.stem as usize).copied().unwrap_or_default();
            self.places.push(*next - start);
            *next += 1;
        }
    }

    /// How many words of the address stand in a group.
    pub(crate) fn address_words(&self, group: usize) -> usize {
        let is_in = |token: &&Token| self.address.get(token.stem as usize) == Some(&true);
        self.tokens(group).iter().filter(is_in).count()
    }

    fn range(&self, group: usize) -> std::ops::Range<usize> {
        let start = self.token_starts.get(group).copied().unwrap_or_default() as usize;
        let end = self.token_starts.get(group + 1).copied().unwrap_or_default() as usize;
        start..end
    }

    fn tokens(&self, group: usize) -> &[Token] {
        self.tokens.get(self.range(group)).unwrap_or_default()
    }

    /// The groups that hold a stem, ascending.
    fn holders(&self, stem: u32) -> &[u32] {
        let (Some(start), Some(end)) = (self.starts.get(stem as usize), self.starts.get(stem as usize + 1))
        else {
            return &[];
        };
        self.groups.get(*start as usize..*end as usize).unwrap_or_default()
    }
}

/// The vocabulary of the article: how much of it holds each word.
#[derive(Debug)]
pub(crate) struct Topic<'i> {
    index: &'i Index,
    /// How far each group is the article's, 0..=1.
    own: &'i [f32],
    /// For each stem, how many groups of the article hold it.
    holders: Vec<f32>,
    /// For each stem, whether the opening of the article holds it.
    opening: Vec<bool>,
    /// Different words of the article that are particular to a topic.
    pub(crate) vocabulary: f32,
    /// Share of the rare words of a paragraph that stand in another one too, on average, 0..=1.
    pub(crate) own_rate: f32,
}

impl<'i> Topic<'i> {
    /// The vocabulary of the groups, each as far as it is the article's. Cost is linear in the words.
    pub(crate) fn of(index: &'i Index, own: &'i [f32]) -> Self {
        /// From this share on a group can be a part of the opening.
        const SURE: f32 = 0.5;
        let stems = index.lower.len();
        let mut topic = Topic {
            index,
            own,
            holders: vec![0.0; stems],
            opening: vec![false; stems],
            vocabulary: 0.0,
            own_rate: 0.0,
        };
        let mut openings = 0;
        for (group, own) in own.iter().enumerate().filter(|(_, own)| **own > 0.0) {
            let tokens = index.tokens(group);
            let opens = *own >= SURE && !tokens.is_empty() && openings < OPENING;
            openings += usize::from(opens);
            for token in tokens {
                if let Some(holders) = topic.holders.get_mut(token.stem as usize) {
                    let before = holders.min(1.0);
                    *holders += own;
                    topic.vocabulary += if token.common { 0.0 } else { holders.min(1.0) - before };
                }
                if opens && let Some(opening) = topic.opening.get_mut(token.stem as usize) {
                    *opening = true;
                }
            }
        }
        topic.own_rate = topic.rate();
        topic
    }

    fn rate(&self) -> f32 {
        let (mut rare, mut shared) = (0.0_f32, 0.0_f32);
        for (group, own) in self.own.iter().enumerate().filter(|(_, own)| **own > 0.0) {
            for token in self.index.tokens(group).iter().filter(|token| !token.common) {
                rare += own;
                shared += own * (self.held(*token) - own).clamp(0.0, 1.0);
            }
        }
        // Two words of each outcome keep a short text from a rate of naught or one.
        (shared + 2.0) / (rare + 4.0)
    }

    fn held(&self, token: Token) -> f32 {
        self.holders.get(token.stem as usize).copied().unwrap_or_default()
    }

    /// The overlap of the group with number `at` with the article outside it.
    pub(crate) fn overlap(&self, facts: &Facts<'_>, group: &Group, at: usize) -> Overlap {
        let mut overlap = Overlap::default();
        let own = self.own.get(at).copied().unwrap_or_default();
        let title =
            if group.titled { group.lines.first().map_or(0, |line| facts.tokens(*line).len()) } else { 0 };
        let places = self.index.places.get(self.index.range(at)).unwrap_or_default();
        let mut best = -1.0_f32;
        for (number, (token, place)) in self.index.tokens(at).iter().zip(places).enumerate() {
            let stem = token.stem as usize;
            let others = (self.held(*token) - own).max(0.0);
            overlap.add(*token, others, !self.index.lower.get(stem).copied().unwrap_or(true));
            let weight = f32::from(token.rarity) / FULL_WEIGHT;
            if self.opening.get(stem) == Some(&true) && others > 0.0 {
                overlap.weight_opening += weight;
            }
            if self.index.address.get(stem) == Some(&true) {
                overlap.address += 1.0;
            }
            self.neighbours(&mut overlap, *token, (*place as usize, at as u32), weight);
            if token.common {
                continue;
            }
            best = best.max(others.min(1.0));
            if number < title {
                overlap.title += 1.0;
                overlap.title_shared += others.min(1.0);
            }
        }
        if group.lines.len() > 1 {
            self.count_lines(facts, group, own, &mut overlap);
        } else if best >= 0.0 {
            overlap.lines = 1.0;
            overlap.lines_shared = best;
        }
        overlap
    }

    /// Counts the lines with words that are particular to a topic.
    fn count_lines(&self, facts: &Facts<'_>, group: &Group, own: f32, overlap: &mut Overlap) {
        for line in &group.lines {
            let rare = facts.tokens(*line).iter().filter(|token| !token.common);
            let shared = rare.map(|token| (self.held(*token) - own).clamp(0.0, 1.0));
            let best = shared.fold(-1.0_f32, f32::max);
            if best >= 0.0 {
                overlap.lines += 1.0;
                overlap.lines_shared += best;
            }
        }
    }

    /// Counts a token that stands in the neighbourhood too.
    fn neighbours(&self, overlap: &mut Overlap, token: Token, at: (usize, u32), weight: f32) {
        let holders = self.index.holders(token.stem);
        if holders.len() < 2 {
            return;
        }
        let (place, number) = at;
        let own = |holder: &u32| self.own.get(*holder as usize).copied().unwrap_or_default();
        let before = holders.get(..place).unwrap_or_default().iter().rev();
        let after = holders.get(place + 1..).unwrap_or_default().iter();
        let mut near = 0.0_f32;
        for holder in before.take_while(|holder| number - **holder <= NEIGHBOURS) {
            near = near.max(own(holder));
            overlap.weight_before += if number - holder == 1 { weight } else { 0.0 };
        }
        for holder in after.take_while(|holder| **holder - number <= NEIGHBOURS) {
            near = near.max(own(holder));
            overlap.weight_after += if holder - number == 1 { weight } else { 0.0 };
        }
        overlap.weight_near += weight * near;
    }
}

impl Overlap {
    /// Counts a token that so many paragraphs of the article hold.
    fn add(&mut self, token: Token, paragraphs: f32, name: bool) {
        let shared = paragraphs.min(1.0);
        let weight = f32::from(token.rarity) / FULL_WEIGHT;
        self.weight += weight;
        self.weight_shared += weight * shared;
        self.weight_central += weight * (paragraphs / CENTRAL_PARAGRAPHS).min(1.0);
        if token.common {
            self.common += 1.0;
            self.common_shared += shared;
            return;
        }
        self.rare += 1.0;
        self.rare_shared += shared;
        if name {
            self.names += 1.0;
            self.names_shared += shared;
            self.sure_names_shared += if token.inner_capital { shared } else { 0.0 };
        }
    }
}
