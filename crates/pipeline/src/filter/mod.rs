//! Which documents are kept, what is known of them besides, and what of them is private: the engines of the filter stage
//! joined for one document.

mod lines;
mod privacy;

use std::ops::Range;

use tamis_core::{ConfigError, Document, Layout, Metadata, Reason, Verdict};
use tamis_filter::{Finding, Identified, Identifier, PiiFinder, PiiMode, PrivateKind, Quality, UrlLists};
use tamis_io::PrivateRow;

use lines::Left;
pub(crate) use privacy::Withheld;
use privacy::Withholder;

use crate::Config;

/// The engines, made once.
#[derive(Debug)]
pub(crate) struct Filters {
    /// If documents are judged.
    rules: Option<Rules>,
    identifier: Identifier,
    private: Option<(PiiFinder, PiiMode)>,
}

/// What documents are judged by besides their language.
#[derive(Debug)]
struct Rules {
    urls: UrlLists,
    quality: Quality,
}

/// What was found of one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filtered {
    /// The language of its text, if one was found.
    pub language: Option<Identified>,
    /// Why the document is to go, if it is.
    pub finding: Option<Finding>,
    /// Private data that stands in the text; `None` if it was not looked for.
    pub private: Option<Vec<PrivateRow>>,
    /// Private data that was taken out.
    pub(crate) withheld: Vec<Withheld>,
}

/// A line of a text that goes.
struct Gone {
    range: Range<usize>,
    reason: Reason,
    evidence: String,
}

impl Filters {
    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        let rules =
            || Ok(Rules { urls: UrlLists::new(&config.urls)?, quality: Quality::new(&config.filter)? });
        let mode = config.pii.mode;
        let finder = || Ok((PiiFinder::new(&config.pii)?, mode));
        Ok(Filters {
            rules: config.stages.filter.then(rules).transpose()?,
            identifier: Identifier::new(&config.language)?,
            private: (mode != PiiMode::Off).then(finder).transpose()?,
        })
    }

    /// Takes private data out of a judged document, then says what is thought of what is left. Verdicts of lines that
    /// go become those of their blocks.
    pub(crate) fn document(&self, document: &mut Document, verdicts: &mut [Verdict]) -> (String, Filtered) {
        let mut filtered = Filtered::default();
        let mut text = Layout::new(&document.blocks).render(verdicts);
        if let Some((finder, _)) = self.taking_out() {
            // Whose telephone numbers they are depends on the language.
            let language = self.identifier.identify(&text);
            let finder = Withholder::new(finder, &document.meta, language.as_ref());
            filtered.withheld = privacy::withhold(document, verdicts, &finder);
            text = Layout::new(&document.blocks).render(verdicts);
        }
        let gone = self.text(&document.meta, &text, &mut filtered);
        if !gone.is_empty() {
            lines::drop_blocks(&document.blocks, verdicts, &gone);
            text = Layout::new(&document.blocks).render(verdicts);
        }
        self.tag(&document.meta, &text, &mut filtered);
        self.drop_private(&privacy::standing(verdicts), &text, &mut filtered);
        (text, filtered)
    }

    /// The same for a text that has no blocks.
    pub(crate) fn plain(&self, meta: &mut Metadata, mut text: String) -> Plain {
        let mut filtered = Filtered::default();
        if let Some((finder, mode)) = self.taking_out() {
            let language = self.identifier.identify(&text);
            let finder = Withholder::new(finder, meta, language.as_ref());
            filtered.withheld = privacy::withhold_text(meta, &mut text, &finder);
            if *mode == PiiMode::Drop && filtered.withheld.is_empty() && privacy::was_found_before(meta) {
                filtered.finding = Some(Finding::new(Reason::PrivateData, "found by an earlier run"));
            }
        }
        let gone = self.text(meta, &text, &mut filtered);
        let mut changes: Vec<Change> = filtered.withheld.iter().map(Change::of_private).collect();
        let ranges = gone.iter().map(|line| line.range.clone());
        let left = (!gone.is_empty()).then(|| Left::new(&text, ranges).text);
        if left.is_some() && self.private.is_none() {
            // Tags of an earlier run would point elsewhere.
            filtered.private = Some(Vec::new());
        }
        let goes = |one: &&Withheld| {
            let line = gone.partition_point(|line| line.range.end <= one.range.start);
            gone.get(line).is_some_and(|line| line.range.start < one.range.end)
        };
        let standing: Vec<PrivateKind> =
            filtered.withheld.iter().filter(|one| !goes(one)).map(|one| one.kind).collect();
        changes.extend(gone.into_iter().map(Change::of_line));
        changes.sort_by_key(|change| (change.range.start, change.range.end));
        let stays = left.as_deref().unwrap_or(&text);
        self.tag(meta, stays, &mut filtered);
        self.drop_private(&standing, stays, &mut filtered);
        Plain { text, left, changes, filtered }
    }

    /// What finds private data, if that is to be taken out.
    fn taking_out(&self) -> Option<&(PiiFinder, PiiMode)> {
        self.private.as_ref().filter(|(_, mode)| matches!(mode, PiiMode::Redact | PiiMode::Drop))
    }

    /// What is thought of a text, and which of its lines go.
    fn text(&self, meta: &Metadata, text: &str, filtered: &mut Filtered) -> Vec<Gone> {
        let mut gone = Vec::new();
        if text.is_empty() {
            return gone;
        }
        filtered.language = self.identifier.identify(text);
        if filtered.finding.is_some() {
            return gone;
        }
        let Some(rules) = &self.rules else { return gone };
        let by_language = || self.identifier.judge(filtered.language.as_ref());
        filtered.finding = rules.urls.judge(meta.url.as_deref()).or_else(by_language);
        if filtered.finding.is_some() {
            return gone;
        }
        if let Some(language) = &filtered.language {
            let foreign = self.identifier.foreign_paragraphs(text, language).into_iter();
            let reason = Reason::ForeignParagraph;
            gone.extend(foreign.map(|(range, evidence)| Gone { range, reason, evidence }));
        }
        let left = (!gone.is_empty()).then(|| Left::new(text, gone.iter().map(|line| line.range.clone())));
        let judgement = rules.quality.judge(left.as_ref().map_or(text, |left| &left.text));
        filtered.finding = judgement.drop;
        if judgement.removed_lines.is_empty() {
            return gone;
        }
        gone.extend(judgement.removed_lines.into_iter().map(|line| Gone {
            range: left.as_ref().map_or(line.range.clone(), |left| left.before(&line.range)),
            reason: line.reason,
            evidence: line.evidence,
        }));
        gone.sort_by_key(|line| line.range.start);
        gone
    }

    /// Says where private data stands in a text, if it is to be tagged.
    pub(crate) fn tag(&self, meta: &Metadata, text: &str, filtered: &mut Filtered) {
        let Some((finder, mode)) = &self.private else { return };
        let mut found = Vec::new();
        if *mode == PiiMode::Tag {
            let mut scalars = Scalars::new(text);
            let spans = Withholder::new(finder, meta, filtered.language.as_ref()).find(text);
            found.extend(spans.into_iter().map(|span| PrivateRow {
                kind: span.kind.name().into(),
                start: scalars.at(span.range.start),
                end: scalars.at(span.range.end),
            }));
        }
        filtered.private = Some(found);
    }

    /// Drops a document for the private data that stood in its text, and says in its row where, so that it is known again.
    fn drop_private(&self, standing: &[PrivateKind], text: &str, filtered: &mut Filtered) {
        let Some((finder, PiiMode::Drop)) = &self.private else { return };
        if standing.is_empty()
            || filtered.finding.as_ref().is_some_and(|found| found.reason != Reason::PrivateData)
        {
            return;
        }
        let (mut scalars, mut from) = (Scalars::new(text), 0);
        let mut rows = Vec::with_capacity(standing.len());
        for kind in standing {
            let placeholder = finder.placeholder(*kind);
            let Some(at) = text.get(from..).and_then(|rest| rest.find(placeholder)) else { continue };
            let (start, end) = (from + at, from + at + placeholder.len());
            rows.push(PrivateRow {
                kind: kind.name().into(),
                start: scalars.at(start),
                end: scalars.at(end),
            });
            from = end;
        }
        filtered.private = Some(rows);
        filtered.finding = Some(Finding::new(Reason::PrivateData, counted(standing)));
    }
}

