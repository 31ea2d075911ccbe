//! What a run wrote, read again.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use tamis_core::{Place, Record, Reject};

use crate::compression::decompressed;
use crate::discover::modified;
use crate::inside::refuse_links;
use crate::names::is_rows_file;
use crate::output::MANIFEST;
use crate::record::Wanted;
use crate::row_in::Position;
use crate::{FieldNames, InputFile, IoError, Manifest, ManifestFile, Side, Target, row_in};

/// The output of a run that is done.
#[derive(Debug)]
pub struct SavedRun {
    /// The folder that the paths of data files start from.
    root: PathBuf,
    side_folder: PathBuf,
    manifest: Manifest,
}

impl SavedRun {
    /// The run that wrote `path`, a directory or a file.
    ///
    /// # Errors
    /// [`IoError::NoRun`] if there is none, or it is not done; [`IoError::ForeignFile`] and [`IoError::Link`] if it names or
    /// holds what leads out of it.
    pub fn open(path: &Path) -> Result<Self, IoError> {
        let no_run = |why| IoError::NoRun { path: path.to_path_buf(), why };
        let target = Target::parse(path)?;
        let (Some(side_folder), Some(data)) = (target.side_folder(), target.data_path()) else {
            return Err(no_run("it is a stream"));
        };
        let root = match &target {
            Target::Directory(root) => root.clone(),
            _ => data.parent().map(Path::to_path_buf).unwrap_or_default(),
        };
        refuse_links(&side_folder)?;
        let path = side_folder.join(MANIFEST);
        let Some(manifest) = Manifest::read(&path)? else {
            return Err(no_run("there is no manifest: a run begins or is not done, or it was not tamis"));
        };
        manifest.check(&target, &path)?;
        Ok(SavedRun { root, side_folder, manifest })
    }

    /// Its data files in the order in which they were written: where each lies, and what the manifest says of it.
    pub fn data_files(&self) -> impl Iterator<Item = (PathBuf, &ManifestFile)> {
        self.manifest.files.iter().map(|file| (self.root.join(&file.path), file))
    }

    /// The path of a file in the folder of side files, whether it is there or not.
    pub fn side_path(&self, name: &str) -> PathBuf {
        self.side_folder.join(name)
    }

    /// The rows of all its data files, in the order in which they were written.
    ///
    /// # Errors
    /// [`IoError::NoRun`] if a file holds no rows of JSON.
    pub fn rows(&self) -> Result<SavedRows, IoError> {
        let paths: VecDeque<PathBuf> =
            self.manifest.files.iter().map(|file| self.root.join(&file.path)).collect();
        match paths.iter().find(|path| !is_rows_file(path)) {
            Some(path) => Err(IoError::NoRun { path: path.clone(), why: "it holds no rows of JSON" }),
            None => Ok(SavedRows::new(paths)),
        }
    }

    /// The rows of a side file; `None` if it was not written there.
    pub fn side_rows(&self, side: Side) -> Option<SavedRows> {
        let is_there = self.manifest.side_files.iter().any(|file| file.path == side.file_name());
        is_there.then(|| SavedRows::new([self.side_folder.join(side.file_name())].into()))
    }

    /// A file of the run that is gone, or has another length than when it was written; data files first. `None` if there is none.
    pub fn changed_file(&self) -> Option<PathBuf> {
        let data = self.manifest.files.iter().map(|file| (self.root.join(&file.path), file.bytes));
        let sides = &self.manifest.side_files;
        let sides = sides.iter().map(|file| (self.side_folder.join(&file.path), file.bytes));
        let is_changed =
            |(path, bytes): &(PathBuf, u64)| fs::metadata(path).map_or(true, |found| found.len() != *bytes);
        data.chain(sides).find(is_changed).map(|(path, _)| path)
    }

    /// The bytes of a small file in the folder of side files.
    ///
    /// # Errors
    /// [`IoError::Read`].
    pub fn side_file(&self, name: &str) -> Result<Vec<u8>, IoError> {
        let path = self.side_folder.join(name);
        fs::read(&path).map_err(|source| IoError::Read { path, source })
    }
}

