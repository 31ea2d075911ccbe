//! Every document under `fixtures/` against the output written for it by hand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{Place, root};

/// Cleans all fixtures into `out`.
fn cleaned(args: &[&str]) -> Place {
    let place = Place::new();
    let fixtures = root().join("fixtures");
    let mut all = vec!["clean", fixtures.to_str().unwrap(), "-o", "out", "--quiet"];
    all.extend(args);
    place.run(&all).exits(1);
    place
}

fn text_by_id(place: &Place) -> BTreeMap<String, String> {
    let rows = place.files().into_iter().filter(|name| name.starts_with("out/") && !name.contains("_tamis"));
    rows.flat_map(|name| place.rows(&name))
        .map(|row| {
            let field = |name: &str| row[name].as_str().unwrap().to_owned();
            (field("id"), field("text"))
        })
        .collect()
}

/// Wanted text by id, from the tree of expected outputs.
fn wanted() -> BTreeMap<String, String> {
    let expected = root().join("tests/expected");
    let mut found = BTreeMap::new();
    let mut folders = vec![expected.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&expected).unwrap().to_str().unwrap().to_owned();
            let Some(id) = name.strip_suffix(".txt").filter(|name| name.contains('/')) else { continue };
            let id = match id.strip_prefix("rows/").and_then(|row| row.split_once('/')) {
                Some((file, line)) if line.starts_with('#') => format!("rows/{file}{line}"),
                Some((_, own)) => own.to_owned(),
                None => id.to_owned(),
            };
            let text = std::fs::read_to_string(&path).unwrap();
            found.insert(id, text.strip_suffix('\n').unwrap_or(&text).to_owned());
        }
    }
    found
}

/// Ids whose output differs from the wanted one, each with the reason why that is so for now.
fn known_gaps() -> BTreeMap<String, String> {
    let path = root().join("tests/expected/known-gaps.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .filter(|line| !line.starts_with("# "))
        .map(|line| {
            let (id, why) = line.split_once('\t').unwrap_or_else(|| panic!("no reason given: {line}"));
            (id.to_owned(), why.to_owned())
        })
        .collect()
}

#[test]
fn every_fixture_gives_the_text_written_for_it() {
    let (got, wanted, gaps) = (text_by_id(&cleaned(&[])), wanted(), known_gaps());
    assert!(wanted.len() > 50, "only {} wanted outputs were found", wanted.len());
    let mut report = Vec::new();
    for (id, want) in &wanted {
        let have = got.get(id).map_or("", String::as_str);
        match (have == want, gaps.contains_key(id)) {
            (true, true) => report.push(format!("{id}: is a known gap no longer")),
            (false, false) => report.push(format!("== {id}\n{}", difference(have, want))),
            (true, false) | (false, true) => {}
        }
    }
    for id in gaps.keys().filter(|id| !wanted.contains_key(*id)) {
        report.push(format!("{id}: a known gap without a wanted output"));
    }
    assert!(report.is_empty(), "{}", report.join("\n"));
}

/// The lines that one text has and the other lacks.
fn difference(have: &str, want: &str) -> String {
    let (have_lines, want_lines): (BTreeSet<&str>, BTreeSet<&str>) =
        (have.lines().collect(), want.lines().collect());
    let lost =
        want.lines().filter(|line| !have_lines.contains(line)).map(|line| format!("  lost: {line:?}\n"));
    let junk =
        have.lines().filter(|line| !want_lines.contains(line)).map(|line| format!("  junk: {line:?}\n"));
    lost.chain(junk).collect()
}

#[test]
fn every_fixture_ends_where_it_should() {
    let place = cleaned(&[]);
    let mut outcome: BTreeMap<String, String> =
        text_by_id(&place).into_keys().map(|id| (id, "kept".to_owned())).collect();
    let id = |row: &Value| match row["id"].as_str() {
        Some(id) => id.to_owned(),
        None => panic!("a row without an id: {row}"),
    };
    for row in place.rows("out/_tamis/duplicates.jsonl.zst") {
        outcome.insert(id(&row), "duplicate".into());
    }
    for row in place.rows("out/_tamis/dropped.jsonl.zst") {
        outcome.insert(id(&row), "dropped".into());
    }
    for row in place.rows("out/_tamis/rejects.jsonl.zst") {
        outcome.insert(id(&row), format!("rejected {}", row["cause"].as_str().unwrap()));
    }
    let listed = std::fs::read_to_string(root().join("tests/expected/outcomes.tsv")).unwrap();
    let wanted: BTreeMap<String, String> = listed
        .lines()
        .map(|line| {
            let mut cells = line.split('\t');
            let (id, outcome, note) =
                (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap_or(""));
            let cause = note.split(':').next().unwrap_or_default();
            let outcome =
                if outcome == "rejected" { format!("rejected {cause}") } else { outcome.to_owned() };
            (id.to_owned(), outcome)
        })
        .collect();
    let wrong: Vec<String> = wanted
        .iter()
        .filter(|(id, outcome_wanted)| outcome.get(*id) != Some(outcome_wanted))
        .map(|(id, outcome_wanted)| format!("{id}: {:?}, not {outcome_wanted}", outcome.get(id)))
        .chain(outcome.keys().filter(|id| !wanted.contains_key(*id)).map(|id| format!("{id}: is not listed")))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_duplicate_names_the_document_that_stayed() {
    let place = cleaned(&[]);
    let pairs: BTreeMap<String, String> = place
        .rows("out/_tamis/duplicates.jsonl.zst")
        .iter()
        .map(|row| (row["id"].as_str().unwrap().to_owned(), row["kept_id"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(pairs["wire-b-1"], "wire-a-1");
    assert_eq!(pairs["wire-b-3"], "wire-a-3");
    assert_eq!(pairs["text/seal-count-copy.txt"], "html/seal-count.html");
}

#[test]
fn unknown_fields_pass_through_byte_for_byte() {
    let place = cleaned(&[]);
    let line = place.read("out/rows/articles.jsonl");
    let source = std::fs::read(root().join("fixtures/rows/articles.jsonl")).unwrap();
    let source = String::from_utf8_lossy(&source).into_owned();
    let row = line.lines().next().unwrap();
    for value in ["0.70", "{\"a\": [1,2.50,1e3]"] {
        assert!(source.contains(value) && row.contains(value), "{value} is not in {row}");
    }
}
