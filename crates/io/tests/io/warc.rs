//! Web archives, as warcio writes them (`tests/warc/make.py`), whole and broken.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tamis_core::{Body, Markup, Record, Reject, RejectCause};
use tamis_io::{FieldNames, Parsed, RawRecord};

use crate::{LIMIT, body, file, gzip, outcomes, read, reader, zstd};

const PAGES: &[u8] = include_bytes!("../warc/pages.warc");
const PAGES_GZIP: &[u8] = include_bytes!("../warc/pages.warc.gz");
const PAGES_ONE_MEMBER: &[u8] = include_bytes!("../warc/one-member.warc.gz");
const PAGES_ZSTD: &[u8] = include_bytes!("../warc/pages.warc.zst");
const PAGES_ONE_FRAME: &[u8] = include_bytes!("../warc/one-frame.warc.zst");
const TEXTS: &[u8] = include_bytes!("../warc/texts.warc.wet.gz");

/// All pages, in every way in which they can be compressed.
const ARCHIVES: [(&str, &[u8]); 5] = [
    ("pages.warc", PAGES),
    ("pages.warc.gz", PAGES_GZIP),
    ("one-member.warc.gz", PAGES_ONE_MEMBER),
    ("pages.warc.zst", PAGES_ZSTD),
    ("one-frame.warc.zst", PAGES_ONE_FRAME),
];

/// What every record is, told by the end of its address or by why it is none.
const EXPECT: [&str; 23] = [
    "(warc-warcinfo)",
    "(warc-request)",
    "plain",
    "latin",
    "wrong",
    "gzip",
    "deflate",
    "raw-deflate",
    "br",
    "zstd",
    "stacked",
    "chunked",
    "both",
    "taken-off",
    "text",
    "(warc-status)",
    "(not-text)",
    "(not-text)",
    "untyped",
    "(warc-revisit)",
    "(warc-metadata)",
    "notes.html",
    "",
];

fn expected() -> Vec<&'static str> {
    EXPECT.into_iter().filter(|name| !name.is_empty()).collect()
}

fn parse_all(name: &str, bytes: &[u8], limit: u64) -> Vec<Result<Parsed, Reject>> {
    let reader = reader("auto", FieldNames::default(), limit);
    let stream = std::io::Cursor::new(bytes.to_vec());
    reader.open_stream(&file(name), Box::new(stream)).map(RawRecord::parse).collect()
}

fn name_of(record: &Result<Parsed, Reject>) -> String {
    match record {
        Ok(Parsed::Record(record)) => {
            record.meta.url.as_deref().unwrap_or_default().rsplit('/').next().unwrap().to_owned()
        }
        Ok(Parsed::Skipped(kind)) => format!("({kind})"),
        Err(reject) => format!("[{}]", reject.cause.name()),
    }
}

fn names(name: &str, bytes: &[u8], limit: u64) -> Vec<String> {
    parse_all(name, bytes, limit).iter().map(name_of).collect()
}

/// Name and content of every document, and all rejects.
fn sorted(name: &str, bytes: &[u8]) -> (Vec<(String, Vec<u8>)>, Vec<Reject>) {
    let (mut documents, mut rejects) = (Vec::new(), Vec::new());
    for record in parse_all(name, bytes, LIMIT) {
        let label = name_of(&record);
        match record {
            Ok(Parsed::Record(record)) => documents.push((label, bytes_of(record))),
            Ok(Parsed::Skipped(_)) => {}
            Err(reject) => rejects.push(reject),
        }
    }
    (documents, rejects)
}

fn bytes_of(record: Record) -> Vec<u8> {
    match record.body {
        Body::Bytes { bytes, .. } => bytes,
        Body::Text(text) => text.into_bytes(),
    }
}

