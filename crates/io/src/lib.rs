//! How records come in and go out.
//!
//! **In:** a [`Reader`] finds the files that inputs stand for ([`Reader::discover`]) and cuts each into
//! [`RawRecord`]s ([`Reader::open`]): text and HTML files whole, JSON Lines and Parquet row by row, WARC and WET record by
//! record, all of them also as `.gz` and `.zst`. Cutting is sequential and holds one record at a time;
//! [`RawRecord::parse`] does the work on whatever thread it is called and gives a [`tamis_core::Record`], the kind
//! of a record that is no document, or a [`tamis_core::Reject`]; each counts as one record. A broken file gives
//! what can be read of it, also behind what is broken, and one reject for each place that is.
//!
//! **Out:** workers turn a cleaned document into bytes ([`OutputRow`]); one thread hands them to an
//! [`Output`] in input order, and rows about what went to its side files. Every file appears under its
//! name only when it is whole ([`AtomicFile`]).
//!
//! With the feature `cloud` inputs may be URLs: `s3://`, `gs://` and `az://`, one object or all below a prefix, and
//! `http(s)://`. They are read in large ranges, the next while the current one is consumed, by two threads that start
//! with the first URL; else the crate starts none. A new input format is one file in `formats/`.
//!
//! ```
//! use tamis_core::Body;
//! use tamis_io::{InputConfig, Output, OutputConfig, OutputRow, Parsed, Reader, Target};
//!
//! let folder = tempfile::tempdir()?;
//! let input = folder.path().join("in.jsonl");
//! std::fs::write(&input, "{\"id\":\"a\",\"text\":\"Rain.\",\"score\":1.0}\nno row\n")?;
//! let target = Target::parse(&folder.path().join("out.jsonl"))?;
//!
//! let reader = Reader::new(InputConfig::default(), 64 << 20)?;
//! let found = reader.discover(&[&input], target.data_path().as_slice())?;
//! let mut output = Output::create(&target, OutputConfig::default())?;
//! let mut rejected = 0;
//! for file in &found.files {
//!     for raw in reader.open(file) {
//!         let record = match raw.parse() {
//!             Ok(Parsed::Record(record)) => record,
//!             Ok(Parsed::Skipped(_)) => continue,
//!             Err(_) => {
//!                 rejected += 1;
//!                 continue;
//!             }
//!         };
//!         let Body::Text(text) = &record.body else { continue };
//!         let row = OutputRow {
//!             meta: &record.meta, text, language: None, flags: &[], private: None, dedup: None,
//!             version: "0.1.0",
//!         };
//!         let mut bytes = Vec::new();
//!         row.write_json(&mut bytes);
//!         output.write(file, &record.meta.id, &bytes)?;
//!     }
//! }
//! output.finish(b"{}\n", b"")?;
//! assert_eq!(rejected, 1);
//! assert_eq!(
//!     std::fs::read_to_string(folder.path().join("out.jsonl"))?,
//!     "{\"id\":\"a\",\"text\":\"Rain.\",\"metadata\":{\"score\":1.0,\
//!      \"tamis\":{\"flags\":[],\"version\":\"0.1.0\",\"schema\":1}}}\n",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod address;
#[cfg(feature = "parquet")]
mod arrow_rows;
mod atomic;
mod batch;
mod claim;
mod compression;
mod config;
mod directory;
mod discover;
mod error;
mod examine;
mod formats;
mod input_file;
mod inside;
mod json_text;
mod lines;
mod list;
mod manifest;
mod member_trial;
mod members;
mod names;
mod output;
#[cfg(feature = "parquet")]
mod parquet_columns;
#[cfg(feature = "parquet")]
mod parquet_out;
mod part;
mod reader;
mod record;
mod remote;
mod replay;
mod row_in;
mod row_out;
mod row_scan;
mod row_source;
mod saved;
mod secrets;
mod single;
mod skip;
mod source;
mod survey;
mod target;
mod window;

#[cfg(feature = "parquet")]
pub use arrow_rows::{ArrowRows, UnfitColumn};
pub use atomic::{AtomicFile, FileSum, write_atomically};
pub use claim::remove_leftovers_of;
pub use config::{FieldNames, InputConfig, RemoteConfig};
pub use discover::Discovery;
pub use error::IoError;
pub use examine::{Content, Examined, Reading, examine};
pub use formats::format_names;
pub use input_file::InputFile;
pub use list::FileList;
pub use manifest::{MOST_OF_A_RUN, Manifest, ManifestFile};
pub use names::{escape_id, ids_of_text_file};
pub use output::{Output, OutputConfig, Side, SideChoice, Written};
pub use reader::Reader;
pub use record::{Parsed, RawRecord, Records};
pub use replay::KeptStreams;
pub use row_out::{
    DedupRow, DroppedRow, DuplicateRow, OutputRow, OwnMembers, PrivateRow, RejectRow, RemovedRow,
    SCHEMA_VERSION, VaultRow, with_own_members, written_score,
};
pub use row_source::RowSource;
pub use saved::{SavedRows, SavedRun, dropped_by, parse_row};
pub use secrets::{redacted, shown};
pub use survey::{is_being_written, sign_of_unfinished_run, unknown_files};
pub use target::{Container, Target};
