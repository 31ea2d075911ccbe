//! What holds for every document, whatever is in it.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Place, root};

fn fixtures() -> String {
    root().join("fixtures").to_str().unwrap().to_owned()
}

/// Words with their punctuation: what stands between blanks.
fn tokens(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Whether the letters and marks of one text stand in the other in this order; an edit may cut a word that
/// has no blanks around it.
fn is_subsequence(part: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    part.chars().filter(|c| !c.is_whitespace()).all(|c| rest.any(|other| other == c))
}

/// The document text of a trace row: its blocks, joined as the contract says.
fn document_text(row: &Value) -> String {
    let mut text = String::new();
    for (at, block) in row["blocks"].as_array().unwrap().iter().enumerate() {
        if at > 0 {
            text.push('\n');
            if block["gap_before"].as_bool() == Some(true) {
                text.push('\n');
            }
        }
        text.push_str(block["marker"].as_str().unwrap());
        text.push_str(block["text"].as_str().unwrap());
    }
    text
}

fn cut(text: &[char], row: &Value) -> String {
    let at = |key: &str| usize::try_from(row[key].as_u64().unwrap()).unwrap();
    text[at("start")..at("end")].iter().collect()
}

#[test]
fn the_text_is_the_document_text_without_what_the_ledger_names() {
    let place = Place::new();
    place.run(&["clean", &fixtures(), "-o", "out.jsonl", "--trace", "--no-dedup", "--quiet"]).exits(1);
    let removed = place.rows("out.jsonl.tamis/removed.jsonl.zst");
    let trace = place.rows("out.jsonl.tamis/trace.jsonl.zst");
    let mut seen = 0;
    for row in place.rows("out.jsonl") {
        let id = &row["id"];
        let document = document_text(trace.iter().find(|traced| traced["id"] == *id).unwrap());
        let scalars: Vec<char> = document.chars().collect();
        let mut left: Vec<Option<char>> = scalars.iter().copied().map(Some).collect();
        for span in removed.iter().filter(|span| span["id"] == *id) {
            assert!(!span["evidence"].as_str().unwrap().is_empty(), "{span}");
            let score = span["score"].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&score), "{span}");
            if span["stage"] == "decode" {
                continue;
            }
            assert_eq!(cut(&scalars, span), span["text"].as_str().unwrap(), "{span}");
            let (start, end) =
                (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
            left[start..end].fill(None);
        }
        let rebuilt: String = left.into_iter().flatten().collect();
        let text = row["text"].as_str().unwrap();
        assert_eq!(tokens(&rebuilt), tokens(text), "{id}");
        assert!(is_subsequence(text, &document), "{id}");
        assert!(!text.ends_with('\n') && !text.contains("\n\n\n"), "{id}");
        seen += 1;
    }
    assert!(seen > 50);
}

#[test]
fn the_output_does_not_depend_on_the_number_of_threads() {
    let run = |threads: &str| {
        let place = Place::new();
        place.run(&["clean", &fixtures(), "-o", "out.jsonl", "--trace", "-j", threads, "--quiet"]).exits(1);
        let mut files: Vec<(String, Vec<u8>)> =
            place.files().into_iter().map(|name| (name.clone(), place.bytes(&name))).collect();
        // The settings are written down, the number of threads among them.
        files.retain(|(name, _)| !name.ends_with("config.toml"));
        files
    };
    let one = run("1");
    assert!(one.len() >= 7);
    for threads in ["2", "5"] {
        assert!(run(threads) == one, "{threads} threads give other bytes than one");
    }
}

#[test]
fn the_books_balance_and_agree_with_the_files() {
    let place = Place::new();
    place.run(&["clean", &fixtures(), "-o", "out", "--quiet"]).exits(1);
    let stats: Value = serde_json::from_str(&place.read("out/_tamis/stats.json")).unwrap();
    let book = |name: &str| stats["books"][name].as_u64().unwrap();
    let parts = ["kept", "duplicates", "dropped", "rejected", "skipped"].map(book);
    assert_eq!(parts.iter().sum::<u64>(), book("records_in"));
    let rows = |name: &str| place.rows(&format!("out/_tamis/{name}.jsonl.zst")).len() as u64;
    assert_eq!(
        [rows("duplicates"), rows("dropped"), rows("rejects")],
        [book("duplicates"), book("dropped"), book("rejected")]
    );
    let data: u64 = place
        .files()
        .iter()
        .filter(|name| name.starts_with("out/") && !name.contains("_tamis"))
        .map(|name| place.rows(name).len() as u64)
        .sum();
    assert_eq!(data, book("kept"));
    let manifest: Value = serde_json::from_str(&place.read("out/_tamis/manifest.json")).unwrap();
    let listed: u64 =
        manifest["files"].as_array().unwrap().iter().map(|file| file["records"].as_u64().unwrap()).sum();
    assert_eq!(listed, data);
}

#[test]
fn without_stripping_all_visible_text_stays() {
    let place = Place::new();
    place
        .run(&["clean", &fixtures(), "-o", "out.jsonl", "--no-strip", "--trace", "--no-dedup", "-q"])
        .exits(1);
    for row in place.rows("out.jsonl.tamis/removed.jsonl.zst") {
        assert!(row["stage"] == "decode" || row["reason"] == "hidden", "{row}");
    }
}

#[test]
fn cleaning_the_decoded_text_again_decodes_nothing() {
    let place = Place::new();
    let files: PathBuf = root().join("fixtures/text");
    let input = files.to_str().unwrap();
    place.run(&["clean", input, "-o", "once.jsonl", "--no-strip", "--no-dedup", "-q"]).exits(0);
    place.run(&["clean", "once.jsonl", "-o", "twice.jsonl", "--no-strip", "--no-dedup", "-q"]).exits(0);
    let texts = |name: &str| -> Vec<String> {
        place.rows(name).iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(texts("once.jsonl"), texts("twice.jsonl"));
}
