//! What is said of a document that was compared.

use std::borrow::Cow;

use tamis_core::{Metadata, Reason};
use tamis_dedup::{Likeness, Role, Ruling};
use tamis_io::{DedupRow, DuplicateRow};

/// The annotation of a row.
pub(crate) fn annotation(ruling: &Ruling) -> DedupRow<'_> {
    DedupRow {
        cluster: Cow::Borrowed(&ruling.cluster),
        size: ruling.size,
        role: ruling.role.name().into(),
        kept_id: Some(Cow::Borrowed(&ruling.kept_id)),
        similarity: ruling.similarity,
        contained_in: ruling.contained_in.as_deref().map(Cow::Borrowed),
    }
}

/// The row of a document that goes.
pub(crate) fn duplicate<'a>(id: &'a str, ruling: &'a Ruling) -> DuplicateRow<'a> {
    DuplicateRow {
        id: id.into(),
        kept_id: Cow::Borrowed(&ruling.kept_id),
        reason: reason(ruling).name().into(),
        similarity: ruling.similarity.unwrap_or(1.0),
        evidence: evidence(ruling),
    }
}

/// Why a document goes.
pub(crate) fn reason(ruling: &Ruling) -> Reason {
    match likeness(ruling) {
        Likeness::Bytes | Likeness::Words => Reason::ExactDuplicate,
        Likeness::Near => Reason::NearDuplicate,
        Likeness::Contained => Reason::Contained,
    }
}

fn evidence(ruling: &Ruling) -> Cow<'_, str> {
    let similarity = ruling.similarity.unwrap_or(1.0);
    match likeness(ruling) {
        Likeness::Bytes => "the same bytes".into(),
        Likeness::Words => "the same words".into(),
        Likeness::Near => format!("similarity {similarity:.2} to the copy that stays").into(),
        Likeness::Contained => {
            let container = ruling.contained_in.as_ref().unwrap_or(&ruling.kept_id);
            format!("{similarity:.2} of its 5-grams stand in {container}").into()
        }
    }
}

fn likeness(ruling: &Ruling) -> Likeness {
    let by_role = if ruling.role == Role::Contained { Likeness::Contained } else { Likeness::Words };
    ruling.likeness.unwrap_or(by_role)
}

/// Gives a document that stays the first date of its story. Its own date stays among the members of its metadata, as
/// `created`, if it does not stand there under another name or as the day of publication.
pub(crate) fn set_first_date(meta: &mut Metadata, ruling: &Ruling) {
    let Some(first) = &ruling.first_date else { return };
    let Some(own) = meta.created.replace(first.clone()) else { return };
    if meta.facts.published.as_ref().is_some_and(|published| published.day == own) {
        return;
    }
    let raw = serde_json::Value::from(own).to_string();
    if meta.passthrough.iter().any(|(_, value)| *value == raw) {
        return;
    }
    let mut name = "created".to_owned();
    while meta.passthrough.iter().any(|(taken, _)| *taken == name) {
        name.push_str("~2");
    }
    meta.passthrough.push((name, raw));
}

/// Appends the line `id<TAB>kept_id`.
pub(super) fn push_cluster(out: &mut Vec<u8>, id: &str, kept_id: &str) {
    push_escaped(out, id);
    out.push(b'\t');
    push_escaped(out, kept_id);
    out.push(b'\n');
}

/// An id on a line of its own column: `\t`, `\n`, `\r` and `\\` for what would break it, and a backslash before a sign that
/// makes a spreadsheet take it for a formula.
fn push_escaped(out: &mut Vec<u8>, id: &str) {
    if id.starts_with(['=', '+', '-', '@']) {
        out.push(b'\\');
    }
    for byte in id.bytes() {
        match byte {
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\\' => out.extend_from_slice(b"\\\\"),
            _ => out.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruling(role: Role, likeness: Likeness, similarity: f32) -> Ruling {
        Ruling {
            role,
            stays: false,
            cluster: "a".into(),
            size: 2,
            kept_id: "a".into(),
            similarity: Some(similarity),
            contained_in: (role == Role::Contained).then(|| "c".into()),
            likeness: Some(likeness),
            first_date: None,
            text_hash: 0,
        }
    }

    #[test]
    fn a_duplicate_says_how_it_is_like_what_stays() {
        let check = |ruling: Ruling, reason: &str, evidence: &str| {
            let row = duplicate("b", &ruling);
            assert_eq!((&*row.reason, &*row.evidence, &*row.kept_id), (reason, evidence, "a"));
        };
        check(ruling(Role::Duplicate, Likeness::Bytes, 1.0), "exact-duplicate", "the same bytes");
        check(ruling(Role::Duplicate, Likeness::Words, 1.0), "exact-duplicate", "the same words");
        let near = ruling(Role::Duplicate, Likeness::Near, 0.874);
        check(near, "near-duplicate", "similarity 0.87 to the copy that stays");
        let contained = ruling(Role::Contained, Likeness::Contained, 0.93);
        check(contained, "contained", "0.93 of its 5-grams stand in c");
    }

    #[test]
    fn the_own_date_is_not_lost_to_the_first() {
        let check = |passthrough: &[(&str, &str)], expect: &[(&str, &str)]| {
            let owned = |(name, raw): &(&str, &str)| ((*name).to_owned(), (*raw).to_owned());
            let mut meta = Metadata {
                created: Some("2024-06-02".into()),
                passthrough: passthrough.iter().map(owned).collect(),
                ..Metadata::default()
            };
            let first_date = Some("2024-05-31".to_owned());
            set_first_date(&mut meta, &Ruling { first_date, ..ruling(Role::Kept, Likeness::Near, 1.0) });
            assert_eq!(meta.created.as_deref(), Some("2024-05-31"));
            assert_eq!(meta.passthrough, expect.iter().map(owned).collect::<Vec<_>>());
        };
        check(&[], &[("created", "\"2024-06-02\"")]);
        check(&[("date", "\"2024-06-02\"")], &[("date", "\"2024-06-02\"")]);
        check(&[("created", "1")], &[("created", "1"), ("created~2", "\"2024-06-02\"")]);
    }

    #[test]
    fn ids_keep_to_their_column() {
        let mut out = Vec::new();
        push_cluster(&mut out, "a\tb\\", "c\nd\r");
        push_cluster(&mut out, "=1+1", "-#1");
        assert_eq!(out, b"a\\tb\\\\\tc\\nd\\r\n\\=1+1\t\\-#1\n");
    }
}
