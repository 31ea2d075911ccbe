use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use tamis_core::{Flag, Metadata, Reject};

use crate::json_text::{push, push_string};
use crate::row_in::{OWN, raw_members};

/// Version of the shape of rows, written as `metadata.tamis.schema`.
pub const SCHEMA_VERSION: u32 = 1;

/// A cleaned document as a row: `{id, text, source, added, created, metadata}`, one line of JSON.
/// Absent fields are left out. `metadata` holds the input's own members byte for byte, then `tamis`; if
/// [`Metadata::own`] is known, `tamis` is that, byte for byte, with what was found now in the place of what was found before.
#[derive(Debug, Clone, Copy)]
pub struct OutputRow<'a> {
    /// What is known of the document.
    pub meta: &'a Metadata,
    /// The cleaned text, without line feed at the end.
    pub text: &'a str,
    /// The language that the text was found to be in, and how certain that is, 0..=1; else that of the metadata is written.
    pub language: Option<(&'a str, f32)>,
    /// What a user should know about how it was read.
    pub flags: &'a [Flag],
    /// Private data that was found in the text and stands there still; `None` if it was not looked for.
    pub private: Option<&'a [PrivateRow]>,
    /// What deduplication found, if it ran.
    pub dedup: Option<&'a DedupRow<'a>>,
    /// Version of the tool.
    pub version: &'a str,
}

impl<'a> OutputRow<'a> {
    /// Appends the row and a line feed.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        self.write_object(out);
        out.push(b'\n');
    }

    /// Appends the text and a line feed, as a `.txt` file holds it.
    pub fn write_text(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.text.as_bytes());
        out.push(b'\n');
    }

    fn write_object(&self, out: &mut Vec<u8>) {
        let meta = self.meta;
        out.reserve(self.text.len() + self.text.len() / 8 + 512);
        out.extend_from_slice(b"{\"id\":");
        push_string(out, &meta.id);
        out.extend_from_slice(b",\"text\":");
        push_string(out, self.text);
        for (name, value) in [("source", &meta.source), ("added", &meta.added), ("created", &meta.created)] {
            if let Some(value) = value {
                out.extend_from_slice(b",\"");
                out.extend_from_slice(name.as_bytes());
                out.extend_from_slice(b"\":");
                push_string(out, value);
            }
        }
        out.extend_from_slice(b",\"metadata\":{");
        for (name, raw) in &meta.passthrough {
            push_string(out, name);
            out.push(b':');
            out.extend_from_slice(raw.as_bytes());
            out.push(b',');
        }
        push_string(out, OWN);
        out.push(b':');
        match &self.meta.own {
            Some(earlier) => push_own(out, earlier, self.found_anew()),
            None => push(out, &self.own()),
        }
        out.extend_from_slice(b"}}");
    }

    /// Members of `metadata.tamis` that stand above what an earlier run found, as JSON.
    fn found_anew(&self) -> Vec<(&'static str, Option<Vec<u8>>)> {
        fn json(value: &impl Serialize) -> Vec<u8> {
            let mut out = Vec::new();
            push(&mut out, value);
            out
        }
        let mut found = Vec::new();
        if let Some((language, score)) = self.language {
            found.extend([(LANGUAGE, Some(json(&language))), (LANGUAGE_SCORE, Some(json(&round(score))))]);
        }
        if let Some(private) = self.private {
            found.push((PRIVATE, (!private.is_empty()).then(|| json(&private))));
        }
        if let Some(dedup) = self.dedup {
            found.push((DEDUP, Some(json(dedup))));
        }
        found
    }

    /// What is written under `metadata.tamis`, if no earlier run left anything there.
    pub fn own(&self) -> OwnMembers<'a> {
        let facts = &self.meta.facts;
        OwnMembers {
            title: facts.headline.as_deref().or(self.meta.title.as_deref()),
            authors: &facts.authors,
            published: facts.published.as_ref().map(|dated| dated.day.as_str()),
            published_evidence: facts.published.as_ref().map(|dated| dated.evidence.as_str()),
            updated: facts.updated.as_ref().map(|dated| dated.day.as_str()),
            updated_evidence: facts.updated.as_ref().map(|dated| dated.evidence.as_str()),
            site: facts.site.as_deref(),
            canonical_url: facts.canonical_url.as_deref(),
            tags: &facts.tags,
            language: self.language.map_or(self.meta.language.as_deref(), |(language, _)| Some(language)),
            language_score: self.language.map(|(_, score)| round(score)),
            flags: self.flags.iter().map(|flag| flag.name()).collect(),
            pii: self.private.unwrap_or_default(),
            dedup: self.dedup,
            version: self.version,
            schema: SCHEMA_VERSION,
        }
    }
}

