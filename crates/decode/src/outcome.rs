use std::fmt;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use tamis_core::{DecodeNote, Line};

/// The text of a record whose charset had to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharsetText {
    /// The text, without byte order mark.
    pub text: String,
    /// WHATWG name of the charset, such as `UTF-8` or `windows-1252`.
    pub charset: &'static str,
    /// What named the charset.
    pub source: CharsetSource,
    /// Whether some bytes are not valid in the charset. They became U+FFFD, except that a single stray
    /// byte in UTF-8 became the character of Windows-1252.
    pub invalid: bool,
}

/// What named the charset of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CharsetSource {
    /// A byte order mark.
    ByteOrderMark,
    /// A label from outside the bytes: an HTTP header or a field of the record.
    Label,
    /// `<meta charset>` or `<?xml encoding>` in the first bytes.
    Declaration,
    /// The bytes are valid UTF-8, whatever was declared.
    ValidUtf8,
    /// The statistics of the bytes.
    Detected,
}

/// The bytes are no text in any charset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotText {
    /// What they look like: the name of a file format, or what there is too much of.
    pub found: &'static str,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not text: {}", self.found)
    }
}

impl std::error::Error for NotText {}

/// A whole document that had been percent-encoded or entity-escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeDocument {
    /// The HTML that it stands for.
    pub html: String,
    /// How it was decoded; `original` is empty, since the original is the whole input.
    pub note: DecodeNote,
}

/// A plain text document after decoding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decoded {
    /// The lines in reading order; blank lines of the input are empty lines here.
    pub lines: Vec<Line>,
    /// How often each step changed something.
    pub steps: StepCounts,
}

impl Decoded {
    /// All lines, joined by `\n`. Decoding this text again gives the same text.
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(self.lines.iter().map(|line| line.text.len() + 1).sum());
        for (at, line) in self.lines.iter().enumerate() {
            if at > 0 {
                out.push('\n');
            }
            out.push_str(&line.text);
        }
        out
    }
}

macro_rules! step_counts {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// How often each step of decoding changed something. Lines, if nothing else is said.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct StepCounts { $($(#[$doc])* pub $name: u64,)* }

        impl StepCounts {
            /// Name and count of every step, in the order of the fields.
            pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
                [$((stringify!($name), self.$name),)*].into_iter()
            }
        }

        impl AddAssign for StepCounts {
            fn add_assign(&mut self, other: StepCounts) {
                $(self.$name += other.$name;)*
            }
        }
    };
}

step_counts! {
    /// A percent layer was undone.
    percent,
    /// A layer of character references was undone.
    entities,
    /// HTML tags were parsed into lines.
    markup,
    /// Mojibake was repaired.
    mojibake,
    /// More than four layers: left as found.
    too_deep,
    /// Line ends other than LF, each counted.
    line_ends,
    /// Unicode blanks became U+0020.
    blanks,
    /// Zero-width characters, soft hyphens, BOMs and stray direction marks were removed.
    invisible,
    /// Control characters were removed.
    controls,
    /// Composed to NFC.
    nfc,
}
