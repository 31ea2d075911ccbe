use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tamis_core::{Reason, Reject};
use tamis_dedup::{DedupError, ExactIndex, Fingerprint, Sketcher};
use tamis_io::{Discovery, DroppedRow, DuplicateRow, InputFile, Output, RejectRow, Side, Written};

use crate::deal::{Dealing, Position};
use crate::executor::temporary_folder;
use crate::held::{Fate, Held, Released};
use crate::ids::UniqueIds;
use crate::journal::log::Log;
use crate::journal::replay;
use crate::packed::{Packing, unpack};
use crate::trace_sample::{TraceBound, TraceSample};
use crate::units::UnitBook;
use crate::work::{ChunkResults, Compared, Processed, Ready};
use crate::{BoilerplateStats, Config, DedupStats, Event, Progress, RunError, Stats};

/// Rejects that are told to a person one by one; the rest are only counted and recorded.
pub(crate) const REJECTS_SAID: u64 = 20;

/// Repeated ids that are told to a person one by one.
pub(crate) const REPEATED_IDS_SAID: u64 = 20;

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
    /// Addresses of the documents so far, if those of the same address are copies.
    addresses: ExactIndex,
    /// Documents that are compared with all others.
    held: Option<Held>,
    /// Where results are logged before they are taken, and what of them.
    log: Option<(Log, Packing)>,
    repeated_ids: u64,
    /// None if ids stay as they are until shards are merged.
    ids: Option<UniqueIds>,
    /// What is noted for the merging of shards.
    units: Option<UnitBook>,
    /// Rows of the trace, if there is to be a limited number.
    trace: Option<(Arc<TraceBound>, TraceSample)>,
    stats: Stats,
    /// Whether whoever read standard output has closed it.
    closed: bool,
}

/// How a collector goes about its work.
#[derive(Default)]
pub(crate) struct Collecting {
    pub(crate) boilerplate: Option<BoilerplateStats>,
    pub(crate) held: Option<Held>,
    pub(crate) log: Option<(Log, Packing)>,
    /// The book of a run that is one of several.
    pub(crate) units: Option<UnitBook>,
    /// What is told of documents that are traced, if only so many are.
    pub(crate) trace_bound: Option<Arc<TraceBound>>,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(
        discovery: &'a Discovery,
        output: Option<&'a mut Output>,
        progress: &'a Progress,
        config: &Config,
        collecting: Collecting,
    ) -> Self {
        let Collecting { boilerplate, held, log, units, trace_bound } = collecting;
        let mut collector = Collector {
            files: &discovery.files,
            unreadable: &discovery.rejects,
            output,
            progress,
            index: exact_index(config),
            addresses: exact_index(config),
            held,
            log,
            ids: units.is_none().then(|| UniqueIds::new(config)),
            units,
            trace: trace_bound.zip(TraceSample::new(&config.run)),
            repeated_ids: 0,
            stats: Stats { boilerplate, ..Stats::new() },
            closed: false,
        };
        if collector.units.as_ref().is_none_or(UnitBook::is_first_shard) {
            for (kind, count) in &discovery.skipped {
                collector.stats.books.records_in += count;
                collector.stats.books.skipped += count;
                bump(&progress.skipped, *count);
                *collector.stats.skipped_by_type.entry((*kind).to_owned()).or_default() += count;
            }
        }
        collector
    }

    /// Takes what cannot be looked at, then the results that an earlier run logged, in their order. Returns where the
    /// inputs are to be read on.
    pub(crate) fn begin(
        &mut self,
        config: &Config,
        sketcher: Option<&Sketcher>,
    ) -> Result<Position, RunError> {
        for (at, reject) in self.unreadable.iter().enumerate() {
            if self.units.as_mut().is_none_or(|units| units.takes_unreadable(at, reject)) {
                self.stats.books.records_in += 1;
                self.take_reject(reject)?;
            }
        }
        let head = self.units.as_ref().map(UnitBook::head);
        self.write_side(Side::Units, &head.unwrap_or_default(), 1)?;
        let Some((mut log, packing)) = self.log.take() else { return Ok(Position::default()) };
        if !log.is_empty() {
            self.progress.set_phase("taking up what was done before");
        }
        let end = replay(config, &mut log, |bytes| unpack(bytes, sketcher), |chunk| self.take_chunk(chunk))?;
        self.progress.set_phase("");
        self.log = Some((log, packing));
        Ok(end)
    }

