//! Results of chunks one behind the other in a file, so that a run that was killed has them again.
//!
//! A frame a chunk: 40 bytes of head (length of the payload, where the chunk ends in the inputs as three numbers, XXH3 of
//! all of that and the payload; little-endian), then the payload as a zstd frame. What follows the last whole frame is
//! what a killed run was about to write; it is cut off.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tamis_io::IoError;
use xxhash_rust::xxh3::Xxh3;

use crate::deal::Position;
use crate::executor::temporary_folder;

/// Bytes that are written before they are put on disk: what a loss of power can cost, while a killed run loses
/// nothing. A guess.
const SYNC_BYTES: u64 = 64 << 20;
/// Bytes that are read at a time.
const BUFFER_BYTES: usize = 256 << 10;
/// zstd level: with less than three percent of the time of cleaning, a third of the bytes.
const LEVEL: i32 = -4;
/// Numbers in the head of a frame.
const HEAD_NUMBERS: usize = 5;

/// A file of frames.
pub(crate) struct Log {
    file: File,
    /// The name that errors give it; none for a temporary file without one.
    path: Option<PathBuf>,
    /// Bytes of whole frames.
    bytes: u64,
    unsynced: u64,
}

/// One frame as it was read.
pub(crate) struct Frame {
    /// Where the chunk ends in the inputs.
    pub(crate) end: Position,
    /// The results, as [`compressed`] made them.
    payload: Vec<u8>,
}

impl Frame {
    /// Bytes of the frame.
    pub(crate) fn len(&self) -> usize {
        8 * HEAD_NUMBERS + self.payload.len()
    }

    /// The results as bytes.
    pub(crate) fn unpacked(&self) -> io::Result<Vec<u8>> {
        zstd::stream::decode_all(self.payload.as_slice())
    }
}

/// The results of a chunk as the payload of a frame.
pub(crate) fn compressed(results: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(results, LEVEL)
}

impl Log {
    /// An empty log in a temporary file without a name.
    pub(crate) fn temporary() -> io::Result<Self> {
        let file = tempfile::tempfile_in(temporary_folder())?;
        Ok(Log { file, path: None, bytes: 0, unsynced: 0 })
    }

    /// The log at `path`, which is made if need be. Whatever stands in it is to be read before anything is appended.
    pub(crate) fn open(path: &Path) -> Result<Self, IoError> {
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let file = opened.map_err(|source| IoError::Create { path: path.to_path_buf(), source })?;
        Ok(Log { file, path: Some(path.to_path_buf()), bytes: 0, unsynced: 0 })
    }

    /// Whether nothing was ever written to it.
    pub(crate) fn is_empty(&self) -> bool {
        self.file.metadata().is_ok_and(|found| found.len() == 0)
    }

    /// Appends a frame.
    pub(crate) fn append(&mut self, end: Position, payload: &[u8]) -> Result<(), IoError> {
        let mut frame = Vec::with_capacity(8 * HEAD_NUMBERS + payload.len());
        for number in head(end, payload) {
            frame.extend_from_slice(&number.to_le_bytes());
        }
        frame.extend_from_slice(payload);
        let written = self.file.write_all(&frame).and_then(|()| {
            self.bytes += frame.len() as u64;
            self.unsynced += frame.len() as u64;
            if self.path.is_some() && self.unsynced >= SYNC_BYTES { self.sync_data() } else { Ok(()) }
        });
        written.map_err(|source| self.failed(source))
    }

    /// Puts everything on disk.
    pub(crate) fn sync(&mut self) -> Result<(), IoError> {
        if self.path.is_none() {
            return Ok(());
        }
        self.sync_data().map_err(|source| self.failed(source))
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.unsynced = 0;
        self.file.sync_data()
    }

    fn failed(&self, source: io::Error) -> IoError {
        IoError::Write { path: self.path.clone().unwrap_or_else(temporary_folder), source }
    }

