//! Word lists by which text *about* encodings, addresses and code is told from encoded text.

/// Words of a line that speaks about encoding or addresses: its encoded runs are examples. Matched as
/// whole words, case ignored; a trailing `*` matches any ending. Guess, from tutorials read.
#[rustfmt::skip]
pub(crate) const ENCODING_CUES: &[&str] = &[
    "encod*", "decod*", "escap*", "unescap*", "url*", "uri*", "percent*", "query", "querystring",
    "browser*", "server*", "request*", "endpoint*", "parameter*", "param*", "string*", "substring*", "href",
    "http*", "curl", "wget", "filename*", "filepath*", "file", "folder", "directory", "path", "hex*",
    "ascii", "utf*", "byte*", "character*", "header*", "cookie*", "regex*", "api", "json", "javascript",
    "php", "printf", "sprintf", "syntax", "payload*", "parse*", "parsing", "replace*", "slash*",
];

/// Words of a line that speaks about character references; with one that stands by itself, the line
/// is an explanation. Guess.
#[rustfmt::skip]
pub(crate) const ENTITY_CUES: &[&str] = &[
    "entity", "entities", "escap*", "unescap*", "encod*", "decod*", "html*", "xhtml", "xml", "character*",
    "ampersand*", "reference*", "code*", "tag*", "write", "written", "type", "use", "using", "instead",
    "insert", "symbol*", "syntax",
];

/// Words of a line that speaks about markup. Guess.
#[rustfmt::skip]
pub(crate) const MARKUP_CUES: &[&str] = &[
    "tag*", "element*", "html*", "xhtml", "xml", "css", "attribute*", "markup*", "dom", "selector*",
    "render*", "jsx", "template*", "browser*", "node*", "parser*", "parse*", "syntax", "snippet*",
    "widget*", "code", "javascript",
];

/// Beginnings of lines of source code. A line that begins so and holds an operator is code.
#[rustfmt::skip]
pub(crate) const CODE_STARTS: &[&str] = &[
    "var ", "let ", "const ", "return ", "function ", "import ", "export ", "from ", "#include", "#define",
    "def ", "class ", "public ", "private ", "protected ", "static ", "echo ", "print(", "print ", "printf",
    "fprintf", "sprintf", "scanf", "console.", "document.", "window.", "$ ", "$", "<?php", "if (", "if(",
    "for (", "for(", "while (", "while(", "switch (", "int ", "char ", "void ", "bool ", "float ",
    "double ", "string ", "async ", "await ", "fn ", "pub ", "use ", "mut ", "impl ", "struct ", "enum ",
    "select ", "insert into", "update ", "delete from", "where ", "curl ", "wget ", "//", "/*", "*/",
    "--data", "@media", "elif ", "else:", "try:", "except", "raise ", "yield ", "new ", "this.", "self.",
];

/// Sequences that stand in code and hardly in prose.
#[rustfmt::skip]
pub(crate) const CODE_MARKS: &[&str] = &[
    "();", "=>", "&&", "||", "!==", "===", "!=", "==", "+=", "{{", "}}", "{%", "%}", "${", "::<",
    "</script", "<script", "className=", "onClick=", "</cf", "<cf", "<?", "?>", "<%",
    "%>", " = \"", " = '", "=\"{", "={",
];

/// Endings that make a word the name of a file.
#[rustfmt::skip]
pub(crate) const FILE_ENDINGS: &[&str] = &[
    "pdf", "jpg", "jpeg", "png", "gif", "svg", "webp", "bmp", "tif", "tiff", "ico", "doc", "docx", "odt",
    "xls", "xlsx", "ods", "ppt", "pptx", "csv", "tsv", "txt", "md", "rtf", "zip", "gz", "tgz", "tar", "rar",
    "7z", "mp3", "mp4", "m4a", "mov", "avi", "mkv", "wav", "flac", "html", "htm", "php", "asp", "aspx",
    "jsp", "xml", "json", "yaml", "yml", "exe", "msi", "dmg", "apk", "iso", "epub", "mobi", "psd", "py",
    "css", "log", "sql", "ics",
];

/// Whether any word of a text is in a list; see [`ENCODING_CUES`] for the form of its entries.
pub(crate) fn has_word_of(text: &str, list: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).any(|word| {
        list.iter().any(|entry| match entry.strip_suffix('*') {
            Some(start) => word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)),
            None => word.eq_ignore_ascii_case(entry),
        })
    })
}

/// Bytes at the start of a line by which code is told. Guess: no line of code is longer.
const CODE_SAMPLE_BYTES: usize = 2048;

/// Whether a line looks like source code, by how it begins, ends, and what it holds.
pub(crate) fn is_code_like(line: &str) -> bool {
    let line = line.trim();
    let sample = line.get(..line.floor_char_boundary(CODE_SAMPLE_BYTES)).unwrap_or(line);
    let has_operator = sample.contains(['=', ';', '{', '(', '"', '\'', '$']);
    let starts = |start: &&str| sample.get(..start.len()).is_some_and(|head| head == *start);
    has_call(sample, "(\"")
        || has_call(sample, "('")
        || (line.ends_with(");") && has_call(sample, "("))
        || CODE_MARKS.iter().any(|mark| sample.contains(mark))
        || line.ends_with(['{', '}'])
        || (line.ends_with(';') && sample.contains(['=', '(']) && !sample.contains('&'))
        || (has_operator && CODE_STARTS.iter().any(starts))
}

/// Whether a parenthesis follows a name without a blank between them.
fn has_call(line: &str, open: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memmem::find_iter(bytes, open.as_bytes()).any(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        before.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_prose() {
        let code = [
            "var b = &num;",
            "const [todos, setTodos] = useState([]);",
            "<div className=\"flex\">",
            "if (a &lt; b) {",
            "return \"<p>Hello</p>\"",
            "}",
            "{{ form.subject }}",
        ];
        for line in code {
            assert!(is_code_like(line), "{line}");
        }
        let prose = [
            "return to the office",
            "Use it or lose it; that is the rule;",
            "From here (and there) we go",
            "The dogs & cats of the class of 1990",
            "Lee (2010); Ann & Bo (2011); \"yes\"; 'no';",
            "<p>One</p>",
            "for the win",
        ];
        for line in prose {
            assert!(!is_code_like(line), "{line}");
        }
    }

    #[test]
    fn cues_are_whole_words() {
        assert!(has_word_of("The URLs are encoded", ENCODING_CUES));
        assert!(has_word_of("an Entity", ENTITY_CUES));
        assert!(!has_word_of("curls and curling", ENCODING_CUES));
    }
}
