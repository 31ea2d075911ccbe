//! Plain text: one file is one document.

use std::io::{self, BufRead, Read};

use tamis_core::{Body, Markup, Metadata, Record, Reject, RejectCause};

use super::{Format, html};
use crate::record::RawRecord;
use crate::source::{Source, ToldBy};

/// Plain text in any charset.
pub(super) struct Text;

impl Format for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".txt", ".text"]
    }

    fn has_rows(&self) -> bool {
        false
    }

    fn sniff(&self, _: &[u8]) -> bool {
        true
    }

    fn open(&self, source: Source) -> Box<dyn Iterator<Item = RawRecord> + Send> {
        whole_file(source, |told_by, bytes| match told_by {
            ToldBy::User => Markup::Text,
            ToldBy::Name | ToldBy::Content if html::is_page(bytes) => Markup::Html,
            ToldBy::Name | ToldBy::Content => Markup::Unknown,
        })
    }
}

/// One document that is the whole file, with the markup that `markup` says.
pub(super) fn whole_file(
    source: Source,
    markup: impl FnOnce(ToldBy, &[u8]) -> Markup + Send + 'static,
) -> Box<dyn Iterator<Item = RawRecord> + Send> {
    let mut pending = Some((source, markup));
    Box::new(std::iter::from_fn(move || {
        let (source, markup) = pending.take()?;
        Some(read_whole(source, markup))
    }))
}

fn read_whole(
    mut source: Source,
    markup: impl FnOnce(ToldBy, &[u8]) -> Markup + Send + 'static,
) -> RawRecord {
    let limit = usize::try_from(source.max_document_bytes).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    match read_up_to(&mut *source.stream, limit, &mut bytes) {
        Ok(true) => {}
        Ok(false) => {
            let message = format!(
                "the document is over the limit of {limit} bytes (--max-document-bytes, --memory); it was not read"
            );
            let place = source.place(None, Some(limit as u64));
            return RawRecord::rejected(Reject {
                place,
                id: Some(source.id),
                cause: RejectCause::TooLarge,
                message,
            });
        }
        Err(error) => {
            let read = bytes.len() as u64;
            let loss = format!("only the first {read} bytes of the document can be read, so it is left out");
            return RawRecord::rejected(source.broken(&error, read, None, &loss));
        }
    }
    let told_by = source.told_by;
    let place = source.place(None, None);
    RawRecord::new(place, bytes.len(), move |place, _| {
        let markup = markup(told_by, &bytes);
        let meta = Metadata { id: source.id, ..Metadata::default() };
        Ok(Record { place, meta, markup, body: Body::Bytes { bytes, charset: None } })
    })
}

/// Smallest step by which a document's buffer grows, in bytes.
const GROWTH_BYTES: usize = 64 * 1024;

/// Reads to the end, or until more than `limit` bytes are there. Holds at most `limit` bytes, beside
/// the stream's own buffer. Says whether the end was reached.
fn read_up_to(stream: &mut dyn BufRead, limit: usize, bytes: &mut Vec<u8>) -> io::Result<bool> {
    loop {
        let room = limit - bytes.len();
        if room == 0 {
            let mut one = [0_u8];
            return loop {
                match stream.read(&mut one) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other.map(|length| length == 0),
                }
            };
        }
        if bytes.len() == bytes.capacity() {
            bytes.reserve_exact(bytes.capacity().max(GROWTH_BYTES).min(room));
        }
        let spare = (bytes.capacity() - bytes.len()).min(room);
        if Read::take(&mut *stream, spare as u64).read_to_end(bytes)? < spare {
            return Ok(true);
        }
    }
}
