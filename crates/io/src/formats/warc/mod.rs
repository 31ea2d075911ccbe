//! WARC, and WET, which is WARC: a sequence of records, of which some are documents.
//!
//! Record framing follows [WARC 1.1](https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/),
//! and 1.0 and 0.x, which are framed alike. Cutting ([`cutter`]) is a matter of lengths and looks into no body; what a
//! record holds is told where it is parsed ([`document`]).

mod cutter;
mod document;
mod encodings;
mod fields;
mod http;
mod payload;
mod stream;

use super::Format;
use crate::record::RawRecord;
use crate::source::Source;

/// Web archives.
pub(super) struct Warc;

impl Format for Warc {
    fn name(&self) -> &'static str {
        "warc"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".warc", ".wet"]
    }

    fn has_rows(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> bool {
        head.starts_with(b"WARC/1.") || head.starts_with(b"WARC/0.")
    }

    fn open(&self, source: Source) -> Box<dyn Iterator<Item = RawRecord> + Send> {
        let mut cutter = cutter::Cutter::new(source);
        Box::new(std::iter::from_fn(move || cutter.next()))
    }
}
