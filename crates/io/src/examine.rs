//! What a file that was written holds, without trust in anything but its bytes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use xxhash_rust::xxh3::Xxh3;

use crate::compression::{Codec, Tally, decompressed};
#[cfg(feature = "parquet")]
use crate::formats::count_rows;
use crate::lines::{Found, Lines, NumberedLine};
use crate::{FileSum, IoError};

/// Longest row that is read, in bytes; more than any row that a document under the usual limits gives. A guess.
const MAX_ROW_BYTES: u64 = 1 << 30;
/// Bytes read at a time behind what could be decompressed.
const BUFFER_BYTES: usize = 128 << 10;
/// What a Parquet file begins and ends with.
const PARQUET_MAGIC: &[u8; 4] = b"PAR1";

/// What a file should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Rows of JSON, one a line.
    Rows,
    /// One text.
    Text,
    /// Texts one behind the other; how many cannot be told.
    Texts,
    /// A Parquet file with a column `id`. Its rows are counted if the feature `parquet` is on.
    Parquet,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Length and hash as it lies there.
    pub sum: FileSum,
    /// Records in it, broken ones left out; `None` if it does not tell.
    pub records: Option<u64>,
    /// Lines that are no rows.
    pub broken: u64,
    /// The first thing that is wrong with what it holds.
    pub problem: Option<String>,
}

/// Told of bytes as they are read, for progress.
pub type Reading = Arc<dyn Fn(u64) + Send + Sync>;

/// Reads a file to its end, whatever is wrong with it. `on_id` gets the number, from 1, and the id of every row that
/// has one. Holds one row at a time.
///
/// # Errors
/// [`IoError::Read`] if the file cannot be opened or read; what is wrong in it is a problem.
pub fn examine(
    path: &Path,
    content: Content,
    reading: &Reading,
    on_id: &mut dyn FnMut(u64, &str),
) -> Result<Examined, IoError> {
    let failed = |source| IoError::Read { path: path.to_path_buf(), source };
    let file = File::open(path).map_err(failed)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let summed = Arc::new(Mutex::new(Summed {
        file,
        bytes: 0,
        hash: Box::new(Xxh3::new()),
        reading: Arc::clone(reading),
    }));
    let mut found = Counted::default();
    match content {
        Content::Rows => found.rows(&summed, &name, on_id),
        Content::Text | Content::Texts => {
            found.records = (content == Content::Text).then_some(1);
            found.text(&summed, &name);
        }
        Content::Parquet => {}
    }
    let mut summed = summed.lock().unwrap_or_else(PoisonError::into_inner);
    summed.drain().map_err(failed)?;
    if content == Content::Parquet {
        found.parquet(&mut summed.file, on_id);
    }
    let sum = FileSum { bytes: summed.bytes, xxh3: format!("{:032x}", summed.hash.digest128()) };
    Ok(Examined { sum, records: found.records, broken: found.broken, problem: found.problem })
}

/// What was found so far.
#[derive(Default)]
struct Counted {
    records: Option<u64>,
    broken: u64,
    problem: Option<String>,
}

/// What of a row is looked at; all of it must be JSON.
#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow, default)]
    id: Option<std::borrow::Cow<'a, str>>,
}

impl Counted {
    fn rows(&mut self, summed: &Arc<Mutex<Summed>>, name: &str, on_id: &mut dyn FnMut(u64, &str)) {
        let mut stream = decompressed(
            Box::new(Shared(Arc::clone(summed))),
            Codec::split(name).1,
            &Arc::new(Tally::default()),
        );
        let mut lines = Lines::new(MAX_ROW_BYTES);
        let mut records = 0;
        while let Some(NumberedLine { number, found, .. }) = lines.next(&mut *stream) {
            match found {
                Found::Line(line) => match parsed(&line) {
                    Ok(row) => {
                        records += 1;
                        if let Some(id) = &row.id {
                            on_id(number, id);
                        }
                    }
                    Err(problem) => self.broken(number, &problem),
                },
                Found::TooLong => self.broken(number, "is too long to be checked"),
                Found::Failed(error) => {
                    self.broken += 1;
                    self.note(|| format!("cannot be decompressed beyond line {number}: {error}"));
                    break;
                }
            }
        }
        self.records = Some(records);
    }

    fn text(&mut self, summed: &Arc<Mutex<Summed>>, name: &str) {
        let raw = Box::new(Shared(Arc::clone(summed)));
        let mut stream = decompressed(raw, Codec::split(name).1, &Arc::new(Tally::default()));
        if let Err(error) = io::copy(&mut stream, &mut io::sink()) {
            self.note(|| format!("cannot be decompressed: {error}"));
        }
    }

