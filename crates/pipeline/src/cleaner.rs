use std::panic::{AssertUnwindSafe, catch_unwind};

use tamis_boilerplate::Table;
use tamis_core::{
    Block, BlockKind, Body, ConfigError, Document, Flag, Line, Markup, Metadata, Reason, Record, Reject,
    RejectCause, Verdict,
};
use tamis_decode::{Decoder, StepCounts};
use tamis_extract::{Extractor, Page};
use tamis_strip::{Explanation, Stripper};

use crate::filter::{Change, Filtered, Filters, Plain};
use crate::selectors::Selectors;
use crate::weight::Gate;
use crate::{Config, TextFormat, TracedDocument, boilerplate, convention, fallback, markdown, rulings};

/// Cleans one document at a time: decode, extract, strip.
///
/// Immutable and shared between threads. What comes out depends on the record and the settings alone.
#[derive(Debug)]
pub struct Cleaner {
    config: Config,
    decoder: Decoder,
    extractor: Extractor,
    /// Only if blocks are judged.
    stripper: Option<Stripper>,
    /// What is known of lines that recur, if the settings name a table.
    table: Option<Table>,
    selectors: Selectors,
    filters: Filters,
    gate: Gate,
}

/// A document after all stages that look at one document alone.
#[derive(Debug)]
pub struct Cleaned {
    /// Metadata, all visible blocks and flags.
    pub document: Document,
    /// One verdict a block.
    pub verdicts: Vec<Verdict>,
    /// Blocks of a higher score go, where one threshold decides; `None` for plain text.
    pub threshold: Option<f32>,
    /// What is left, as plain text. Empty if nothing is.
    pub text: String,
    /// The same as Markdown, if the settings ask for it.
    pub markdown: Option<String>,
    /// The charset the bytes were read in; `None` for text that a format had decoded.
    pub charset: Option<&'static str>,
    /// What decoding did, by step.
    pub steps: StepCounts,
    /// The language of the text, whether the document is to go as a whole, and what is private.
    pub filtered: Filtered,
}

/// The text of a document as it stands, and what is known besides.
pub(crate) struct Standing {
    pub(crate) meta: Metadata,
    pub(crate) flags: Vec<Flag>,
    pub(crate) text: String,
    /// The same as Markdown, of a page if the settings ask for it.
    pub(crate) markdown: Option<String>,
    pub(crate) charset: Option<&'static str>,
}

/// A document that was filtered and nothing else.
pub(crate) enum Sifted {
    /// A page: its visible text.
    Page(Box<Cleaned>),
    /// A text as it came in.
    Text(Box<SiftedText>),
}

/// A text that was filtered.
pub(crate) struct SiftedText {
    pub(crate) meta: Metadata,
    pub(crate) flags: Vec<Flag>,
    /// The text without private data.
    pub(crate) text: String,
    /// What is left of it, if lines went.
    pub(crate) left: Option<String>,
    /// What went or was replaced.
    pub(crate) changes: Vec<Change>,
    pub(crate) charset: Option<&'static str>,
    pub(crate) filtered: Filtered,
}

impl Cleaned {
    /// The text that is written, in the format of the settings.
    pub fn written(&self) -> &str {
        self.markdown.as_deref().unwrap_or(&self.text)
    }
}

