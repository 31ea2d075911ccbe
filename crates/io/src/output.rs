use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::atomic::{Links, Readers, sealed};
use crate::batch::Batch;
use crate::claim::{Claim, remove_leftovers, remove_leftovers_of};
use crate::directory::{DirectoryData, earlier_files, remove_file};
use crate::part::DataLayout;
use crate::single::{SingleData, name_of};
use crate::{AtomicFile, Container, InputFile, IoError, Manifest, ManifestFile, SCHEMA_VERSION, Target};

/// What goes beside the data, each a file of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Side {
    /// Spans that went or were changed.
    Removed,
    /// Records that could not be read or processed.
    Rejects,
    /// Documents that say the same as another one.
    Duplicates,
    /// Documents that went as a whole for another reason.
    Dropped,
    /// Every block with its verdict; only written when it is asked for.
    Trace,
    /// What became of the records of each input, in numbers, for the merging of shards; only written by a shard.
    Units,
    /// Private data that was taken out; only written into a file that is named, which nobody but its owner can read.
    Vault,
}

impl Side {
    /// All of them.
    pub const ALL: &'static [Side] = &[
        Side::Removed,
        Side::Rejects,
        Side::Duplicates,
        Side::Dropped,
        Side::Trace,
        Side::Units,
        Side::Vault,
    ];

    /// Name of the file in the folder of side files.
    pub fn file_name(self) -> &'static str {
        match self {
            Side::Removed => "removed.jsonl.zst",
            Side::Rejects => "rejects.jsonl.zst",
            Side::Duplicates => "duplicates.jsonl.zst",
            Side::Dropped => "dropped.jsonl.zst",
            Side::Trace => "trace.jsonl.zst",
            Side::Units => "units.jsonl.zst",
            Side::Vault => "vault.jsonl.zst",
        }
    }
}

/// Whether and where a side file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SideChoice {
    /// In the folder of side files; nowhere if the data goes to a stream.
    InFolder,
    /// Nowhere.
    Off,
    /// In this file; compressed if its name says so.
    At(PathBuf),
}

/// How output is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutputConfig {
    /// What documents are written into.
    pub container: Container,
    /// Whether a directory that tamis did not write may be written into.
    pub force: bool,
    /// Where side files go; one that is not named is [`SideChoice::InFolder`], the trace,
    /// the units and the vault [`SideChoice::Off`].
    pub sides: BTreeMap<Side, SideChoice>,
    /// Bytes, as they lie on disk, after which a data file ends and the next part of it begins; 0: files are not cut.
    pub max_bytes: u64,
    /// Version of the tool, for the manifest.
    pub tool_version: String,
    /// Hash of the settings that the output depends on, for the manifest; empty if it is not known.
    pub config_hash: String,
}

/// Whether a stream still takes data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// The bytes were taken.
    Done,
    /// Whoever read the stream has closed it. That is no failure; nothing more need be written.
    Closed,
}

/// The output of a run: data and side files, written by one thread in input order.
///
/// One data file at most is open at a time: it is begun with the first record of its input and
/// finished when a record of another input comes. Files of a directory get their names in batches of
/// up to a thousand. Dropped before [`Output::finish`], it leaves no unfinished file behind.
pub struct Output {
    container: Container,
    data: Data,
    side_folder: Option<PathBuf>,
    sides: BTreeMap<Side, SideFile>,
    tool_version: String,
    config_hash: String,
    /// Data files that earlier runs wrote.
    earlier: BTreeSet<String>,
    claim: Option<Claim>,
}

enum Data {
    Stream { path: PathBuf, stream: Option<BufWriter<Box<dyn Write + Send>>> },
    File(Box<SingleData>),
    Directory(Box<DirectoryData>),
}

struct SideFile {
    file: AtomicFile,
    records: u64,
    in_folder: bool,
}

/// Files in the folder of side files that are made of a finished run, and say nothing of the next.
const OF_A_RUN: &[&str] = &["report.html", "timing.json"];

/// Name of the manifest in the folder of side files.
pub(crate) const MANIFEST: &str = "manifest.json";

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output").field("container", &self.container).finish_non_exhaustive()
    }
}

