//! Private data is taken out of a document before anything is written of it: the text of every block, kept or not, the
//! evidence of its verdict, what decoding noted, and the title and authors.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use tamis_core::{
    Block, Decision, DecodeNote, Document, Edit, Inline, InlineKind, Layout, Metadata, Stage, Verdict,
};
use tamis_filter::{Identified, PiiFinder, PrivateKind, PrivateSpan, phone_region};
use tamis_io::with_own_members;

/// Score of an edit that is no guess.
const CERTAIN: f32 = 1.0;

/// What is written for the original of an encoded stretch that held private data.
const WITHHELD: &str = "[withheld: private data]";

/// Private data that was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Withheld {
    /// Bytes of what stands in its place, in the text, or else [`Withheld::start`] says where.
    pub(crate) range: Range<usize>,
    pub(crate) kind: PrivateKind,
    /// Unicode scalars before it in the document text without private data.
    pub(crate) start: u64,
    /// Unicode scalars of what stands in its place.
    pub(crate) length: u64,
    pub(crate) original: String,
}

/// What finds private data in one document: with the telephone numbers of one country as they are written there.
pub(super) struct Withholder<'f> {
    finder: &'f PiiFinder,
    region: Option<&'static str>,
}

impl<'f> Withholder<'f> {
    /// The country is that of the host, or else of the language of the text, or of what the document says is its language.
    pub(super) fn new(finder: &'f PiiFinder, meta: &Metadata, language: Option<&Identified>) -> Self {
        let language = language.map(|found| found.language.as_str()).or(meta.language.as_deref());
        Withholder { finder, region: phone_region(meta.host().as_deref(), language) }
    }

    pub(super) fn find(&self, text: &str) -> Vec<PrivateSpan> {
        self.finder.find(text, self.region)
    }

    fn redact(&self, text: &str) -> Option<String> {
        let spans = self.find(text);
        (!spans.is_empty()).then(|| self.finder.replace(text, &spans))
    }

    fn placeholder(&self, kind: PrivateKind) -> &str {
        self.finder.placeholder(kind)
    }
}

/// Takes private data out of all blocks. Blocks that stay get an edit where it stood.
pub(super) fn withhold(
    document: &mut Document,
    verdicts: &mut [Verdict],
    finder: &Withholder<'_>,
) -> Vec<Withheld> {
    let mut found: Vec<(usize, Vec<Placed>)> = Vec::new();
    for (index, block) in document.blocks.iter_mut().enumerate() {
        withhold_links(block, finder);
        let spans = finder.find(&block.text);
        if spans.is_empty() {
            continue;
        }
        let (text, placed) = replaced(&block.text, &spans, finder);
        let moves = Moves(&placed);
        block.inlines = block
            .inlines
            .iter()
            .map(|inline| Inline { range: moves.range(&inline.range), kind: inline.kind.clone() })
            .collect();
        block.text = text;
        if let Some(verdict) = verdicts.get_mut(index) {
            edit(verdict, &moves);
        }
        found.push((index, placed));
    }
    withhold_notes(&mut document.blocks, &found, finder);
    for verdict in verdicts.iter_mut() {
        withhold_evidence(verdict, finder);
    }
    withhold_metadata(&mut document.meta, finder);
    let spans = if found.is_empty() { Vec::new() } else { Layout::new(&document.blocks).spans() };
    let mut withheld = Vec::new();
    for (index, placed) in found {
        let (Some(span), Some(block)) = (spans.get(index), document.blocks.get(index)) else { continue };
        let first = span.start + block.marker.as_str().len() as u64;
        withheld.extend(in_place(placed, &block.text, first));
    }
    withheld
}

/// The same for a text without blocks.
pub(super) fn withhold_text(
    meta: &mut Metadata,
    text: &mut String,
    finder: &Withholder<'_>,
) -> Vec<Withheld> {
    withhold_metadata(meta, finder);
    let spans = finder.find(text);
    if spans.is_empty() {
        return Vec::new();
    }
    let (new, placed) = replaced(text, &spans, finder);
    *text = new;
    in_place(placed, text, 0)
}

