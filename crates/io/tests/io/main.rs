//! Black-box tests: bytes in, records out; documents in, files out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod compressed;
mod discovery;
mod lists;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_out;
#[cfg(feature = "parquet")]
mod parts;
mod passthrough;
#[cfg(feature = "cloud")]
mod remote;
mod rows;
mod warc;
#[cfg(feature = "cloud")]
mod web_server;
mod whole_files;

use std::io::{self, Read, Write};

use tamis_core::{Body, Record, Reject};
use tamis_io::{FieldNames, InputConfig, InputFile, Parsed, Reader};

/// The document limit of tests that do not test it, in bytes.
const LIMIT: u64 = 1 << 20;

/// A reader that gives at most `step` bytes at a time.
struct Dribble {
    rest: io::Cursor<Vec<u8>>,
    step: usize,
}

impl Read for Dribble {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.step);
        self.rest.read(&mut buffer[..length])
    }
}

fn reader(from: &str, fields: FieldNames, limit: u64) -> Reader {
    let config = InputConfig { from: from.into(), fields, ..InputConfig::default() };
    Reader::new(config, limit).unwrap()
}

fn file(id: &str) -> InputFile {
    InputFile::new(id, id)
}

fn records_of(reader: &Reader, name: &str, bytes: &[u8], step: usize) -> Vec<Result<Record, Reject>> {
    let stream = Dribble { rest: io::Cursor::new(bytes.to_vec()), step };
    let records = reader.open_stream(&file(name), Box::new(stream)).map(tamis_io::RawRecord::parse);
    records.filter_map(|parsed| parsed.map(Parsed::into_record).transpose()).collect()
}

/// The records of a file with this name and these bytes.
fn read(name: &str, bytes: &[u8]) -> Vec<Result<Record, Reject>> {
    let reader = reader("auto", FieldNames::default(), LIMIT);
    let whole = records_of(&reader, name, bytes, usize::MAX);
    let dribbled = records_of(&reader, name, bytes, 7);
    assert_eq!(format!("{whole:?}"), format!("{dribbled:?}"), "the size of reads must not matter");
    whole
}

/// Ids of the records; causes, in brackets, of the rejects.
fn outcomes(records: &[Result<Record, Reject>]) -> Vec<String> {
    let name = |record: &Result<Record, Reject>| match record {
        Ok(record) => record.meta.id.clone(),
        Err(reject) => format!("[{}]", reject.cause.name()),
    };
    records.iter().map(name).collect()
}

fn body(record: &Record) -> String {
    match &record.body {
        Body::Text(text) => text.clone(),
        Body::Bytes { bytes, .. } => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ::zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn everything_may_move_between_threads() {
    fn check<T: Send>() {}
    check::<Reader>();
    check::<tamis_io::Records>();
    check::<tamis_io::RawRecord>();
    check::<tamis_io::Output>();
    check::<tamis_io::IoError>();
}
