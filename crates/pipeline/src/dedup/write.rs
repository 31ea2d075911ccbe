//! The second reading: rows that stay, and rows about those that go.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tamis_core::{Place, Reject, RejectCause, word_count};
use tamis_dedup::{Resolved, Ruling};
use tamis_io::{Container, InputFile, OutputRow, Parsed, RawRecord, RejectRow, Side, Written};
use xxhash_rust::xxh3::xxh3_64;

use super::{Inputs, Numbers, Outputs, Reading, rows};
use crate::cleaner::Standing;
use crate::collect::REJECTS_SAID;
use crate::deal::{ChunkWork, Dealer, Dealing, Position};
use crate::ids::numbered;
use crate::shard::{Share, Unit};
use crate::work::{Chunk, NOT_SAMPLED, is_sampled};
use crate::{Cleaner, Progress, RunError, Stats};

/// What decides how the records of the second reading are written.
pub(super) struct Rules {
    pub(super) resolved: Resolved,
    pub(super) numbers: Numbers,
    /// `None`: text for a single document that is no row, rows otherwise.
    pub(super) container: Option<Container>,
    /// Whether there is a single input, whose output is a stream.
    pub(super) single: bool,
}

/// Reads all records again and writes each as the rules say.
pub(super) fn second_reading(
    cleaner: &Arc<Cleaner>,
    rules: Rules,
    inputs: &Inputs,
    outputs: &mut Outputs,
    stats: &mut Stats,
    progress: &Arc<Progress>,
) -> Result<(), RunError> {
    let config = cleaner.config();
    let chunks = rules.numbers.chunks();
    let documents = outputs.documents.as_ref();
    let worker = Arc::new(WriteWork {
        cleaner: Arc::clone(cleaner),
        files: Arc::clone(&inputs.files),
        rules,
        wants_rows: documents.is_some(),
        wants_duplicates: documents.is_some_and(|output| output.wants(Side::Duplicates)),
        wants_clusters: outputs.clusters.is_some(),
    });
    progress.begin(2, 2);
    progress.set_doing("writing");
    let dealer = Dealer {
        reader: inputs.reader(config, Reading::Second)?,
        files: Arc::clone(&inputs.files),
        limit: config.run.limit,
        from: Position::default(),
        share: Share::All,
        progress: Arc::clone(progress),
        worker,
    };
    let mut dealing = Dealing::start(config, dealer)?;
    let mut writer = Writer { inputs, outputs, stats, progress };
    writer.begin()?;
    let taken = dealing.in_order(progress, |chunk: Result<Ruled, RunError>| writer.take(&chunk?))?;
    dealing.finish(progress, taken)?;
    if taken != chunks && !progress.is_stopped() {
        let place = inputs.files.last().map(|file| file.place().to_string()).unwrap_or_default();
        return Err(RunError::InputChanged { place });
    }
    Ok(())
}

/// Writes what comes of the chunks, in input order, on one thread.
struct Writer<'a> {
    inputs: &'a Inputs,
    outputs: &'a mut Outputs,
    stats: &'a mut Stats,
    progress: &'a Progress,
}

