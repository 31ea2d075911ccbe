//! The formats that can be read. A new one is a file here, named in the two lists below.

mod html;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;
mod text;
mod warc;

pub(crate) use html::is_page;
#[cfg(feature = "parquet")]
pub(crate) use parquet::count_rows;

use crate::compression::{Codec, strip_suffix_ignoring_case};
use crate::record::RawRecord;
use crate::source::Source;

/// What can be read, in the order in which content is asked.
pub(crate) static FORMATS: &[&dyn Format] = &[
    #[cfg(feature = "parquet")]
    &parquet::Parquet,
    &html::Html,
    &jsonl::Jsonl,
    &warc::Warc,
    &text::Text,
];

/// The name of the format of single pages.
pub(crate) const PAGES: &str = "html";

/// Bytes of an unnamed input that are looked at to tell its format.
pub(crate) const SNIFF_BYTES: usize = 4096;

/// One input format.
pub(crate) trait Format: Sync {
    /// Its name for `--from`.
    fn name(&self) -> &'static str;

    /// Its extensions in lower case, with dot, without that of a compression.
    fn extensions(&self) -> &'static [&'static str];

    /// Whether a file is a container of documents with ids of their own, rather than one document.
    fn has_rows(&self) -> bool;

    /// Whether a file that begins with `head`, decompressed, can be of this format. The last format
    /// of the list takes what no other one wants.
    fn sniff(&self, head: &[u8]) -> bool;

    /// The records of an input, in order. Everything that can go wrong is a reject.
    fn open(&self, source: Source) -> Box<dyn Iterator<Item = RawRecord> + Send>;
}

/// The names that `from` takes besides `auto`: `parquet`, `html`, `jsonl`, `warc`, `text`.
pub fn format_names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name()).collect()
}

/// The format with this name.
pub(crate) fn by_name(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}

/// A file name taken apart: stem, format by extension, compression by extension.
pub(crate) struct FileName<'n> {
    pub(crate) stem: &'n str,
    pub(crate) format: Option<&'static dyn Format>,
    pub(crate) codec: Option<Codec>,
}

impl<'n> FileName<'n> {
    pub(crate) fn new(name: &'n str) -> Self {
        let (inner, codec) = Codec::split(name);
        for format in FORMATS.iter().copied() {
            for extension in format.extensions() {
                if let Some(stem) = strip_suffix_ignoring_case(inner, extension) {
                    return FileName { stem, format: Some(format), codec };
                }
            }
        }
        FileName { stem: inner, format: None, codec }
    }
}

/// The format that content tells; plain text if none does.
pub(crate) fn by_content(head: &[u8]) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.sniff(head))
}