impl Cleaner {
    /// A cleaner with these settings, which are checked once.
    ///
    /// # Errors
    /// A [`ConfigError`] that names the key, for a value that a stage cannot work with.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        Ok(Cleaner {
            decoder: Decoder::new(config.decode.clone())?,
            extractor: Extractor::new(config.extract.clone())?,
            stripper: if config.stages.strip { Some(stripper(&config)?) } else { None },
            table: boilerplate::table_of(&config)?,
            selectors: Selectors::new(&config.selectors, &config.host)?,
            filters: Filters::new(&config)?,
            gate: Gate::new(&config),
            config,
        })
    }

    /// Lets documents that may take much memory through one at a time.
    pub(crate) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The settings it was made with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The table of recurring lines that the settings name.
    pub(crate) fn table(&self) -> Option<&Table> {
        self.table.as_ref()
    }

    /// The row of the trace for a document, with as many causes as the settings ask for.
    pub(crate) fn trace_row(&self, cleaned: &Cleaned) -> Vec<u8> {
        let causes = self.config.run.trace_causes;
        let explained = if causes == 0 { Vec::new() } else { self.explain(cleaned, causes) };
        TracedDocument::of(cleaned, &explained).to_json_line()
    }

    /// Why the learned judge thinks of each block of a document as it does, with at most so many
    /// causes each; `None` for a block that was added after judging. Nothing if nothing is judged.
    pub fn explain(&self, cleaned: &Cleaned, causes: usize) -> Vec<Option<Explanation>> {
        let Some(stripper) = &self.stripper else { return Vec::new() };
        let mut document = cleaned.document.clone();
        let all = document.blocks.len();
        let (front, back) = if document.markup == Markup::Html {
            // A title in front and a text from structured data at the end have no element.
            let added = |block: &&Block| block.element.is_none();
            let front = document.blocks.iter().take_while(added).count();
            (front, document.blocks.iter().skip(front).rev().take_while(added).count())
        } else {
            // Of a title that was put in front nobody has judged.
            let title = document.blocks.first().is_some_and(|block| block.kind == BlockKind::Title);
            let judged = cleaned.verdicts.first() != Some(&Verdict::keep(0.0));
            (usize::from(title && !judged), 0)
        };
        document.blocks.truncate(all - back);
        document.blocks.drain(..front);
        for element in document.outline.elements_mut() {
            let shifted = |at: u32| at.saturating_sub(front as u32);
            element.blocks = shifted(element.blocks.start)..shifted(element.blocks.end);
        }
        let mut explained = vec![None; front];
        explained.extend(stripper.explain(&document, causes).into_iter().map(Some));
        explained.resize(all, None);
        explained
    }

    /// Cleans one record.
    ///
    /// # Errors
    /// A [`Reject`] if the record is no text, breaks a limit, or makes a stage panic. The cleaner can
    /// be used on after any of these.
    pub fn clean(&self, record: Record) -> Result<Cleaned, Box<Reject>> {
        self.clean_with(record, None)
    }

    /// Cleans one record, with a table of recurring lines other than that of the settings.
    pub(crate) fn clean_with(&self, record: Record, table: Option<&Table>) -> Result<Cleaned, Box<Reject>> {
        guarded_record(record, |record| {
            let mut segmented = self.segment(record)?;
            if let Some(table) = table.or(self.table()).filter(|_| self.stripper.is_some()) {
                table.annotate(&mut segmented.document);
            }
            Ok(self.judge(segmented))
        })
    }

    /// The text of one record as it stands: of a page all that is visible if nothing is judged, of anything else
    /// what came in, with nothing but its charset decoded.
    pub(crate) fn as_it_stands(&self, mut record: Record) -> Result<Standing, Box<Reject>> {
        if record.markup == Markup::Html {
            let own = record.meta.own.take();
            let Cleaned { document, text, markdown, charset, .. } = self.clean(record)?;
            let meta = Metadata { own, ..document.meta };
            return Ok(Standing { meta, flags: document.flags, text, markdown, charset });
        }
        guarded_record(record, |record| {
            let (mut flags, mut is_file) = (Vec::new(), false);
            let (mut text, charset) = match record.body {
                Body::Text(text) => (text, None),
                Body::Bytes { bytes, charset } => {
                    is_file = true;
                    self.characters(bytes, charset.as_deref(), record.markup, &mut flags)?
                }
            };
            if is_file && text.ends_with('\n') {
                // The line feed at the end is the file's.
                text.truncate(text.len() - if text.ends_with("\r\n") { 2 } else { 1 });
            }
            Ok(Standing { meta: record.meta, flags, text, markdown: None, charset })
        })
    }

    /// Filters the text of one record as it stands; see [`Cleaner::as_it_stands`].
    pub(crate) fn filter(&self, record: Record) -> Result<Sifted, Box<Reject>> {
        if record.markup == Markup::Html {
            let own = record.meta.own.clone();
            let mut cleaned = self.clean(record)?;
            cleaned.document.meta.own = own;
            return Ok(Sifted::Page(Box::new(cleaned)));
        }
        let place = record.place.clone();
        let Standing { mut meta, flags, text, charset, .. } = self.as_it_stands(record)?;
        let id = meta.id.clone();
        guarded(move || {
            let Plain { text, left, changes, filtered } = self.filters.plain(&mut meta, text);
            Sifted::Text(Box::new(SiftedText { meta, flags, text, left, changes, charset, filtered }))
        })
        .map_err(|message| Box::new(Reject { place, id: Some(id), cause: RejectCause::Panicked, message }))
    }

    /// Looks at the blocks of one record, without judging them.
    pub(crate) fn look<T>(
        &self,
        record: Record,
        look: impl FnOnce(&Document) -> T,
    ) -> Result<T, Box<Reject>> {
        guarded_record(record, |record| Ok(look(&self.segment(record)?.document)))
    }

    /// Everything up to the blocks: charset, decoding, extraction.
    fn segment(&self, record: Record) -> Result<Segmented, (RejectCause, String)> {
        let mut flags = Vec::new();
        if let Some(message) = self.gate.too_many_parts(&record) {
            return Err((RejectCause::TooComplex, message));
        }
        let limit = self.config.limits.longest_document_bytes();
        if record.body.len() as u64 > limit {
            let message = format!("the document has {} bytes, over the limit of {limit}", record.body.len());
            return Err((RejectCause::TooLarge, message));
        }
        let (mut text, charset) = match record.body {
            Body::Text(text) => (text, None),
            Body::Bytes { bytes, charset } => {
                self.characters(bytes, charset.as_deref(), record.markup, &mut flags)?
            }
        };
        let mut markup = match record.markup {
            Markup::Unknown => self.decoder.sniff_markup(&text),
            known => known,
        };
        if self.config.stages.decode
            && record.markup != Markup::Text
            && let Some(whole) = self.decoder.whole_document(&text)
        {
            text = whole.html;
            markup = Markup::Html;
            flags.push(Flag::WholeDocumentDecoded);
        }
        let mut steps = StepCounts::default();
        let meta = Metadata { own: None, ..record.meta };
        let mut document = Document { meta, markup, flags, ..Document::default() };
        if markup == Markup::Html {
            self.read_page(&text, &mut document, &mut steps)?;
        } else {
            let lines = self.text_lines(&text, &mut steps);
            document.blocks = self.extractor.text(lines);
            self.read_text_facts(&mut document);
        }
        add_decode_flags(&mut document);
        Ok(Segmented { document, charset, steps })
    }

    /// Bytes as text, and the charset they were in.
    fn characters(
        &self,
        bytes: Vec<u8>,
        label: Option<&str>,
        markup: Markup,
        flags: &mut Vec<Flag>,
    ) -> Result<(String, Option<&'static str>), (RejectCause, String)> {
        let read = self
            .decoder
            .charset(bytes, label, markup)
            .map_err(|error| (RejectCause::NotText, error.to_string()))?;
        if read.invalid {
            flags.push(Flag::InvalidBytes);
        }
        Ok((read.text, Some(read.charset)))
    }

    fn judge(&self, segmented: Segmented) -> Cleaned {
        let Segmented { mut document, charset, mut steps } = segmented;
        let (mut verdicts, threshold) = self.verdicts(&mut document, &mut steps);
        let (text, mut filtered) = self.filters.document(&mut document, &mut verdicts);
        let output = &self.config.output;
        let markdown = (output.text_format == TextFormat::Markdown)
            .then(|| markdown::render(&document, &verdicts, output.links));
        if let (Some(markdown), None) = (&markdown, &filtered.finding) {
            self.filters.tag(&document.meta, markdown, &mut filtered);
        }
        Cleaned { document, verdicts, threshold, text, markdown, charset, steps, filtered }
    }

    /// What becomes of every block, from the judge to the user's last word, and the threshold of the judge.
    /// Blocks of a text from structured data and of a title may be added to the document.
    fn verdicts(&self, document: &mut Document, steps: &mut StepCounts) -> (Vec<Verdict>, Option<f32>) {
        let mut threshold = None;
        let mut verdicts = if let Some(stripper) = &self.stripper {
            let judgement = stripper.judge(document);
            document.flags.extend(judgement.flags);
            threshold = judgement.threshold;
            judgement.verdicts
        } else {
            document.blocks.iter().map(Verdict::by_visibility).collect()
        };
        convention::apply(document, &mut verdicts, &self.config.convention);
        rulings::apply(document, &mut verdicts);
        rulings::restore_copies(document, &mut verdicts);
        let is_empty = |verdicts: &[Verdict]| verdicts.iter().all(Verdict::is_drop);
        if is_empty(&verdicts)
            && self.stripper.is_some()
            && !rulings::any_drop(&verdicts)
            && let Some(said) = fallback::text(document)
        {
            let mut further = StepCounts::default();
            let lines = self.text_lines(&said, &mut further);
            *steps += further;
            fallback::append(document, &mut verdicts, self.extractor.text(lines));
            document.flags.push(Flag::StructuredData);
        }
        if self.config.convention.title && !is_empty(&verdicts) {
            convention::add_title(document, &mut verdicts);
        }
        (verdicts, threshold)
    }

    fn read_page(
        &self,
        html: &str,
        document: &mut Document,
        steps: &mut StepCounts,
    ) -> Result<(), (RejectCause, String)> {
        let rules = self.selectors.of_host(document.meta.host().as_deref());
        let page = self
            .extractor
            .html_at(html, rules, document.meta.url.as_deref())
            .map_err(|error| (RejectCause::TooComplex, error.to_string()))?;
        let Page { title, language, canonical_url, mut facts, hints, blocks, outline } = page;
        let meta = &mut document.meta;
        if meta.title.is_some() {
            facts.headline = None;
        }
        meta.title = meta.title.take().or(title);
        meta.facts = facts;
        date_by_facts(meta);
        meta.language = meta.language.take().or(language);
        meta.url = meta.url.take().or(canonical_url);
        document.hints = hints;
        document.outline = outline;
        document.blocks = blocks;
        if self.config.stages.decode {
            self.decode_blocks(document, steps);
        }
        Ok(())
    }

    /// What a plain text says of itself, where an earlier run has not said it.
    fn read_text_facts(&self, document: &mut Document) {
        let found = self.extractor.text_facts(&document.blocks, document.meta.url.as_deref());
        let meta = &mut document.meta;
        if meta.facts.authors.is_empty() {
            meta.facts.authors = found.authors;
        }
        let facts = &mut meta.facts;
        facts.published = facts.published.take().or(found.published);
        facts.updated = facts.updated.take().or(found.updated);
        date_by_facts(meta);
    }

    /// Decodes the text of every block of a page; one that was an encoded fragment becomes several.
    fn decode_blocks(&self, document: &mut Document, steps: &mut StepCounts) {
        let decoded: Vec<Option<Vec<Line>>> = document
            .blocks
            .iter()
            .map(|block| match block.kind {
                BlockKind::Code => None,
                _ => self.decoder.block_text(&block.text, steps),
            })
            .collect();
        if decoded.iter().all(Option::is_none) {
            return;
        }
        let mut blocks = Vec::with_capacity(document.blocks.len() + decoded.len());
        let mut starts = Vec::with_capacity(decoded.len() + 1);
        for (block, lines) in std::mem::take(&mut document.blocks).into_iter().zip(decoded) {
            starts.push(blocks.len() as u32);
            match lines {
                None => blocks.push(block),
                Some(lines) => blocks.extend(split_block(&block, lines)),
            }
        }
        starts.push(blocks.len() as u32);
        let moved = |at: u32| starts.get(at as usize).copied().unwrap_or(blocks.len() as u32);
        for element in document.outline.elements_mut() {
            element.blocks = moved(element.blocks.start)..moved(element.blocks.end);
        }
        document.blocks = blocks;
    }

    fn text_lines(&self, text: &str, steps: &mut StepCounts) -> Vec<Line> {
        if self.config.stages.decode {
            let decoded = self.decoder.lines(text);
            *steps = decoded.steps;
            return decoded.lines;
        }
        text.lines().enumerate().map(|(at, line)| Line::plain(line, at as u32)).collect()
    }
}

