//! Any bytes are text in some charset or refused, and valid UTF-8 comes out as it went in.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_core::Markup;
use tamis_decode::{DecodeConfig, Decoder};

static DECODER: LazyLock<Decoder> =
    LazyLock::new(|| Decoder::new(DecodeConfig::default()).expect("the default config is valid"));

fuzz_target!(|input: (Option<String>, bool, Vec<u8>)| {
    let (label, is_html, bytes) = input;
    let markup = if is_html { Markup::Html } else { Markup::Unknown };
    if let Ok(found) = DECODER.charset(bytes, label.as_deref(), markup) {
        let again = DECODER.charset(found.text.clone().into_bytes(), Some("utf-8"), Markup::Text);
        if let Ok(again) = again
            && again.charset == "UTF-8"
            && !found.text.starts_with('\u{feff}')
        {
            assert_eq!(again.text, found.text);
        }
        DECODER.sniff_markup(&found.text);
    }
});
