//! Writes the inputs that are made to break a program: `hostile list`, `hostile write NAME [REPEATS]` to standard output, and
//! `hostile repeats NAME BYTES`, how many make a file of about that length.

#[path = "../../tests/hostile/mod.rs"]
mod hostile;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let traps = hostile::traps();
    let mut out = BufWriter::new(io::stdout().lock());
    let done = match words.as_slice() {
        ["list"] => traps.iter().try_for_each(|trap| {
            let flags = trap.flags.join(" ");
            let hostile::Trap { name, extension, full, outcome, .. } = trap;
            let shown = hostile::SHOWN.contains(name);
            writeln!(out, "{name}\t{extension}\t{full}\t{outcome:?}\t{shown}\t{flags}")
        }),
        ["write", name, repeats @ ..] => {
            let found = traps.iter().find(|trap| trap.name == *name);
            let repeats = repeats.first().map(|repeats| repeats.parse());
            match (found, repeats) {
                (Some(trap), None) => trap.write(&mut out, trap.full),
                (Some(trap), Some(Ok(repeats))) => trap.write(&mut out, repeats),
                _ => return ExitCode::from(2),
            }
        }
        ["repeats", name, bytes] => {
            let found = traps.iter().find(|trap| trap.name == *name);
            let (Some(trap), Ok(bytes)) = (found, bytes.parse()) else { return ExitCode::from(2) };
            trap.repeats_of(bytes).and_then(|repeats| writeln!(out, "{repeats}"))
        }
        _ => return ExitCode::from(2),
    };
    match done.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