    /// Collects until the last sender of results is gone, or the run is stopped. Returns the number of
    /// chunks collected.
    pub(crate) fn collect(&mut self, dealing: &mut Dealing<ChunkResults>) -> Result<u64, RunError> {
        let progress = self.progress;
        let taken = dealing.in_order(progress, |chunk| {
            self.take_new(chunk)?;
            if self.closed {
                progress.stop();
            }
            Ok(())
        })?;
        if let Some((log, packing)) = &mut self.log {
            log.sync()?;
            if *packing == Packing::Everything {
                progress.say(Event::Checkpoint { records: self.stats.books.records_in });
            }
        }
        self.end_unit()?;
        if self.repeated_ids > REPEATED_IDS_SAID {
            progress.say(Event::RepeatedIds { records: self.repeated_ids });
        }
        Ok(taken)
    }

    /// Logs the results of a chunk, and takes them.
    pub(crate) fn take_new(&mut self, mut chunk: ChunkResults) -> Result<(), RunError> {
        if let (Some((log, _)), Some(packed)) = (&mut self.log, chunk.packed.take()) {
            log.append(chunk.end, &packed.map_err(DedupError::Temporary)?)?;
        }
        self.take_chunk(chunk)
    }

    /// Writes what the trace holds if it is limited in number.
    pub(crate) fn write_traces(&mut self) -> Result<(), RunError> {
        let Some((_, sample)) = self.trace.take() else { return Ok(()) };
        for row in sample.into_rows() {
            self.write_side(Side::Trace, &row.map_err(DedupError::Temporary)?, 1)?;
        }
        Ok(())
    }