impl Output {
    /// Begins the output. Nothing that exists is changed before [`Output::finish`], except that a
    /// directory gets its files batch by batch.
    ///
    /// # Errors
    /// [`IoError::ForeignDirectory`] for a directory with files that tamis did not write, unless
    /// forced; [`IoError::Busy`] while another run writes the same output; [`IoError::Create`] if
    /// something cannot be made.
    pub fn create(target: &Target, config: OutputConfig) -> Result<Self, IoError> {
        check(target, &config)?;
        let side_folder = target.side_folder();
        let claim = Claim::take(target, config.force)?;
        let mut earlier = BTreeSet::new();
        if let Some(folder) = &side_folder {
            earlier = earlier_files(folder)?;
        }
        remove_leftovers(target, &earlier)?;
        let layout = DataLayout {
            container: config.container,
            max_bytes: config.max_bytes,
            tool_version: config.tool_version.clone(),
        };
        let data = match target {
            Target::StandardOutput => stream(PathBuf::from("-"), Box::new(io::stdout())),
            Target::Stream(path) => {
                let opened = OpenOptions::new().write(true).open(path);
                let opened = opened.map_err(|source| IoError::Create { path: path.clone(), source })?;
                stream(path.clone(), Box::new(opened))
            }
            Target::File(path) => {
                let earlier = std::mem::take(&mut earlier);
                Data::File(Box::new(SingleData::create(path, layout, earlier, config.force)?))
            }
            Target::Directory(root) => Data::Directory(Box::new(DirectoryData::new(root, &earlier, layout)?)),
        };
        let mut sides = BTreeMap::new();
        for side in Side::ALL {
            let default = match side {
                Side::Trace | Side::Units | Side::Vault => SideChoice::Off,
                _ => SideChoice::InFolder,
            };
            let path = match (config.sides.get(side).cloned().unwrap_or(default), &side_folder) {
                (SideChoice::At(path), _) => (path, false),
                (SideChoice::InFolder, Some(folder)) => (folder.join(side.file_name()), true),
                (SideChoice::InFolder, None) | (SideChoice::Off, _) => continue,
            };
            if !path.1 {
                remove_leftovers_of(&path.0)?;
            }
            let (readers, links) = match side {
                Side::Vault => (Readers::Owner, Links::Refused),
                _ if path.1 => (Readers::Anybody, Links::Replaced),
                _ => (Readers::Anybody, Links::Followed),
            };
            let file = AtomicFile::create_side(path.0, readers, links)?;
            sides.insert(*side, SideFile { file, records: 0, in_folder: path.1 });
        }
        Ok(Output {
            container: config.container,
            data,
            side_folder,
            sides,
            tool_version: config.tool_version,
            config_hash: config.config_hash,
            earlier,
            claim,
        })
    }

    /// Appends one document of `input`: a whole row of JSON ([`crate::OutputRow::write_json`], from which the columns
    /// of Parquet are made too) or a whole text, with its line feed. Documents of one input come together, in the
    /// order of the inputs.
    ///
    /// # Errors
    /// Any failure to write ends the run.
    pub fn write(&mut self, input: &InputFile, id: &str, bytes: &[u8]) -> Result<Written, IoError> {
        match &mut self.data {
            Data::Stream { path, stream } => write_stream(path, stream, |stream| stream.write_all(bytes)),
            Data::File(single) => single.append(bytes).map(|()| Written::Done),
            Data::Directory(directory) => {
                match self.container {
                    Container::Jsonl | Container::Parquet => directory.write_row(input, bytes)?,
                    Container::Files => directory.write_text(input, id, bytes)?,
                }
                Ok(Written::Done)
            }
        }
    }

    /// Whether rows of a side file are written anywhere.
    pub fn wants(&self, side: Side) -> bool {
        self.sides.contains_key(&side)
    }

    /// Appends `records` whole rows, each with its line feed, to a side file; does nothing if it is off.
    ///
    /// # Errors
    /// Any failure to write ends the run.
    pub fn write_side(&mut self, side: Side, rows: &[u8], records: u64) -> Result<(), IoError> {
        let Some(file) = self.sides.get_mut(&side) else { return Ok(()) };
        file.records += records;
        file.file.append(rows)
    }

