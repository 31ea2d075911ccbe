use std::borrow::Cow;
use std::sync::Arc;

use tamis_core::{Body, Markup, Metadata, Place, Record, Reject, RejectCause};

use crate::FieldNames;
use crate::formats::is_page;
use crate::json_text::push_bytes;
use crate::record::Wanted;
use crate::row_in::{self, Position};

/// Where documents come from that stand in no file, and how they become records: those of a program that calls tamis.
///
/// A row becomes the same record as a line of a JSONL file, a text the same as the row that holds nothing else, and bytes
/// the same as a file of them. One that has no id gets `NAME#NUMBER`.
#[derive(Debug, Clone, Default)]
pub struct RowSource {
    /// What stands for the file in ids and messages; may be empty.
    pub name: String,
    /// Names of the fields of a row.
    pub fields: Arc<FieldNames>,
    /// Longest document, in bytes.
    pub max_document_bytes: u64,
}

/// What stands for bytes in a row of JSON: no blank, and no beginning of a page.
const PLACEHOLDER: &str = "\"-\"";

impl RowSource {
    /// The record of a row: a JSON object in UTF-8. `bytes` are members of it that are no text, by name, whatever the
    /// row holds under their names; if one is the body, its charset is found as for a file.
    ///
    /// # Errors
    /// A [`Reject`] if the row is no object or holds no text.
    pub fn row(&self, number: u64, json: &str, bytes: Vec<(String, Vec<u8>)>) -> Result<Record, Box<Reject>> {
        let position = Position { file: &self.name, number, unit: "row" };
        let place = self.place(number);
        if json.len() as u64 > self.max_document_bytes {
            let (length, limit) = (json.len(), self.max_document_bytes);
            let message = format!(
                "the row has {length} bytes and is over the limit of {limit} (--max-document-bytes, --memory)"
            );
            return Err(Box::new(self.reject(number, RejectCause::TooLarge, message)));
        }
        if bytes.is_empty() {
            let parsed = row_in::parse(place, position, json.as_bytes(), &self.fields, Wanted::Whole);
            return parsed.map_err(Box::new);
        }
        self.row_with_bytes(number, json, bytes)
    }

    fn row_with_bytes(
        &self,
        number: u64,
        json: &str,
        mut bytes: Vec<(String, Vec<u8>)>,
    ) -> Result<Record, Box<Reject>> {
        let Ok(raw) = row_in::raw_members(json) else {
            let message = format!("row {number}: no JSON object");
            return Err(Box::new(self.reject(number, RejectCause::BrokenJson, message)));
        };
        let members: Vec<(Cow<'_, str>, &str)> =
            raw.into_iter().map(|(name, value)| (row_in::name_of(name), value)).collect();
        let place_of = |name: &str| bytes.iter().position(|(known, _)| known == name);
        let can_be_body = |at: usize| {
            bytes.get(at).is_some_and(|(name, value)| {
                row_in::may_be_body(name, &self.fields) && !value.trim_ascii().is_empty()
            })
        };
        let parse = |is_placeholder: &dyn Fn(usize) -> bool| {
            let values: Vec<Cow<'_, str>> = members
                .iter()
                .map(|(name, value)| match place_of(name).and_then(|at| Some((at, bytes.get(at)?))) {
                    Some((at, _)) if is_placeholder(at) => Cow::Borrowed(PLACEHOLDER),
                    Some((_, (_, bytes))) => Cow::Owned(as_json(bytes)),
                    None => Cow::Borrowed(*value),
                })
                .collect();
            let position = Position { file: &self.name, number, unit: "row" };
            let named = members.iter().map(|(name, _)| name.as_ref()).zip(values.iter().map(Cow::as_ref));
            row_in::of_members(self.place(number), position, named, &self.fields, Wanted::Whole)
        };
        // First a placeholder for all bytes that may be the body, to see which it is.
        let (_, index) = parse(&can_be_body)?;
        let body = members.get(index).and_then(|(name, _)| place_of(name)).filter(|at| can_be_body(*at));
        let (mut record, _) = parse(&|at| Some(at) == body)?;
        if let Some(at) = body {
            record.body = Body::Bytes { bytes: bytes.swap_remove(at).1, charset: None };
        }
        Ok(record)
    }

    /// The record of a text, which may be a page.
    pub fn text(&self, number: u64, text: String) -> Record {
        let markup = if is_page(text.as_bytes()) { Markup::Html } else { Markup::Unknown };
        self.record(number, markup, Body::Text(text))
    }

    /// The record of the bytes of a page or text, whose charset is to be found.
    pub fn bytes(&self, number: u64, bytes: Vec<u8>) -> Record {
        let markup = if is_page(&bytes) { Markup::Html } else { Markup::Unknown };
        self.record(number, markup, Body::Bytes { bytes, charset: None })
    }

    fn record(&self, number: u64, markup: Markup, body: Body) -> Record {
        let meta = Metadata { id: self.id(number), ..Metadata::default() };
        Record { place: self.place(number), meta, markup, body }
    }

    /// A document that cannot be one, for this cause.
    pub fn reject(&self, number: u64, cause: RejectCause, message: String) -> Reject {
        Reject { place: self.place(number), id: Some(self.id(number)), cause, message }
    }

    fn id(&self, number: u64) -> String {
        format!("{}#{number}", self.name)
    }

    fn place(&self, number: u64) -> Place {
        Place { file: self.name.clone(), line: Some(number), offset: None }
    }
}

/// Bytes as a JSON string.
fn as_json(bytes: &[u8]) -> String {
    let mut out = Vec::new();
    push_bytes(&mut out, bytes);
    String::from_utf8(out).unwrap_or_default()
}
