//! The document text, put together again from the text that is left and what went.

use tamis_io::RemovedRow;

/// A document text: all blocks, nothing removed.
pub(super) struct DocumentText {
    pub(super) text: String,
}

/// What came of putting it together.
pub(super) enum Found {
    /// Every row has its place; at most a blank line may stand on the wrong side of a block.
    Certain(DocumentText),
    /// So it has, but edits may be one scalar off.
    Likely(DocumentText),
    /// Text and rows do not fit each other.
    Nothing,
}

/// Puts the document text together: as blocks are laid out, or else as a text that lost lines and nothing more.
pub(super) fn rebuild(text: &str, drops: &[&RemovedRow<'_>], edits: &[&RemovedRow<'_>]) -> Found {
    let lengths_are_true = drops.iter().chain(edits).all(|row| row.start + scalars(&row.text) == row.end);
    if !lengths_are_true {
        return Found::Nothing;
    }
    let mut layout = Placing::new(text, edits);
    if layout.fill_around(drops).is_some() {
        let whole = DocumentText { text: layout.out };
        return if layout.is_doubtful { Found::Likely(whole) } else { Found::Certain(whole) };
    }
    match without_lines(text, drops, edits) {
        Some(text) => Found::Certain(DocumentText { text }),
        None => Found::Nothing,
    }
}

fn scalars(text: &str) -> u64 {
    text.chars().count() as u64
}

/// A line of the text that is left.
struct Line<'t> {
    text: &'t str,
    /// Line feeds before it, since the line before; 0 for the first.
    feeds: usize,
}

/// A document text that grows block by block.
struct Placing<'t, 'r, 'a> {
    lines: Vec<Line<'t>>,
    edits: &'r [&'r RemovedRow<'a>],
    /// The next line and the next edit.
    line: usize,
    edit: usize,
    out: String,
    /// Unicode scalars of `out`.
    at: u64,
    /// Whether one of the blocks that were dropped since the last line had, or may have had, a blank line before it.
    gap: bool,
    has_blocks: bool,
    /// Whether edits were placed where another place was possible.
    is_doubtful: bool,
    /// How many line feeds may stand where nothing tells, the likeliest first.
    feeds_unknown: &'static [usize],
}

/// Lines and edits placed in a gap between dropped blocks.
struct Stretch {
    text: String,
    scalars: u64,
    lines: usize,
    edits: usize,
}

impl<'t, 'r, 'a> Placing<'t, 'r, 'a> {
    fn new(text: &'t str, edits: &'r [&'r RemovedRow<'a>]) -> Self {
        let mut lines: Vec<Line<'t>> = Vec::new();
        let mut feeds = 0;
        for line in text.split('\n') {
            if !line.is_empty() {
                lines.push(Line { text: line, feeds: if lines.is_empty() { 0 } else { feeds } });
                feeds = 0;
            }
            feeds += 1;
        }
        let has_blank_lines = lines.iter().any(|line| line.feeds > 1);
        let (out, is_doubtful) = (String::new(), false);
        Placing {
            lines,
            edits,
            line: 0,
            edit: 0,
            out,
            at: 0,
            gap: false,
            has_blocks: false,
            is_doubtful,
            feeds_unknown: if has_blank_lines { &[2, 1] } else { &[1, 2] },
        }
    }

    /// Places all; nothing if something does not fit.
    fn fill_around(&mut self, drops: &[&RemovedRow<'_>]) -> Option<()> {
        for drop in drops {
            let room = drop.start.checked_sub(self.at)?;
            let least = if self.has_blocks { 3 } else { 1 };
            let has_edits = self.edits.get(self.edit).is_some_and(|edit| edit.start < drop.start);
            if room >= least || has_edits {
                self.fill_up_to(drop.start)?;
            }
            match (drop.start.checked_sub(self.at)?, self.has_blocks) {
                (0, false) => {}
                (feeds @ (1 | 2), true) => {
                    self.gap |= feeds == 2;
                    self.feed(feeds as usize);
                }
                _ => return None,
            }
            self.out.push_str(&drop.text);
            (self.at, self.has_blocks) = (drop.end, true);
        }
        self.fill_to_the_end()
    }

    fn feed(&mut self, feeds: usize) {
        self.out.extend(std::iter::repeat_n('\n', feeds));
        self.at += feeds as u64;
    }

    /// How many line feeds may stand before the next line, the likeliest first.
    fn feeds_before(&self) -> &'static [usize] {
        let feeds = self.lines.get(self.line).map_or(0, |line| line.feeds);
        match (self.has_blocks, self.line, feeds) {
            (false, ..) => &[0],
            // Nothing was left before it, so nothing is known.
            (true, 0, _) if self.gap => &[2, 1],
            (true, 0, _) => self.feeds_unknown,
            (true, _, 0 | 1) => &[1],
            (true, ..) if self.gap => &[2, 1],
            (true, ..) => &[2],
        }
    }

    /// Places the lines between two dropped blocks.
    fn fill_up_to(&mut self, end: u64) -> Option<()> {
        for with_emptied in [false, true] {
            let mut found: Vec<(usize, Stretch)> = Vec::new();
            for feeds in self.feeds_before() {
                found.extend(self.stretch(*feeds, Some(end), with_emptied).map(|stretch| (*feeds, stretch)));
            }
            let several = found.len() > 1;
            if let Some((feeds, stretch)) = found.into_iter().next() {
                self.is_doubtful |= stretch.edits > 0 && (several || with_emptied);
                self.place(feeds, &stretch);
                self.gap |= several;
                return Some(());
            }
        }
        None
    }

