//! The journal of an unfinished run.

use std::fs;

use tamis_pipeline::read_log;
use xxhash_rust::xxh3::Xxh3;

use crate::input::Input;

/// One byte: the rest is a log as it lies on disk, or results that stand in frames whose check sums are made here.
///
/// A log is read up to its last whole frame and is cut off there; what stands in a frame is read or refused.
pub(crate) fn journal(bytes: &[u8]) {
    let mut input = Input(bytes);
    let is_log = input.byte() % 4 == 0;
    let log = if is_log { input.rest().to_vec() } else { framed(input.rest()) };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("results.log");
    fs::write(&path, &log).expect("a temporary folder takes it");
    let frames = read_log(&path).expect("a log is read as far as it goes");
    assert!(is_log || frames == 2);
    let left = fs::metadata(&path).expect("the log is there").len();
    assert!(left <= log.len() as u64);
    assert_eq!(read_log(&path).expect("as before"), frames);
    assert_eq!(fs::metadata(&path).expect("the log is there").len(), left);
}

/// Results in two frames.
fn framed(results: &[u8]) -> Vec<u8> {
    let (one, other) = results.split_at(results.len() / 2);
    let payload = |results| zstd::bulk::compress(results, 1).expect("memory takes it");
    [frame(&payload(results)), frame(&payload(&[one, other].concat()))].concat()
}

fn frame(payload: &[u8]) -> Vec<u8> {
    let mut hash = Xxh3::new();
    let mut frame = Vec::new();
    for number in [payload.len() as u64, 1, 2, 3] {
        hash.update(&number.to_le_bytes());
        frame.extend(number.to_le_bytes());
    }
    hash.update(payload);
    frame.extend(hash.digest().to_le_bytes());
    frame.extend(payload);
    frame
}
