//! The smallest element that holds nearly all the prose of the page.

use std::ops::Range;

use tamis_core::{Document, ElementId};

use super::HtmlConfig;
use super::facts::Facts;
use super::zones::Zones;

/// Share of prose in the further words of a wider element for it to hold the main content (guess).
const WIDENING_PROSE: f32 = 0.8;

/// The part of the page that holds the main content.
#[derive(Debug)]
pub(super) struct Main {
    /// Its blocks.
    pub(super) blocks: Range<u32>,
    /// Words of prose in it, those in zones left out.
    pub(super) prose: u32,
    /// The element, as evidence names it.
    pub(super) name: String,
}

/// The main part of a page; `None` if it has no elements.
pub(super) fn main(document: &Document, facts: &Facts, zones: &Zones, config: &HtmlConfig) -> Option<Main> {
    let elements = document.outline.elements();
    let prose = mass_before(document, facts, zones, true);
    let words = mass_before(document, facts, zones, false);
    let last = |sums: &[u32]| sums.last().copied().unwrap_or(0);
    // A page of cards, lists or a few lines is judged by all its words.
    let by_prose = last(&prose) as usize >= config.article_words
        && last(&prose) as f32 >= config.prose_share * last(&words) as f32;
    let mass = if by_prose { &prose } else { &words };
    let sum = |before: &[u32], range: &Range<u32>| {
        let at = |index: u32| before.get(index as usize).copied().unwrap_or(0);
        at(range.end).saturating_sub(at(range.start))
    };
    let needed = last(mass) as f32 * config.container_share;
    let mut main = 0_u32;
    for (at, element) in elements.iter().enumerate().skip(1) {
        let inside = element.parent.is_some_and(|parent| parent.0 == main);
        if inside && sum(mass, &element.blocks) as f32 >= needed.max(1.0) {
            main = at as u32;
        }
    }
    if by_prose {
        main = widened(document, main, |range| (sum(&prose, range), sum(&words, range)));
    }
    let element = elements.get(main as usize)?;
    Some(Main { blocks: element.blocks.clone(), prose: sum(&prose, &element.blocks), name: element.label() })
}

/// The outermost element around `main` whose further text is mostly prose too: the introduction above an
/// article, or its last part.
fn widened(document: &Document, main: u32, sums: impl Fn(&Range<u32>) -> (u32, u32)) -> u32 {
    let mut widest = main;
    let mut held = (0, 0);
    for (id, element) in document.outline.ancestors(Some(ElementId(main))) {
        let (prose, words) = sums(&element.blocks);
        if id.0 == main {
            held = (prose, words);
        }
        let (more_prose, more_words) = (prose - held.0, words - held.1);
        if more_words > 0 && more_prose as f32 >= WIDENING_PROSE * more_words as f32 {
            widest = id.0;
            held = (prose, words);
        }
    }
    widest
}

/// Words before each block that count: outside of zones, not hidden, and prose if so asked.
fn mass_before(document: &Document, facts: &Facts, zones: &Zones, only_prose: bool) -> Vec<u32> {
    let mut sum = 0;
    let mut before = vec![0];
    for (at, block) in document.blocks.iter().enumerate() {
        let fact = facts.block(at);
        let counts = !fact.concealed && zones.around(block.element).is_none() && (fact.prose || !only_prose);
        sum += if counts { fact.words } else { 0 };
        before.push(sum);
    }
    before
}
