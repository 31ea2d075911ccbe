//! `tamis inspect`: one document, every block with its verdict.

mod lines;
mod show;
mod subject;
mod why;

use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result};
use tamis_pipeline::{Cleaner, RunError, TracedBlock, TracedDocument, find_saved, first_ids, is_run};

use crate::args::{Colour, InspectArgs, Inspected};
use crate::escape::{json_safe, line_safe};
use crate::exit::Exit;
use crate::settings;
use lines::Lines;
use subject::Subject;

/// Features of a block's decision that are shown.
const CAUSES: usize = 4;
/// The same where one block is looked at.
const CAUSES_OF_ONE: usize = 12;
/// Ids that are listed of a run.
const LISTED: usize = 20;

pub(crate) fn run(args: &InspectArgs) -> Result<Exit> {
    let of_run = match args.kind {
        Inspected::Auto => is_run(Path::new(&args.file)),
        Inspected::File => false,
        Inspected::Run => true,
    };
    if of_run { saved(args) } else { cleaned(args) }
}

/// A document of a file, cleaned now.
fn cleaned(args: &InspectArgs) -> Result<Exit> {
    let cleaner = Cleaner::new(settings::resolve(&args.settings)?)?;
    let record = tamis_pipeline::find_record(cleaner.config(), &args.file, args.record.as_deref())?;
    let place = record.place.to_string();
    let document = match cleaner.clean(record) {
        Ok(document) => document,
        Err(reject) => {
            anyhow::bail!("{place}: rejected as {}: {}", reject.cause.name(), reject.message)
        }
    };
    let usual = if args.why.is_some() { CAUSES_OF_ONE } else { CAUSES };
    let explained = cleaner.explain(&document, args.causes.unwrap_or(usual));
    print(args, &Subject::of_cleaned(&document, &explained))
}

/// A document as a run left it.
fn saved(args: &InspectArgs) -> Result<Exit> {
    let run = Path::new(&args.file);
    let Some(id) = &args.record else { return list(args) };
    let document = find_saved(run, id)?;
    print(args, &Subject::of_saved(&args.file, &document, args.causes))
}

/// The first documents of a run.
fn list(args: &InspectArgs) -> Result<Exit> {
    let ids = first_ids(Path::new(&args.file), LISTED)?;
    if args.json || args.why.is_some() {
        let (run, wanted) = (args.file.clone(), "without an ID".to_owned());
        let near = match ids.first() {
            Some(first) => format!(": name one, such as {first}"),
            None => ": it has none".to_owned(),
        };
        return Err(RunError::NoSuchDocument { run, wanted, near }.into());
    }
    let mut out = String::new();
    let more = if ids.len() == LISTED { "the first documents of" } else { "all documents of" };
    let run = line_safe(&args.file);
    // Writing into a string cannot fail.
    let _ = writeln!(out, "# {more} {run}; to see one: tamis inspect {run} ID");
    for id in &ids {
        let _ = writeln!(out, "{}", line_safe(id));
    }
    write(args.colour, out.as_bytes())
}

fn print(args: &InspectArgs, subject: &Subject<'_>) -> Result<Exit> {
    if args.json {
        let mut document = subject.document.clone();
        if let Some(spot) = args.why {
            let chosen: Vec<usize> = subject.blocks_at(spot);
            document.blocks =
                chosen.iter().filter_map(|at| subject.document.blocks.get(*at)).cloned().collect();
        }
        let json = String::from_utf8(document.to_json_line()).unwrap_or_default();
        return write(args.colour, json_safe(json.trim_end()).as_bytes())
            .and_then(|_| write(args.colour, b"\n"));
    }
    let mut out = Lines::new(is_coloured(args.colour), width());
    match args.why {
        Some(spot) => why::show(&mut out, subject, spot),
        None => show::show(&mut out, subject),
    }
    write(args.colour, out.into_text().as_bytes())
}

fn write(colour: Colour, page: &[u8]) -> Result<Exit> {
    let mut out = anstream::AutoStream::new(std::io::stdout(), choice(colour));
    out.write_all(page).and_then(|()| out.flush()).context("standard output")?;
    Ok(Exit::Done)
}

