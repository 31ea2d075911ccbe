use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{FileSum, IoError};

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
    /// [`IoError::Read`], or [`IoError::BrokenManifest`] if the file is something else.
    pub fn read(path: &Path) -> Result<Option<Self>, IoError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(IoError::Read { path: path.to_path_buf(), source }),
        };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|source| IoError::BrokenManifest { path: path.to_path_buf(), source })
    }

    /// The manifest as indented JSON with a line feed at the end.
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = serde_json::to_vec_pretty(self).unwrap_or_default();
        out.push(b'\n');
        out
    }
}
