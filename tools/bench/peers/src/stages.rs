//! The stages of tamis one by one, each with the CPU time of this thread that it takes.
//!
//! The engines are those that [`Cleaner`] joins, with its default settings. A stage gets what the stage before has made,
//! and what it makes itself is dropped outside of its time.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;

use nix::time::{ClockId, clock_gettime};
use tamis_core::{BlockKind, Body, Layout, Markup, Metadata, Place, Record};
use tamis_decode::{Decoder, StepCounts};
use tamis_dedup::{Scratch, Sketcher};
use tamis_extract::Extractor;
use tamis_filter::{Identifier, Quality, UrlLists};
use tamis_io::RemovedRow;
use tamis_pipeline::{Cleaned, Cleaner, Config, RemovedSpan, RowSource};
use tamis_strip::Stripper;

use crate::pages::Page;
use crate::rounds::Task;

/// Names of the stages, in the order of the work; the last is all that makes a clean text of a body, at once.
const NAMES: [&str; 14] = [
    "row in",
    "charset",
    "parse",
    "segment",
    "metadata",
    "decode",
    "judge",
    "render",
    "language",
    "quality",
    "sketch",
    "row out",
    "removed rows",
    "clean",
];

/// The engines.
pub struct Stages {
    markup: Markup,
    source: RowSource,
    cleaner: Cleaner,
    decoder: Decoder,
    extractor: Extractor,
    stripper: Stripper,
    identifier: Identifier,
    urls: UrlLists,
    quality: Quality,
    sketcher: Sketcher,
    scratch: Scratch,
    seconds: BTreeMap<&'static str, f64>,
}

impl Stages {
    /// For pages, or for plain texts.
    pub fn new(markup: Markup) -> Result<Stages, Box<dyn Error>> {
        let config = Config::default();
        let cleaner = Cleaner::new(config.clone())?;
        Ok(Stages {
            markup,
            source: cleaner.row_source(""),
            decoder: Decoder::new(config.decode.clone())?,
            extractor: Extractor::new(config.extract.clone())?,
            stripper: Stripper::new(config.strip.clone())?,
            identifier: Identifier::new(&config.language)?,
            urls: UrlLists::new(&config.urls)?,
            quality: Quality::new(&config.filter)?,
            sketcher: Sketcher::new(&config.dedup)?,
            scratch: Scratch::default(),
            seconds: BTreeMap::new(),
            cleaner,
        })
    }

    /// Does one thing and adds its time to that of a stage.
    fn time<T>(&mut self, stage: &'static str, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = thread_seconds();
        let done = black_box(work(self));
        let taken = thread_seconds() - before;
        *self.seconds.entry(stage).or_default() += taken;
        done
    }

    /// The stages that make blocks of a page.
    fn page(&mut self, page: &Page) {
        let bytes = page.html.as_bytes().to_vec();
        let Ok(read) = self.time("charset", |on| {
            let read = on.decoder.charset(bytes, None, Markup::Html)?;
            black_box(on.decoder.whole_document(&read.text));
            Ok::<_, tamis_decode::NotText>(read)
        }) else {
            return;
        };
        let html = read.text.as_str();
        // Each of these does what the one before does, and more.
        let _ = self.time("parse", |on| on.extractor.html_parts(html, false));
        let _ = self.time("segment", |on| on.extractor.html_parts(html, true));
        let made = self.time("metadata", |on| on.extractor.html_at(html, None, page.url.as_deref()));
        let Ok(made) = made else { return };
        self.time("decode", |on| {
            let mut steps = StepCounts::default();
            let texts = made.blocks.iter().filter(|block| block.kind != BlockKind::Code);
            texts.filter(|block| on.decoder.block_text(&block.text, &mut steps).is_some()).count()
        });
    }

    /// The same of a plain text.
    fn text(&mut self, page: &Page) {
        let decoded = self.time("decode", |on| on.decoder.lines(&page.html));
        let blocks = self.time("segment", |on| on.extractor.text(decoded.lines));
        self.time("metadata", |on| on.extractor.text_facts(&blocks, page.url.as_deref()));
    }

    fn record(&self, page: &Page) -> Record {
        let body = match self.markup {
            Markup::Html => Body::Bytes { bytes: page.html.as_bytes().to_vec(), charset: None },
            _ => Body::Text(page.html.clone()),
        };
        let meta = Metadata { id: page.id.clone(), url: page.url.clone(), ..Metadata::default() };
        Record { place: Place::default(), meta, markup: self.markup, body }
    }

    /// What is done with a document of blocks.
    fn judged(&mut self, cleaned: &Cleaned) {
        let Cleaned { document, verdicts, .. } = cleaned;
        self.time("judge", |on| on.stripper.judge(document));
        let text = self.time("render", |_| Layout::new(&document.blocks).render(verdicts));
        self.time("language", |on| on.identifier.identify(&text));
        self.time("quality", |on| (on.urls.judge(document.meta.url.as_deref()), on.quality.judge(&text)));
        self.time("sketch", |on| on.sketcher.sketch(&text, &mut on.scratch));
    }
}

impl Task for Stages {
    fn prepare(&self, page: &mut Page) {
        let (id, url) = (&page.id, &page.url);
        let row = match self.markup {
            Markup::Html => serde_json::json!({ "id": id, "url": url, "html": page.html }),
            _ => serde_json::json!({ "id": id, "url": url, "text": page.html }),
        };
        page.raw = row.to_string().into_bytes();
    }

    fn run(&mut self, page: &Page) -> usize {
        let row = std::str::from_utf8(&page.raw).unwrap_or_default();
        let read = self.time("row in", |on| on.source.row(1, row, Vec::new()));
        drop(black_box(read));
        if self.markup == Markup::Html {
            self.page(page)
        } else {
            self.text(page)
        }
        let record = self.record(page);
        let Ok(cleaned) = self.time("clean", |on| on.cleaner.clean(record)) else { return 0 };
        self.judged(&cleaned);
        drop(cleaned);
        let mut removed: Vec<RemovedSpan> = Vec::new();
        let Ok(article) = self.cleaner.article(self.record(page), Some(&mut removed)) else { return 0 };
        let mut out = Vec::new();
        self.time("row out", |_| article.write_json(&mut out));
        self.time("removed rows", |_| removed.iter().for_each(|span| write(span, &page.id, &mut out)));
        out.len()
    }

    fn stages(&mut self) -> Vec<(&'static str, f64)> {
        let mut of = std::mem::take(&mut self.seconds);
        let at = |name: &str| of.get(name).copied().unwrap_or_default();
        if self.markup == Markup::Html {
            let (parse, segment, metadata) = (at("parse"), at("segment"), at("metadata"));
            of.insert("segment", segment - parse);
            of.insert("metadata", metadata - segment);
        }
        NAMES.iter().filter_map(|name| of.get(name).map(|seconds| (*name, *seconds))).collect()
    }
}

fn write(span: &RemovedSpan, id: &str, out: &mut Vec<u8>) {
    RemovedRow {
        id: id.into(),
        start: span.start,
        end: span.end,
        stage: span.reason.stage().name().into(),
        action: span.reason.action().name().into(),
        reason: span.reason.name().into(),
        score: span.score as f32,
        evidence: span.evidence.as_str().into(),
        text: span.text.as_str().into(),
        replacement: span.replacement.as_deref().map(Into::into),
    }
    .write_json(out);
}

fn thread_seconds() -> f64 {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .map_or(0.0, |time| time.tv_sec() as f64 + time.tv_nsec() as f64 / 1e9)
}
