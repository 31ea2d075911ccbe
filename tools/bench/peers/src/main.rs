//! Runs one HTML extractor over rows `{id, url, html}`.
//!
//! ```text
//! bench-peers quality PEER ROWS OUT [SKIPPED-ID...]   writes {id, text} rows
//! bench-peers speed PEER ROWS REPEATS [SKIPPED-ID...] prints user CPU seconds by quartile
//! ```
//!
//! `quality` prints each id before it begins with that page, so that whoever watches knows which page
//! crashed or hung it. Both print one JSON object as their last line.

mod harness;
mod peers;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["quality", peer, rows, out, skipped @ ..] => peers::by_name(peer)
            .ok_or_else(|| format!("no peer {peer}").into())
            .and_then(|peer| harness::quality(&peer, rows, out, skipped)),
        ["speed", peer, rows, repeats, skipped @ ..] => peers::by_name(peer)
            .ok_or_else(|| format!("no peer {peer}").into())
            .and_then(|peer| harness::speed(&peer, rows, repeats.parse()?, skipped)),
        _ => Err("usage: bench-peers quality|speed PEER ROWS OUT|REPEATS [SKIPPED-ID...]".into()),
    };
    match outcome {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bench-peers: {error}");
            ExitCode::FAILURE
        }
    }
}
