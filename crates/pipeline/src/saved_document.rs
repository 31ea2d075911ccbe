//! One document of a run, as the run left it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tamis_core::{Body, Metadata};
use tamis_io::{
    DroppedRow, DuplicateRow, InputConfig, InputFile, IoError, Parsed, Reader, RejectRow, RemovedRow,
    SavedRun, Side, Target, ids_of_text_file, parse_row,
};

use crate::{RunError, TracedDocument, retrace};

/// The list of what a run wrote, in its folder of side files.
const MANIFEST: &str = "manifest.json";
/// Longest row or text that is read, in bytes; more than any that a document under the usual limits gives. A guess.
const MAX_DOCUMENT_BYTES: u64 = 1 << 30;
/// Ids that are named if one is unknown.
const NEAREST: usize = 3;
/// Likeness, by Jaro and Winkler, from which an id is named as near. A guess.
const NEAR: f64 = 0.7;

/// What became of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// It was written.
    Kept,
    /// Another document stays in its place.
    Duplicate {
        /// Id of that document.
        kept_id: String,
        /// Name of the reason.
        reason: String,
        /// How much of the two is the same, 0..=1.
        similarity: f32,
        /// A figure or a matched place.
        evidence: String,
    },
    /// It went as a whole.
    Dropped {
        /// Name of the reason.
        reason: String,
        /// A figure or a matched place.
        evidence: String,
    },
    /// It could not be read or processed.
    Rejected {
        /// Name of the cause.
        cause: String,
        /// What is wrong.
        message: String,
        /// File, and line or byte in it.
        place: String,
    },
    /// Side files name it, but nothing says where it went.
    Unknown,
}

/// One document of a run.
#[derive(Debug)]
pub struct SavedDocument {
    /// Its id.
    pub id: String,
    /// What became of it.
    pub fate: Fate,
    /// What is known of it besides its text.
    pub meta: Metadata,
    /// What is left of it; empty if it was rejected.
    pub text: String,
    /// Its row of the trace.
    trace: Option<Vec<u8>>,
    /// Its rows of `removed`.
    removed: Vec<RemovedRow<'static>>,
}

impl SavedDocument {
    /// Every block with its verdict: as the trace has it, or else put together again from the text and what was removed.
    pub fn traced(&self) -> TracedDocument<'_> {
        let traced = self.trace.as_deref().and_then(|row| serde_json::from_slice(row).ok());
        traced.unwrap_or_else(|| {
            let owned = |text: &Option<String>| text.clone().map(Cow::Owned);
            let title = self.meta.facts.headline.as_ref().or(self.meta.title.as_ref()).cloned();
            TracedDocument {
                url: owned(&self.meta.url),
                source: owned(&self.meta.source),
                title: owned(&title),
                ..retrace(&self.id, &self.text, &self.removed)
            }
        })
    }

    /// Whether the run traced it.
    pub fn is_traced(&self) -> bool {
        self.trace.is_some()
    }

    /// What stood where text was decoded, in full: first scalar of the document text, the scalar after its last, the original.
    pub fn originals(&self) -> impl Iterator<Item = (u64, u64, &str)> {
        let notes = self.removed.iter().filter(|row| row.stage == "decode");
        notes.map(|row| (row.start, row.end, &*row.text))
    }
}

/// Whether a run that is done wrote this directory or file.
pub fn is_run(path: &Path) -> bool {
    let folder = Target::parse(path).ok().and_then(|target| target.side_folder());
    folder.is_some_and(|folder| folder.join(MANIFEST).is_file())
}