/// Names of members of `metadata.tamis`, as they stand in JSON.
const LANGUAGE: &str = "\"language\"";
const LANGUAGE_SCORE: &str = "\"language_score\"";
const PRIVATE: &str = "\"pii\"";
const DEDUP: &str = "\"dedup\"";
const VERSION: &str = "\"version\"";

/// What an earlier run wrote under `metadata.tamis`, with members in the place of those of the same name, or before the
/// version; without those that are known to be no more.
fn push_own(out: &mut Vec<u8>, earlier: &str, found: Vec<(&'static str, Option<Vec<u8>>)>) {
    if found.is_empty() {
        out.extend_from_slice(earlier.as_bytes());
        return;
    }
    let members = raw_members(earlier).unwrap_or_default();
    let mut members: Vec<(&str, Cow<'_, [u8]>)> =
        members.into_iter().map(|(name, value)| (name, value.as_bytes().into())).collect();
    for (name, value) in found {
        let Some(value) = value else {
            members.retain(|(known, _)| *known != name);
            continue;
        };
        if let Some((_, old)) = members.iter_mut().find(|(known, _)| *known == name) {
            *old = value.into();
        } else {
            let at = members.iter().position(|(name, _)| *name == VERSION).unwrap_or(members.len());
            members.insert(at, (name, value.into()));
        }
    }
    push_members(out, &members);
}

/// An object of members whose names stand in quotes.
fn push_members(out: &mut Vec<u8>, members: &[(&str, Cow<'_, [u8]>)]) {
    out.push(b'{');
    for (index, (name, value)) in members.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(name.as_bytes());
        out.push(b':');
        out.extend_from_slice(value);
    }
    out.push(b'}');
}

/// [`Metadata::own`] with some members changed: `change` gets the JSON of each of these names that is there and gives its new
/// JSON, or nothing to leave it. `None` if nothing changes.
pub fn with_own_members(
    own: &str,
    names: &[&str],
    mut change: impl FnMut(&str) -> Option<String>,
) -> Option<String> {
    let mut is_changed = false;
    let members: Vec<(&str, Cow<'_, [u8]>)> = raw_members(own)
        .ok()?
        .into_iter()
        .map(|(name, value)| {
            let is_one = names.contains(&name.trim_matches('"'));
            let new = if is_one { change(value) } else { None };
            is_changed |= new.is_some();
            (name, new.map_or(Cow::Borrowed(value.as_bytes()), |new| Cow::Owned(new.into_bytes())))
        })
        .collect();
    let mut out = Vec::with_capacity(own.len());
    push_members(&mut out, &members);
    String::from_utf8(out).ok().filter(|_| is_changed)
}

/// What stands under `metadata.tamis`: what tamis found out about a document.
#[derive(Debug, Clone, Serialize)]
pub struct OwnMembers<'a> {
    /// The headline of the page, else the title that page or input state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'a str>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub authors: &'a [String],
    /// Day of publication, as `2024-05-31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<&'a str>,
    /// Where that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_evidence: Option<&'a str>,
    /// Day of the last change, as `2024-05-31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<&'a str>,
    /// Where that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_evidence: Option<&'a str>,
    /// Name of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<&'a str>,
    /// The address that the page gives itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<&'a str>,
    /// Sections and key words.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub tags: &'a [String],
    /// BCP 47 tag of the language that was identified, else that page or input state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<&'a str>,
    /// How certain that is, 0..=1, to three decimals; `None` if none was identified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_score: Option<f64>,
    /// Names of the flags.
    pub flags: Vec<&'static str>,
    /// Private data that stands in the text.
    #[serde(skip_serializing_if = "<[PrivateRow]>::is_empty")]
    pub pii: &'a [PrivateRow],
    /// What deduplication found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dedup: Option<&'a DedupRow<'a>>,
    /// Version of tamis.
    pub version: &'a str,
    /// Version of the shape of rows.
    pub schema: u32,
}

/// An item of `metadata.tamis.pii` of a row: private data that stands in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateRow {
    /// Name of the kind, such as `email`.
    pub kind: Cow<'static, str>,
    /// First Unicode scalar of it in the text of the row.
    pub start: u64,
    /// The scalar after its last.
    pub end: u64,
}

/// A row of a vault: private data that was taken out of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultRow<'a> {
    /// The document.
    pub id: Cow<'a, str>,
    /// First Unicode scalar of what stands in its place in the document text.
    pub start: u64,
    /// The scalar after its last.
    pub end: u64,
    /// Name of the kind, such as `email`.
    pub kind: Cow<'a, str>,
    /// What stood there.
    pub text: Cow<'a, str>,
}

impl VaultRow<'_> {
    /// Appends the row and a line feed.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        push(out, self);
        out.push(b'\n');
    }
}

