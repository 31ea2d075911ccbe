//! The binary `tamis`: reads the command line, resolves the settings, and calls the pipeline.
#![forbid(unsafe_code)]

mod args;
mod clean;
mod dedup;
mod escape;
mod eval;
mod exit;
mod features;
mod filter;
mod index;
mod inspect;
mod learn;
mod log;
mod manual;
mod merge;
mod metrics;
mod plan;
mod progress;
mod report;
mod settings;
mod stats;
mod summary;
mod verify;
mod version;
mod watched;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::exit::Exit;
use crate::log::Log;

/// What clap says, with its colours; without them if it repeats something that is not for a terminal.
fn print(error: &clap::Error) -> std::io::Result<()> {
    let is_odd = |arg: std::ffi::OsString| {
        let arg = arg.to_string_lossy();
        arg.contains('\n') || escape::sentence_safe(&arg) != arg
    };
    if !error.use_stderr() || !std::env::args_os().any(is_odd) {
        return error.print();
    }
    let plain = error.render().to_string();
    std::io::stderr().lock().write_all(format!("{}\n", escape::sentence_safe(plain.trim_end())).as_bytes())
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            return if print(&error).is_ok() { exit.into() } else { Exit::Io.into() };
        }
    };
    let outcome = match &cli.command {
        Command::Clean(args) => Ok(clean::run(args)),
        Command::Filter(args) => Ok(filter::run(args)),
        Command::Dedup(args) => Ok(dedup::run(args)),
        Command::Plan(args) => plan::run(args),
        Command::Merge(args) => Ok(merge::run(args)),
        Command::Index(command) => index::run(command),
        Command::Verify(args) => verify::run(args),
        Command::Learn(args) => Ok(learn::run(args)),
        Command::Boilerplate(command) => learn::boilerplate(command),
        Command::Report(args) => report::run(args),
        Command::Stats(args) => stats::run(args),
        Command::Inspect(args) => inspect::run(args),
        Command::Eval(args) => eval::run(args),
        Command::Features(args) => features::run(args),
        Command::Config(args) => manual::print_config(args),
        Command::Reasons => manual::print_reasons(),
        Command::Completions { shell } => manual::print_completions(*shell),
        Command::Man { out } => manual::print_pages(out.as_deref()),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) => exit::report(&error, Log::default()).into(),
    }
}
