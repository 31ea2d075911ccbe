//! Where sentences end and begin, and what is no prose.

/// Marks that end a sentence.
const TERMINALS: [char; 10] = ['.', '!', '?', '…', '。', '！', '？', '؟', '।', '۔'];

/// Quotation marks and brackets that may stand behind the mark that ends a sentence.
const CLOSERS: [char; 13] = ['"', '\'', '”', '’', '“', '»', '«', ')', ']', '」', '』', '）', '】'];

/// Quotation marks and brackets that may stand before the first letter of a sentence.
const OPENERS: [char; 14] = ['"', '\'', '“', '‘', '„', '«', '»', '(', '[', '「', '『', '（', '【', '¿'];

/// Quotation marks that a phrase spoken of stands in.
const QUOTES: [char; 13] = ['"', '\'', '“', '”', '‘', '’', '„', '«', '»', '`', '「', '『', '《'];

/// Bytes of a line behind which a sentence may begin: its start, and behind every mark that ends one.
pub(super) fn boundaries(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let ascii = memchr::memchr3_iter(b'.', b'!', b'?', bytes).map(|at| at + 1);
    // Of the marks beyond ASCII a text in Latin, Greek or Cyrillic letters has the ellipsis alone.
    let beyond = bytes.iter().filter(|byte| **byte >= 0xD8 && **byte != ELLIPSIS[0]).count() > 0;
    let (alphabetic, other) = if beyond { (&[][..], bytes) } else { (bytes, &[][..]) };
    let ellipses = memchr::memchr_iter(ELLIPSIS[0], alphabetic)
        .filter_map(move |at| bytes.get(at..)?.starts_with(&ELLIPSIS).then_some(at + ELLIPSIS.len()));
    let others = other.iter().enumerate().filter_map(move |(at, byte)| {
        let last = matches!(byte, 0xA6 | 0x82 | 0x81 | 0x9F | 0xA4 | 0x94);
        (last && text.get(..=at)?.ends_with(TERMINALS)).then_some(at + 1)
    });
    std::iter::once(0).chain(ascii).chain(ellipses).chain(others)
}

/// The bytes of `…`.
const ELLIPSIS: [u8; 3] = [0xE2, 0x80, 0xA6];

/// Whether a mark may stand behind the end of a sentence.
pub(super) fn is_closer(mark: char) -> bool {
    CLOSERS.contains(&mark)
}

/// Whether a mark may stand before the first letter of a sentence.
pub(super) fn is_opener(mark: char) -> bool {
    OPENERS.contains(&mark)
}

/// Whether a sentence ends where this text does, blanks aside.
pub(super) fn ends_sentence(before: &str) -> bool {
    before.trim_end().trim_end_matches(CLOSERS).ends_with(TERMINALS)
}

/// Whether a sentence begins where this text does, blanks aside: with a capital, a figure, an opening mark,
/// or a letter of a script without capitals.
pub(super) fn begins_sentence(behind: &str) -> bool {
    let text = behind.trim_start().trim_start_matches(['¿', '¡']);
    let opened = text.trim_start_matches(OPENERS);
    opened.chars().next().is_some_and(|first| first.is_alphanumeric() && !first.is_lowercase())
}

/// Whether nothing stands here, blanks aside.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}

/// Whether quotation marks or code marks touch a phrase: it is spoken of and says nothing itself.
pub(super) fn is_quoted(before: &str, behind: &str) -> bool {
    behind.starts_with(QUOTES) || (before.ends_with(QUOTES) && !behind.starts_with(char::is_uppercase))
}

/// Whether a quotation that began before is still open: more marks that open than marks that close.
pub(super) fn inside_quotation(before: &str) -> bool {
    Quotations::new(before).open_at(before.len())
}

/// The quotation marks of a line up to some byte, counted once for all places that are asked for in their order.
#[derive(Debug, Clone)]
pub(super) struct Quotations<'a> {
    line: &'a str,
    counted: usize,
    straight: usize,
    depth: i32,
}

impl<'a> Quotations<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        Quotations { line, counted: 0, straight: 0, depth: 0 }
    }

    /// Whether a quotation is open at this byte. To go back counts anew.
    pub(super) fn open_at(&mut self, end: usize) -> bool {
        if end < self.counted {
            *self = Quotations::new(self.line);
        }
        for mark in self.line.get(self.counted..end).unwrap_or_default().chars() {
            match mark {
                '"' => self.straight += 1,
                '„' | '«' | '「' | '『' => self.depth += 1,
                // A German quotation ends with the mark that an English one begins with.
                '“' => self.depth += if self.depth > 0 { -1 } else { 1 },
                '”' | '»' | '」' | '』' => self.depth -= 1,
                _ => {}
            }
        }
        self.counted = end;
        self.straight % 2 == 1 || self.depth > 0
    }
}

/// The first bytes of a text, so many at most: what a rule looks at behind a phrase, that many phrases in a line cost
/// no more than their number.
pub(super) fn window(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

/// Whether a line is code: it begins as a comment or a tag, or ends as a statement.
pub(super) fn is_code(text: &str) -> bool {
    let line = text.trim();
    let starts = ["//", "/*", "<!--", "<", "#!", "$ ", "> "].iter().any(|sign| line.starts_with(sign));
    starts || line.ends_with([';', '{']) || (line.ends_with('}') && !line.ends_with("}}"))
}

/// Whether the first letter is no small one.
pub(super) fn is_capital(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(|first| !first.is_lowercase())
}

/// Whether the letters are of a script that has capitals.
pub(super) fn has_case(text: &str) -> bool {
    text.chars().any(|c| c.is_lowercase() || c.is_uppercase())
}

/// Whether a text is in capitals alone.
pub(super) fn is_shouted(text: &str) -> bool {
    has_case(text) && !text.chars().any(char::is_lowercase)
}

/// Bytes up to the end of the first sentence, its mark and closing marks with it; `None` without an end.
///
/// A full stop ends a sentence when a blank follows and it is not part of an initial or a short title.
pub(super) fn first_sentence(text: &str) -> Option<usize> {
    let mut word_chars = 0_usize;
    // Where the run of marks ends that was gone through last, so that each is gone through once.
    let mut run_end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() {
            word_chars += 1;
            continue;
        }
        if TERMINALS.contains(&c) {
            let next = at + c.len_utf8();
            if next >= run_end {
                let behind = text.get(next..)?.trim_start_matches(CLOSERS).trim_start_matches(TERMINALS);
                run_end = text.len() - behind.len();
            }
            let behind = text.get(run_end..)?;
            let full_width = !c.is_ascii() && c != '…';
            let abbreviation = c == '.' && word_chars <= SHORTEST_LAST_WORD;
            if (behind.is_empty() || behind.starts_with(char::is_whitespace) || full_width) && !abbreviation {
                return Some(text.len() - behind.len());
            }
        }
        word_chars = 0;
        if chars.peek().is_none() {
            break;
        }
    }
    None
}

/// A full stop after a word of so many letters or fewer may be that of an initial or a title (guess).
const SHORTEST_LAST_WORD: usize = 2;

/// The byte of `whole` at which `part`, a slice of it, begins.
pub(super) fn offset_in(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}
