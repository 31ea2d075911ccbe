//! Tables of recurring lines in files.

use std::fs::File;
use std::path::Path;

use tamis_boilerplate::{BoilerplateError, Entry, Summary, Table, scan};
use tamis_core::{ConfigError, Metadata};

use crate::Config;

/// The key that names a table.
const KEY: &str = "boilerplate.table";

/// A line that stands in many stories of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurringLine {
    /// Host or name of the source; empty for documents without either.
    pub source: String,
    /// Distinct stories that hold the line.
    pub stories: u32,
    /// All distinct stories of the source.
    pub of: u32,
    /// Its beginning, at most 160 bytes, as it stands in one of them.
    pub text: String,
}

/// What a table holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecurringLines {
    /// Distinct stories that were counted, over all sources.
    pub stories: u64,
    /// Sources with a line that recurs.
    pub sources: u64,
    /// Lines that recur, over all sources.
    pub lines: u64,
    /// The lines that were asked for: by source, those of most stories first.
    pub found: Vec<RecurringLine>,
}

/// The lines of the table at `path` that stand in `min_stories` or more, of one host or of all sources.
///
/// # Errors
/// A [`ConfigError`] that names the file and says what is wrong with it.
pub fn read_table(path: &Path, host: Option<&str>, min_stories: u32) -> Result<RecurringLines, ConfigError> {
    let host = host.map(|host| {
        let meta = Metadata { url: Some(host.to_owned()), ..Metadata::default() };
        meta.host().unwrap_or_else(|| host.to_owned())
    });
    let mut found: Vec<RecurringLine> = Vec::new();
    let mut source: Option<(String, u32)> = None;
    let summary = open(path, |file, bytes| {
        scan(file, bytes, |entry| match entry {
            Entry::Source { name, stories, .. } => {
                let wanted = host.as_deref().is_none_or(|host| host == name);
                source = wanted.then(|| (name.to_owned(), stories));
            }
            Entry::Line { stories, sample, .. } if stories >= min_stories => {
                found.extend(source.as_ref().map(|(source, of)| RecurringLine {
                    source: source.clone(),
                    stories,
                    of: *of,
                    text: sample.to_owned(),
                }));
            }
            _ => {}
        })
    })?;
    found.sort_by(|a, b| {
        a.source.cmp(&b.source).then(b.stories.cmp(&a.stories)).then_with(|| a.text.cmp(&b.text))
    });
    let Summary { stories, sources, lines, .. } = summary;
    Ok(RecurringLines { stories, sources, lines, found })
}

/// The table that the settings name, if it can have a say.
pub(crate) fn table_of(config: &Config) -> Result<Option<Table>, ConfigError> {
    let path = config.boilerplate.table.as_deref().filter(|_| config.stages.strip);
    path.map(|path| open(path, Table::read)).transpose()
}

fn open<T>(
    path: &Path,
    read: impl FnOnce(File, u64) -> Result<T, BoilerplateError>,
) -> Result<T, ConfigError> {
    let about = |said: String| ConfigError::new(KEY, format!("{}: {said}", path.display()));
    let file = File::open(path).map_err(|error| about(error.to_string()))?;
    let bytes = file.metadata().map_err(|error| about(error.to_string()))?.len();
    read(file, bytes).map_err(|error| about(error.to_string()))
}
