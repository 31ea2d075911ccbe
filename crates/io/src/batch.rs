//! Files that get their names together, so that waiting for the disk is paid once for many.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::atomic::folder_of;
use crate::{FileSum, IoError};

/// Files in a full batch, and bytes: what a killed run can lose of its work (guess).
const MAX_FILES: usize = 1000;
const MAX_BYTES: u64 = 256 << 20;
/// Above so many files the whole file system is synced: 3,000 small files took 0.12 s so, and 2.1 s
/// one by one (ext4, November 2026). Below, other programs' data is left alone (guess).
const MAX_SINGLE_SYNCS: usize = 16;

/// A file that is whole, but not yet under its name. Dropped, it is removed.
pub(crate) struct SealedFile {
    pub(crate) path: PathBuf,
    pub(crate) temporary: TempPath,
    pub(crate) sum: FileSum,
}

/// Whole files that wait for their names.
#[derive(Default)]
pub(crate) struct Batch {
    files: Vec<SealedFile>,
    bytes: u64,
}

impl Batch {
    /// Adds a file; files get their names in this order.
    pub(crate) fn add(&mut self, file: SealedFile) {
        self.bytes += file.sum.bytes;
        self.files.push(file);
    }

    pub(crate) fn is_full(&self) -> bool {
        self.files.len() >= MAX_FILES || self.bytes >= MAX_BYTES
    }

    /// Puts all files on disk, then gives each its name, and makes the names survive a loss of power.
    pub(crate) fn publish(&mut self) -> Result<(), IoError> {
        let folders: BTreeSet<PathBuf> =
            self.files.iter().map(|file| folder_of(&file.path).to_path_buf()).collect();
        let together = self.files.len() > MAX_SINGLE_SYNCS;
        if !(together && sync_file_systems(&folders)?) {
            for file in &self.files {
                let opened = OpenOptions::new().write(true).open(&file.temporary);
                named(&file.path, opened.and_then(|opened| opened.sync_all()))?;
            }
        }
        self.bytes = 0;
        for file in self.files.drain(..) {
            let SealedFile { path, temporary, .. } = file;
            temporary.persist(&path).map_err(|error| IoError::Rename { path, source: error.error })?;
        }
        if !(folders.len() > MAX_SINGLE_SYNCS && sync_file_systems(&folders)?) {
            for folder in &folders {
                sync_folder(folder)?;
            }
        }
        Ok(())
    }
}

/// Syncs every file system that one of the folders is on; `false` where there is no way to do that.
#[cfg(target_os = "linux")]
fn sync_file_systems(folders: &BTreeSet<PathBuf>) -> Result<bool, IoError> {
    use std::os::unix::fs::MetadataExt;
    let mut synced = BTreeSet::new();
    for folder in folders {
        let device = named(folder, fs::metadata(folder))?.dev();
        if synced.insert(device) {
            let opened = named(folder, File::open(folder))?;
            named(folder, rustix::fs::syncfs(opened).map_err(io::Error::from))?;
        }
    }
    Ok(true)
}

#[cfg(not(target_os = "linux"))]
fn sync_file_systems(_: &BTreeSet<PathBuf>) -> Result<bool, IoError> {
    Ok(false)
}

/// Makes the names in a directory survive a loss of power.
fn sync_folder(folder: &Path) -> Result<(), IoError> {
    if cfg!(unix) { named(folder, File::open(folder).and_then(|folder| folder.sync_all())) } else { Ok(()) }
}

fn named<T>(path: &Path, result: io::Result<T>) -> Result<T, IoError> {
    result.map_err(|source| IoError::Write { path: path.to_path_buf(), source })
}