    /// Compares the documents that were held back, and writes them. If the run is stopped, those that were not
    /// written count as not read.
    pub(crate) fn release(&mut self, config: &Config) -> Result<(), RunError> {
        let (Some(held), Some((mut log, packing))) = (self.held.take(), self.log.take()) else {
            return Ok(());
        };
        let (count, mut written, mut copied) = (held.len(), 0, (0, 0));
        let progress = self.progress;
        // They are given again as the log is read.
        self.ids = None;
        let found = held.release(config, (&mut log, packing), progress, |released| {
            if released.is_copy {
                copied.0 += released.ready.words_out;
                copied.1 += released.plain_bytes;
            }
            written += 1;
            self.take_released(&released)?;
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
        for (unit, processed) in chunk.results {
            if self.units.as_ref().is_some_and(|units| !units.is_at(unit)) {
                self.end_unit()?;
            }
            if let (Some(units), Some(file)) = (&mut self.units, self.files.get(unit.file)) {
                units.note(unit, file, &processed);
            }
            self.stats.books.records_in += 1;
            bump(&self.progress.records, 1);
            match processed {
                Processed::Document(ready) => self.take_document(unit.file, *ready)?,
                Processed::Reject(reject) => self.take_reject(&reject)?,
                Processed::Skipped(kind) => {
                    bump(&self.progress.skipped, 1);
                    self.stats.count_skipped(&kind, 1);
                }
            }
        }
        Ok(())
    }

    fn take_document(&mut self, file: usize, mut ready: Ready) -> Result<(), RunError> {
        bump(&self.progress.words_in, ready.words_in);
        bump(&self.progress.words_out, ready.words_out);
        let id = &mut ready.article.meta.id;
        let before = self.ids.as_mut().map(|ids| ids.make_unique(id)).transpose()?;
        let before = before.flatten();
        if let Some(before) = &before {
            self.repeated_ids += 1;
            if self.repeated_ids <= REPEATED_IDS_SAID {
                self.progress.say(Event::RepeatedId { id: before.clone(), becomes: id.clone() });
            }
            rename(&mut ready.removed, before, id);
            rename(&mut ready.trace, before, id);
            rename(&mut ready.article.known.vault, before, id);
            ready.write_row();
        }
        self.write_side(Side::Removed, &ready.removed, ready.removed_rows())?;
        let id = before.as_ref().unwrap_or(&ready.article.meta.id);
        match &mut self.trace {
            Some((bound, sample)) if !ready.trace.is_empty() => {
                sample.offer(bound, id, &ready.trace).map_err(DedupError::Temporary)?;
            }
            Some(_) => {}
            None => self.write_side(Side::Trace, &ready.trace, 1)?,
        }
        self.write_side(Side::Vault, &ready.article.known.vault, count_rows(&ready.article.known.vault))?;
        if let Some((reason, evidence)) = &ready.article.drop {
            self.stats.books.dropped += 1;
            bump(&self.progress.dropped, 1);
            *self.stats.documents_by_reason.entry(reason.name().to_owned()).or_default() += 1;
            let mut row = Vec::new();
            DroppedRow {
                id: ready.article.meta.id.as_str().into(),
                reason: reason.name().into(),
                score: 1.0,
                evidence: evidence.into(),
            }
            .write_json(&ready.as_row(), &mut row);
            return self.write_side(Side::Dropped, &row, 1);
        }
        match std::mem::replace(&mut ready.compared, Compared::Never) {
            Compared::Never => self.write(file, &ready),
            Compared::WithAll { sketch, .. } => match &mut self.held {
                Some(held) => Ok(held.add(&ready.article.meta, &sketch)?),
                None => self.write(file, &ready),
            },
            Compared::Before(fingerprint) => match self.index.insert(fingerprint, &ready.article.meta.id)? {
                Some(kept_id) => {
                    let evidence = format!("the same {} words", tamis_core::word_count(&ready.article.text));
                    self.take_duplicate(&ready, &kept_id, Reason::ExactDuplicate, evidence)
                }
                None => self.write(file, &ready),
            },
        }
    }

    fn take_released(&mut self, released: &Released) -> Result<(), RunError> {
        match &released.fate {
            Fate::Kept => self.write(released.unit.file, &released.ready),
            Fate::Duplicate(reason, row) => self.write_duplicate(*reason, row),
        }
    }

    /// Writes what was noted of the unit that is at its end.
    fn end_unit(&mut self) -> Result<(), RunError> {
        let row = self.units.as_mut().and_then(UnitBook::end).unwrap_or_default();
        self.write_side(Side::Units, &row, 1)
    }

    /// Writes a document that stays, unless one of the same address is written already.
    fn write(&mut self, file: usize, ready: &Ready) -> Result<(), RunError> {
        if let Some(address) = ready.article.known.address
            && let Some(kept_id) =
                self.addresses.insert(Fingerprint::from_bits(address), &ready.article.meta.id)?
        {
            return self.take_duplicate(
                ready,
                &kept_id,
                Reason::SameUrl,
                "the same canonical URL".to_owned(),
            );
        }
        self.stats.books.kept += 1;
        self.stats.volume.bytes_out += ready.article.text.len() as u64;
        bump(&self.progress.kept, 1);
        if let (Some(output), Some(file)) = (&mut self.output, self.files.get(file))
            && output.write(file, &ready.article.meta.id, &ready.row)? == Written::Closed
        {
            self.closed = true;
        }
        Ok(())
    }

    fn take_duplicate(
        &mut self,
        ready: &Ready,
        kept_id: &str,
        reason: Reason,
        evidence: String,
    ) -> Result<(), RunError> {
        let mut row = Vec::new();
        DuplicateRow {
            id: ready.article.meta.id.as_str().into(),
            kept_id: kept_id.into(),
            reason: reason.name().into(),
            similarity: 1.0,
            evidence: evidence.into(),
        }
        .write_json(&ready.as_row(), &mut row);
        self.write_duplicate(reason, &row)
    }

    fn write_duplicate(&mut self, reason: Reason, row: &[u8]) -> Result<(), RunError> {
        self.stats.books.duplicates += 1;
        bump(&self.progress.duplicates, 1);
        *self.stats.documents_by_reason.entry(reason.name().to_owned()).or_default() += 1;
        self.write_side(Side::Duplicates, row, 1)
    }

    fn take_reject(&mut self, reject: &Reject) -> Result<(), RunError> {
        self.stats.count_reject(reject.cause);
        self.progress.count_reject(reject.cause);
        if self.stats.books.rejected <= REJECTS_SAID {
            self.progress.say(reject);
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

/// The index of equal texts, with a part of the memory: one in so many.
fn exact_index(config: &Config) -> ExactIndex {
    const SHARE: u64 = 8;
    let bytes = usize::try_from(config.limits.memory_bytes() / SHARE).unwrap_or(usize::MAX);
    ExactIndex::new(bytes, temporary_folder())
}

/// Rows, each of which ends in a line feed.
pub(crate) fn count_rows(rows: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', rows).count() as u64
}

fn bump(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
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
