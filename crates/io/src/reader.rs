use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use tamis_core::{ConfigError, Reject, RejectCause};

use crate::address::Address;
use crate::compression::{self, Peeked, Tally};
use crate::config::AUTO;
use crate::discover::{self, Discovery, Search};
use crate::formats::{self, Format};
use crate::record::{RawRecord, Records};
use crate::remote::Remotes;
use crate::replay::KeptStreams;
use crate::source::{Source, ToldBy};
use crate::{FieldNames, FileList, InputConfig, InputFile, IoError};

/// Finds inputs and cuts them into records. Immutable; may be shared between threads.
pub struct Reader {
    forced: Option<&'static dyn Format>,
    pub(crate) walk: WalkRules,
    fields: Arc<FieldNames>,
    max_document_bytes: u64,
    streams: Option<(StreamUse, Arc<KeptStreams>)>,
    lists: Vec<FileList>,
    remotes: Remotes,
}

/// What is done with streams that give their bytes once.
#[derive(Debug, Clone, Copy)]
enum StreamUse {
    Keep,
    ReadAgain,
}

/// What of a directory is read.
pub(crate) struct WalkRules {
    pub(crate) include: Option<GlobSet>,
    pub(crate) exclude: GlobSet,
    pub(crate) hidden: bool,
    pub(crate) links: bool,
    /// Whether the format is known beforehand, so that no extension is unknown.
    pub(crate) any_extension: bool,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("max_document_bytes", &self.max_document_bytes).finish_non_exhaustive()
    }
}

impl Reader {
    /// A reader that rejects documents, and rows, of more than `max_document_bytes` decompressed bytes;
    /// a row counts with all its fields and escapes.
    ///
    /// # Errors
    /// An unknown format or a broken glob, by the name of its key.
    pub fn new(config: InputConfig, max_document_bytes: u64) -> Result<Self, ConfigError> {
        let forced = match config.from.as_str() {
            AUTO => None,
            name => Some(formats::by_name(name).ok_or_else(|| {
                let known = formats::format_names().join(", ");
                ConfigError::new("input.from", format!("`{name}` is no format; known are {AUTO}, {known}"))
            })?),
        };
        let include =
            if config.include.is_empty() { None } else { Some(globs("input.include", &config.include)?) };
        Ok(Reader {
            forced,
            walk: WalkRules {
                include,
                exclude: globs("input.exclude", &config.exclude)?,
                hidden: config.hidden,
                links: config.links,
                any_extension: forced.is_some(),
            },
            fields: Arc::new(config.fields),
            max_document_bytes,
            streams: None,
            lists: config.lists,
            remotes: Remotes::new(config.remote)?,
        })
    }

    /// The same reader, which also keeps what it reads from standard input and pipes.
    #[must_use]
    pub fn keeping(self, streams: Arc<KeptStreams>) -> Self {
        Reader { streams: Some((StreamUse::Keep, streams)), ..self }
    }

    /// The same reader, which takes the bytes of standard input and pipes from what was kept of them.
    #[must_use]
    pub fn reading_again(self, streams: Arc<KeptStreams>) -> Self {
        Reader { streams: Some((StreamUse::ReadAgain, streams)), ..self }
    }

    /// The files that `inputs` stand for, in the order in which they are to be read. `inputs` are
    /// files, directories (all their files, by the bytes of their paths), URLs of objects and of prefixes of
    /// objects, and `-` for standard input; what the lists of [`InputConfig::lists`] name comes behind them.
    /// `outputs` are paths that this run writes, which are never read.
    ///
    /// # Errors
    /// Only what the user named can fail as a whole: an input that does not exist or cannot be listed, or that is the
    /// output, or a list that cannot be read. What cannot be read inside a directory, and what a list names and is not
    /// there, is a [`Reject`] in [`Discovery::rejects`]. Whether single objects of a list are there is not asked before
    /// they are read.
    pub fn discover<P: AsRef<Path>, Q: AsRef<Path>>(
        &self,
        inputs: &[P],
        outputs: &[Q],
    ) -> Result<Discovery, IoError> {
        let inputs: Vec<&Path> = inputs.iter().map(AsRef::as_ref).collect();
        let outputs: Vec<&Path> = outputs.iter().map(AsRef::as_ref).collect();
        let (rules, remotes, lists) = (&self.walk, &self.remotes, self.lists.as_slice());
        discover::discover(&inputs, &Search { outputs: &outputs, rules, remotes, lists })
    }

