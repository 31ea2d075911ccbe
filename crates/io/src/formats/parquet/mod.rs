//! Parquet: one row is one document.

mod count;
mod file;
mod groups;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use tamis_core::{Reject, RejectCause};

use super::Format;
use crate::record::RawRecord;
use crate::source::Source;
pub(crate) use count::count_rows;
use file::{Bytes, Opened, Unfit};
use groups::Groups;

/// Apache Parquet, with any of its encodings and compressions but LZO.
pub(super) struct Parquet;

/// What a file begins and ends with.
const MAGIC: &[u8] = b"PAR1";

impl Format for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".parquet", ".pq"]
    }

    fn has_rows(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> bool {
        head.starts_with(MAGIC)
    }

    fn open(&self, mut source: Source) -> Box<dyn Iterator<Item = RawRecord> + Send> {
        let bytes = match seekable(&mut source) {
            Ok(file) => Bytes::new(file),
            Err(Unseekable::Temporary(error)) => {
                let message = format!("the stream cannot be copied to a temporary file: {error}");
                return rejected(&source, message);
            }
            Err(Unseekable::Broken(error, read)) => {
                let reject = source.broken(&error, read, None, "a Parquet file is of use as a whole alone");
                return Box::new(std::iter::once(RawRecord::rejected(reject)));
            }
        };
        let opened = bytes.map_err(Unfit::Read).and_then(|bytes| Opened::new(bytes, &source));
        match opened {
            Ok(opened) => Box::new(Groups::new(Arc::new(opened), source.tally)),
            Err(unfit) => {
                let message = unfit.to_string();
                rejected(&source, message)
            }
        }
    }
}

/// Nothing but a reject for the whole file.
fn rejected(source: &Source, message: String) -> Box<dyn Iterator<Item = RawRecord> + Send> {
    let (place, id) = (source.place(None, None), Some(source.id.clone()));
    let reject = Reject { place, id, cause: RejectCause::Unreadable, message };
    Box::new(std::iter::once(RawRecord::rejected(reject)))
}

/// Why the bytes of a stream cannot be had in any order.
enum Unseekable {
    /// The copy cannot be written.
    Temporary(io::Error),
    /// The stream failed after so many bytes.
    Broken(io::Error, u64),
}

/// The bytes of a source in any order: the file itself, or a copy of the stream in a temporary file without a name.
fn seekable(source: &mut Source) -> Result<File, Unseekable> {
    if let Some(path) = &source.local
        && let Ok(mut file) = File::open(path)
        && is_parquet(&mut file)
    {
        return Ok(file);
    }
    let mut copy = tempfile::tempfile().map_err(Unseekable::Temporary)?;
    let mut stream = Watched { stream: &mut *source.stream, read: 0, failed: false };
    if let Err(error) = io::copy(&mut stream, &mut copy) {
        let Watched { read, failed, .. } = stream;
        return Err(if failed { Unseekable::Broken(error, read) } else { Unseekable::Temporary(error) });
    }
    copy.seek(SeekFrom::Start(0)).map_err(Unseekable::Temporary)?;
    Ok(copy)
}

/// Whether a file begins as Parquet does, and is not compressed as a whole. It is at its beginning after that.
fn is_parquet(file: &mut File) -> bool {
    let mut head = [0; MAGIC.len()];
    file.read_exact(&mut head).is_ok() && head == *MAGIC && file.seek(SeekFrom::Start(0)).is_ok()
}

/// A stream that remembers how far it was read, and whether it was it that failed.
struct Watched<'s> {
    stream: &'s mut (dyn io::BufRead + Send),
    read: u64,
    failed: bool,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.stream.read(buffer) {
            Ok(length) => {
                self.read += length as u64;
                Ok(length)
            }
            Err(error) => {
                self.failed |= error.kind() != io::ErrorKind::Interrupted;
                Err(error)
            }
        }
    }
}
