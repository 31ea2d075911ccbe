use std::fs;
use std::path::Path;
use std::sync::Arc;

use tamis_core::Place;

use crate::address;
use crate::secrets::shown;

/// The name of standard input and standard output.
pub(crate) const STDIN: &str = "-";

/// A file that is to be read. Small, because a run may have millions: 48 bytes and its path, which copies share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    path: Arc<Path>,
    id: Id,
    /// Its length as it lies there, compressed or not; 0 if that is not known.
    pub bytes: u64,
    /// When it was last changed, in nanoseconds since 1970; 0 if that is not known.
    pub modified: u64,
}

/// An id, which mostly is the end of its path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Id {
    /// The path from this byte on; the path is UTF-8.
    EndOfPath(u32),
    Own(Arc<str>),
}

impl InputFile {
    /// A file of which neither length nor age is known.
    pub fn new(path: impl AsRef<Path>, id: &str) -> Self {
        let path = path.as_ref();
        let end = path.to_str().filter(|path| path.ends_with(id));
        let start = end.and_then(|path| u32::try_from(path.len() - id.len()).ok());
        let id = start.map_or_else(|| Id::Own(id.into()), Id::EndOfPath);
        InputFile { path: path.into(), id, bytes: 0, modified: 0 }
    }

    /// The same file with its length and age.
    #[must_use]
    pub fn known(self, bytes: u64, modified: u64) -> Self {
        InputFile { bytes, modified, ..self }
    }

    /// Standard input, under the id `-`.
    pub fn stdin() -> Self {
        InputFile::new(STDIN, STDIN)
    }

    /// Where it lies: a path, a URL, or `-` for standard input.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its path relative to the input root, with `/` between folders; bytes that are no UTF-8 are percent-encoded.
    /// Of a file that a list names, what the list says, without the scheme of a URL. Unique in a run.
    pub fn id(&self) -> &str {
        match &self.id {
            Id::EndOfPath(start) => {
                let start = usize::try_from(*start).unwrap_or(usize::MAX);
                self.path.to_str().and_then(|path| path.get(start..)).unwrap_or_default()
            }
            Id::Own(id) => id,
        }
    }

    /// Whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        &*self.path == Path::new(STDIN)
    }

    /// Whether it lies on another machine, and its path is a URL.
    pub fn is_remote(&self) -> bool {
        address::is_url(&self.path)
    }

    /// Whether it gives its bytes only once: standard input, a pipe, a device.
    pub fn is_stream(&self) -> bool {
        self.is_stdin() || !self.is_remote() && fs::metadata(&self.path).is_ok_and(|found| !found.is_file())
    }

    /// Whether it is there to be read as often as one likes: a file, or an object on another machine.
    pub fn is_plain(&self) -> bool {
        self.is_remote() || fs::metadata(&self.path).is_ok_and(|found| found.is_file())
    }

    /// The file as a place for messages. What may be secret in a URL is left out.
    pub fn place(&self) -> Place {
        Place { file: shown(&self.path), line: None, offset: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, id: &str, shared: bool) {
        let file = InputFile::new(path, id);
        assert_eq!((file.path(), file.id()), (Path::new(path), id));
        assert_eq!(matches!(file.id, Id::EndOfPath(_)), shared, "{path} {id}");
    }

    #[test]
    fn an_id_that_ends_the_path_is_not_kept_twice() {
        check("data/a/x.txt", "a/x.txt", true);
        check("data/a/x.txt", "x~2.txt", false);
        check("s3://bucket/x.txt", "bucket/x.txt", true);
        check("-", "-", true);
        check("é/x", "", true);
        assert_eq!(size_of::<InputFile>(), 48);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_utf8_keeps_its_id() {
        use std::os::unix::ffi::OsStrExt;
        let file = InputFile::new(std::ffi::OsStr::from_bytes(b"d/\xe9.txt"), "%E9.txt");
        assert_eq!(file.id(), "%E9.txt");
    }

    #[test]
    fn what_is_remote_is_no_stream() {
        let file = InputFile::new("s3://bucket/x.txt", "x.txt");
        assert!(file.is_remote() && file.is_plain() && !file.is_stream());
        assert!(InputFile::stdin().is_stream() && !InputFile::stdin().is_plain());
    }
}
