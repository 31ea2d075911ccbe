//! The features of the second pass: what a first guess says of the other blocks.

use super::levels::LEVELS;
use super::page::Page;
use super::tree::NONE;
use crate::columns::{Columns, MISSING, share};

/// Distances on each side at which single guesses are looked at.
const NEIGHBOURS: [usize; 4] = [1, 2, 3, 4];

/// Blocks on each side whose guesses are averaged.
const WINDOWS: [usize; 4] = [2, 5, 12, 30];

/// A guess from which a block counts as surely kept.
const SURE: f32 = 0.6;

/// Occurrences from which a word counts as one that stands everywhere (guess).
const COMMON: f32 = 30.0;

/// Shares of the kept mass whose innermost element is looked for.
const SHARES: [f32; 3] = [0.5, 0.8, 0.95];

/// Words that are compared one by one faster than sorted.
const FEW: usize = 16;

/// First guesses of a page, with what is summed of them.
#[derive(Debug)]
pub(crate) struct Guesses<'a> {
    page: &'a Page<'a>,
    of_block: &'a [f32],
    /// Words, and words times guess, before each block.
    before: Vec<(f32, f32)>,
    /// The same for every group of blocks that are built alike.
    groups: Vec<(f32, f32)>,
    /// Blocks by falling guess: the words before each.
    rank: Vec<f32>,
    max: f32,
    unsure: f32,
    best: f32,
    first_sure: Option<usize>,
    last_sure: Option<usize>,
    /// For each of [`SHARES`] the innermost level that holds it, and the elements around it.
    holders: [Holder; SHARES.len()],
    /// For each block how its words are guessed elsewhere.
    vocabulary: Vec<(f32, f32)>,
    /// For each block the first block of its heading's section, and the end of it.
    sections: Vec<(u32, u32)>,
}

/// The innermost element that holds a share of the mass.
#[derive(Debug, Clone, Default)]
struct Holder {
    mean: f32,
    share: f32,
    /// For each element, levels up to the holder, or to the first that holds the holder too.
    up: Vec<u16>,
    /// For each element, the child of that level in which it lies; itself if it is that level.
    branch: Vec<u32>,
}

