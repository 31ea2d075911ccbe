use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tamis_core::{Reason, Reject};
use tamis_dedup::{ExactIndex, Sketch};
use tamis_io::{Discovery, DroppedRow, DuplicateRow, InputFile, Output, RejectRow, Side, Written};

use crate::deal::Dealing;
use crate::held::{Fate, Held, HeldDocument, Released};
use crate::ids::{UniqueIds, numbered};
use crate::work::{ChunkResults, Compared, Processed, Ready};
use crate::{BoilerplateStats, Config, DedupStats, Progress, RunError, Stats};

/// Rejects that are told to a person one by one; the rest are only counted and recorded.
pub(crate) const REJECTS_SAID: u64 = 20;

/// How long a run that is asked to stop may go on waiting for results.
pub(crate) const STOP_INTERVAL: Duration = Duration::from_millis(100);

/// Takes the results in input order, and does all that depends on order: unique ids, duplicates,
/// output, figures. Runs on one thread.
pub(crate) struct Collector<'a> {
    files: &'a [InputFile],
    unreadable: &'a [Reject],
    output: Option<&'a mut Output>,
    progress: &'a Progress,
    index: ExactIndex,
    /// Documents that are compared with all others.
    held: Option<Held>,
    ids: UniqueIds,
    stats: Stats,
    /// Whether whoever read standard output has closed it.
    closed: bool,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(
        discovery: &'a Discovery,
        output: Option<&'a mut Output>,
        progress: &'a Progress,
        boilerplate: Option<BoilerplateStats>,
        held: Option<Held>,
    ) -> Self {
        let mut collector = Collector {
            files: &discovery.files,
            unreadable: &discovery.rejects,
            output,
            progress,
            index: ExactIndex::new(),
            held,
            ids: UniqueIds::default(),
            stats: Stats { boilerplate, ..Stats::new() },
            closed: false,
        };
        for (kind, count) in &discovery.skipped {
            collector.stats.books.records_in += count;
            collector.stats.books.skipped += count;
            *collector.stats.skipped_by_type.entry((*kind).to_owned()).or_default() += count;
        }
        collector
    }

    /// Collects until the last sender of results is gone, or the run is stopped. Returns the number of
    /// chunks collected.
    pub(crate) fn collect(&mut self, dealing: &mut Dealing<ChunkResults>) -> Result<u64, RunError> {
        for reject in self.unreadable {
            self.stats.books.records_in += 1;
            self.take_reject(reject)?;
        }
        let progress = self.progress;
        dealing.in_order(progress, |chunk| {
            self.take_chunk(chunk)?;
            if self.closed {
                progress.stop();
            }
            Ok(())
        })
    }

    /// Compares the documents that were held back, and writes them. If the run is stopped, those that were not
    /// written count as not read.
    pub(crate) fn release(&mut self, config: &Config) -> Result<(), RunError> {
        let Some(held) = self.held.take() else { return Ok(()) };
        let (count, mut written, mut copied) = (held.len(), 0, (0, 0));
        let progress = self.progress;
        let found = held.release(config, progress, |released| {
            if released.is_copy {
                copied.0 += released.document.ready.words_out;
                copied.1 += released.document.plain_bytes;
            }
            written += 1;
            self.take_released(released)?;
            if self.closed {
                progress.stop();
            }
            Ok(())
        })?;
        self.stats.books.records_in -= count - written;
        let (copied_words, copied_bytes) = copied;
        self.stats.dedup = found.map(|found| DedupStats { copied_words, copied_bytes, ..found });
        Ok(())
    }

    pub(crate) fn into_stats(self) -> Stats {
        self.stats
    }

    fn take_chunk(&mut self, chunk: ChunkResults) -> Result<(), RunError> {
        self.stats.merge(&chunk.stats);
        bump(&self.progress.bytes_processed, chunk.bytes);
        for (file, processed) in chunk.results {
            self.stats.books.records_in += 1;
            bump(&self.progress.records, 1);
            match processed {
                Processed::Document(ready) => self.take_document(file, *ready)?,
                Processed::Reject(reject) => self.take_reject(&reject)?,
                Processed::NotSampled => {
                    self.stats.books.skipped += 1;
                    *self.stats.skipped_by_type.entry("not-sampled".into()).or_default() += 1;
                }
            }
        }
        Ok(())
    }

    fn take_document(&mut self, file: usize, mut ready: Ready) -> Result<(), RunError> {
        bump(&self.progress.words_in, ready.words_in);
        bump(&self.progress.words_out, ready.words_out);
        if let Some(number) = self.ids.claim(&ready.meta.id) {
            let unique = numbered(&ready.meta.id, number);
            self.progress
                .say(format!("tamis: the id {} came before; this one becomes {unique}", ready.meta.id));
            rename(&mut ready.removed, &ready.meta.id, &unique);
            rename(&mut ready.trace, &ready.meta.id, &unique);
            ready.meta.id = unique;
            ready.write_row();
        }
        self.write_side(Side::Removed, &ready.removed, count_lines(&ready.removed))?;
        self.write_side(Side::Trace, &ready.trace, 1)?;
        if let Some((reason, evidence)) = &ready.drop {
            self.stats.books.dropped += 1;
            *self.stats.documents_by_reason.entry(reason.name().to_owned()).or_default() += 1;
            let mut row = Vec::new();
            DroppedRow {
                id: ready.meta.id.as_str().into(),
                reason: reason.name().into(),
                score: 1.0,
                evidence: evidence.into(),
            }
            .write_json(&ready.as_row(), &mut row);
            return self.write_side(Side::Dropped, &row, 1);
        }
        match std::mem::replace(&mut ready.compared, Compared::Never) {
            Compared::Never => self.write(file, &ready),
            Compared::WithAll { sketch, plain_bytes } => self.hold(file, ready, plain_bytes, &sketch),
            Compared::Before(fingerprint) => {
                match self.index.insert(fingerprint, &ready.meta.id).map(str::to_owned) {
                    Some(kept_id) => self.take_duplicate(&ready, &kept_id),
                    None => self.write(file, &ready),
                }
            }
        }
    }

    fn hold(&mut self, file: usize, ready: Ready, plain_bytes: u64, sketch: &Sketch) -> Result<(), RunError> {
        let Some(held) = &mut self.held else { return self.write(file, &ready) };
        Ok(held.add(&HeldDocument { file: file as u64, ready, plain_bytes }, sketch)?)
    }

    fn take_released(&mut self, released: Released) -> Result<(), RunError> {
        let HeldDocument { file, ready, .. } = released.document;
        match released.fate {
            Fate::Kept => self.write(file as usize, &ready),
            Fate::Duplicate(reason, row) => self.write_duplicate(reason, &row),
        }
    }

    /// Writes a document that stays.
    fn write(&mut self, file: usize, ready: &Ready) -> Result<(), RunError> {
        self.stats.books.kept += 1;
        self.stats.volume.bytes_out += ready.text.len() as u64;
        bump(&self.progress.kept, 1);
        if let (Some(output), Some(file)) = (&mut self.output, self.files.get(file))
            && output.write(file, &ready.meta.id, &ready.row)? == Written::Closed
        {
            self.closed = true;
        }
        Ok(())
    }

    fn take_duplicate(&mut self, ready: &Ready, kept_id: &str) -> Result<(), RunError> {
        let reason = Reason::ExactDuplicate;
        let mut row = Vec::new();
        DuplicateRow {
            id: ready.meta.id.as_str().into(),
            kept_id: kept_id.into(),
            reason: reason.name().into(),
            similarity: 1.0,
            evidence: format!("the same {} words", tamis_core::word_count(&ready.text)).into(),
        }
        .write_json(&ready.as_row(), &mut row);
        self.write_duplicate(reason, &row)
    }

    fn write_duplicate(&mut self, reason: Reason, row: &[u8]) -> Result<(), RunError> {
        self.stats.books.duplicates += 1;
        *self.stats.documents_by_reason.entry(reason.name().to_owned()).or_default() += 1;
        self.write_side(Side::Duplicates, row, 1)
    }

    fn take_reject(&mut self, reject: &Reject) -> Result<(), RunError> {
        self.stats.count_reject(reject.cause);
        if self.stats.books.rejected <= REJECTS_SAID {
            self.progress.say(format!(
                "tamis: {}: {} ({})",
                reject.place,
                reject.message,
                reject.cause.name()
            ));
        }
        let mut row = Vec::new();
        RejectRow::from(reject).write_json(&mut row);
        self.write_side(Side::Rejects, &row, 1)
    }

    fn write_side(&mut self, side: Side, rows: &[u8], records: u64) -> Result<(), RunError> {
        if let (Some(output), false) = (&mut self.output, rows.is_empty()) {
            output.write_side(side, rows, records)?;
        }
        Ok(())
    }
}