fn choice(colour: Colour) -> anstream::ColorChoice {
    match colour {
        Colour::Always => anstream::ColorChoice::Always,
        Colour::Auto if std::io::stdout().is_terminal() => anstream::ColorChoice::Auto,
        Colour::Auto | Colour::Never => anstream::ColorChoice::Never,
    }
}

/// Whether what is written keeps its colours.
fn is_coloured(colour: Colour) -> bool {
    match choice(colour) {
        anstream::ColorChoice::Auto => {
            anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
        }
        choice => choice != anstream::ColorChoice::Never,
    }
}

/// Columns of the terminal; nothing if there is none.
fn width() -> Option<usize> {
    let size = terminal_size::terminal_size_of(std::io::stdout());
    size.filter(|_| std::io::stdout().is_terminal()).map(|(columns, _)| usize::from(columns.0))
}

/// What stands before a block: its line in the input or, if that is not known, its number from 1.
fn label(document: &TracedDocument<'_>, at: usize, block: &TracedBlock<'_>) -> String {
    if has_lines(document) { block.line.to_string() } else { format!("#{}", at + 1) }
}

/// Whether lines of the input are known.
fn has_lines(document: &TracedDocument<'_>) -> bool {
    document.blocks.iter().any(|block| block.line > 0)
}

#[cfg(test)]
mod tests {
    use tamis_pipeline::{TracedCause, TracedDecoding, TracedEdit};

    use super::*;
    use crate::args::Spot;

    /// Texts that would steer a terminal, turn what stands beside them, or hide.
    const HOSTILE: [&str; 5] = [
        "\u{1b}]0;title\u{7}\u{1b}[2J",
        "\u{9b}31m\u{90}q\u{9c}",
        "safe\u{202e}exe\u{202c}\u{2066}",
        "a\rb\u{8}\u{8}\u{0}\u{7f}\u{2028}\u{85}",
        "\u{200b}\u{feff}\u{e0041}\u{61c}\u{fff9}",
    ];

    fn hostile(at: usize) -> TracedDocument<'static> {
        let text = |shift: usize| HOSTILE[(at + shift) % HOSTILE.len()];
        let edit = TracedEdit {
            replacement: text(0).into(),
            reason: text(1).into(),
            evidence: text(2).into(),
            ..TracedEdit::default()
        };
        let block = TracedBlock {
            kind: text(0).into(),
            verdict: "edit".into(),
            stage: Some(text(1).into()),
            reason: Some(text(2).into()),
            evidence: text(3).into(),
            marker: text(4).into(),
            text: text(0).into(),
            edits: vec![edit],
            decoded: Some(TracedDecoding {
                reason: text(1).into(),
                layers: 1,
                encoding: text(2).into(),
                original: text(3).into(),
            }),
            p: Some(0.5),
            causes: vec![TracedCause { push: 1.0, words: text(4).into() }],
            ..TracedBlock::default()
        };
        let dropped = TracedBlock { verdict: text(2).into(), edits: Vec::new(), ..block.clone() };
        TracedDocument {
            id: text(0).into(),
            url: Some(text(1).into()),
            title: Some(text(2).into()),
            markup: text(3).into(),
            flags: vec![text(4).into()],
            blocks: vec![block, dropped],
            ..TracedDocument::default()
        }
    }

    #[test]
    fn nothing_that_a_document_holds_steers_the_terminal() {
        for at in 0..HOSTILE.len() {
            let document = hostile(at);
            let json = json_safe(&String::from_utf8(document.to_json_line()).unwrap());
            let subject = Subject::of_trace(document);
            let mut out = Lines::new(false, Some(40));
            show::show(&mut out, &subject);
            why::show(&mut out, &subject, Spot::Block(1));
            why::show(&mut out, &subject, Spot::Line(2));
            for text in [out.into_text(), json] {
                assert_eq!(crate::escape::terminal_safe(&text), text);
            }
        }
    }
}
