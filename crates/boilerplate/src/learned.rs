use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::format::Header;
use crate::{BoilerplateError, Summary, Table};

/// What a [`crate::Learner`] found, ready to be used or written.
pub struct Learned {
    header: Header,
    body: SpooledTempFile,
}

impl std::fmt::Debug for Learned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Learned").field("header", &self.header).finish_non_exhaustive()
    }
}

impl Learned {
    pub(crate) fn new(header: Header, body: SpooledTempFile) -> Self {
        Learned { header, body }
    }

    /// What was counted.
    pub fn summary(&self) -> Summary {
        self.header.summary
    }

    /// Writes the table, uncompressed: the same bytes for the same stories, in whatever order they came.
    ///
    /// # Errors
    /// [`BoilerplateError::Write`] for those of `out`, [`BoilerplateError::Temporary`].
    pub fn write_to(&mut self, out: &mut impl Write) -> Result<(), BoilerplateError> {
        const PIECE_BYTES: usize = 64 << 10;
        out.write_all(&self.header.to_bytes()).map_err(BoilerplateError::Write)?;
        self.body.seek(SeekFrom::Start(0)).map_err(BoilerplateError::Temporary)?;
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            match self.body.read(&mut piece) {
                Ok(0) => return Ok(()),
                Ok(length) => {
                    out.write_all(piece.get(..length).unwrap_or_default())
                        .map_err(BoilerplateError::Write)?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(BoilerplateError::Temporary(error)),
            }
        }
    }

    /// The table, to be used at once.
    ///
    /// # Errors
    /// [`BoilerplateError::Temporary`].
    pub fn table(&mut self) -> Result<Table, BoilerplateError> {
        self.body.seek(SeekFrom::Start(0)).map_err(BoilerplateError::Temporary)?;
        let header = self.header.to_bytes();
        let bytes = header.len() as u64 + self.header.body_bytes;
        Table::read(header.chain(&mut self.body), bytes)
    }
}
