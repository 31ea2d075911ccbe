use std::fs;
use std::path::{Path, PathBuf};

use tamis_core::{Body, Markup, Record, Reject};
use tamis_io::{FieldNames, InputConfig, Reader};

use crate::{LIMIT, body, file, gzip, outcomes, read, reader, records_of};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/.parquet")
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(fixtures().join(name)).unwrap()
}

/// What a record says, with its JSON values as values.
fn said(record: &Result<Record, Reject>) -> String {
    let Ok(Record { meta, markup, body, .. }) = record else { return format!("{record:?}") };
    let value = |raw: &str| serde_json::from_str::<serde_json::Value>(raw).unwrap();
    let members: Vec<_> = meta.passthrough.iter().map(|(name, raw)| (name, value(raw))).collect();
    let known = (&meta.id, &meta.url, &meta.source, &meta.added, &meta.created, &meta.title, &meta.language);
    format!("{known:?} {members:?} {:?} {markup:?} {body:?}", meta.own)
}

/// The rows of the Parquet fixture say what the rows of JSON beside it do.
fn check(name: &str, json: &str) {
    let rows =
        records_of(&reader("jsonl", FieldNames::default(), LIMIT), "x.parquet", &fixture(json), usize::MAX);
    let rows: Vec<String> = rows.iter().map(said).collect();
    assert!(!rows.is_empty());
    let found = read("x.parquet", &fixture(name));
    assert_eq!(found.iter().map(said).collect::<Vec<_>>(), rows, "{name}");
    for (record, number) in found.iter().zip(1..) {
        assert_eq!(record.as_ref().unwrap().place.line, Some(number));
    }
}

#[test]
fn rows_say_what_rows_of_json_do() {
    check("articles.parquet", "articles.jsonl");
    check("types.parquet", "types.jsonl");
    check("groups.parquet", "groups.jsonl");
    for codec in ["none", "gzip", "zstd", "lz4", "brotli"] {
        check(&format!("articles-{codec}.parquet"), "articles.jsonl");
    }
}

#[test]
fn a_file_is_known_by_name_and_by_content_and_read_where_it_lies() {
    let bytes = fixture("articles.parquet");
    let expect = outcomes(&read("x.parquet", &bytes));
    assert_eq!(expect.len(), 7);
    assert_eq!(outcomes(&read("unnamed", &bytes)), expect);
    assert_eq!(outcomes(&read("x.parquet.gz", &gzip(&bytes))), expect);
    let reader = Reader::new(InputConfig::default(), LIMIT).unwrap();
    let found = reader.discover(&[fixtures().join("articles.parquet")], &[""; 0]).unwrap();
    let mut records = reader.open(&found.files[0]);
    let ids: Vec<String> =
        records.by_ref().map(|raw| raw.parse().unwrap().into_record().unwrap().meta.id).collect();
    assert_eq!(ids, expect);
    let read = records.bytes_read();
    assert!(read > 0 && read <= found.files[0].bytes, "{read} of {}", found.files[0].bytes);
}

#[test]
fn bytes_are_a_page_whose_charset_is_to_be_found() {
    let found = read("x.parquet", &fixture("pages.parquet"));
    assert_eq!(outcomes(&found), ["https://example.org/a", "https://example.org/b", "[missing-text]"]);
    let page = found[0].as_ref().unwrap();
    assert_eq!(page.markup, Markup::Html);
    let Body::Bytes { bytes, charset: None } = &page.body else { panic!("{:?}", page.body) };
    assert!(bytes.windows(4).any(|word| word == b"caf\xe9"));
    let members = |at: usize| found[at].as_ref().unwrap().meta.passthrough.clone();
    let text = |text: &str| text.to_owned();
    assert_eq!(
        members(0),
        [("b", "1.50"), ("c", "[ ]"), ("url", "\"https://example.org/a\"")].map(|(n, v)| (text(n), text(v)))
    );
    assert_eq!(members(1)[1], (text("metadata"), text("\"no object\"")));
    let reject = found[2].as_ref().unwrap_err();
    assert!(reject.message.starts_with("row 3: the row has none of the fields"), "{}", reject.message);
}

