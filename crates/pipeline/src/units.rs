//! What a shard notes of its records, so that shards can be merged into what one run would have written.

use serde::{Deserialize, Serialize};
use tamis_core::Reject;
use tamis_io::InputFile;

use crate::journal::Identity;
use crate::ledger::json_line;
use crate::shard::{Shard, Unit};
use crate::work::Processed;

/// The first row of `units.jsonl.zst`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct UnitsHead {
    /// Which shard it is, from 1.
    pub(crate) shard: u64,
    /// Of how many.
    pub(crate) of: u64,
    /// What was run; the same for all shards.
    pub(crate) run: Identity,
    /// Numbers of the folders and files that could not be looked at and are this shard's, in the order of all inputs.
    pub(crate) unreadable: Vec<u64>,
}

/// A row of `units.jsonl.zst` after the first: what became of consecutive records of one input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct UnitRow {
    /// Number of the input, from 0, in the order of all inputs.
    pub(crate) file: u64,
    /// Its id.
    pub(crate) input: String,
    /// Which range of its records.
    pub(crate) range: u64,
    /// Records that were rejected.
    pub(crate) rejects: u64,
    /// A number for every document: four times its rows in `removed`, and 2 if it has one in `trace`, and 1 if it was
    /// dropped.
    pub(crate) documents: Vec<u64>,
}

impl UnitRow {
    /// Rows in `removed`, whether there is one in `trace`, whether the document was dropped.
    pub(crate) fn document(code: u64) -> (u64, bool, bool) {
        (code / 4, code & 2 != 0, code & 1 != 0)
    }
}

/// The book of a shard.
pub(crate) struct UnitBook {
    shard: Shard,
    head: UnitsHead,
    open: Option<(Unit, UnitRow)>,
    wants_removed: bool,
}

impl UnitBook {
    /// The book of a shard of this run.
    pub(crate) fn new(shard: Shard, identity: Identity, wants_removed: bool) -> Self {
        let run = identity.of_all_shards();
        let head = UnitsHead { shard: shard.number(), of: shard.of(), run, unreadable: Vec::new() };
        UnitBook { shard, head, open: None, wants_removed }
    }

    pub(crate) fn is_first_shard(&self) -> bool {
        self.shard.number() == 1
    }

    /// Whether a folder or file that cannot be looked at is this shard's; notes it if so.
    pub(crate) fn takes_unreadable(&mut self, at: usize, reject: &Reject) -> bool {
        let takes = self.shard.holds(reject.id.as_deref().unwrap_or_default(), 0);
        if takes {
            self.head.unreadable.push(at as u64);
        }
        takes
    }

    /// The first row.
    pub(crate) fn head(&self) -> Vec<u8> {
        json_line(&self.head)
    }

    /// Whether what comes next belongs to the unit that is open, if any is.
    pub(crate) fn is_at(&self, unit: Unit) -> bool {
        self.open.as_ref().is_none_or(|(open, _)| *open == unit)
    }

    /// Notes what became of a record.
    pub(crate) fn note(&mut self, unit: Unit, file: &InputFile, processed: &Processed) {
        let (_, row) = self.open.get_or_insert_with(|| {
            let input = file.id().to_owned();
            let row = UnitRow {
                file: unit.file as u64,
                input,
                range: unit.range,
                rejects: 0,
                documents: Vec::new(),
            };
            (unit, row)
        });
        match processed {
            Processed::Document(ready) => {
                let removed = if self.wants_removed { ready.removed_rows() } else { 0 };
                let traced = u64::from(!ready.trace.is_empty());
                row.documents.push(removed * 4 + traced * 2 + u64::from(ready.article.drop.is_some()));
            }
            Processed::Reject(_) => row.rejects += 1,
            Processed::Skipped(_) => {}
        }
    }

    /// Ends the unit that is open.
    pub(crate) fn end(&mut self) -> Option<Vec<u8>> {
        self.open.take().map(|(_, row)| json_line(&row))
    }
}
