//! What tamis says about itself: settings, reasons, completions and manual pages.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result};
use clap::CommandFactory;
use tamis_core::Reason;

use crate::args::{Cli, ConfigArgs};
use crate::escape::terminal_safe;
use crate::exit::Exit;

pub(crate) fn print_config(args: &ConfigArgs) -> Result<Exit> {
    if args.schema {
        return write_out(tamis_pipeline::config_schema().as_bytes());
    }
    if args.reference {
        return write_out(tamis_pipeline::config_reference()?.as_bytes());
    }
    let config = crate::settings::resolve(&args.settings)?;
    tamis_pipeline::Cleaner::new(config.clone())?;
    let text = config.to_toml()?;
    // For a file they are printed as they stand, so that they can be read back.
    if std::io::stdout().is_terminal() {
        return write_out(terminal_safe(&text).as_bytes());
    }
    write_out(text.as_bytes())
}

pub(crate) fn print_reasons() -> Result<Exit> {
    let mut table = Vec::new();
    for reason in Reason::ALL {
        let (name, stage, action) = (reason.name(), reason.stage().name(), reason.action().name());
        writeln!(table, "{name:<20} {stage:<7} {action:<14} {}", reason.meaning())?;
    }
    write_out(&table)
}

pub(crate) fn print_completions(shell: clap_complete::Shell) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tamis", &mut script);
    write_out(&script)
}

pub(crate) fn print_pages(folder: Option<&Path>) -> Result<Exit> {
    let mut page = Vec::new();
    let Some(folder) = folder else {
        clap_mangen::Man::new(Cli::command()).render(&mut page)?;
        return write_out(&page);
    };
    clap_mangen::generate_to(Cli::command(), folder)
        .with_context(|| format!("{}: the manual pages cannot be written", folder.display()))?;
    Ok(Exit::Done)
}

fn write_out(bytes: &[u8]) -> Result<Exit> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).context("standard output")?;
    Ok(Exit::Done)
}