    /// Places the lines behind the last dropped block.
    fn fill_to_the_end(&mut self) -> Option<()> {
        if self.line == self.lines.len() && self.edit == self.edits.len() {
            return Some(());
        }
        for with_emptied in [false, true] {
            let places = self.feeds_before();
            for feeds in places {
                let Some(stretch) = self.stretch(*feeds, None, with_emptied) else { continue };
                // Where no blank line is to be seen at all, it is taken that there was none.
                let several = places.len() > 1 && places.first() == Some(&2);
                self.is_doubtful |= stretch.edits > 0 && (several || with_emptied);
                self.place(*feeds, &stretch);
                return Some(());
            }
        }
        None
    }

    fn place(&mut self, feeds: usize, stretch: &Stretch) {
        self.feed(feeds);
        self.out.push_str(&stretch.text);
        self.at += stretch.scalars;
        self.edit += stretch.edits;
        self.line += stretch.lines;
        self.has_blocks = true;
        if stretch.lines > 0 {
            self.gap = false;
        }
    }

    /// The next lines with their edits undone, so many line feeds further on, as many as stand before `end` with room for
    /// the line feeds behind them, or all. Emptied blocks are looked for where the settings say so.
    fn stretch(&self, feeds: usize, end: Option<u64>, with_emptied: bool) -> Option<Stretch> {
        let start = self.at + feeds as u64;
        let mut stretch = Stretch { text: String::new(), scalars: 0, lines: 0, edits: 0 };
        loop {
            let at = start + stretch.scalars;
            let next = self.lines.get(self.line + stretch.lines);
            let edit = self
                .edits
                .get(self.edit + stretch.edits)
                .filter(|edit| end.is_none_or(|end| edit.start < end));
            let is_first = stretch.lines == 0 && stretch.edits == 0;
            if !is_first {
                let behind = next.map_or(2, |line| line.feeds as u64);
                let fits = |end: u64| end == at + 1 || end == at + 2 && behind >= 2;
                if edit.is_none() && (end.is_some_and(fits) || end.is_none() && next.is_none()) {
                    return Some(stretch);
                }
                if end.is_some_and(|end| end <= at) {
                    return None;
                }
            }
            let feeds = match (is_first, next) {
                (true, _) => 0,
                (false, Some(line)) => line.feeds.max(1) as u64,
                (false, None) => 1,
            };
            if with_emptied
                && let Some(edit) = edit
                && let Some(before) = edit.start.checked_sub(at).filter(|before| {
                    (*before == feeds || !is_first && (1..=2).contains(before)) && is_blank(edit)
                })
            {
                stretch.text.extend(std::iter::repeat_n('\n', before as usize));
                stretch.text.push_str(&edit.text);
                stretch.scalars += before + scalars(&edit.text);
                stretch.edits += 1;
                continue;
            }
            stretch.text.extend(std::iter::repeat_n('\n', feeds as usize));
            stretch.scalars += feeds;
            self.undo(next?, start, &mut stretch)?;
        }
    }

    /// Adds the next line as it was before its edits.
    fn undo(&self, line: &Line<'_>, start: u64, stretch: &mut Stretch) -> Option<()> {
        let mut rest = line.text;
        let mut left = scalars(rest);
        while let Some(edit) = self.edits.get(self.edit + stretch.edits) {
            let before = edit.start.checked_sub(start + stretch.scalars)?;
            if before > left {
                break;
            }
            let bytes = rest.char_indices().nth(before as usize).map_or(rest.len(), |(bytes, _)| bytes);
            let (same, after) = rest.split_at_checked(bytes)?;
            let replacement = edit.replacement.as_deref().unwrap_or_default();
            rest = after.strip_prefix(replacement)?;
            left = left.checked_sub(before + scalars(replacement))?;
            stretch.text.push_str(same);
            stretch.text.push_str(&edit.text);
            stretch.scalars += before + scalars(&edit.text);
            stretch.edits += 1;
        }
        stretch.text.push_str(rest);
        stretch.scalars += left;
        stretch.lines += 1;
        Some(())
    }
}

fn is_blank(edit: &RemovedRow<'_>) -> bool {
    edit.replacement.as_deref().unwrap_or_default().trim().is_empty()
}

/// A text that was not made of blocks: lines went with their line feeds, and all else stands as it stood.
fn without_lines(text: &str, drops: &[&RemovedRow<'_>], edits: &[&RemovedRow<'_>]) -> Option<String> {
    let mut rows: Vec<(&RemovedRow<'_>, bool)> = drops.iter().map(|row| (*row, true)).collect();
    rows.extend(edits.iter().map(|row| (*row, false)));
    rows.sort_by_key(|(row, _)| row.start);
    let (mut out, mut at, mut rest) = (String::new(), 0_u64, text);
    for (row, is_line) in rows {
        let before = row.start.checked_sub(at)?;
        let bytes = match rest.char_indices().nth(before as usize) {
            Some((bytes, _)) => bytes,
            None if scalars(rest) == before => rest.len(),
            // The line feed before a last line that went is gone too.
            None if scalars(rest) + 1 == before => {
                out.push_str(rest);
                out.push('\n');
                rest = "";
                0
            }
            None => return None,
        };
        let (same, after) = rest.split_at_checked(bytes)?;
        out.push_str(same);
        rest = after;
        let was_line_start = out.is_empty() || out.ends_with('\n');
        out.push_str(&row.text);
        at = row.end;
        if !is_line {
            rest = rest.strip_prefix(row.replacement.as_deref().unwrap_or_default())?;
        } else if !was_line_start {
            return None;
        } else if !rest.is_empty() {
            out.push('\n');
            at += 1;
        }
    }
    out.push_str(rest);
    Some(out)
}