    /// Gives every file its name: side files, `stats.json` and `config.toml` first, then the manifest,
    /// the data last; in a directory the manifest is last. Then what an earlier run into the same
    /// directory wrote, and this one did not, is removed.
    ///
    /// # Errors
    /// Any failure to write; what has its name by then is whole.
    pub fn finish(self, stats_json: &[u8], config_toml: &[u8]) -> Result<Manifest, IoError> {
        let Output { data, side_folder, sides, tool_version, config_hash, earlier, claim, .. } = self;
        let mut manifest = Manifest {
            schema_version: SCHEMA_VERSION,
            tool_version,
            config_hash,
            records: None,
            files: Vec::new(),
            side_files: Vec::new(),
        };
        let mut batch = Batch::default();
        let mut single = Vec::new();
        let mut leftover = None;
        let mut directory = None;
        match data {
            Data::Stream { path, mut stream } => {
                write_stream(&path, &mut stream, Write::flush)?;
            }
            Data::File(opened) => {
                let (files, sealed, stale) = opened.finish()?;
                (manifest.files, single, leftover) = (files, sealed, Some(stale));
            }
            Data::Directory(mut opened) => {
                (manifest.files, batch) = opened.finish()?;
                directory = Some(opened);
            }
        }
        for SideFile { file, records, in_folder } in sides.into_values() {
            if in_folder {
                let name = name_of(file.path());
                let sealed = file.seal()?;
                manifest.side_files.push(ManifestFile::new(name, records, &sealed.sum));
                batch.add(sealed);
            } else {
                file.finish()?;
            }
        }
        manifest.records = Some(manifest.files.iter().map(|file| file.records).sum());
        if let Some(folder) = &side_folder {
            let manifest_json = manifest.to_json();
            let others =
                [("stats.json", stats_json), ("config.toml", config_toml), (MANIFEST, &manifest_json)];
            for (name, bytes) in others {
                batch.add(sealed(folder.join(name), bytes)?);
            }
        }
        for sealed in single {
            batch.add(sealed);
        }
        batch.publish()?;
        if let Some(leftover) = leftover {
            leftover.remove()?;
        }
        if let Some(folder) = &side_folder {
            remove_old_sides(folder, &manifest)?;
        }
        if let Some(directory) = directory {
            directory.remove_stale(&earlier)?;
        }
        drop(claim);
        Ok(manifest)
    }
}

/// Refuses what does not go together.
fn check(target: &Target, config: &OutputConfig) -> Result<(), IoError> {
    let (path, is_stream) = match target {
        Target::StandardOutput => (Path::new("-"), true),
        Target::Stream(path) => (path.as_path(), true),
        Target::File(path) | Target::Directory(path) => (path.as_path(), false),
    };
    let is_file = matches!(target, Target::File(_));
    let is_parquet = config.container == Container::Parquet;
    let problem = if is_parquet && cfg!(not(feature = "parquet")) {
        "this tamis was built without Parquet; write rows of JSON"
    } else if is_parquet && is_stream {
        "Parquet is written to a file or a directory; give one with -o"
    } else if is_parquet && is_file && target.container() != Container::Parquet {
        "Parquet needs a name that ends in .parquet"
    } else if !is_parquet && target.container() == Container::Parquet {
        "a name that ends in .parquet is for Parquet; give another name, or leave the container to the name"
    } else if config.max_bytes > 0 && config.container == Container::Files {
        "text files are not cut; leave out the size of the parts, or write rows"
    } else if config.max_bytes > 0 && is_stream {
        "a stream has no parts; leave out their size, or write to a file or a directory"
    } else {
        return Ok(());
    };
    Err(IoError::UnfitContainer { path: path.to_path_buf(), problem })
}

/// Removes side files of an earlier run that this one does not write.
fn remove_old_sides(folder: &Path, manifest: &Manifest) -> Result<(), IoError> {
    for side in Side::ALL {
        if !manifest.side_files.iter().any(|file| file.path == side.file_name()) {
            remove_file(&folder.join(side.file_name()))?;
        }
    }
    OF_A_RUN.iter().try_for_each(|name| remove_file(&folder.join(name)))
}

fn stream(path: PathBuf, stream: Box<dyn Write + Send>) -> Data {
    Data::Stream { path, stream: Some(BufWriter::new(stream)) }
}

/// Does something to a stream; one that its reader has closed is let go.
fn write_stream(
    path: &Path,
    stream: &mut Option<BufWriter<Box<dyn Write + Send>>>,
    act: impl FnOnce(&mut BufWriter<Box<dyn Write + Send>>) -> io::Result<()>,
) -> Result<Written, IoError> {
    let Some(open) = stream else { return Ok(Written::Closed) };
    match act(open) {
        Ok(()) => Ok(Written::Done),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is left in the buffer has nowhere to go.
            if let Some(open) = stream.take() {
                drop(open.into_parts());
            }
            Ok(Written::Closed)
        }
        Err(source) => Err(IoError::Write { path: path.to_path_buf(), source }),
    }
}
