//! Cuts an archive into records, and finds back to them behind what is broken.

use std::collections::VecDeque;
use std::io;

use tamis_core::{Place, Reject, RejectCause};

use super::document::{self, Document, Kind};
use super::fields::Fields;
use super::stream::{Ahead, SIGN, Sought, Stream, sign_in};
use crate::members::Gap;
use crate::record::RawRecord;
use crate::source::{Source, failure};
use crate::window::SecondLooks;

/// Bytes of the header of a record, at most; a header has less than a tenth of that. A guess.
const MAX_HEADER_BYTES: usize = 256 * 1024;
/// Bytes of a record over the limit that are looked at, to tell whether it is a document at all.
const HEAD_BYTES: usize = 64 * 1024;
/// Bytes by which the buffer of a body begins, whatever length the record claims.
const FIRST_BODY_BYTES: u64 = 1 << 20;
/// Bytes of line ends that may stand behind a body; there should be four.
const MAX_END_BYTES: usize = 16;

/// The records of an archive that is being read.
pub(super) struct Cutter {
    file: String,
    id: String,
    limit: u64,
    stream: Stream,
    /// Records that were cut already.
    ready: VecDeque<RawRecord>,
    /// A header that was read already.
    header: Option<Header>,
    /// What is being passed over.
    lost: Option<Lost>,
    second_looks: SecondLooks,
    done: bool,
}

/// The header of a record.
struct Header {
    /// Offset of the record.
    start: u64,
    /// Offset in the file of the member that the record begins in, and whether it is the first thing there.
    member: Option<u64>,
    begins_member: bool,
    fields: Fields,
    length: u64,
}

/// A stretch that cannot be read as records.
struct Lost {
    from: u64,
    id: Option<String>,
    cause: RejectCause,
    message: String,
    /// Members that could not be read, after the first.
    gaps: u64,
}

/// What stands where a header should.
enum Heading {
    End,
    Header(Header),
    /// None: what begins here cannot be read.
    Bad(Lost),
}

/// Whether a line that begins with `WARC/` and a digit is the first one of a record: a version and nothing else, so that
/// what looks like a header in the middle of something else does not take what follows for its body.
fn is_version(line: &[u8]) -> bool {
    let version = line.get(SIGN.len()..).unwrap_or_default().trim_ascii_end();
    version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

/// How reading a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    /// The stream, or the member with another record in the next one, ended before.
    Short,
}

impl Cutter {
    pub(super) fn new(source: Source) -> Self {
        Cutter {
            file: source.file,
            id: source.id,
            limit: source.max_document_bytes,
            stream: Stream::new(source.stream, source.tally),
            ready: VecDeque::new(),
            header: None,
            lost: None,
            second_looks: SecondLooks::default(),
            done: false,
        }
    }

    pub(super) fn next(&mut self) -> Option<RawRecord> {
        loop {
            if let Some(record) = self.ready.pop_front() {
                return Some(record);
            }
            if self.done {
                return None;
            }
            if let Err(error) = self.step() {
                let offset = self.stream.offset();
                self.fail(&error, offset, None);
            }
        }
    }

    /// Reads the next record, or finds the end of a lost stretch.
    fn step(&mut self) -> io::Result<()> {
        if self.lost.is_some() && self.stream.seek(u64::MAX)? == Sought::End {
            self.finish();
            return Ok(());
        }
        let header = match self.header.take() {
            Some(header) => header,
            None => match self.read_header()? {
                Heading::End => {
                    self.finish();
                    return Ok(());
                }
                Heading::Bad(lost) => {
                    self.lost.get_or_insert(lost);
                    return Ok(());
                }
                Heading::Header(header) => header,
            },
        };
        if self.lost.is_some() {
            self.close_lost(Some(header.start));
            self.header = Some(header);
            return Ok(());
        }
        let (start, id) = (header.start, header.id());
        if let Err(error) = self.record(header) {
            self.fail(&error, start, id);
        }
        Ok(())
    }

    /// The file is at its end, or cannot be read on.
    fn finish(&mut self) {
        self.close_lost(None);
        self.done = true;
    }

    /// The stream failed; what begins at `from` is lost.
    fn fail(&mut self, error: &io::Error, from: u64, id: Option<String>) {
        let goes_on = Gap::of(error).is_some_and(|gap| gap.to.is_some());
        match &mut self.lost {
            Some(lost) if Gap::of(error).is_some() => lost.gaps += 1,
            open => {
                let (cause, message) = failure(error, self.stream.offset());
                let earlier = open.replace(Lost { from, id, cause, message, gaps: 0 });
                if let Some(earlier) = earlier {
                    self.push_lost(earlier, Some(from));
                }
            }
        }
        if !goes_on {
            self.finish();
        }
    }

