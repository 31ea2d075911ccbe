//! One output for all documents, a file or its parts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::atomic::{Links, folder_of};
use crate::batch::SealedFile;
use crate::directory::remove_file;
use crate::names::is_part_of;
use crate::part::{DataFile, DataLayout};
use crate::{IoError, ManifestFile};

/// The data of a single output. Nothing of it has its final name before the run ends.
pub(crate) struct SingleData {
    path: PathBuf,
    layout: DataLayout,
    /// Files that earlier runs wrote here.
    earlier: BTreeSet<String>,
    force: bool,
    file: DataFile,
    records: u64,
    part: u64,
    done: Vec<SealedFile>,
    listed: Vec<ManifestFile>,
}

impl SingleData {
    pub(crate) fn create(
        path: &Path,
        layout: DataLayout,
        earlier: BTreeSet<String>,
        force: bool,
    ) -> Result<Self, IoError> {
        let file = open(path, &layout, 0, &earlier, force)?;
        let (done, listed) = (Vec::new(), Vec::new());
        Ok(SingleData {
            path: path.to_path_buf(),
            layout,
            earlier,
            force,
            file,
            records: 0,
            part: 0,
            done,
            listed,
        })
    }

    /// Appends a row or a text.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), IoError> {
        if self.records > 0 && self.file.is_full(&self.layout) {
            self.part += 1;
            let next = open(&self.path, &self.layout, self.part, &self.earlier, self.force)?;
            let full = std::mem::replace(&mut self.file, next);
            self.list(full)?;
        }
        self.records += 1;
        self.file.append(bytes)
    }

    fn list(&mut self, file: DataFile) -> Result<(), IoError> {
        let sealed = file.seal()?;
        let records = std::mem::take(&mut self.records);
        self.listed.push(ManifestFile::new(name_of(&sealed.path), records, &sealed.sum));
        self.done.push(sealed);
        Ok(())
    }

    /// The files for the manifest, those that want their names, and what of earlier runs is then left over.
    pub(crate) fn finish(self) -> Result<(Vec<ManifestFile>, Vec<SealedFile>, Leftover), IoError> {
        let SingleData { path, file, records, mut done, mut listed, earlier, .. } = self;
        let sealed = file.seal()?;
        listed.push(ManifestFile::new(name_of(&sealed.path), records, &sealed.sum));
        done.push(sealed);
        let whole = name_of(&path);
        let is_ours = |name: &String| *name == whole || is_part_of(name, &whole);
        let written = |name: &String| listed.iter().any(|file| file.path == *name);
        let stale = earlier.into_iter().filter(|name| is_ours(name) && !written(name));
        let folder = folder_of(&path);
        let stale = Leftover(stale.map(|name| folder.join(name)).collect());
        Ok((listed, done, stale))
    }
}

/// Data files of earlier runs that this run has not written.
pub(crate) struct Leftover(Vec<PathBuf>);

impl Leftover {
    pub(crate) fn remove(self) -> Result<(), IoError> {
        self.0.iter().try_for_each(|path| remove_file(path))
    }
}

/// Begins the file, or a part of it.
fn open(
    path: &Path,
    layout: &DataLayout,
    part: u64,
    earlier: &BTreeSet<String>,
    force: bool,
) -> Result<DataFile, IoError> {
    if layout.max_bytes == 0 {
        // The user named it, so that a link there is meant to stay.
        return DataFile::create(path, layout, Links::Followed);
    }
    let name = layout.name(&name_of(path), part);
    let path = folder_of(path).join(&name);
    // The user named the output; what its parts are called does not make other files fair game.
    if !force && !earlier.contains(&name) && path.symlink_metadata().is_ok() {
        return Err(IoError::ForeignPart { path });
    }
    DataFile::create(&path, layout, Links::Replaced)
}

pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