/// A text without blocks that was filtered.
pub(crate) struct Plain {
    /// The text without private data.
    pub(crate) text: String,
    /// What is left of it, if lines went.
    pub(crate) left: Option<String>,
    /// What went or was replaced, in order.
    pub(crate) changes: Vec<Change>,
    pub(crate) filtered: Filtered,
}

/// A stretch of a text that went or was replaced.
pub(crate) struct Change {
    /// Bytes of the text without private data.
    pub(crate) range: Range<usize>,
    pub(crate) reason: Reason,
    pub(crate) evidence: String,
    /// What stands there now: nothing if a line went.
    pub(crate) is_private: bool,
}

impl Change {
    fn of_private(withheld: &Withheld) -> Self {
        let (range, reason) = (withheld.range.clone(), withheld.kind.reason());
        Change { range, reason, evidence: withheld.kind.name().to_owned(), is_private: true }
    }

    fn of_line(line: Gone) -> Self {
        Change { range: line.range, reason: line.reason, evidence: line.evidence, is_private: false }
    }
}

/// `2 email, 1 phone`, in the order of the kinds.
fn counted(found: &[PrivateKind]) -> String {
    let count = |kind: &PrivateKind| found.iter().filter(|one| *one == kind).count();
    let kinds = PrivateKind::ALL.iter().map(|kind| (kind.name(), count(kind)));
    let parts: Vec<String> =
        kinds.filter(|(_, count)| *count > 0).map(|(name, count)| format!("{count} {name}")).collect();
    parts.join(", ")
}

/// Unicode scalars before places of a text, which are asked for in ascending order.
pub(crate) struct Scalars<'a> {
    text: &'a str,
    bytes: usize,
    before: u64,
}

impl<'a> Scalars<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Scalars { text, bytes: 0, before: 0 }
    }

    /// Scalars before this byte.
    pub(crate) fn at(&mut self, byte: usize) -> u64 {
        let between = self.text.get(self.bytes..byte).unwrap_or_default();
        self.before += between.chars().count() as u64;
        self.bytes = self.bytes.max(byte);
        self.before
    }
}
