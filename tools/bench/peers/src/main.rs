//! Runs one extractor, or one part of the work, over rows `{id, url, html}` or `{id, url, text}`.
//!
//! ```text
//! bench-peers quality PEER ROWS OUT [SKIPPED-ID...]   writes {id, text} rows
//! bench-peers rounds PEER|FLOOR ROWS [SKIPPED-ID...]  answers each line of standard input by the times of a round
//! ```
//!
//! `quality` prints each id before it begins with that page, so that whoever watches knows which page
//! crashed or hung it. All lines but these ids are JSON objects.

mod floors;
mod pages;
mod peers;
mod quality;
mod rounds;
mod stages;

use std::error::Error;
use std::process::ExitCode;

use tamis_core::Markup;

use crate::rounds::Task;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["quality", name, rows, out, skipped @ ..] => peers::by_name(name)
            .ok_or_else(|| format!("no peer {name}").into())
            .and_then(|peer| quality::quality(&peer, rows, out, skipped))
            .map(|report| println!("{report}")),
        ["rounds", name, rows, skipped @ ..] => {
            task(name).and_then(|mut task| rounds::rounds(task.as_mut(), rows, skipped))
        }
        _ => Err("usage: bench-peers quality|rounds NAME ROWS [OUT] [SKIPPED-ID...]".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench-peers: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What is timed under that name.
fn task(name: &str) -> Result<Box<dyn Task>, Box<dyn Error>> {
    match name {
        "stages" => return Ok(Box::new(stages::Stages::new(Markup::Html)?)),
        "stages-text" => return Ok(Box::new(stages::Stages::new(Markup::Text)?)),
        _ => {}
    }
    let peer = peers::by_name(name).map(|peer| Box::new(peer) as Box<dyn Task>);
    peer.or_else(|| floors::by_name(name)).ok_or_else(|| format!("nothing is called {name}").into())
}