/// A record of its own; `length` is what its header says, if not the truth.
fn record(number: u32, kind: &str, content_type: &str, body: &[u8], length: Option<u64>) -> Vec<u8> {
    let length = length.unwrap_or(body.len() as u64);
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n\
         WARC-Target-URI: https://x.example/{number}\r\nContent-Type: {content_type}\r\n\
         Content-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    out.extend_from_slice(body);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

fn text(number: u32, body: &str) -> Vec<u8> {
    record(number, "conversion", "text/plain", body.as_bytes(), None)
}

#[test]
fn records_are_documents_or_counted_by_what_they_are() {
    for (name, bytes) in ARCHIVES {
        assert_eq!(names(name, bytes, LIMIT), expected(), "{name}");
    }
    assert_eq!(names("no-name", PAGES_GZIP, LIMIT), expected());
    assert_eq!(names("TEXTS.WET.GZ", TEXTS, LIMIT), ["(warc-warcinfo)", "0", "1", "2"]);
}

#[test]
fn encodings_are_taken_off() {
    let pages = read("pages.warc.gz", PAGES_GZIP);
    let find = |name: &str| {
        let is_it = |page: &&Record| page.meta.url.as_deref().is_some_and(|url| url.ends_with(name));
        pages.iter().map(|page| page.as_ref().unwrap()).find(is_it).unwrap()
    };
    for name in
        ["gzip", "/deflate", "raw-deflate", "br", "zstd", "stacked", "chunked", "both", "taken-off", "plain"]
    {
        let page = find(name);
        assert_eq!(page.markup, Markup::Html, "{name}");
        let text = body(page);
        assert!(text.starts_with("<!DOCTYPE html>") && text.ends_with("</body></html>"), "{name}: {text}");
        assert!(text.contains("The harbour was quiet before the ferry came."), "{name}: {text}");
    }
    let charset = |name: &str| match &find(name).body {
        Body::Bytes { charset, .. } => charset.clone(),
        Body::Text(_) => None,
    };
    assert_eq!(charset("latin").as_deref(), Some("ISO-8859-1"));
    assert_eq!(charset("/text").as_deref(), Some("utf-8"));
    assert_eq!(find("/text").markup, Markup::Unknown);
    assert_eq!(charset("notes.html"), None);
}

#[test]
fn what_is_known_of_a_record_is_kept() {
    let members = |record: &Record| {
        let members = record.meta.passthrough.iter().map(|(name, value)| format!("{name}={value}"));
        members.collect::<Vec<_>>()
    };
    let pages = read("pages.warc", PAGES);
    let page = pages[0].as_ref().unwrap();
    assert_eq!(page.meta.id, "urn:uuid:00000000-0000-4000-8000-000000000003");
    assert_eq!(page.meta.url.as_deref(), Some("https://news.example/plain"));
    assert_eq!((page.place.line, page.place.offset.is_some()), (None, true));
    let digest = members(page).into_iter().find(|member| member.starts_with("warc_digest")).unwrap();
    assert_eq!(
        members(page),
        [
            "url=\"https://news.example/plain\"",
            "warc_date=\"2024-05-06T07:08:09Z\"",
            &digest,
            "content_type=\"text/html\"",
            "http_status=200",
        ]
    );
    let texts = read("texts.warc.wet.gz", TEXTS);
    let text = texts[1].as_ref().unwrap();
    assert_eq!(text.meta.language.as_deref(), Some("deu"));
    assert_eq!(body(text), "Der Zug fährt um acht.");
    assert!(members(text).contains(&"warc_languages=\"deu,eng\"".to_owned()));
    assert!(
        members(text)
            .contains(&"warc_refers_to=\"urn:uuid:00000000-0000-4000-8000-000000000101\"".to_owned())
    );
    let nameless = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 1\r\n\r\nx\r\n\r\n";
    assert_eq!(outcomes(&read("a.warc", nameless)), ["a.warc#0"]);
}

#[test]
fn wrong_lengths_cost_their_record_alone() {
    let lying = |length| record(2, "conversion", "text/plain", b"The second text.", Some(length));
    let (first, third) = (text(1, "one"), text(3, "three"));
    for length in [0, 5, 15, 21, 40, 150, 9999] {
        let whole = [first.clone(), lying(length), third.clone()].concat();
        assert_eq!(names("x.warc", &whole, LIMIT), ["1", "[truncated]", "3"], "length {length}");
        let packed = [gzip(&first), gzip(&lying(length)), gzip(&third)].concat();
        assert_eq!(names("x.warc.gz", &packed, LIMIT), ["1", "[truncated]", "3"], "length {length}");
        let packed = zstd(&whole);
        assert_eq!(names("x.warc.zst", &packed, LIMIT), ["1", "[truncated]", "3"], "length {length}");
        let (_, rejects) = sorted("x.warc", &whole);
        let (from, to) = (first.len(), whole.len() - third.len());
        assert_eq!(rejects[0].place.offset, Some(from as u64), "{rejects:?}");
        assert_eq!(rejects[0].id.as_deref(), Some("urn:uuid:2"));
        assert!(rejects[0].message.contains(&format!("from byte {from} to byte {to} ")), "{rejects:?}");
    }
}

#[test]
fn records_over_the_limit_are_passed_over() {
    let long = "long ".repeat(40_000);
    let picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n".repeat(9_000);
    let whole = [
        text(1, "one"),
        text(2, &long),
        record(3, "response", "application/http", &picture, None),
        record(4, "metadata", "text/plain", long.as_bytes(), None),
        text(5, "five"),
    ]
    .concat();
    let expect = ["1", "[too-large]", "(not-text)", "(warc-metadata)", "5"];
    assert_eq!(names("x.warc", &whole, 100_000), expect);
    assert_eq!(names("x.warc.gz", &gzip(&whole), 100_000), expect);
    // A length that cannot be true must not cost what follows.
    let lying = record(2, "conversion", "text/plain", b"The second text.", Some(1 << 60));
    let whole = [text(1, "one"), lying, text(3, "three")].concat();
    assert_eq!(names("x.warc", &whole, 10), ["1", "[truncated]", "3"]);
}

#[test]
fn a_bomb_is_too_large() {
    let zeros = vec![b' '; 3 << 20];
    for (encoding, payload) in [("gzip", gzip(&zeros)), ("zstd", zstd(&zeros))] {
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n");
        let answer = [head.as_bytes(), &payload].concat();
        let whole = record(1, "response", "application/http", &answer, None);
        assert_eq!(names("x.warc", &whole, LIMIT), ["[too-large]"], "{encoding}");
    }
}

#[test]
fn broken_heads_and_encodings_are_rejected() {
    let mut packed = gzip("Words that compress badly: qzjx wvkp 8271 mmxu.".as_bytes());
    let answer = |head: &str, payload: &[u8]| {
        let message = [head.as_bytes(), payload].concat();
        names("x.warc", &record(1, "response", "application/http", &message, None), LIMIT)
    };
    let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
    assert_eq!(answer(html, &packed), ["1"]);
    packed.truncate(40);
    assert_eq!(answer(html, &packed), ["[broken-compression]"]);
    let picture = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Encoding: gzip\r\n\r\n";
    assert_eq!(answer(picture, &packed), ["(not-text)"]);
    assert_eq!(answer("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", b""), ["[broken-record]"]);
    assert_eq!(answer("HTTP/1.1 OK\r\n\r\n", b"<html>"), ["[broken-record]"]);
    assert_eq!(answer("", b"<html><p>no head"), ["1"]);
}

#[test]
fn a_header_begins_with_a_version_alone() {
    let (first, second) = (text(1, "one"), text(2, "two"));
    for (line, outcome) in
        [("WARC/1.1", "(warc-other)"), ("WARC/1.0 ", "(warc-other)"), ("WARC/1.0-a", "[broken-record]")]
    {
        // Its length reaches to the end of what follows.
        let noise = format!("{line}\r\nContent-Length: {}\r\n\r\n", second.len());
        let whole = [first.as_slice(), noise.as_bytes(), &second].concat();
        let found = names("x.warc", &whole, LIMIT);
        assert_eq!(found.get(1).map(String::as_str), Some(outcome), "{line}");
        assert_eq!(found.len(), if outcome.starts_with('(') { 2 } else { 3 }, "{line}");
    }
}

#[test]
fn what_lies_between_records_is_one_reject() {
    let (first, second) = (text(1, "one"), text(2, "two"));
    let noise = "noise\r\n\r\nWARC\r\n\r\nWARC/1.0\r\nno length\r\n\r\nmore".as_bytes();
    let whole = [&first, noise, b"\r\n\r\n", &second].concat();
    for (name, whole) in
        [("x.warc", whole.clone()), ("x.warc.gz", gzip(&whole)), ("x.warc.zst", zstd(&whole))]
    {
        let found = names(name, &whole, LIMIT);
        // What follows a body without being a record makes its length doubtful.
        assert_eq!(found, ["[truncated]", "2"], "{name}");
    }
    let members = [gzip(&first), gzip(noise), gzip(&second)].concat();
    assert_eq!(names("x.warc.gz", &members, LIMIT), ["1", "[broken-record]", "2"]);
    assert_eq!(names("x.warc", b"WARC/1.0\r\n\r\nno record", LIMIT), ["[broken-record]"]);
    let forced = reader("warc", FieldNames::default(), LIMIT);
    let stream = std::io::Cursor::new(b"no archive at all".to_vec());
    let records: Vec<_> =
        forced.open_stream(&file("x.txt"), Box::new(stream)).map(RawRecord::parse).collect();
    assert_eq!(records.iter().map(name_of).collect::<Vec<_>>(), ["[broken-record]"]);
}

/// Cut anywhere, an archive gives every document that is whole, and one reject, unless it was cut between records.
#[test]
fn records_before_a_cut_are_read() {
    for (name, whole) in ARCHIVES {
        let (all, _) = sorted(name, whole);
        let mut before = 0;
        for at in 1..50 {
            let (found, rejects) = sorted(name, &whole[..whole.len() * at / 50]);
            assert_eq!(found, all[..found.len()], "{name} cut at {at}/50");
            assert!(found.len() >= before, "{name} cut at {at}/50");
            before = found.len();
            assert!(rejects.len() <= 1, "{name} cut at {at}/50: {rejects:?}");
            for reject in &rejects {
                let causes = [RejectCause::BrokenCompression, RejectCause::Truncated];
                assert!(causes.contains(&reject.cause) && reject.place.offset.is_some(), "{reject:?}");
            }
            let silent = rejects.is_empty();
            let between = matches!(name, "pages.warc" | "pages.warc.gz" | "pages.warc.zst");
            assert!(!silent || between, "{name} cut at {at}/50 says nothing");
        }
        // A small frame of zstd is one block, which is there or not.
        let by_block = name == "one-frame.warc.zst";
        assert!(
            by_block || before + 2 >= all.len(),
            "{name}: only {before} of {} before the last cut",
            all.len()
        );
    }
}

/// Cut at every byte, an uncompressed archive loses nothing unsaid: documents and rejects cover all that was there.
#[test]
fn every_cut_of_a_plain_archive_is_told() {
    let records = [text(1, "one"), text(2, "two"), text(3, "three")];
    let whole = records.concat();
    let ends: Vec<usize> = (1..=3).map(|count| records[..count].concat().len()).collect();
    for length in 1..whole.len() {
        let found = names("x.warc", &whole[..length], LIMIT);
        // The line ends behind a body may be missing.
        let read = ends.iter().filter(|end| length + 4 >= **end).count();
        let mut expect: Vec<String> = (1..=read).map(|number| number.to_string()).collect();
        let begun = if read == 0 { 0 } else { ends[read - 1] };
        if length > begun {
            expect.push("[truncated]".into());
        }
        // A few bytes of a header are not yet one.
        let is_sign = length <= begun + 5 && length > begun;
        if is_sign {
            expect.pop();
            expect.push("[broken-record]".into());
        }
        assert_eq!(found, expect, "cut at {length}");
    }
}

/// The number of a document's record, by its address.
fn number_of(name: &str) -> usize {
    expected().iter().position(|found| *found == name).unwrap_or(usize::MAX)
}

/// With one byte changed, every record outside of the member that holds it is read as before, and the one in it too or
/// something is said.
#[test]
fn a_changed_byte_costs_its_member_alone() {
    let parts: Vec<usize> = starts_of_members(PAGES_GZIP);
    for (name, whole, starts) in [
        ("pages.warc.gz", PAGES_GZIP, parts),
        ("pages.warc.zst", PAGES_ZSTD, starts_of(PAGES_ZSTD, b"\x28\xb5\x2f\xfd")),
    ] {
        let (all, _) = sorted(name, whole);
        for at in (0..whole.len()).step_by(7) {
            let mut changed = whole.to_vec();
            changed[at] ^= 0x10;
            let (found, rejects) = sorted(name, &changed);
            let hit = starts.iter().filter(|start| **start <= at).count() - 1;
            for document in all.iter().filter(|(label, _)| number_of(label) != hit) {
                assert!(found.contains(document), "{name}, byte {at} in {hit}: {} is lost", document.0);
            }
            let unharmed = found == all;
            assert!(unharmed || !rejects.is_empty(), "{name}, byte {at}: nothing is said");
            assert!(rejects.len() <= 2, "{name}, byte {at}: {rejects:?}");
        }
    }
}

/// Where members begin whose first record is one that is known.
fn starts_of_members(bytes: &[u8]) -> Vec<usize> {
    // The header of gzip as the script writes it.
    starts_of(bytes, b"\x1f\x8b\x08\0")
}

/// Where `sign` begins records; payloads that are compressed alike lie inside of compressed records.
fn starts_of(bytes: &[u8], sign: &[u8]) -> Vec<usize> {
    let found: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(sign)).collect();
    let begins_record = |at: &usize| {
        let rest = parse_all("x.warc.gz", &bytes[*at..], LIMIT);
        !rest.is_empty() && rest.iter().all(Result::is_ok)
    };
    found.into_iter().filter(begins_record).collect()
}

