use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use tempfile::NamedTempFile;
use xxhash_rust::xxh3::Xxh3;

use crate::IoError;
use crate::batch::{Batch, SealedFile};
use crate::compression::Codec;

/// zstd level of data: what dolma and `lm_dataformat` use.
const ZSTD_LEVEL: i32 = 3;
/// zstd level of side files, which are read seldom: half the time for 0.5 % more bytes, measured on the
/// removed spans of 1,313 pages.
const SIDE_ZSTD_LEVEL: i32 = 1;
/// Bytes gathered before a write.
const BUFFER_BYTES: usize = 128 * 1024;
/// Bytes of the final name that a temporary name repeats, so that it stays a legal one.
const NAME_IN_TEMPORARY_BYTES: usize = 200;
/// What stands in a temporary name between the final one and what makes it unique.
const TEMPORARY: &str = ".tmp";
/// Letters and digits that make a temporary name unique.
const RANDOM_BYTES: usize = 6;

/// A file that appears under its name only when it is whole.
///
/// It is written as `.NAME.tmpXXXXXX` in the same directory and renamed by [`AtomicFile::finish`];
/// dropped before that, it is removed. A name in `.gz` or `.zst` is compressed, with the same bytes
/// each time.
pub struct AtomicFile {
    path: PathBuf,
    encoder: Encoder,
}

/// Who may read a new file, where the system knows owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Whoever the user's mask lets.
    Anybody,
    /// Nobody but its owner.
    Owner,
}

/// What is made of a name that is a link already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Links {
    /// What it leads to gets the content, and the link stays.
    Followed,
    /// The file takes the place of the link.
    Replaced,
    /// [`IoError::Link`].
    Refused,
}

enum Encoder {
    Plain(BufWriter<Summed>),
    Gzip(GzEncoder<BufWriter<Summed>>),
    Zstd(zstd::stream::write::Encoder<'static, BufWriter<Summed>>),
}

/// A temporary file whose bytes are counted and hashed as they are written.
struct Summed {
    file: NamedTempFile,
    bytes: u64,
    hash: Box<Xxh3>,
}

impl Write for Summed {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let length = self.file.write(buffer)?;
        self.hash.update(buffer.get(..length).unwrap_or(buffer));
        self.bytes += length as u64;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Length and hash of a file as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSum {
    /// Length in bytes.
    pub bytes: u64,
    /// XXH3 with 128 bits, as 32 hexadecimal digits.
    pub xxh3: String,
}

impl std::fmt::Debug for AtomicFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AtomicFile").field("path", &self.path).finish_non_exhaustive()
    }
}

