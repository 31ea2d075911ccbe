//! Files of many documents, cut into records.

use std::io::{Cursor, Write};

use tamis_core::{Body, Record};
use tamis_io::{InputConfig, InputFile, OutputRow, Parsed, RawRecord, Reader, parse_row};

use crate::input::Input;

/// The document limit, in bytes; small, so that inputs reach it.
const LIMIT: u64 = 4096;
/// Records of a file that are looked at: a small Parquet file can hold more rows than anyone will wait for.
const MOST_RECORDS: usize = 20_000;

/// The records of bytes under a name. Every record is a document, a kind or a reject, and reading ends.
fn records(name: &str, bytes: Vec<u8>) -> Vec<Option<Record>> {
    let reader = Reader::new(InputConfig::default(), LIMIT).expect("the default settings are valid");
    let file = InputFile::new(name, name);
    let mut found = Vec::new();
    for raw in reader.open_stream(&file, Box::new(Cursor::new(bytes))).take(MOST_RECORDS) {
        found.push(parsed(raw));
    }
    found
}

fn parsed(raw: RawRecord) -> Option<Record> {
    match raw.parse() {
        Ok(Parsed::Record(record)) => {
            // What a compressed body decodes to, or what escapes become, is bounded as well.
            assert!(record.body.len() as u64 <= 4 * LIMIT, "{} bytes", record.body.len());
            Some(record)
        }
        Ok(Parsed::Skipped(kind)) => {
            assert!(!kind.is_empty());
            None
        }
        Err(reject) => {
            assert!(!reject.message.is_empty());
            None
        }
    }
}

/// One byte for the name, then a file of rows: as it is, broken as a compressed file, or compressed here.
///
/// Every line that is not blank is a record, whatever is in it; a compressed file ends after records that its length bounds;
/// and a row that is written of a record is read as that record again.
pub(crate) fn rows(bytes: &[u8]) {
    let mut input = Input(bytes);
    let choice = input.byte();
    let bytes = input.rest();
    let (name, file) = match choice % 8 {
        0 | 1 => ("x.jsonl", bytes.to_vec()),
        2 => ("x.json", bytes.to_vec()),
        3 => ("x", bytes.to_vec()),
        4 => ("x.jsonl.gz", bytes.to_vec()),
        5 => ("x.jsonl.zst", bytes.to_vec()),
        6 => ("x.jsonl.gz", gzipped(bytes, choice)),
        _ => ("x.jsonl.zst", zstd_of(bytes, choice)),
    };
    let is_plain = choice % 8 < 2 && !looks_compressed(bytes);
    let length = file.len();
    let found = records(name, file);
    if is_plain {
        assert_eq!(found.len(), expected_rows(bytes));
    } else {
        assert!(found.len() <= 1100 * length + 1, "{} records of {length} bytes", found.len());
    }
    for record in found.into_iter().flatten().take(64) {
        check_written(&record);
    }
}

/// Rows of a file that is not compressed: lines that are not blank, or too long to be looked at. A file in UTF-16 is one reject.
fn expected_rows(bytes: &[u8]) -> usize {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let is_row = |line: &&[u8]| line.len() as u64 > LIMIT || !line.trim_ascii().is_empty();
    let mut rows = bytes.split(|byte| *byte == b'\n').filter(is_row).peekable();
    let first = rows.peek().copied().unwrap_or_default();
    let is_utf16 =
        first.len() as u64 <= LIMIT && (first.starts_with(b"\xff\xfe") || first.starts_with(b"\xfe\xff"));
    if is_utf16 { 1 } else { rows.count() }
}

/// Whether a file begins as a compressed one does, whatever its name.
fn looks_compressed(bytes: &[u8]) -> bool {
    let is_skippable = matches!(bytes, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]);
    bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || is_skippable
}

/// Members of gzip, with a bit of the last turned over if `choice` says so.
fn gzipped(bytes: &[u8], choice: u8) -> Vec<u8> {
    let mut file = Vec::new();
    for part in bytes.chunks(bytes.len().div_ceil(3).max(1)) {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(part).expect("memory takes it");
        file.extend(writer.finish().expect("memory takes it"));
    }
    damaged(file, choice)
}

fn zstd_of(bytes: &[u8], choice: u8) -> Vec<u8> {
    let parts = bytes.chunks(bytes.len().div_ceil(3).max(1));
    let frames = parts.flat_map(|part| zstd::encode_all(part, 1).expect("memory takes it")).collect();
    damaged(frames, choice)
}

fn damaged(mut file: Vec<u8>, choice: u8) -> Vec<u8> {
    let at = usize::from(choice / 8) * file.len() / 32;
    if let Some(byte) = file.get_mut(at).filter(|_| choice >= 64) {
        *byte ^= 1 << (choice % 7);
    }
    file
}

/// A row of a record says what the record says, is one line, and is read as it was written.
fn check_written(record: &Record) {
    let Body::Text(text) = &record.body else { return };
    let mut row = Vec::new();
    OutputRow {
        meta: &record.meta,
        text,
        language: None,
        flags: &[],
        private: None,
        dedup: None,
        version: "0",
    }
    .write_json(&mut row);
    assert!(row.ends_with(b"}}\n") && row.iter().filter(|byte| **byte == b'\n').count() == 1);
    let read = parse_row(&row).expect("a row is read");
    assert_eq!(read.meta.id, record.meta.id);
    assert!(matches!(&read.body, Body::Text(again) if again == text || text.trim().is_empty()));
    assert_eq!(text_of_row(&row), *text);
}

/// The text of a row, which must be JSON as its grammar is. Members that passed through may hold lone surrogates as escapes,
/// byte for byte as they came in, which some parsers refuse to read.
pub(crate) fn text_of_row(row: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Row {
        text: String,
    }
    serde_json::from_slice::<Row>(row).expect("a row is JSON").text
}

/// One byte for the name, then an archive, compressed or not: reading ends, and the records are bounded by the length.
pub(crate) fn archive(bytes: &[u8]) {
    let mut input = Input(bytes);
    let choice = input.byte();
    let bytes = input.rest();
    let (name, file) = match choice % 6 {
        0 => ("x.warc", bytes.to_vec()),
        1 => ("x.warc.gz", bytes.to_vec()),
        2 => ("x.warc.zst", bytes.to_vec()),
        3 => ("x.wet", bytes.to_vec()),
        4 => ("x.warc.gz", gzipped(bytes, choice)),
        _ => ("x.warc.zst", zstd_of(bytes, choice)),
    };
    let length = file.len();
    let found = records(name, file);
    // A kibibyte of a compressed file holds at most a mebibyte.
    assert!(found.len() <= length * 1100 + 1, "{} records of {length} bytes", found.len());
}

/// A Parquet file. Whatever the reader of Parquet does, also if it panics, comes out as documents and rejects.
#[cfg(feature = "parquet")]
pub(crate) fn parquet(bytes: &[u8]) {
    let found = records("x.parquet", bytes.to_vec());
    assert!(!found.is_empty() || bytes.len() >= 12, "a broken file is at least one reject");
}
