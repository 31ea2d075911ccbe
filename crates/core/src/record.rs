use std::fmt;

use crate::Facts;

/// One unit of input as a reader hands it over: a file, a JSONL row, later a WARC record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Where the record stands, for messages.
    pub place: Place,
    /// What is known of the record besides its body.
    pub meta: Metadata,
    /// What the body is taken for; [`Markup::Unknown`] is decided by content.
    pub markup: Markup,
    /// The body itself.
    pub body: Body,
}

/// The body of a record, before or after its characters are known.
#[derive(Debug, Clone)]
pub enum Body {
    /// Bytes whose charset is still to be found; `charset` is a label from outside (an HTTP header).
    Bytes {
        /// The bytes, decompressed.
        bytes: Vec<u8>,
        /// A charset label from outside the bytes, if the format carries one.
        charset: Option<String>,
    },
    /// Text that a format has decoded already, such as a JSON string.
    Text(String),
}

impl Body {
    /// Length of the body in bytes.
    pub fn len(&self) -> usize {
        match self {
            Body::Bytes { bytes, .. } => bytes.len(),
            Body::Text(text) => text.len(),
        }
    }

    /// Whether the body holds nothing at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What the body of a record is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Markup {
    /// Not known for certain, whatever a name says: decided by looking at the content.
    #[default]
    Unknown,
    /// HTML of any age.
    Html,
    /// Plain text, one paragraph or item a line, even if it begins like a page.
    Text,
}

/// What is known of a document besides its text. Strings are UTF-8 and stand as they came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Unique in a run; a path relative to the input root, or the row's own id.
    pub id: String,
    /// Where the document was found on the web.
    pub url: Option<String>,
    /// The collection it belongs to, as the input names it.
    pub source: Option<String>,
    /// When it was added to the corpus. Passed through, never invented.
    pub added: Option<String>,
    /// The document's own date, as the input names it.
    pub created: Option<String>,
    /// The title, from the input or from the page.
    pub title: Option<String>,
    /// BCP 47 language tag, from the input or from the page.
    pub language: Option<String>,
    /// What the document says of itself beyond that.
    pub facts: Facts,
    /// Every other field of the input row: its name (unescaped) and its JSON value, byte for byte.
    pub passthrough: Vec<(String, String)>,
    /// The JSON object that an earlier run left under `metadata.tamis`, byte for byte. Whoever changes the text has
    /// to take it away, for it no longer says what the text is.
    pub own: Option<String>,
}

impl Metadata {
    /// The host of [`Metadata::url`], lower case, without port and without a leading `www.`.
    pub fn host(&self) -> Option<String> {
        let url = self.url.as_deref()?;
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#']).next()?;
        let host = authority.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
        (!host.is_empty() && host.contains('.')).then_some(host)
    }

    /// Whose document it is: the [`Metadata::host`], else [`Metadata::source`] without blanks around it,
    /// else nobody's, which is the empty string. What recurs is counted by it.
    pub fn publisher(&self) -> String {
        let source = || self.source.as_deref().map(|source| source.trim().to_owned());
        self.host().or_else(source).unwrap_or_default()
    }
}

/// Where a record stands in the input: a file, and a line or byte offset in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Path as the user wrote or would recognise it; `-` is standard input.
    pub file: String,
    /// 1-based line, for formats with a record a line.
    pub line: Option<u64>,
    /// Byte offset in the decompressed stream.
    pub offset: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.file == "-" { "<standard input>" } else { &self.file })?;
        match (self.line, self.offset) {
            (Some(line), _) => write!(f, ":{line}"),
            (None, Some(offset)) => write!(f, " at byte {offset}"),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_is_lower_case_without_www_port_and_user() {
        let host = |url: &str| Metadata { url: Some(url.into()), ..Metadata::default() }.host();
        assert_eq!(host("https://WWW.Example.org:8080/a?b"), Some("example.org".into()));
        assert_eq!(host("http://user:secret@news.example.org"), Some("news.example.org".into()));
        assert_eq!(host("example.org/path"), Some("example.org".into()));
        assert_eq!(host("not a url"), None);
    }

    #[test]
    fn a_publisher_is_the_host_or_the_source_or_nobody() {
        let publisher = |url: Option<&str>, source: Option<&str>| {
            let (url, source) = (url.map(Into::into), source.map(Into::into));
            Metadata { url, source, ..Metadata::default() }.publisher()
        };
        assert_eq!(publisher(Some("https://www.example.org/a"), Some("agency")), "example.org");
        assert_eq!(publisher(Some("urn:1"), Some(" agency ")), "agency");
        assert_eq!(publisher(None, Some("agency")), "agency");
        assert_eq!(publisher(None, None), "");
    }

    #[test]
    fn a_place_names_line_or_offset() {
        let mut place = Place { file: "a.jsonl".into(), line: Some(3), offset: Some(99) };
        assert_eq!(place.to_string(), "a.jsonl:3");
        place.line = None;
        assert_eq!(place.to_string(), "a.jsonl at byte 99");
        place.offset = None;
        place.file = "-".into();
        assert_eq!(place.to_string(), "<standard input>");
    }
}
