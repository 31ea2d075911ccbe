//! `tamis inspect`: one document, every block with its verdict.

use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Color, Effects, Style};
use anyhow::{Context, Result};
use tamis_core::{Block, Dated, Decision, Markup, Metadata, Reason, Verdict};
use tamis_pipeline::{Cleaned, Cleaner, Explanation, FilterFinding, TracedDocument};

use crate::args::{Colour, InspectArgs};
use crate::escape::terminal_safe;
use crate::exit::Exit;
use crate::settings;

/// Features of a block's decision that are shown.
const CAUSES: usize = 4;

pub(crate) fn run(args: &InspectArgs) -> Result<Exit> {
    let cleaner = Cleaner::new(settings::resolve(&args.settings)?)?;
    let record = tamis_pipeline::find_record(cleaner.config(), &args.file, args.record.as_deref())?;
    let place = record.place.to_string();
    let mut out = anstream::AutoStream::new(std::io::stdout(), choice(args.colour));
    let document = match cleaner.clean(record) {
        Ok(document) => document,
        Err(reject) => {
            anyhow::bail!("{place}: rejected as {}: {}", reject.cause.name(), reject.message)
        }
    };
    let mut page = Vec::new();
    if args.json {
        page = TracedDocument::of(&document, &cleaner.explain(&document, CAUSES)).to_json_line();
    } else {
        show(&mut page, &document, &cleaner.explain(&document, CAUSES))?;
    }
    out.write_all(&page).and_then(|()| out.flush()).context("standard output")?;
    Ok(Exit::Done)
}

fn choice(colour: Colour) -> anstream::ColorChoice {
    match colour {
        Colour::Always => anstream::ColorChoice::Always,
        Colour::Auto if std::io::stdout().is_terminal() => anstream::ColorChoice::Auto,
        Colour::Auto | Colour::Never => anstream::ColorChoice::Never,
    }
}

fn show(out: &mut Vec<u8>, cleaned: &Cleaned, explained: &[Option<Explanation>]) -> std::io::Result<()> {
    let document = &cleaned.document;
    let dim = Style::new().effects(Effects::DIMMED);
    let markup = if document.markup == Markup::Html { "html" } else { "text" };
    write!(out, "{dim}# {}  {markup}", terminal_safe(&document.meta.id))?;
    if let Some(charset) = cleaned.charset {
        write!(out, "  {charset}")?;
    }
    for flag in &document.flags {
        write!(out, "  [{}]", flag.name())?;
    }
    writeln!(out, "{dim:#}")?;
    show_facts(out, &document.meta)?;
    if let Some(found) = &cleaned.filtered.language {
        writeln!(out, "{dim}# language: {} ({:.2}){dim:#}", found.language, found.score)?;
    }
    let mut explained = explained.iter();
    for (block, verdict) in document.blocks.iter().zip(&cleaned.verdicts) {
        show_block(out, block, verdict)?;
        if let Some(Some(explanation)) = explained.next() {
            show_explanation(out, explanation)?;
        }
    }
    let dropped = cleaned.verdicts.iter().filter(|verdict| verdict.is_drop()).count();
    writeln!(out, "{dim}# {} blocks, {dropped} dropped{dim:#}", document.blocks.len())?;
    if let Some(FilterFinding { reason, evidence }) = &cleaned.filtered.finding {
        let style = colour_of(Some(*reason));
        writeln!(out, "{style}# the document goes: {}: {}{style:#}", reason.name(), terminal_safe(evidence))?;
    }
    Ok(())
}

/// Title, authors and days.
fn show_facts(out: &mut Vec<u8>, meta: &Metadata) -> std::io::Result<()> {
    let dim = Style::new().effects(Effects::DIMMED);
    let mut line = |name: &str, value: &str| writeln!(out, "{dim}# {name}: {}{dim:#}", terminal_safe(value));
    if let Some(title) = meta.facts.headline.as_ref().or(meta.title.as_ref()) {
        line("title", title)?;
    }
    if !meta.facts.authors.is_empty() {
        line("authors", &meta.facts.authors.join("; "))?;
    }
    for (name, dated) in [("published", &meta.facts.published), ("updated", &meta.facts.updated)] {
        if let Some(Dated { day, evidence }) = dated {
            line(name, &format!("{day} ({evidence})"))?;
        }
    }
    Ok(())
}