/// The document's date is the day of its publication, where the input names none.
fn date_by_facts(meta: &mut Metadata) {
    if meta.created.is_none() {
        meta.created = meta.facts.published.as_ref().map(|dated| dated.day.clone());
    }
}

fn stripper(config: &Config) -> Result<Stripper, ConfigError> {
    let Some(path) = &config.strip.model else { return Stripper::new(config.strip.clone()) };
    let model = std::fs::read(path)
        .map_err(|error| ConfigError::new("strip.model", format!("{}: {error}", path.display())))?;
    Stripper::with_model(config.strip.clone(), &model)
}

/// A document before it is judged.
struct Segmented {
    document: Document,
    charset: Option<&'static str>,
    steps: StepCounts,
}

/// Does work on one record, and turns what goes wrong into a reject.
fn guarded_record<T>(
    record: Record,
    work: impl FnOnce(Record) -> Result<T, (RejectCause, String)>,
) -> Result<T, Box<Reject>> {
    let (place, id) = (record.place.clone(), record.meta.id.clone());
    let reject = |cause, message| Box::new(Reject { place, id: Some(id), cause, message });
    match guarded(|| work(record)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err((cause, message))) => Err(reject(cause, message)),
        Err(message) => Err(reject(RejectCause::Panicked, message)),
    }
}

