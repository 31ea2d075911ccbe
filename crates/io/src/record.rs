use std::sync::Arc;

use tamis_core::{Place, Record, Reject};

use crate::compression::Tally;

/// A record as it was cut out of its file, not yet parsed.
///
/// Cutting is sequential and cheap; [`RawRecord::parse`] does the work and can run on any thread.
pub struct RawRecord {
    place: Place,
    bytes: usize,
    parse: Box<dyn FnOnce(Place, Wanted) -> Result<Record, Reject> + Send>,
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
    pub(crate) fn new(
        place: Place,
        bytes: usize,
        parse: impl FnOnce(Place, Wanted) -> Result<Record, Reject> + Send + 'static,
    ) -> Self {
        RawRecord { place, bytes, parse: Box::new(parse) }
    }

    /// A record that could not even be cut out.
    pub(crate) fn rejected(reject: Reject) -> Self {
        RawRecord { place: reject.place.clone(), bytes: 0, parse: Box::new(move |_, _| Err(reject)) }
    }

    /// Where the record stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Bytes that the record holds in memory, for back-pressure.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The record itself.
    ///
    /// # Errors
    /// A [`Reject`] says why it cannot be read; that counts as one record.
    pub fn parse(self) -> Result<Record, Reject> {
        (self.parse)(self.place, Wanted::Whole)
    }

    /// The same, but with nothing in [`Metadata::passthrough`](tamis_core::Metadata::passthrough) and
    /// [`Metadata::own`](tamis_core::Metadata::own): for who writes no row of it.
    ///
    /// # Errors
    /// As [`RawRecord::parse`], for the same records.
    pub fn parse_known(self) -> Result<Record, Reject> {
        (self.parse)(self.place, Wanted::Known)
    }
}

/// The records of one file in order; memory is bounded by the document limit.
pub struct Records {
    pub(crate) inner: Box<dyn Iterator<Item = RawRecord> + Send>,
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
        self.inner.next()
    }
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").field("bytes_read", &self.bytes_read()).finish_non_exhaustive()
    }
}
