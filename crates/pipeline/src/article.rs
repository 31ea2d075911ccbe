//! One document after all that can be told of it alone: what a run writes of it, and what a caller of tamis gets.

use std::sync::Arc;

use tamis_core::{Flag, Markup, Metadata, Place, Reason, Record, Reject, RejectCause};
use tamis_filter::{Finding, canonical_url};
use tamis_io::{OutputRow, OwnMembers, PrivateRow, RowSource, VaultRow, written_score};
use xxhash_rust::xxh3::xxh3_128;

use crate::cleaner::{SiftedText, guarded};
use crate::ledger::{Gone, each_removed};
use crate::{Cleaned, Cleaner, Config, Filtered};

/// A cleaned document with all that is known of it alone. Whether it is a copy of another one is not.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// What is known of it besides its text.
    pub meta: Metadata,
    /// What a user should know about how it was read.
    pub flags: Vec<Flag>,
    /// The text as it is written, in the format of the settings.
    pub text: String,
    /// Why a run drops the document whole, and the evidence: a figure or a matched id.
    pub drop: Option<(Reason, String)>,
    /// What was found of it besides.
    pub(crate) known: Known,
}

/// What is known of a document besides its text, its metadata and its flags.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Known {
    /// The language of the text, and how certain that is.
    pub(crate) language: Option<(String, f32)>,
    /// Private data that stands in the text, if it was looked for.
    pub(crate) private: Option<Vec<PrivateRow>>,
    /// Rows of private data that was taken out.
    pub(crate) vault: Vec<u8>,
    /// What its address is but for its variants, if documents of the same address are copies.
    pub(crate) address: Option<u128>,
}

/// A span of a document that was removed, edited or decoded.
#[derive(Debug, Clone, PartialEq)]
pub struct RemovedSpan {
    /// First Unicode scalar of the span in the document text.
    pub start: u64,
    /// The scalar after its last.
    pub end: u64,
    /// Why; its stage and action go with it.
    pub reason: Reason,
    /// How sure, 0..=1, to three decimals.
    pub score: f64,
    /// A figure or a matched place.
    pub evidence: String,
    /// What stood there.
    pub text: String,
    /// What stands there now, for an edit.
    pub replacement: Option<String>,
}

/// What became of one document that was cleaned for itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The document, or why it cannot be cleaned.
    pub article: Result<Article, Box<Reject>>,
    /// What was removed of it, in reading order, if that was asked for.
    pub removed: Vec<RemovedSpan>,
}

impl From<Gone<'_>> for RemovedSpan {
    fn from(gone: Gone<'_>) -> Self {
        RemovedSpan {
            start: gone.span.start,
            end: gone.span.end,
            reason: gone.reason,
            score: written_score(gone.score),
            evidence: gone.evidence.to_owned(),
            text: gone.text.to_owned(),
            replacement: gone.replacement.map(str::to_owned),
        }
    }
}

/// By what documents become articles.
pub(crate) struct Terms<'a> {
    pub(crate) config: &'a Config,
    /// Whether it is the only document, which who asks for it gets, unless other rules than the mild ones are asked for.
    pub(crate) is_asked_for: bool,
    pub(crate) wants_vault: bool,
    /// Bytes of the body.
    pub(crate) bytes_in: u64,
}

impl Article {
    /// Of a judged document; beside it its plain text, if another one is written.
    pub(crate) fn of_page(cleaned: Cleaned, terms: &Terms<'_>) -> (Self, Option<String>) {
        let empty = || empty_evidence(&cleaned, terms.bytes_in);
        let drop = terms.drop(cleaned.text.is_empty(), empty, cleaned.filtered.finding.as_ref());
        let known = terms.known(&cleaned.document.meta, cleaned.filtered);
        let (text, plain) = match cleaned.markdown {
            Some(markdown) => (markdown, Some(cleaned.text)),
            None => (cleaned.text, None),
        };
        let (meta, flags) = (cleaned.document.meta, cleaned.document.flags);
        (Article { meta, flags, text, drop, known }, plain)
    }

    /// Of a text that was filtered and nothing else.
    pub(crate) fn of_text(sifted: SiftedText, terms: &Terms<'_>) -> (Self, Option<String>) {
        let SiftedText { meta, flags, text, left, filtered, .. } = sifted;
        let text = left.unwrap_or(text);
        let empty = || format!("a text of {} bytes", terms.bytes_in);
        let drop = terms.drop(text.is_empty(), empty, filtered.finding.as_ref());
        let known = terms.known(&meta, filtered);
        (Article { meta, flags, text, drop, known }, None)
    }

