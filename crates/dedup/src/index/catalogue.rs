//! `index.json`: which files are an index.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::format::hex;
use super::{BATCH, damaged, failed, sync_folder};
use crate::DedupConfig;
use crate::error::DedupError;

const NAME: &str = "index.json";
/// What begins the name of an unfinished one.
pub(super) const UNFINISHED: &str = ".index.json.tmp";
/// Version of the shape of `index.json`.
const SCHEMA: u64 = 1;

/// A batch of an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// Its number, from 1.
    pub number: u64,
    /// Name of its file in the directory of the index.
    pub file: String,
    /// Documents in it.
    pub documents: u64,
    /// Copies of another document that stays, without contained ones.
    pub duplicates: u64,
    /// Contained copies, whether they stayed or not.
    pub contained: u64,
    /// Duplicates and contained copies of documents of earlier batches, which count above as well.
    pub earlier: u64,
    /// Length of its file in bytes.
    pub bytes: u64,
    /// Version of tamis that made it.
    pub tamis: String,
    /// The settings it was compared with.
    pub settings: DedupConfig,
    /// XXH3 over the ids and texts of its documents in order.
    pub input: String,
    /// XXH3 of the header of its file, which holds those of the rest.
    pub(super) header: String,
}

/// What `index.json` says.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) batches: Vec<Batch>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u64,
    /// XXH3 of the batches as JSON without blanks.
    xxh3: String,
    batches: Vec<Batch>,
}

impl Catalogue {
    /// Reads the one of a directory; `None` if that does not exist or is empty.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, DedupError> {
        let path = folder.join(NAME);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return nothing(folder),
            Err(source) => return Err(failed(&path)(source)),
        };
        let schema = serde_json::from_slice::<serde_json::Value>(&bytes).ok();
        let schema = schema.and_then(|value| value.get("schema")?.as_u64());
        if let Some(schema) = schema.filter(|schema| *schema != SCHEMA) {
            let message =
                format!("has schema {schema}, where this tamis reads {SCHEMA}; use the version that made it");
            return Err(DedupError::Unfit { path, message });
        }
        match serde_json::from_slice::<File>(&bytes) {
            Ok(file) if file.xxh3 != sum(&file.batches) => Err(damaged(&path, "it is not what was written")),
            Ok(file) => match file.batches.iter().find(|batch| !is_own_name(&batch.file)) {
                Some(batch) => {
                    Err(damaged(&path, &format!("it names {:?}, which is no file of it", batch.file)))
                }
                None => Ok(Some(Catalogue { batches: file.batches })),
            },
            Err(error) => Err(damaged(&path, &error.to_string())),
        }
    }

    /// Replaces the one of a directory in one step.
    pub(super) fn write(self, folder: &Path) -> Result<(), DedupError> {
        let path = folder.join(NAME);
        let file = File { schema: SCHEMA, xxh3: sum(&self.batches), batches: self.batches };
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The umask takes its share, as for any new file.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut temporary = builder.tempfile_in(folder).map_err(failed(folder))?;
        let mut json = serde_json::to_vec_pretty(&file).unwrap_or_default();
        json.push(b'\n');
        temporary.write_all(&json).and_then(|()| temporary.as_file().sync_all()).map_err(failed(&path))?;
        temporary.persist(&path).map_err(|error| failed(&path)(error.error))?;
        sync_folder(folder)
    }
}

/// No index, if the directory holds nothing or only what a killed run left of the first.
fn nothing(folder: &Path) -> Result<Option<Catalogue>, DedupError> {
    let Ok(mut entries) = fs::read_dir(folder) else { return Ok(None) };
    let is_foreign = entries
        .any(|entry| entry.is_ok_and(|entry| !entry.file_name().to_string_lossy().starts_with(UNFINISHED)));
    if is_foreign {
        let message =
            format!("is no index: it holds other files and no {NAME}; name a new or an empty directory");
        return Err(DedupError::Unfit { path: folder.into(), message });
    }
    Ok(None)
}

/// Whether a name is one that an index gives its files, and leads nowhere else.
fn is_own_name(name: &str) -> bool {
    name.starts_with(BATCH) && !name.contains(['/', '\\', '\0'])
}

fn sum(batches: &[Batch]) -> String {
    hex(xxh3_128(&serde_json::to_vec(batches).unwrap_or_default()))
}
