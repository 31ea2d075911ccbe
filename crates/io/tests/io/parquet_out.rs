use std::fs::{self, File};
use std::path::Path;

use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use proptest::prelude::*;
use tamis_core::{Dated, Facts, Flag, Metadata, Record};
use tamis_io::{Container, DedupRow, Output, OutputConfig, OutputRow, Target};

use crate::{body, file, read};

/// The columns, as docs/parquet.md lists them.
const COLUMNS: &[(&str, &str)] = &[
    ("id", "string"),
    ("text", "string"),
    ("source", "string"),
    ("added", "string"),
    ("created", "string"),
    ("url", "string"),
    ("title", "string"),
    ("authors", "list of string"),
    ("published", "string"),
    ("published_evidence", "string"),
    ("updated", "string"),
    ("updated_evidence", "string"),
    ("site", "string"),
    ("canonical_url", "string"),
    ("tags", "list of string"),
    ("language", "string"),
    ("language_score", "double"),
    ("flags", "list of string"),
    ("dedup_cluster", "string"),
    ("dedup_size", "int64"),
    ("dedup_role", "string"),
    ("dedup_kept_id", "string"),
    ("dedup_similarity", "double"),
    ("dedup_contained_in", "string"),
    ("version", "string"),
    ("schema", "int32"),
    ("metadata", "string"),
];

fn config() -> OutputConfig {
    OutputConfig { container: Container::Parquet, tool_version: "9".into(), ..OutputConfig::default() }
}

/// Writes rows of JSON, each with its line feed.
fn write(path: &Path, config: OutputConfig, rows: &[Vec<u8>]) -> tamis_io::Manifest {
    let mut output = Output::create(&Target::parse(path).unwrap(), config).unwrap();
    for row in rows {
        output.write(&file("in.jsonl"), "", row).unwrap();
    }
    output.finish(b"{}\n", b"").unwrap()
}

fn row(meta: &Metadata, text: &str, dedup: Option<&DedupRow<'_>>) -> Vec<u8> {
    let published = Some(Dated { day: "2024-05-03".into(), evidence: "url".into() });
    let (authors, tags) = (vec!["A. Writer".to_owned()], vec!["Weirs".to_owned()]);
    let facts = Facts { authors, published, tags, ..Facts::default() };
    let meta = &Metadata { facts, ..meta.clone() };
    let mut out = Vec::new();
    let flags = &[Flag::LossLimit];
    OutputRow { meta, text, language: None, flags, private: None, dedup, version: "9" }.write_json(&mut out);
    out
}

fn open(path: &Path) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(path).unwrap()).unwrap()
}

#[test]
fn the_columns_are_those_of_the_documentation() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    write(&path, config(), &[]);
    let reader = open(&path);
    let metadata = reader.metadata().file_metadata();
    let pairs = metadata.key_value_metadata().unwrap();
    let value = |key: &str| pairs.iter().find(|pair| pair.key == key).unwrap().value.clone().unwrap();
    assert_eq!((value("tamis.version"), value("tamis.schema")), ("9".into(), "1".into()));
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/parquet.md");
    let docs = fs::read_to_string(docs).unwrap();
    let columns = metadata.schema_descr().root_schema().get_fields();
    assert_eq!(columns.len(), COLUMNS.len());
    for (column, (name, kind)) in columns.iter().zip(COLUMNS) {
        assert_eq!(column.name(), *name);
        assert!(docs.contains(&format!("| `{name}` | {kind} |")), "docs/parquet.md does not list {name}");
        assert_eq!(column.is_group(), kind.starts_with("list"));
        if !column.is_group() {
            let is_double = column.get_physical_type() == parquet::basic::Type::DOUBLE;
            assert_eq!(is_double, *kind == "double", "{name}");
        }
    }
}

#[test]
fn a_row_stands_in_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    let meta = Metadata {
        id: "a\"b".into(),
        created: Some("2024".into()),
        title: Some("T".into()),
        passthrough: vec![("url".into(), "\"https://example.org\"".into()), ("n".into(), "1.50".into())],
        ..Metadata::default()
    };
    let dedup = DedupRow {
        cluster: "c".into(),
        size: 2,
        role: "kept".into(),
        kept_id: None,
        similarity: Some(0.123_456),
        contained_in: None,
    };
    write(&path, config(), &[row(&meta, "Rain.\n“Sun”", Some(&dedup))]);
    let rows: Vec<String> =
        open(&path).get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    let expect = concat!(
        r#"{id: "a"b", text: "Rain."#,
        "\n",
        r#"“Sun”", source: null, added: null, created: "2024", url: "https://example.org", title: "T", "#,
        r#"authors: ["A. Writer"], published: "2024-05-03", published_evidence: "url", updated: null, "#,
        r#"updated_evidence: null, site: null, canonical_url: null, tags: ["Weirs"], language: null, language_score: null, "#,
        r#"flags: ["loss-limit"], dedup_cluster: "c", dedup_size: 2, "#,
        r#"dedup_role: "kept", dedup_kept_id: null, dedup_similarity: 0.123, dedup_contained_in: null, "#,
        r#"version: "9", schema: 1, metadata: "{"url":"https://example.org","n":1.50}"}"#
    );
    assert_eq!(rows, [expect]);
}

