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
    /// There was a line end in `found` that only showed once its characters were in order.
    is_part: bool,
    /// The line with its characters in order, if that took more than to leave out blanks at its ends.
    plain: Option<String>,
    /// What was done to it, if anything was.
    trace: Option<Box<Trace>>,
    state: State,
}

enum State {
    /// Nothing in it could be decoded.
    Idle,
    /// To be looked at.
    Open,
    /// Code, or the fence around it: stays.
    Code,
    /// Code inside a fence: even the characters and blanks stay, control characters aside.
    Fenced,
    TooDeep,
    Settled(Vec<Piece>),
}

impl<'t> Entry<'t> {
    fn new(found: &'t str, source_line: u32, state: State) -> Self {
        Entry { found, source_line, is_part: false, plain: None, trace: None, state }
    }

    fn text(&self) -> &str {
        match self.plain.as_deref() {
            Some(plain) => plain,
            None if matches!(self.state, State::TooDeep | State::Fenced) => self.found,
            None => characters::trimmed(self.found),
        }
    }

    fn is_blank(&self) -> bool {
        self.text().is_empty()
    }

    fn is_weak(&self) -> bool {
        self.trace.as_ref().is_some_and(|trace| trace.weak)
    }

    /// Decoded because of a tag or reference in percent encoding.
    fn is_strong(&self) -> bool {
        let by_percent = self.trace.as_ref().is_some_and(|trace| trace.steps.percent > 0 && !trace.weak);
        matches!(self.state, State::Settled(_)) && by_percent
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
        mark_fences(&mut entries, memchr::memchr2(b'`', b'~', text.as_bytes()).is_some());
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
        counts += entry.trace.as_ref().map(|trace| trace.steps).unwrap_or_default();
        push_lines(&entry, &mut lines);
    }
    Decoded { lines, steps: counts }
}

/// Whether a line holds a control character or anything beyond ASCII, and whether it holds a byte
/// that encodings begin with. Written for the compiler to turn into vector code.
fn scanned(line: &str) -> (bool, bool) {
    let (mut unclean, mut decodable) = (0_u8, 0_u8);
    for byte in line.bytes() {
        unclean |= u8::from(byte < 0x20) & u8::from(byte != b'\t') | u8::from(byte >= 0x7f);
        decodable |= u8::from(byte == b'%') | u8::from(byte == b'&') | u8::from(byte == b'<');
    }
    (unclean != 0, decodable != 0)
}

/// The lines of a text, at LF alone.
fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    ends.map(move |end| {
        let line = text.get(start..end).unwrap_or_default();
        start = end + 1;
        line
    })
}

