//! A run as it lies on disk: its figures and settings, its documents, and what was removed from them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use tamis_core::{Body, Metadata};
use tamis_io::{
    InputConfig, InputFile, IoError, Parsed, Reader, SavedRows, SavedRun, Side, Target, ids_of_text_file,
    parse_row,
};
use tamis_pipeline::{STATS_SCHEMA_VERSION, Stats, Timing};

use super::GatherError;
use super::sample::{KeySet, key};
use crate::make::TIMING;

/// Longest row or text that is read, in bytes; more than any that a document under the usual limits gives. A guess.
const MAX_DOCUMENT_BYTES: u64 = 1 << 30;

/// A run that is done.
#[derive(Debug)]
pub(super) struct Run {
    /// What the user calls it.
    pub(super) name: String,
    pub(super) saved: SavedRun,
    pub(super) stats: Stats,
    pub(super) config: String,
    pub(super) timing: Option<Timing>,
    path: PathBuf,
}

/// A document of a run, wherever it went.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) meta: Metadata,
    /// The text that is left of it.
    pub(super) text: String,
    pub(super) way: Way<'a>,
}

/// Where a document went.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way<'a> {
    Kept,
    Duplicate(&'a GoneRow<'a>),
    Dropped(&'a GoneRow<'a>),
}

/// A row of `duplicates` or `dropped`.
#[derive(Debug, Deserialize)]
pub(super) struct GoneRow<'a> {
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    /// Empty if it was dropped.
    #[serde(borrow, default)]
    pub(super) kept_id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) reason: Cow<'a, str>,
    #[serde(default)]
    pub(super) similarity: f64,
    #[serde(borrow)]
    pub(super) evidence: Cow<'a, str>,
    /// The row as it would have been written.
    #[serde(borrow)]
    row: &'a RawValue,
}

/// A row of `removed`, as much of it as is looked at.
#[derive(Debug, Deserialize)]
pub(super) struct RemovedSpan<'a> {
    pub(super) start: u64,
    pub(super) end: u64,
    #[serde(borrow)]
    stage: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) action: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) reason: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) text: Cow<'a, str>,
    /// Empty if nothing stands there now.
    #[serde(borrow, default)]
    pub(super) replacement: Cow<'a, str>,
}

impl RemovedSpan<'_> {
    /// Whether text went or was changed for it; decoding takes nothing away.
    pub(super) fn is_loss(&self) -> bool {
        self.stage != "decode" && matches!(&*self.action, "drop" | "edit")
    }
}

