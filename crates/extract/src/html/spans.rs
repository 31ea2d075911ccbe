//! What is marked up inside a block, gathered word by word.

use std::ops::Range;
use std::sync::Arc;

use tamis_core::{Inline, InlineKind};

use super::run::Link;

/// What the elements inside a line make of its text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks {
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) code: bool,
}

/// The stretches of a block in the making, and where the last of each kind stands among them.
#[derive(Debug, Default)]
pub(super) struct Spans {
    list: Vec<Inline>,
    link: Option<usize>,
    strong: Option<usize>,
    emphasis: Option<usize>,
    code: Option<usize>,
}

impl Spans {
    /// A word has come in. `before` is where the text ended without the blank in front of the word.
    pub(super) fn word(&mut self, before: usize, word: Range<usize>, marks: Marks, link: Option<&Link>) {
        let spans = &mut self.list;
        if let Some(Link { href, .. }) = link {
            let same = |kind: &InlineKind| matches!(kind, InlineKind::Link(last) if Arc::ptr_eq(last, href));
            extend(spans, &mut self.link, before, &word, same, || InlineKind::Link(Arc::clone(href)));
        }
        let flags = [
            (marks.strong, &mut self.strong, InlineKind::Strong),
            (marks.emphasis, &mut self.emphasis, InlineKind::Emphasis),
            (marks.code, &mut self.code, InlineKind::Code),
        ];
        for (_, last, kind) in flags.into_iter().filter(|(given, ..)| *given) {
            extend(spans, last, before, &word, |_| true, || kind);
        }
    }

    /// The stretches, in ascending order of their start.
    pub(super) fn finish(self) -> Vec<Inline> {
        self.list
    }
}

/// Makes the last stretch of a kind longer if it ends where the word begins, or begins a new one.
fn extend(
    spans: &mut Vec<Inline>,
    last: &mut Option<usize>,
    before: usize,
    word: &Range<usize>,
    is_same: impl Fn(&InlineKind) -> bool,
    kind: impl FnOnce() -> InlineKind,
) {
    let open = last.and_then(|at| spans.get_mut(at));
    if let Some(inline) = open.filter(|inline| inline.range.end == before && is_same(&inline.kind)) {
        inline.range.end = word.end;
        return;
    }
    *last = Some(spans.len());
    spans.push(Inline { range: word.clone(), kind: kind() });
}