fn entries_of<'t>(text: &'t str, steps: Steps<'_>, counts: &mut StepCounts) -> Vec<Entry<'t>> {
    let mut entries = Vec::with_capacity(memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1);
    let mut source_line = 0;
    for line in split_lines(text) {
        // Nearly every list of a page has this bullet, and nothing to decode behind it.
        let (unclean, decodable) = scanned(line.strip_prefix("• ").unwrap_or(line));
        // A settled line holds no further line end.
        if !unclean || steps.is_plain(line) {
            let state = if decodable { State::of(line) } else { State::Idle };
            entries.push(Entry::new(line, source_line, state));
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

impl State {
    /// The state that a line with its characters in order begins in.
    fn of(line: &str) -> State {
        let bytes = line.as_bytes();
        let follows = |mark: u8, wanted: fn(&u8) -> bool| {
            memchr::memchr_iter(mark, bytes).any(|at| bytes.get(at + 1).is_some_and(wanted))
        };
        let decodable = follows(b'%', |b| b.is_ascii_hexdigit() || matches!(b, b'u' | b'U'))
            || follows(b'&', |b| b.is_ascii_alphabetic() || *b == b'#')
            || follows(b'<', |b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'>'));
        if decodable { State::Open } else { State::Idle }
    }
}

/// Line ends that no mojibake holds; NEL may be a part of some and is looked at later.
fn is_hard_line_end(c: char) -> bool {
    characters::is_line_end(c) && c != '\u{85}'
}

fn push_entries<'t>(found: &'t str, source_line: u32, steps: Steps<'_>, entries: &mut Vec<Entry<'t>>) {
    let mut trace = Trace::default();
    let (plain, deep) = match steps.plain(found, &mut trace) {
        Ok(None) => {
            entries.push(Entry::new(found, source_line, State::of(found)));
            return;
        }
        Ok(Some(plain)) => (plain, false),
        Err(line) => (line, true),
    };
    if deep {
        trace.steps.too_deep += 1;
        let plain = (plain != found).then_some(plain);
        let trace = Some(Box::new(trace));
        entries.push(Entry { plain, trace, ..Entry::new(found, source_line, State::TooDeep) });
        return;
    }
    if !characters::has_line_end(&plain) {
        let state = State::of(&plain);
        let trace = Some(Box::new(trace));
        entries.push(Entry { plain: Some(plain), trace, ..Entry::new(found, source_line, state) });
        return;
    }
    for (at, part) in plain.split(characters::is_line_end).enumerate() {
        let mut trace = if at == 0 { trace.clone() } else { Trace::default() };
        trace.steps.line_ends += u64::from(at > 0);
        // Apart from the other parts it may be read otherwise.
        let (part, deep) = match steps.plain(part, &mut trace) {
            Ok(plain) => (plain.unwrap_or_else(|| characters::trimmed(part).to_owned()), false),
            Err(part) => (part, true),
        };
        let state = if deep { State::TooDeep } else { State::of(&part) };
        let trace = Some(Box::new(trace));
        entries.push(Entry {
            is_part: true,
            plain: Some(part),
            trace,
            ..Entry::new(found, source_line, state)
        });
    }
}

/// The character that a line is a fence of, if it is one; and whether it can close a block.
fn fence(line: &str) -> Option<(char, bool)> {
    if line.bytes().next().is_some_and(|b| b.is_ascii_graphic() && !matches!(b, b'`' | b'~')) {
        return None;
    }
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = line.trim_start_matches(mark);
    (line.len() - info.len() >= 3 && !info.contains(mark)).then(|| (mark, info.trim().is_empty()))
}

/// Closes every fence that has an end; a fence without one is a line like any other, but stays too. `found`
/// tells whether the text as it was found holds a character of a fence.
fn mark_fences(entries: &mut [Entry<'_>], found: bool) {
    let fences: Vec<(usize, char, bool)> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| found || entry.plain.is_some())
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
                if !entry.is_part {
                    entry.plain = characters::without_controls(entry.found, &mut StepCounts::default());
                }
                entry.trace = None;
                entry.state = State::Fenced;
                continue;
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
    let before = entry.trace.as_deref().cloned().unwrap_or_default();
    let mut trace = before.clone();
    match steps.settled(entry.text(), &mut trace) {
        Ok(pieces) if context && pieces.iter().any(|piece| fence(&piece.text).is_some()) => {
            entry.state = State::Code;
        }
        Ok(pieces) => {
            if trace != before {
                entry.trace = Some(Box::new(trace));
            }
            entry.state = State::Settled(pieces);
        }
        Err(TooDeep) => {
            let mut steps = before.steps;
            steps.too_deep += 1;
            entry.plain = Some(entry.text().to_owned());
            entry.trace = Some(Box::new(Trace { steps, ..trace }));
            entry.state = State::TooDeep;
        }
    }
}

/// In a text about escapes, undoes what was decoded on weak evidence with no strong line beside it.
fn take_back_weak(entries: &mut [Entry<'_>], steps: Steps<'_>) {
    if !entries.iter().any(Entry::is_weak) {
        return;
    }
    let is_about_escapes = entries.iter().filter(|entry| !entry.is_weak()).any(|entry| match &entry.state {
        State::Settled(pieces) => pieces.iter().any(|piece| shows_escapes(&piece.text)),
        _ => shows_escapes(entry.text()),
    });
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
        // A line too deep stays, and the next time no strong line is beside it.
        let Some(entry) = entries
            .get_mut(*at)
            .filter(|entry| entry.is_weak() && !(beside && matches!(entry.state, State::Settled(_))))
        else {
            continue;
        };
        entry.trace = None;
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
    if !steps.config.percent || entries.iter().all(|entry| entry.trace.is_none()) {
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
                entry.trace = Some(Box::new(trace));
                entry.state = State::Settled(pieces);
            }
        }
        form_below = matches!(entry.state, State::Settled(_))
            && entry.trace.as_ref().is_some_and(|trace| {
                trace.whole_line && trace.first == Some((Reason::PercentDecoded, Encoding::Form))
            });
    }
}

fn push_lines(entry: &Entry<'_>, lines: &mut Vec<Line>) {
    let text = entry.text();
    let Some(trace) = &entry.trace else {
        lines.push(Line::plain(text, entry.source_line));
        return;
    };
    let note = |reason, encoding| {
        Arc::new(DecodeNote {
            reason,
            encoding,
            layers: trace.layers.clamp(1, MOST_LAYERS),
            whole_line: trace.whole_line,
            original: entry.found.to_owned(),
        })
    };
    let line = |text: &str, kind, note: Option<&Arc<DecodeNote>>| Line {
        text: text.to_owned(),
        source_line: entry.source_line,
        kind,
        note: note.cloned(),
    };
    let first = trace.first.map(|(reason, encoding)| note(reason, encoding));
    match &entry.state {
        State::TooDeep => {
            let encoding = trace.first.map_or(Encoding::Mojibake, |(_, encoding)| encoding);
            lines.push(line(text, None, Some(&note(Reason::EncodedTooDeep, encoding))));
        }
        State::Settled(pieces) => {
            let before = lines.len();
            let filled = pieces.iter().filter(|piece| !piece.text.is_empty());
            lines.extend(filled.map(|piece| line(&piece.text, piece.kind, first.as_ref())));
            if lines.len() == before {
                lines.push(line("", None, first.as_ref()));
            }
        }
        State::Idle | State::Open | State::Code | State::Fenced => {
            lines.push(line(text, None, first.as_ref()));
        }
    }
}
