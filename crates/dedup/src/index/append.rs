//! A batch that comes to an index.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::catalogue::Catalogue;
use super::format::{BatchWriter, Section, each_piece};
use super::runs::{Runs, run_entry};
use super::{BATCH, Batch, Index, UNFINISHED, failed, sync_folder};
use crate::Resolved;
use crate::documents::Number;
use crate::error::DedupError;
use crate::resolve::REST;
use crate::resolved::Standing;
use crate::sorter::{Entry, Numbered};

/// A batch that is whole and on disk, but no part of its index yet. Dropped, it is removed.
#[derive(Debug)]
pub struct PendingBatch {
    index: Index,
    batch: Batch,
    /// Batches that stay before it.
    before: usize,
    temporary: PathBuf,
}

impl Resolved {
    /// Writes what was found by [`Collection::resolve_with`](crate::Collection::resolve_with) as a batch of the index
    /// that was compared with, whose part it becomes by [`PendingBatch::commit`].
    ///
    /// # Errors
    /// [`DedupError::Index`], such as a full disk; [`DedupError::Damaged`]; [`DedupError::Unfit`] if nothing was compared
    /// with an index.
    pub fn write_batch(&self, index: Index) -> Result<PendingBatch, DedupError> {
        index.tidy()?;
        let Some(origin) = self.origin() else {
            let message = "was not compared with these documents".into();
            return Err(DedupError::Unfit { path: index.folder, message });
        };
        let before = index.before(&origin.input).len();
        let summary = self.summary();
        let number = before as u64 + 1;
        let temporary = index.folder.join(format!("{UNFINISHED}{number:06}.tmp"));
        // Made first, so that what is unfinished goes whatever happens.
        let mut pending = PendingBatch {
            batch: Batch {
                number,
                file: String::new(),
                documents: summary.documents,
                duplicates: summary.same_bytes + summary.same_words + summary.near,
                contained: summary.contained,
                earlier: summary.earlier,
                bytes: 0,
                tamis: env!("CARGO_PKG_VERSION").into(),
                settings: origin.config.clone(),
                input: origin.input.clone(),
                header: String::new(),
            },
            index,
            before,
            temporary,
        };
        (pending.batch.header, pending.batch.bytes) = self.write_sections(&pending)?;
        Ok(pending)
    }

    fn write_sections(&self, pending: &PendingBatch) -> Result<(String, u64), DedupError> {
        let failed = failed(&pending.temporary);
        let Some((origin, own)) = self.origin().zip(self.documents().own()) else {
            return Err(failed(io::ErrorKind::NotFound.into()));
        };
        origin.files.check(&[Section::Matches, Section::Rulings])?;
        let near = origin.config.near;
        let mut writer = BatchWriter::create(&pending.temporary, near, own.len()).map_err(&failed)?;
        let spools = [
            (Section::Facts, &own.facts),
            (Section::Ids, &own.ids),
            (Section::Tokens, &own.tokens),
            (Section::Signatures, &own.signatures),
        ];
        for (section, spool) in spools {
            writer.section(section, |put| each_piece(spool, put).map_err(&failed))?;
        }
        let record = self.record();
        writer.section(Section::Compared, |put| {
            each_entry(record.map(|record| &record.compared), |entry| put(&entry.to_le_bytes()))
        })?;
        let matches = origin.files.runs(Section::Matches);
        writer.section(Section::Matches, |put| {
            let mut known = LastKnown::new(&matches, 0).map_err(&failed)?;
            each_entry(record.map(|record| &record.matches), |entry| {
                if known.is_news(entry)? { put(&entry.to_le_bytes()) } else { Ok(()) }
            })
        })?;
        let rulings = origin.files.runs(Section::Rulings);
        writer.section(Section::Rulings, |put| self.each_change(&rulings, put).map_err(&failed))?;
        writer.finish().map_err(&failed)
    }

    /// Hands over what became of each document of the run, and of those of earlier batches for which that is news.
    fn each_change(&self, earlier: &Runs, mut put: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let (mut earlier, mut known) = (earlier.reader(0)?, Vec::new());
        for number in 0..self.documents().len() as Number {
            let entry = ruling_entry(number, self.standing(number));
            if number < self.first() {
                earlier.take(number, &mut known)?;
                if known.last() == Some(&entry) {
                    continue;
                }
            }
            put(&entry.to_le_bytes())?;
        }
        Ok(())
    }
}

impl PendingBatch {
    /// The batch.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Makes it a part of the index, in place of the last batch if it is made from the same documents.
    ///
    /// # Errors
    /// [`DedupError::Index`]; then the index is as it was.
    pub fn commit(mut self) -> Result<(), DedupError> {
        let replaced = self.index.batches.get(self.before);
        if let Some(replaced) = replaced {
            self.batch.file.clone_from(&replaced.file);
            if *replaced == self.batch {
                return Ok(());
            }
        }
        let folder = &self.index.folder;
        let number = self.batch.number;
        let plain = format!("{BATCH}{number:06}.idx");
        let is_taken = replaced.is_some_and(|replaced| replaced.file == plain);
        self.batch.file = if is_taken { format!("{BATCH}{number:06}~2.idx") } else { plain };
        let path = folder.join(&self.batch.file);
        fs::rename(&self.temporary, &path).map_err(failed(&path))?;
        sync_folder(folder)?;
        let mut batches = self.index.batches.clone();
        batches.truncate(self.before);
        batches.push(self.batch.clone());
        Catalogue { batches: batches.clone() }.write(folder)?;
        self.index.batches = batches;
        // It is done, whether or not a file that was replaced can be removed now.
        let _ = self.index.tidy();
        Ok(())
    }
}

impl Drop for PendingBatch {
    fn drop(&mut self) {
        // Whoever appends next removes it otherwise.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Hands over all entries of a sorter in order, as entries of a run.
fn each_entry(
    numbered: Option<&Numbered>,
    mut take: impl FnMut(Entry) -> io::Result<()>,
) -> Result<(), DedupError> {
    let Some(numbered) = numbered else { return Ok(()) };
    for part in 0..numbered.parts() {
        for entry in numbered.part(part)? {
            take(run_entry(numbered.number(entry), entry & REST)).map_err(DedupError::Temporary)?;
        }
    }
    Ok(())
}

/// The matches that earlier batches know.
struct LastKnown<'r> {
    reader: super::runs::RunsReader<'r>,
    number: Option<Number>,
    known: Vec<Entry>,
}

impl<'r> LastKnown<'r> {
    fn new(runs: &'r Runs, from: Number) -> io::Result<Self> {
        Ok(LastKnown { reader: runs.reader(from)?, number: None, known: Vec::new() })
    }

    /// Whether the last of them says something else of the pair. Entries come in order.
    fn is_news(&mut self, entry: Entry) -> io::Result<bool> {
        let number = (entry >> 96) as Number;
        if self.number != Some(number) {
            self.reader.take(number, &mut self.known)?;
            self.number = Some(number);
        }
        let same_pair = |known: &&Entry| **known >> 64 == entry >> 64;
        Ok(self.known.iter().rev().find(same_pair) != Some(&entry))
    }
}

/// The entry of what became of a document.
fn ruling_entry(number: Number, standing: Standing) -> Entry {
    let Standing { cluster, kept, container } = standing;
    run_entry(number, Entry::from(cluster) << 64 | Entry::from(kept) << 32 | Entry::from(container))
}

/// What such an entry says.
pub(super) fn standing_of(entry: Entry) -> Standing {
    Standing { cluster: (entry >> 64) as Number, kept: (entry >> 32) as Number, container: entry as Number }
}