/// Looks at documents as a run is read.
pub(super) trait Watcher {
    /// Whether it wants to see the text of a document of this key that went this way. May be asked several times.
    fn wants(&mut self, key: u64, way: Way<'_>) -> bool;
    /// Sees one that it wanted.
    fn see(&mut self, key: u64, document: &Document<'_>);
}

impl Run {
    /// The run that wrote `path`.
    pub(super) fn open(path: &Path) -> Result<Self, GatherError> {
        let saved = SavedRun::open(path)?;
        if let Some(file) = saved.changed_file() {
            let why = "is not as the run wrote it; see tamis verify".to_owned();
            return Err(GatherError::Broken { file: file.display().to_string(), why });
        }
        let stats = stats_of(&saved)?;
        let timing = match json_file(&saved, TIMING) {
            Err(GatherError::Io(IoError::Read { source, .. }))
                if source.kind() == std::io::ErrorKind::NotFound =>
            {
                None
            }
            timing => Some(timing?),
        };
        let config = String::from_utf8_lossy(&saved.side_file("config.toml")?).into_owned();
        let name = path.display().to_string();
        Ok(Run { name, saved, stats, config, timing, path: path.to_path_buf() })
    }

    /// Documents that were cleaned.
    pub(super) fn documents(&self) -> u64 {
        let books = self.stats.books;
        books.kept + books.duplicates + books.dropped
    }

    /// Whether all that was removed can be read: it was recorded here, or there is nothing.
    pub(super) fn knows_removed(&self) -> bool {
        self.stats.removed_by_reason.is_empty() || self.saved.side_rows(Side::Removed).is_some()
    }

    /// Whether texts stand one behind the other in a file, where it cannot be told where one ends.
    pub(super) fn has_joined_texts(&self) -> bool {
        let is_directory = matches!(Target::parse(&self.path), Ok(Target::Directory(_)));
        !is_directory && self.saved.data_files().any(|(_, file)| is_text(&file.path))
    }

    /// Shows all documents to whoever wants them: the data, then the duplicates, then those dropped, each in the order of the
    /// run.
    pub(super) fn watched(&self, seed: u64, watchers: &mut [&mut dyn Watcher]) -> Result<(), GatherError> {
        match self.saved.rows() {
            Ok(rows) => self.data_rows(rows, seed, watchers)?,
            Err(_) => self.data_files(seed, watchers)?,
        }
        for side in [Side::Duplicates, Side::Dropped] {
            self.rows(side, &mut |bytes| {
                let row: GoneRow<'_> = parsed(bytes)?;
                let way = if side == Side::Duplicates { Way::Duplicate(&row) } else { Way::Dropped(&row) };
                if is_wanted(key(&row.id, seed), watchers, way) {
                    show_row(row.row.get().as_bytes(), seed, watchers, way)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Hands over the rows of a side file, if it is there; what `take` finds wrong with one is wrong with the file.
    pub(super) fn rows(
        &self,
        side: Side,
        take: &mut dyn FnMut(&[u8]) -> Result<(), String>,
    ) -> Result<(), GatherError> {
        let Some(mut rows) = self.saved.side_rows(side) else { return Ok(()) };
        let mut row = Vec::new();
        let mut number = 0_u64;
        while rows.read_row(&mut row)? {
            number += 1;
            take(&row).map_err(|why| GatherError::Broken {
                file: self.saved.side_path(side.file_name()).display().to_string(),
                why: format!("row {number}: {why}"),
            })?;
        }
        Ok(())
    }

    /// Shows the documents that were written as rows of JSON. Rows that nobody wants are not looked into.
    fn data_rows(
        &self,
        mut rows: SavedRows,
        seed: u64,
        watchers: &mut [&mut dyn Watcher],
    ) -> Result<(), GatherError> {
        let mut row = Vec::new();
        while rows.read_row(&mut row)? {
            let shown = id_of(&row).and_then(|id| {
                let wanted = is_wanted(key(&id, seed), watchers, Way::Kept);
                if wanted { show_row(&row, seed, watchers, Way::Kept) } else { Ok(()) }
            });
            shown.map_err(|why| GatherError::Broken {
                file: rows.path().unwrap_or(&self.path).display().to_string(),
                why,
            })?;
        }
        Ok(())
    }

    /// Shows the documents that were written as Parquet or text.
    fn data_files(&self, seed: u64, watchers: &mut [&mut dyn Watcher]) -> Result<(), GatherError> {
        if self.saved.data_files().all(|(_, file)| !is_text(&file.path)) {
            let reader = reader("auto")?;
            return self.saved.data_files().try_for_each(|(path, file)| {
                read(&reader, &InputFile::new(path, &file.path), &mut |meta, text| {
                    show(seed, watchers, &Document { meta, text, way: Way::Kept });
                })
            });
        }
        if self.has_joined_texts() {
            return Ok(());
        }
        let known = self.ids_in_side_files(seed)?;
        let reader = reader("text")?;
        self.saved.data_files().try_for_each(|(path, file)| {
            let ids = ids_of_text_file(&file.path);
            let id = ids.iter().find(|id| known.contains(&key(id, seed))).or(ids.first());
            let id = id.cloned().unwrap_or_default();
            if !is_wanted(key(&id, seed), watchers, Way::Kept) {
                return Ok(());
            }
            read(&reader, &InputFile::new(path, &file.path), &mut |_, mut text| {
                if text.ends_with('\n') {
                    text.pop();
                }
                let meta = Metadata { id: id.clone(), ..Metadata::default() };
                show(seed, watchers, &Document { meta, text, way: Way::Kept });
            })
        })
    }

    /// Keys of documents that side files name.
    fn ids_in_side_files(&self, seed: u64) -> Result<KeySet, GatherError> {
        let mut known = KeySet::default();
        for side in [Side::Removed, Side::Trace] {
            self.rows(side, &mut |bytes| {
                known.insert(key(&id_of(bytes)?, seed));
                Ok(())
            })?;
        }
        Ok(known)
    }
}

/// The id of a row, which is its first member: nearly always it can be read without the rest.
pub(super) fn id_of(row: &[u8]) -> Result<Cow<'_, str>, String> {
    /// Any row about a document.
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        id: Cow<'a, str>,
    }
    let value = row.strip_prefix(b"{\"id\":");
    let inside = value.and_then(|value| value.strip_prefix(b"\""));
    let plain =
        inside.and_then(|rest| rest.get(..rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?));
    let ends = |id: &&[u8]| inside.and_then(|rest| rest.get(id.len())) == Some(&b'"');
    if let Some(id) = plain.filter(ends).and_then(|id| std::str::from_utf8(id).ok()) {
        return Ok(Cow::Borrowed(id));
    }
    let Some(value) = value else {
        return parsed(row).map(|named: Named<'_>| named.id);
    };
    let mut text = serde_json::Deserializer::from_slice(value);
    String::deserialize(&mut text).map(Cow::Owned).map_err(|error| error.to_string())
}

/// A row of a side file.
pub(super) fn parsed<'a, T: Deserialize<'a>>(row: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(row).map_err(|error| error.to_string())
}

fn is_wanted(key: u64, watchers: &mut [&mut dyn Watcher], way: Way<'_>) -> bool {
    watchers.iter_mut().any(|watcher| watcher.wants(key, way))
}

/// Shows the document of a row that was written, or would have been.
fn show_row(row: &[u8], seed: u64, watchers: &mut [&mut dyn Watcher], way: Way<'_>) -> Result<(), String> {
    let record = parse_row(row).map_err(|reject| reject.message)?;
    show(seed, watchers, &Document { text: text_of(record.body), meta: record.meta, way });
    Ok(())
}

fn show(seed: u64, watchers: &mut [&mut dyn Watcher], document: &Document<'_>) {
    let key = key(&document.meta.id, seed);
    for watcher in watchers {
        if watcher.wants(key, document.way) {
            watcher.see(key, document);
        }
    }
}

/// The figures of a run, unless they are of a shape that is not known.
pub(crate) fn stats_of(saved: &SavedRun) -> Result<Stats, GatherError> {
    let stats = json_of(saved, "stats.json", Stats::from_json)?;
    if stats.schema_version <= STATS_SCHEMA_VERSION {
        return Ok(stats);
    }
    let why = "was written by a later version of tamis, which this one does not know".to_owned();
    Err(GatherError::Broken { file: saved.side_path("stats.json").display().to_string(), why })
}

fn json_file<T: DeserializeOwned>(saved: &SavedRun, name: &str) -> Result<T, GatherError> {
    json_of(saved, name, |bytes| serde_json::from_slice(bytes))
}

/// A small file of JSON in the folder of side files.
fn json_of<T>(
    saved: &SavedRun,
    name: &str,
    read: impl FnOnce(&[u8]) -> serde_json::Result<T>,
) -> Result<T, GatherError> {
    read(&saved.side_file(name)?).map_err(|error| GatherError::Broken {
        file: saved.side_path(name).display().to_string(),
        why: error.to_string(),
    })
}

/// Whether a data file holds text and nothing else.
fn is_text(path: &str) -> bool {
    let inner = path.strip_suffix(".gz").or_else(|| path.strip_suffix(".zst")).unwrap_or(path);
    Path::new(inner).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt"))
}

fn reader(format: &str) -> Result<Reader, GatherError> {
    let config = InputConfig { from: format.to_owned(), ..InputConfig::default() };
    Reader::new(config, MAX_DOCUMENT_BYTES)
        .map_err(|error| GatherError::Broken { file: "settings".into(), why: error.to_string() })
}

/// Hands over what a file that was written holds.
fn read(
    reader: &Reader,
    file: &InputFile,
    take: &mut dyn FnMut(Metadata, String),
) -> Result<(), GatherError> {
    let place = file.path().display().to_string();
    if cfg!(not(feature = "parquet")) && place.ends_with(".parquet") {
        let why = "this tamis was built without Parquet".to_owned();
        return Err(GatherError::Broken { file: place, why });
    }
    for raw in reader.open(file) {
        // The reject names its place in the file, and nothing is wrong with rows that tamis wrote.
        let broken = |why: String| GatherError::Broken { file: place.clone(), why };
        if let Parsed::Record(record) = raw.parse().map_err(|reject| broken(reject.message))? {
            take(record.meta, text_of(record.body));
        }
    }
    Ok(())
}

fn text_of(body: Body) -> String {
    match body {
        Body::Text(text) => text,
        Body::Bytes { bytes, .. } => match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_row_is_read_before_the_rest() {
        let check = |row: &str, expect: Option<&str>| {
            assert_eq!(id_of(row.as_bytes()).ok().as_deref(), expect, "{row}");
        };
        check(r#"{"id":"a","text":"x"}"#, Some("a"));
        check(r#"{"id":"","text":"x"}"#, Some(""));
        check(r#"{"id":"é\"b\n","text":"x"}"#, Some("é\"b\n"));
        check(r#"{"text":"x", "id" : "b"}"#, Some("b"));
        check(r#"{"id":7}"#, None);
        check(r#"{"id":"a"#, None);
        check("", None);
    }
}
