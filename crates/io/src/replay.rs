//! Streams that give their bytes once, kept to be read again.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// What was read of standard input and pipes, compressed or not as it came, in temporary files without a name.
///
/// A first reader keeps ([`Reader::keeping`](crate::Reader::keeping)), a second one reads again
/// ([`Reader::reading_again`](crate::Reader::reading_again)). Costs the disk what was read, and no memory.
#[derive(Debug)]
pub struct KeptStreams {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    files: HashMap<String, File>,
    failed: Option<io::Error>,
}

impl KeptStreams {
    /// Nothing kept yet; temporary files go to `folder`.
    pub fn new(folder: PathBuf) -> Self {
        KeptStreams { folder, state: Mutex::default() }
    }

    /// Why bytes could not be kept, such as a full disk. Whoever reads again has to ask first.
    pub fn take_failure(&self) -> Option<io::Error> {
        self.with(|state| state.failed.take())
    }

    /// `bytes`, which are kept under the id as they are read.
    pub(crate) fn keep(kept: &Arc<Self>, id: &str, bytes: Box<dyn Read + Send>) -> Keeping {
        let copy = tempfile::tempfile_in(&kept.folder).and_then(|file| {
            let own = file.try_clone()?;
            kept.with(|state| state.files.insert(id.to_owned(), own));
            Ok(file)
        });
        let copy = copy.map_err(|error| kept.fail(error)).ok();
        Keeping { bytes, copy, kept: Arc::clone(kept) }
    }

    /// What was read under the id, from its start; nothing if it never was.
    pub(crate) fn read_again(&self, id: &str) -> io::Result<Box<dyn Read + Send>> {
        let Some(file) = self.with(|state| state.files.remove(id)) else {
            return Ok(Box::new(io::empty()));
        };
        let mut file = file;
        file.rewind()?;
        Ok(Box::new(file))
    }

    fn fail(&self, error: io::Error) {
        self.with(|state| {
            state.failed.get_or_insert(error);
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        // No code between locking and unlocking can panic.
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A stream that is kept as it is read.
pub(crate) struct Keeping {
    bytes: Box<dyn Read + Send>,
    /// `None` if bytes cannot be kept.
    copy: Option<File>,
    kept: Arc<KeptStreams>,
}

impl Read for Keeping {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(copy) = &mut self.copy else {
            return Err(io::Error::other("a temporary file cannot be written"));
        };
        let length = self.bytes.read(buffer)?;
        if let Err(error) = copy.write_all(buffer.get(..length).unwrap_or(buffer)) {
            let said = io::Error::new(error.kind(), "a temporary file cannot be written");
            self.copy = None;
            self.kept.fail(error);
            return Err(said);
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_again_as_far_as_it_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Arc::new(KeptStreams::new(folder.path().to_path_buf()));
        let mut stream = KeptStreams::keep(&kept, "-", Box::new(&b"one two three"[..]));
        let mut head = [0; 7];
        stream.read_exact(&mut head).unwrap();
        drop(stream);
        let again = |id: &str| io::read_to_string(kept.read_again(id).unwrap()).unwrap();
        assert_eq!(again("-"), "one two");
        assert_eq!(again("never"), "");
        assert!(kept.take_failure().is_none());
    }

    #[test]
    fn what_cannot_be_kept_is_told() {
        let kept = Arc::new(KeptStreams::new(PathBuf::from("/nowhere/at/all")));
        let mut stream = KeptStreams::keep(&kept, "-", Box::new(&b"one"[..]));
        assert!(stream.read(&mut [0; 3]).is_err());
        assert!(kept.take_failure().is_some());
    }
}