#[test]
fn members_behind_broken_ones_are_read() {
    let parts: Vec<Vec<u8>> = (1..=5).map(|number| text(number, &format!("text {number}"))).collect();
    for (name, pack) in [("x.warc.gz", gzip as fn(&[u8]) -> Vec<u8>), ("x.warc.zst", zstd)] {
        let mut members: Vec<Vec<u8>> = parts.iter().map(|part| pack(part)).collect();
        let middle = members[1].len() / 2;
        members[1].truncate(middle);
        members[3][0] ^= 0xff;
        let whole = members.concat();
        assert_eq!(
            names(name, &whole, LIMIT),
            ["1", "[broken-compression]", "3", "[broken-compression]", "5"],
            "{name}"
        );
        let (_, rejects) = sorted(name, &whole);
        let (from, to) = (members[0].len(), members[..2].concat().len());
        let message = &rejects[0].message;
        assert!(message.contains(&format!("at byte {from};")), "{message}");
        assert!(message.contains(&format!("goes on at byte {to};")), "{message}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn noise_in_an_archive_never_hides_what_follows(
        noise in prop::collection::vec(any::<u8>(), 0..300),
        signs in prop::collection::vec("(WARC/1\\.0|\r\n\r\n|Content-Length: [0-9]{1,4}\r\n|\u{1f}\u{8b}\u{8}|a){0,9}", 0..3),
        packed: bool,
    ) {
        let mut noise = noise;
        for sign in &signs {
            noise.extend(sign.bytes());
        }
        let parts = [text(1, "one"), noise, text(3, "three"), text(4, "four")];
        let whole = if packed {
            [gzip(&parts[0]), parts[1].clone(), gzip(&parts[2]), gzip(&parts[3])].concat()
        } else {
            [parts[0].as_slice(), &parts[1], b"\r\n\r\n", &parts[2], &parts[3]].concat()
        };
        let found: BTreeSet<String> = names(if packed { "x.warc.gz" } else { "x.warc" }, &whole, LIMIT).into_iter().collect();
        prop_assert!(found.contains("4"), "{:?}", found);
        if packed {
            prop_assert!(found.contains("1") && found.contains("3"), "{:?}", found);
        }
    }
}
