use std::fs;
use std::io;
use std::path::Path;

use serde::de::Error as _;
use serde::{Deserialize, Serialize};

use crate::atomic::folder_of;
use crate::inside::{is_data_path, is_side_name, link_at, refuse_links};
use crate::names::is_part_of;
use crate::single::name_of;
use crate::{FileSum, IoError, Target};

/// Most bytes, records, words or anything else that a run counts, so that sums of what a file states cannot overflow.
pub const MOST_OF_A_RUN: u64 = 1 << 53;

/// What a run wrote: `manifest.json` in its folder of side files, written when all of them are whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the shape of rows and of this file.
    pub schema_version: u32,
    /// Version of tamis.
    pub tool_version: String,
    /// Hash of the settings that the output depends on; empty if it is not known, as in older manifests.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub config_hash: String,
    /// Records of all data files together; older manifests do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
    /// The data, in the order in which it was written.
    pub files: Vec<ManifestFile>,
    /// The side files.
    pub side_files: Vec<ManifestFile>,
}

/// One file that a run wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Path relative to the output directory, or to the directory of the single output, with `/`
    /// between folders; side files relative to their own folder.
    pub path: String,
    /// Records in it.
    pub records: u64,
    /// Length in bytes.
    pub bytes: u64,
    /// XXH3 with 128 bits, as 32 hexadecimal digits.
    pub xxh3: String,
}

impl ManifestFile {
    pub(crate) fn new(path: String, records: u64, sum: &FileSum) -> Self {
        ManifestFile { path, records, bytes: sum.bytes, xxh3: sum.xxh3.clone() }
    }
}

impl Manifest {
    /// The manifest at `path`; `None` if there is none.
    ///
    /// # Errors
    /// [`IoError::Read`], [`IoError::BrokenManifest`] if the file is something else or holds a figure that no run has, or
    /// [`IoError::ForeignFile`] if it lists a path that leads out of the output.
    pub fn read(path: &Path) -> Result<Option<Self>, IoError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(IoError::Read { path: path.to_path_buf(), source }),
        };
        let broken = |source| IoError::BrokenManifest { path: path.to_path_buf(), source };
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(broken)?;
        let mut listed = manifest.files.iter().chain(&manifest.side_files);
        if let Some(file) = listed.find(|file| file.records.max(file.bytes) > MOST_OF_A_RUN) {
            let problem = format!("{:?} cannot have so many records or bytes", file.path);
            return Err(broken(serde_json::Error::custom(problem)));
        }
        let data = manifest.files.iter().filter(|file| !is_data_path(&file.path));
        let sides = manifest.side_files.iter().filter(|file| !is_side_name(&file.path));
        match data.chain(sides).next() {
            Some(file) => Err(IoError::ForeignFile { path: path.to_path_buf(), named: file.path.clone() }),
            None => Ok(Some(manifest)),
        }
    }

    /// Refuses a manifest that lists a data file which a run into `target` cannot have written, or one behind a link, and
    /// links among the side files.
    ///
    /// # Errors
    /// [`IoError::ForeignFile`], [`IoError::Link`].
    pub fn check(&self, target: &Target, path: &Path) -> Result<(), IoError> {
        target.side_folder().as_deref().map_or(Ok(()), refuse_links)?;
        if let Target::File(data) = target {
            let whole = name_of(data);
            let is_own = |name: &str| name == whole || is_part_of(name, &whole);
            if let Some(file) = self.files.iter().find(|file| !is_own(&file.path)) {
                return Err(IoError::ForeignFile { path: path.to_path_buf(), named: file.path.clone() });
            }
            let mut parts = self.files.iter().filter(|file| file.path != whole);
            let link = parts.find_map(|file| link_at(folder_of(data), &file.path));
            return link.map_or(Ok(()), |path| Err(IoError::Link { path }));
        }
        let Target::Directory(root) = target else { return Ok(()) };
        match self.files.iter().find_map(|file| link_at(root, &file.path)) {
            Some(path) => Err(IoError::Link { path }),
            None => Ok(()),
        }
    }

    /// The manifest as indented JSON with a line feed at the end.
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = serde_json::to_vec_pretty(self).unwrap_or_default();
        out.push(b'\n');
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_names_files_elsewhere_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("manifest.json");
        let sum = FileSum { bytes: 1, xxh3: String::new() };
        for (named, is_fine) in [
            ("a/b.jsonl", true),
            ("..a", true),
            ("../b.jsonl", false),
            ("a/../../b.jsonl", false),
            ("/dev/zero", false),
            ("", false),
        ] {
            let files = vec![ManifestFile::new(named.to_owned(), 1, &sum)];
            let manifest = Manifest {
                schema_version: 1,
                tool_version: String::new(),
                config_hash: String::new(),
                records: None,
                files,
                side_files: Vec::new(),
            };
            fs::write(&path, manifest.to_json()).unwrap();
            assert_eq!(Manifest::read(&path).is_ok(), is_fine, "{named}");
        }
    }
}