impl AtomicFile {
    /// Begins a file that will be `path`; its directory is made if need be.
    ///
    /// # Errors
    /// [`IoError::Create`] if the directory or the temporary file cannot be made; [`IoError::RemoteOutput`] for a URL.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, IoError> {
        AtomicFile::create_with(path.into(), Links::Followed)
    }

    /// The same for a file whose name the user did not choose: a link there is replaced.
    pub(crate) fn create_inside(path: PathBuf) -> Result<Self, IoError> {
        AtomicFile::create_with(path, Links::Replaced)
    }

    pub(crate) fn create_with(path: PathBuf, links: Links) -> Result<Self, IoError> {
        AtomicFile::at_level(path, ZSTD_LEVEL, Readers::Anybody, links)
    }

    /// The same for a side file.
    pub(crate) fn create_side(path: PathBuf, readers: Readers, links: Links) -> Result<Self, IoError> {
        AtomicFile::at_level(path, SIDE_ZSTD_LEVEL, readers, links)
    }

    fn at_level(path: PathBuf, zstd_level: i32, readers: Readers, links: Links) -> Result<Self, IoError> {
        if crate::address::is_url(&path) {
            return Err(IoError::RemoteOutput { path });
        }
        let path = match links {
            Links::Followed => behind_links(path),
            Links::Refused if path.is_symlink() => return Err(IoError::Link { path }),
            Links::Replaced | Links::Refused => path,
        };
        let create = |source| IoError::Create { path: path.clone(), source };
        let folder = folder_of(&path);
        fs::create_dir_all(folder).map_err(create)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut builder = tempfile::Builder::new();
        let prefix = format!(".{}{TEMPORARY}", in_temporary(&name));
        builder.prefix(&prefix).rand_bytes(RANDOM_BYTES);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = match readers {
                // The umask takes its share, as for any new file.
                Readers::Anybody => 0o666,
                Readers::Owner => 0o600,
            };
            builder.permissions(fs::Permissions::from_mode(mode));
        }
        let file = builder.tempfile_in(folder).map_err(create)?;
        let summed = Summed { file, bytes: 0, hash: Box::new(Xxh3::new()) };
        let buffered = BufWriter::with_capacity(BUFFER_BYTES, summed);
        let encoder = match Codec::split(&name).1 {
            None => Encoder::Plain(buffered),
            Some(Codec::Gzip) => {
                Encoder::Gzip(GzBuilder::new().mtime(0).write(buffered, Compression::default()))
            }
            Some(Codec::Zstd) => {
                let mut encoder = zstd::stream::write::Encoder::new(buffered, zstd_level).map_err(create)?;
                encoder.include_checksum(true).map_err(create)?;
                Encoder::Zstd(encoder)
            }
        };
        Ok(AtomicFile { path, encoder })
    }

    /// The final name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends bytes, which are compressed if the name says so.
    ///
    /// # Errors
    /// [`IoError::Write`], such as a full disk.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), IoError> {
        self.write_all(bytes).map_err(|source| IoError::Write { path: self.path.clone(), source })
    }

    /// Bytes as they will lie on disk, without those that a compression still holds back. It depends on what was
    /// appended, call by call, and on nothing else.
    pub(crate) fn bytes(&self) -> u64 {
        let buffered = match &self.encoder {
            Encoder::Plain(writer) => writer,
            Encoder::Gzip(writer) => writer.get_ref(),
            Encoder::Zstd(writer) => writer.get_ref(),
        };
        buffered.get_ref().bytes + buffered.buffer().len() as u64
    }

    /// Puts the file on disk and gives it its name, in place of what had it before.
    ///
    /// # Errors
    /// [`IoError::Write`] or [`IoError::Rename`]; then nothing has changed under the name.
    pub fn finish(self) -> Result<FileSum, IoError> {
        let sealed = self.seal()?;
        let sum = sealed.sum.clone();
        let mut batch = Batch::default();
        batch.add(sealed);
        batch.publish()?;
        Ok(sum)
    }

    /// Ends the file, still under its temporary name and perhaps not on disk.
    pub(crate) fn seal(self) -> Result<SealedFile, IoError> {
        let AtomicFile { path, encoder } = self;
        let summed = encoder
            .finish()
            .and_then(|buffered| buffered.into_inner().map_err(io::IntoInnerError::into_error));
        match summed {
            Ok(Summed { file, bytes, hash }) => {
                let sum = FileSum { bytes, xxh3: format!("{:032x}", hash.digest128()) };
                Ok(SealedFile { path, temporary: file.into_temp_path(), sum })
            }
            Err(source) => Err(IoError::Write { path, source }),
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match &mut self.encoder {
            Encoder::Plain(writer) => writer.write(buffer),
            Encoder::Gzip(writer) => writer.write(buffer),
            Encoder::Zstd(writer) => writer.write(buffer),
        }
    }

    /// Does nothing: a file is put on disk when it is whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Encoder {
    fn finish(self) -> io::Result<BufWriter<Summed>> {
        match self {
            Encoder::Plain(writer) => Ok(writer),
            Encoder::Gzip(writer) => writer.finish(),
            Encoder::Zstd(writer) => writer.finish(),
        }
    }
}

/// Writes a small file so that it appears under its name only when it is whole.
///
/// # Errors
/// As [`AtomicFile::create`] and [`AtomicFile::finish`].
pub fn write_atomically(path: impl Into<PathBuf>, bytes: &[u8]) -> Result<FileSum, IoError> {
    let mut file = AtomicFile::create(path)?;
    file.append(bytes)?;
    file.finish()
}

/// The same up to the point where it only wants its name.
pub(crate) fn sealed(path: impl Into<PathBuf>, bytes: &[u8]) -> Result<SealedFile, IoError> {
    let mut file = AtomicFile::create_inside(path.into())?;
    file.append(bytes)?;
    file.seal()
}

/// As much of a final name as a temporary one repeats.
fn in_temporary(name: &str) -> &str {
    name.get(..name.floor_char_boundary(NAME_IN_TEMPORARY_BYTES)).unwrap_or(name)
}

/// Whether a name is a temporary one of a final name that is known. A final name that is too long to
/// be repeated is not recognised.
pub(crate) fn is_temporary_of(found: &str, is_known: impl FnOnce(&str) -> bool) -> bool {
    let Some(hidden) = found.strip_prefix('.') else { return false };
    let Some((name, random)) = hidden.rsplit_once(TEMPORARY) else { return false };
    random.len() == RANDOM_BYTES && random.bytes().all(|byte| byte.is_ascii_alphanumeric()) && is_known(name)
}

/// The directory a file lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Where a path leads if it is a link, so that the link stays.
fn behind_links(path: PathBuf) -> PathBuf {
    if path.is_symlink() { fs::canonicalize(&path).unwrap_or(path) } else { path }
}