/// `metadata.tamis.dedup` of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DedupRow<'a> {
    /// Id of the cluster: that of the document which stays.
    pub cluster: Cow<'a, str>,
    /// Documents in the cluster.
    pub size: u64,
    /// `kept`, `duplicate`, `contained` or `single`.
    pub role: Cow<'a, str>,
    /// The document that stays; its own id for one that is kept or single.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_id: Option<Cow<'a, str>>,
    /// How much of it is the same, 0..=1.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "rounded_if_any")]
    pub similarity: Option<f32>,
    /// The document that contains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contained_in: Option<Cow<'a, str>>,
}

/// A row of `removed.jsonl.zst`: a span that went or was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemovedRow<'a> {
    /// The document.
    pub id: Cow<'a, str>,
    /// First Unicode scalar of the span in the document text.
    pub start: u64,
    /// The scalar after its last.
    pub end: u64,
    /// Name of the stage.
    pub stage: Cow<'a, str>,
    /// Name of the action.
    pub action: Cow<'a, str>,
    /// Name of the reason.
    pub reason: Cow<'a, str>,
    /// How sure, 0..=1; written with three decimals.
    #[serde(serialize_with = "rounded")]
    pub score: f32,
    /// A figure or a matched place.
    pub evidence: Cow<'a, str>,
    /// What stood there.
    pub text: Cow<'a, str>,
    /// What stands there now, for an edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<Cow<'a, str>>,
}

impl RemovedRow<'_> {
    /// Appends the row and a line feed. Written out by hand, because a run has more of these than of all
    /// other rows together.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"id\":");
        push_string(out, &self.id);
        out.extend_from_slice(b",\"start\":");
        push(out, &self.start);
        out.extend_from_slice(b",\"end\":");
        push(out, &self.end);
        let strings: [(&[u8], &str); 3] =
            [(b",\"stage\":", &self.stage), (b",\"action\":", &self.action), (b",\"reason\":", &self.reason)];
        for (name, value) in strings {
            out.extend_from_slice(name);
            push_string(out, value);
        }
        out.extend_from_slice(b",\"score\":");
        push(out, &round(self.score));
        out.extend_from_slice(b",\"evidence\":");
        push_string(out, &self.evidence);
        out.extend_from_slice(b",\"text\":");
        push_string(out, &self.text);
        if let Some(replacement) = &self.replacement {
            out.extend_from_slice(b",\"replacement\":");
            push_string(out, replacement);
        }
        out.extend_from_slice(b"}\n");
    }
}

