//! Exit codes, and how an error becomes one.

use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use tamis_core::ConfigError;
use tamis_pipeline::{ResolveError, RunError};

use crate::log::{Fields, Level, Log};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Done,
    /// Done, but more records were rejected than `--max-rejects` allows.
    Rejects,
    /// The command line or the settings are wrong.
    Usage,
    /// Nothing could be read, or the output could not be written.
    Io,
    /// Records went missing; a bug in tamis.
    Books,
    /// Stopped by a signal with this number.
    Signal(u8),
}

impl Exit {
    /// The code that the program ends with.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Rejects => 1,
            Exit::Usage => 2,
            Exit::Io => 3,
            Exit::Books => 4,
            Exit::Signal(number) => 128 + number,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// Tells an error and says how the program ends. A broken pipe is no error.
pub(crate) fn report(error: &anyhow::Error, log: Log) -> Exit {
    let broken_pipe = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(broken_pipe) {
        log.record(Level::Info, "done", "whoever read the output wants no more", code(Exit::Done));
        return Exit::Done;
    }
    let exit = exit_of(error);
    log.tell(Level::Error, "failed", &sentence(error), code(exit));
    exit
}

/// An error and its causes in one sentence.
pub(crate) fn sentence(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if message.is_empty() {
            message = cause;
        } else if !message.contains(&cause) {
            // Writing into a string cannot fail.
            let _ = write!(message, ": {cause}");
        }
    }
    message
}

fn code(exit: Exit) -> Fields {
    Fields::from_iter([("exit_code".to_owned(), exit.code().into())])
}

fn exit_of(error: &anyhow::Error) -> Exit {
    if error.is::<ConfigError>() || error.is::<ResolveError>() {
        return Exit::Usage;
    }
    match error.downcast_ref::<RunError>() {
        Some(RunError::Config(_)) => Exit::Usage,
        Some(error) if error.is_usage() => Exit::Usage,
        Some(RunError::BooksDoNotBalance { .. }) => Exit::Books,
        _ => Exit::Io,
    }
}
