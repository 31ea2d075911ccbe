//! Everything that is written is what `schemas/` says, and `schemas/` says no less.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Place, root};

fn schema(name: &str) -> Value {
    let path = root().join(format!("schemas/{name}.schema.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Words of JSON Schema that are understood here; the last two say nothing of a value.
const WORDS: &[&str] = &[
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "minimum",
    "maximum",
    "pattern",
    "$schema",
    "title",
    "description",
];

fn is_of(value: &Value, said: &Value) -> bool {
    match said.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    }
}

/// What of a value is against a schema. Knows the words above, `pattern` as the two patterns in use.
fn faults(value: &Value, schema: &Value, at: &str, seen: &mut BTreeSet<String>, out: &mut Vec<String>) {
    let Some(schema) = schema.as_object() else { return };
    seen.insert(at.to_owned());
    for (word, said) in schema {
        let holds = match word.as_str() {
            "type" => match said.as_array() {
                Some(types) => types.iter().any(|said| is_of(value, said)),
                None => is_of(value, said),
            },
            "enum" => said.as_array().unwrap().contains(value),
            "const" => said == value,
            "minimum" => value.as_f64() >= said.as_f64(),
            "maximum" => value.as_f64() <= said.as_f64(),
            "pattern" => {
                let text = value.as_str().unwrap_or_default();
                if said == "^\\d{4}-\\d{2}-\\d{2}$" {
                    let dashes = text.bytes().enumerate().all(|(at, b)| (b == b'-') == matches!(at, 4 | 7));
                    text.len() == 10 && dashes && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
                } else {
                    assert_eq!(said, "^[0-9a-f]{32}$");
                    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
                }
            }
            "required" => {
                said.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= said.as_u64().unwrap()),
            "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= said.as_u64().unwrap()),
            word => WORDS.contains(&word),
        };
        if !holds {
            out.push(format!("{at}: {word} {said}: {value}"));
        }
    }
    let known = schema.get("properties").and_then(Value::as_object);
    let others = schema.get("additionalProperties");
    for (name, member) in value.as_object().into_iter().flatten() {
        match (known.and_then(|known| known.get(name)), others) {
            (Some(schema), _) => faults(member, schema, &format!("{at}.{name}"), seen, out),
            (None, Some(Value::Bool(false))) => out.push(format!("{at}: `{name}` is not known")),
            (None, Some(schema)) => faults(member, schema, &format!("{at}.*"), seen, out),
            (None, None) => {}
        }
    }
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        for item in items {
            faults(item, schema, &format!("{at}[]"), seen, out);
        }
    }
}

/// Paths of all members that a schema describes.
fn described(schema: &Value, at: &str, out: &mut BTreeSet<String>) {
    out.insert(at.to_owned());
    for (name, member) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        described(member, &format!("{at}.{name}"), out);
    }
    if let Some(others) = schema.get("additionalProperties").filter(|others| others.is_object()) {
        described(others, &format!("{at}.*"), out);
    }
    if let Some(items) = schema.get("items") {
        described(items, &format!("{at}[]"), out);
    }
}

/// Values are as the schema says, and each member that it describes, but for `unseen`, is met in some of them.
#[track_caller]
fn check(name: &str, values: &[Value], unseen: &[&str]) {
    check_against(&schema(name), name, values, unseen);
}

/// What is said of these values by the schema of that name and does not hold.
pub(crate) fn faults_of(name: &str, values: &[Value]) -> Vec<String> {
    let mut out = Vec::new();
    for value in values {
        faults(value, &schema(name), "", &mut BTreeSet::new(), &mut out);
    }
    out
}

#[track_caller]
fn check_against(schema: &Value, name: &str, values: &[Value], unseen: &[&str]) {
    assert!(!values.is_empty(), "{name}");
    let (mut seen, mut out) = (BTreeSet::new(), Vec::new());
    for value in values {
        faults(value, schema, "", &mut seen, &mut out);
    }
    assert!(out.is_empty(), "{name}: {out:#?}");
    let mut all = BTreeSet::new();
    described(schema, "", &mut all);
    let missed: Vec<&String> = all.difference(&seen).collect();
    assert_eq!(missed, unseen.iter().collect::<Vec<_>>(), "{name}");
}