/// What was taken out, with its places in the document text, in which `first` scalars stand before `text`.
fn in_place(placed: Vec<Placed>, text: &str, first: u64) -> Vec<Withheld> {
    let mut scalars = super::Scalars::new(text);
    let withheld = placed.into_iter().map(|one| {
        let start = first + scalars.at(one.new.start);
        let length = first + scalars.at(one.new.end) - start;
        Withheld { range: one.new, kind: one.kind, start, length, original: one.original }
    });
    withheld.collect()
}

/// Kinds of the private data that stood in blocks which stay, in their order.
pub(super) fn standing(verdicts: &[Verdict]) -> Vec<PrivateKind> {
    let edits = verdicts.iter().filter_map(|verdict| match &verdict.decision {
        Decision::Edit(edits) => Some(edits),
        Decision::Keep | Decision::Drop => None,
    });
    let of = |edit: &Edit| PrivateKind::ALL.iter().copied().find(|kind| kind.reason() == edit.reason);
    edits.flatten().filter_map(of).collect()
}

/// Whether an earlier run found private data in the document, which it may have taken out.
pub(super) fn was_found_before(meta: &Metadata) -> bool {
    meta.own.as_deref().is_some_and(|own| own.contains("\"pii\":[{"))
}

/// What tamis knows of a document; the user's own fields stay as they are.
fn withhold_metadata(meta: &mut Metadata, finder: &Withholder<'_>) {
    let facts = &mut meta.facts;
    let optional = [&mut meta.title, &mut facts.headline, &mut facts.site, &mut facts.canonical_url];
    let listed = facts.authors.iter_mut().chain(&mut facts.tags);
    for text in optional.into_iter().flatten().chain(listed) {
        withhold_in(text, finder);
    }
    let own = meta.own.as_deref();
    if let Some(own) = own.and_then(|own| with_own_members(own, OWN_WORDS, |json| finder.redact(json))) {
        meta.own = Some(own);
    }
}

/// Members of `metadata.tamis` that hold words of the document.
const OWN_WORDS: &[&str] = &["title", "authors", "site", "canonical_url", "tags"];

/// Private data and what stands in its place.
struct Placed {
    /// Bytes of the text before.
    old: Range<usize>,
    /// Bytes of the text now.
    new: Range<usize>,
    kind: PrivateKind,
    placeholder: String,
    original: String,
}

/// A text with placeholders, and where they stand.
fn replaced(text: &str, spans: &[PrivateSpan], finder: &Withholder<'_>) -> (String, Vec<Placed>) {
    let mut out = String::with_capacity(text.len());
    let mut placed = Vec::with_capacity(spans.len());
    let mut at = 0;
    for span in spans {
        let (Some(before), Some(original)) = (text.get(at..span.range.start), text.get(span.range.clone()))
        else {
            continue;
        };
        out.push_str(before);
        let start = out.len();
        let placeholder = finder.placeholder(span.kind).to_owned();
        out.push_str(&placeholder);
        at = span.range.end;
        let (old, new) = (span.range.clone(), start..out.len());
        placed.push(Placed { old, new, kind: span.kind, placeholder, original: original.to_owned() });
    }
    out.push_str(text.get(at..).unwrap_or_default());
    (out, placed)
}

/// Where places of a text stand after private data was replaced.
struct Moves<'a>(&'a [Placed]);

impl Moves<'_> {
    /// A range that touches private data takes what stands for it in whole.
    fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = match self.at(range.start) {
            Ok(start) => start,
            Err(placed) => placed.new.start,
        };
        let end = match self.at(range.end) {
            Ok(end) => end,
            Err(placed) => placed.new.end,
        };
        start..end
    }

    /// A place outside of private data, or the private data it stands inside of.
    fn at(&self, place: usize) -> Result<usize, &Placed> {
        let behind = self.0.partition_point(|placed| placed.old.end <= place);
        if let Some(placed) = self.0.get(behind)
            && placed.old.start < place
        {
            return Err(placed);
        }
        let before = behind.checked_sub(1).and_then(|before| self.0.get(before));
        Ok(before.map_or(place, |placed| placed.new.end + place - placed.old.end))
    }
}

