//! The rows of a file, row group by row group, a few at a time; what cannot be read costs as few rows as its pages allow.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::RecordBatch;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::column::page::PageReader;
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::serialized_reader::SerializedPageReader;
use tamis_core::{Place, Reject, RejectCause};

use super::file::Opened;
use crate::arrow_rows::Batch;
use crate::compression::Tally;
use crate::record::RawRecord;

/// Bytes of rows that are decoded at a time, by the average of their row group (guess).
const BATCH_BYTES: u64 = 1 << 20;
/// Rows that are decoded at a time at most (guess).
const MAX_BATCH_ROWS: u64 = 256;
/// Places of a row group at which reading is tried again, so that a group that is broken all over ends (guess).
const MAX_RETRIES: u32 = 64;

/// What happens when some rows are asked for.
type Read = Result<Option<RecordBatch>, String>;

/// The records of a file.
pub(super) struct Groups {
    opened: Arc<Opened>,
    tally: Arc<Tally>,
    /// Index of the next row group.
    next_group: usize,
    /// Rows of the file before that one, and bytes of row groups.
    rows_before: u64,
    bytes_before: u64,
    current: Option<Group>,
    ready: VecDeque<RawRecord>,
}

/// A row group that is being read.
struct Group {
    index: usize,
    /// Rows of the file before its first.
    before: u64,
    rows: u64,
    /// Bytes of the row groups before it, and its own.
    bytes_before: u64,
    bytes: u64,
    /// The row, counted from 0 in the group, that comes next.
    at: u64,
    reader: Option<ParquetRecordBatchReader>,
    /// Whether rows are read one by one, to find where a broken page begins.
    careful: bool,
    retries: u32,
    /// The first of the rows that cannot be read and end at `at`, and why.
    lost: Option<(u64, String)>,
    /// Rows at which a page of some column begins, found when they are needed.
    page_starts: Option<Vec<u64>>,
}

impl Groups {
    pub(super) fn new(opened: Arc<Opened>, tally: Arc<Tally>) -> Self {
        Groups {
            opened,
            tally,
            next_group: 0,
            rows_before: 0,
            bytes_before: 0,
            current: None,
            ready: VecDeque::new(),
        }
    }

    fn begin_group(&mut self) -> Option<Group> {
        let found = self.opened.metadata.metadata().row_groups().get(self.next_group)?;
        let rows = u64::try_from(found.num_rows()).unwrap_or_default();
        let group = Group {
            index: self.next_group,
            before: self.rows_before,
            rows,
            bytes_before: self.bytes_before,
            bytes: u64::try_from(found.compressed_size()).unwrap_or_default(),
            at: 0,
            reader: None,
            careful: false,
            retries: 0,
            lost: None,
            page_starts: None,
        };
        self.next_group += 1;
        self.rows_before = self.rows_before.saturating_add(rows);
        self.bytes_before = self.bytes_before.saturating_add(group.bytes);
        Some(group)
    }
}

impl Iterator for Groups {
    type Item = RawRecord;

    fn next(&mut self) -> Option<RawRecord> {
        loop {
            if let Some(record) = self.ready.pop_front() {
                return Some(record);
            }
            let mut group = match self.current.take() {
                Some(group) => group,
                None => self.begin_group()?,
            };
            let batch = group.next_batch(&self.opened);
            let ended = batch.is_none() && group.at >= group.rows;
            if let Some((from, why)) = group.lost.take_if(|_| batch.is_some() || ended) {
                let to = batch.as_ref().map_or(group.rows, |(first, _)| *first);
                self.ready.push_back(RawRecord::rejected(group.reject(&self.opened, from, to, &why)));
            }
            if let Some((first, batch)) = batch {
                let first = group.before + first;
                let columns = batch.columns().to_vec();
                let batch = Batch::new(Arc::clone(&self.opened.shared), columns, batch.num_rows(), first);
                let batch = Arc::new(batch);
                self.ready.extend((0..batch.len()).map(|at| Batch::record(&batch, at)));
            }
            self.tally.advance(group.consumed());
            if !ended {
                self.current = Some(group);
            }
        }
    }
}

