//! Any bytes are an archive, compressed or not: every record is a document, a kind or a reject, and reading ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_io::{InputConfig, InputFile, Reader};

/// The document limit, in bytes; small, so that inputs reach it.
const LIMIT: u64 = 4096;

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (kind, bytes) = input;
    let name = ["x.warc", "x.warc.gz", "x.warc.zst", "x.jsonl.gz"][usize::from(kind % 4)];
    let reader = Reader::new(InputConfig::default(), LIMIT).expect("the default config is valid");
    let file = InputFile { path: name.into(), id: name.into(), ..InputFile::stdin() };
    let length = bytes.len();
    let mut records = 0;
    for raw in reader.open_stream(&file, Box::new(std::io::Cursor::new(bytes))) {
        let _ = raw.parse();
        records += 1;
    }
    // A kibibyte of a compressed file holds at most a mebibyte.
    assert!(records <= length * 1024 + 1);
});
