//! Results of chunks as bytes, in the order of the fields: whole numbers have eight bytes, little-endian; texts have
//! their length before them; lists and what may be missing have their count.

use std::io;

use tamis_boilerplate::StoryLines;
use tamis_core::{Dated, Facts, Flag, Metadata, Place, Reason, Reject, RejectCause};
use tamis_dedup::{Fingerprint, Scratch, Sketch, Sketcher};
use tamis_io::Container;

use crate::Stats;
use crate::article::{Article, Known, Outcome, RemovedSpan};
use crate::learn::{Counted, Seen};
use crate::shard::Unit;
use crate::stories::Sketched;
use crate::work::{ChunkResults, Compared, Processed, Ready};

/// Reads the log of a journal to its end, each frame in every form that a log can have, and returns how many frames there were:
/// for tests of what a log that somebody else wrote can do.
#[doc(hidden)]
pub fn read_log(path: &std::path::Path) -> Result<usize, tamis_io::IoError> {
    let mut log = crate::journal::log::Log::open(path)?;
    let sketcher = Sketcher::new(&tamis_dedup::DedupConfig::default()).ok();
    let (mut frames, mut count) = (log.frames()?, 0);
    while let Some(frame) = frames.next()? {
        count += 1;
        let Ok(results) = frame.unpacked() else { continue };
        let _ = unpack(&results, sketcher.as_ref());
        let _ = unpack_documents(&results, Packing::Documents);
        let _ = unpack_documents(&results, Packing::Everything);
        let _ = unpack_counted(&results);
        let _ = Outcome::from_bytes(&results);
    }
    Ok(count)
}

/// What of the results of a chunk is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// What is needed to write the documents that are compared.
    Documents,
    /// All of it.
    Everything,
}

/// What the log tells of a document when it is to be written.
pub(crate) struct Logged {
    pub(crate) unit: Unit,
    pub(crate) ready: Ready,
    /// Bytes of its plain text, if it is compared with all others.
    pub(crate) plain_bytes: Option<u64>,
}

/// Kinds of what a record became.
const DOCUMENT: u64 = 0;
const REJECT: u64 = 1;
const SKIPPED: u64 = 2;
/// How documents are compared.
const NEVER: u64 = 0;
const BEFORE: u64 = 1;
const WITH_ALL: u64 = 2;

/// The results of a chunk as bytes.
pub(crate) fn pack(chunk: &ChunkResults, packing: Packing) -> Vec<u8> {
    let mut out = Packer::default();
    out.number(chunk.results.len() as u64);
    for (unit, processed) in &chunk.results {
        out.number(unit.file as u64);
        out.number(unit.range);
        match processed {
            Processed::Document(ready) => {
                out.number(DOCUMENT);
                out.document(ready, packing);
            }
            Processed::Reject(reject) => {
                out.number(REJECT);
                if packing == Packing::Everything {
                    out.reject(reject);
                }
            }
            Processed::Skipped(kind) => {
                out.number(SKIPPED);
                if packing == Packing::Everything {
                    out.bytes(kind.as_bytes());
                }
            }
        }
    }
    if packing == Packing::Everything {
        out.number(chunk.bytes);
        out.bytes(&serde_json::to_vec(&chunk.stats).unwrap_or_default());
    }
    out.0
}

/// The results of a chunk of which everything was packed; sketches are made again.
pub(crate) fn unpack(bytes: &[u8], sketcher: Option<&Sketcher>) -> io::Result<ChunkResults> {
    let mut input = Unpacker(bytes);
    let mut scratch = Scratch::default();
    let count = input.number()?;
    let mut results = Vec::new();
    for _ in 0..count {
        let unit = input.unit()?;
        let processed = match input.number()? {
            DOCUMENT => {
                let (mut ready, compared) = input.document(Packing::Everything)?;
                ready.compared = match (compared, sketcher) {
                    (Way::Before(bits), _) => Compared::Before(Fingerprint::from_bits(bits)),
                    (Way::WithAll { plain, .. }, Some(sketcher)) => {
                        let plain = plain.as_deref().unwrap_or(&ready.article.text);
                        let sketch = Box::new(sketcher.sketch(plain, &mut scratch));
                        Compared::WithAll { sketch, plain_bytes: plain.len() as u64, plain: None }
                    }
                    (Way::Never | Way::WithAll { .. }, _) => Compared::Never,
                };
                if ready.article.drop.is_none() {
                    ready.write_row();
                }
                Processed::Document(Box::new(ready))
            }
            REJECT => Processed::Reject(Box::new(input.reject()?)),
            SKIPPED => {
                let kind = std::str::from_utf8(input.bytes()?).map_err(|_| damaged())?;
                Processed::Skipped(kind.to_owned().into())
            }
            _ => return Err(damaged()),
        };
        results.push((unit, processed));
    }
    let bytes = input.number()?;
    let stats: Stats = serde_json::from_slice(input.bytes()?).map_err(|_| damaged())?;
    Ok(ChunkResults { results, stats, bytes, packed: None, end: crate::deal::Position::default() })
}