#[test]
fn the_same_rows_are_the_same_bytes_and_groups_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let meta = |n: usize| Metadata { id: n.to_string(), ..Metadata::default() };
    let rows: Vec<Vec<u8>> = (0..20_500).map(|n| row(&meta(n), "Rain.", None)).collect();
    let (one, two) = (folder.path().join("one.parquet"), folder.path().join("two.parquet"));
    write(&one, config(), &rows);
    write(&two, config(), &rows);
    assert!(fs::read(&one).unwrap() == fs::read(&two).unwrap());
    let groups: Vec<i64> =
        open(&one).metadata().row_groups().iter().map(RowGroupMetaData::num_rows).collect();
    assert_eq!(groups, [10_000, 10_000, 500]);
}

/// The members of a record that rows hold, and its text.
fn said(record: &Record) -> String {
    format!("{:?} {:?}", record.meta, body(record))
}

/// Rows that were written into Parquet are read as those that were written as JSON.
fn check(rows: &[Vec<u8>]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    let manifest = write(&path, config(), rows);
    assert_eq!(manifest.files[0].records, rows.len() as u64);
    let columns = read("x.parquet", &fs::read(&path).unwrap());
    let json = read("x.jsonl", &rows.concat());
    let all =
        |found: &[Result<Record, _>]| found.iter().map(|record| said(record.as_ref().unwrap())).collect();
    let (columns, json): (Vec<String>, Vec<String>) = (all(&columns), all(&json));
    assert_eq!(columns, json);
}

#[test]
fn rows_of_earlier_runs_and_of_other_tools_lose_nothing() {
    let rows = [
        r#"{"id":"a","text":"x","metadata":{"tamis":{"title":"T","dedup":{"cluster":"c","size":1,"role":"single"},"version":"1","schema":1}}}"#,
        r#"{"id":"b","text":"x","metadata":{"n":1,"tamis":{"title":5,"flags":["a"],"new":[1,{"x":"y"}],"version":"1","schema":1}}}"#,
        r#"{"id":"c","text":"x","metadata":{"url":7,"tamis":{"version":"1","schema":1,"dedup":5}}}"#,
        r#"{"id":"d","text":"x","metadata":{"tamis":{"version":"1","schema":1,"dedup":{"cluster":"c","size":"many"}}}}"#,
    ];
    let members = |found: &Record| {
        let own: serde_json::Value = serde_json::from_str(found.meta.own.as_deref().unwrap()).unwrap();
        (found.meta.passthrough.clone(), own)
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    let rows: Vec<Vec<u8>> = rows.iter().map(|row| format!("{row}\n").into_bytes()).collect();
    write(&path, config(), &rows);
    let columns = read("x.parquet", &fs::read(&path).unwrap());
    let json = read("x.jsonl", &rows.concat());
    for (column, json) in columns.iter().zip(&json) {
        assert_eq!(members(column.as_ref().unwrap()), members(json.as_ref().unwrap()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_rows_are_read_back_as_they_were_written(
        rows in prop::collection::vec(
            ("\\PC{1,9}", "(\\PC|[\n\t\"\\\\\u{0}]){0,60}", any::<[Option<bool>; 5]>(), prop::collection::btree_map("[a-z\"é]{1,4}", any::<(f64, Option<String>)>(), 0..4)),
            1..30,
        ),
    ) {
        let rows: Vec<Vec<u8>> = rows
            .iter()
            .map(|(id, text, known, members)| {
                let known = |at: usize| known[at].map(|long| if long { text.clone() } else { String::new() });
                let value = |value: &(f64, Option<String>)| serde_json::to_string(value).unwrap();
                let passthrough = members.iter().map(|(name, raw)| (name.clone(), value(raw))).collect();
                let meta = Metadata {
                    id: id.clone(),
                    source: known(0),
                    added: known(1),
                    created: known(2),
                    title: known(3),
                    language: known(4),
                    passthrough,
                    ..Metadata::default()
                };
                row(&meta, text, None)
            })
            .collect();
        check(&rows);
    }
}
