use std::io::{self, Read};

/// What keeps a model file from being used.
#[derive(Debug, thiserror::Error)]
pub(in crate::language) enum ModelError {
    #[error("{0}")]
    Read(#[from] io::Error),
    #[error("the file ends too early")]
    Short,
    #[error("{0}")]
    Wrong(&'static str),
}

/// Reads little-endian numbers, and never makes room for more than the file still holds.
pub(super) struct Source<R> {
    reader: R,
    left: u64,
}

/// Bytes that are turned into numbers at a time.
const CHUNK_BYTES: usize = 1 << 16;

impl<R: Read> Source<R> {
    /// A reader of as many bytes.
    pub(super) fn new(reader: R, bytes: u64) -> Source<R> {
        Source { reader, left: bytes }
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<Vec<u8>, ModelError> {
        self.left = self.left.checked_sub(count as u64).ok_or(ModelError::Short)?;
        let mut bytes = vec![0; count];
        self.reader.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn array<const COUNT: usize>(&mut self) -> Result<[u8; COUNT], ModelError> {
        self.left = self.left.checked_sub(COUNT as u64).ok_or(ModelError::Short)?;
        let mut bytes = [0; COUNT];
        self.reader.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn flag(&mut self) -> Result<bool, ModelError> {
        Ok(self.array::<1>()? != [0])
    }

    pub(super) fn i32(&mut self) -> Result<i32, ModelError> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    pub(super) fn i64(&mut self) -> Result<i64, ModelError> {
        Ok(i64::from_le_bytes(self.array()?))
    }

    /// A number of things, written as 64 bits.
    pub(super) fn count(&mut self) -> Result<usize, ModelError> {
        usize::try_from(self.i64()?).map_err(|_| ModelError::Wrong("a size in the file is negative"))
    }

    /// A number of things, written as 32 bits.
    pub(super) fn small_count(&mut self) -> Result<usize, ModelError> {
        usize::try_from(self.i32()?).map_err(|_| ModelError::Wrong("a size in the file is negative"))
    }

    pub(super) fn floats(&mut self, count: usize) -> Result<Vec<f32>, ModelError> {
        if count as u64 > self.left / 4 {
            return Err(ModelError::Short);
        }
        let mut floats = Vec::with_capacity(count);
        let mut open = 4 * count;
        while open > 0 {
            let bytes = self.bytes(open.min(CHUNK_BYTES))?;
            open -= bytes.len();
            floats.extend(
                bytes.chunks_exact(4).filter_map(|four| Some(f32::from_le_bytes(four.try_into().ok()?))),
            );
        }
        Ok(floats)
    }

    /// Bytes up to a zero, which is taken and left out.
    pub(super) fn word(&mut self) -> Result<Vec<u8>, ModelError> {
        let mut word = Vec::new();
        loop {
            match self.array::<1>()? {
                [0] => return Ok(word),
                [byte] => word.push(byte),
            }
        }
    }
}