/// The documents of a chunk, in input order; nothing is needed of them but what is written.
pub(crate) fn unpack_documents(bytes: &[u8], packing: Packing) -> io::Result<Vec<Logged>> {
    let mut input = Unpacker(bytes);
    let mut documents = Vec::new();
    for _ in 0..input.number()? {
        let unit = input.unit()?;
        match (input.number()?, packing) {
            (DOCUMENT, _) => {
                let (ready, compared) = input.document(packing)?;
                let plain_bytes = match compared {
                    Way::WithAll { plain_bytes, .. } => Some(plain_bytes),
                    Way::Never | Way::Before(_) => None,
                };
                documents.push(Logged { unit, ready, plain_bytes });
            }
            (REJECT, Packing::Everything) => drop(input.reject()?),
            (SKIPPED, Packing::Everything) => drop(input.bytes()?),
            (REJECT | SKIPPED, _) => {}
            _ => return Err(damaged()),
        }
    }
    Ok(documents)
}

/// What was counted of a chunk as bytes, without what was rejected.
pub(crate) fn pack_counted(counted: &Counted) -> Vec<u8> {
    let mut out = Packer::default();
    out.number(counted.bytes);
    out.number(counted.seen.len() as u64);
    let mut buffer = Vec::new();
    let mut put = |out: &mut Packer, write: &dyn Fn(&mut Vec<u8>)| {
        buffer.clear();
        write(&mut buffer);
        out.bytes(&buffer);
    };
    for seen in &counted.seen {
        let Ok(Seen { lines, sketched }) = seen else {
            out.number(0);
            continue;
        };
        out.number(1);
        put(&mut out, &|buffer| lines.write_to(buffer));
        out.number(u64::from(sketched.is_some()));
        if let Some(Sketched { meta, sketch }) = sketched.as_deref() {
            out.option(meta.url.as_deref());
            out.option(meta.source.as_deref());
            put(&mut out, &|buffer| sketch.write_to(buffer));
        }
    }
    out.0
}

/// What was counted of a chunk. What was rejected is left out.
pub(crate) fn unpack_counted(bytes: &[u8]) -> io::Result<Counted> {
    let mut input = Unpacker(bytes);
    let bytes = input.number()?;
    let mut seen = Vec::new();
    for _ in 0..input.number()? {
        if input.number()? == 0 {
            continue;
        }
        let lines = StoryLines::from_bytes(input.bytes()?).ok_or_else(damaged)?;
        let mut sketched = None;
        if input.number()? == 1 {
            let (url, source) = (input.option()?, input.option()?);
            let sketch = Sketch::from_bytes(input.bytes()?).ok_or_else(damaged)?;
            let meta = Metadata { url, source, ..Metadata::default() };
            sketched = Some(Box::new(Sketched { meta, sketch }));
        }
        seen.push(Ok(Seen { lines, sketched }));
    }
    Ok(Counted { seen, bytes, packed: None, end: crate::deal::Position::default() })
}

impl Outcome {
    /// The outcome as bytes, in a form of this version of tamis: for another process, not for keeping.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Packer::default();
        match &self.article {
            Ok(article) => {
                out.number(DOCUMENT);
                out.bytes(article.meta.id.as_bytes());
                out.contents(article);
                out.drop(article);
            }
            Err(reject) => {
                out.number(REJECT);
                out.reject(reject);
            }
        }
        out.number(self.removed.len() as u64);
        self.removed.iter().for_each(|span| out.span(span));
        out.0
    }

    /// Reads what [`Outcome::to_bytes`] wrote.
    ///
    /// # Errors
    /// If it is something else.
    pub fn from_bytes(bytes: &[u8]) -> io::Result<Self> {
        let mut input = Unpacker(bytes);
        let article = match input.number()? {
            DOCUMENT => {
                let id = input.text()?;
                let mut article = input.contents(id)?;
                article.drop = input.drop()?;
                Ok(article)
            }
            REJECT => Err(Box::new(input.reject()?)),
            _ => return Err(damaged()),
        };
        let removed = (0..input.number()?).map(|_| input.span()).collect::<io::Result<_>>()?;
        if input.0.is_empty() { Ok(Outcome { article, removed }) } else { Err(damaged()) }
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "what was logged of a chunk is damaged")
}

/// How a document is compared, as it is logged.
enum Way {
    Never,
    Before(u128),
    /// The plain text, if it is not the text that is written.
    WithAll {
        plain_bytes: u64,
        plain: Option<String>,
    },
}

