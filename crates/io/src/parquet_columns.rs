//! The columns of the Parquet files that tamis writes, and rows of JSON made of them again.

use crate::json_text::push_string;
use crate::row_in::{METADATA, OWN, raw_members};

/// The name in the metadata of a file under which the version of the shape of rows stands.
pub(crate) const SCHEMA_KEY: &str = "tamis.schema";

/// Columns that are members of the row itself.
pub(crate) const OUTER: [&str; 5] = ["id", "text", "source", "added", "created"];
/// The address, which is among the user's own members too.
pub(crate) const URL: &str = "url";
/// Columns that are members of `metadata.tamis`, before and after what deduplication found.
pub(crate) const INNER: [&str; 12] = [
    "title",
    "authors",
    "published",
    "published_evidence",
    "updated",
    "updated_evidence",
    "site",
    "canonical_url",
    "tags",
    "language",
    "language_score",
    "flags",
];
/// Columns that are members of `metadata.tamis.dedup`, and their names there.
pub(crate) const DEDUP: [(&str, &str); 6] = [
    ("dedup_cluster", "cluster"),
    ("dedup_size", "size"),
    ("dedup_role", "role"),
    ("dedup_kept_id", "kept_id"),
    ("dedup_similarity", "similarity"),
    ("dedup_contained_in", "contained_in"),
];
pub(crate) const INNER_END: [&str; 2] = ["version", "schema"];

/// Members of an object, each behind a comma but the first.
struct Object<'o> {
    out: &'o mut Vec<u8>,
    is_empty: bool,
}

impl<'o> Object<'o> {
    fn new(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Object { out, is_empty: true }
    }

    /// Begins a member.
    fn name(&mut self, name: &str) -> &mut Vec<u8> {
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(b',');
        }
        push_string(self.out, name);
        self.out.push(b':');
        self.out
    }

    /// A member whose name stands in quotes already.
    fn raw(&mut self, name: &str, value: &str) {
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(b',');
        }
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b':');
        self.out.extend_from_slice(value.as_bytes());
    }

    fn member(&mut self, name: &str, value: &str) {
        self.name(name).extend_from_slice(value.as_bytes());
    }

    fn end(self) {
        self.out.push(b'}');
    }
}

/// Appends the row of JSON that columns were made of. `columns` are those that are not null, with their values as
/// JSON, the metadata as an object; a column of another name becomes a member of the row.
pub(crate) fn push_own_row<'a>(out: &mut Vec<u8>, columns: impl Iterator<Item = (&'a str, &'a str)>) {
    let columns: Vec<(&str, &str)> = columns.collect();
    let value = |wanted: &str| columns.iter().rfind(|(name, _)| *name == wanted).map(|(_, value)| *value);
    let metadata = value(METADATA).and_then(|value| raw_members(value).ok()).unwrap_or_default();
    let own_name = format!("\"{OWN}\"");
    let has_url = metadata.iter().any(|(name, _)| *name == "\"url\"");
    let mut row = Object::new(out);
    for name in OUTER {
        if let Some(value) = value(name) {
            row.member(name, value);
        }
    }
    for (name, value) in &columns {
        if !is_own(name) || (*name == URL && !has_url) {
            row.member(name, value);
        }
    }
    let mut inner = Object::new(row.name(METADATA));
    let mut rest = None;
    for (name, value) in metadata {
        if name == own_name {
            rest = Some(value);
            continue;
        }
        inner.raw(name, value);
    }
    push_own(inner.name(OWN), value, rest);
    inner.end();
    row.end();
}

/// Appends `metadata.tamis`; `rest` are members of it that have no column.
fn push_own<'a>(out: &mut Vec<u8>, value: impl Fn(&str) -> Option<&'a str>, rest: Option<&str>) {
    let mut own = Object::new(out);
    for name in INNER {
        if let Some(value) = value(name) {
            own.member(name, value);
        }
    }
    if value(DEDUP[0].0).is_some() {
        let mut dedup = Object::new(own.name("dedup"));
        for (column, name) in DEDUP {
            if let Some(value) = value(column) {
                dedup.member(name, value);
            }
        }
        dedup.end();
    }
    for name in INNER_END {
        if let Some(value) = value(name) {
            own.member(name, value);
        }
    }
    for (name, value) in rest.and_then(|rest| raw_members(rest).ok()).unwrap_or_default() {
        own.raw(name, value);
    }
    own.end();
}

/// Whether tamis gives columns this name.
fn is_own(name: &str) -> bool {
    OUTER.contains(&name)
        || INNER.contains(&name)
        || INNER_END.contains(&name)
        || DEDUP.iter().any(|(column, _)| *column == name)
        || [URL, METADATA].contains(&name)
}

/// The column `metadata`: the user's own members, and those of `metadata.tamis` that have no column; nothing if there
/// are none.
pub(crate) fn metadata_column(members: &[(&str, &str)], rest: &[(&str, &str)]) -> Option<String> {
    if members.is_empty() && rest.is_empty() {
        return None;
    }
    let mut out = Vec::new();
    let mut object = Object::new(&mut out);
    for (name, value) in members {
        object.raw(name, value);
    }
    if !rest.is_empty() {
        let mut own = Object::new(object.name(OWN));
        for (name, value) in rest {
            own.raw(name, value);
        }
        own.end();
    }
    object.end();
    String::from_utf8(out).ok()
}
