//! What is shown of a document, wherever it is from.

use std::borrow::Cow;

use tamis_core::{Dated, Metadata, Reason, Recurrence};
use tamis_pipeline::{Cleaned, Explanation, Fate, FilterFinding, SavedDocument, TracedDocument};

use super::has_lines;
use crate::args::Spot;

/// A document with what is known around it.
pub(super) struct Subject<'a> {
    pub(super) document: TracedDocument<'a>,
    /// Charset, title, authors, days, language: lines above the blocks.
    pub(super) facts: Vec<String>,
    /// What became of the document, if it does not stay: name of the reason, and a sentence.
    pub(super) end: Option<(String, String)>,
    /// Blocks stay from this probability on, if one figure says so.
    pub(super) kept_from: Option<f64>,
    /// For each block what only cleaning knows; empty for one of a run.
    pub(super) known: Vec<Known>,
    /// Originals of what was decoded, in full, with their place in the document text.
    originals: Vec<(u64, u64, Cow<'a, str>)>,
}

/// What only cleaning knows of a block.
pub(super) struct Known {
    last_line: u32,
    pub(super) recurrence: Option<Recurrence>,
}

impl<'a> Subject<'a> {
    /// A document that was cleaned now.
    pub(super) fn of_cleaned(cleaned: &'a Cleaned, explained: &'a [Option<Explanation>]) -> Self {
        let document = TracedDocument::of(cleaned, explained);
        let mut facts = Vec::new();
        facts.extend(cleaned.charset.map(|charset| format!("charset: {charset}")));
        facts.extend(facts_of(&cleaned.document.meta));
        if let Some(found) = &cleaned.filtered.language {
            facts.push(format!("language: {} ({:.2})", found.language, found.score));
        }
        let end = cleaned.filtered.finding.as_ref();
        let empty = cleaned.text.is_empty().then(|| {
            let evidence =
                if document.blocks.is_empty() { "it has no visible text" } else { "no block stays" };
            FilterFinding { reason: Reason::Empty, evidence: evidence.to_owned() }
        });
        let blocks = &cleaned.document.blocks;
        let originals = document.blocks.iter().zip(blocks).filter_map(|(traced, block)| {
            let note = block.note.as_ref()?;
            Some((traced.start, traced.end, Cow::Borrowed(note.original.as_str())))
        });
        Subject {
            originals: originals.collect(),
            facts,
            end: end.or(empty.as_ref()).map(|FilterFinding { reason, evidence }| {
                (reason.name().to_owned(), format!("the document goes: {}: {evidence}", reason.name()))
            }),
            kept_from: explained.iter().flatten().next().map(|explanation| explanation.threshold.into()),
            known: blocks
                .iter()
                .map(|block| Known { last_line: block.origin.last_line, recurrence: block.recurrence })
                .collect(),
            document,
        }
    }

    /// What a trace says of a document, and nothing else.
    #[cfg(test)]
    pub(super) fn of_trace(document: TracedDocument<'a>) -> Self {
        let facts = vec![document.title.as_deref().unwrap_or_default().to_owned()];
        let end = Some((document.id.to_string(), document.id.to_string()));
        Subject { document, facts, end, kept_from: None, known: Vec::new(), originals: Vec::new() }
    }

    /// A document of a run, with at most so many causes a block.
    pub(super) fn of_saved(run: &str, saved: &'a SavedDocument, causes: Option<usize>) -> Self {
        let mut document = saved.traced();
        for block in &mut document.blocks {
            block.causes.truncate(causes.unwrap_or(usize::MAX));
        }
        let mut facts = vec![if matches!(saved.fate, Fate::Rejected { .. }) {
            format!("of the run {run}")
        } else if saved.is_traced() {
            format!("of the run {run}, from its trace")
        } else if document.flags.iter().any(|flag| flag == "approximate") {
            format!(
                "of the run {run}, which has no trace of it; its text does not fit what was removed from it, so the order of \
                 blocks is a guess"
            )
        } else {
            format!(
                "of the run {run}, which has no trace of it; put together from its text and what was removed, so of blocks \
                 that stay kind, score and line are not known"
            )
        }];
        facts.extend(facts_of(&saved.meta));
        facts.extend(saved.meta.language.as_ref().map(|language| format!("language: {language}")));
        let end = end_of(&saved.fate);
        if saved.fate == Fate::Kept {
            facts.push("the document was kept".to_owned());
        }
        Subject {
            facts,
            end,
            kept_from: document.threshold.map(|threshold| 1.0 - threshold),
            known: Vec::new(),
            originals: saved.originals().map(|(start, end, text)| (start, end, text.into())).collect(),
            document,
        }
    }

    /// What a block was decoded from, as much of it as is known.
    pub(super) fn original(&self, at: usize) -> Option<&str> {
        let block = self.document.blocks.get(at)?;
        let shown = block.decoded.as_ref()?;
        let covers = |(start, end, _): &&(u64, u64, Cow<'a, str>)| *start <= block.start && *end >= block.end;
        Some(self.originals.iter().find(covers).map_or(&*shown.original, |(_, _, text)| text))
    }

    /// The blocks of a line of the input or, where lines are not known, the block of this number.
    pub(super) fn blocks_at(&self, spot: Spot) -> Vec<usize> {
        let blocks = self.document.blocks.iter().enumerate();
        let line = match spot {
            Spot::Line(line) if has_lines(&self.document) => line,
            Spot::Line(number) | Spot::Block(number) => {
                let at = (number as usize).checked_sub(1).filter(|at| *at < self.document.blocks.len());
                return at.into_iter().collect();
            }
        };
        let begins: Vec<usize> =
            blocks.clone().filter(|(_, block)| block.line == line).map(|(at, _)| at).collect();
        if !begins.is_empty() {
            return begins;
        }
        let holds = |at: usize, first: u32| {
            self.known.get(at).is_some_and(|known| first > 0 && first < line && known.last_line >= line)
        };
        blocks.filter(|(at, block)| holds(*at, block.line)).map(|(at, _)| at).collect()
    }
}

/// Title, authors and days.
fn facts_of(meta: &Metadata) -> Vec<String> {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: &str| facts.push(format!("{name}: {value}"));
    if let Some(title) = meta.facts.headline.as_ref().or(meta.title.as_ref()) {
        fact("title", title);
    }
    if let Some(url) = &meta.url {
        fact("url", url);
    }
    if let Some(source) = &meta.source {
        fact("source", source);
    }
    if !meta.facts.authors.is_empty() {
        fact("authors", &meta.facts.authors.join("; "));
    }
    for (name, dated) in [("published", &meta.facts.published), ("updated", &meta.facts.updated)] {
        if let Some(Dated { day, evidence }) = dated {
            fact(name, &format!("{day} ({evidence})"));
        }
    }
    facts
}

fn end_of(fate: &Fate) -> Option<(String, String)> {
    match fate {
        Fate::Kept => None,
        Fate::Duplicate { kept_id, reason, similarity, evidence } => Some((
            reason.clone(),
            format!(
                "the document went as a duplicate of {kept_id}: {reason}, {similarity:.3} the same; {evidence}"
            ),
        )),
        Fate::Dropped { reason, evidence } => {
            Some((reason.clone(), format!("the document went: {reason}: {evidence}")))
        }
        Fate::Rejected { cause, message, place } => {
            Some((cause.clone(), format!("the document was rejected as {cause}: {place}: {message}")))
        }
        Fate::Unknown => Some((String::new(), "the run does not say where the document went".to_owned())),
    }
}
