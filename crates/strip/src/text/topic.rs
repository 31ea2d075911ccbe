//! What the words of a group have in common with the article around it.

use super::facts::Facts;
use super::groups::Group;
use super::index::{Entry, Index};

/// A word that so many paragraphs hold is central to the article.
const CENTRAL_PARAGRAPHS: f32 = 3.0;
/// Groups of the article at its head that count as its opening.
const OPENING: usize = 3;

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

/// The vocabulary of the article: how much of it holds each word, and what each group has in common with it.
#[derive(Debug)]
pub(crate) struct Topic {
    /// For each group what it has in common with the article outside it.
    pub(crate) overlaps: Vec<Overlap>,
    /// Different words of the article that are particular to a topic.
    pub(crate) vocabulary: f32,
    /// Share of the rare words of a paragraph that stand in another one too, on average, 0..=1.
    pub(crate) own_rate: f32,
}

/// What the article says of a stem.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    /// How many groups of the article hold it.
    holders: f32,
    /// Whether the opening of the article holds it.
    opening: bool,
}

/// The stems of a document as the article holds them, each group being the article's as far as `own` says, 0..=1.
struct Vocabulary<'i> {
    index: &'i Index,
    own: &'i [f32],
    held: Vec<Held>,
}

impl Topic {
    /// The vocabulary of the groups, each as far as it is the article's. Cost is linear in the words.
    pub(crate) fn of(facts: &Facts<'_>, groups: &[Group], index: &Index, own: &[f32]) -> Self {
        let held = vec![Held::default(); facts.stems];
        let mut words = Vocabulary { index, own, held };
        let vocabulary = words.fill();
        let mut rates = Rates::default();
        let numbered = groups.iter().enumerate();
        let overlaps = numbered.map(|(at, group)| words.overlap(facts, group, at, &mut rates)).collect();
        Topic { overlaps, vocabulary, own_rate: rates.rate() }
    }
}

/// Rare words of the groups of the article, each as far as its group is the article's, and those of them that stand in
/// another group too.
#[derive(Debug, Default)]
struct Rates {
    rare: f32,
    shared: f32,
}

impl Rates {
    /// Two words of each outcome keep a short text from a rate of naught or one.
    fn rate(&self) -> f32 {
        (self.shared + 2.0) / (self.rare + 4.0)
    }
}

impl Vocabulary<'_> {
    /// Counts the groups that hold each stem, and gives the number of words that are particular to a topic.
    fn fill(&mut self) -> f32 {
        /// From this share on a group can be a part of the opening.
        const SURE: f32 = 0.5;
        let mut openings = 0;
        let mut vocabulary = 0.0;
        for (group, own) in self.own.iter().enumerate().filter(|(_, own)| **own > 0.0) {
            let entries = self.index.entries(group);
            let opens = *own >= SURE && !entries.is_empty() && openings < OPENING;
            openings += usize::from(opens);
            for entry in entries {
                let Some(held) = self.held.get_mut(entry.stem as usize) else { continue };
                let before = held.holders.min(1.0);
                held.holders += own;
                vocabulary += if entry.is_common() { 0.0 } else { held.holders.min(1.0) - before };
                held.opening |= opens;
            }
        }
        vocabulary
    }

    #[inline]
    fn held(&self, stem: u32) -> Held {
        self.held.get(stem as usize).copied().unwrap_or_default()
    }

    /// The overlap of the group with number `at` with the article outside it.
    ///
    /// Whether a word counts is a factor of 1 or 0, not a branch: which words are shared cannot be foreseen.
    fn overlap(&self, facts: &Facts<'_>, group: &Group, at: usize, rates: &mut Rates) -> Overlap {
        let own = self.own.get(at).copied().unwrap_or_default();
        // Sums over the words: of their shares by kind, and of their weights by what shares them.
        let (mut by_kind, mut by_weight) = ([0.0_f32; 5], [0.0_f32; 3]);
        let mut near = 0.0_f32;
        // The greatest share of a word that is particular to a topic, and of any word.
        let (mut best, mut most) = (0.0_f32, 0.0_f32);
        for entry in self.index.entries(at) {
            let held = self.held(entry.stem);
            let others = (held.holders - own).max(0.0);
            let (shared, weight) = (others.min(1.0), entry.weight());
            let kinds = entry.kinds();
            let opening = if held.opening && others > 0.0 { 1.0 } else { 0.0 };
            for (sum, kind) in by_kind.iter_mut().zip(kinds) {
                *sum += shared * kind;
            }
            let by = [shared, (others / CENTRAL_PARAGRAPHS).min(1.0), opening];
            for (sum, by) in by_weight.iter_mut().zip(by) {
                *sum += weight * by;
            }
            let [rare, ..] = kinds;
            best = best.max(shared * rare);
            most = most.max(shared);
            rates.shared += own * shared * rare;
            rates.rare += own * rare;
            if entry.has_neighbours() {
                near += weight * self.nearest(entry, at);
            }
        }
        let [rare_shared, common_shared, names_shared, sure_names_shared, title_shared] = by_kind;
        let [weight_shared, weight_central, weight_opening] = by_weight;
        let lines_shared = match group.lines.len() {
            0 | 1 => best,
            _ if most > 0.0 => self.lines_shared(facts, group, own),
            _ => 0.0,
        };
        Overlap {
            rare_shared,
            weight_shared,
            weight_central,
            weight_near: near,
            weight_opening,
            common_shared,
            names_shared,
            sure_names_shared,
            title_shared,
            lines_shared,
            ..self.index.alone(at)
        }
    }

    /// The sum over the lines of a group of the greatest share of a word that is particular to a topic.
    fn lines_shared(&self, facts: &Facts<'_>, group: &Group, own: f32) -> f32 {
        let best = |line: &usize| {
            let rare = facts.tokens(*line).iter().filter(|token| !token.common);
            rare.map(|token| (self.held(token.stem).holders - own).clamp(0.0, 1.0)).fold(0.0_f32, f32::max)
        };
        group.lines.iter().fold(0.0, |sum, line| sum + best(line))
    }

    /// How far the neighbour that is most the article's is so, of those that hold a word too.
    fn nearest(&self, entry: &Entry, group: usize) -> f32 {
        let own = |holder: &u32| self.own.get(*holder as usize).copied().unwrap_or_default();
        let holders = self.index.neighbours(entry).iter();
        holders.filter(|holder| **holder as usize != group).map(own).fold(0.0, f32::max)
    }
}
