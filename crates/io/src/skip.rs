//! What of a directory, or below a prefix of objects, is not read.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::compression::strip_suffix_ignoring_case;
use crate::discover::{SIDE_FOLDER, SIDE_SUFFIX, canonical};
use crate::formats::FileName;
use crate::reader::WalkRules;

/// What archives are named that hold nothing but metadata.
const WAT: &str = ".wat";

/// Whether a folder holds side files of tamis, by its name.
pub(crate) fn holds_side_files(name: &OsStr) -> bool {
    name == SIDE_FOLDER || name.as_encoded_bytes().ends_with(SIDE_SUFFIX.as_bytes())
}

/// Why an entry of a directory is not read; `None` if it is.
pub(crate) fn reason_to_skip(
    entry: &walkdir::DirEntry,
    relative: &Path,
    root: &Path,
    outputs: &[PathBuf],
    rules: &WalkRules,
) -> Option<&'static str> {
    let kind = entry.file_type();
    let name = entry.file_name().to_string_lossy();
    let is_output = |path: &Path| outputs.iter().any(|output| output == path);
    if kind.is_dir() && (name == SIDE_FOLDER || name.ends_with(SIDE_SUFFIX))
        || is_output(&root.join(relative))
    {
        return Some("tamis-output");
    }
    if !rules.hidden && name.starts_with('.') {
        return Some("hidden");
    }
    if kind.is_symlink() {
        return Some("link");
    }
    if rules.exclude.is_match(relative) {
        return Some("excluded");
    }
    if kind.is_dir() {
        return None;
    }
    if !kind.is_file() {
        return Some("special-file");
    }
    if rules.include.as_ref().is_some_and(|include| !include.is_match(relative)) {
        return Some("excluded");
    }
    if rules.links && canonical(entry.path()).is_some_and(|path| is_output(&path)) {
        return Some("tamis-output");
    }
    reason_of_name(&name, rules)
}

/// The rules of directories for an object, whose folders are what stands between the `/` of its key.
pub(crate) fn reason_to_skip_object(below: &str, rules: &WalkRules) -> Option<&'static str> {
    let name = below.rsplit('/').next().unwrap_or(below);
    let mut folders = below.match_indices('/').filter_map(|(at, _)| below.split_at_checked(at));
    let holds_side_files = |(folder, _): (&str, &str)| {
        folder.rsplit('/').next().is_some_and(|name| holds_side_files(OsStr::new(name)))
    };
    if folders.clone().any(holds_side_files) {
        return Some("tamis-output");
    }
    if !rules.hidden && below.split('/').any(|part| part.starts_with('.')) {
        return Some("hidden");
    }
    let included = rules.include.as_ref().is_none_or(|include| include.is_match(below));
    if !included || rules.exclude.is_match(below) || folders.any(|(folder, _)| rules.exclude.is_match(folder))
    {
        return Some("excluded");
    }
    reason_of_name(name, rules)
}

fn reason_of_name(name: &str, rules: &WalkRules) -> Option<&'static str> {
    let file = FileName::new(name);
    if rules.any_extension || file.format.is_some() {
        None
    } else if strip_suffix_ignoring_case(file.stem, WAT).is_some() {
        Some("wat")
    } else {
        Some("unknown-extension")
    }
}

#[cfg(test)]
mod tests {
    use globset::{Glob, GlobSet};

    use super::*;

    fn check(below: &str, expect: Option<&str>) {
        let glob = |pattern| GlobSet::new([Glob::new(pattern).unwrap()]).unwrap();
        let rules = WalkRules {
            include: None,
            exclude: glob("drafts"),
            hidden: false,
            links: false,
            any_extension: false,
        };
        assert_eq!(reason_to_skip_object(below, &rules), expect, "{below}");
    }

    #[test]
    fn objects_are_left_out_as_files_of_folders_are() {
        check("a/x.jsonl.gz", None);
        check("drafts.txt", None);
        check("a/x.png", Some("unknown-extension"));
        check("a/x.warc.wat.gz", Some("wat"));
        check("a/.git/x.txt", Some("hidden"));
        check(".x.txt", Some("hidden"));
        check("drafts/n/x.txt", Some("excluded"));
        check("a/_tamis/removed.jsonl", Some("tamis-output"));
        check("out.jsonl.tamis/rejects.jsonl", Some("tamis-output"));
        check("_tamis", Some("unknown-extension"));
    }
}
