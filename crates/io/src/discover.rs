use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

use tamis_core::{Place, Reject, RejectCause};
use walkdir::WalkDir;

use crate::IoError;
use crate::compression::strip_suffix_ignoring_case;
use crate::formats::FileName;
use crate::names::push_percent;
use crate::reader::WalkRules;

/// A file that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Where it lies; `-` is standard input.
    pub path: PathBuf,
    /// Its path relative to the input root, with `/` between folders; bytes that are no UTF-8 are
    /// percent-encoded. Unique in a run.
    pub id: String,
    /// Its length as it lies there, compressed or not; 0 if that is not known.
    pub bytes: u64,
    /// When it was last changed, in nanoseconds since 1970; 0 if that is not known.
    pub modified: u64,
}

impl InputFile {
    /// Standard input, under the id `-`.
    pub fn stdin() -> Self {
        InputFile { path: PathBuf::from(STDIN), id: STDIN.to_owned(), bytes: 0, modified: 0 }
    }

    /// Whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new(STDIN)
    }

    /// Whether it gives its bytes only once: standard input, a pipe, a device.
    pub fn is_stream(&self) -> bool {
        self.is_stdin() || fs::metadata(&self.path).is_ok_and(|found| !found.is_file())
    }

    /// The file as a place for messages.
    pub fn place(&self) -> Place {
        Place { file: self.path.display().to_string(), line: None, offset: None }
    }
}

/// The name of standard input and standard output.
pub(crate) const STDIN: &str = "-";
/// The folder of side files in an output directory.
pub(crate) const SIDE_FOLDER: &str = "_tamis";
/// What the folder of side files of a single output has behind its name.
pub(crate) const SIDE_SUFFIX: &str = ".tamis";
/// What archives are named that hold nothing but metadata.
const WAT: &str = ".wat";

/// What was found of the inputs.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The files to read, in order.
    pub files: Vec<InputFile>,
    /// Files and folders that are not read, counted by why: `hidden`, `link`, `excluded`,
    /// `unknown-extension`, `wat`, `tamis-output`, `special-file`. A folder that is not entered counts once.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Folders and files that could not be looked at; each counts as one record.
    pub rejects: Vec<Reject>,
}

pub(crate) fn discover(inputs: &[&Path], outputs: &[&Path], rules: &WalkRules) -> Result<Discovery, IoError> {
    let outputs: Vec<PathBuf> = outputs.iter().filter_map(|path| canonical(path)).collect();
    let mut found = Discovery::default();
    let mut labels = Labels { several: inputs.len() > 1, used: HashSet::new() };
    let mut own_output = None;
    for input in inputs {
        if *input == Path::new(STDIN) {
            if !labels.used.insert(STDIN.to_owned()) {
                return Err(IoError::StandardInputTwice);
            }
            found.files.push(InputFile::stdin());
            continue;
        }
        let metadata = fs::metadata(input).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => IoError::MissingInput { path: input.to_path_buf() },
            _ => IoError::Read { path: input.to_path_buf(), source },
        })?;
        let root = canonical(input).unwrap_or_else(|| input.to_path_buf());
        if let Some(output) = outputs.iter().find(|output| root.starts_with(output)) {
            if !was_written_by_tamis(output) {
                return Err(IoError::InputIsOutput { path: input.to_path_buf() });
            }
            own_output.get_or_insert_with(|| input.to_path_buf());
            found.skip("tamis-output");
            continue;
        }
        let name = input.file_name().or(root.file_name());
        if metadata.is_dir() && name.is_some_and(holds_side_files) {
            found.skip("tamis-output");
            continue;
        }
        let label = labels.make(name, metadata.is_dir());
        if metadata.is_dir() {
            walk(input, &root, &label, &outputs, rules, &mut found);
        } else {
            let (bytes, modified) = (metadata.len(), modified(&metadata));
            found.files.push(InputFile { path: input.to_path_buf(), id: label, bytes, modified });
        }
    }
    match own_output {
        Some(path) if found.files.is_empty() && found.rejects.is_empty() => {
            Err(IoError::InputIsOutput { path })
        }
        _ => Ok(found),
    }
}

impl Discovery {
    fn skip(&mut self, why: &'static str) {
        *self.skipped.entry(why).or_insert(0) += 1;
    }
}

/// When a file was last changed, in nanoseconds since 1970; 0 if that is not known.
fn modified(metadata: &fs::Metadata) -> u64 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or_default()
}