/// Does work on one document. A panic becomes a message that says what it said.
///
/// Sound because all that the work can reach is immutable, or belongs to that document and goes with it.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let said = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        format!("a stage panicked ({said}); please report this document")
    })
}

/// The blocks that the decoded lines of one block of a page become.
fn split_block(block: &Block, lines: Vec<Line>) -> impl Iterator<Item = Block> {
    let single = lines.len() == 1;
    lines.into_iter().filter(|line| !line.text.trim().is_empty()).enumerate().map(move |(at, line)| {
        let mut part = if at == 0 { block.clone() } else { Block::new(block.kind, "") };
        part.kind = if single { block.kind } else { line.kind.unwrap_or(block.kind) };
        part.origin = block.origin;
        part.element = block.element;
        part.signals.hidden = block.signals.hidden;
        part.set_text(line.text);
        part.note = line.note;
        part
    })
}

fn add_decode_flags(document: &mut Document) {
    let notes = || document.blocks.iter().filter_map(|block| block.note.as_ref());
    let mut found = Vec::new();
    if notes().any(|note| note.reason == Reason::MojibakeRepaired) {
        found.push(Flag::MojibakeRepaired);
    }
    if notes().any(|note| note.reason == Reason::EncodedTooDeep) {
        found.push(Flag::EncodedTooDeep);
    }
    document.flags.extend(found);
}
