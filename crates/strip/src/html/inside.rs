//! The verdict on every block, by its zone, its place, and what stands around it.

use std::collections::BTreeSet;

use tamis_core::{Block, BlockKind, Document, Reason, Verdict, words};

use super::container::Main;
use super::facts::{BlockFacts, Facts};
use super::sections::Sections;
use super::zones::Zones;
use super::{CERTAIN, HtmlConfig, patterns};

/// Share of the words of the shorter of two lines that must stand in the other for the two to be the
/// same headline (guess).
const SAME_HEADLINE: f32 = 0.8;

/// Words of a line beside the headline that can be a date or a name (guess).
const MAX_BYLINE_WORDS: u32 = 16;

pub(super) fn verdicts(
    document: &Document,
    facts: &Facts,
    zones: &Zones,
    main: Option<&Main>,
    config: &HtmlConfig,
) -> Vec<Verdict> {
    let sections = Sections::of(document, facts, main, config);
    let judge = Judge { document, facts, zones, sections, main, config, title: title_words(document) };
    let mut seen = BTreeSet::new();
    let mut verdicts = Vec::with_capacity(document.blocks.len());
    let first_prose = judge.first_prose();
    for (at, block) in document.blocks.iter().enumerate() {
        let mut verdict = judge.verdict(at, block, first_prose);
        let long = facts.block(at).words as usize >= config.duplicate_words;
        if !verdict.is_drop() && long && !seen.insert(block.text.as_str()) {
            verdict = Verdict::drop(Reason::DuplicateBlock, CERTAIN, "the same text stands above");
        }
        verdicts.push(verdict);
    }
    verdicts
}

struct Judge<'a> {
    document: &'a Document,
    facts: &'a Facts,
    zones: &'a Zones,
    sections: Sections,
    main: Option<&'a Main>,
    config: &'a HtmlConfig,
    title: BTreeSet<String>,
}

impl Judge<'_> {
    /// The first block of prose in the main part.
    fn first_prose(&self) -> usize {
        let range = self.main.map_or(0..0, |main| main.blocks.clone());
        let is_prose = |at: &u32| self.facts.block(*at as usize).prose;
        range.clone().find(is_prose).unwrap_or(range.end) as usize
    }

    fn verdict(&self, at: usize, block: &Block, first_prose: usize) -> Verdict {
        let fact = self.facts.block(at);
        if fact.concealed {
            return Verdict::drop(Reason::Hidden, CERTAIN, "the page hides it from its readers");
        }
        if let Some(zone) = self.zones.around(block.element) {
            let element = self.document.outline.elements().get(zone.opened_by as usize);
            let place = element.map(tamis_core::Element::label).unwrap_or_default();
            let evidence = format!("inside {place}; link density {:.2}", fact.link_density);
            return Verdict::drop(zone.reason, 0.9, evidence);
        }
        let Some(main) = self.main else { return Verdict::keep(0.0) };
        if !main.blocks.contains(&(at as u32)) {
            let evidence = format!("outside of {}, which holds the prose", main.name);
            return Verdict::drop(Reason::Boilerplate, 0.8, evidence);
        }
        if block.kind.is_heading() && self.is_headline(block) {
            return Verdict::drop(Reason::Headline, 0.9, "a heading that says what the title says");
        }
        if let Some((reason, evidence)) = self.sections.reason(at) {
            return Verdict::drop(*reason, 0.8, evidence.clone());
        }
        self.loose(at, block, fact, first_prose).unwrap_or_else(|| Verdict::keep(fact.link_density * 0.5))
    }

    fn is_headline(&self, block: &Block) -> bool {
        if self.title.is_empty() {
            return block.kind == BlockKind::Heading(1);
        }
        let heading: BTreeSet<String> = words(&block.text).map(str::to_lowercase).collect();
        let common = heading.intersection(&self.title).count() as f32;
        let shorter = heading.len().min(self.title.len()) as f32;
        common >= SAME_HEADLINE * shorter && (block.kind == BlockKind::Heading(1) || heading == self.title)
    }

    /// A line in the main part that is no text of it.
    fn loose(&self, at: usize, block: &Block, fact: BlockFacts, first_prose: usize) -> Option<Verdict> {
        let main = self.main?;
        if block.kind == BlockKind::Other && !fact.prose {
            return Some(Verdict::drop(Reason::Form, 0.7, "a button or label"));
        }
        if main.prose < self.config.article_words as u32 {
            return None;
        }
        if at < first_prose && fact.words <= MAX_BYLINE_WORDS && patterns::is_byline(&block.text) {
            return Some(Verdict::drop(Reason::Byline, 0.8, "a date or name above the text"));
        }
        if block.kind == BlockKind::Caption {
            return Some(Verdict::drop(Reason::Caption, 0.7, "a caption"));
        }
        None
    }
}

fn title_words(document: &Document) -> BTreeSet<String> {
    words(document.meta.title.as_deref().unwrap_or_default()).map(str::to_lowercase).collect()
}
