//! Inputs that are made to break a program that reads them: one list for the tests, which take them small, and for
//! `make bench-hostile`, which takes them whole.
//!
//! Each is written by its number of repeats alone and is the same on every machine.

mod archives;
mod pages;
mod rows;
mod texts;

use std::io::{self, Write};

/// What must come of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A row of text, or one of what was dropped where nothing is left of it.
    Text,
    /// A row of text, and of what is broken in it rejects of this cause.
    Partly(&'static str),
    /// No row, and rejects of this cause.
    Reject(&'static str),
}

/// One input.
pub(crate) struct Trap {
    /// What it is called, in words that make a file's name.
    pub(crate) name: &'static str,
    /// What it is read as, by the extension of its file.
    pub(crate) extension: &'static str,
    /// Repeats in the bench.
    pub(crate) full: usize,
    /// Repeats in the tests, if it must be longer than others there to be what it is.
    least: usize,
    /// Settings that bring to light what it aims at.
    pub(crate) flags: &'static [&'static str],
    /// What must come of it.
    pub(crate) outcome: Outcome,
    body: Body,
}

/// What is written. `#` in a unit stands for the number of the repeat.
enum Body {
    /// `before`, then `unit` so many times, then `after`.
    Repeat(&'static str, &'static str, &'static str),
    /// `before`, then `unit` so many times, then the other unit as often, then `after`.
    Pairs(&'static str, &'static str, &'static str, &'static str),
    /// Something else.
    Made(fn(&mut dyn Write, usize) -> io::Result<()>),
}

impl Trap {
    const fn new(name: &'static str, extension: &'static str, full: usize, body: Body) -> Self {
        Trap { name, extension, full, least: 0, flags: &[], outcome: Outcome::Text, body }
    }

    const fn flags(self, flags: &'static [&'static str]) -> Self {
        Trap { flags, ..self }
    }

    const fn ends(self, outcome: Outcome) -> Self {
        Trap { outcome, ..self }
    }

    const fn least(self, least: usize) -> Self {
        Trap { least, ..self }
    }

    /// Repeats that make a file of about so many bytes.
    pub(crate) fn repeats_of(&self, bytes: usize) -> io::Result<usize> {
        const PROBE: usize = 64;
        let length = |repeats| {
            let mut file = Vec::new();
            self.write(&mut file, repeats).map(|()| file.len())
        };
        let grown = length(PROBE + 1)?.saturating_sub(length(1)?);
        // What does not grow with each repeat is compressed, or small whatever it is asked for.
        let repeats = if grown < PROBE { self.least.max(1) } else { bytes * PROBE / grown };
        Ok(repeats.clamp(1, self.full).max(self.least.min(self.full)))
    }

    /// Writes the input with so many repeats.
    pub(crate) fn write(&self, out: &mut dyn Write, repeats: usize) -> io::Result<()> {
        match self.body {
            Body::Repeat(before, unit, after) => {
                out.write_all(before.as_bytes())?;
                repeat(out, unit, repeats)?;
                out.write_all(after.as_bytes())
            }
            Body::Pairs(before, unit, other, after) => {
                out.write_all(before.as_bytes())?;
                repeat(out, unit, repeats)?;
                repeat(out, other, repeats)?;
                out.write_all(after.as_bytes())
            }
            Body::Made(write) => write(out, repeats),
        }
    }
}

/// Bytes that are written together.
const TOGETHER: usize = 1 << 16;

/// Writes `unit` so many times, each `#` replaced by the number of the repeat.
fn repeat(out: &mut dyn Write, unit: &str, times: usize) -> io::Result<()> {
    if unit.contains('#') {
        let parts: Vec<&str> = unit.split('#').collect();
        for number in 0..times {
            let number = number.to_string();
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    out.write_all(number.as_bytes())?;
                }
                out.write_all(part.as_bytes())?;
            }
        }
        return Ok(());
    }
    let batch = (TOGETHER / unit.len().max(1)).max(1);
    let many = unit.repeat(batch);
    for _ in 0..times / batch {
        out.write_all(many.as_bytes())?;
    }
    out.write_all(unit.repeat(times % batch).as_bytes())
}

/// Numbers that look random and are the same everywhere (Knuth's MMIX).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// The inputs that `docs/hostile.md` shows one by one; of the others it shows the worst figures.
pub(crate) const SHOWN: &[&str] = &[
    "nested-div",
    "nested-b",
    "nested-a",
    "nested-font",
    "nested-p-font",
    "nested-table",
    "nested-ul-text",
    "nested-svg",
    "nested-select",
    "nested-template",
    "ten-million-tags",
    "end-tags-unmatched",
    "br",
    "headings",
    "links",
    "link-blocks",
    "paragraphs-short",
    "attributes-million",
    "attribute-long",
    "data-url-image",
    "open-comment",
    "open-script",
    "open-style",
    "open-cdata",
    "open-title",
    "open-textarea",
    "open-plaintexts",
    "less-than",
    "ampersands",
    "nul",
    "surrogates-escaped",
    "reference-zeros",
    "entity-of-entity",
    "bidi",
    "zero-width",
    "combining",
    "text-node",
    "too-large",
    "colspan",
    "cells-in-row",
    "rows",
    "json-ld-nested",
    "json-ld-graph",
    "random-soup",
    "lines-of-a-letter",
    "lines-alike",
    "line-word",
    "line-prose",
    "line-stops",
    "line-teasers",
    "words-at-random",
    "percent-levels",
    "entity-levels",
    "fineweb-brackets",
    "pii-phones",
    "row-arrays",
    "row-fields",
    "row-escapes",
    "row-surrogates",
    "row-url-parameters",
    "rows-broken",
    "rows-suffixed-ids",
    "rows-near-copies",
    "gzip-bomb",
    "gzip-nested",
    "gzip-members",
    "gzip-names",
    "zstd-bomb",
    "zstd-frames",
    "zstd-signatures",
    "warc-gzip-bomb",
    "warc-zstd-bomb",
    "warc-brotli-bomb",
    "warc-gzip-nested",
    "warc-length-huge",
    "warc-header-line",
];

/// All inputs.
pub(crate) fn traps() -> Vec<Trap> {
    let mut all = pages::traps();
    all.extend(texts::traps());
    all.extend(rows::traps());
    all.extend(archives::traps());
    all
}
