//! A text as a list of decoded lines: what of it is code, and what one line tells about another.
//!
//! A line is decoded by itself, except that
//! - fenced code stays as it is, and so do lines of HTML or program code that stand together;
//! - in a text that shows escapes by themselves (`a blank becomes %20`), a line is decoded on weak
//!   evidence only beside a line with strong evidence;
//! - `THE+BIOG` is a title in form encoding if the next line is in form encoding.
//!
//! Each of these looks at lines that decoding leaves as they are, or is void once everything is
//! decoded, so that decoding the outcome again changes nothing.

use std::sync::Arc;

use tamis_core::{DecodeNote, Encoding, Line, Reason};

use crate::markup::{Provenance, is_example, is_markup};
use crate::settle::{MOST_LAYERS, Piece, Steps, TooDeep, Trace};
use crate::{Decoded, StepCounts, characters, percent};

/// One line on its way.
struct Entry<'t> {
    /// The line as it was found.
    found: &'t str,
    source_line: u32,
    /// The line with its characters in order, if that changed anything.
    plain: Option<String>,
    trace: Trace,
    state: State,
}

enum State {
    /// Nothing in it could be decoded.
    Idle,
    /// To be looked at.
    Open,
    /// Code, or the fence around it: stays.
    Code,
    TooDeep,
    Settled(Vec<Piece>),
}

impl Entry<'_> {
    fn text(&self) -> &str {
        self.plain.as_deref().unwrap_or(self.found)
    }

    fn is_blank(&self) -> bool {
        self.text().is_empty()
    }

    /// Decoded because of a tag or reference in percent encoding.
    fn is_strong(&self) -> bool {
        matches!(self.state, State::Settled(_)) && self.trace.steps.percent > 0 && !self.trace.weak
    }

    fn is_unchanged(&self) -> bool {
        match &self.state {
            State::Settled(pieces) => matches!(pieces.as_slice(), [piece] if piece.text == self.text()),
            _ => true,
        }
    }
}

/// Decodes a text line by line. Without `context` every line is decoded by itself.
pub(crate) fn decoded(text: &str, steps: Steps<'_>, context: bool) -> Decoded {
    if text.is_empty() {
        return Decoded::default();
    }
    let mut counts = StepCounts::default();
    let mut entries = entries_of(text, steps, &mut counts);
    if context {
        mark_fences(&mut entries);
        if memchr::memchr(b'<', text.as_bytes()).is_some() {
            mark_examples(&mut entries);
        }
    }
    for entry in &mut entries {
        if matches!(entry.state, State::Open) {
            settle(entry, steps, context);
        }
    }
    if context {
        take_back_weak(&mut entries, steps);
        decode_form_titles(&mut entries, steps);
    }
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries {
        counts += entry.trace.steps;
        push_lines(entry, &mut lines);
    }
    Decoded { lines, steps: counts }
}

/// What a scan of the bytes of a line finds.
const PLAIN: u8 = 0;
const DECODABLE: u8 = 1;
const UNCLEAN: u8 = 2;

const fn byte_kinds() -> [u8; 256] {
    let mut kinds = [PLAIN; 256];
    let mut at = 0;
    while at < 256 {
        kinds[at] = match at as u8 {
            b'%' | b'&' | b'<' => DECODABLE,
            b'\t' => PLAIN,
            0..0x20 | 0x7f.. => UNCLEAN,
            _ => PLAIN,
        };
        at += 1;
    }
    kinds
}

static BYTE_KINDS: [u8; 256] = byte_kinds();

fn entries_of<'t>(text: &'t str, steps: Steps<'_>, counts: &mut StepCounts) -> Vec<Entry<'t>> {
    let mut entries = Vec::new();
    let mut source_line = 0;
    for line in text.split('\n') {
        let kinds = line
            .bytes()
            .fold(PLAIN, |kinds, byte| kinds | BYTE_KINDS.get(usize::from(byte)).copied().unwrap_or(UNCLEAN));
        if kinds & UNCLEAN == 0 {
            let trimmed = characters::trimmed(line);
            let state = if kinds == PLAIN { State::Idle } else { State::Open };
            entries.push(Entry { found: trimmed, source_line, plain: None, trace: Trace::default(), state });
            source_line += 1;
            continue;
        }
        let line = line.strip_suffix('\r').inspect(|_| counts.line_ends += 1).unwrap_or(line);
        for (at, found) in line.split(is_hard_line_end).enumerate() {
            counts.line_ends += u64::from(at > 0);
            push_entries(found, source_line, steps, &mut entries);
            source_line += 1;
        }
    }
    entries
}

/// Line ends that no mojibake holds; NEL may be a part of some and is looked at later.
fn is_hard_line_end(c: char) -> bool {
    characters::is_line_end(c) && c != '\u{85}'
}