impl Writer<'_> {
    /// What is known before any record is read.
    fn begin(&mut self) -> Result<(), RunError> {
        for (kind, count) in &self.inputs.discovery.skipped {
            self.stats.books.records_in += count;
            self.stats.count_skipped(kind, *count);
            bump(&self.progress.skipped, *count);
        }
        for reject in &self.inputs.discovery.rejects {
            self.stats.books.records_in += 1;
            self.take_reject(reject)?;
        }
        Ok(())
    }

    fn take(&mut self, ruled: &Ruled) -> Result<(), RunError> {
        let progress = self.progress;
        bump(&progress.bytes_processed, ruled.bytes);
        bump(&progress.records, ruled.stats.books.records_in);
        bump(&progress.kept, ruled.stats.books.kept);
        bump(&progress.duplicates, ruled.stats.books.duplicates);
        bump(&progress.skipped, ruled.stats.books.skipped);
        bump(&progress.words_in, ruled.stats.volume.words_in);
        bump(&progress.words_out, ruled.stats.volume.words_out);
        self.stats.merge(&ruled.stats);
        ruled.rejects.iter().try_for_each(|reject| self.take_reject(reject))?;
        if let Some(output) = &mut self.outputs.documents {
            if ruled.duplicates > 0 {
                output.write_side(Side::Duplicates, &ruled.duplicate_rows, ruled.duplicates)?;
            }
            let mut from = 0;
            for Row { file, id, end } in &ruled.ends {
                let row = ruled.rows.get(from..*end).unwrap_or_default();
                from = *end;
                if let Some(file) = self.inputs.files.get(*file)
                    && output.write(file, id, row)? == Written::Closed
                {
                    // Whoever read standard output wants no more.
                    progress.stop();
                }
            }
        }
        if let Some(clusters) = &mut self.outputs.clusters {
            clusters.append(&ruled.clusters)?;
        }
        Ok(())
    }

    fn take_reject(&mut self, reject: &Reject) -> Result<(), RunError> {
        self.stats.count_reject(reject.cause);
        self.progress.count_reject(reject.cause);
        if self.stats.books.rejected <= REJECTS_SAID {
            self.progress.say(reject);
        }
        if let Some(output) = &mut self.outputs.documents {
            let mut row = Vec::new();
            RejectRow::from(reject).write_json(&mut row);
            output.write_side(Side::Rejects, &row, 1)?;
        }
        Ok(())
    }
}

fn bump(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}

/// Serialises the records of a chunk as their rulings say, on one thread.
struct WriteWork {
    cleaner: Arc<Cleaner>,
    files: Arc<[InputFile]>,
    rules: Rules,
    wants_rows: bool,
    wants_duplicates: bool,
    wants_clusters: bool,
}

/// What is written of a chunk. Whoever takes it counts the rejects.
#[derive(Default)]
struct Ruled {
    /// Rows or texts of the documents that stay, one behind the other.
    rows: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<Row>,
    duplicate_rows: Vec<u8>,
    duplicates: u64,
    clusters: Vec<u8>,
    rejects: Vec<Reject>,
    stats: Stats,
    bytes: u64,
}

/// What a record is.
enum Seen {
    /// A document, with the bytes of its body.
    Text(Box<Standing>, u64),
    /// Passed over, for this reason.
    Skipped(&'static str),
}

struct Row {
    /// Index of the input file.
    file: usize,
    id: String,
    /// The end of the row in the rows of its chunk.
    end: usize,
}

impl ChunkWork for WriteWork {
    type Results = Result<Ruled, RunError>;

    fn process(&self, chunk: Chunk) -> Result<Ruled, RunError> {
        let Chunk { records, bytes, sequence, .. } = chunk;
        let mut here = records.first().map_or((0, None), |(unit, raw)| (unit.file, raw.place().line));
        let Some(mut numbers) = self.rules.numbers.of_chunk(sequence) else {
            return Err(self.changed(here));
        };
        let mut ruled = Ruled { bytes: bytes as u64, ..Ruled::default() };
        if self.wants_rows {
            ruled.rows.reserve(bytes + bytes / 8);
            ruled.ends.reserve(records.len());
        }
        for (at, (Unit { file, .. }, raw)) in records.into_iter().enumerate() {
            ruled.stats.books.records_in += 1;
            here = (file, raw.place().line);
            let is_row = raw.is_row();
            let (standing, bytes_in) = match self.read(raw, sequence, at) {
                Ok(Seen::Text(standing, bytes_in)) => (*standing, bytes_in),
                Ok(Seen::Skipped(kind)) => {
                    ruled.stats.count_skipped(kind, 1);
                    continue;
                }
                Err(reject) => {
                    ruled.rejects.push(*reject);
                    continue;
                }
            };
            ruled.stats.volume.bytes_in += bytes_in;
            let Some(number) = numbers.next() else { return Err(self.changed(here)) };
            let ruling = self.rules.resolved.ruling(number)?;
            if xxh3_64(standing.text.as_bytes()) != ruling.text_hash {
                return Err(self.changed(here));
            }
            let container = self.container(is_row);
            self.document(standing, &ruling, number, (file, container), &mut ruled);
        }
        if numbers.next().is_some() { Err(self.changed(here)) } else { Ok(ruled) }
    }
}

impl WriteWork {
    fn read(&self, raw: RawRecord, chunk: u64, at: usize) -> Result<Seen, Box<Reject>> {
        let record = match if self.wants_rows { raw.parse()? } else { raw.parse_known()? } {
            Parsed::Record(record) => record,
            Parsed::Skipped(kind) => return Ok(Seen::Skipped(kind)),
        };
        if !is_sampled(&self.cleaner.config().run, &record.meta.id) {
            return Ok(Seen::Skipped(NOT_SAMPLED));
        }
        let bytes = record.body.len() as u64;
        if let Some(message) = self.rules.numbers.failure(chunk, at) {
            return Err(Box::new(Reject {
                place: record.place,
                id: Some(record.meta.id),
                cause: RejectCause::Panicked,
                message: message.to_owned(),
            }));
        }
        self.cleaner.as_it_stands(record).map(|standing| Seen::Text(Box::new(standing), bytes))
    }

