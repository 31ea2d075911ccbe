//! The features of one block in the first pass.

use tamis_core::{BlockKind, Marker};

use super::keywords;
use super::levels::LEVELS;
use super::page::Page;
use super::tree::NEAR_TAGS;
use crate::columns::{Columns, MISSING, share};

/// Tags around a block with a feature of their own.
const TAGS: usize = 4;

impl Page<'_> {
    /// All features of one block.
    pub(super) fn put_first(&self, at: usize, columns: &mut impl Columns) {
        self.put_own(at, columns);
        self.put_page(columns);
    }

    /// The features of one block that not all blocks of the page share.
    pub(super) fn put_own(&self, at: usize, columns: &mut impl Columns) {
        self.put_text(at, columns);
        self.put_signals(at, columns);
        self.put_place(at, columns);
        self.put_heading(at, columns);
        self.put_around(at, columns);
        self.put_tree(at, columns);
    }

    fn put_text(&self, at: usize, columns: &mut impl Columns) {
        let Some(facts) = self.text.blocks.get(at) else { return };
        let (words, chars) = (facts.words, facts.chars as f32);
        columns.put("words", words);
        columns.put("chars", chars);
        columns.put("terminals", facts.terminals as f32);
        columns.put("terminal-share", share(facts.terminals as f32, words));
        columns.put("bars", facts.bars as f32);
        columns.put("colons", facts.colons as f32);
        columns.put("upper", share(facts.capitals as f32, chars));
        columns.put("last", f32::from(facts.last as u8));
        let of = |values: &[f32]| values.get(at).copied().unwrap_or(0.0);
        columns.put("copies", of(&self.copies.count));
        columns.put("copy-ordinal", of(&self.copies.ordinal));
        columns.put("title-coverage", of(&self.title.coverage));
        columns.put("title-precision", of(&self.title.precision));
    }

    fn put_signals(&self, at: usize, columns: &mut impl Columns) {
        let Some(block) = self.document.blocks.get(at) else { return };
        columns.put("links", self.link_density.get(at).copied().unwrap_or(0.0));
        columns.put_flag("hidden", block.signals.hidden);
        columns.put_flag("dash", block.marker == Marker::Dash);
        columns.put("kind", kind_number(block.kind));
        columns.put("heading", f32::from(heading_level(block.kind)));
    }

    fn put_place(&self, at: usize, columns: &mut impl Columns) {
        let all = self.facts.sums;
        let (before, after) = (self.prefix.range(0, at), self.prefix.range(at + 1, self.len()));
        columns.put("index-from-end", (self.len() - at - 1) as f32);
        columns.put("place", share(at as f32, self.len() as f32));
        columns.put("word-place", share(before.words, all.words));
        columns.put("words-before", before.words);
        columns.put("words-after", after.words);
        columns.put("long-before", before.long);
        columns.put("long-after", after.long);
        let signed = |from: Option<usize>| from.map_or(MISSING * 10_000.0, |from| at as f32 - from as f32);
        columns.put("from-h1", signed(self.facts.first_h1));
        columns.put("from-title", signed(self.title.anchor));
        let words_from_title = self.title.anchor.map_or(MISSING, |anchor| {
            if anchor < at { self.prefix.range(anchor, at).words } else { MISSING }
        });
        columns.put("words-from-title", words_from_title);
        let element = self.document.blocks.get(at).and_then(|block| block.element);
        let levels = |of: &[u16]| {
            let found = element.and_then(|id| of.get(id.0 as usize)).filter(|levels| **levels < u16::MAX);
            found.map_or(MISSING, |levels| f32::from(*levels))
        };
        columns.put("title-up", levels(&self.title.up));
        columns.put("title-down", levels(&self.title.down));
    }

    fn put_heading(&self, at: usize, columns: &mut impl Columns) {
        let own = self.document.blocks.get(at).is_some_and(|block| block.kind.is_heading());
        let before = if own { at.checked_sub(1) } else { Some(at) };
        let heading = before.and_then(|at| self.headings.get(at).copied().flatten());
        let block = heading.and_then(|at| self.document.blocks.get(at));
        let facts = heading.and_then(|at| self.text.blocks.get(at));
        columns.put("from-heading", heading.map_or(MISSING, |from| (at - from) as f32));
        columns
            .put("words-from-heading", heading.map_or(MISSING, |from| self.prefix.range(from + 1, at).words));
        columns.put("heading-level", block.map_or(MISSING, |block| f32::from(heading_level(block.kind))));
        columns.put("heading-words", facts.map_or(MISSING, |facts| facts.words));
        let links = heading.and_then(|at| self.link_density.get(at)).copied().unwrap_or(MISSING);
        columns.put("heading-links", links);
    }

    fn put_tree(&self, at: usize, columns: &mut impl Columns) {
        let Some(block) = self.document.blocks.get(at) else { return };
        let mut node = block.element.and_then(|id| self.tree.node(id.0));
        columns.put("depth", node.map_or(MISSING, |node| f32::from(node.depth)));
        for nth in 0..TAGS {
            columns.put_nth("tag", nth, "", node.map_or(MISSING, |node| f32::from(node.tag)));
            node = node.and_then(|node| self.tree.node(node.parent));
        }
        if let Some(near) = self.near.get(at) {
            let near = near.map(f32::from);
            if let (Some(tags), Some(purposes)) = (near.first_chunk(), near.last_chunk()) {
                columns.put_many_nth("near", 0, &NEAR_TAGS, *tags);
                columns.put_many_nth("near", 1, &keywords::NAMES, *purposes);
            }
        }
        let mut levels = self.tree.levels(block.element);
        for nth in 0..LEVELS {
            self.levels.put(nth, &self.tree, levels.next(), &self.facts.sums, columns);
        }
        let group = self.groups.sums(at);
        columns.put("group.blocks", group.blocks);
        columns.put("group.share", share(group.words, self.facts.sums.words));
        columns.put("group.words", share(group.words, group.blocks));
        columns.put("group.links", share(group.link_words, group.words));
        columns.put("group.ordinal", self.groups.ordinal(at));
    }

    /// The features that all blocks of the page share.
    pub(super) fn put_page(&self, columns: &mut impl Columns) {
        let sums = self.facts.sums;
        columns.put("page.blocks", sums.blocks);
        columns.put("page.words", sums.words);
        columns.put("page.block-words", share(sums.words, sums.blocks));
        columns.put("page.long", sums.long);
        columns.put("page.long-share", share(sums.long, sums.blocks));
        columns.put("page.currencies", share(sums.currencies, sums.words));
        columns.put("page.longest", self.facts.longest);
        columns.put("page.questions", share(self.facts.questions, sums.words));
        columns.put("page.terminals", share(sums.terminals, sums.words));
        columns.put("page.links", share(sums.link_words, sums.words));
        columns.put("page.paragraph", share(sums.paragraph, sums.words));
        columns.put("page.headings", share(sums.headings, sums.blocks));
        columns.put("page.hidden", share(self.facts.hidden, sums.words));
        columns.put("page.title-words", self.title.words as f32);
        columns
            .put("page.title-place", self.title.anchor.map_or(MISSING, |at| share(at as f32, sums.blocks)));
        columns.put("page.h1-place", self.facts.first_h1.map_or(MISSING, |at| share(at as f32, sums.blocks)));
        for (nth, count) in self.facts.tags.iter().enumerate() {
            columns.put_nth("page.tags", nth, "", *count);
        }
        self.hints.put_page(columns);
    }
}

pub(super) fn heading_level(kind: BlockKind) -> u8 {
    match kind {
        BlockKind::Title => 1,
        BlockKind::Heading(level) => level,
        _ => 0,
    }
}

fn kind_number(kind: BlockKind) -> f32 {
    match kind {
        BlockKind::Title | BlockKind::Heading(_) => 1.0,
        BlockKind::Paragraph => 2.0,
        BlockKind::ListItem => 3.0,
        BlockKind::TableRow => 4.0,
        BlockKind::Quote => 5.0,
        BlockKind::Code => 6.0,
        BlockKind::Caption => 7.0,
        BlockKind::Definition => 8.0,
        _ => 9.0,
    }
}
