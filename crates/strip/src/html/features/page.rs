//! A page with everything that is counted of it once.

use std::sync::LazyLock;

use tamis_core::{BlockKind, Document};

use super::Tables;
use super::copies::{Copies, Groups};
use super::hints::Hints;
use super::keywords;
use super::levels::Levels;
use super::second::Guesses;
use super::sums::{Prefix, Sums};
use super::text::PageText;
use super::title::Title;
use super::tree::{FAR, NEAR, NEAR_TAGS, TagPlaces, Tree};
use crate::model::Rows;

/// A page, counted.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(super) document: &'a Document,
    pub(super) text: PageText,
    pub(super) tree: Tree,
    pub(super) sums: Vec<Sums>,
    pub(super) prefix: Prefix,
    pub(super) levels: Levels,
    pub(super) title: Title,
    pub(super) copies: Copies,
    pub(super) groups: Groups,
    pub(super) hints: Hints,
    pub(super) near: Vec<[u8; NEAR]>,
    /// For each block the last heading at or before it.
    pub(super) headings: Vec<Option<usize>>,
    pub(super) link_density: Vec<f32>,
    pub(super) facts: PageFacts,
}

/// Tags that are counted on the whole page.
const COUNTED_TAGS: [&str; 8] = ["h1", "article", "main", "form", "table", "li", "pre", "figure"];

static COUNTED_PLACES: LazyLock<TagPlaces> = LazyLock::new(|| TagPlaces::of(&COUNTED_TAGS));

/// Figures of the whole page.
#[derive(Debug, Default)]
pub(super) struct PageFacts {
    pub(super) sums: Sums,
    pub(super) first_h1: Option<usize>,
    pub(super) longest: f32,
    pub(super) questions: f32,
    /// Words that the page hides.
    pub(super) hidden: f32,
    pub(super) tags: [f32; COUNTED_TAGS.len()],
}

