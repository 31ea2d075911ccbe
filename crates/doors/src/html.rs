//! HTML to blocks and an outline.

use std::sync::LazyLock;

use tamis_core::BlockKind;
use tamis_extract::{ExtractConfig, Extractor, Page, SelectorRules};

use crate::input::Input;

/// Parser steps that any page may take, and those for each byte of it: with at most 512 open elements no byte costs more.
const FREE_STEPS: u64 = 65_536;
const STEPS_A_BYTE: u64 = 600;

/// Selectors as users write them.
static RULES: LazyLock<Vec<SelectorRules>> = LazyLock::new(|| {
    let rules = |drop: &[&str], keep: &[&str], only: Option<&str>| {
        let owned = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        SelectorRules::new(&owned(keep), &owned(drop), only).expect("valid CSS")
    };
    vec![
        rules(&["b, .k", "nav a[href^='/']"], &["td > *"], None),
        rules(&[":not(p):nth-child(2n+1)", "[class~=x] ~ *"], &["*:has(> a)"], Some("body div")),
    ]
});

/// One byte for selectors and address, then a page.
///
/// Any text is a page, in a number of steps and elements that its length bounds; every block has visible text and an element
/// that holds it; elements nest; selectors change no block; the same page gives the same blocks.
pub(crate) fn html(bytes: &[u8]) {
    let mut input = Input(bytes);
    let choice = input.byte();
    let html = input.text();
    let url = [None, Some("https://news.example.org/2024/05/03/a-title?page=2")][usize::from(choice % 2)];
    let rules = RULES.get(usize::from(choice / 2 % 3));
    let max_steps = FREE_STEPS + STEPS_A_BYTE * html.len() as u64;
    let extractor = Extractor::new(ExtractConfig { max_steps }).expect("a limit over 0");
    let page = extractor.html_at(&html, None, url).expect("steps that the length bounds");
    assert!(page.outline.elements().len() <= 16 * html.len() + 8192);
    check_outline(&page);
    let days = page.facts.published.iter().chain(&page.facts.updated);
    assert!(days.into_iter().all(|dated| dated.day.len() == 10 && !dated.evidence.is_empty()));
    assert!(page.facts.authors.iter().all(|name| !name.trim().is_empty()));
    let again = extractor.html_at(&html, rules, url).expect("as before");
    assert_eq!(again.blocks, page.blocks);
    if rules.is_none() {
        assert_eq!(again, page);
    }
}

fn check_outline(page: &Page) {
    let elements = page.outline.elements();
    for (at, element) in elements.iter().enumerate() {
        let blocks = &element.blocks;
        assert!(blocks.start <= blocks.end && blocks.end as usize <= page.blocks.len());
        if let Some(parent) = element.parent {
            assert!((parent.0 as usize) < at);
            let around = &elements[parent.0 as usize].blocks;
            let inside = around.start <= blocks.start && blocks.end <= around.end;
            assert!(inside || blocks.is_empty(), "{element:?} sticks out of {around:?}");
        }
    }
    for (block, at) in page.blocks.iter().zip(0_u32..) {
        assert!(!block.text.trim().is_empty());
        assert!(block.kind == BlockKind::Code || !block.text.contains('\n'));
        let holder =
            block.element.and_then(|id| page.outline.get(id)).expect("a block of a page has an element");
        assert!(holder.blocks.contains(&at), "{at} {block:?} {holder:?}");
    }
}
