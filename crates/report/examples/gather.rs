//! Prints the report of a run as JSON: `gather RUN [OTHER]`.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use tamis_report::{Sampling, gather};

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let run = paths.next().ok_or("usage: gather RUN [OTHER]")?;
    let report = gather(&run, paths.next().as_deref(), &Sampling::default())?;
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &report)?;
    writeln!(out)?;
    Ok(())
}
