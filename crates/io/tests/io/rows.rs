use tamis_core::{Markup, Record, RejectCause};
use tamis_io::FieldNames;

use crate::{body, outcomes, read, reader, records_of};

fn row(json: &str) -> Record {
    let mut records = read("f.jsonl", json.as_bytes());
    assert_eq!(records.len(), 1, "{json}");
    records.remove(0).unwrap_or_else(|reject| panic!("{json}: {reject:?}"))
}

/// What passes through of a row, as `name=raw`.
fn check_passthrough(json: &str, expect: &[&str]) {
    let passed: Vec<String> =
        row(json).meta.passthrough.iter().map(|(name, raw)| format!("{name}={raw}")).collect();
    assert_eq!(passed, expect, "{json}");
}

fn check_reject(json: &[u8], cause: RejectCause, says: &[&str]) {
    let records = read("f.jsonl", json);
    assert_eq!(records.len(), 1);
    let reject = records[0].as_ref().unwrap_err();
    assert_eq!(reject.cause, cause, "{reject:?}");
    for said in says {
        assert!(reject.message.contains(said), "{:?} lacks {said:?}", reject.message);
    }
}

#[test]
fn known_fields_are_found_by_their_usual_names() {
    let record =
        row(r#"{"doc_id":"d","raw_content":"Rain.","url":"https://x.org/a","source":"s","title":"T",
        "added":"2024","date":"2023-01-02","lang":"en"}"#
            .replace('\n', " ")
            .as_str());
    assert_eq!(body(&record), "Rain.");
    assert_eq!(record.markup, Markup::Unknown);
    let meta = &record.meta;
    assert_eq!(meta.id, "d");
    let known = [&meta.url, &meta.source, &meta.title, &meta.added, &meta.created, &meta.language];
    let known: Vec<&str> = known.iter().map(|value| value.as_deref().unwrap()).collect();
    assert_eq!(known, ["https://x.org/a", "s", "T", "2024", "2023-01-02", "en"]);
    let names: Vec<&str> = meta.passthrough.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["url", "title", "date", "lang"]);
    assert_eq!((record.place.line, record.place.offset), (Some(1), Some(0)));
}

