use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use tamis_core::{Place, Reject, RejectCause};
use walkdir::WalkDir;
use xxhash_rust::xxh3::xxh3_64;

use crate::address::{Address, is_url};
use crate::compression;
use crate::formats::FileName;
use crate::input_file::STDIN;
use crate::list::{ListError, Listed, Names};
use crate::names::lossless;
use crate::reader::WalkRules;
use crate::remote::{self, Remotes};
use crate::skip::{holds_side_files, reason_to_skip, reason_to_skip_object};
use crate::{FileList, InputFile, IoError};

/// The folder of side files in an output directory.
pub(crate) const SIDE_FOLDER: &str = "_tamis";
/// What the folder of side files of a single output has behind its name.
pub(crate) const SIDE_SUFFIX: &str = ".tamis";

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

/// What inputs are looked for with.
pub(crate) struct Search<'s> {
    /// What this run writes.
    pub(crate) outputs: &'s [&'s Path],
    pub(crate) rules: &'s WalkRules,
    pub(crate) remotes: &'s Remotes,
    /// Lists of further inputs.
    pub(crate) lists: &'s [FileList],
}

pub(crate) fn discover(inputs: &[&Path], search: &Search<'_>) -> Result<Discovery, IoError> {
    if let Some(output) = search.outputs.iter().find(|output| is_url(output)) {
        return Err(IoError::RemoteOutput { path: output.to_path_buf() });
    }
    let from_stdin = |path: &Path| path == Path::new(STDIN);
    let named = inputs.iter().copied().chain(search.lists.iter().map(|list| list.path.as_path()));
    if named.filter(|path| from_stdin(path)).count() > 1 {
        return Err(IoError::StandardInputTwice);
    }
    let mut finder = Finder {
        outputs: search.outputs.iter().filter_map(|path| canonical(path)).collect(),
        search,
        found: Discovery::default(),
        own_output: None,
    };
    let several = inputs.len() > 1 || !search.lists.is_empty();
    let mut labels = Labels { several, used: HashSet::new() };
    for input in inputs {
        if from_stdin(input) {
            finder.found.files.push(InputFile::stdin());
        } else if let Some(address) = Address::parse(input) {
            let mut label = |name: &str, is_directory| labels.make(Some(OsStr::new(name)), is_directory);
            finder.add_url(input, &address, &mut label)?;
        } else {
            finder.add_path(input, |name, is_directory| labels.make(name, is_directory))?;
        }
    }
    for list in search.lists {
        finder.add_list(list)?;
    }
    if !search.lists.is_empty() {
        make_unique(&mut finder.found.files);
    }
    match finder.own_output {
        Some(path) if finder.found.files.is_empty() && finder.found.rejects.is_empty() => {
            Err(IoError::InputIsOutput { path })
        }
        _ => Ok(finder.found),
    }
}

/// What was found so far.
struct Finder<'s> {
    search: &'s Search<'s>,
    /// Absolute, without links.
    outputs: Vec<PathBuf>,
    found: Discovery,
    own_output: Option<PathBuf>,
}

