//! What did a run do, for eyes?
//!
//! [`gather()`] reads what a run wrote (data, side files, figures) into the views of a [`Report`]; [`page()`] makes one file of
//! HTML of them that needs nothing else. Both are pure but for the files of the run: the same run gives the same bytes.
#![forbid(unsafe_code)]

mod gather;
mod make;
mod page;
mod views;

pub use gather::{GatherError, Sampling, gather, hosts};
pub use make::{MadeReport, ReportRequest, check_place, make, run_stats, write_timing};
pub use page::page;
pub use views::{
    Change, ChangedDocument, Cluster, Comparison, Coverage, Duplicates, FateChange, HostFigures, Hosts, Line,
    LineSource, Member, Overview, Piece, ReasonChange, ReasonMeaning, RepeatedLines, Report, ReportedBlock,
    Review, ReviewedDocument, Side, Transition,
};
