//! Data in a page: JSON, deflated, in base64, in an element that no browser runs and no text can leave.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;

/// The content of a data element: base64 of a raw deflate stream of JSON in UTF-8.
pub(super) fn packed(value: &impl Serialize) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(9));
    // Types of the views have string keys alone, and memory takes everything: neither can fail.
    let json = serde_json::to_vec(value).unwrap_or_default();
    let bytes = encoder.write_all(&json).and_then(|()| encoder.finish()).unwrap_or_default();
    STANDARD.encode(bytes)
}

#[cfg(test)]
pub(super) fn unpacked(text: &str) -> serde_json::Value {
    use std::io::Read;
    let bytes = STANDARD.decode(text.trim()).expect("base64");
    let mut json = Vec::new();
    flate2::read::DeflateDecoder::new(bytes.as_slice()).read_to_end(&mut json).expect("deflate");
    serde_json::from_slice(&json).expect("json")
}