    /// The records of one file. A file that cannot be opened gives one reject.
    pub fn open(&self, file: &InputFile) -> Records {
        match self.bytes_of(file) {
            Ok(bytes) => {
                let is_file = std::fs::metadata(file.path()).is_ok_and(|found| found.is_file());
                let local = Some(file.path().to_path_buf()).filter(|_| is_file && !file.is_stdin());
                self.open_bytes(file, bytes, local)
            }
            Err(error) => {
                let reject = Reject {
                    place: file.place(),
                    id: Some(file.id().to_owned()),
                    cause: RejectCause::Unreadable,
                    message: format!("the file cannot be opened: {error}"),
                };
                Records {
                    inner: Box::new(std::iter::once_with(move || RawRecord::rejected(reject))),
                    has_rows: false,
                    tally: Arc::default(),
                }
            }
        }
    }

    fn bytes_of(&self, file: &InputFile) -> std::io::Result<Box<dyn Read + Send>> {
        let streams = self.streams.as_ref().filter(|_| file.is_stream());
        if let Some((StreamUse::ReadAgain, streams)) = streams {
            return streams.read_again(file.id());
        }
        let bytes: Box<dyn Read + Send> = if file.is_stdin() {
            Box::new(std::io::stdin())
        } else if let Some(address) = Address::parse(file.path()) {
            return self.remotes.open(&address);
        } else {
            Box::new(File::open(file.path())?)
        };
        Ok(match streams {
            Some((_, streams)) => Box::new(KeptStreams::keep(streams, file.id(), bytes)),
            None => bytes,
        })
    }

    /// Whether the file is a page by its name, or by what the user said: it need not be read to know.
    pub fn is_page(&self, file: &InputFile) -> bool {
        let format = self.forced.or_else(|| formats::FileName::new(file.id()).format);
        format.is_some_and(|format| format.name() == formats::PAGES)
    }

    /// The records of `bytes`, compressed or not, that stand for the file.
    pub fn open_stream(&self, file: &InputFile, bytes: Box<dyn Read + Send>) -> Records {
        self.open_bytes(file, bytes, None)
    }

    fn open_bytes(&self, file: &InputFile, bytes: Box<dyn Read + Send>, local: Option<PathBuf>) -> Records {
        let tally = Arc::<Tally>::default();
        let name = formats::FileName::new(file.id());
        let stream = compression::decompressed(bytes, name.codec, &tally);
        let mut source = Source {
            file: file.place().file,
            id: file.id().to_owned(),
            local,
            stream,
            tally: Arc::clone(&tally),
            fields: Arc::clone(&self.fields),
            max_document_bytes: self.max_document_bytes,
            told_by: ToldBy::User,
        };
        let format = if self.forced.is_some() {
            self.forced
        } else if name.format.is_some() {
            source.told_by = ToldBy::Name;
            name.format
        } else {
            source.told_by = ToldBy::Content;
            let peeked = Peeked::new(source.stream, formats::SNIFF_BYTES);
            let format = formats::by_content(peeked.head());
            source.stream = Box::new(peeked);
            format
        };
        let inner: Box<dyn Iterator<Item = RawRecord> + Send> = match format {
            Some(format) => format.open(source),
            None => Box::new(std::iter::empty()),
        };
        Records { inner, has_rows: format.is_some_and(Format::has_rows), tally }
    }
}

fn globs(key: &str, patterns: &[String]) -> Result<GlobSet, ConfigError> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|error| ConfigError::new(key, error.to_string()))?);
    }
    set.build().map_err(|error| ConfigError::new(key, error.to_string()))
}