impl Finder<'_> {
    /// A file or directory; `label` tells its id, or what the ids of its files begin with.
    fn add_path(
        &mut self,
        input: &Path,
        label: impl FnOnce(Option<&OsStr>, bool) -> String,
    ) -> Result<(), IoError> {
        let metadata = fs::metadata(input).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => IoError::MissingInput { path: input.to_path_buf() },
            _ => IoError::Read { path: input.to_path_buf(), source },
        })?;
        let root = canonical(input).unwrap_or_else(|| input.to_path_buf());
        if let Some(output) = self.outputs.iter().find(|output| root.starts_with(output)) {
            if !was_written_by_tamis(output) {
                return Err(IoError::InputIsOutput { path: input.to_path_buf() });
            }
            self.own_output.get_or_insert_with(|| input.to_path_buf());
            self.found.skip("tamis-output");
            return Ok(());
        }
        let name = input.file_name().or(root.file_name());
        if metadata.is_dir() && name.is_some_and(holds_side_files) {
            self.found.skip("tamis-output");
            return Ok(());
        }
        let label = label(name, metadata.is_dir());
        if metadata.is_dir() {
            walk(input, &root, &label, &self.outputs, self.search.rules, &mut self.found);
        } else {
            let file = InputFile::new(input, &label);
            self.found.files.push(file.known(metadata.len(), modified(&metadata)));
        }
        Ok(())
    }

    /// An object, or all of them below a prefix.
    fn add_url(
        &mut self,
        input: &Path,
        address: &Address<'_>,
        label: &mut dyn FnMut(&str, bool) -> String,
    ) -> Result<(), IoError> {
        check_address(input, address)?;
        let failed = |source| IoError::Read { path: address.shown().into(), source };
        if !address.is_prefix()
            && let Some(known) = self.search.remotes.look(address).map_err(failed)?
        {
            let file = InputFile::new(input, &label(address.name(), false));
            self.found.files.push(file.known(known.bytes, known.modified));
            return Ok(());
        }
        let is_empty =
            address.is_web() || !self.add_objects(address, &label(address.name(), true)).map_err(failed)?;
        if is_empty { Err(IoError::MissingInput { path: address.shown().into() }) } else { Ok(()) }
    }

    /// All objects below a prefix, by the bytes of their keys; false if there are none.
    fn add_objects(&mut self, address: &Address<'_>, label: &str) -> std::io::Result<bool> {
        let (first, mut any) = (self.found.files.len(), false);
        let (found, rules) = (&mut self.found, self.search.rules);
        let folder = address.key.trim_end_matches('/');
        let slash = if folder.is_empty() { "" } else { "/" };
        self.search.remotes.list(address, &mut |object| {
            any = true;
            let below = object.below.as_str();
            if let Some(why) = reason_to_skip_object(below, rules) {
                found.skip(why);
                return;
            }
            let url = format!("{}://{}/{folder}{slash}{below}", address.scheme, address.authority);
            let file = InputFile::new(url, &id(label, Path::new(below)));
            found.files.push(file.known(object.known.bytes, object.known.modified));
        })?;
        sort_from(&mut self.found.files, first);
        Ok(any)
    }

    fn add_list(&mut self, list: &FileList) -> Result<(), IoError> {
        let shown = || InputFile::new(&list.path, "").place().file.into();
        let failed = |error| match error {
            ListError::Read(source) => IoError::Read { path: shown(), source },
            ListError::Name(number, problem) => IoError::BrokenList { path: shown(), number, problem },
        };
        let bytes = self.open_list(&list.path)?;
        let codec = list.path.file_name().and_then(OsStr::to_str).and_then(|name| FileName::new(name).codec);
        let stream = compression::decompressed(bytes, codec, &Arc::default());
        let mut names = Names::new(list, stream);
        while let Some(listed) = names.next_name().map_err(failed)? {
            self.add_listed(listed)?;
        }
        Ok(())
    }

    fn open_list(&self, path: &Path) -> Result<Box<dyn Read + Send>, IoError> {
        if path == Path::new(STDIN) {
            return Ok(Box::new(std::io::stdin()));
        }
        if let Some(address) = Address::parse(path) {
            check_address(path, &address)?;
            let opened = self.search.remotes.open(&address);
            return opened.map_err(|source| IoError::Read { path: address.shown().into(), source });
        }
        match fs::File::open(path) {
            Ok(file) => Ok(Box::new(file)),
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
                Err(IoError::MissingInput { path: path.to_path_buf() })
            }
            Err(source) => Err(IoError::Read { path: path.to_path_buf(), source }),
        }
    }

    /// An input that a list names. What is not there costs that name alone.
    fn add_listed(&mut self, listed: Listed) -> Result<(), IoError> {
        let Listed { path, id } = listed;
        let added = match Address::parse(&path) {
            None => self.add_path(&path, |_, _| id.clone()),
            Some(address) => check_address(&path, &address).and_then(|()| {
                if !address.is_prefix() {
                    // Asking for each would take a list of a million names hours before the first is read.
                    self.found.files.push(InputFile::new(&path, &id));
                    return Ok(());
                }
                match self.add_objects(&address, &id) {
                    Ok(true) => Ok(()),
                    Ok(false) => Err(IoError::MissingInput { path: path.clone() }),
                    Err(source) => Err(IoError::Read { path: path.clone(), source }),
                }
            }),
        };
        let message = match added {
            Err(IoError::MissingInput { .. }) => "no such file or directory".to_owned(),
            Err(IoError::Read { source, .. }) => format!("cannot be read: {source}"),
            Err(error @ IoError::UnknownAddress { .. }) => error.to_string(),
            other => return other,
        };
        let (place, cause) = (InputFile::new(&path, &id).place(), RejectCause::Unreadable);
        self.found.rejects.push(Reject { place, id: Some(id), cause, message });
        Ok(())
    }
}

/// Whether this build can read the address at all.
fn check_address(path: &Path, address: &Address<'_>) -> Result<(), IoError> {
    if !address.is_known() {
        return Err(IoError::UnknownAddress { path: path.to_path_buf() });
    }
    if !remote::IS_BUILT {
        return Err(IoError::WithoutCloud { path: path.to_path_buf() });
    }
    Ok(())
}

fn sort_from(files: &mut [InputFile], first: usize) {
    if let Some(files) = files.get_mut(first..) {
        files.sort_by(|a, b| a.id().cmp(b.id()));
    }
}

/// Numbers ids that come more than once, as a file does that two lists name. Ids are told apart by 64 bits.
fn make_unique(files: &mut [InputFile]) {
    let mut used = HashSet::with_capacity(files.len());
    for file in files {
        if used.insert(xxh3_64(file.id().as_bytes())) {
            continue;
        }
        let (stem, extension) = stem_and_extension(file.id());
        let mut number = 2_u64;
        let free = loop {
            let candidate = format!("{stem}~{number}{extension}");
            if used.insert(xxh3_64(candidate.as_bytes())) {
                break candidate;
            }
            number += 1;
        };
        *file = InputFile::new(file.path(), &free).known(file.bytes, file.modified);
    }
}

/// An id or name in front of, and from, the extension by which its format is known.
fn stem_and_extension(id: &str) -> (&str, &str) {
    let file_at = id.rfind('/').map_or(0, |slash| slash + 1);
    let (_, name) = id.split_at_checked(file_at).unwrap_or(("", id));
    id.split_at_checked(file_at + FileName::new(name).stem.len()).unwrap_or((id, ""))
}

impl Discovery {
    fn skip(&mut self, why: &'static str) {
        *self.skipped.entry(why).or_insert(0) += 1;
    }
}

/// When a file was last changed, in nanoseconds since 1970; 0 if that is not known.
pub(crate) fn modified(metadata: &fs::Metadata) -> u64 {
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
        let (stem, extension) = if is_directory { (name.as_str(), "") } else { stem_and_extension(&name) };
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
            found.files.push(InputFile::new(entry.path(), &id(label, relative)).known(bytes, modified));
        }
    }
    sort_from(&mut found.files, first);
    if let Some(rejects) = found.rejects.get_mut(first_reject..) {
        rejects.sort_by(|a, b| a.id.cmp(&b.id));
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
