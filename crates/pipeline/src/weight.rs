//! What a document costs in memory, told before it is looked at.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tamis_core::{Body, Markup, Record};

use crate::Config;

/// Bytes of memory for each byte of a document: the most that texts and pages of 32 MiB with long lines took was 11.
const BYTES_A_BYTE: u64 = 12;
/// The same for each line of a text or tag of a page: pages and texts of 32 MiB that were little else took up to 490.
pub(crate) const BYTES_A_PART: u64 = 500;
/// Documents that may take more than this part of the memory of documents are looked at one at a time: one in so many.
const HEAVY_SHARE: u64 = 4;

/// Lines of a text or tags of a page, whichever are more if that is not known: what it is cut into at most.
fn parts(record: &Record) -> u64 {
    let bytes = match &record.body {
        Body::Bytes { bytes, .. } => bytes.as_slice(),
        Body::Text(text) => text.as_bytes(),
    };
    let count = |byte: u8| memchr::memchr_iter(byte, bytes).count() as u64;
    match record.markup {
        Markup::Html => count(b'<'),
        Markup::Text => count(b'\n'),
        Markup::Unknown => count(b'<').max(count(b'\n')),
    }
}

/// Lets documents that may take much memory through one at a time.
#[derive(Debug)]
pub(crate) struct Gate {
    most_parts: u64,
    heavy_bytes: u64,
    one: Mutex<()>,
}

impl Gate {
    pub(crate) fn new(config: &Config) -> Self {
        let limits = &config.limits;
        Gate {
            most_parts: limits.most_parts(),
            heavy_bytes: limits.documents_bytes() / HEAVY_SHARE,
            one: Mutex::new(()),
        }
    }

    /// What is wrong with a document of too many parts.
    pub(crate) fn too_many_parts(&self, record: &Record) -> Option<String> {
        let most = self.most_parts;
        // Few documents are so long, and every part has a byte.
        if record.body.len() as u64 <= most {
            return None;
        }
        let parts = parts(record);
        let kind = if record.markup == Markup::Html { "tags" } else { "lines or tags" };
        (parts > most).then(|| {
            format!("the document has {parts} {kind}, over the limit of {most} (limits.max_document_parts, --memory)")
        })
    }

    /// Waits, if the document may take much memory, until no other such document is looked at. What comes back is to be
    /// held until nothing is left of it.
    pub(crate) fn pass(&self, record: &Record) -> Option<MutexGuard<'_, ()>> {
        let bytes = record.body.len() as u64;
        // Few documents are long, and counting takes longer than this.
        if bytes * (BYTES_A_BYTE + BYTES_A_PART) < self.heavy_bytes {
            return None;
        }
        let is_heavy = bytes * BYTES_A_BYTE + parts(record) * BYTES_A_PART > self.heavy_bytes;
        is_heavy.then(|| self.one.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use tamis_core::{Metadata, Place};

    use super::*;
    use crate::LimitsConfig;

    fn record(text: &str, markup: Markup) -> Record {
        Record { place: Place::default(), meta: Metadata::default(), markup, body: Body::Text(text.into()) }
    }

    fn gate(memory: u64, max_document_parts: u64) -> Gate {
        let limits = LimitsConfig { max_document_parts, memory, ..LimitsConfig::default() };
        Gate::new(&Config { limits, ..Config::default() })
    }

    #[test]
    fn parts_are_lines_or_tags() {
        let text = "a\n<b>c</b>\n<i>\n";
        for (markup, expect) in [(Markup::Text, 3), (Markup::Html, 3), (Markup::Unknown, 3)] {
            assert_eq!(parts(&record(text, markup)), expect);
        }
        assert_eq!(parts(&record("a\n<\n\n", Markup::Html)), 1);
        assert!(gate(0, 2).too_many_parts(&record(text, Markup::Text)).unwrap().contains("3 lines"));
        assert!(gate(0, 3).too_many_parts(&record(text, Markup::Text)).is_none());
    }

    #[test]
    fn one_heavy_document_at_a_time() {
        let gate = gate(1 << 20, u64::MAX);
        let heavy = record(&"x\n".repeat(400), Markup::Text);
        let held = gate.pass(&heavy);
        assert!(held.is_some() && gate.one.try_lock().is_err());
        assert!(gate.pass(&record("light", Markup::Text)).is_none());
        drop(held);
        assert!(gate.one.try_lock().is_ok());
    }
}