impl<'a> Page<'a> {
    pub(crate) fn of(document: &'a Document, tables: &Tables) -> Page<'a> {
        let blocks = &document.blocks;
        let text = PageText::of(blocks);
        let tree = Tree::of(document, &tables.keywords);
        let near = near(document, &tree);
        let link_density: Vec<f32> = blocks
            .iter()
            .zip(&text.blocks)
            .map(|(block, facts)| (block.signals.link_chars as f32 / facts.chars.max(1) as f32).min(1.0))
            .collect();
        let in_paragraph = |at: usize| {
            let p = NEAR_TAGS.iter().position(|tag| *tag == "p").unwrap_or(0);
            near.get(at).and_then(|near| near.get(p)).is_some_and(|levels| *levels < FAR)
        };
        let sums: Vec<Sums> = blocks
            .iter()
            .zip(&text.blocks)
            .zip(&link_density)
            .enumerate()
            .map(|(at, ((block, facts), links))| Sums::of(block, facts, *links, in_paragraph(at)))
            .collect();
        let prefix = Prefix::of(sums.iter().copied());
        let all = prefix.all();
        Page {
            levels: Levels::of(&tree, &prefix),
            title: Title::of(document, &text, &tree),
            copies: Copies::of(&text),
            groups: Groups::of(document, &tree, &sums),
            hints: Hints::of(document),
            headings: headings(document),
            facts: page_facts(document, &text, &tree, all),
            document,
            text,
            tree,
            sums,
            prefix,
            near,
            link_density,
        }
    }

    /// Number of blocks.
    pub(crate) fn len(&self) -> usize {
        self.document.blocks.len()
    }

    /// Words of a block, as it is weighed.
    pub(crate) fn words(&self, at: usize) -> f32 {
        self.sums.get(at).map_or(0.0, |sums| sums.words)
    }

    /// Whether any block has a word.
    pub(crate) fn has_words(&self) -> bool {
        self.facts.sums.words > 0.0
    }

    /// Whether the page hides a block.
    pub(crate) fn is_hidden(&self, at: usize) -> bool {
        self.document.blocks.get(at).is_some_and(|block| block.signals.hidden)
    }

    /// Share of a block's characters that stand in links.
    pub(crate) fn link_density(&self, at: usize) -> f32 {
        self.link_density.get(at).copied().unwrap_or(0.0)
    }

    /// Share of the title's words that stand in a block, and of its words that stand in the title.
    pub(crate) fn title_agreement(&self, at: usize) -> (f32, f32) {
        let of = |values: &[f32]| values.get(at).copied().unwrap_or(0.0);
        (of(&self.title.coverage), of(&self.title.precision))
    }

    /// Purposes that the names around a block tell, nearest first, with the levels up to each; 0 is inside of
    /// the block.
    pub(crate) fn purposes(&self, at: usize) -> Vec<(u8, &'static str)> {
        let Some(near) = self.near.get(at) else { return Vec::new() };
        let named = near.iter().skip(NEAR_TAGS.len()).enumerate().filter(|(_, levels)| **levels < FAR);
        let mut found: Vec<(u8, &'static str)> =
            named.map(|(purpose, levels)| (*levels, keywords::name(purpose))).collect();
        found.sort_by_key(|(levels, _)| *levels);
        found
    }

    /// The last heading at or before a block.
    pub(crate) fn heading_of(&self, at: usize) -> Option<usize> {
        self.headings.get(at).copied().flatten()
    }

    /// The features of the first pass, whose names these are.
    pub(crate) fn first(&self, names: &[std::borrow::Cow<'static, str>]) -> First<'_> {
        let mut common = Vec::new();
        self.put_page(&mut common);
        First { page: self, columns: names.len(), common }
    }

    /// The features of the second pass, from a first guess a block.
    pub(crate) fn second<'p>(&'p self, guesses: &'p [f32]) -> Guesses<'p> {
        Guesses::of(self, guesses)
    }
}

/// The features of the first pass.
#[derive(Debug)]
pub(crate) struct First<'p> {
    page: &'p Page<'p>,
    columns: usize,
    /// The last features, which all blocks share.
    common: Vec<f32>,
}

impl Rows for First<'_> {
    fn count(&self) -> usize {
        self.page.len()
    }

    fn put(&self, at: usize, values: &mut Vec<f32>) {
        let start = values.len();
        self.page.put_own(at, values);
        values.extend_from_slice(&self.common);
        debug_assert_eq!(values.len() - start, self.columns);
    }
}

impl Rows for Guesses<'_> {
    fn count(&self) -> usize {
        self.page_len()
    }

    fn put(&self, at: usize, values: &mut Vec<f32>) {
        self.put_second(at, values);
    }
}

/// For each block what is near it, going up; what stands inside of it counts as 0, its holder as 1.
fn near(document: &Document, tree: &Tree) -> Vec<[u8; NEAR]> {
    let mut all: Vec<[u8; NEAR]> = document
        .blocks
        .iter()
        .map(|block| tree.near(block.element).map(|levels| if levels < FAR { levels + 1 } else { FAR }))
        .collect();
    for (id, node) in tree.nodes.iter().enumerate() {
        if node.end != node.first + 1 || node.purposes == 0 {
            continue;
        }
        let at = node.first as usize;
        let holder = document.blocks.get(at).and_then(|block| block.element);
        if holder.is_none_or(|holder| id <= holder.0 as usize) {
            continue;
        }
        let Some(near) = all.get_mut(at) else { continue };
        let mut purposes = node.purposes;
        while purposes != 0 {
            if let Some(levels) = near.get_mut(NEAR_TAGS.len() + purposes.trailing_zeros() as usize) {
                *levels = 0;
            }
            purposes &= purposes - 1;
        }
    }
    all
}

fn headings(document: &Document) -> Vec<Option<usize>> {
    let mut last = None;
    let mut headings = Vec::with_capacity(document.blocks.len());
    for (at, block) in document.blocks.iter().enumerate() {
        if block.kind.is_heading() {
            last = Some(at);
        }
        headings.push(last);
    }
    headings
}

fn page_facts(document: &Document, text: &PageText, tree: &Tree, sums: Sums) -> PageFacts {
    let mut facts = PageFacts { sums, ..PageFacts::default() };
    facts.first_h1 = document.blocks.iter().position(|block| block.kind == BlockKind::Heading(1));
    for (block, text) in document.blocks.iter().zip(&text.blocks) {
        facts.longest = facts.longest.max(text.words);
        facts.questions += text.questions as f32;
        if block.signals.hidden {
            facts.hidden += text.words;
        }
    }
    for node in &tree.nodes {
        if let Some(count) = COUNTED_PLACES.get(node.tag).and_then(|at| facts.tags.get_mut(at)) {
            *count += 1.0;
        }
    }
    facts
}