fn push_entries<'t>(found: &'t str, source_line: u32, steps: Steps<'_>, entries: &mut Vec<Entry<'t>>) {
    let mut trace = Trace::default();
    let (plain, deep) = match steps.plain(found, &mut trace) {
        Ok(plain) => (plain, false),
        Err(line) => (line, true),
    };
    if deep || !plain.contains(characters::is_line_end) {
        let state = if deep { State::TooDeep } else { State::Open };
        trace.steps.too_deep += u64::from(deep);
        let plain = (plain != found).then_some(plain);
        entries.push(Entry { found, source_line, plain, trace, state });
        return;
    }
    for (at, part) in plain.split(characters::is_line_end).enumerate() {
        let mut trace = if at == 0 { trace.clone() } else { Trace::default() };
        trace.steps.line_ends += u64::from(at > 0);
        let plain = Some(characters::trimmed(part).to_owned());
        entries.push(Entry { found, source_line, plain, trace, state: State::Open });
    }
}

/// The character that a line is a fence of, if it is one; and whether it can close a block.
fn fence(line: &str) -> Option<(char, bool)> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = line.trim_start_matches(mark);
    (line.len() - info.len() >= 3 && !info.contains(mark)).then(|| (mark, info.trim().is_empty()))
}

/// Closes every fence that has an end; a fence without one is a line like any other, but stays too.
fn mark_fences(entries: &mut [Entry<'_>]) {
    let fences: Vec<(usize, char, bool)> = entries
        .iter()
        .enumerate()
        .filter_map(|(at, entry)| fence(entry.text()).map(|(mark, closes)| (at, mark, closes)))
        .collect();
    if fences.is_empty() {
        return;
    }
    let last_close =
        |mark: char| fences.iter().rev().find(|(_, m, closes)| *m == mark && *closes).map(|(at, _, _)| *at);
    let (last_tick, last_tilde) = (last_close('`'), last_close('~'));
    let mut inside: Option<char> = None;
    let mut next = fences.iter().peekable();
    for (at, entry) in entries.iter_mut().enumerate() {
        let here = next.next_if(|(place, _, _)| *place == at).map(|(_, mark, closes)| (*mark, *closes));
        match (inside, here) {
            (Some(open), Some((mark, true))) if open == mark => inside = None,
            (None, Some((mark, _))) => {
                let last = if mark == '`' { last_tick } else { last_tilde };
                inside = last.filter(|last| *last > at).map(|_| mark);
            }
            (Some(_), _) => {
                // Inside a block even the characters stay, but for control characters.
                entry.plain = characters::without_controls(entry.found, &mut StepCounts::default());
                entry.trace = Trace::default();
            }
            (None, None) => continue,
        }
        entry.state = State::Code;
    }
}

/// Marks lines of HTML that stand beside lines of code, blank lines aside: the page shows them.
fn mark_examples(entries: &mut [Entry<'_>]) {
    let mut at = 0;
    while at < entries.len() {
        if !is_candidate(entries.get(at)) {
            at += 1;
            continue;
        }
        // A run of candidates, examples and blanks from here on, and the examples before it.
        let before = entries.iter().take(at).rposition(|entry| !entry.is_blank());
        let mut shown = before.is_some_and(|before| mark_if_example(entries, before));
        let start = at;
        while let Some(entry) = entries.get(at) {
            let belongs = entry.is_blank() || is_candidate(Some(entry));
            if !belongs {
                if !mark_if_example(entries, at) {
                    break;
                }
                shown = true;
            }
            at += 1;
        }
        if shown {
            for entry in entries.iter_mut().take(at).skip(start).filter(|entry| !entry.is_blank()) {
                entry.state = State::Code;
            }
        }
    }
    for entry in entries.iter_mut().filter(|entry| matches!(entry.state, State::Open)) {
        if memchr::memchr(b'<', entry.text().as_bytes()).is_some() && is_example(entry.text()) {
            entry.state = State::Code;
        }
    }
}

/// A line that would be parsed if it stood by itself.
fn is_candidate(entry: Option<&Entry<'_>>) -> bool {
    entry.is_some_and(|entry| {
        matches!(entry.state, State::Open)
            && is_markup(entry.text(), Provenance::Raw)
            && !is_example(entry.text())
    })
}

fn mark_if_example(entries: &mut [Entry<'_>], at: usize) -> bool {
    let Some(entry) = entries.get_mut(at) else { return false };
    if !matches!(entry.state, State::Code) && is_example(entry.text()) {
        entry.state = State::Code;
    }
    matches!(entry.state, State::Code)
}

fn settle(entry: &mut Entry<'_>, steps: Steps<'_>, context: bool) {
    let mut trace = entry.trace.clone();
    match steps.settled(entry.text(), &mut trace) {
        Ok(pieces) if context && pieces.iter().any(|piece| fence(&piece.text).is_some()) => {
            entry.state = State::Code
        }
        Ok(pieces) => {
            entry.trace = trace;
            entry.state = State::Settled(pieces);
        }
        Err(TooDeep) => {
            entry.trace.first = trace.first;
            entry.trace.whole_line = trace.whole_line;
            entry.trace.steps.too_deep += 1;
            entry.state = State::TooDeep;
        }
    }
}

/// In a text about escapes, undoes what was decoded on weak evidence with no strong line beside it.
fn take_back_weak(entries: &mut [Entry<'_>], steps: Steps<'_>) {
    if !entries.iter().any(|entry| entry.trace.weak) {
        return;
    }
    let is_about_escapes = entries.iter().any(|entry| entry.is_unchanged() && shows_escapes(entry.text()));
    if !is_about_escapes {
        return;
    }
    let strong: Vec<bool> = entries.iter().map(Entry::is_strong).collect();
    let filled: Vec<usize> =
        (0..entries.len()).filter(|at| entries.get(*at).is_some_and(|entry| !entry.is_blank())).collect();
    let is_strong = |place: Option<usize>| {
        place.and_then(|place| filled.get(place)).and_then(|at| strong.get(*at)).copied().unwrap_or_default()
    };
    for (place, at) in filled.iter().enumerate() {
        let beside = is_strong(place.checked_sub(1)) || is_strong(Some(place + 1));
        let Some(entry) = entries.get_mut(*at).filter(|entry| entry.trace.weak && !beside) else { continue };
        entry.trace = Trace::default();
        settle(entry, Steps { weak_percent: false, ..steps }, true);
    }
}

/// A line of several words, one of which is an escape by itself.
fn shows_escapes(line: &str) -> bool {
    memchr::memchr(b'%', line.as_bytes()).is_some()
        && line.split_ascii_whitespace().nth(1).is_some()
        && line.split_ascii_whitespace().any(percent::is_bare_escape)
}

/// Decodes titles in form encoding that stand right above a fragment in form encoding.
fn decode_form_titles(entries: &mut [Entry<'_>], steps: Steps<'_>) {
    if !steps.config.percent {
        return;
    }
    let mut form_below = false;
    for entry in entries.iter_mut().rev().filter(|entry| !entry.is_blank()) {
        if form_below
            && matches!(entry.state, State::Idle | State::Settled(_))
            && entry.is_unchanged()
            && let Some(title) = percent::form_title(entry.text())
        {
            let mut trace = Trace {
                first: Some((Reason::PercentDecoded, Encoding::Form)),
                whole_line: true,
                layers: 1,
                ..Trace::default()
            };
            trace.steps.percent = 1;
            if let Ok(pieces) = steps.settled(&title, &mut trace)
                && pieces.iter().all(|piece| fence(&piece.text).is_none())
            {
                entry.trace = trace;
                entry.state = State::Settled(pieces);
            }
        }
        form_below = matches!(entry.state, State::Settled(_))
            && entry.trace.whole_line
            && entry.trace.first == Some((Reason::PercentDecoded, Encoding::Form));
    }
}

fn push_lines(entry: Entry<'_>, lines: &mut Vec<Line>) {
    let Entry { found, source_line, plain, trace, state } = entry;
    let note = |reason, encoding| {
        Some(Arc::new(DecodeNote {
            reason,
            encoding,
            layers: trace.layers.clamp(1, MOST_LAYERS),
            whole_line: trace.whole_line,
            original: found.to_owned(),
        }))
    };
    let text = || plain.unwrap_or_else(|| found.to_owned());
    let first = trace.first.filter(|_| !matches!(state, State::Code));
    match state {
        State::TooDeep => {
            let encoding = trace.first.map_or(Encoding::Mojibake, |(_, encoding)| encoding);
            lines.push(Line {
                text: text(),
                source_line,
                kind: None,
                note: note(Reason::EncodedTooDeep, encoding),
            });
        }
        State::Settled(pieces) => {
            let note = first.and_then(|(reason, encoding)| note(reason, encoding));
            let before = lines.len();
            for Piece { text, kind } in pieces.into_iter().filter(|piece| !piece.text.is_empty()) {
                lines.push(Line { text, source_line, kind, note: note.clone() });
            }
            if lines.len() == before {
                lines.push(Line { text: String::new(), source_line, kind: None, note });
            }
        }
        State::Idle | State::Open | State::Code => {
            let note = trace.first.and_then(|(reason, encoding)| note(reason, encoding));
            lines.push(Line { text: text(), source_line, kind: None, note });
        }
    }
}