/// Moves the edits of a block that stays, and adds one for each placeholder that they leave standing.
fn edit(verdict: &mut Verdict, moves: &Moves<'_>) {
    let edits = match &mut verdict.decision {
        Decision::Drop => return,
        Decision::Keep => Vec::new(),
        Decision::Edit(edits) => std::mem::take(edits),
    };
    let mut all: Vec<Edit> = Vec::with_capacity(edits.len() + moves.0.len());
    for edit in edits {
        let range = moves.range(&edit.range);
        match all.last_mut() {
            // Two edits that touch the same private data have become one.
            Some(last) if last.range.end > range.start => {
                last.range.end = last.range.end.max(range.end);
                last.replacement.push_str(&edit.replacement);
            }
            _ => all.push(Edit { range, ..edit }),
        }
    }
    for placed in moves.0 {
        let at = all.partition_point(|edit| edit.range.end <= placed.new.start);
        if all.get(at).is_some_and(|edit| edit.range.start < placed.new.end) {
            continue;
        }
        let edit = Edit {
            range: placed.new.clone(),
            replacement: placed.placeholder.clone(),
            reason: placed.kind.reason(),
            score: CERTAIN,
            evidence: placed.kind.name().to_owned(),
        };
        all.insert(at, edit);
    }
    let was_edited = verdict.reason.is_some();
    verdict.decision = Decision::Edit(all);
    if !was_edited && let Decision::Edit(all) = &verdict.decision {
        *verdict = Verdict { score: verdict.score, ..Verdict::edit(all.clone()) };
    }
}

fn withhold_evidence(verdict: &mut Verdict, finder: &Withholder<'_>) {
    withhold_in(&mut verdict.evidence, finder);
    if let Decision::Edit(edits) = &mut verdict.decision {
        for edit in edits {
            withhold_in(&mut edit.evidence, finder);
            // A replacement of tamis' own making is no private data, whatever it looks like.
            if edit.reason.stage() != Stage::Filter {
                withhold_in(&mut edit.replacement, finder);
            }
        }
    }
}

fn withhold_in(text: &mut String, finder: &Withholder<'_>) {
    if let Some(redacted) = finder.redact(text) {
        *text = redacted;
    }
}

/// A link to an address or a number is no link any more; private data in other targets is replaced.
fn withhold_links(block: &mut Block, finder: &Withholder<'_>) {
    block.inlines.retain_mut(|inline| {
        let InlineKind::Link(target) = &mut inline.kind else { return true };
        let scheme = target.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        if scheme.is_some_and(|scheme| PRIVATE_SCHEMES.contains(&scheme.as_str())) {
            return false;
        }
        if let Some(redacted) = finder.redact(target) {
            *target = redacted.into();
        }
        true
    });
    block.signals.first_href = None;
}

/// Schemes of links that lead to a person.
const PRIVATE_SCHEMES: &[&str] = &["mailto", "tel", "sms", "callto", "whatsapp", "facetime", "xmpp", "sip"];

/// What stood encoded, where it held private data once decoded, or holds it as it is.
fn withhold_notes(blocks: &mut [Block], found: &[(usize, Vec<Placed>)], finder: &Withholder<'_>) {
    let note_of = |index: usize| blocks.get(index).and_then(|block| block.note.as_ref());
    let private: BTreeSet<usize> =
        found.iter().filter_map(|(index, _)| note_of(*index)).map(|note| Arc::as_ptr(note).addr()).collect();
    let holds = |note: &Arc<DecodeNote>| {
        private.contains(&Arc::as_ptr(note).addr()) || finder.redact(&note.original).is_some()
    };
    let mut last: Option<(Arc<DecodeNote>, Option<Arc<DecodeNote>>)> = None;
    for index in 0..blocks.len() {
        let Some(note) = blocks.get(index).and_then(|block| block.note.clone()) else { continue };
        let is_last = last.as_ref().is_some_and(|(old, _)| Arc::ptr_eq(old, &note));
        if !is_last {
            let clean = || Arc::new(DecodeNote { original: WITHHELD.to_owned(), ..(*note).clone() });
            let new = holds(&note).then(clean);
            last = Some((note, new));
        }
        if let (Some((_, Some(new))), Some(block)) = (&last, blocks.get_mut(index)) {
            block.note = Some(Arc::clone(new));
        }
    }
}
