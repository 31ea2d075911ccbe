//! What holds for the structure of every cleaned text: boxes go whole, headings keep their text, and every
//! removal says why.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Place, root};

/// Reasons that say that a passage is none of the article, not that a line is part of a site's frame.
const FOREIGN: [&str; 6] =
    ["unrelated-box", "encoded-fragment", "boilerplate", "other", "related-links", "repeated-headline"];

/// Words of a heading, at most.
const LONGEST_HEADING_WORDS: usize = 12;

/// Words of a row with a label, at most.
const LONGEST_ROW_WORDS: usize = 14;

/// A block of a trace.
struct Block<'a> {
    text: &'a str,
    marker: &'a str,
    dropped: bool,
    foreign: bool,
}

impl<'a> Block<'a> {
    fn of(value: &'a Value) -> Self {
        let field = |name: &str| value[name].as_str().unwrap_or_default();
        let dropped = field("verdict") == "drop";
        Block {
            text: field("text"),
            marker: field("marker"),
            dropped,
            foreign: dropped && FOREIGN.contains(&field("reason")),
        }
    }

    fn words(&self) -> usize {
        tamis_core::word_count(self.text)
    }

    fn ends_as_sentence(&self) -> bool {
        self.text
            .trim_end_matches(['"', '”', '“', '»', ')', '」'])
            .ends_with(['.', '!', '?', '…', '。', '।', '؟'])
    }

    /// An item of a list, or a label, a colon and a value.
    fn is_row(&self) -> bool {
        let item = !self.marker.is_empty() || self.text.starts_with(['-', '•', '*']);
        let label = self.text.split_once([':', '：']).is_some_and(|(label, value)| {
            tamis_core::word_count(label) <= 3 && !value.trim().is_empty() && !self.ends_as_sentence()
        });
        item || (label && self.words() <= LONGEST_ROW_WORDS)
    }

    /// A short line without the mark of a sentence.
    fn is_heading(&self) -> bool {
        !self.is_row() && !self.ends_as_sentence() && self.words() <= LONGEST_HEADING_WORDS
    }
}

/// The traces of all documents of plain text under `fixtures/`, by id.
fn traces(place: &Place) -> BTreeMap<String, Value> {
    let texts = root().join("fixtures/text");
    place.run(&["clean", texts.to_str().unwrap(), "-o", "out.jsonl", "--trace", "--no-dedup", "-q"]).exits(0);
    let rows = place.rows("out.jsonl.tamis/trace.jsonl.zst");
    rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)).collect()
}

/// Findings that are known for now: a document and a rule, tab, why.
fn known() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(root().join("tests/expected/known-structure-gaps.tsv")).unwrap();
    let entries = text.lines().filter(|line| !line.starts_with('#'));
    entries
        .map(|line| {
            let (finding, why) = line.split_once('\t').unwrap_or_else(|| panic!("no reason given: {line}"));
            (finding.to_owned(), why.to_owned())
        })
        .collect()
}

/// Rows that are left of a box whose rows on both sides went as foreign.
fn lone_rows(blocks: &[Block<'_>]) -> Vec<String> {
    let lone = |window: &&[Block<'_>]| {
        let [before, row, behind] = window else { return false };
        let rows = window.iter().all(Block::is_row);
        rows && before.foreign && !row.dropped && behind.foreign
    };
    blocks.windows(3).filter(lone).filter_map(|window| Some(window.get(1)?.text.to_owned())).collect()
}

/// Headings that are left although everything up to the next heading went, the first of it as foreign.
fn bare_headings(blocks: &[Block<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, heading) in blocks.iter().enumerate().skip(1) {
        let section: Vec<&Block<'_>> =
            blocks.iter().skip(at + 1).take_while(|block| !block.is_heading()).collect();
        let bare =
            section.first().is_some_and(|first| first.foreign) && section.iter().all(|block| block.dropped);
        if heading.is_heading() && !heading.dropped && bare {
            found.push(heading.text.to_owned());
        }
    }
    found
}

#[test]
fn boxes_go_whole_and_headings_keep_their_text() {
    let place = Place::new();
    let mut known = known();
    let mut report = Vec::new();
    let traces = traces(&place);
    assert!(traces.len() > 55, "only {} documents", traces.len());
    for (id, trace) in &traces {
        let blocks: Vec<Block<'_>> = trace["blocks"].as_array().unwrap().iter().map(Block::of).collect();
        for (rule, found) in [("lone-row", lone_rows(&blocks)), ("bare-heading", bare_headings(&blocks))] {
            let listed = known.remove(&format!("{id} {rule}")).is_some();
            match (found.is_empty(), listed) {
                (true, true) => report.push(format!("{id} {rule}: is known no longer")),
                (false, false) => report.push(format!("{id} {rule}: {found:?}")),
                (true, false) | (false, true) => {}
            }
        }
    }
    report.extend(known.keys().map(|id| format!("{id}: known, but there is no such document")));
    assert!(report.is_empty(), "{}", report.join("\n"));
}

#[test]
fn every_removal_names_a_reason_and_a_number_or_a_matched_thing() {
    let place = Place::new();
    traces(&place);
    let mut count = 0;
    let mut mute = Vec::new();
    for row in place.rows("out.jsonl.tamis/removed.jsonl.zst") {
        assert!(!row["reason"].as_str().unwrap().is_empty(), "{row}");
        let evidence = row["evidence"].as_str().unwrap();
        if row["stage"] == "strip" && !evidence.contains(|c: char| c.is_ascii_digit() || c == '"') {
            mute.push(format!("{}: {} {evidence}", row["id"], row["reason"]));
        }
        count += 1;
    }
    assert!(count > 200, "only {count} removals");
    assert!(mute.is_empty(), "{}", mute.join("\n"));
}