#[test]
fn bytes_that_are_not_the_body_pass_through() {
    let fields =
        FieldNames { html: Some("html".into()), text: Some("metadata".into()), ..FieldNames::default() };
    let found =
        records_of(&reader("auto", fields, LIMIT), "x.parquet", &fixture("pages.parquet"), usize::MAX);
    assert!(matches!(found[0].as_ref().unwrap().body, Body::Bytes { .. }));
    let fields =
        FieldNames { html: Some("bytes".into()), text: Some("ascii".into()), ..FieldNames::default() };
    let found =
        records_of(&reader("auto", fields, LIMIT), "x.parquet", &fixture("types.parquet"), usize::MAX);
    let first = found[0].as_ref().unwrap();
    assert_eq!(body(first).len(), "\u{fffd}\0".len());
    assert!(first.meta.passthrough.contains(&("ascii".into(), "\"plain\"".into())));
}

#[test]
fn a_value_over_the_limit_costs_its_row() {
    let bytes = fixture("articles.parquet");
    let found = records_of(&reader("auto", FieldNames::default(), 20), "x.parquet", &bytes, usize::MAX);
    assert_eq!(outcomes(&found), ["[too-large]"; 7]);
    let said = &found[6].as_ref().unwrap_err();
    assert_eq!(said.place.to_string(), "x.parquet:7");
    assert!(said.message.contains("`text` has 46 bytes and is over the limit of 20"), "{}", said.message);
}

#[test]
fn a_file_that_is_cut_is_one_reject_that_says_so() {
    let bytes = fixture("articles.parquet");
    let reader = reader("auto", FieldNames::default(), LIMIT);
    for length in (0..bytes.len()).step_by(7).chain(bytes.len() - 12..bytes.len()) {
        let found = records_of(&reader, "x.parquet", &bytes[..length], usize::MAX);
        assert_eq!(outcomes(&found), ["[unreadable]"], "{length}");
        let message = &found[0].as_ref().unwrap_err().message;
        assert!(message.contains("has no Parquet footer"), "{length}: {message}");
        assert!(message.contains(&format!("cut off after {length} bytes")), "{length}: {message}");
    }
    let found = records_of(&reader, "x.parquet", b"This is a text, and a long one.", usize::MAX);
    assert!(found[0].as_ref().unwrap_err().message.contains("is no Parquet file"), "{found:?}");
}

/// Rows that are said to be lost.
fn lost(found: &[Result<Record, Reject>]) -> usize {
    let messages = found.iter().filter_map(|record| Some(&record.as_ref().err()?.message));
    let count = |message: &String| message.split_once(": ")?.1.split_once(" rows")?.0.parse::<usize>().ok();
    messages.map(|message| count(message).unwrap_or_else(|| panic!("{message}"))).sum()
}

#[test]
fn a_broken_page_costs_its_own_rows() {
    let mut bytes = fixture("groups.parquet");
    let at = bytes.windows(16).position(|window| window == b"Row 045 of the h").unwrap();
    bytes[at] ^= 1;
    let found = read("x.parquet", &bytes);
    let rejects: Vec<&Reject> = found.iter().filter_map(|record| record.as_ref().err()).collect();
    let [reject] = rejects[..] else { panic!("{rejects:?}") };
    assert_eq!(reject.place.to_string(), "x.parquet:41");
    let said = "row group 2: 10 rows, 41 to 50 of the file, cannot be read";
    assert!(reject.message.starts_with(said), "{}", reject.message);
    let ids: Vec<String> = found.iter().flatten().map(|record| record.meta.id.clone()).collect();
    let expect: Vec<String> = (0..150).filter(|n| !(40..50).contains(n)).map(|n| format!("{n:03}")).collect();
    assert_eq!(ids, expect);
}

#[test]
fn whatever_byte_is_changed_every_row_is_read_or_said_to_be_lost() {
    let bytes = fixture("groups.parquet");
    let footer =
        bytes.len() - 8 - u32::from_le_bytes(bytes[bytes.len() - 8..][..4].try_into().unwrap()) as usize;
    let reader = reader("auto", FieldNames::default(), LIMIT);
    for at in (4..bytes.len()).step_by(31) {
        for change in [1, 0x80, 0xff] {
            let mut broken = bytes.clone();
            broken[at] ^= change;
            let found = records_of(&reader, "x.parquet", &broken, usize::MAX);
            let rows = found.iter().filter(|record| record.is_ok()).count();
            // What the footer says is what there is; nothing checks it.
            if at < footer {
                assert_eq!(rows + lost(&found), 150, "byte {at} ^ {change}: {found:?}");
            }
        }
    }
}

#[test]
fn a_file_without_rows_has_none() {
    let found = records_of(&reader("parquet", FieldNames::default(), LIMIT), "x", b"", usize::MAX);
    assert_eq!(outcomes(&found), ["[unreadable]"]);
    assert_eq!(file("x.parquet").id(), "x.parquet");
}
