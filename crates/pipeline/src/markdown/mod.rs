//! What is left of a document as Markdown: CommonMark, with the tables of GitHub's.
//!
//! Three steps: [`pieces`] groups the blocks that are left (rows to tables, lines to code);
//! [`containers`] knows the quotes and list items around each; [`writer`] sets the pieces under each
//! other. Inside of a line, [`inline`] writes links and emphasis, and [`escape`] keeps text from being
//! read as markup. The words of what a parser reads in it are those of the plain text, in order.

mod address;
mod containers;
mod escape;
mod inline;
mod pieces;
mod writer;

use tamis_core::{Document, Verdict};

use inline::Inlines;

/// The text that is left when the verdicts, one a block, are carried out, without line feed at the end.
///
/// With `links`, targets are written, absolute if the document's address is known. Cost is linear in the
/// size of the document.
pub(crate) fn render(document: &Document, verdicts: &[Verdict], links: bool) -> String {
    let inlines = Inlines { links, base: document.meta.url.as_deref() };
    let mut writer = writer::Writer::default();
    for piece in pieces::of(document, verdicts, inlines) {
        writer.write(&piece);
    }
    writer.finish()
}

#[cfg(test)]
mod tests;