    /// Counts rows by the footer. Reads the ids alone; the check sum is for the rest.
    fn parquet(&mut self, file: &mut File, on_id: &mut dyn FnMut(u64, &str)) {
        self.problem = parquet_problem(file);
        #[cfg(feature = "parquet")]
        if self.problem.is_none() {
            (self.records, self.problem) = match file.try_clone() {
                Ok(file) => count_rows(file, on_id),
                Err(error) => (None, Some(format!("cannot be opened again: {error}"))),
            };
        }
        #[cfg(not(feature = "parquet"))]
        let _ = on_id;
    }

    fn broken(&mut self, number: u64, problem: &str) {
        self.broken += 1;
        self.note(|| format!("line {number} {problem}"));
    }

    fn note(&mut self, problem: impl FnOnce() -> String) {
        self.problem.get_or_insert_with(problem);
    }
}

fn parsed(line: &[u8]) -> Result<Row<'_>, String> {
    // An array would do for a struct as well.
    if line.first() != Some(&b'{') {
        return Err("is no JSON object".to_owned());
    }
    serde_json::from_slice(line).map_err(|error| format!("is no row: {error}"))
}

/// What is wrong at the ends of a Parquet file.
fn parquet_problem(file: &mut File) -> Option<String> {
    let mut ends = [[0; 4]; 2];
    for (end, from) in ends.iter_mut().zip([SeekFrom::Start(0), SeekFrom::End(-4)]) {
        if file.seek(from).and_then(|_| file.read_exact(end)).is_err() {
            return Some("is too short for a Parquet file".to_owned());
        }
    }
    let is_whole = ends.iter().all(|end| end == PARQUET_MAGIC);
    (!is_whole).then(|| "does not begin and end as a Parquet file".to_owned())
}

/// A file whose bytes are counted and hashed as they are read.
struct Summed {
    file: File,
    bytes: u64,
    hash: Box<Xxh3>,
    reading: Reading,
}

impl Summed {
    /// Reads what nobody wanted to read.
    fn drain(&mut self) -> io::Result<()> {
        let mut buffer = vec![0; BUFFER_BYTES];
        while self.read(&mut buffer)? > 0 {}
        Ok(())
    }
}

impl Read for Summed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = loop {
            match self.file.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.hash.update(buffer.get(..length).unwrap_or(buffer));
        self.bytes += length as u64;
        (self.reading)(length as u64);
        Ok(length)
    }
}

/// The same file, for a reader that wants to own it.
struct Shared(Arc<Mutex<Summed>>);

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, bytes: &[u8], content: Content, records: Option<u64>, problem: Option<&str>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let found = examine(&path, content, &(Arc::new(|_| {}) as Reading), &mut |_, _| {}).unwrap();
        assert_eq!(found.sum.bytes, bytes.len() as u64);
        assert_eq!(found.sum.xxh3, format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes)));
        assert_eq!(found.records, records);
        let said = found.problem.as_deref();
        assert_eq!(said.is_some(), problem.is_some(), "{said:?}");
        assert!(said.unwrap_or_default().contains(problem.unwrap_or_default()), "{said:?}");
    }

    #[test]
    fn rows_are_counted_and_hashed_whatever_is_wrong() {
        check("a.jsonl", b"{\"id\":\"a\"}\n{\"id\":\"b\"}\n", Content::Rows, Some(2), None);
        check("a.jsonl", b"", Content::Rows, Some(0), None);
        check("a.jsonl", b"{}\n[\"a\"]\n{}", Content::Rows, Some(2), Some("line 2 is no JSON object"));
        check("a.jsonl", b"{\"id\":\"a\"\n\n", Content::Rows, Some(0), Some("line 1 is no row"));
        let rows = "{\"id\":\"one\",\"text\":\"All the boats are in.\"}\n".repeat(9000);
        let packed = zstd::encode_all(rows.as_bytes(), 3).unwrap();
        check("a.jsonl.zst", &packed, Content::Rows, Some(9000), None);
        let cut = packed.get(..packed.len() - 5).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cut.jsonl.zst");
        std::fs::write(&path, cut).unwrap();
        let found = examine(&path, Content::Rows, &(Arc::new(|_| {}) as Reading), &mut |_, _| {}).unwrap();
        assert!(found.problem.unwrap().contains("cannot be decompressed"));
        assert_eq!(found.sum.bytes, cut.len() as u64);
        check(
            "a.jsonl.gz",
            &[vec![0x1f, 0x8b], vec![7; 300_000]].concat(),
            Content::Rows,
            Some(0),
            Some("cannot"),
        );
    }

    #[test]
    fn a_text_is_one_record_and_parquet_has_two_ends() {
        check("a.txt", b"One.\nTwo.\n", Content::Text, Some(1), None);
        check("a.txt", b"One.\nTwo.\n", Content::Texts, None, None);
        let problem = cfg!(feature = "parquet").then_some("no Parquet footer");
        check("a.parquet", b"PAR1....PAR1", Content::Parquet, None, problem);
        check("a.parquet", b"PAR1....PAR", Content::Parquet, None, Some("begin and end"));
        check("a.parquet", b"PA", Content::Parquet, None, Some("too short"));
    }
}
