use tamis_core::RejectCause;

use crate::{body, gzip, outcomes, read, zstd};

const ROWS: &str =
    "{\"id\":\"a\",\"text\":\"one\"}\n{\"id\":\"b\",\"text\":\"two\"}\n{\"id\":\"c\",\"text\":\"three\"}\n";

/// Every cut of a compressed file gives rows of the whole one, in order, and one reject at the end.
fn check_cuts(name: &str, whole: &[u8]) {
    for length in 0..whole.len() {
        let records = read(name, &whole[..length]);
        let (last, rows) = records.split_last().expect("a cut file says so");
        let ids: Vec<&str> = rows.iter().map(|row| row.as_ref().unwrap().meta.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c"][..ids.len()], "{name} cut at {length}");
        let reject = last.as_ref().unwrap_err();
        assert_eq!(reject.cause, RejectCause::BrokenCompression, "{name} cut at {length}: {reject:?}");
        assert_eq!(reject.place.file, name);
        assert!(
            reject.place.offset.is_some() && reject.place.line == Some(ids.len() as u64 + 1),
            "{reject:?}"
        );
        assert!(reject.message.contains("cut off"), "{}", reject.message);
    }
    assert_eq!(outcomes(&read(name, whole)), ["a", "b", "c"]);
}

#[test]
fn rows_before_a_cut_are_read() {
    check_cuts("x.jsonl.gz", &gzip(ROWS.as_bytes()));
    check_cuts("x.jsonl.zst", &zstd(ROWS.as_bytes()));
}

#[test]
fn rows_before_a_cut_in_a_long_file_are_read() {
    let row = |n: u64| format!("{{\"id\":\"{n}\",\"text\":\"{}\"}}\n", n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let rows: String = (0..20_000).map(row).collect();
    for (name, whole) in [("x.jsonl.gz", gzip(rows.as_bytes())), ("x.jsonl.zst", zstd(rows.as_bytes()))] {
        let records = read(name, &whole[..whole.len() * 7 / 10]);
        let (last, read) = records.split_last().unwrap();
        assert!(read.len() > 8_000 && read.iter().all(Result::is_ok), "{name}: {} rows", read.len());
        assert_eq!(last.as_ref().unwrap_err().cause, RejectCause::BrokenCompression);
    }
}

#[test]
fn a_cut_document_is_rejected_whole() {
    let text = "Words that compress badly: qzjx wvkp 8271 mmxu.".repeat(3);
    for (name, whole) in [
        ("x.txt.gz", gzip(text.as_bytes())),
        ("x.html.gz", gzip(text.as_bytes())),
        ("x.txt.zst", zstd(text.as_bytes())),
    ] {
        for length in 0..whole.len() {
            let records = read(name, &whole[..length]);
            assert_eq!(outcomes(&records), ["[broken-compression]"], "{name} cut at {length}");
        }
        assert_eq!(body(read(name, &whole)[0].as_ref().unwrap()), text);
    }
}

#[test]
fn a_corrupt_byte_never_passes_unseen() {
    for (name, whole) in [("x.jsonl.gz", gzip(ROWS.as_bytes())), ("x.jsonl.zst", zstd(ROWS.as_bytes()))] {
        // The header of gzip holds time and system, which change nothing in the text.
        for at in 10..whole.len() {
            let mut corrupt = whole.clone();
            corrupt[at] ^= 0x55;
            assert!(read(name, &corrupt).iter().any(Result::is_err), "{name} with byte {at} changed");
        }
    }
}

#[test]
fn all_members_and_frames_are_read() {
    let parts: Vec<&[u8]> = vec![&ROWS.as_bytes()[..30], b"", &ROWS.as_bytes()[30..]];
    let members: Vec<u8> = parts.iter().flat_map(|part| gzip(part)).collect();
    let frames: Vec<u8> = parts.iter().flat_map(|part| zstd(part)).collect();
    let mut skippable = b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec();
    skippable.extend(&frames);
    for bytes in [members, frames, skippable] {
        assert_eq!(outcomes(&read("x.jsonl", &bytes)), ["a", "b", "c"]);
    }
}

#[test]
fn zeros_behind_gzip_are_padding_and_anything_else_is_not() {
    let mut padded = gzip(ROWS.as_bytes());
    padded.extend([0; 512]);
    assert_eq!(outcomes(&read("x.jsonl.gz", &padded)), ["a", "b", "c"]);
    padded.extend(b"tail");
    assert_eq!(outcomes(&read("x.jsonl.gz", &padded)), ["a", "b", "c", "[broken-compression]"]);
}
