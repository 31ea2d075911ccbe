use std::fmt::Write;

use proptest::prelude::*;
use serde_json::value::RawValue;
use tamis_core::{Body, Metadata};
use tamis_io::OutputRow;

use crate::read;

/// JSON values as people and programs write them, blanks and escapes included.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,12})?([eE][+-]?[0-9]{1,4})?",
        "\"([a-zäß東 ]|\\\\u[0-9a-fA-F]{4}|\\\\[\"\\\\/bfnrt]){0,12}\"",
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..4), " {0,2}")
                .prop_map(|(values, blank)| format!("[{blank}{}]", values.join(&format!("{blank},")))),
            (prop::collection::vec(("[a-z]{0,3}", inner), 0..4), " {0,2}").prop_map(|(members, blank)| {
                let members: Vec<String> =
                    members.iter().map(|(name, value)| format!("\"{name}\"{blank}:{blank}{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

fn members() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[a-z_~ ä\"\\\\]{0,4}", value()), 0..8)
}

fn object(members: &[(String, String)]) -> String {
    let mut out = String::new();
    for (name, value) in members {
        let _ = write!(out, ",{}:{value}", serde_json::to_string(name).unwrap());
    }
    out
}

proptest! {
    #[test]
    fn unknown_fields_come_out_byte_for_byte(
        text in "\\PC{0,40}",
        outer in members(),
        inner in members(),
    ) {
        let json = format!(
            "{{\"id\":\"x\",\"text\":{}{},\"metadata\":{{\"first\":0{}}}}}",
            serde_json::to_string(&text).unwrap(), object(&outer), object(&inner),
        );
        let records = read("f.jsonl", json.as_bytes());
        prop_assert_eq!(records.len(), 1);
        let record = records[0].as_ref().unwrap();
        let Body::Text(found) = &record.body else { panic!("a row is text") };
        // A field named `html` or `id` cannot come up: four characters from another alphabet are needed.
        prop_assert_eq!(found, &text);

        let mut out = Vec::new();
        let row = OutputRow {
            meta: &record.meta, text: found, language: None, flags: &[], private: None, dedup: None, version: "1",
        };
        row.write_json(&mut out);
        let out = String::from_utf8(out).unwrap();
        let written: std::collections::BTreeMap<String, &RawValue> = serde_json::from_str(&out).unwrap();
        let metadata: std::collections::BTreeMap<String, &RawValue> =
            serde_json::from_str(written["metadata"].get()).unwrap();
        let mut raw: Vec<&str> = metadata.iter().filter(|(name, _)| *name != "tamis").map(|(_, v)| v.get()).collect();
        let mut expect: Vec<&str> = outer.iter().chain(&inner).map(|(_, value)| value.as_str()).chain(["0"]).collect();
        raw.sort_unstable();
        expect.sort_unstable();
        prop_assert_eq!(raw, expect);

        // What was written is read again to the same, and written again byte for byte.
        let again = read("f.jsonl", out.as_bytes()).remove(0).unwrap().meta;
        let mut rewritten = Vec::new();
        OutputRow { meta: &again, version: "2", ..row }.write_json(&mut rewritten);
        prop_assert_eq!(String::from_utf8(rewritten).unwrap(), out);
        prop_assert_eq!(&Metadata { own: None, ..again }, &record.meta);
    }

    #[test]
    fn no_bytes_are_too_bad(bytes in prop::collection::vec(any::<u8>(), 0..300), name in 0..6_usize) {
        let name = ["x", "x.jsonl", "x.jsonl.gz", "x.html.zst", "x.txt", "x.json"][name];
        for magic in [&b""[..], b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"{\"text\":\""] {
            read(name, &[magic, &bytes].concat());
        }
    }
}