impl<'a> Guesses<'a> {
    pub(super) fn of(page: &'a Page<'a>, guesses: &'a [f32]) -> Guesses<'a> {
        let guess = |at: usize| guesses.get(at).copied().unwrap_or(0.0);
        let mut before = vec![(0.0, 0.0)];
        let mut groups = vec![(0.0, 0.0); page.groups.len()];
        let (mut words, mut mass, mut unsure, mut max) = (0.0, 0.0, 0.0, 0.0_f32);
        for at in 0..page.len() {
            let (own, p) = (page.words(at), guess(at));
            words += own;
            mass += own * p;
            unsure += own * p * (1.0 - p);
            max = max.max(p);
            before.push((words, mass));
            if let Some(group) = groups.get_mut(page.groups.group(at) as usize) {
                *group = (group.0 + own, group.1 + own * p);
            }
        }
        let (rank, best) = ranked(page, guesses, mass);
        let mut found = Guesses {
            page,
            of_block: guesses,
            before,
            groups,
            rank,
            max,
            unsure: share(unsure, words),
            best,
            first_sure: (0..page.len()).find(|at| guess(*at) > SURE),
            last_sure: (0..page.len()).rev().find(|at| guess(*at) > SURE),
            holders: Default::default(),
            vocabulary: vocabulary(page, guesses),
            sections: sections(page),
        };
        found.holders = SHARES.map(|wanted| found.holder(wanted));
        found
    }

    pub(super) fn page_len(&self) -> usize {
        self.page.len()
    }

    fn guess(&self, at: usize) -> f32 {
        self.of_block.get(at).copied().unwrap_or(0.0)
    }

    /// Words and mass of a run of blocks.
    fn range(&self, first: usize, end: usize) -> (f32, f32) {
        let at = |at: usize| self.before.get(at).or(self.before.last()).copied().unwrap_or_default();
        let (from, to) = (at(first.min(end)), at(end));
        (to.0 - from.0, to.1 - from.1)
    }

    fn mean(&self, first: usize, end: usize) -> f32 {
        let (words, mass) = self.range(first, end);
        if words > 0.0 { mass / words } else { MISSING }
    }

    /// The features of one block.
    pub(super) fn put_second(&self, at: usize, columns: &mut impl Columns) {
        let page = self.page;
        let (words, mass) = self.range(0, page.len());
        columns.put("guess", self.guess(at));
        for nth in NEIGHBOURS {
            let before = at.checked_sub(nth).map_or(MISSING, |at| self.guess(at));
            columns.put_nth("guess-before", nth, "", before);
            columns.put_nth("guess-after", nth, "", self.of_block.get(at + nth).copied().unwrap_or(MISSING));
        }
        for window in WINDOWS {
            columns.put_nth("mean-before", window, "", self.mean(at.saturating_sub(window), at));
            columns.put_nth("mean-after", window, "", self.mean(at + 1, at + 1 + window));
        }
        columns.put("mass-before", share(self.range(0, at).1, mass));
        columns.put("mass-after", share(self.range(at + 1, page.len()).1, mass));
        columns.put("page.mass", mass);
        columns.put("page.mass-share", share(mass, words));
        columns.put("page.max", self.max);
        columns.put("page.unsure", self.unsure);
        columns.put("page.best", self.best);
        columns.put("rank", self.rank.get(at).copied().unwrap_or(0.0));
        let signed = |from: Option<usize>| from.map_or(MISSING * 10_000.0, |from| at as f32 - from as f32);
        columns.put("from-first-sure", signed(self.first_sure));
        columns.put("from-last-sure", signed(self.last_sure));
        self.put_levels(at, mass, columns);
        self.put_alike(at, mass, columns);
    }

    fn put_levels(&self, at: usize, mass: f32, columns: &mut impl Columns) {
        let element = self.page.document.blocks.get(at).and_then(|block| block.element);
        let own_words = self.page.words(at);
        let own_mass = own_words * self.guess(at);
        let mut levels = self.page.tree.levels(element);
        for nth in 0..LEVELS {
            let node = levels.next().and_then(|level| self.page.tree.node(level));
            let sums = node.map(|node| self.range(node.first as usize, node.end as usize));
            let others = sums.map(|(words, mass)| (words - own_words, (mass - own_mass).max(0.0)));
            let mean =
                others.map_or(MISSING, |(words, mass)| if words > 0.0 { mass / words } else { MISSING });
            columns.put_nth("level-guess", nth, "mean", mean);
            columns.put_nth("level-guess", nth, "share", sums.map_or(MISSING, |sums| share(sums.1, mass)));
        }
        for (nth, holder) in self.holders.iter().enumerate() {
            let found = element.map_or(usize::MAX, |id| id.0 as usize);
            let branch = holder.branch.get(found).and_then(|id| self.page.tree.node(*id));
            let (first, end) = branch.map_or((at, at + 1), |node| (node.first as usize, node.end as usize));
            let (words, branch_mass) = self.range(first, end);
            let mut put = |name, value| columns.put_nth("holder", nth, name, value);
            put("up", holder.up.get(found).map_or(MISSING, |up| f32::from(*up)));
            put("mean", holder.mean);
            put("share", holder.share);
            put("branch-mean", share(branch_mass, words));
            put("branch-share", share(branch_mass, mass));
            put("branch-first", self.guess(first));
            put("branch-place", share(at as f32 - first as f32, end as f32 - first as f32));
        }
    }

    fn put_alike(&self, at: usize, mass: f32, columns: &mut impl Columns) {
        let page = self.page;
        let own_words = page.words(at);
        let group = self.groups.get(page.groups.group(at) as usize).copied().unwrap_or_default();
        let (words, alike) = (group.0 - own_words, (group.1 - own_words * self.guess(at)).max(0.0));
        columns.put("alike-mean", if words > 0.0 { alike / words } else { MISSING });
        columns.put("alike-share", share(group.1, mass));
        let (mean, known) = self.vocabulary.get(at).copied().unwrap_or((MISSING, 0.0));
        columns.put("vocabulary-mean", mean);
        columns.put("vocabulary-known", known);
        let heading = page.headings.get(at).copied().flatten();
        columns.put("heading-guess", heading.map_or(MISSING, |at| self.guess(at)));
        let (first, end) = self.sections.get(at).copied().unwrap_or_default();
        columns.put("section-mean", self.mean(first as usize, end as usize));
        columns.put("section-words", self.range(first as usize, end as usize).0);
        columns.put("title-guess", page.title.anchor.map_or(MISSING, |at| self.guess(at)));
        let after = page.title.anchor.map_or(MISSING, |at| share(self.range(at, page.len()).1, mass));
        columns.put("title-mass-after", after);
    }

    /// The innermost element that holds `wanted` of the mass.
    fn holder(&self, wanted: f32) -> Holder {
        let tree = &self.page.tree;
        let needed = self.range(0, self.page.len()).1 * wanted;
        let mut main = 0_u32;
        for (at, node) in tree.nodes.iter().enumerate().skip(1) {
            let held = self.range(node.first as usize, node.end as usize).1;
            if node.parent == main && held >= needed && held > 0.0 {
                main = at as u32;
            }
        }
        let mut holder = Holder { up: Vec::new(), branch: Vec::new(), ..Holder::default() };
        let mut holds = vec![false; tree.nodes.len()];
        let mut next = main;
        while let (Some(place), Some(node)) = (holds.get_mut(next as usize), tree.node(next)) {
            *place = true;
            next = node.parent;
        }
        if let Some(node) = tree.node(main) {
            let (words, mass) = self.range(node.first as usize, node.end as usize);
            holder.mean = share(mass, words);
            holder.share = share(words, self.page.facts.sums.words);
        }
        for (at, node) in tree.nodes.iter().enumerate() {
            let own = at as u32;
            let around = node.parent as usize;
            if holds.get(at) == Some(&true) {
                holder.up.push(0);
                holder.branch.push(own);
                continue;
            }
            let up = holder.up.get(around).map_or(0, |up: &u16| up.saturating_add(1));
            holder.up.push(up);
            let child = node.parent == NONE || holds.get(around) == Some(&true);
            let branch = if child { own } else { holder.branch.get(around).copied().unwrap_or(own) };
            holder.branch.push(branch);
        }
        holder
    }
}

/// For each block the words of blocks that are guessed higher, as a share of the mass; and the highest F1
/// that is expected of any choice.
fn ranked(page: &Page<'_>, guesses: &[f32], mass: f32) -> (Vec<f32>, f32) {
    let mut order: Vec<usize> = (0..guesses.len()).collect();
    order.sort_by(|a, b| {
        let of = |at: &usize| guesses.get(*at).copied().unwrap_or(0.0);
        of(b).total_cmp(&of(a)).then(a.cmp(b))
    });
    let mut rank = vec![0.0; guesses.len()];
    let (mut words, mut kept, mut best) = (0.0, 0.0, 0.0_f32);
    for at in order {
        if let Some(place) = rank.get_mut(at) {
            *place = share(words, mass);
        }
        let own = page.words(at);
        words += own;
        kept += own * guesses.get(at).copied().unwrap_or(0.0);
        best = best.max(share(2.0 * kept, words + mass));
    }
    (rank, best)
}

/// For each block the mean guess of the other blocks that its words stand in, function words left out, and
/// the share of its words that stand elsewhere at all.
fn vocabulary(page: &Page<'_>, guesses: &[f32]) -> Vec<(f32, f32)> {
    // Words by slot: occurrences, and guesses of the blocks they occur in. Two words in one slot are rare.
    let slots = (page.text.tokens.len() * 2).next_power_of_two().max(64);
    let slot = |token: u64| (token >> 16) as usize & (slots - 1);
    let mut sums = vec![(0.0_f32, 0.0_f32); slots];
    for at in 0..page.len() {
        let guess = guesses.get(at).copied().unwrap_or(0.0);
        for token in page.text.tokens_of(at) {
            if let Some(sum) = sums.get_mut(slot(*token)) {
                *sum = (sum.0 + 1.0, sum.1 + guess);
            }
        }
    }
    // How often each word of the block stands in it: words in order, and for each place of a word the number.
    let mut order: Vec<(u64, u32)> = Vec::new();
    let mut here: Vec<f32> = Vec::new();
    let of_block = |at: usize| {
        let guess = guesses.get(at).copied().unwrap_or(0.0);
        let tokens = page.text.tokens_of(at);
        here.clear();
        if tokens.len() <= FEW {
            here.extend(
                tokens.iter().map(|token| tokens.iter().filter(|other| *other == token).count() as f32),
            );
        } else {
            here.resize(tokens.len(), 0.0);
            order.clear();
            order.extend(tokens.iter().copied().zip(0..));
            order.sort_unstable();
        }
        let order = if tokens.len() <= FEW { &[] } else { order.as_slice() };
        for same in order.chunk_by(|(a, _), (b, _)| a == b) {
            for (_, place) in same {
                if let Some(count) = here.get_mut(*place as usize) {
                    *count = same.len() as f32;
                }
            }
        }
        let (mut known, mut sum, mut all) = (0.0, 0.0, 0.0);
        for (token, here) in tokens.iter().zip(&here) {
            let Some(&(count, mass)) = sums.get(slot(*token)) else { continue };
            let elsewhere = count - here;
            all += 1.0;
            // Words that stand everywhere tell nothing.
            if elsewhere > 0.5 && elsewhere < COMMON {
                known += 1.0;
                sum += (mass - here * guess).max(0.0) / elsewhere;
            }
        }
        (if known > 0.0 { sum / known } else { MISSING }, share(known, all))
    };
    (0..page.len()).map(of_block).collect()
}

/// For each block the run of blocks from its heading to before the next one.
fn sections(page: &Page<'_>) -> Vec<(u32, u32)> {
    let mut sections = vec![(0, page.len() as u32); page.len()];
    let mut end = page.len() as u32;
    for at in (0..page.len()).rev() {
        let heading = page.headings.get(at).copied().flatten();
        if let Some(section) = sections.get_mut(at) {
            *section = (heading.unwrap_or(0) as u32, end);
        }
        if heading == Some(at) {
            end = at as u32;
        }
    }
    sections
}
