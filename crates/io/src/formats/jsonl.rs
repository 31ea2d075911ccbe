//! JSON Lines: one object a line is one document.

use std::io;
use std::sync::Arc;

use tamis_core::{Place, Reject, RejectCause};

use super::Format;
use crate::FieldNames;
use crate::lines::{Found, Lines, NumberedLine};
use crate::members::Gap;
use crate::record::RawRecord;
use crate::row_in;
use crate::source::{Source, ToldBy};

/// JSON Lines in UTF-8.
pub(super) struct Jsonl;

impl Format for Jsonl {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".jsonl", ".ndjson", ".json"]
    }

    fn has_rows(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head).trim_ascii_start();
        let (line, whole) = match memchr::memchr(b'\n', head) {
            Some(end) => (head.get(..end).unwrap_or(head), true),
            None => (head, false),
        };
        line.first() == Some(&b'{')
            && match serde_json::from_slice::<serde::de::IgnoredAny>(line) {
                Ok(_) => true,
                Err(error) => !whole && error.is_eof(),
            }
    }

    fn open(&self, source: Source) -> Box<dyn Iterator<Item = RawRecord> + Send> {
        let file = Arc::new(File {
            name: source.file.clone(),
            id: source.id.clone(),
            fields: Arc::clone(&source.fields),
            may_be_a_value: source.told_by == ToldBy::Name && is_plain_json(&source.id),
        });
        let lines = Lines::new(source.max_document_bytes);
        let mut rows = Rows { source, file, lines, ahead: None, is_first: true, done: false };
        Box::new(std::iter::from_fn(move || rows.next()))
    }
}

/// The rows of a file that is being read.
struct Rows {
    source: Source,
    file: Arc<File>,
    lines: Lines,
    /// A line that was looked at already.
    ahead: Option<NumberedLine>,
    is_first: bool,
    done: bool,
}

impl Rows {
    fn next(&mut self) -> Option<RawRecord> {
        while !self.done {
            let line = match self.ahead.take() {
                Some(line) => line,
                None => self.lines.next(&mut *self.source.stream)?,
            };
            let next = match line.found {
                Found::Failed(ref error) => Some(self.lost(&line, error)),
                _ => next_record(&self.source, &self.file, line, self.is_first),
            };
            let Some(next) = next else { continue };
            self.is_first = false;
            self.done |= next.last;
            return Some(next.record);
        }
        None
    }

    /// What a failure of the stream costs: the row it stands in, and what is left of another one behind it.
    fn lost(&mut self, line: &NumberedLine, error: &io::Error) -> Next {
        let (number, read) = (line.number, line.offset + line.length);
        let last = Gap::of(error).is_none_or(|gap| gap.to.is_none());
        let loss = if last {
            format!("what comes from line {number} on is lost")
        } else {
            self.ahead = self.lines.next(&mut *self.source.stream);
            let rest = self.ahead.take_if(|line| is_rest_of_a_row(&line.found));
            let also = rest.map_or_else(String::new, |line| {
                format!(", and with it line {}, which begins inside of a row", line.number)
            });
            format!("line {number} is lost{also}; only lines that can be read are counted")
        };
        Next { record: RawRecord::rejected(self.source.broken(error, read, Some(number), &loss)), last }
    }
}

/// Whether a line behind a gap is no row of its own.
fn is_rest_of_a_row(found: &Found) -> bool {
    let Found::Line(bytes) = found else { return false };
    let row = bytes.trim_ascii();
    !row.is_empty()
        && (row.first() != Some(&b'{') || serde_json::from_slice::<serde::de::IgnoredAny>(row).is_err())
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What rows of one file share.
struct File {
    name: String,
    id: String,
    fields: Arc<FieldNames>,
    /// Whether the file may be one JSON value over many lines.
    may_be_a_value: bool,
}

struct Next {
    record: RawRecord,
    last: bool,
}

/// The record of a line; `None` for a blank line.
fn next_record(source: &Source, file: &Arc<File>, line: NumberedLine, first: bool) -> Option<Next> {
    let place = source.place(Some(line.number), Some(line.offset));
    let reject = |cause, message| {
        let id = Some(format!("{}#{}", file.id, line.number));
        RawRecord::rejected(Reject { place: place.clone(), id, cause, message })
    };
    let mut bytes = match line.found {
        Found::Line(bytes) => bytes,
        Found::TooLong => {
            let message = format!(
                "the row has {} bytes and is over the limit of {} (--max-document-bytes, --memory)",
                line.length, source.max_document_bytes
            );
            return Some(Next { record: reject(RejectCause::TooLarge, message), last: false });
        }
        // Handled before.
        Found::Failed(_) => return None,
    };
    if line.number == 1 && bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    if bytes.trim_ascii().is_empty() {
        return None;
    }
    if first && let Some((cause, message)) = file.not_lines(&bytes) {
        let place = source.place(None, None);
        let record = RawRecord::rejected(Reject { place, id: Some(file.id.clone()), cause, message });
        return Some(Next { record, last: true });
    }
    let file = Arc::clone(file);
    let number = line.number;
    let parse = move |place: Place, wanted| {
        let position = row_in::Position { file: &file.id, number, unit: "line" };
        row_in::parse(place, position, &bytes, &file.fields, wanted)
    };
    Some(Next { record: RawRecord::new(place, line.length as usize, parse), last: false })
}

impl File {
    /// What is wrong if the first line shows that the whole file is something else than lines of JSON.
    fn not_lines(&self, first_line: &[u8]) -> Option<(RejectCause, String)> {
        if first_line.starts_with(b"\xff\xfe") || first_line.starts_with(b"\xfe\xff") {
            let name = &self.name;
            let message = format!("the file is UTF-16; convert it: iconv -f UTF-16 -t UTF-8 {name}");
            return Some((RejectCause::BadUtf8, message));
        }
        let row = first_line.trim_ascii();
        let opens = row.first() == Some(&b'[') || ends_between_members(row);
        (self.may_be_a_value && opens).then(|| {
            let name = &self.name;
            let message =
                format!("the file is one JSON value, not one object a line; convert it: jq -c '.[]?' {name}");
            (RejectCause::BrokenJson, message)
        })
    }
}

/// Whether a line is an object that ends early, but not inside a string: a row that was cut would.
fn ends_between_members(line: &[u8]) -> bool {
    match serde_json::from_slice::<serde::de::IgnoredAny>(line) {
        Ok(_) => false,
        Err(error) => error.is_eof() && !error.to_string().contains("a string"),
    }
}

/// Whether a name ends in `.json`, perhaps compressed, rather than in one of the names for lines.
fn is_plain_json(id: &str) -> bool {
    let (inner, _) = crate::compression::Codec::split(id);
    crate::compression::strip_suffix_ignoring_case(inner, ".json").is_some()
}