    fn close_lost(&mut self, to: Option<u64>) {
        if let Some(lost) = self.lost.take() {
            self.push_lost(lost, to);
        }
    }

    fn push_lost(&mut self, lost: Lost, to: Option<u64>) {
        let Lost { from, id, cause, message, gaps } = lost;
        let more = match gaps {
            0 => String::new(),
            1 => "; another broken member follows".to_owned(),
            gaps => format!("; {gaps} more broken members follow"),
        };
        let to = to.map_or_else(|| "the end".to_owned(), |to| format!("byte {to}"));
        let what = if id.is_some() { "the record is lost, from" } else { "lost is what stands from" };
        let message = format!("{message}{more}; {what} byte {from} to {to} of what can be decompressed");
        let place = self.place(from);
        self.ready.push_back(RawRecord::rejected(Reject { place, id, cause, message }));
    }

    fn place(&self, offset: u64) -> Place {
        Place { file: self.file.clone(), line: None, offset: Some(offset) }
    }

    fn read_header(&mut self) -> io::Result<Heading> {
        loop {
            let bytes = self.stream.fill()?;
            if bytes.is_empty() {
                return Ok(Heading::End);
            }
            let ends = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if ends == 0 {
                break;
            }
            self.stream.consume(ends);
        }
        let (start, member) = (self.stream.offset(), self.stream.member());
        let begins_member = self.stream.is_at_start();
        let bad = |cause, message: &str| {
            Ok(Heading::Bad(Lost { from: start, id: None, cause, message: message.to_owned(), gaps: 0 }))
        };
        if !self.stream.is_at_sign()? {
            return bad(RejectCause::BrokenRecord, "a record should begin here, but something else does");
        }
        let mut head = Vec::new();
        loop {
            let before = head.len();
            match self.read_line(&mut head)? {
                Some(true) => {}
                Some(false) => {
                    return bad(RejectCause::BrokenRecord, "the header of a record is far too long");
                }
                None => {
                    return bad(RejectCause::Truncated, "the file ends inside the header of a record");
                }
            }
            let line = head.get(before..).unwrap_or_default();
            if before == 0 && !is_version(line) {
                return bad(RejectCause::BrokenRecord, "the first line of a record is more than its version");
            }
            if matches!(line, b"\n" | b"\r\n") {
                break;
            }
        }
        let fields = Fields::parse(&head);
        let length = fields.get("Content-Length").map(str::parse);
        match length {
            Some(Ok(length)) => Ok(Heading::Header(Header { start, member, begins_member, fields, length })),
            _ => bad(RejectCause::BrokenRecord, "the header of a record has no Content-Length"),
        }
    }

    /// Appends a line with its line feed. `None`: there is no line feed; `false`: it would be too long.
    fn read_line(&mut self, head: &mut Vec<u8>) -> io::Result<Option<bool>> {
        loop {
            let bytes = self.stream.fill()?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let end = memchr::memchr(b'\n', bytes);
            let taken = end.map_or(bytes.len(), |end| end + 1);
            if head.len() + taken > MAX_HEADER_BYTES {
                return Ok(Some(false));
            }
            head.extend_from_slice(bytes.get(..taken).unwrap_or_default());
            self.stream.consume(taken);
            if end.is_some() {
                return Ok(Some(true));
            }
        }
    }

    /// Reads the body that belongs to a header.
    fn record(&mut self, header: Header) -> io::Result<()> {
        let (held, kind) = (header.length <= self.limit, Kind::of(&header.fields));
        let wanted = if held { header.length } else { header.length.min(HEAD_BYTES as u64) };
        let mut body = Vec::with_capacity(wanted.min(FIRST_BODY_BYTES) as usize);
        let mut end = self.read_body(wanted, &mut body)?;
        let mut is_all = true;
        if !held && end == End::Whole {
            let is_text = kind.may_be_text(&header.fields, &body);
            if is_text && sign_in(&body).is_some() {
                end = End::Short;
            } else {
                (is_all, end) = (false, self.pass_over(header.length - wanted, is_text)?);
            }
        }
        let mut line_ends = Vec::new();
        let what_follows = match end {
            End::Whole => self.check_end(&mut line_ends),
            End::Short => Ok(Some("but ends before")),
        };
        match what_follows {
            Ok(None) => {}
            Ok(Some(problem)) => {
                body.append(&mut line_ends);
                return self.wrong_length(&header, body, is_all, problem);
            }
            Err(error) => {
                let stands_alone = header.begins_member
                    && Gap::of(&error).is_some_and(|gap| Some(gap.from) == header.member);
                if stands_alone {
                    // What was decompressed of it may be wrong in every byte.
                    return Err(error);
                }
                self.push_record(header, body, held, kind);
                let offset = self.stream.offset();
                self.fail(&error, offset, None);
                return Ok(());
            }
        }
        self.push_record(header, body, held, kind);
        Ok(())
    }