/// A row of `rejects.jsonl.zst`: a record that could not be read or processed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectRow<'a> {
    /// The file, `-` for standard input.
    pub file: Cow<'a, str>,
    /// 1-based line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Byte offset in the decompressed file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// The id, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'a, str>>,
    /// Name of the cause.
    pub cause: Cow<'a, str>,
    /// What is wrong and what to do.
    pub message: Cow<'a, str>,
}

impl RejectRow<'_> {
    /// Appends the row and a line feed.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        push(out, self);
        out.push(b'\n');
    }
}

impl<'a> From<&'a Reject> for RejectRow<'a> {
    fn from(reject: &'a Reject) -> Self {
        RejectRow {
            file: Cow::Borrowed(&reject.place.file),
            line: reject.place.line,
            offset: reject.place.offset,
            id: reject.id.as_deref().map(Cow::Borrowed),
            cause: Cow::Borrowed(reject.cause.name()),
            message: Cow::Borrowed(&reject.message),
        }
    }
}

/// A row of `duplicates.jsonl.zst`; its member `row` is the row as it would have been written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DuplicateRow<'a> {
    /// The document that went.
    pub id: Cow<'a, str>,
    /// The document that stays in its place.
    pub kept_id: Cow<'a, str>,
    /// Name of the reason.
    pub reason: Cow<'a, str>,
    /// How much of the two is the same, 0..=1; written with three decimals.
    #[serde(serialize_with = "rounded")]
    pub similarity: f32,
    /// A figure or a matched place.
    pub evidence: Cow<'a, str>,
}

impl DuplicateRow<'_> {
    /// Appends the row, with the whole document in it, and a line feed.
    pub fn write_json(&self, row: &OutputRow<'_>, out: &mut Vec<u8>) {
        push_with_row(out, self, row);
    }
}

/// A row of `dropped.jsonl.zst`; its member `row` is the row as it would have been written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DroppedRow<'a> {
    /// The document that went.
    pub id: Cow<'a, str>,
    /// Name of the reason.
    pub reason: Cow<'a, str>,
    /// How sure, 0..=1; written with three decimals.
    #[serde(serialize_with = "rounded")]
    pub score: f32,
    /// A figure or a matched place.
    pub evidence: Cow<'a, str>,
}

impl DroppedRow<'_> {
    /// Appends the row, with the whole document in it, and a line feed.
    pub fn write_json(&self, row: &OutputRow<'_>, out: &mut Vec<u8>) {
        push_with_row(out, self, row);
    }
}

/// `side` with one more member, `row`.
fn push_with_row<T: Serialize>(out: &mut Vec<u8>, side: &T, row: &OutputRow<'_>) {
    push(out, side);
    out.pop();
    out.extend_from_slice(b",\"row\":");
    row.write_object(out);
    out.extend_from_slice(b"}\n");
}

/// A score or share as rows hold it: three decimals; one that is no number is 0.
pub fn written_score(score: f32) -> f64 {
    round(score)
}

fn round(score: f32) -> f64 {
    let thousandths = (f64::from(score) * 1000.0).round();
    if thousandths.is_finite() { thousandths / 1000.0 } else { 0.0 }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn rounded<S: serde::Serializer>(score: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(round(*score))
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn rounded_if_any<S: serde::Serializer>(score: &Option<f32>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_some(&score.map(round))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removed_rows_are_written_as_serde_writes_them() {
        let row = |score, replacement: Option<&'static str>| RemovedRow {
            id: "a\"1".into(),
            start: 0,
            end: 1234,
            stage: "strip".into(),
            action: "drop".into(),
            reason: "teaser".into(),
            score,
            evidence: "3 of 9\twords".into(),
            text: "Léa’s \\ walk\n".into(),
            replacement: replacement.map(Into::into),
        };
        for row in [row(0.0, None), row(0.123_456, Some("")), row(1.0, Some("é")), row(f32::NAN, None)] {
            let mut out = Vec::new();
            row.write_json(&mut out);
            let expect = format!("{}\n", serde_json::to_string(&row).unwrap());
            assert_eq!(String::from_utf8(out).unwrap(), expect);
        }
    }
}
