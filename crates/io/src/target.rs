use std::path::{Path, PathBuf};

use crate::IoError;
use crate::address::is_url;
use crate::atomic::folder_of;
use crate::compression::{Codec, strip_suffix_ignoring_case};
use crate::directory::earlier_files;
use crate::discover::{SIDE_FOLDER, side_folder_of};
use crate::input_file::STDIN;

/// Where the output of a run goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    StandardOutput,
    /// A pipe or device, which is written as it stands and never replaced.
    Stream(PathBuf),
    /// One file with all documents in input order.
    File(PathBuf),
    /// A directory with one file an input file.
    Directory(PathBuf),
}

/// What documents are written into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Container {
    /// Rows of JSON, one a line.
    #[default]
    Jsonl,
    /// A `.txt` a document, holding nothing but the text.
    Files,
    /// Parquet, with the columns that `docs/parquet.md` lists. Its rows are handed over as rows of JSON.
    Parquet,
}

/// Extensions of a single output; every other name is a directory.
const FILE_EXTENSIONS: &[&str] = &[".jsonl", ".ndjson", ".json", ".txt", ".parquet"];

impl Target {
    /// What a user's `-o` means: `-`, a file by its extension (`.jsonl`, `.txt`, each also `.gz` and
    /// `.zst`, and `.parquet`), a directory otherwise.
    ///
    /// # Errors
    /// [`IoError::NotADirectory`] if a file is where a directory should be; [`IoError::RemoteOutput`] for a URL.
    pub fn parse(path: &Path) -> Result<Self, IoError> {
        if path == Path::new(STDIN) {
            return Ok(Target::StandardOutput);
        }
        let owned = path.to_path_buf();
        if is_url(path) {
            return Err(IoError::RemoteOutput { path: owned });
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (inner, _) = Codec::split(&name);
        let ends_in_slash = path.as_os_str().as_encoded_bytes().ends_with(b"/");
        let is_file = !ends_in_slash
            && FILE_EXTENSIONS.iter().any(|extension| strip_suffix_ignoring_case(inner, extension).is_some());
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Ok(Target::Directory(owned)),
            Ok(metadata) if !metadata.is_file() => Ok(Target::Stream(owned)),
            Ok(_) if !is_file => Err(IoError::NotADirectory { path: owned }),
            _ if is_file => Ok(Target::File(owned)),
            _ => Ok(Target::Directory(owned)),
        }
    }

    /// The container that the name asks for: files for `.txt`, Parquet for `.parquet`, rows otherwise.
    pub fn container(&self) -> Container {
        let (Target::File(path) | Target::Stream(path)) = self else { return Container::Jsonl };
        let name = path.to_string_lossy();
        let (inner, _) = Codec::split(&name);
        let has = |extension| strip_suffix_ignoring_case(inner, extension).is_some();
        match () {
            () if has(".txt") => Container::Files,
            () if has(".parquet") => Container::Parquet,
            () => Container::Jsonl,
        }
    }

    /// The path of the data, which is never to be read as input; `None` for a stream.
    pub fn data_path(&self) -> Option<&Path> {
        match self {
            Target::File(path) | Target::Directory(path) => Some(path),
            Target::StandardOutput | Target::Stream(_) => None,
        }
    }

    /// The data files that an earlier run into a single output wrote, such as its parts; they are never to be read as
    /// input either. None if that cannot be told.
    pub fn earlier_parts(&self) -> Vec<PathBuf> {
        let Target::File(path) = self else { return Vec::new() };
        let earlier = self.side_folder().and_then(|folder| earlier_files(&folder).ok()).unwrap_or_default();
        earlier.iter().map(|name| folder_of(path).join(name)).filter(|part| part != path).collect()
    }

    /// The folder of the side files: `DIR/_tamis` or `X.jsonl.tamis`; `None` for a stream.
    pub fn side_folder(&self) -> Option<PathBuf> {
        match self {
            Target::File(path) => Some(side_folder_of(path)),
            Target::Directory(path) => Some(path.join(SIDE_FOLDER)),
            Target::StandardOutput | Target::Stream(_) => None,
        }
    }
}
