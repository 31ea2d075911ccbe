//! Documents of earlier batches, on disk: what comparing needs of them, and what became of them.
//!
//! A directory holds a file a batch, which never changes once it is written ([`mod@format`]), and `index.json`, which says
//! which files belong to it ([`catalogue`]). A batch is written under a temporary name, put on disk and renamed; then
//! `index.json` is replaced in one step. Whatever else lies in the directory was left by a run that was killed, and the
//! next append removes it.

mod append;
mod catalogue;
mod explain;
mod format;
mod runs;
#[cfg(test)]
mod tests;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

pub use self::append::PendingBatch;
pub use self::catalogue::Batch;
use self::catalogue::Catalogue;
pub use self::explain::{DirectMatch, Explained, Member, Verdict};
use self::format::BatchFile;
pub(crate) use self::format::{Section, hex};
pub(crate) use self::runs::Runs;
use crate::documents::Segment;
use crate::error::DedupError;

/// What begins the names of the files of batches, and of unfinished ones.
const BATCH: &str = "batch-";
const UNFINISHED: &str = ".batch-";

/// An index: the batches of documents that were compared so far.
#[derive(Debug)]
pub struct Index {
    folder: PathBuf,
    batches: Vec<Batch>,
    /// The directory, which carries the lock of whoever writes.
    _locked: Option<File>,
}

impl Index {
    /// Opens an index to read it. A directory that does not exist is one without batches.
    ///
    /// # Errors
    /// [`DedupError::Unfit`] if the directory is no index, or of another version; [`DedupError::Damaged`];
    /// [`DedupError::Index`].
    pub fn open(folder: &Path) -> Result<Self, DedupError> {
        let batches = Catalogue::read(folder)?.unwrap_or_default().batches;
        Ok(Index { folder: folder.into(), batches, _locked: None })
    }

    /// Opens an index to write it, which is made if need be. Until it is dropped, no one else can.
    ///
    /// # Errors
    /// [`DedupError::Busy`] if someone else does, and as [`Index::open`].
    pub fn claim(folder: &Path) -> Result<Self, DedupError> {
        fs::create_dir_all(folder).map_err(failed(folder))?;
        let locked = lock(folder)?;
        let found = Catalogue::read(folder)?;
        if found.is_none() {
            Catalogue::default().write(folder)?;
        }
        let batches = found.unwrap_or_default().batches;
        Ok(Index { folder: folder.into(), batches, _locked: locked })
    }

    /// The batches, oldest first.
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// Takes a batch and all later ones out of an index. Returns them.
    ///
    /// # Errors
    /// [`DedupError::Missing`] if there is no such batch, and as [`Index::claim`].
    pub fn rollback(folder: &Path, number: u64) -> Result<Vec<Batch>, DedupError> {
        if Catalogue::read(folder)?.is_none() {
            return Err(DedupError::Missing { path: folder.into(), wanted: "index".into() });
        }
        let mut index = Index::claim(folder)?;
        let Some(at) = index.batches.iter().position(|batch| batch.number == number) else {
            return Err(DedupError::Missing { path: folder.into(), wanted: format!("batch {number}") });
        };
        let gone = index.batches.split_off(at);
        Catalogue { batches: index.batches.clone() }.write(folder)?;
        index.tidy()?;
        Ok(gone)
    }

    /// The batches that documents with this hash are to be compared with: all, without the last if it holds just these.
    pub(crate) fn before(&self, input: &str) -> &[Batch] {
        match self.batches.split_last() {
            Some((last, before)) if last.input == input => before,
            _ => &self.batches,
        }
    }

    /// Opens the files of batches.
    pub(crate) fn files(&self, batches: &[Batch]) -> Result<Files, DedupError> {
        let mut files = Vec::with_capacity(batches.len());
        for batch in batches {
            let path = self.folder.join(&batch.file);
            let file = BatchFile::open(&path, &batch.header, batch.documents)?;
            files.push((path, file));
        }
        Ok(Files(files))
    }

    /// Removes what killed runs left.
    fn tidy(&self) -> Result<(), DedupError> {
        for entry in fs::read_dir(&self.folder).map_err(failed(&self.folder))?.flatten() {
            let name = entry.file_name();
            let is_known = self.batches.iter().any(|batch| *batch.file == *name);
            let name = name.to_string_lossy();
            let is_ours = [BATCH, UNFINISHED, catalogue::UNFINISHED].iter().any(|own| name.starts_with(own));
            if is_ours && !is_known {
                fs::remove_file(entry.path()).map_err(failed(&entry.path()))?;
            }
        }
        Ok(())
    }
}

/// The open files of some batches, in order.
#[derive(Debug)]
pub(crate) struct Files(Vec<(PathBuf, BatchFile)>);

impl Files {
    /// Their documents, to be compared with others that were read with words and signatures if `near`. All that is read
    /// to compare them is checked.
    pub(crate) fn segments(&self, near: bool) -> Result<Vec<Segment>, DedupError> {
        for (path, file) in &self.0 {
            if file.is_near() != near {
                let (was, is) = if near { ("with", "without") } else { ("without", "with") };
                let message =
                    format!("was made {was} --exact and cannot be compared {is} it; make a new index");
                return Err(DedupError::Unfit { path: path.clone(), message });
            }
        }
        self.check(&READ_TO_COMPARE)?;
        self.sound_segments()
    }

    /// Their documents, if what is known of each fits the rest. Sections must have been checked.
    fn sound_segments(&self) -> Result<Vec<Segment>, DedupError> {
        let segments = self.unchecked_segments();
        for ((path, file), segment) in self.0.iter().zip(&segments) {
            if !segment.is_sound(file.documents(), file.is_near()).map_err(failed(path))? {
                return Err(damaged(path, "what it says of its documents does not fit"));
            }
        }
        Ok(segments)
    }

    fn unchecked_segments(&self) -> Vec<Segment> {
        let segment = |file: &BatchFile| Segment {
            facts: file.spool(Section::Facts),
            ids: file.spool(Section::Ids),
            tokens: file.spool(Section::Tokens),
            signatures: file.spool(Section::Signatures),
        };
        self.0.iter().map(|(_, file)| segment(file)).collect()
    }

    fn check(&self, sections: &[Section]) -> Result<(), DedupError> {
        self.0.iter().try_for_each(|(path, file)| file.check(path, sections))
    }

    /// Their sorted runs of one kind.
    pub(crate) fn runs(&self, section: Section) -> Runs {
        Runs::new(self.0.iter().map(|(_, file)| file.spool(section)).collect())
    }
}

/// What is read of a batch to compare others with it.
const READ_TO_COMPARE: [Section; 5] =
    [Section::Facts, Section::Ids, Section::Tokens, Section::Signatures, Section::Compared];

/// Takes the lock of a directory; `None` where there are no locks, or no handles of directories.
fn lock(folder: &Path) -> Result<Option<File>, DedupError> {
    let Ok(handle) = File::open(folder) else { return Ok(None) };
    match handle.try_lock() {
        Err(TryLockError::WouldBlock) => Err(DedupError::Busy { path: folder.into() }),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(handle)),
    }
}

/// Makes the names in a directory survive a loss of power.
fn sync_folder(folder: &Path) -> Result<(), DedupError> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))
    } else {
        Ok(())
    }
}

fn failed(path: &Path) -> impl Fn(io::Error) -> DedupError + '_ {
    |source| DedupError::Index { path: path.into(), source }
}

fn damaged(path: &Path, problem: &str) -> DedupError {
    DedupError::Damaged { path: path.into(), problem: problem.into() }
}