/// Finds a document of a run by its id. What a run wrote is read no further than needed.
///
/// # Errors
/// If no such run is there or cannot be read, or no document has the id; [`RunError::NoSuchDocument`] names those that are near.
pub fn find_saved(run: &Path, id: &str) -> Result<SavedDocument, RunError> {
    let files = RunFiles::open(run)?;
    let trace = files.row_of(Side::Trace, id)?;
    let (mut fate, mut meta, mut text) = match files.written(id)? {
        Some((meta, text)) => (Fate::Kept, meta, text),
        None => (Fate::Unknown, Metadata::default(), String::new()),
    };
    if fate == Fate::Unknown
        && let Some(Gone { fate: found, row }) = files.gone(id)?
    {
        fate = found;
        if let Ok(record) = row.map_or(Ok(None), |row| parse_row(&row).map(Some)) {
            (meta, text) = record.map_or_else(Default::default, |record| (record.meta, text_of(record.body)));
        }
    }
    let removed = files.removed(id)?;
    if fate == Fate::Unknown && trace.is_none() && removed.is_empty() {
        let near = files.nearest(id)?;
        return Err(RunError::NoSuchDocument {
            run: run.display().to_string(),
            wanted: id.to_owned(),
            near: if near.is_empty() { String::new() } else { format!("; near it: {}", near.join(", ")) },
        });
    }
    Ok(SavedDocument { id: id.to_owned(), fate, meta, text, trace, removed })
}

/// The ids of the first documents of a run: those that were written, then those that were not.
///
/// # Errors
/// If no such run is there or cannot be read.
pub fn first_ids(run: &Path, most: usize) -> Result<Vec<String>, RunError> {
    let mut ids = Vec::new();
    if most > 0 {
        RunFiles::open(run)?.each_id(&mut |id| {
            ids.push(id.to_owned());
            ids.len() < most
        })?;
    }
    Ok(ids)
}

/// The files of a run.
struct RunFiles {
    saved: SavedRun,
    /// Path and name of each data file.
    data: Vec<(PathBuf, String)>,
    /// Whether each document stands in a text file of its own.
    are_texts: bool,
    is_directory: bool,
}

/// A document that was not written, and its row as it would have been.
struct Gone {
    fate: Fate,
    row: Option<Vec<u8>>,
}

/// Any row that begins with an id.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
}

/// The whole row in a row of `duplicates` or `dropped`.
#[derive(Deserialize)]
struct Holder<'a> {
    #[serde(borrow)]
    row: &'a serde_json::value::RawValue,
}

impl RunFiles {
    fn open(run: &Path) -> Result<Self, RunError> {
        let saved = SavedRun::open(run)?;
        let target = Target::parse(run)?;
        let is_directory = matches!(target, Target::Directory(_));
        let data: Vec<_> = saved.data_files().map(|(path, file)| (path, file.path.clone())).collect();
        let are_texts = data.iter().any(|(_, name)| is_text(name));
        Ok(RunFiles { saved, data, are_texts, is_directory })
    }

