use std::sync::Arc;

use tamis_core::{Place, Record, Reject};

use crate::compression::Tally;

/// A record as it was cut out of its file, not yet parsed.
///
/// Cutting is sequential and cheap; [`RawRecord::parse`] does the work and can run on any thread.
pub struct RawRecord {
    place: Place,
    bytes: usize,
    is_row: bool,
    parse: Box<dyn FnOnce(Place, Wanted) -> Result<Parsed, Reject> + Send>,
}

/// What a record turned out to be.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "documents are the rule, and each is moved a few times")]
pub enum Parsed {
    /// A document.
    Record(Record),
    /// None, on purpose, and of what kind it is: a stable kebab-case name such as `warc-request`.
    Skipped(&'static str),
}

impl Parsed {
    /// The document, if it is one.
    pub fn into_record(self) -> Option<Record> {
        match self {
            Parsed::Record(record) => Some(record),
            Parsed::Skipped(_) => None,
        }
    }
}

impl From<Record> for Parsed {
    fn from(record: Record) -> Self {
        Parsed::Record(record)
    }
}

/// What is wanted of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it.
    Whole,
    /// Its body and what is known by name.
    Known,
}

impl std::fmt::Debug for RawRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawRecord")
            .field("place", &self.place)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

impl RawRecord {
    /// A record of `bytes` bytes that is parsed by `parse`.
    pub(crate) fn new<P: Into<Parsed>>(
        place: Place,
        bytes: usize,
        parse: impl FnOnce(Place, Wanted) -> Result<P, Reject> + Send + 'static,
    ) -> Self {
        let parse = move |place, wanted| parse(place, wanted).map(Into::into);
        RawRecord { place, bytes, is_row: false, parse: Box::new(parse) }
    }

    /// A record that could not even be cut out.
    pub(crate) fn rejected(reject: Reject) -> Self {
        RawRecord::new(reject.place.clone(), 0, move |_, _| Err::<Parsed, Reject>(reject))
    }

    /// A record that is no document, of this kind.
    pub(crate) fn skipped(place: Place, kind: &'static str) -> Self {
        RawRecord::new(place, 0, move |_, _| Ok(Parsed::Skipped(kind)))
    }

    /// Whether the record is one of those in a container, rather than a whole file.
    pub fn is_row(&self) -> bool {
        self.is_row
    }

    /// Where the record stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Bytes that the record holds in memory, for back-pressure.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The record itself, if it is a document.
    ///
    /// # Errors
    /// A [`Reject`] says why it cannot be read; that counts as one record.
    pub fn parse(self) -> Result<Parsed, Reject> {
        (self.parse)(self.place, Wanted::Whole)
    }

    /// The same, but with nothing in [`Metadata::passthrough`](tamis_core::Metadata::passthrough) and
    /// [`Metadata::own`](tamis_core::Metadata::own): for who writes no row of it.
    ///
    /// # Errors
    /// As [`RawRecord::parse`], for the same records.
    pub fn parse_known(self) -> Result<Parsed, Reject> {
        (self.parse)(self.place, Wanted::Known)
    }
}

/// The records of one file in order; memory is bounded by the document limit.
pub struct Records {
    pub(crate) inner: Box<dyn Iterator<Item = RawRecord> + Send>,
    pub(crate) has_rows: bool,
    pub(crate) tally: Arc<Tally>,
}

impl Records {
    /// Bytes of the file, as it lies there, that have been consumed so far; to be set against
    /// [`crate::InputFile::bytes`].
    pub fn bytes_read(&self) -> u64 {
        self.tally.consumed()
    }
}

impl Iterator for Records {
    type Item = RawRecord;

    fn next(&mut self) -> Option<RawRecord> {
        let record = self.inner.next()?;
        Some(RawRecord { is_row: self.has_rows, ..record })
    }
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").field("bytes_read", &self.bytes_read()).finish_non_exhaustive()
    }
}
