use tamis_core::{Markup, RejectCause};
use tamis_io::FieldNames;

use crate::{body, gzip, outcomes, read, reader, records_of, zstd};

const PAGE: &str = "<!DOCTYPE html><title>Tide</title><p>The tide came in.";
const TEXT: &str = "The tide came in.\r\nThen it went.\r\n";

fn check(name: &str, bytes: &[u8], markup: Markup, expect: &str) {
    let records = read(name, bytes);
    assert_eq!(records.len(), 1, "{name}");
    let record = records[0].as_ref().unwrap();
    assert_eq!((record.markup, body(record).as_str()), (markup, expect), "{name}");
    assert_eq!(record.meta.id, name);
    assert_eq!(record.place.to_string(), name);
}

#[test]
fn a_file_is_one_document_with_its_path_as_id() {
    check("a/x.txt", TEXT.as_bytes(), Markup::Unknown, TEXT);
    check("a/x.TEXT", TEXT.as_bytes(), Markup::Unknown, TEXT);
    check("x.html", PAGE.as_bytes(), Markup::Html, PAGE);
    check("x.htm", b"just words", Markup::Html, "just words");
    check("empty.txt", b"", Markup::Unknown, "");
}

#[test]
fn compression_is_told_by_name_or_content() {
    for name in ["x.html.gz", "x.html", "x.html.zst", "x.HTM.GZ"] {
        check(name, &gzip(PAGE.as_bytes()), Markup::Html, PAGE);
        check(name, &zstd(PAGE.as_bytes()), Markup::Html, PAGE);
        check(name, PAGE.as_bytes(), Markup::Html, PAGE);
    }
}

#[test]
fn content_tells_the_format_where_the_name_does_not() {
    check("page", PAGE.as_bytes(), Markup::Html, PAGE);
    check("page.gz", &gzip(PAGE.as_bytes()), Markup::Html, PAGE);
    check("saved.txt", PAGE.as_bytes(), Markup::Html, PAGE);
    check("notes", TEXT.as_bytes(), Markup::Unknown, TEXT);
    check("braces", b"{not json}", Markup::Unknown, "{not json}");
    assert_eq!(outcomes(&read("rows", b"\n{\"text\":\"a\"}\n{\"text\":\"b\"}\n")), ["rows#2", "rows#3"]);
    let long = format!("{{\"text\":\"{}\"}}", "word ".repeat(2000));
    assert_eq!(outcomes(&read("rows", long.as_bytes())), ["rows#1"]);
}

#[test]
fn the_user_overrides_name_and_content() {
    for (from, name, markup) in [("text", "x.html", Markup::Text), ("html", "x.txt", Markup::Html)] {
        let records = records_of(&reader(from, FieldNames::default(), 999), name, PAGE.as_bytes(), 9);
        assert_eq!(records[0].as_ref().unwrap().markup, markup);
    }
    let records =
        records_of(&reader("jsonl", FieldNames::default(), 999), "x.log.gz", &gzip(b"{\"text\":\"a\"}"), 9);
    assert_eq!(outcomes(&records), ["x.log.gz#1"]);
}

#[test]
fn a_document_over_the_limit_is_left_unread() {
    let limited = reader("auto", FieldNames::default(), 1000);
    for name in ["x.txt", "x.html"] {
        assert_eq!(outcomes(&records_of(&limited, name, &[b'a'; 1000], 64)), [name]);
        let records = records_of(&limited, name, &[b'a'; 1001], 64);
        assert_eq!(records[0].as_ref().unwrap_err().cause, RejectCause::TooLarge);
    }
}

#[test]
fn a_gzip_bomb_costs_no_more_than_the_limit() {
    let bomb = gzip(&vec![0_u8; 64 << 20]);
    let limited = reader("auto", FieldNames::default(), 100_000);
    for name in ["bomb.txt.gz", "bomb.jsonl.gz"] {
        let stream = std::io::Cursor::new(bomb.clone());
        let mut records = limited.open_stream(&crate::file(name), Box::new(stream));
        let raw = records.next().unwrap();
        assert!(raw.bytes() <= 100_000);
        assert_eq!(raw.parse().unwrap_err().cause, RejectCause::TooLarge, "{name}");
        assert!(records.next().is_none());
    }
}