    /// Appends up to `length` bytes to the body.
    fn read_body(&mut self, length: u64, body: &mut Vec<u8>) -> io::Result<End> {
        let mut left = length;
        while left > 0 {
            let bytes = self.stream.fill()?;
            if bytes.is_empty() {
                return Ok(End::Short);
            }
            if self.stream.is_at_start() && self.stream.is_at_sign()? {
                return Ok(End::Short);
            }
            let bytes = self.stream.fill()?;
            let taken = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            body.extend_from_slice(bytes.get(..taken).unwrap_or_default());
            self.stream.consume(taken);
            left -= taken as u64;
        }
        Ok(End::Whole)
    }

    /// Passes over the rest of a body without holding it. What looks like a record in a text ends it, for such a
    /// length is more likely wrong than right.
    fn pass_over(&mut self, length: u64, is_text: bool) -> io::Result<End> {
        if is_text {
            return Ok(match self.stream.seek(length)? {
                Sought::Limit => End::Whole,
                Sought::Sign | Sought::End => End::Short,
            });
        }
        let mut left = length;
        while left > 0 {
            let available = self.stream.fill()?.len() as u64;
            if available == 0 || self.stream.is_at_start() && self.stream.is_at_sign()? {
                return Ok(End::Short);
            }
            let passed = available.min(left);
            self.stream.consume(passed as usize);
            left -= passed;
        }
        Ok(End::Whole)
    }

    /// Goes on behind the line ends after a body. Says what is wrong if something else follows than another record
    /// or the end of the member.
    fn check_end(&mut self, line_ends: &mut Vec<u8>) -> io::Result<Option<&'static str>> {
        for _ in 0..MAX_END_BYTES {
            let next = self.stream.fill()?.first().copied();
            match next {
                None => return Ok(None),
                Some(_) if self.stream.is_at_start() => return Ok(None),
                Some(byte @ (b'\r' | b'\n')) => {
                    line_ends.push(byte);
                    self.stream.consume(1);
                }
                Some(_) => break,
            }
        }
        let is_record = self.stream.look()? != Ahead::Other;
        let sound = is_record || matches!(self.stream.fill()?.first(), Some(b'\r' | b'\n'));
        Ok(if sound { None } else { Some("but goes on behind that") })
    }

    /// A body, with the line ends behind it, that is not as long as its header says. If another record begins inside of
    /// it, and all of it is there, reading goes on there.
    fn wrong_length(
        &mut self,
        header: &Header,
        mut body: Vec<u8>,
        is_all: bool,
        problem: &str,
    ) -> io::Result<()> {
        let member = header.member.map(|member| format!(" (in the member at byte {member} of the file)"));
        let (length, member) = (header.length, member.unwrap_or_default());
        self.lost = Some(Lost {
            from: header.start,
            id: header.id(),
            cause: RejectCause::Truncated,
            message: format!("the record says that it has {length} bytes, {problem}{member}"),
            gaps: 0,
        });
        // The length may end inside of the sign of the next record.
        let end = body.len();
        let failed = self.stream.take_sign(&mut body).err();
        let inside = if is_all { sign_in(&body) } else { None };
        let seen = self.stream.seen();
        match inside.filter(|at| self.second_looks.allow((body.len() - at) as u64, seen)) {
            Some(at) => {
                self.stream.put_back(body.split_off(at));
                self.stream.stand_behind_an_empty_line();
            }
            None => self.stream.put_back(body.split_off(end)),
        }
        failed.map_or(Ok(()), Err)
    }

    fn push_record(&mut self, header: Header, body: Vec<u8>, held: bool, kind: Kind) {
        let place = self.place(header.start);
        if let Kind::Skipped(kind) = kind {
            self.ready.push_back(RawRecord::skipped(place, kind));
            return;
        }
        let id = header.id().unwrap_or_else(|| format!("{}#{}", self.id, header.start));
        if !held {
            let record = if let Some(skipped) = document::kind_of_head(kind, &header.fields, &body) {
                RawRecord::skipped(place, skipped)
            } else {
                let message = format!(
                    "the record has {} bytes and is over the limit of {} (--max-document-bytes, --memory)",
                    header.length, self.limit
                );
                let cause = RejectCause::TooLarge;
                RawRecord::rejected(Reject { place, id: Some(id), cause, message })
            };
            self.ready.push_back(record);
            return;
        }
        let bytes = body.len();
        let document = Document { id, kind, fields: header.fields, body, limit: self.limit };
        let parse = move |place, wanted| document.parse(place, wanted);
        self.ready.push_back(RawRecord::new(place, bytes, parse));
    }
}

impl Header {
    fn id(&self) -> Option<String> {
        document::record_id(&self.fields)
    }
}
