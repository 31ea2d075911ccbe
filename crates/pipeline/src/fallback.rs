//! Text for a page of which nothing is left: what its structured data says.
//!
//! Pages that are put together by a script come as shells: hardly a visible word, but often the whole
//! article in the linked data of the head, or at least a description.

use tamis_core::{Block, Document, Verdict, word_count};

/// Visible words from which a page is no shell, and its description no stand-in for its text (guess).
const SHELL_WORDS: usize = 50;

/// What the page says of itself instead of its text, longest first choice: the body of the article in its
/// linked data, else, for a shell, the description there or in the head. `None` if it says nothing.
pub(crate) fn text(document: &Document) -> Option<String> {
    let hints = &document.hints;
    let longest = |texts: &[String]| texts.iter().max_by_key(|text| text.len()).cloned();
    longest(&hints.bodies).or_else(|| {
        let visible = document.blocks.iter().filter(|block| !block.signals.hidden);
        let words: usize = visible.map(|block| word_count(&block.text)).sum();
        let described = || hints.description.clone().or_else(|| longest(&hints.descriptions));
        if words < SHELL_WORDS { described() } else { None }
    })
}

/// Puts the blocks of the text after those of the page, all kept.
pub(crate) fn append(document: &mut Document, verdicts: &mut Vec<Verdict>, blocks: Vec<Block>) {
    verdicts.extend(blocks.iter().map(|_| Verdict::keep(0.0)));
    document.blocks.extend(blocks.into_iter().map(|block| Block { gap_before: false, ..block }));
}

#[cfg(test)]
mod tests {
    use tamis_core::{BlockKind, PageHints};

    use super::*;

    fn check(visible: usize, bodies: &[&str], description: Option<&str>, expect: Option<&str>) {
        let document = Document {
            blocks: vec![Block::new(BlockKind::Paragraph, "word ".repeat(visible))],
            hints: PageHints {
                bodies: bodies.iter().map(|body| (*body).to_owned()).collect(),
                description: description.map(str::to_owned),
                ..PageHints::default()
            },
            ..Document::default()
        };
        assert_eq!(text(&document).as_deref(), expect);
    }

    #[test]
    fn a_body_comes_first_and_a_description_only_for_shells() {
        check(3, &["Short.", "The whole story."], Some("About it."), Some("The whole story."));
        check(3, &[], Some("About it."), Some("About it."));
        check(100, &[], Some("About it."), None);
        check(100, &["The story."], None, Some("The story."));
        check(0, &[], None, None);
    }
}
