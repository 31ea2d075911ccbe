//! The named fields at the head of a record or of an HTTP message.

/// Fields in their order. Names are compared without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads lines `Name: value`; a line that begins with a blank goes on with the value before it, and a line without
    /// a colon is no field. Bytes that are no UTF-8 are read as Latin-1.
    pub(super) fn parse(lines: &[u8]) -> Self {
        let text = match std::str::from_utf8(lines) {
            Ok(text) => text.to_owned(),
            Err(_) => lines.iter().copied().map(char::from).collect(),
        };
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        Fields(fields)
    }

    /// The value of the first field of this name that has one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).find(|value| !value.is_empty())
    }

    /// The values of all fields of this name.
    pub(super) fn all<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> {
        self.0
            .iter()
            .filter(move |(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The elements of the comma-separated lists under this name, in lower case.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.all(name)
            .flat_map(|value| value.split(','))
            .map(|element| element.trim().to_ascii_lowercase())
            .filter(|element| !element.is_empty())
            .collect()
    }
}

/// A media type in lower case, without parameters, and the value of its charset, as a `Content-Type` gives them.
pub(super) fn media_type(value: &str) -> (String, Option<String>) {
    let (essence, parameters) = value.split_once(';').unwrap_or((value, ""));
    let charset = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    // Some servers send a list; its first element counts.
    let essence = essence.split(',').next().unwrap_or(essence);
    (essence.trim().to_ascii_lowercase(), charset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[u8], name: &str, expect: Option<&str>) {
        assert_eq!(Fields::parse(lines).get(name), expect, "{}", lines.escape_ascii());
    }

    #[test]
    fn fields_are_read_as_they_come() {
        check(b"A: b\r\nC: d\r\n", "c", Some("d"));
        check(b"A:b\nA: c", "A", Some("b"));
        check(b"A:\nA: c", "A", Some("c"));
        check(b"A: b\r\n  c\r\n\td\r\n", "a", Some("b c d"));
        check(b"no field\r\nA : b:c", "a", Some("b:c"));
        check("A: Zürich".as_bytes(), "a", Some("Zürich"));
        check(b"A: Z\xfcrich", "a", Some("Zürich"));
        check(b" lost\nA: b", "b", None);
        assert_eq!(Fields::parse(b"E: GZIP, br\nE: , x").list("e"), ["gzip", "br", "x"]);
    }

    #[test]
    fn media_types_are_taken_apart() {
        let check = |value: &str, essence: &str, charset: Option<&str>| {
            assert_eq!(media_type(value), (essence.to_owned(), charset.map(str::to_owned)), "{value}");
        };
        check("text/html", "text/html", None);
        check("Text/HTML; x=1; Charset=\"utf-8\"", "text/html", Some("utf-8"));
        check("text/html;charset=", "text/html", None);
        check("text/html, text/plain", "text/html", None);
        check("", "", None);
    }
}