    /// The error for an input that differs here from what it was at the first reading.
    fn changed(&self, (file, line): (usize, Option<u64>)) -> RunError {
        let place = self.files.get(file).map(|file| Place { line, ..file.place() });
        RunError::InputChanged { place: place.unwrap_or_default().to_string() }
    }

    fn container(&self, is_row: bool) -> Container {
        let plain = self.rules.single && !is_row && !self.cleaner.config().dedup.annotate;
        self.rules.container.unwrap_or(if plain { Container::Files } else { Container::Jsonl })
    }

    fn document(
        &self,
        standing: Standing,
        ruling: &Ruling,
        number: u64,
        (file, container): (usize, Container),
        ruled: &mut Ruled,
    ) {
        let Standing { mut meta, flags, text, markdown, charset } = standing;
        let annotate = self.cleaner.config().dedup.annotate;
        if let Some(again) = self.rules.numbers.id_number(number) {
            meta.id = numbered(&meta.id, again);
        }
        if self.wants_clusters {
            rows::push_cluster(&mut ruled.clusters, &meta.id, &ruling.kept_id);
        }
        let words = word_count(&text) as u64;
        let stats = &mut ruled.stats;
        stats.volume.words_in += words;
        for flag in &flags {
            *stats.flags.entry(flag.name().to_owned()).or_default() += 1;
        }
        if let Some(charset) = charset {
            *stats.charsets.entry(charset.to_owned()).or_default() += 1;
        }
        if ruling.likeness.is_some() {
            let found = stats.dedup.get_or_insert_default();
            found.copied_words += words;
            found.copied_bytes += text.len() as u64;
        }
        let is_written = ruling.stays || annotate;
        if is_written {
            rows::set_first_date(&mut meta, ruling);
        }
        let dedup = annotate.then(|| rows::annotation(ruling));
        let written = markdown.as_deref().unwrap_or(&text);
        let row = OutputRow {
            meta: &meta,
            text: written,
            language: None,
            flags: &flags,
            private: None,
            dedup: dedup.as_ref(),
            version: env!("CARGO_PKG_VERSION"),
        };
        if !is_written {
            stats.books.duplicates += 1;
            *stats.documents_by_reason.entry(rows::reason(ruling).name().to_owned()).or_default() += 1;
            if self.wants_duplicates {
                ruled.duplicates += 1;
                rows::duplicate(&meta.id, ruling).write_json(&row, &mut ruled.duplicate_rows);
            }
            return;
        }
        stats.books.kept += 1;
        stats.volume.words_out += words;
        stats.volume.bytes_out += written.len() as u64;
        if self.wants_rows {
            match container {
                Container::Jsonl | Container::Parquet => row.write_json(&mut ruled.rows),
                Container::Files => row.write_text(&mut ruled.rows),
            }
            ruled.ends.push(Row { file, id: meta.id, end: ruled.rows.len() });
        }
    }
}
