//! What the page says of itself outside of its text: its kind, its address, its structured data.

use tamis_core::Document;

use super::copies::phrase;
use super::text::{PageText, hashes};
use super::title::WordSet;
use crate::columns::{Columns, share};
use crate::word_kinds::WordKinds;

/// Words of the phrases that are looked up in the structured data.
const PHRASE_WORDS: usize = 3;

/// Types of linked data that tell what a page is for, by a part of their name.
const TYPES: [(&str, &[&str]); 6] = [
    ("article", &["Article", "BlogPosting", "Report"]),
    ("product", &["Product", "Offer"]),
    ("discussion", &["Discussion", "QAPage", "Question", "Comment"]),
    ("collection", &["ItemList", "CollectionPage", "SearchResults"]),
    ("faq", &["FAQPage"]),
    ("business", &["LocalBusiness", "Service", "Course", "Event", "JobPosting"]),
];

/// Facts of a page that are the same for all of its blocks, and phrases of its structured data.
#[derive(Debug)]
pub(super) struct Hints {
    kind: f32,
    types: u32,
    address_depth: f32,
    address_words: f32,
    address_digits: f32,
    body_words: f32,
    description: WordSet,
    bodies: WordSet,
}

impl Hints {
    pub(super) fn of(document: &Document, lexicon: &WordKinds) -> Hints {
        let hints = &document.hints;
        let kind = match hints.kind.as_deref().map(str::to_ascii_lowercase).as_deref() {
            None => 0.0,
            Some("article") => 1.0,
            Some("website") => 2.0,
            Some(kind) if kind.contains("product") => 3.0,
            Some(_) => 4.0,
        };
        let named =
            |parts: &[&str]| hints.types.iter().any(|held| parts.iter().any(|part| held.contains(part)));
        let types =
            TYPES.iter().enumerate().filter(|(_, (_, parts))| named(parts)).map(|(at, _)| 1 << at).sum();
        let path = path(document.meta.url.as_deref().unwrap_or_default());
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let body_texts: Vec<Vec<u64>> = hints.bodies.iter().map(|text| hashes(text, lexicon)).collect();
        let described: Vec<Vec<u64>> =
            hints.description.iter().chain(&hints.descriptions).map(|text| hashes(text, lexicon)).collect();
        Hints {
            kind,
            types,
            address_depth: path.split('/').filter(|part| !part.is_empty()).count() as f32,
            address_words: last.split(['-', '_']).filter(|part| !part.is_empty()).count() as f32,
            address_digits: path.bytes().filter(u8::is_ascii_digit).count() as f32,
            body_words: body_texts.iter().map(Vec::len).sum::<usize>() as f32,
            description: described.iter().flat_map(|words| phrases(words)).collect(),
            bodies: body_texts.iter().flat_map(|words| phrases(words)).collect(),
        }
    }

    /// The features that all blocks share.
    pub(super) fn put_page(&self, columns: &mut impl Columns) {
        columns.put("page.kind", self.kind);
        for (at, (name, _)) in TYPES.iter().enumerate() {
            columns.put_nth("page.type", at, name, (self.types >> at & 1) as f32);
        }
        columns.put("page.address-depth", self.address_depth);
        columns.put("page.address-words", self.address_words);
        columns.put("page.address-digits", self.address_digits);
        columns.put("page.body-words", self.body_words);
    }

    /// The features of one block.
    pub(super) fn put_block(&self, at: usize, text: &PageText, columns: &mut impl Columns) {
        let words = text.tokens_of(at);
        columns.put("in-description", covered(words, &self.description));
        columns.put("in-body-data", covered(words, &self.bodies));
    }
}

/// Share of the phrases of the words that stand in the set.
fn covered(words: &[u64], set: &WordSet) -> f32 {
    if set.is_empty() {
        return 0.0;
    }
    let inside = phrases(words).filter(|phrase| set.contains(phrase)).count();
    share(inside as f32, words.len().saturating_sub(PHRASE_WORDS - 1) as f32)
}

fn phrases(words: &[u64]) -> impl Iterator<Item = u64> {
    words.windows(PHRASE_WORDS).map(phrase)
}

/// The path of an address, without host, query and fragment.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split_once('/').map_or("", |(_, rest)| rest);
    rest.split(['?', '#']).next().unwrap_or_default()
}
