//! What the page says of itself outside of its text: its kind, its address, its structured data.

use tamis_core::Document;

use crate::columns::Columns;

/// Types of linked data that tell what a page is for, by a part of their name.
const TYPES: [(&str, &[&str]); 6] = [
    ("article", &["Article", "BlogPosting", "Report"]),
    ("product", &["Product", "Offer"]),
    ("discussion", &["Discussion", "QAPage", "Question", "Comment"]),
    ("collection", &["ItemList", "CollectionPage", "SearchResults"]),
    ("faq", &["FAQPage"]),
    ("business", &["LocalBusiness", "Service", "Course", "Event", "JobPosting"]),
];

/// Facts of a page that are the same for all of its blocks.
#[derive(Debug)]
pub(super) struct Hints {
    kind: f32,
    types: u32,
    address_depth: f32,
    address_words: f32,
    address_digits: f32,
}

impl Hints {
    pub(super) fn of(document: &Document) -> Hints {
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
        Hints {
            kind,
            types,
            address_depth: path.split('/').filter(|part| !part.is_empty()).count() as f32,
            address_words: last.split(['-', '_']).filter(|part| !part.is_empty()).count() as f32,
            address_digits: path.bytes().filter(u8::is_ascii_digit).count() as f32,
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
    }
}

/// The path of an address, without host, query and fragment.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split_once('/').map_or("", |(_, rest)| rest);
    rest.split(['?', '#']).next().unwrap_or_default()
}