#[derive(Default)]
struct Packer(Vec<u8>);

impl Packer {
    fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    fn option(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        if let Some(text) = text {
            self.bytes(text.as_bytes());
        }
    }

    fn document(&mut self, ready: &Ready, packing: Packing) {
        let Ready { article, compared, removed, trace, container, .. } = ready;
        let everything = packing == Packing::Everything;
        self.bytes(article.meta.id.as_bytes());
        match compared {
            Compared::Never => self.number(NEVER),
            Compared::Before(fingerprint) => {
                self.number(BEFORE);
                self.0.extend_from_slice(&fingerprint.bits().to_le_bytes());
            }
            Compared::WithAll { plain_bytes, plain, .. } => {
                self.number(WITH_ALL);
                self.number(*plain_bytes);
                self.option(plain.as_deref().filter(|_| everything));
            }
        }
        self.number(ready.words_in);
        self.number(ready.words_out);
        self.number(match container {
            Container::Jsonl => 0,
            Container::Files => 1,
            Container::Parquet => 2,
        });
        self.contents(article);
        if everything {
            self.bytes(&article.known.vault);
            self.bytes(removed);
            self.bytes(trace);
            self.drop(article);
        }
    }

    /// An article but for its id, its vault and why it goes.
    fn contents(&mut self, article: &Article) {
        let Article { meta, flags, text, known, .. } = article;
        self.number(flags.len() as u64);
        for flag in flags {
            self.bytes(flag.name().as_bytes());
        }
        let fields =
            [&meta.url, &meta.source, &meta.added, &meta.created, &meta.title, &meta.language, &meta.own];
        for field in fields {
            self.option(field.as_deref());
        }
        self.facts(&meta.facts);
        self.number(meta.passthrough.len() as u64);
        for (name, raw) in &meta.passthrough {
            self.bytes(name.as_bytes());
            self.bytes(raw.as_bytes());
        }
        self.bytes(text.as_bytes());
        let Known { language, private, address, .. } = known;
        let (name, score) = language.as_ref().map(|(name, score)| (name.as_str(), *score)).unzip();
        self.option(name);
        self.number(u64::from(score.unwrap_or_default().to_bits()));
        self.bytes(&serde_json::to_vec(private).unwrap_or_default());
        let address = address.map(|address| (address as u64, (address >> 64) as u64));
        self.number(u64::from(address.is_some()));
        for half in [address.unwrap_or_default().0, address.unwrap_or_default().1] {
            self.number(half);
        }
    }

    fn drop(&mut self, article: &Article) {
        self.option(article.drop.as_ref().map(|(reason, _)| reason.name()));
        self.option(article.drop.as_ref().map(|(_, evidence)| evidence.as_str()));
    }

    fn span(&mut self, span: &RemovedSpan) {
        for number in [span.start, span.end, span.score.to_bits()] {
            self.number(number);
        }
        for text in [span.reason.name(), &span.evidence, &span.text] {
            self.bytes(text.as_bytes());
        }
        self.option(span.replacement.as_deref());
    }

    fn facts(&mut self, facts: &Facts) {
        let Facts { headline, authors, published, updated, site, canonical_url, tags } = facts;
        for field in [headline, site, canonical_url] {
            self.option(field.as_deref());
        }
        for dated in [published, updated] {
            self.option(dated.as_ref().map(|dated| dated.day.as_str()));
            self.option(dated.as_ref().map(|dated| dated.evidence.as_str()));
        }
        for texts in [authors, tags] {
            self.number(texts.len() as u64);
            for text in texts {
                self.bytes(text.as_bytes());
            }
        }
    }

    fn reject(&mut self, reject: &Reject) {
        let Reject { place: Place { file, line, offset }, id, cause, message } = reject;
        self.bytes(file.as_bytes());
        for number in [line, offset] {
            self.number(u64::from(number.is_some()));
            self.number(number.unwrap_or_default());
        }
        self.option(id.as_deref());
        self.bytes(cause.name().as_bytes());
        self.bytes(message.as_bytes());
    }
}

struct Unpacker<'a>(&'a [u8]);

impl<'a> Unpacker<'a> {
    fn number(&mut self) -> io::Result<u64> {
        let (number, rest) = self.0.split_first_chunk::<8>().ok_or_else(damaged)?;
        self.0 = rest;
        Ok(u64::from_le_bytes(*number))
    }