#[test]
fn ids_are_given_as_they_stand() {
    for (json, id) in [
        (r#"{"id":"a/b","text":""}"#, "a/b"),
        (r#"{"id":18446744073709551616,"text":""}"#, "18446744073709551616"),
        (r#"{"id":1.0,"text":""}"#, "1.0"),
        (r#"{"id":null,"doc_id":"d","text":""}"#, "d"),
        (r#"{"url":"https://x.org","text":""}"#, "https://x.org"),
        (r#"{"id":"","text":""}"#, "f.jsonl#1"),
        (r#"{"id":{"n":1},"text":""}"#, "f.jsonl#1"),
        (r#"{"text":""}"#, "f.jsonl#1"),
    ] {
        assert_eq!(row(json).meta.id, id, "{json}");
    }
    check_passthrough(r#"{"url":"u","text":"t"}"#, &["url=\"u\""]);
    check_passthrough(r#"{"id":{"n": 1},"text":""}"#, &["id={\"n\": 1}"]);
}

#[test]
fn html_wins_unless_there_is_none() {
    for (json, markup, expect) in [
        (r#"{"text":"t","html":"<p>h"}"#, Markup::Html, "<p>h"),
        (r#"{"text":"t","html":null}"#, Markup::Unknown, "t"),
        (r#"{"text":"t","html":" "}"#, Markup::Unknown, "t"),
        (r#"{"text":"t","html":7}"#, Markup::Unknown, "t"),
        (r#"{"text":null,"html":""}"#, Markup::Html, ""),
        (r#"{"text":null,"content":"c"}"#, Markup::Unknown, "c"),
        (r#"{"content":"<!doctype html><p>c"}"#, Markup::Html, "<!doctype html><p>c"),
    ] {
        let record = row(json);
        assert_eq!((record.markup, body(&record).as_str()), (markup, expect), "{json}");
    }
    check_passthrough(r#"{"text":"t","html":"<p>h"}"#, &["text=\"t\""]);
    check_passthrough(r#"{"text":"t","content":"c"}"#, &["content=\"c\""]);
}

#[test]
fn other_names_can_be_given() {
    let fields = FieldNames {
        id: Some("key".into()),
        text: Some("body".into()),
        created: Some("when".into()),
        ..FieldNames::default()
    };
    let json = br#"{"key":"k","id":"i","body":"b","text":"t","when":"2020"}"#;
    let records = records_of(&reader("auto", fields, 999), "f.jsonl", json, 5);
    let record = records[0].as_ref().unwrap();
    assert_eq!((record.meta.id.as_str(), body(record).as_str()), ("k", "b"));
    assert_eq!(record.meta.created.as_deref(), Some("2020"));
    let names: Vec<&str> = record.meta.passthrough.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["id", "text", "when"]);
}

#[test]
fn unknown_fields_pass_byte_for_byte() {
    check_passthrough(
        r#"{"a":1.0,"text":"t","b":1e400,"c": 123456789012345678901234567890 ,"d":[ 1,{"x" : "\u00e4\/"}],"e":true,"f":null}"#,
        &[
            "a=1.0",
            "b=1e400",
            "c=123456789012345678901234567890",
            r#"d=[ 1,{"x" : "\u00e4\/"}]"#,
            "e=true",
            "f=null",
        ],
    );
    check_passthrough(r#"{"text":"t","lone":"\ud83d"}"#, &[r#"lone="\ud83d""#]);
    check_passthrough(r#"{"text":"t","source":7,"created":1.50}"#, &["source=7", "created=1.50"]);
    check_passthrough(r#"{"text":"t","source":null,"id":null,"created":null}"#, &[]);
}

#[test]
fn members_of_metadata_come_first_and_repeated_names_are_numbered() {
    check_passthrough(
        r#"{"b":1,"text":"t","metadata":{"a":2,"b":3,"tamis":{"version":"0"},"b":4},"a":5,"tamis":6}"#,
        &["a=2", "b=3", "b~2=4", "b~3=1", "a~2=5", "tamis~2=6"],
    );
    check_passthrough(r#"{"text":"t","metadata":[1, 2]}"#, &["metadata=[1, 2]"]);
    check_passthrough(r#"{"text":"t","metadata":null}"#, &[]);
    check_passthrough(r#"{"text":"1","text":"2"}"#, &["text=\"1\""]);
}

#[test]
fn what_an_earlier_run_left_is_kept_apart() {
    let own = |json: &str| row(json).meta.own;
    let left = r#"{"id":1,"text":"x","metadata":{"a":1,"tamis":{"title":"T", "n":1.50}}}"#;
    assert_eq!(own(left).as_deref(), Some(r#"{"title":"T", "n":1.50}"#));
    check_passthrough(left, &["a=1"]);
    let foreign = r#"{"id":1,"text":"x","metadata":{"tamis":"a sieve"}}"#;
    assert_eq!(own(foreign), None);
    check_passthrough(foreign, &["tamis~2=\"a sieve\""]);
}

#[test]
fn what_is_known_of_a_document_is_found_in_its_metadata() {
    let meta = row(
        r#"{"text":"t","metadata":{"url":"https://x.org/","tamis":{"title":"T","language":"de","version":"0"}}}"#,
    )
    .meta;
    assert_eq!(meta.url.as_deref(), Some("https://x.org/"));
    assert_eq!((meta.title.as_deref(), meta.language.as_deref()), (Some("T"), Some("de")));
}

#[test]
fn a_blank_title_is_none() {
    let meta = row(r#"{"text":"t","title":" ","url":"","metadata":{"title":"Of old"}}"#).meta;
    assert_eq!((meta.title.as_deref(), meta.url), (Some("Of old"), None));
}

#[test]
fn half_a_surrogate_pair_costs_one_character() {
    assert_eq!(body(&row(r#"{"text":"a\ud83d b","i":"\udc00"}"#)), "a\u{fffd} b");
    assert_eq!(row(r#"{"id":"\ud83d","text":""}"#).meta.id, "\u{fffd}");
    check_passthrough(r#"{"text":"","\ud83dn":1}"#, &["\u{fffd}n=1"]);
}

#[test]
fn blank_lines_line_ends_and_a_byte_order_mark_are_no_rows() {
    let rows = b"\xef\xbb\xbf{\"text\":\"1\"}\r\n\r\n  \n\t{\"text\":\"4\"} \r\n{\"text\":\"5\"}";
    assert_eq!(outcomes(&read("f.jsonl", rows)), ["f.jsonl#1", "f.jsonl#4", "f.jsonl#5"]);
    assert!(read("f.jsonl", b"").is_empty());
    assert!(read("f.jsonl", b"\n\n").is_empty());
}

#[test]
fn a_reject_names_line_column_and_remedy() {
    check_reject(b"{\"text\":\"ab\xe9c\"}", RejectCause::BadUtf8, &["line 1, byte 12"]);
    check_reject(
        b"\n{\"text\":\"a\" \"b\"}",
        RejectCause::BrokenJson,
        &["line 2, byte 13: expected `,` or `}`"],
    );
    check_reject(b"{\"text\":\"a\"", RejectCause::BrokenJson, &["EOF while parsing an object"]);
    check_reject(b"[\"text\"]", RejectCause::BrokenJson, &["an object"]);
    check_reject(b"{\"text\":\"a\"}{}", RejectCause::BrokenJson, &["trailing characters"]);
    let none = ["`html`, `text`, `content`, `raw_content`", "--text-field"];
    check_reject(b"{\"id\":\"a\"}", RejectCause::MissingText, &none);
    check_reject(b"{\"text\":null}", RejectCause::MissingText, &["`text` is null"]);
    check_reject(b"{\"text\":[\"a\"]}", RejectCause::MissingText, &["`text` is a list, not a string"]);
    let records = read("f.jsonl", br#"{"id":"known","text":1}"#);
    assert_eq!(records[0].as_ref().unwrap_err().id.as_deref(), Some("known"));
}

#[test]
fn a_bad_byte_anywhere_costs_its_row_alone() {
    let row = "{\"id\":\"b\",\"text\":\"dé\",\"n\":[1]}";
    for at in 0..row.len() {
        for bad in [0xff_u8, 0x00] {
            let mut middle = row.as_bytes().to_vec();
            middle[at] = bad;
            let lines: [&[u8]; 3] =
                [b"{\"id\":\"a\",\"text\":\"\"}", &middle, b"{\"id\":\"c\",\"text\":\"\"}"];
            let records = read("f.jsonl", &lines.join(&b'\n'));
            assert_eq!(records.len(), 3, "byte {at}");
            assert_eq!(records[0].as_ref().unwrap().meta.id, "a");
            assert_eq!(records[2].as_ref().unwrap().meta.id, "c");
            let reject = records[1].as_ref().unwrap_err();
            assert_eq!(reject.place.line, Some(2), "byte {at}");
            if bad == 0xff {
                assert_eq!(reject.cause, RejectCause::BadUtf8);
                let column = at + 1 - usize::from(row.as_bytes()[at] == 0xa9);
                assert!(reject.message.contains(&format!("line 2, byte {column}:")), "{}", reject.message);
            }
        }
    }
}

#[test]
fn a_row_over_the_limit_is_passed_over() {
    let limited = reader("auto", FieldNames::default(), 100);
    let fits = format!("{{\"text\":\"{}\"}}", "a".repeat(89));
    let long = format!("{{\"text\":\"{}\"}}", "a".repeat(90));
    assert_eq!(fits.len(), 100);
    let rows = [fits.as_str(), &long, "{\"text\":\"\"}", &"x".repeat(100_000)].join("\n");
    for step in [1, 13, usize::MAX] {
        let records = records_of(&limited, "f.jsonl", rows.as_bytes(), step);
        assert_eq!(outcomes(&records), ["f.jsonl#1", "[too-large]", "f.jsonl#3", "[too-large]"]);
        let reject = records[3].as_ref().unwrap_err();
        assert_eq!((reject.place.line, reject.place.offset), (Some(4), Some(215)));
    }
}

#[test]
fn a_file_that_is_no_lines_of_json_costs_one_reject() {
    for json in
        ["[\n{\"text\":\"a\"},\n{\"text\":\"b\"}\n]\n", "{\n  \"text\": \"a\"\n}\n", "{\"a\":[1,\n2]}", "[1]"]
    {
        assert_eq!(outcomes(&read("f.json", json.as_bytes())), ["[broken-json]"]);
    }
    assert_eq!(outcomes(&read("f.json.gz", b"{\"text\":\"a\"}\n{\n")), ["f.json.gz#1", "[broken-json]"]);
    assert_eq!(
        outcomes(&read("f.json", b"{\"text\":\"cut\n{\"text\":\"b\"}\n")),
        ["[broken-json]", "f.json#2"]
    );
    let utf16: Vec<u8> = "\u{feff}{\"text\":\"a\"}\n\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let records = read("f.jsonl", &utf16);
    assert_eq!(outcomes(&records), ["[bad-utf8]"]);
    assert!(records[0].as_ref().unwrap_err().message.contains("iconv"));
}

#[test]
fn depth_and_repetition_cost_no_more_than_length() {
    let deep = format!("{{\"text\":\"\",\"d\":{}1{}}}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(row(&deep).meta.passthrough.len(), 1);
    let repeated = format!("{{\"text\":\"\"{}}}", ",\"a\":1".repeat(50_000));
    let passed = row(&repeated).meta.passthrough;
    assert_eq!(passed.last().unwrap().0, "a~50000");
}

#[test]
fn whatever_byte_stands_in_a_row_its_neighbours_are_read() {
    let hurt = "{\"id\":\"b\",\"text\":\"R\u{e9}gen \\u00e9 \\n.\",\"n\":[1.5,{\"x\":null}],\"html\":null}";
    let around = |row: &[u8]| {
        [b"{\"id\":\"a\",\"text\":\"A.\"}\n", row, b"\n{\"id\":\"c\",\"text\":\"C.\"}\n"].concat()
    };
    for at in 0..hurt.len() {
        for bad in [0xff, 0xc3, 0x80, 0x00, b'"', b'\\', b'}', b'{', b'\r', b'\n'] {
            let mut row = hurt.as_bytes().to_vec();
            row[at] = bad;
            let records = read("f.jsonl", &around(&row));
            let said = outcomes(&records);
            assert_eq!(said.first().map(String::as_str), Some("a"), "{bad:#x} at {at}: {said:?}");
            assert_eq!(said.last().map(String::as_str), Some("c"), "{bad:#x} at {at}: {said:?}");
            // A line feed makes two rows of one; a blank line is none.
            let pieces =
                row.split(|byte| *byte == b'\n').filter(|piece| !piece.trim_ascii().is_empty()).count();
            assert_eq!(records.len(), 2 + pieces, "{bad:#x} at {at}: {said:?}");
            if std::str::from_utf8(&row).is_err() {
                assert!(
                    ["[bad-utf8]", "[broken-json]"].contains(&said[1].as_str()),
                    "{bad:#x} at {at}: {said:?}"
                );
            }
        }
    }
}
