//! Web archives through the binary.

use serde_json::{Value, json};

use crate::support::{Place, root};

fn archive(name: &str) -> Vec<u8> {
    std::fs::read(root().join("crates/io/tests/warc").join(name)).unwrap()
}

#[test]
fn an_archive_becomes_rows_and_its_books_balance() {
    let place = Place::new();
    place.write("x.warc.gz", archive("pages.warc.gz"));
    place.run(&["clean", "x.warc.gz", "-o", "out.jsonl", "--no-dedup", "--no-strip", "-q"]).exits(0);
    let rows = place.rows("out.jsonl");
    assert_eq!(rows.len(), 15);
    let row = &rows[0];
    assert_eq!(row["id"], "urn:uuid:00000000-0000-4000-8000-000000000003");
    assert_eq!(row["text"], "The harbour was quiet before the ferry came.");
    let metadata = row["metadata"].as_object().unwrap();
    let members: Vec<&str> = metadata.keys().map(String::as_str).collect();
    assert_eq!(members, ["url", "warc_date", "warc_digest", "content_type", "http_status", "tamis"]);
    assert_eq!(metadata["url"], "https://news.example/plain");
    assert_eq!(metadata["http_status"], 200);
    let stats: Value = serde_json::from_str(&place.read("out.jsonl.tamis/stats.json")).unwrap();
    assert_eq!(
        stats["books"],
        json!({"records_in": 22, "kept": 15, "duplicates": 0, "dropped": 0, "rejected": 0, "skipped": 7})
    );
    assert_eq!(
        stats["skipped_by_type"],
        json!({
            "not-text": 2, "warc-metadata": 1, "warc-request": 1, "warc-revisit": 1, "warc-status": 1,
            "warc-warcinfo": 1
        })
    );
    for text in [rows[1]["text"].as_str(), rows[2]["text"].as_str()] {
        assert_eq!(text, Some("Die Fähre fährt über den Fluss."));
    }
}

#[test]
fn a_crawl_is_read_as_it_lies() {
    let place = Place::new();
    let segment = "crawl-data/CC-MAIN-2024-22/segments/1715";
    place.write(&format!("{segment}/warc/a.warc.gz"), archive("pages.warc.gz"));
    place.write(&format!("{segment}/wet/a.warc.wet.gz"), archive("texts.warc.wet.gz"));
    place.write(&format!("{segment}/wat/a.warc.wat.gz"), b"never opened");
    place.write("crawl-data/CC-MAIN-2024-22/warc.paths.gz", b"never opened");
    place.run(&["clean", "crawl-data", "-o", "out/", "--no-dedup", "--no-filter", "-q"]).exits(0);
    let stats: Value = serde_json::from_str(&place.read("out/_tamis/stats.json")).unwrap();
    assert_eq!(stats["books"]["records_in"], 28);
    assert_eq!(stats["skipped_by_type"]["wat"], 1);
    assert_eq!(stats["skipped_by_type"]["unknown-extension"], 1);
    let segment = "out/CC-MAIN-2024-22/segments/1715";
    assert_eq!(place.rows(&format!("{segment}/warc/a.jsonl.gz")).len(), 15);
    assert_eq!(place.rows(&format!("{segment}/wet/a.warc.jsonl.gz")).len(), 3);
}

#[test]
fn documents_of_an_archive_can_be_inspected_by_number_and_id() {
    let place = Place::new();
    place.write("x.warc.zst", archive("pages.warc.zst"));
    let id = "urn:uuid:00000000-0000-4000-8000-000000000004";
    for wanted in ["2", id] {
        let shown = place.run(&["inspect", "x.warc.zst", wanted]).exits(0).stdout;
        assert!(shown.contains(id) && shown.contains("Die Fähre"), "{shown}");
    }
    place.run(&["inspect", "x.warc.zst", "16"]).exits(2);
}

#[test]
fn what_cannot_be_read_is_listed_and_the_rest_is_kept() {
    let place = Place::new();
    let mut bytes = archive("pages.warc.gz");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    place.write("x.warc.gz", &bytes);
    place.run(&["clean", "x.warc.gz", "-o", "out.jsonl", "--no-dedup", "-q"]).exits(1);
    let rejects = place.rows("out.jsonl.tamis/rejects.jsonl.zst");
    assert_eq!(rejects.len(), 1);
    let message = rejects[0]["message"].as_str().unwrap();
    assert!(message.contains("broken member") && message.contains("is lost"), "{message}");
    assert_eq!(place.rows("out.jsonl").len(), 14);
}

#[test]
fn duplicates_are_found_in_archives() {
    let place = Place::new();
    place.write("x.warc.gz", archive("texts.warc.wet.gz"));
    place.write("y.warc.gz", archive("texts.warc.wet.gz"));
    place.run(&["dedup", "x.warc.gz", "y.warc.gz", "-o", "out.jsonl", "-q"]).exits(0);
    let stats: Value = serde_json::from_str(&place.read("out.jsonl.tamis/stats.json")).unwrap();
    assert_eq!(
        stats["books"],
        json!({"records_in": 8, "kept": 3, "duplicates": 3, "dropped": 0, "rejected": 0, "skipped": 2})
    );
}
