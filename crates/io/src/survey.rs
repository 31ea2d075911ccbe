//! What lies where a run wrote, beside what its manifest lists.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::atomic::{folder_of, is_temporary_of};
use crate::compression::{Codec, strip_suffix_ignoring_case};
use crate::discover::SIDE_FOLDER;
use crate::{Manifest, Side, Target};

/// Files in the folder of side files that are there only as long as a run is unfinished: the list of its data files,
/// and what its journal is known by.
const UNFINISHED: &[&str] = &["files.txt", "journal/run.json"];

/// The sign of an unfinished run in a folder of side files, if there is one.
pub fn sign_of_unfinished_run(side_folder: &Path) -> Option<PathBuf> {
    UNFINISHED.iter().map(|name| side_folder.join(name)).find(|path| path.symlink_metadata().is_ok())
}

/// Whether a run is writing the output of this folder of side files right now.
pub fn is_being_written(side_folder: &Path) -> bool {
    let Ok(folder) = File::open(side_folder) else { return false };
    matches!(folder.try_lock_shared(), Err(TryLockError::WouldBlock))
}

/// Files where data or side files of a target lie that its manifest does not know, in order: data of other runs,
/// unfinished files of runs that were killed, and what the user put there.
pub fn unknown_files(target: &Target, manifest: &Manifest) -> Vec<PathBuf> {
    let known: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let mut unknown = match target {
        Target::Directory(root) => below(root, &known),
        Target::File(path) => beside(path, &known),
        Target::StandardOutput | Target::Stream(_) => Vec::new(),
    };
    if let Some(folder) = target.side_folder() {
        let of_manifest: BTreeSet<&str> = manifest.side_files.iter().map(|file| file.path.as_str()).collect();
        let is_side = |name: &str| Side::ALL.iter().any(|side| side.file_name() == name);
        unknown.extend(names_in(&folder).into_iter().filter_map(|name| {
            let is_stale = is_side(&name) && !of_manifest.contains(name.as_str());
            (is_stale || is_temporary_of(&name, |_| true)).then(|| folder.join(name))
        }));
    }
    unknown
}

/// Files of a directory that are not known, folders of side files left out.
fn below(root: &Path, known: &BTreeSet<&str>) -> Vec<PathBuf> {
    WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() != 1 || entry.file_name() != SIDE_FOLDER)
        .flatten()
        .filter(|entry| !entry.file_type().is_dir())
        .filter(|entry| {
            let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            !known.contains(parts.join("/").as_str())
        })
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// The output itself, its parts (`NAME-00000.EXT`) and unfinished files of it, as far as they are not known.
fn beside(path: &Path, known: &BTreeSet<&str>) -> Vec<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = folder_of(path);
    let is_own = |found: &str| found == name || is_part_of(found, &name);
    names_in(folder)
        .into_iter()
        .filter(|found| !known.contains(found.as_str()))
        .filter(|found| is_own(found) || is_temporary_of(found, is_own))
        .map(|found| path.with_file_name(found))
        .collect()
}

/// Whether a name is that of a part of an output: `NAME-00000.EXT` of `NAME.EXT`.
fn is_part_of(found: &str, name: &str) -> bool {
    let (inner, _) = Codec::split(name);
    let stem = inner.rsplit_once('.').map_or(inner, |(stem, _)| stem);
    let Some(extension) = name.strip_prefix(stem) else { return false };
    let number = strip_suffix_ignoring_case(found, extension)
        .and_then(|part| part.strip_prefix(stem))
        .and_then(|number| number.strip_prefix('-'));
    number.is_some_and(|number| number.len() >= 5 && number.bytes().all(|digit| digit.is_ascii_digit()))
}

fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_from_other_files() {
        assert!(is_part_of("out-00003.jsonl.zst", "out.jsonl.zst"));
        assert!(is_part_of("out-00003.parquet", "out.parquet"));
        for other in
            ["out-3.jsonl", "out-00003.jsonl.gz", "about-00003.jsonl", "out.jsonl", "out-0000a.jsonl"]
        {
            assert!(!is_part_of(other, "out.jsonl"), "{other}");
        }
    }
}
