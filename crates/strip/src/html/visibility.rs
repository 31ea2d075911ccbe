//! Which blocks a reader never gets to see: not those that a click on a tab or a question shows, nor
//! the text of a page that stays hidden, or in `noscript`, until a script has run.

use std::ops::Range;

use tamis_core::{Document, Element};

use super::keywords;
use super::zones::name_words;

/// Prefix of the ids under which React streams content that a script then puts in its place.
const STREAMED_ID: &str = "S:";

/// For every block, whether the page hides it for good. `is_content` tells of a run of blocks whether it
/// holds too much of the page's prose to be anything else.
pub(super) fn concealed(document: &Document, is_content: impl Fn(&Range<u32>) -> bool) -> Vec<bool> {
    let elements = document.outline.elements();
    // Whether each element lies in something hidden that a reader can open.
    let mut opens: Vec<bool> = Vec::with_capacity(elements.len());
    let mut hidden: Vec<bool> = Vec::with_capacity(elements.len());
    for element in elements {
        let parent = element.parent.map(|id| id.0 as usize);
        let of_parent = |flags: &[bool]| parent.and_then(|at| flags.get(at)).copied().unwrap_or(false);
        let around = parent.and_then(|at| elements.get(at));
        let inherited = of_parent(&hidden);
        let openable = if element.hidden && !inherited {
            is_content(&element.blocks)
                || can_open(element)
                || around.is_some_and(can_open)
                || element.id.starts_with(STREAMED_ID)
        } else {
            of_parent(&opens)
        };
        opens.push(openable);
        hidden.push(inherited || element.hidden);
    }
    let is_concealed = |block: &tamis_core::Block| {
        let opens = block.element.and_then(|id| opens.get(id.0 as usize)).copied().unwrap_or(false);
        block.signals.hidden && !opens
    };
    document.blocks.iter().map(is_concealed).collect()
}

fn can_open(element: &Element) -> bool {
    let role = element.role.to_ascii_lowercase();
    element.tag == "details"
        || matches!(role.as_str(), "tabpanel" | "region")
        || [&element.class, &element.id].into_iter().flat_map(|names| name_words(names)).any(keywords::opens)
}
