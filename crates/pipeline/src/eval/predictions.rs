//! Texts that some tool has made of the pages.

use std::collections::BTreeMap;
use std::path::Path;

use tamis_core::{Body, RejectCause};
use tamis_io::{InputConfig, Parsed, Reader};

use crate::RunError;

/// Reads rows `{id, text}`, compressed or not. A row without text counts as empty; of two rows with the
/// same id the later one holds.
pub(super) fn read(path: &Path, max_row_bytes: u64) -> Result<BTreeMap<String, String>, RunError> {
    let input = InputConfig { from: "jsonl".into(), ..InputConfig::default() };
    let reader = Reader::new(input, max_row_bytes)?;
    let mut texts = BTreeMap::new();
    for raw in reader.discover(&[path], &[] as &[&Path])?.files.iter().flat_map(|file| reader.open(file)) {
        match raw.parse() {
            Ok(Parsed::Skipped(_)) => {}
            Ok(Parsed::Record(record)) => {
                let text = match record.body {
                    Body::Text(text) => text,
                    Body::Bytes { bytes, .. } => String::from_utf8_lossy(&bytes).into_owned(),
                };
                texts.insert(record.meta.id, text);
            }
            Err(reject) if reject.cause == RejectCause::MissingText && reject.id.is_some() => {
                texts.insert(reject.id.unwrap_or_default(), String::new());
            }
            Err(reject) => {
                return Err(RunError::Unreadable {
                    place: reject.place.to_string(),
                    message: reject.message,
                });
            }
        }
    }
    Ok(texts)
}
