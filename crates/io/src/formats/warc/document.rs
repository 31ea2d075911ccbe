//! What a record is, and the document in it.

use tamis_core::{Body, Metadata, Place, Record, Reject, RejectCause};

use super::fields::{Fields, media_type};
use super::http::{self, Message};
use super::payload::{self, Payload};
use super::{encodings, encodings::Decoded};
use crate::json_text;
use crate::record::{Parsed, Wanted};

/// What a record is by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What a server answered.
    Response,
    /// A text that was made of an answer, as in WET files.
    Conversion,
    /// A file without the protocol it came by.
    Resource,
    /// No document.
    Skipped(&'static str),
}

impl Kind {
    pub(super) fn of(fields: &Fields) -> Kind {
        let name = fields.get("WARC-Type").unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "response" => Kind::Response,
            "conversion" => Kind::Conversion,
            "resource" => Kind::Resource,
            "warcinfo" => Kind::Skipped("warc-warcinfo"),
            "request" => Kind::Skipped("warc-request"),
            "metadata" => Kind::Skipped("warc-metadata"),
            "revisit" => Kind::Skipped("warc-revisit"),
            "continuation" => Kind::Skipped("warc-continuation"),
            _ => Kind::Skipped("warc-other"),
        }
    }

    /// Whether a record that begins with `head` may be a document.
    pub(super) fn may_be_text(self, fields: &Fields, head: &[u8]) -> bool {
        kind_of_head(self, fields, head).is_none()
    }
}

/// Why a record that begins with `head` is no document, whatever follows.
pub(super) fn kind_of_head(kind: Kind, fields: &Fields, head: &[u8]) -> Option<&'static str> {
    if let Kind::Skipped(kind) = kind {
        return Some(kind);
    }
    let Ok(answer) = answer(kind, fields, head) else { return None };
    let encoded = !answer.encodings.is_empty() || answer.is_chunked;
    let body = if encoded { &[] } else { answer.body };
    match answer.status {
        Some(status) if !is_success(status) => Some(STATUS),
        _ => match payload::of(answer.media_type.as_deref(), identified(fields), body) {
            Payload::Other => Some(NOT_TEXT),
            Payload::Document(_) => None,
        },
    }
}

/// Records whose status says that no document was sent.
const STATUS: &str = "warc-status";
/// Records that hold no text.
const NOT_TEXT: &str = "not-text";

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// The id of a record, which is an address between angle brackets.
pub(super) fn record_id(fields: &Fields) -> Option<String> {
    bare(fields.get("WARC-Record-ID")?)
}

/// An address without angle brackets, if anything is left.
fn bare(address: &str) -> Option<String> {
    let address = address.strip_prefix('<').unwrap_or(address);
    let address = address.strip_suffix('>').unwrap_or(address).trim();
    (!address.is_empty()).then(|| address.to_owned())
}

fn identified(fields: &Fields) -> Option<&str> {
    fields.get("WARC-Identified-Payload-Type")
}

/// A record that may be a document.
pub(super) struct Document {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) fields: Fields,
    pub(super) body: Vec<u8>,
    /// Largest document, in bytes.
    pub(super) limit: u64,
}

/// What is known of a body, and the body as it was sent.
struct Answer<'b> {
    status: Option<u16>,
    content_type: Option<String>,
    media_type: Option<String>,
    charset: Option<String>,
    /// Content encodings, in the order in which they were applied.
    encodings: Vec<String>,
    is_chunked: bool,
    body: &'b [u8],
}