fn bump(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}

fn count_lines(rows: &[u8]) -> u64 {
    rows.split_inclusive(|byte| *byte == b'\n').count() as u64
}

/// Gives every row, each of which begins with its id, another id.
fn rename(rows: &mut Vec<u8>, old: &str, new: &str) {
    let begin = |id: &str| serde_json::to_string(id).map(|id| format!("{{\"id\":{id}")).unwrap_or_default();
    let (old, new) = (begin(old), begin(new));
    let mut out = Vec::with_capacity(rows.len() + 64);
    for line in rows.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(old.as_bytes()) {
            Some(rest) => {
                out.extend_from_slice(new.as_bytes());
                out.extend_from_slice(rest);
            }
            None => out.extend_from_slice(line),
        }
    }
    *rows = out;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renaming_touches_nothing_but_the_ids() {
        let mut rows = b"{\"id\":\"a\\\"b\",\"x\":\"{\\\"id\\\":\"}\n{\"id\":\"a\\\"b\",\"y\":1}\n".to_vec();
        rename(&mut rows, "a\"b", "a\"b#2");
        let expect = "{\"id\":\"a\\\"b#2\",\"x\":\"{\\\"id\\\":\"}\n{\"id\":\"a\\\"b#2\",\"y\":1}\n";
        assert_eq!(String::from_utf8(rows).unwrap(), expect);
    }
}
