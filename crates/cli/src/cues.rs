//! `tamis cues`: what the learned judge sees of every document, for training.

use std::io::Write;

use anyhow::{Context, Result};
use tamis_pipeline::{Cleaner, training_cues};

use crate::args::CuesArgs;
use crate::escape::terminal_safe;
use crate::exit::Exit;
use crate::settings;

pub(crate) fn run(args: &CuesArgs) -> Result<Exit> {
    let cleaner = Cleaner::new(settings::resolve(&args.settings)?)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut exit = Exit::Done;
    for row in training_cues(&cleaner, &args.inputs)? {
        match row {
            Ok(row) => out.write_all(&row).context("standard output")?,
            Err(reject) => {
                let message = terminal_safe(&reject.message);
                writeln!(anstream::stderr(), "tamis: {}: {message}", reject.place)?;
                exit = Exit::Rejects;
            }
        }
    }
    out.flush().context("standard output")?;
    Ok(exit)
}