#[test]
fn what_is_written_is_what_the_schemas_say() {
    let place = Place::new();
    let fixtures = root().join("fixtures");
    let traced = ["--trace=1", "--set", "run.trace_causes=3", "-q"];
    place.run(&[&["clean", fixtures.to_str().unwrap(), "-o", "out.jsonl"], &traced[..]].concat()).exits(1);
    let story = crate::corpus::story(1, 20);
    let near = |id: &str, text: &[String]| format!("{{\"id\":\"{id}\",\"text\":\"{}\"}}\n", text.join("\\n"));
    place.write("near.jsonl", near("near-1", &story) + &near("near-2", &story[1..]));
    place
        .run(&[
            "dedup",
            "out.jsonl",
            "near.jsonl",
            "-o",
            "again.jsonl",
            "--annotate",
            "--threshold",
            "0.5",
            "-q",
        ])
        .exits(0);
    let mut rows = place.rows("out.jsonl");
    rows.extend(place.rows("again.jsonl"));
    place.write("story.html", crate::facts::PAGE);
    place.run(&["clean", "story.html", "-o", "story.jsonl", "-q"]).exits(0);
    rows.extend(place.rows("story.jsonl"));
    let private =
        json!({"id": "p", "text": "Write to ada.lund@sule-ferry.com about the ferry to Sule."}).to_string();
    place.write("private.jsonl", private);
    place.run(&["clean", "private.jsonl", "-o", "tagged.jsonl", "--pii", "tag", "-q"]).exits(0);
    rows.extend(place.rows("tagged.jsonl"));
    let redact = [
        "clean",
        "private.jsonl",
        "-o",
        "redacted.jsonl",
        "--pii",
        "redact",
        "--pii-vault",
        "vault.jsonl",
        "-q",
    ];
    place.run(&redact).exits(0);
    check("vault", &place.rows("vault.jsonl"), &[]);
    let tamis = ".metadata.tamis";
    let unseen = [format!("{tamis}.dedup.contained_in")];
    check("row", &rows, &unseen.each_ref().map(String::as_str));
    let side = |name: &str| place.rows(&format!("out.jsonl.tamis/{name}.jsonl.zst"));
    check("removed", &side("removed"), &[]);
    check("rejects", &side("rejects"), &[]);
    check("trace", &side("trace"), &[]);
    let inside = |name: &str| -> Vec<Value> { side(name).iter().map(|row| row["row"].clone()).collect() };
    for name in ["duplicates", "dropped"] {
        let (rows, mut own) = (side(name), schema(name));
        assert!(!rows.is_empty());
        let row = own["properties"]["row"].take();
        let mut whole = schema("row");
        whole.as_object_mut().unwrap().remove("$schema");
        assert_eq!(row, whole, "{name} holds rows of data");
        let mut out = Vec::new();
        for row in &rows {
            faults(row, &schema(name), "", &mut BTreeSet::new(), &mut out);
        }
        for row in &inside(name) {
            faults(row, &whole, "", &mut BTreeSet::new(), &mut out);
        }
        assert!(out.is_empty(), "{name}: {out:#?}");
    }
    let parsed = |name: &str| -> Value { serde_json::from_str(&place.read(name)).unwrap() };
    check("manifest", &[parsed("out.jsonl.tamis/manifest.json")], &[]);
    let stats = [parsed("out.jsonl.tamis/stats.json"), parsed("again.jsonl.tamis/stats.json")];
    check("stats", &stats, &[".dedup.earlier", ".dedup.indexed"]);
    place.run(&["clean", "near.jsonl", "-o", "reported.jsonl", "--report", "-q"]).exits(0);
    check("timing", &[parsed("reported.jsonl.tamis/timing.json")], &[]);
}

#[test]
fn what_a_shard_notes_is_what_its_schema_says() {
    let place = Place::new();
    let fixtures = root().join("fixtures");
    let args = ["clean", fixtures.to_str().unwrap(), "-o", "out", "--shard", "1/1", "--trace=1", "-q"];
    place.run(&[&args[..], &["--no-learn"]].concat()).exits(1);
    let (rows, own) = (place.rows("out/_tamis/units.jsonl.zst"), schema("units"));
    let unseen = [".run.named_files.*", ".run.outputs.*", ".unreadable[]"];
    check_against(&own["oneOf"][0], "the first row of units", &rows[..1], &unseen);
    check_against(&own["oneOf"][1], "units", &rows[1..], &[]);
    assert_eq!(own["oneOf"].as_array().unwrap().len(), 2);
    let said = place.run(&["verify", "out"]).exits(0).stdout;
    assert!(said.contains("\"kiln\" stands 2 times") && said.contains("tamis merge"), "{said}");
    place.write("out/_tamis/units.jsonl.zst", "{\n");
    let said = place.run(&["verify", "out"]).exits(3).stdout;
    assert!(said.contains("units.jsonl.zst"), "{said}");
}

#[test]
fn values_against_a_schema_are_found() {
    let row = serde_json::json!({"id": 1, "text": "x", "metadata": {"tamis": {"flags": [2], "version": "1"}}, "new": 1});
    let mut out = Vec::new();
    faults(&row, &schema("row"), "", &mut BTreeSet::new(), &mut out);
    assert_eq!(out.len(), 4, "{out:#?}");
}