/// The absolute path without links, also of a file that does not exist yet.
pub(crate) fn canonical(path: &Path) -> Option<PathBuf> {
    if let Ok(path) = fs::canonicalize(path) {
        return Some(path);
    }
    let name = path.file_name()?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(fs::canonicalize(parent).ok()?.join(name))
}

/// Whether an output was written by an earlier run: its folder of side files is there.
pub(crate) fn was_written_by_tamis(output: &Path) -> bool {
    output.join(SIDE_FOLDER).is_dir() || side_folder_of(output).is_dir()
}

/// Whether a folder holds side files of tamis, by its name.
fn holds_side_files(name: &OsStr) -> bool {
    name == SIDE_FOLDER || name.as_encoded_bytes().ends_with(SIDE_SUFFIX.as_bytes())
}

/// `X.jsonl.tamis` for `X.jsonl`.
pub(crate) fn side_folder_of(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(SIDE_SUFFIX);
    PathBuf::from(name)
}

/// Names of the roots in front of the ids.
struct Labels {
    several: bool,
    used: HashSet<String>,
}

impl Labels {
    /// Empty for a single directory.
    fn make(&mut self, name: Option<&OsStr>, is_directory: bool) -> String {
        if is_directory && !self.several {
            return String::new();
        }
        let name = name.map_or_else(|| "root".to_owned(), lossless);
        let (stem, extension) = if is_directory {
            (name.as_str(), "")
        } else {
            name.split_at_checked(FileName::new(&name).stem.len()).unwrap_or((&name, ""))
        };
        let mut label = name.clone();
        let mut number = 2_u64;
        while !self.used.insert(label.clone()) {
            label = format!("{stem}~{number}{extension}");
            number += 1;
        }
        label
    }
}

fn walk(
    input: &Path,
    root: &Path,
    label: &str,
    outputs: &[PathBuf],
    rules: &WalkRules,
    found: &mut Discovery,
) {
    let (first, first_reject) = (found.files.len(), found.rejects.len());
    let mut entries = WalkDir::new(input).follow_links(rules.links).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.rejects.push(unreadable(input, label, &error));
                continue;
            }
        };
        if entry.depth() == 0 {
            continue;
        }
        let Ok(relative) = entry.path().strip_prefix(input) else { continue };
        let kind = entry.file_type();
        if let Some(why) = reason_to_skip(&entry, relative, root, outputs, rules) {
            found.skip(why);
            if kind.is_dir() {
                entries.skip_current_dir();
            }
        } else if kind.is_file() {
            let known = entry.metadata().map(|metadata| (metadata.len(), modified(&metadata)));
            let (bytes, modified) = known.unwrap_or_default();
            let (path, id) = (entry.path().to_path_buf(), id(label, relative));
            found.files.push(InputFile { path, id, bytes, modified });
        }
    }
    if let Some(files) = found.files.get_mut(first..) {
        files.sort_by(|a, b| a.id.cmp(&b.id));
    }
    if let Some(rejects) = found.rejects.get_mut(first_reject..) {
        rejects.sort_by(|a, b| a.id.cmp(&b.id));
    }
}

fn reason_to_skip(
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
    let file = FileName::new(&name);
    if rules.any_extension || file.format.is_some() {
        None
    } else if strip_suffix_ignoring_case(file.stem, WAT).is_some() {
        Some("wat")
    } else {
        Some("unknown-extension")
    }
}

fn unreadable(input: &Path, label: &str, error: &walkdir::Error) -> Reject {
    let path = error.path().unwrap_or(input);
    let relative = path.strip_prefix(input).unwrap_or(Path::new(""));
    let message = match error.io_error() {
        Some(error) => format!("cannot be looked at: {error}"),
        None => "is a link to a folder around it, and would never end".to_owned(),
    };
    Reject {
        place: Place { file: path.display().to_string(), line: None, offset: None },
        id: Some(id(label, relative)),
        cause: RejectCause::Unreadable,
        message,
    }
}

fn id(label: &str, relative: &Path) -> String {
    let mut id = label.to_owned();
    for component in relative.components() {
        if let Component::Normal(name) = component {
            if !id.is_empty() {
                id.push('/');
            }
            id.push_str(&lossless(name));
        }
    }
    id
}

/// A name as text; bytes that are no UTF-8 become `%XX`.
fn lossless(name: &OsStr) -> String {
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            push_percent(&mut out, *byte);
        }
    }
    out
}