    /// The document as a row.
    pub(crate) fn as_row(&self) -> OutputRow<'_> {
        OutputRow {
            meta: &self.meta,
            text: &self.text,
            language: self.known.language.as_ref().map(|(language, score)| (language.as_str(), *score)),
            flags: &self.flags,
            private: self.known.private.as_deref(),
            dedup: None,
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// Appends the row of JSON that a run writes of the document, and a line feed.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        self.as_row().write_json(out);
    }

    /// What stands under `metadata.tamis` of that row.
    pub fn own(&self) -> OwnMembers<'_> {
        self.as_row().own()
    }
}

impl Terms<'_> {
    /// Why the document goes, if it does.
    fn drop(
        &self,
        is_empty: bool,
        empty: impl FnOnce() -> String,
        finding: Option<&Finding>,
    ) -> Option<(Reason, String)> {
        if is_empty {
            return (!self.config.output.keep_empty).then(|| (Reason::Empty, empty()));
        }
        let is_mild = |finding: &&Finding| matches!(finding.reason, Reason::Tiny | Reason::LinkList);
        let finding = finding.filter(|finding| !(self.is_asked_for && is_mild(finding)));
        finding.map(|finding| (finding.reason, finding.evidence.clone()))
    }

    fn known(&self, meta: &Metadata, filtered: Filtered) -> Known {
        let Filtered { language, private, withheld, .. } = filtered;
        let mut vault = Vec::new();
        for one in withheld.iter().filter(|_| self.wants_vault) {
            VaultRow {
                id: meta.id.as_str().into(),
                start: one.start,
                end: one.start + one.length,
                kind: one.kind.name().into(),
                text: one.original.as_str().into(),
            }
            .write_json(&mut vault);
        }
        let compares = self.config.urls.canonical_duplicates && !self.config.dedup.annotate;
        let address = meta.url.as_deref().filter(|_| compares).and_then(canonical_url);
        Known {
            language: language.map(|found| (found.language, found.score)),
            private,
            vault,
            address: address.map(|address| xxh3_128(address.as_bytes())),
        }
    }
}

impl Cleaner {
    /// Where documents come from that stand in no file, read by the settings of this cleaner. `name` stands for the file in
    /// ids and messages; it may be empty.
    pub fn row_source(&self, name: &str) -> RowSource {
        RowSource {
            name: name.to_owned(),
            fields: Arc::new(self.config().input.fields.clone()),
            max_document_bytes: self.config().limits.longest_document_bytes(),
        }
    }

    /// What becomes of a document that is read first; a panic in reading, too, is a [`Reject`].
    pub fn outcome(
        &self,
        read: impl FnOnce() -> Result<Record, Box<Reject>>,
        wants_removed: bool,
    ) -> Outcome {
        let mut removed = Vec::new();
        let panicked = |message| {
            Box::new(Reject { place: Place::default(), id: None, cause: RejectCause::Panicked, message })
        };
        let record = guarded(read).unwrap_or_else(|message| Err(panicked(message)));
        let article = record.and_then(|record| self.article(record, wants_removed.then_some(&mut removed)));
        Outcome { article, removed }
    }

    /// Cleans one record, as a run over many documents does with each before it compares them. What was removed is
    /// appended to `removed`, in reading order, if that is given.
    ///
    /// # Errors
    /// A [`Reject`] if the record is no text, breaks a limit, or makes a stage panic. The cleaner can be used on after any
    /// of these.
    pub fn article(
        &self,
        record: Record,
        removed: Option<&mut Vec<RemovedSpan>>,
    ) -> Result<Article, Box<Reject>> {
        let (place, id, bytes_in) = (record.place.clone(), record.meta.id.clone(), record.body.len() as u64);
        let _passed = self.gate().pass(&record);
        let cleaned = self.clean(record)?;
        let finish = || {
            if let Some(removed) = removed {
                each_removed(&cleaned, &mut |gone| removed.push(gone.into()));
            }
            let terms = Terms { config: self.config(), is_asked_for: false, wants_vault: false, bytes_in };
            Article::of_page(cleaned, &terms).0
        };
        guarded(finish).map_err(|message| {
            Box::new(Reject { place, id: Some(id), cause: RejectCause::Panicked, message })
        })
    }
}

fn empty_evidence(cleaned: &Cleaned, bytes_in: u64) -> String {
    let markup = if cleaned.document.markup == Markup::Html { "page" } else { "text" };
    match cleaned.document.blocks.len() {
        0 => format!("a {markup} of {bytes_in} bytes without visible text"),
        blocks => format!("all {blocks} blocks were removed"),
    }
}
