//! HTML: one file is one document.

use tamis_core::Markup;

use super::{Format, text};
use crate::record::RawRecord;
use crate::source::Source;

/// HTML of any age, and XHTML.
pub(super) struct Html;

impl Format for Html {
    fn name(&self) -> &'static str {
        super::PAGES
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".html", ".htm", ".xhtml"]
    }

    fn has_rows(&self) -> bool {
        false
    }

    fn sniff(&self, head: &[u8]) -> bool {
        is_page(head)
    }

    fn open(&self, source: Source) -> Box<dyn Iterator<Item = RawRecord> + Send> {
        text::whole_file(source, |_, _| Markup::Html)
    }
}

/// What a page begins with; no text does.
const PAGE_STARTS: &[&str] = &["<!doctype html", "<html", "<head>", "<head ", "<body>", "<body "];

/// Whether bytes are unmistakably the beginning of an HTML page: after blanks, comments and an XML
/// declaration comes a doctype or one of the outer tags.
pub(crate) fn is_page(bytes: &[u8]) -> bool {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    loop {
        let after = if let Some(comment) = rest.strip_prefix(b"<!--") {
            after(comment, b"-->")
        } else if let Some(declaration) = rest.strip_prefix(b"<?xml") {
            after(declaration, b"?>")
        } else {
            return PAGE_STARTS.iter().any(|start| {
                rest.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
            });
        };
        let Some(after) = after else { return false };
        rest = after.trim_ascii_start();
    }
}

/// What follows the first `end`.
fn after<'b>(bytes: &'b [u8], end: &[u8]) -> Option<&'b [u8]> {
    let at = memchr::memmem::find(bytes, end)?;
    bytes.get(at + end.len()..)
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn pages_are_told_by_their_first_tag() {
        for page in [
            "<!DOCTYPE html><p>x",
            "\u{feff}  <HTML lang=en>",
            "<?xml version='1.0'?>\n<!-- a --><html>",
            "<head><title>",
            "<body class=x>",
        ] {
            assert!(is_page(page.as_bytes()), "{page:?}");
        }
        for text in ["", "<", "<p>a", "<htm", "<!-- <html>", "Text about <html>", "<header>", "{\"html\":1}"]
        {
            assert!(!is_page(text.as_bytes()), "{text:?}");
        }
    }
}
