//! Bytes that are appended once and read back anywhere: in memory at first, in a file without a name when they
//! grow.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes up to which a spool stays in memory, unless told otherwise. Beyond it the system's page cache does the same,
/// and gives way when others need the memory.
const IN_MEMORY_BYTES: usize = 4 << 20;

/// An append-only store of bytes. A temporary file of it has no name, so that nothing is left of a process that is
/// killed.
#[derive(Debug)]
pub(crate) struct Spool {
    folder: PathBuf,
    /// All bytes, or those that are not in the file yet.
    tail: Vec<u8>,
    file: Option<Arc<File>>,
    /// Where its bytes begin in the file.
    start: u64,
    in_file: u64,
    /// Whether the file goes with it.
    is_temporary: bool,
    /// Bytes that are held at most before they go to the file.
    held_bytes: usize,
}

impl Spool {
    pub(crate) fn new(folder: &Path) -> Self {
        Spool::holding(folder, IN_MEMORY_BYTES)
    }

    /// A spool that holds so many bytes in memory at most.
    pub(crate) fn holding(folder: &Path, held_bytes: usize) -> Self {
        Spool {
            folder: folder.to_path_buf(),
            tail: Vec::new(),
            file: None,
            start: 0,
            in_file: 0,
            is_temporary: true,
            held_bytes,
        }
    }

    /// The bytes of a part of a file, to be read only.
    pub(crate) fn of_file(file: Arc<File>, start: u64, bytes: u64) -> Self {
        Spool { file: Some(file), start, in_file: bytes, is_temporary: false, ..Spool::new(Path::new("")) }
    }

    /// Length in bytes.
    pub(crate) fn len(&self) -> u64 {
        self.in_file + self.tail.len() as u64
    }

    /// Bytes in a temporary file.
    pub(crate) fn on_disk(&self) -> u64 {
        if self.is_temporary { self.in_file } else { 0 }
    }

    /// Appends bytes; returns the offset of the first.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let at = self.len();
        self.tail.extend_from_slice(bytes);
        let full = if self.file.is_some() { self.held_bytes.min(FILE_BUFFER_BYTES) } else { self.held_bytes };
        if self.tail.len() >= full {
            self.flush()?;
        }
        Ok(at)
    }

    /// Refuses a place behind the end, which a file of somebody else's may name, before memory is taken for it.
    pub(crate) fn check_holds(&self, at: u64, bytes: u64) -> io::Result<()> {
        let end = at.checked_add(bytes).filter(|end| *end <= self.len());
        end.map(|_| ()).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Reads `into.len()` bytes from `at` on.
    pub(crate) fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.check_holds(at, into.len() as u64)?;
        if at >= self.in_file {
            let start = (at - self.in_file) as usize;
            let found = self.tail.get(start..start + into.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
            into.copy_from_slice(found);
            return Ok(());
        }
        let of_file = into.len().min((self.in_file - at) as usize);
        let (first, rest) = into.split_at_mut(of_file);
        if let Some(file) = &self.file {
            read_exact_at(file, first, self.start + at)?;
        }
        if rest.is_empty() { Ok(()) } else { self.read_at(self.in_file, rest) }
    }

    fn flush(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(Arc::new(tempfile::tempfile_in(&self.folder)?)),
        };
        file.as_ref().write_all(&self.tail)?;
        self.in_file += self.tail.len() as u64;
        self.tail.clear();
        self.tail.shrink_to(FILE_BUFFER_BYTES);
        Ok(())
    }
}

/// Bytes that are written to the file at a time.
const FILE_BUFFER_BYTES: usize = 256 << 10;

#[cfg(unix)]
pub(crate) fn read_exact_at(file: &File, into: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, at)
}

#[cfg(windows)]
pub(crate) fn read_exact_at(file: &File, mut into: &mut [u8], mut at: u64) -> io::Result<()> {
    while !into.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, into, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        into = into.get_mut(read..).unwrap_or_default();
        at += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_appended_is_read_back_across_file_and_memory() {
        let mut spool = Spool::new(&std::env::temp_dir());
        let bytes: Vec<u8> = (0..IN_MEMORY_BYTES + 10_000).map(|at| (at % 251) as u8).collect();
        for chunk in bytes.chunks(4093) {
            spool.append(chunk).unwrap();
        }
        assert_eq!(spool.len(), bytes.len() as u64);
        assert!(spool.on_disk() > 0);
        for (at, length) in
            [(0, 10), (spool.on_disk() - 5, 10), (spool.len() - 7, 7), (100, bytes.len() - 100)]
        {
            let mut read = vec![0; length];
            spool.read_at(at, &mut read).unwrap();
            assert_eq!(read, bytes[at as usize..at as usize + length]);
        }
        assert!(spool.read_at(spool.len() - 3, &mut [0; 4]).is_err());
    }
}