fn show_block(out: &mut Vec<u8>, block: &Block, verdict: &Verdict) -> std::io::Result<()> {
    let dim = Style::new().effects(Effects::DIMMED);
    let (mark, style) = match (&verdict.decision, verdict.reason) {
        (Decision::Keep, _) => (' ', Style::new()),
        (Decision::Drop, reason) => ('-', colour_of(reason).effects(Effects::STRIKETHROUGH)),
        (Decision::Edit(_), reason) => ('~', colour_of(reason)),
    };
    let line = block.origin.first_line;
    write!(out, "{mark}{line:>5}  {:.2}  {dim}{:<10}{dim:#}  ", verdict.score, block.kind.name())?;
    writeln!(out, "{style}{}{}{style:#}", block.marker.as_str(), indented(&block.text))?;
    let mut evidence = |reason: Reason, text: &str| {
        writeln!(out, "{:26}{dim}= {}: {}{dim:#}", "", reason.name(), terminal_safe(text))
    };
    match &verdict.decision {
        Decision::Edit(edits) => {
            for edit in edits {
                let old = block.text.get(edit.range.clone()).unwrap_or_default();
                evidence(edit.reason, &format!("{old:?} -> {:?}; {}", edit.replacement, edit.evidence))?;
            }
        }
        Decision::Drop => evidence(verdict.reason.unwrap_or(Reason::Other), &verdict.evidence)?,
        Decision::Keep => {
            if let Some(reason) = verdict.reason {
                evidence(reason, &format!("kept; {}", verdict.evidence))?;
            }
        }
    }
    if let Some(note) = &block.note {
        let (layers, name) = (note.layers, note.encoding.name());
        evidence(note.reason, &format!("{layers} layer(s) of {name}, from {:?}", shortened(&note.original)))?;
    }
    Ok(())
}

/// How likely a block is content, from where on it stays, and what spoke for it and against it.
fn show_explanation(out: &mut Vec<u8>, explanation: &Explanation) -> std::io::Result<()> {
    let dim = Style::new().effects(Effects::DIMMED);
    let Explanation { probability, threshold, causes } = explanation;
    write!(out, "{:26}{dim}p {probability:.2}, kept from {threshold:.2}", "")?;
    for cause in causes {
        let sign = if cause.push < 0.0 { '-' } else { '+' };
        write!(out, "; {sign}{:.1} {}", cause.push.abs(), cause.words)?;
    }
    writeln!(out, "{dim:#}")
}

/// The text with the lines of a code block set under each other.
fn indented(text: &str) -> String {
    terminal_safe(text).replace('\n', &format!("\n{:26}", ""))
}

/// The first characters of a long original.
fn shortened(text: &str) -> String {
    /// Characters that are shown.
    const SHOWN: usize = 80;
    let mut short: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// One colour a family of reasons, so that a page can be read at a glance.
fn colour_of(reason: Option<Reason>) -> Style {
    let colour = match reason {
        Some(Reason::EncodedFragment | Reason::UnrelatedBox) => AnsiColor::Red,
        Some(Reason::Navigation | Reason::Footer | Reason::Boilerplate | Reason::Hidden | Reason::Form) => {
            AnsiColor::BrightBlack
        }
        Some(Reason::RelatedLinks | Reason::Teaser | Reason::RepeatedHeadline) => AnsiColor::Yellow,
        Some(Reason::Advertisement | Reason::Newsletter | Reason::Promotion | Reason::Consent) => {
            AnsiColor::Magenta
        }
        Some(Reason::UserSelector) => AnsiColor::Blue,
        _ => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(Color::Ansi(colour)))
}
