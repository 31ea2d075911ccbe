//! The doors of tamis that foreign bytes come through, and what must hold at each for any bytes.
//!
//! A door is a function of bytes that panics if something does not hold, and otherwise gives nothing. The fuzz targets under
//! `fuzz/` hand it what libFuzzer thinks of; the test `replay` hands it the committed corpus, every input that ever failed,
//! and some hundred thousand mutations of these. Inputs are texts and files as they come, mostly behind a byte or two that
//! choose settings.
#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::similar_names,
    clippy::naive_bytecount,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::needless_pass_by_value,
    reason = "a door is a test: it stops at what cannot be"
)]

mod cleaning;
mod decoding;
mod dedup;
mod filters;
mod html;
mod index;
mod input;
mod journal;
mod lists;
mod models;
mod records;
mod report;
mod saved;
mod settings;
mod tables;

/// A way in for foreign bytes.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// Its name: that of its fuzz target, and of its folders of inputs.
    pub name: &'static str,
    /// Panics if what must hold of any bytes does not hold of these.
    pub check: fn(&[u8]),
    /// Longest input that fuzzing makes, in bytes.
    pub longest: usize,
    /// How many mutations it gets where the slowest get one, so that all take about as long.
    pub weight: u32,
}

impl Door {
    const fn new(name: &'static str, check: fn(&[u8]), longest: usize, weight: u32) -> Self {
        Door { name, check, longest, weight }
    }
}

/// All doors.
pub const DOORS: &[Door] = &[
    Door::new("charset", decoding::charset, 4096, 50),
    Door::new("decode", decoding::decode, 4096, 30),
    Door::new("html", html::html, 8192, 30),
    Door::new("page", cleaning::page, 8192, 2),
    Door::new("text", cleaning::text, 8192, 2),
    Door::new("rows", records::rows, 8192, 30),
    Door::new("archive", records::archive, 8192, 50),
    #[cfg(feature = "parquet")]
    Door::new("parquet", records::parquet, 8192, 30),
    Door::new("settings", settings::settings, 4096, 12),
    Door::new("filters", filters::filters, 4096, 5),
    Door::new("dedup", dedup::dedup, 8192, 8),
    Door::new("table", tables::table, 4096, 50),
    Door::new("index", index::index, 4096, 5),
    Door::new("model", models::model, 4096, 20),
    Door::new("lists", lists::lists, 4096, 20),
    Door::new("journal", journal::journal, 4096, 10),
    Door::new("saved", saved::saved, 4096, 1),
    Door::new("report", report::report, 4096, 1),
];

/// The door of this name.
///
/// # Panics
/// If there is none.
pub fn door(name: &str) -> Door {
    let found = DOORS.iter().find(|door| door.name == name);
    *found.expect("a door has this name")
}