impl Group {
    /// The next rows that can be read, with the number of the first in the group; `None` at its end, and after a
    /// failure that calls for another try.
    fn next_batch(&mut self, opened: &Opened) -> Option<(u64, RecordBatch)> {
        if self.at >= self.rows {
            return None;
        }
        let why = match self.read(opened) {
            Ok(Some(batch)) if batch.num_rows() > 0 => {
                let first = self.at;
                self.at = (self.at + batch.num_rows() as u64).min(self.rows);
                return Some((first, batch));
            }
            Ok(_) => "it ends before the rows that the footer tells of".to_owned(),
            Err(why) => why,
        };
        self.reader = None;
        if !self.careful {
            self.careful = true;
            return None;
        }
        self.careful = false;
        self.retries += 1;
        let next = if self.retries > MAX_RETRIES { self.rows } else { self.next_page_start(opened) };
        self.lost.get_or_insert((self.at, why));
        self.at = next;
        None
    }

    fn read(&mut self, opened: &Opened) -> Read {
        let mut reader = match self.reader.take() {
            Some(reader) => reader,
            None => guarded(|| self.reader_from_here(opened))?.map_err(|error| error.to_string())?,
        };
        let read = guarded(|| reader.next())?;
        let read = read.transpose().map_err(|error| error.to_string());
        self.reader = Some(reader);
        read
    }

    fn reader_from_here(&self, opened: &Opened) -> Result<ParquetRecordBatchReader, ParquetError> {
        let bytes = self.metadata(opened).map_or(0, RowGroupMetaData::total_byte_size);
        let average = (u64::try_from(bytes).unwrap_or_default() / self.rows.max(1)).max(1);
        let rows = if self.careful { 1 } else { (BATCH_BYTES / average).clamp(1, MAX_BATCH_ROWS) };
        ParquetRecordBatchReaderBuilder::new_with_metadata(opened.bytes.clone(), opened.metadata.clone())
            .with_row_groups(vec![self.index])
            .with_batch_size(rows as usize)
            .with_offset(usize::try_from(self.at).unwrap_or(usize::MAX))
            .build()
    }

    fn metadata<'o>(&self, opened: &'o Opened) -> Option<&'o RowGroupMetaData> {
        opened.metadata.metadata().row_groups().get(self.index)
    }

    /// The first row behind the present one at which a page begins.
    fn next_page_start(&mut self, opened: &Opened) -> u64 {
        let rows = self.rows;
        let index = self.index;
        let starts = self
            .page_starts
            .get_or_insert_with(|| guarded(|| page_starts(opened, index, rows)).unwrap_or_default());
        let next = starts.partition_point(|start| *start <= self.at);
        starts.get(next).copied().unwrap_or(rows)
    }

    fn reject(&self, opened: &Opened, from: u64, to: u64, why: &str) -> Reject {
        let shared = &opened.shared;
        let (first, last) = (self.before + from + 1, self.before + to);
        let count = to.saturating_sub(from);
        let message = format!(
            "row group {}: {count} rows, {first} to {last} of the file, cannot be read ({why}); the other rows are read",
            self.index + 1
        );
        Reject {
            place: Place { file: shared.file.clone(), line: Some(first), offset: None },
            id: Some(format!("{}#{first}", shared.id)),
            cause: RejectCause::Unreadable,
            message,
        }
    }

    /// About how many bytes of the file have been read.
    fn consumed(&self) -> u64 {
        let share = u128::from(self.bytes) * u128::from(self.at) / u128::from(self.rows.max(1));
        self.bytes_before.saturating_add(u64::try_from(share).unwrap_or(u64::MAX))
    }
}

/// The rows at which pages begin, in order, as far as in every column the way from page to page is not broken. What
/// lies behind that cannot be reached.
fn page_starts(opened: &Opened, index: usize, rows: u64) -> Vec<u64> {
    let mut starts = Vec::new();
    let mut reachable = rows;
    let Some(group) = opened.metadata.metadata().row_groups().get(index) else { return starts };
    for column in group.columns() {
        // Where a column has lists, pages do not say how many rows they have.
        if column.column_descr().max_rep_level() > 0 {
            continue;
        }
        let pages = SerializedPageReader::new(Arc::new(opened.bytes.clone()), column, rows as usize, None);
        let Ok(mut pages) = pages else { return Vec::new() };
        let mut at = 0;
        while at < rows {
            let Ok(Some(page)) = pages.peek_next_page() else {
                reachable = reachable.min(at);
                break;
            };
            if !page.is_dict {
                starts.push(at);
                at += page.num_rows.or(page.num_levels).unwrap_or_default() as u64;
            }
            if pages.skip_next_page().is_err() {
                reachable = reachable.min(at);
                break;
            }
        }
    }
    starts.retain(|start| *start < reachable);
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// What `read` gives; the message of its panic, should a broken file bring the library to one.
pub(super) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the reader panicked");
        said.to_owned()
    })
}