    fn bytes(&mut self) -> io::Result<&'a [u8]> {
        let length = usize::try_from(self.number()?).map_err(|_| damaged())?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(bytes)
    }

    fn text(&mut self) -> io::Result<String> {
        String::from_utf8(self.bytes()?.to_vec()).map_err(|_| damaged())
    }

    fn option(&mut self) -> io::Result<Option<String>> {
        if self.number()? == 0 { Ok(None) } else { self.text().map(Some) }
    }

    fn unit(&mut self) -> io::Result<Unit> {
        Ok(Unit { file: self.number()? as usize, range: self.number()? })
    }

    fn document(&mut self, packing: Packing) -> io::Result<(Ready, Way)> {
        let id = self.text()?;
        let way = match self.number()? {
            NEVER => Way::Never,
            BEFORE => {
                let (bits, rest) = self.0.split_first_chunk::<16>().ok_or_else(damaged)?;
                self.0 = rest;
                Way::Before(u128::from_le_bytes(*bits))
            }
            WITH_ALL => Way::WithAll { plain_bytes: self.number()?, plain: self.option()? },
            _ => return Err(damaged()),
        };
        let (words_in, words_out) = (self.number()?, self.number()?);
        let container = match self.number()? {
            0 => Container::Jsonl,
            1 => Container::Files,
            2 => Container::Parquet,
            _ => return Err(damaged()),
        };
        let mut ready = Ready {
            article: self.contents(id)?,
            compared: Compared::Never,
            row: Vec::new(),
            removed: Vec::new(),
            trace: Vec::new(),
            container,
            words_in,
            words_out,
        };
        if packing == Packing::Everything {
            ready.article.known.vault = self.bytes()?.to_vec();
            ready.removed = self.bytes()?.to_vec();
            ready.trace = self.bytes()?.to_vec();
            ready.article.drop = self.drop()?;
        }
        Ok((ready, way))
    }

    /// An article of this id but for its vault and why it goes.
    fn contents(&mut self, id: String) -> io::Result<Article> {
        let flags = (0..self.number()?).map(|_| self.text()).collect::<io::Result<Vec<_>>>()?;
        let flags = flags.iter().filter_map(|name| Flag::from_name(name)).collect();
        let meta = Metadata {
            id,
            url: self.option()?,
            source: self.option()?,
            added: self.option()?,
            created: self.option()?,
            title: self.option()?,
            language: self.option()?,
            own: self.option()?,
            facts: self.facts()?,
            passthrough: (0..self.number()?)
                .map(|_| Ok((self.text()?, self.text()?)))
                .collect::<io::Result<_>>()?,
        };
        let text = self.text()?;
        let (name, score) = (self.option()?, f32::from_bits(self.number()? as u32));
        let private = serde_json::from_slice(self.bytes()?).map_err(|_| damaged())?;
        let (has_address, low, high) = (self.number()? == 1, self.number()?, self.number()?);
        let address = has_address.then(|| u128::from(low) | u128::from(high) << 64);
        let known = Known { language: name.map(|name| (name, score)), private, vault: Vec::new(), address };
        Ok(Article { meta, flags, text, drop: None, known })
    }

    fn drop(&mut self) -> io::Result<Option<(Reason, String)>> {
        let (reason, evidence) = (self.option()?, self.option()?);
        let reason = reason.and_then(|name| Reason::from_name(&name));
        Ok(reason.map(|reason| (reason, evidence.unwrap_or_default())))
    }

    fn span(&mut self) -> io::Result<RemovedSpan> {
        let (start, end, score) = (self.number()?, self.number()?, f64::from_bits(self.number()?));
        let reason = Reason::from_name(&self.text()?).ok_or_else(damaged)?;
        let (evidence, text, replacement) = (self.text()?, self.text()?, self.option()?);
        Ok(RemovedSpan { start, end, reason, score, evidence, text, replacement })
    }

    fn facts(&mut self) -> io::Result<Facts> {
        let [headline, site, canonical_url] = [self.option()?, self.option()?, self.option()?];
        let mut dated = || {
            let (day, evidence) = (self.option()?, self.option()?);
            Ok::<_, io::Error>(day.map(|day| Dated { day, evidence: evidence.unwrap_or_default() }))
        };
        let (published, updated) = (dated()?, dated()?);
        let mut texts = || (0..self.number()?).map(|_| self.text()).collect::<io::Result<Vec<_>>>();
        let (authors, tags) = (texts()?, texts()?);
        Ok(Facts { headline, authors, published, updated, site, canonical_url, tags })
    }

    fn reject(&mut self) -> io::Result<Reject> {
        let file = self.text()?;
        let mut number = || {
            let (is_some, number) = (self.number()?, self.number()?);
            Ok::<_, io::Error>((is_some == 1).then_some(number))
        };
        let (line, offset) = (number()?, number()?);
        let id = self.option()?;
        let cause = RejectCause::from_name(&self.text()?).ok_or_else(damaged)?;
        Ok(Reject { place: Place { file, line, offset }, id, cause, message: self.text()? })
    }
}
