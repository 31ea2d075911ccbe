//! Any text is a page: no panic, a bounded number of elements, and the same blocks each time.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_extract::{ExtractConfig, Extractor};

static EXTRACTOR: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(ExtractConfig::default()).expect("the default config is valid"));

fuzz_target!(|html: &str| {
    let page = EXTRACTOR.html(html, None).expect("a page that the fuzzer makes is small");
    assert!(page.outline.elements().len() <= 16 * html.len() + 8192);
    for block in &page.blocks {
        assert!(!block.text.trim().is_empty());
        assert!(block.element.and_then(|id| page.outline.get(id)).is_some());
    }
    assert_eq!(EXTRACTOR.html(html, None).expect("as before"), page);
});
