//! How often cleaning a document asks for memory: a guard against what profiles find again and again.
//!
//! Counts are those of one thread and the same on every run. A bound that is passed is to be lowered to what was
//! reached; one that is broken names a path where something allocates that did not before.

#![allow(clippy::unwrap_used, reason = "a test stops at what cannot be")]

use std::fs;
use std::path::Path;

use tamis_core::{Body, Markup, Metadata, Place, Record};
use tamis_pipeline::{Cleaner, Config};

/// A document made of fixtures, one below the other.
fn document(folder: &str, names: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(folder);
    let read = |name: &&str| fs::read_to_string(root.join(name)).unwrap();
    names.iter().map(read).collect::<Vec<_>>().join("\n")
}

/// Asserts that cleaning texts or pages takes at most so many allocations for each of their blocks.
#[track_caller]
fn check(texts: &[String], markup: Markup, most_per_block: f64) {
    let cleaner = Cleaner::new(Config::default()).unwrap();
    let (mut blocks, mut allocations) = (0, 0);
    for text in texts {
        let record = || Record {
            place: Place::default(),
            meta: Metadata { id: "one".into(), ..Metadata::default() },
            markup,
            body: Body::Text(text.clone()),
        };
        // What is made once a process or a thread is made by the first document.
        blocks += cleaner.clean(record()).unwrap().document.blocks.len();
        let record = record();
        allocations += allocation_counter::measure(|| drop(cleaner.clean(record).unwrap())).count_total;
    }
    let per_block = allocations as f64 / blocks as f64;
    assert!(
        per_block <= most_per_block,
        "{per_block:.2} allocations a block, at most {most_per_block} are allowed"
    );
}

#[test]
fn plain_text() {
    let names = [
        "pianist.txt",
        "boxes-tail.txt",
        "spanish.txt",
        "ingredients.txt",
        "live-blog.txt",
        "own-and-foreign-box.txt",
        "poem.txt",
        "questions.txt",
        "wire-report.txt",
    ];
    check(&[document("text", &names)], Markup::Text, 4.5);
}

#[test]
fn encoded_text() {
    let names = ["boxes-percent.txt", "boxes-other-encodings.txt", "entities.txt", "mojibake.txt"];
    check(&[document("text", &names)], Markup::Text, 32.0);
}

#[test]
fn pages() {
    let names = [
        "news.html",
        "docs.html",
        "forum.html",
        "hotel.html",
        "listing.html",
        "product.html",
        "table-layout.html",
    ];
    check(&names.map(|name| document("html", &[name])), Markup::Html, 43.0);
}