    /// The row of a side file with this id.
    fn row_of(&self, side: Side, id: &str) -> Result<Option<Vec<u8>>, RunError> {
        let Some(mut rows) = self.saved.side_rows(side) else { return Ok(None) };
        let wanted = Wanted::new(id);
        while let Some(row) = rows.next_row()? {
            if wanted.is_of(&row) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// The rows of what was removed from a document; they stand one behind the other.
    fn removed(&self, id: &str) -> Result<Vec<RemovedRow<'static>>, RunError> {
        let Some(mut rows) = self.saved.side_rows(Side::Removed) else { return Ok(Vec::new()) };
        let wanted = Wanted::new(id);
        let mut found = Vec::new();
        while let Some(row) = rows.next_row()? {
            if wanted.is_of(&row) {
                found.extend(serde_json::from_slice::<RemovedRow<'_>>(&row).ok().map(owned));
            } else if !found.is_empty() {
                break;
            }
        }
        Ok(found)
    }

    /// A document that was written.
    fn written(&self, id: &str) -> Result<Option<(Metadata, String)>, RunError> {
        if self.are_texts {
            return self.written_text(id);
        }
        if let Ok(mut rows) = self.saved.rows() {
            let wanted = Wanted::new(id);
            while let Some(row) = rows.next_row()? {
                if wanted.is_of(&row)
                    && let Ok(record) = parse_row(&row)
                {
                    return Ok(Some((record.meta, text_of(record.body))));
                }
            }
            return Ok(None);
        }
        let mut found = None;
        self.each_record(&mut |meta, body| {
            if meta.id == id {
                found = Some((meta, text_of(body)));
            }
            found.is_none()
        })?;
        Ok(found)
    }

    /// The same, of text files.
    fn written_text(&self, id: &str) -> Result<Option<(Metadata, String)>, RunError> {
        if !self.is_directory {
            // Texts one behind the other: where one ends cannot be told.
            return Ok(None);
        }
        let Some((path, _)) = self.data.iter().find(|(_, name)| is_text_of(name, id)) else {
            return Ok(None);
        };
        let bytes = std::fs::read(path).map_err(|source| IoError::Read { path: path.clone(), source })?;
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        if text.ends_with('\n') {
            text.pop();
        }
        Ok(Some((Metadata { id: id.to_owned(), ..Metadata::default() }, text)))
    }

    /// What became of a document that was not written, and the row of it that would have been.
    fn gone(&self, id: &str) -> Result<Option<Gone>, RunError> {
        let whole = |row: &[u8]| {
            serde_json::from_slice::<Holder<'_>>(row).ok().map(|holder| holder.row.get().as_bytes().to_vec())
        };
        if let Some(row) = self.row_of(Side::Duplicates, id)?
            && let Ok(found) = serde_json::from_slice::<DuplicateRow<'_>>(&row)
        {
            let fate = Fate::Duplicate {
                kept_id: found.kept_id.into_owned(),
                reason: found.reason.into_owned(),
                similarity: found.similarity,
                evidence: found.evidence.into_owned(),
            };
            return Ok(Some(Gone { fate, row: whole(&row) }));
        }
        if let Some(row) = self.row_of(Side::Dropped, id)?
            && let Ok(found) = serde_json::from_slice::<DroppedRow<'_>>(&row)
        {
            let fate =
                Fate::Dropped { reason: found.reason.into_owned(), evidence: found.evidence.into_owned() };
            return Ok(Some(Gone { fate, row: whole(&row) }));
        }
        let Some(mut rows) = self.saved.side_rows(Side::Rejects) else { return Ok(None) };
        while let Some(row) = rows.next_row()? {
            let Ok(found) = serde_json::from_slice::<RejectRow<'_>>(&row) else { continue };
            if found.id.as_deref() == Some(id) {
                let place = match (found.line, found.offset) {
                    (Some(line), _) => format!("{}:{line}", found.file),
                    (None, Some(offset)) => format!("{} at byte {offset}", found.file),
                    (None, None) => found.file.into_owned(),
                };
                let (cause, message) = (found.cause.into_owned(), found.message.into_owned());
                return Ok(Some(Gone { fate: Fate::Rejected { cause, message, place }, row: None }));
            }
        }
        Ok(None)
    }

    /// Shows all ids there are, in an order of its own, until it is told to stop.
    fn each_id(&self, show: &mut dyn FnMut(&str) -> bool) -> Result<(), RunError> {
        let mut goes_on = true;
        let mut last = String::new();
        let mut seen = |id: &str| {
            if id != last {
                id.clone_into(&mut last);
                goes_on = show(id);
            }
            goes_on
        };
        let mut sides = vec![Side::Duplicates, Side::Dropped, Side::Rejects];
        if self.are_texts {
            // A file may stand for several ids, and side files say which it is.
            sides.splice(0..0, [Side::Trace, Side::Removed]);
            for (_, name) in &self.data {
                if !seen(ids_of_text_file(name).first().unwrap_or(name)) {
                    return Ok(());
                }
            }
        } else if let Ok(mut rows) = self.saved.rows() {
            while let Some(row) = rows.next_row()? {
                if !id_of(&row).is_none_or(|id| seen(&id)) {
                    return Ok(());
                }
            }
        } else {
            self.each_record(&mut |meta, _| seen(&meta.id))?;
        }
        for side in sides {
            let Some(mut rows) = self.saved.side_rows(side) else { continue };
            while let Some(row) = rows.next_row()? {
                if !id_of(&row).is_none_or(|id| seen(&id)) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Shows all documents that were written as rows of any format, until it is told to stop.
    fn each_record(&self, show: &mut dyn FnMut(Metadata, Body) -> bool) -> Result<(), RunError> {
        let reader = Reader::new(InputConfig::default(), MAX_DOCUMENT_BYTES)?;
        for (path, name) in &self.data {
            for raw in reader.open(&InputFile::new(path, name)) {
                match raw.parse() {
                    Ok(Parsed::Record(record)) => {
                        if !show(record.meta, record.body) {
                            return Ok(());
                        }
                    }
                    Ok(Parsed::Skipped(_)) => {}
                    Err(reject) => {
                        let (place, message) = (reject.place.to_string(), reject.message);
                        return Err(RunError::Unreadable { place, message });
                    }
                }
            }
        }
        Ok(())
    }

    /// The ids most like one that is not there, the likest first.
    fn nearest(&self, wanted: &str) -> Result<Vec<String>, RunError> {
        let mut near: Vec<(f64, String)> = Vec::new();
        self.each_id(&mut |id| {
            let likeness = if id.contains(wanted) || wanted.contains(id) {
                1.0
            } else {
                strsim::jaro_winkler(id, wanted)
            };
            if likeness >= NEAR && near.iter().all(|(_, known)| known != id) {
                let at = near.partition_point(|(other, _)| *other >= likeness);
                near.insert(at, (likeness, id.to_owned()));
                near.truncate(NEAREST);
            }
            true
        })?;
        Ok(near.into_iter().map(|(_, id)| id).collect())
    }
}

/// An id that rows are looked through for.
struct Wanted<'i> {
    id: &'i str,
    /// How a row of tamis with it begins, if it is written as it stands.
    head: Option<String>,
}

impl<'i> Wanted<'i> {
    fn new(id: &'i str) -> Self {
        let is_plain = !id.contains(|c: char| c.is_control() || c == '"' || c == '\\');
        Wanted { id, head: is_plain.then(|| format!("{{\"id\":\"{id}\"")) }
    }

    fn is_of(&self, row: &[u8]) -> bool {
        match &self.head {
            Some(head) if row.starts_with(b"{\"id\":\"") => row.starts_with(head.as_bytes()),
            _ => id_of(row).is_some_and(|id| id == self.id),
        }
    }
}

fn id_of(row: &[u8]) -> Option<Cow<'_, str>> {
    serde_json::from_slice::<Named<'_>>(row).ok()?.id
}

fn owned(row: RemovedRow<'_>) -> RemovedRow<'static> {
    fn own(text: Cow<'_, str>) -> Cow<'static, str> {
        Cow::Owned(text.into_owned())
    }
    RemovedRow {
        id: own(row.id),
        stage: own(row.stage),
        action: own(row.action),
        reason: own(row.reason),
        evidence: own(row.evidence),
        text: own(row.text),
        replacement: row.replacement.map(own),
        ..row
    }
}

fn text_of(body: Body) -> String {
    match body {
        Body::Text(text) => text,
        Body::Bytes { bytes, .. } => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

fn without_codec(name: &str) -> &str {
    name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name)
}

fn is_text(name: &str) -> bool {
    Path::new(without_codec(name)).extension().is_some_and(|extension| extension == "txt")
}

/// Whether a text file may be that of a document.
fn is_text_of(name: &str, id: &str) -> bool {
    name == id || ids_of_text_file(name).iter().any(|other| other == id)
}
