//! A directory with one output a file of the input.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::atomic::Links;
use crate::batch::{Batch, SealedFile};
use crate::discover::SIDE_FOLDER;
use crate::inside::{Folders, is_data_path, link_above};
use crate::names::{UniquePaths, parquet_file, rows_file, text_file};
use crate::output::MANIFEST;
use crate::part::{DataFile, DataLayout};
use crate::{AtomicFile, Container, InputFile, IoError, Manifest, ManifestFile};

/// The list of the data files that this run has written so far and earlier ones wrote, one path a
/// line. It is there as long as a run is unfinished.
const JOURNAL: &str = "files.txt";

/// The data files of a directory, of which one at most is open.
pub(crate) struct DirectoryData {
    root: PathBuf,
    layout: DataLayout,
    names: UniquePaths,
    folders: Folders,
    current: Option<Current>,
    files: Vec<ManifestFile>,
    /// Files that are whole and wait for their names.
    batch: Batch,
    journal: File,
}

/// The file that is being written.
struct Current {
    input_id: String,
    /// The path without the number of the part.
    whole: String,
    part: u64,
    path: String,
    file: DataFile,
    records: u64,
}

/// The data files that earlier runs wrote, finished or not.
pub(crate) fn earlier_files(side_folder: &Path) -> Result<BTreeSet<String>, IoError> {
    let manifest = Manifest::read(&side_folder.join(MANIFEST))?;
    let mut files: BTreeSet<String> =
        manifest.into_iter().flat_map(|manifest| manifest.files).map(|file| file.path).collect();
    let journal = side_folder.join(JOURNAL);
    match fs::read_to_string(&journal) {
        // What a run cannot have written is no concern of the next; the list may end in half a path.
        Ok(list) => files.extend(list.lines().filter(|path| is_data_path(path)).map(str::to_owned)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(IoError::Read { path: journal, source }),
    }
    Ok(files)
}

/// Removes a file if it is there.
pub(crate) fn remove_file(path: &Path) -> Result<(), IoError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(IoError::RemoveStale { path: path.to_path_buf(), source })
        }
        _ => Ok(()),
    }
}

impl DirectoryData {
    /// Begins the data of a directory in which `earlier` runs wrote these files.
    pub(crate) fn new(root: &Path, earlier: &BTreeSet<String>, layout: DataLayout) -> Result<Self, IoError> {
        let path = root.join(SIDE_FOLDER).join(JOURNAL);
        // Should this run stop half way, the next one still knows of every file.
        let list: String = earlier.iter().flat_map(|path| [path, "\n"]).collect();
        crate::write_atomically(&path, list.as_bytes())?;
        let journal = OpenOptions::new().append(true).open(&path);
        let journal = journal.map_err(|source| IoError::Create { path, source })?;
        Ok(DirectoryData {
            root: root.to_path_buf(),
            layout,
            names: UniquePaths::default(),
            folders: Folders::default(),
            current: None,
            files: Vec::new(),
            batch: Batch::default(),
            journal,
        })
    }

    /// Appends a row to the file of its input.
    pub(crate) fn write_row(&mut self, input: &InputFile, bytes: &[u8]) -> Result<(), IoError> {
        match &self.current {
            Some(current) if current.input_id == input.id() => {
                if current.file.is_full(&self.layout) {
                    let (whole, part) = (current.whole.clone(), current.part + 1);
                    self.begin(input, whole, part)?;
                }
            }
            _ => {
                let parquet = self.layout.container == Container::Parquet;
                let whole = if parquet { parquet_file(input.id()) } else { rows_file(input.id()) };
                self.begin(input, whole, 0)?;
            }
        }
        match &mut self.current {
            Some(current) => {
                current.records += 1;
                current.file.append(bytes)
            }
            None => Ok(()),
        }
    }

    /// Finishes the present file and begins a file, or a part of one.
    fn begin(&mut self, input: &InputFile, whole: String, part: u64) -> Result<(), IoError> {
        self.finish_current()?;
        let path = self.names.make(self.layout.name(&whole, part));
        self.folders.check(&self.root, &path)?;
        self.list(&path)?;
        let file = DataFile::create(&self.root.join(&path), &self.layout, Links::Replaced)?;
        self.current = Some(Current { input_id: input.id().to_owned(), whole, part, path, file, records: 0 });
        Ok(())
    }

    /// Writes a document into a file of its own.
    pub(crate) fn write_text(&mut self, input: &InputFile, id: &str, bytes: &[u8]) -> Result<(), IoError> {
        let path = self.names.make(text_file(input.id(), id));
        self.folders.check(&self.root, &path)?;
        self.list(&path)?;
        let mut file = AtomicFile::create_inside(self.root.join(&path))?;
        file.append(bytes)?;
        self.publish(path, file.seal()?, 1)
    }

    fn finish_current(&mut self) -> Result<(), IoError> {
        match self.current.take() {
            Some(current) => self.publish(current.path, current.file.seal()?, current.records),
            None => Ok(()),
        }
    }

    fn publish(&mut self, path: String, sealed: SealedFile, records: u64) -> Result<(), IoError> {
        self.files.push(ManifestFile::new(path, records, &sealed.sum));
        self.batch.add(sealed);
        if self.batch.is_full() { self.batch.publish() } else { Ok(()) }
    }

    /// Notes a file before it is begun, so that nothing of an unfinished run is unknown to the next.
    fn list(&mut self, path: &str) -> Result<(), IoError> {
        let listed = self.journal.write_all(format!("{path}\n").as_bytes());
        listed.map_err(|source| IoError::Write { path: self.root.join(SIDE_FOLDER).join(JOURNAL), source })
    }

    /// Finishes the last file. Gives the list of all, and those that still wait for their names.
    pub(crate) fn finish(&mut self) -> Result<(Vec<ManifestFile>, Batch), IoError> {
        self.finish_current()?;
        Ok((std::mem::take(&mut self.files), std::mem::take(&mut self.batch)))
    }

    /// Removes what is listed in `earlier` and was not written by this run, and the list itself.
    pub(crate) fn remove_stale(self, earlier: &BTreeSet<String>) -> Result<(), IoError> {
        for path in earlier.iter().filter(|path| !self.names.contains(path)) {
            let stale = self.root.join(path);
            if link_above(&self.root, path).is_some() || self.names.is_written_as_another(&self.root, path) {
                continue;
            }
            if stale.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
                remove_file(&stale)?;
                // Folders go as long as they are empty; the first that is not ends it.
                let folders = stale.ancestors().skip(1).take_while(|folder| *folder != self.root);
                for folder in folders {
                    if fs::remove_dir(folder).is_err() {
                        break;
                    }
                }
            }
        }
        remove_file(&self.root.join(SIDE_FOLDER).join(JOURNAL))
    }
}