/// What filters of earlier runs dropped, if their outputs are among these inputs: rows that are read as the rows they hold.
/// The id of each is `restored.jsonl.zst`, so that a directory gets a file of that name for those which stay now.
pub fn dropped_by<P: AsRef<Path>>(inputs: &[P]) -> Vec<InputFile> {
    let mut found: Vec<InputFile> = Vec::new();
    for input in inputs {
        let Some(folder) = Target::parse(input.as_ref()).ok().and_then(|target| target.side_folder()) else {
            continue;
        };
        let path = folder.join(Side::Dropped.file_name());
        let Ok(metadata) = fs::metadata(&path) else { continue };
        let id = match found.len() {
            0 => "restored.jsonl.zst".to_owned(),
            before => format!("restored~{}.jsonl.zst", before + 1),
        };
        found.push(InputFile::new(&path, &id).known(metadata.len(), modified(&metadata)));
    }
    found
}

/// Rows of files one behind the other.
pub struct SavedRows {
    left: VecDeque<PathBuf>,
    open: Option<(PathBuf, Box<dyn BufRead + Send>)>,
}

impl std::fmt::Debug for SavedRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SavedRows").field("left", &self.left).finish_non_exhaustive()
    }
}

impl SavedRows {
    fn new(left: VecDeque<PathBuf>) -> Self {
        SavedRows { left, open: None }
    }

    /// The next row, with its line feed; `None` at the end.
    ///
    /// # Errors
    /// [`IoError::Read`].
    pub fn next_row(&mut self) -> Result<Option<Vec<u8>>, IoError> {
        let mut row = Vec::new();
        Ok(self.read_row(&mut row)?.then_some(row))
    }

    /// The file that the last row stood in.
    pub fn path(&self) -> Option<&Path> {
        self.open.as_ref().map(|(path, _)| path.as_path())
    }

    /// Reads the next row into `row`, in the place of what stood there; false at the end.
    ///
    /// # Errors
    /// [`IoError::Read`].
    pub fn read_row(&mut self, row: &mut Vec<u8>) -> Result<bool, IoError> {
        row.clear();
        loop {
            if let Some((path, stream)) = &mut self.open {
                let read = stream.read_until(b'\n', row);
                if read.map_err(|source| IoError::Read { path: path.clone(), source })? > 0 {
                    return Ok(true);
                }
            }
            let Some(path) = self.left.pop_front() else { return Ok(false) };
            let file = File::open(&path).map_err(|source| IoError::Read { path: path.clone(), source })?;
            let stream = decompressed(Box::new(file), None, &Arc::default());
            self.open = Some((path, stream));
        }
    }

    /// The next row. There must be one.
    ///
    /// # Errors
    /// [`IoError::Read`], also if there is none.
    pub fn expect_row(&mut self) -> Result<Vec<u8>, IoError> {
        let path = self.open.as_ref().map(|(path, _)| path.clone()).unwrap_or_default();
        self.next_row()?.ok_or(IoError::Read { path, source: io::ErrorKind::UnexpectedEof.into() })
    }
}

/// A row that tamis wrote as a record. Its title is the one that the run knew: without private data, if that was taken out,
/// unlike the one that came in and passed through.
///
/// # Errors
/// A [`Reject`] if it is no such row.
pub fn parse_row(row: &[u8]) -> Result<Record, Reject> {
    let position = Position { file: "", number: 0, unit: "row" };
    let mut record = row_in::parse(Place::default(), position, row, &FieldNames::default(), Wanted::Whole)?;
    if let Some(own) = &record.meta.own {
        record.meta.title = serde_json::from_str(own).ok().and_then(|own: Own| own.title);
    }
    Ok(record)
}

/// What is read of `metadata.tamis`.
#[derive(Deserialize)]
struct Own {
    title: Option<String>,
}
