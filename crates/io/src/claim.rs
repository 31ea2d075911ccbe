//! One run at a time in an output, and nothing left of runs that were killed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::atomic::{folder_of, is_temporary_of};
use crate::directory::remove_file;
use crate::discover::SIDE_FOLDER;
use crate::inside::{link_above, refuse_links};
use crate::names::is_part_of;
use crate::{IoError, Side, Target};

/// The right to write an output; it ends when this is dropped, or the process dies.
pub(crate) struct Claim {
    /// The folder of side files, which carries the lock.
    _locked: File,
}

impl Claim {
    /// Takes hold of a target's folder of side files, which is made if need be. A stream needs none.
    pub(crate) fn take(target: &Target, force: bool) -> Result<Option<Self>, IoError> {
        let Some(side_folder) = target.side_folder() else { return Ok(None) };
        if let Target::Directory(root) = target {
            refuse_foreign(root, force)?;
        }
        refuse_links(&side_folder)?;
        let create = |source| IoError::Create { path: side_folder.clone(), source };
        fs::create_dir_all(&side_folder).map_err(create)?;
        // File systems without locks, and those without handles of folders, go without.
        let Ok(folder) = File::open(&side_folder) else { return Ok(None) };
        match folder.try_lock() {
            Err(TryLockError::WouldBlock) => Err(IoError::Busy { path: side_folder }),
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(Claim { _locked: folder })),
        }
    }
}

/// Refuses a directory that holds something and was not written by tamis.
fn refuse_foreign(root: &Path, force: bool) -> Result<(), IoError> {
    if force || root.join(SIDE_FOLDER).is_dir() {
        return Ok(());
    }
    let is_empty = match fs::read_dir(root) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(source) => return Err(IoError::Read { path: root.to_path_buf(), source }),
    };
    if is_empty { Ok(()) } else { Err(IoError::ForeignDirectory { path: root.to_path_buf() }) }
}

/// Removes the unfinished files that a killed run left beside the data and side files of a target;
/// `earlier` are the data files of a directory.
pub(crate) fn remove_leftovers(target: &Target, earlier: &BTreeSet<String>) -> Result<(), IoError> {
    let mut names: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    let mut expect = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        names.entry(folder_of(path).to_path_buf()).or_default().insert(name);
    };
    match target {
        Target::File(path) => expect(path),
        Target::Directory(root) => earlier
            .iter()
            .filter(|path| link_above(root, path).is_none())
            .for_each(|path| expect(&root.join(path))),
        Target::StandardOutput | Target::Stream(_) => {}
    }
    if let Some(folder) = target.side_folder() {
        let sides = Side::ALL.iter().map(|side| side.file_name());
        for name in sides.chain(["stats.json", "config.toml", "manifest.json", "files.txt"]) {
            expect(&folder.join(name));
        }
    }
    for (folder, names) in names {
        remove_unfinished(&folder, |name| names.contains(name))?;
    }
    if let Target::File(path) = target {
        let whole = path.file_name().unwrap_or_default().to_string_lossy();
        remove_unfinished(folder_of(path), |name| is_part_of(name, &whole))?;
    }
    Ok(())
}

/// Removes the unfinished files that a killed run left beside a file which it was to write.
///
/// # Errors
/// [`IoError::Write`] if one cannot be removed.
pub fn remove_leftovers_of(path: &Path) -> Result<(), IoError> {
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    remove_unfinished(folder_of(path), |name| name == wanted)
}

fn remove_unfinished(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Result<(), IoError> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.flatten() {
        let found = entry.file_name().to_string_lossy().into_owned();
        if is_temporary_of(&found, &is_wanted) {
            remove_file(&entry.path())?;
        }
    }
    Ok(())
}
