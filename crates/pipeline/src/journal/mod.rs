//! What an unfinished run leaves so that the same command can continue it.
//!
//! `journal/` in the folder of side files holds, as long as a run is unfinished: `run.json`, what the run is (version,
//! settings, what is written); `inputs.zst`, a row of id, bytes and time of change for every input; `first-pass.log` and
//! `results.log`, what came of the chunks of the two passes ([`log`]); `table.zst`, what the first pass learned. A run
//! that continues takes the results of the logs as if they had just come, and deals out what follows. Everything that
//! depends on order is done again from them, so that nothing else need be kept and the outputs cannot differ.

mod identity;
pub(crate) mod log;
mod replay;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use tamis_boilerplate::{Learned, Table};
use tamis_io::{AtomicFile, Discovery, IoError};

pub(crate) use identity::Identity;
pub(crate) use replay::replay;

use crate::RunError;
use crate::journal::log::Log;
use crate::learn::write_table;

/// The folder in that of the side files.
const FOLDER: &str = "journal";
const RUN: &str = "run.json";
const INPUTS: &str = "inputs.zst";
const FIRST_PASS: &str = "first-pass.log";
const RESULTS: &str = "results.log";
const TABLE: &str = "table.zst";

/// The journal of a run that is under way.
#[derive(Debug)]
pub(crate) struct Journal {
    folder: PathBuf,
    /// Whether an earlier run is continued.
    pub(crate) continues: bool,
}

impl Journal {
    /// Begins a journal, or takes up that of an unfinished run, unless a `fresh` one is asked for.
    ///
    /// # Errors
    /// [`RunError::Unfinished`] if the unfinished run is another one.
    pub(crate) fn open(
        side_folder: &Path,
        identity: &Identity,
        inputs: &Discovery,
        fresh: bool,
    ) -> Result<Self, RunError> {
        let folder = side_folder.join(FOLDER);
        let run = folder.join(RUN);
        if fresh {
            remove(&folder)?;
        }
        if let Some(found) = read_if_any(&run)? {
            let differs = match serde_json::from_slice::<Identity>(&found) {
                Ok(earlier) => identity.differences(&earlier, || input_changes(&folder, inputs))?,
                Err(_) => vec!["its journal cannot be read".to_owned()],
            };
            if !differs.is_empty() {
                let path = side_folder.to_path_buf();
                return Err(RunError::Unfinished { path, differences: differs.join("; ") });
            }
            return Ok(Journal { folder, continues: true });
        }
        // Whatever else is there was left by a run that was killed when it began or ended.
        remove(&folder)?;
        let mut list = AtomicFile::create(folder.join(INPUTS))?;
        for row in identity::input_rows(inputs) {
            list.append(row.as_bytes())?;
        }
        list.finish()?;
        tamis_io::write_atomically(&run, &serde_json::to_vec_pretty(identity).unwrap_or_default())?;
        Ok(Journal { folder, continues: false })
    }

    /// What came of the chunks of the first pass.
    pub(crate) fn first_pass(&self) -> Result<Log, IoError> {
        Log::open(&self.folder.join(FIRST_PASS))
    }

    /// What came of the chunks of the pass that cleans.
    pub(crate) fn results(&self) -> Result<Log, IoError> {
        Log::open(&self.folder.join(RESULTS))
    }

    /// What the first pass learned, if it was finished.
    pub(crate) fn table(&self) -> Result<Option<Table>, RunError> {
        let path = self.folder.join(TABLE);
        let Ok(file) = File::open(&path) else { return Ok(None) };
        let bytes = file.metadata().map_err(|source| IoError::Read { path, source })?.len();
        Ok(Some(Table::read(file, bytes)?))
    }

    /// Keeps what the first pass learned; its results are needed no more.
    pub(crate) fn keep_table(&self, learned: &mut Learned) -> Result<(), RunError> {
        write_table(&self.folder.join(TABLE), learned)?;
        remove_file(&self.folder.join(FIRST_PASS))?;
        Ok(())
    }

    /// Ends the journal of a run that is done.
    pub(crate) fn remove(self) -> Result<(), IoError> {
        // Without this one, what is left of the others means nothing.
        remove_file(&self.folder.join(RUN))?;
        remove(&self.folder)
    }
}

fn read_if_any(path: &Path) -> Result<Option<Vec<u8>>, IoError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(IoError::Read { path: path.to_path_buf(), source }),
    }
}

fn remove_file(path: &Path) -> Result<(), IoError> {
    gone(path, fs::remove_file(path))
}

fn remove(folder: &Path) -> Result<(), IoError> {
    gone(folder, fs::remove_dir_all(folder))
}

fn gone(path: &Path, removed: std::io::Result<()>) -> Result<(), IoError> {
    match removed {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(IoError::RemoveStale { path: path.to_path_buf(), source })
        }
        _ => Ok(()),
    }
}

/// What is different of the inputs, against the list of the unfinished run.
fn input_changes(folder: &Path, inputs: &Discovery) -> Result<String, IoError> {
    let path = folder.join(INPUTS);
    let read = |source| IoError::Read { path: path.clone(), source };
    let opened = File::open(&path).and_then(zstd::stream::read::Decoder::new).map_err(read)?;
    // A list that is not whole names fewer changes, and the run is refused all the same.
    let earlier = BufReader::new(opened.take(u64::MAX)).lines().map_while(Result::ok);
    Ok(identity::changes(earlier, inputs))
}
