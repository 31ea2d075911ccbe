use std::io;
use std::path::PathBuf;

use crate::secrets::shown;

/// Input or output that failed as a whole. Every variant names the path; a record that cannot be
/// read is a [`tamis_core::Reject`] instead and costs that record alone.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IoError {
    /// An input that the user named does not exist.
    #[error("{}: no such file or directory", shown(path))]
    MissingInput {
        /// The input as the user wrote it.
        path: PathBuf,
    },
    /// Standard input was named more than once.
    #[error("-: standard input can be read only once")]
    StandardInputTwice,
    /// An input that the user named is the output of this run, or lies inside it.
    #[error("{}: is the output of this run and cannot be its input too; choose another output", shown(path))]
    InputIsOutput {
        /// The input as the user wrote it.
        path: PathBuf,
    },
    /// The output directory holds files and was not written by tamis.
    #[error(
        "{}: holds files that tamis did not write; choose another directory, or use --force",
        shown(path)
    )]
    ForeignDirectory {
        /// The output directory.
        path: PathBuf,
    },
    /// Another run is writing this output.
    #[error("{}: another run is writing here; wait for it, or choose another output", shown(path))]
    Busy {
        /// The folder of side files.
        path: PathBuf,
    },
    /// A part of the output would take the place of a file that tamis did not write.
    #[error(
        "{}: is there already and no part of an earlier run; choose another output, or use --force",
        shown(path)
    )]
    ForeignPart {
        /// The file.
        path: PathBuf,
    },
    /// The container is not one for this output.
    #[error("{}: {problem}", shown(path))]
    UnfitContainer {
        /// The output as the user wrote it.
        path: PathBuf,
        /// What does not go together, and what to do.
        problem: &'static str,
    },
    /// The output should be a directory, but something else has that name.
    #[error("{}: exists and is no directory; end the name in .jsonl to write one file", shown(path))]
    NotADirectory {
        /// The output as the user wrote it.
        path: PathBuf,
    },
    /// The output is a URL.
    #[error("{}: cannot be written, only read; write to a file or directory and copy it there", shown(path))]
    RemoteOutput {
        /// The output as the user wrote it.
        path: PathBuf,
    },
    /// An input is a URL that names nothing that can be read.
    #[error(
        "{}: is no address that can be read; known are s3://, gs://, az://, http:// and https://",
        shown(path)
    )]
    UnknownAddress {
        /// The input as the user wrote it.
        path: PathBuf,
    },
    /// An input is a URL, and this build reads none.
    #[error(
        "{}: this build reads files alone; build tamis with the feature `cloud` to read URLs",
        shown(path)
    )]
    WithoutCloud {
        /// The input as the user wrote it.
        path: PathBuf,
    },
    /// A list of inputs holds something that is no name.
    #[error("{}: name {number} of the list {problem}", shown(path))]
    BrokenList {
        /// The list.
        path: PathBuf,
        /// Which name it is, from 1.
        number: u64,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A file or directory could not be read.
    #[error("{}: cannot be read: {source}", shown(path))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or directory could not be made.
    #[error("{}: cannot be created: {source}", shown(path))]
    Create {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Writing failed.
    #[error("{}: cannot be written: {source}", shown(path))]
    Write {
        /// The final name of the file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A finished file could not be given its final name.
    #[error("{}: cannot be renamed into place: {source}", shown(path))]
    Rename {
        /// The final name of the file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of an earlier run that this run no longer writes could not be removed.
    #[error("{}: is left over from an earlier run and cannot be removed: {source}", shown(path))]
    RemoveStale {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What should be the output of a run is none, or cannot be used.
    #[error("{}: is no output that can be used: {why}", shown(path))]
    NoRun {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        why: &'static str,
    },
    /// A link where tamis writes none, which could lead out of an output.
    #[error(
        "{}: is a symbolic link, and tamis makes none there; remove it, or choose another output",
        shown(path)
    )]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// The manifest or list of a run names a file that no run can have written.
    #[error("{}: names {named:?}, which is no file of this output", shown(path))]
    ForeignFile {
        /// The manifest or list.
        path: PathBuf,
        /// What it names.
        named: String,
    },
    /// The manifest of a run is not one.
    #[error("{}: is no manifest of tamis: {source}", shown(path))]
    BrokenManifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}
