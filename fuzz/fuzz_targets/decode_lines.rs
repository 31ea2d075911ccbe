//! Decoding decoded text changes nothing.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_decode::{DecodeConfig, Decoder, StepCounts};

static DECODER: LazyLock<Decoder> =
    LazyLock::new(|| Decoder::new(DecodeConfig::default()).expect("the default config is valid"));

fuzz_target!(|text: &str| {
    let once = DECODER.lines(text).text();
    assert_eq!(DECODER.lines(&once).text(), once);
    DECODER.block_text(text, &mut StepCounts::default());
});