/// Takes the body of a record apart.
fn answer<'b>(kind: Kind, fields: &Fields, body: &'b [u8]) -> Result<Answer<'b>, String> {
    let message = if kind == Kind::Response { http::message(body) } else { Ok(None) };
    let (status, http, body) = match message? {
        Some(Message { status, fields, body }) => (Some(status), Some(fields), body),
        None => (None, None, body),
    };
    let content_type = http.as_ref().unwrap_or(fields).get("Content-Type").map(str::to_owned);
    let (media_type, charset) = content_type.as_deref().map(media_type).unzip();
    let transfer = http.as_ref().map(|http| http.list("Transfer-Encoding")).unwrap_or_default();
    let mut encodings = http.as_ref().map(|http| http.list("Content-Encoding")).unwrap_or_default();
    let is_chunked = transfer.iter().any(|encoding| encoding == "chunked");
    encodings.extend(transfer.into_iter().filter(|encoding| encoding != "chunked"));
    Ok(Answer { status, content_type, media_type, charset: charset.flatten(), encodings, is_chunked, body })
}

impl Document {
    /// The document, or why the record is none.
    pub(super) fn parse(self, place: Place, wanted: Wanted) -> Result<Parsed, Reject> {
        let reject =
            |cause, message| Reject { place: place.clone(), id: Some(self.id.clone()), cause, message };
        let answer = answer(self.kind, &self.fields, &self.body)
            .map_err(|message| reject(RejectCause::BrokenRecord, message))?;
        if answer.status.is_some_and(|status| !is_success(status)) {
            return Ok(Parsed::Skipped(STATUS));
        }
        let is_cut = self.fields.get("WARC-Truncated").is_some();
        let chunked = if answer.is_chunked { http::dechunk(answer.body, is_cut) } else { None };
        let sent = chunked.as_deref().unwrap_or(answer.body);
        let decoded = encodings::decode(sent, &answer.encodings, self.limit, is_cut);
        let bytes = match decoded {
            Ok(Decoded::AsSent) => sent.to_vec(),
            Ok(Decoded::Bytes(bytes)) => bytes,
            // An image that cannot be decoded is not missed.
            Err(_) if self.is_no_text(&answer) => return Ok(Parsed::Skipped(NOT_TEXT)),
            Err((cause, message)) => return Err(reject(cause, message)),
        };
        let markup = match payload::of(answer.media_type.as_deref(), identified(&self.fields), &bytes) {
            Payload::Document(markup) => markup,
            Payload::Other => return Ok(Parsed::Skipped(NOT_TEXT)),
        };
        let meta = self.metadata(&answer, wanted);
        let body = Body::Bytes { bytes, charset: answer.charset };
        Ok(Record { place, meta, markup, body }.into())
    }

    fn is_no_text(&self, answer: &Answer<'_>) -> bool {
        payload::of(answer.media_type.as_deref(), identified(&self.fields), &[]) == Payload::Other
    }

    fn metadata(&self, answer: &Answer<'_>, wanted: Wanted) -> Metadata {
        let fields = &self.fields;
        let url = fields.get("WARC-Target-URI").and_then(bare);
        let languages = fields.get("WARC-Identified-Content-Language");
        let language = languages.and_then(|list| list.split(',').next()).map(|first| first.trim().to_owned());
        let mut passthrough = Vec::new();
        if wanted == Wanted::Whole {
            let digest = fields.get("WARC-Payload-Digest").or(fields.get("WARC-Block-Digest"));
            let refers_to = fields.get("WARC-Refers-To").and_then(bare);
            let members = [
                ("url", url.as_deref()),
                ("warc_date", fields.get("WARC-Date")),
                ("warc_digest", digest),
                ("warc_refers_to", refers_to.as_deref()),
                ("warc_truncated", fields.get("WARC-Truncated")),
                ("warc_languages", languages),
                ("content_type", answer.content_type.as_deref()),
            ];
            let strings = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
            passthrough.extend(strings.map(|(name, value)| {
                let mut raw = Vec::new();
                json_text::push(&mut raw, value);
                (name.to_owned(), String::from_utf8_lossy(&raw).into_owned())
            }));
            passthrough.extend(answer.status.map(|status| ("http_status".to_owned(), status.to_string())));
        }
        Metadata { id: self.id.clone(), url, language, passthrough, ..Metadata::default() }
    }
}