    /// Reads the frames from the first; when the last whole one was read, frames are appended behind it.
    pub(crate) fn frames(&mut self) -> Result<Frames<'_>, IoError> {
        let rewound = self.file.rewind().and_then(|()| self.file.try_clone());
        let path = self.path.clone().unwrap_or_else(temporary_folder);
        let file = rewound.map_err(|source| IoError::Read { path, source })?;
        Ok(Frames { input: BufReader::with_capacity(BUFFER_BYTES, file), read: 0, log: self })
    }
}

/// Reads the frames of a log.
pub(crate) struct Frames<'a> {
    input: BufReader<File>,
    read: u64,
    log: &'a mut Log,
}

impl Frames<'_> {
    /// The next frame. `None` at the end; then the log is cut there.
    pub(crate) fn next(&mut self) -> Result<Option<Frame>, IoError> {
        match read_frame(&mut self.input) {
            Ok(Some(frame)) => {
                self.read += (8 * HEAD_NUMBERS + frame.payload.len()) as u64;
                Ok(Some(frame))
            }
            Ok(None) => {
                let read = self.read;
                let cut =
                    self.log.file.set_len(read).and_then(|()| self.log.file.seek(SeekFrom::Start(read)));
                self.log.bytes = read;
                cut.map(|_| None).map_err(|source| self.log.failed(source))
            }
            Err(source) => {
                let path = self.log.path.clone().unwrap_or_else(temporary_folder);
                Err(IoError::Read { path, source })
            }
        }
    }
}

/// A whole frame, or nothing where the file ends or holds none.
fn read_frame(input: &mut impl Read) -> io::Result<Option<Frame>> {
    let mut numbers = [0; HEAD_NUMBERS];
    for number in &mut numbers {
        let mut bytes = [0; 8];
        match input.read_exact(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        }
        *number = u64::from_le_bytes(bytes);
    }
    let [length, file, records, dealt, _] = numbers;
    let mut payload = Vec::new();
    // A length that is no length ends at the end of the file.
    input.take(length).read_to_end(&mut payload)?;
    let end = Position { file, records, dealt };
    Ok((head(end, &payload) == numbers).then_some(Frame { end, payload }))
}

fn head(end: Position, payload: &[u8]) -> [u64; HEAD_NUMBERS] {
    let Position { file, records, dealt } = end;
    let numbers = [payload.len() as u64, file, records, dealt];
    let mut hash = Xxh3::new();
    for number in numbers {
        hash.update(&number.to_le_bytes());
    }
    hash.update(payload);
    [numbers[0], file, records, dealt, hash.digest()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(file: u64) -> Position {
        Position { file, records: 7 * file, dealt: 9 * file }
    }

    fn read(log: &mut Log) -> Vec<(Position, Vec<u8>)> {
        let mut frames = log.frames().unwrap();
        let mut found = Vec::new();
        while let Some(frame) = frames.next().unwrap() {
            found.push((frame.end, frame.unpacked().unwrap()));
        }
        found
    }

    #[test]
    fn whatever_is_cut_or_changed_only_whole_frames_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let whole: Vec<(Position, Vec<u8>)> =
            (0..4).map(|at| (end(at), vec![at as u8; 30 * at as usize])).collect();
        let mut log = Log::open(&path).unwrap();
        let mut ends = vec![0];
        for (end, results) in &whole {
            log.append(*end, &compressed(results).unwrap()).unwrap();
            ends.push(log.bytes as usize);
        }
        let bytes = std::fs::read(&path).unwrap();
        for cut in 0..bytes.len() {
            let count = ends.iter().skip(1).filter(|end| **end <= cut).count();
            std::fs::write(&path, &bytes[..cut]).unwrap();
            let mut log = Log::open(&path).unwrap();
            assert_eq!(read(&mut log), whole[..count], "cut at {cut}");
            log.append(end(9), &compressed(b"more").unwrap()).unwrap();
            let found = read(&mut log);
            assert_eq!(found.last(), Some(&(end(9), b"more".to_vec())));
            assert_eq!(found.len(), count + 1);
            let mut changed = bytes.clone();
            changed[cut] ^= 1;
            std::fs::write(&path, changed).unwrap();
            let hit = ends.iter().skip(1).filter(|end| **end <= cut).count();
            assert_eq!(read(&mut Log::open(&path).unwrap()), whole[..hit], "changed at {cut}");
        }
    }
}
