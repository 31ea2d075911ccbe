//! What is opened as a whole document is HTML.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_core::Markup;
use tamis_decode::{DecodeConfig, Decoder};

static DECODER: LazyLock<Decoder> =
    LazyLock::new(|| Decoder::new(DecodeConfig::default()).expect("the default config is valid"));

fuzz_target!(|text: &str| {
    if let Some(found) = DECODER.whole_document(text) {
        assert_eq!(DECODER.sniff_markup(&found.html), Markup::Html);
        assert!((1..=4).contains(&found.note.layers));
    }
});
