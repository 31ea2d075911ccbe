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

/// Numbered rows, long enough that half of a member holds some.
fn rows(numbers: std::ops::Range<u64>) -> String {
    let row = |n: u64| format!("{{\"id\":\"{n}\",\"text\":\"{}\"}}\n", n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    numbers.map(row).collect()
}

#[test]
fn rows_behind_a_broken_member_are_read() {
    for (name, pack) in [("x.jsonl.gz", gzip as fn(&[u8]) -> Vec<u8>), ("x.jsonl.zst", zstd)] {
        for keep in [3, 11, 30, 100, 150] {
            let mut members =
                [pack(rows(0..20).as_bytes()), pack(rows(20..40).as_bytes()), pack(rows(40..60).as_bytes())];
            members[1].truncate(keep);
            let records = read(name, &members.concat());
            let ids = outcomes(&records);
            let lost: Vec<&String> = ids.iter().filter(|id| id.starts_with('[')).collect();
            assert_eq!(lost, ["[broken-compression]"], "{name} {keep}: {ids:?}");
            for n in (0..20).chain(40..60) {
                assert!(ids.contains(&n.to_string()), "{name} {keep}: row {n} is lost: {ids:?}");
            }
            let reject = records.iter().find_map(|record| record.as_ref().err()).unwrap();
            let to = members[0].len() + keep;
            assert!(reject.message.contains(&format!("reading goes on at byte {to};")), "{}", reject.message);
        }
    }
}

#[test]
fn the_rest_of_a_row_behind_a_gap_is_no_row() {
    let all = rows(0..30);
    let (first, rest) = all.split_at(all.len() / 3);
    let (second, third) = rest.split_at(rest.len() / 2 + 3);
    let mut members = [gzip(first.as_bytes()), gzip(second.as_bytes()), gzip(third.as_bytes())];
    members[1][12] ^= 0xff;
    let records = read("x.jsonl.gz", &members.concat());
    let rejects: Vec<_> = records.iter().filter_map(|record| record.as_ref().err()).collect();
    let [reject] = rejects.as_slice() else { panic!("{rejects:?}") };
    assert!(reject.message.contains("begins inside of a row"), "{}", reject.message);
    let whole_rows = first.lines().count() - 1 + third.lines().count() - 1;
    assert_eq!(records.len() - 1, whole_rows, "{:?}", outcomes(&records));
    assert_eq!(outcomes(&records).last().unwrap(), "29");
}

#[test]
fn a_document_with_a_gap_is_rejected_whole() {
    let mut members = [gzip(b"one "), gzip(b"two "), gzip(b"three")];
    members[1][12] ^= 0xff;
    assert_eq!(outcomes(&read("x.txt.gz", &members.concat())), ["[broken-compression]"]);
}
