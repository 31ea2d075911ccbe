//! The members of a row, found in one walk over it.
//!
//! Nearly every row is an object of strings, numbers and small values in it. [`members`] jumps through such a row from
//! quote to quote, several times as fast as a parser that looks at every byte. Whatever it is not sure of it leaves to
//! `serde_json`, which is its twin in the tests and says what is wrong with a row.

use serde_json::value::RawValue;

/// Members to make room for; rows of the corpora in use have up to ten.
const USUAL_MEMBERS: usize = 12;
/// Bytes that are looked at together for control characters.
const BLOCK_BYTES: usize = 64;
/// What may stand between the tokens of JSON.
const BLANKS: &[char] = &[' ', '\t', '\r', '\n'];

/// Names and values of an object in order, as they stand, names with their quotes; `None` if it is no object, or has
/// control characters in it, such as tabs between its members.
pub(crate) fn members(object: &str) -> Option<Vec<(&str, &str)>> {
    let object = object.trim_matches(BLANKS);
    if has_control(object.as_bytes()) {
        return None;
    }
    let mut cursor = Cursor { text: object, at: 0 };
    let mut members = Vec::with_capacity(USUAL_MEMBERS);
    cursor.take(b'{')?;
    if cursor.peek() != Some(b'}') {
        loop {
            let name = cursor.string()?;
            cursor.take(b':')?;
            members.push((name, cursor.value()?));
            if cursor.peek() != Some(b',') {
                break;
            }
            cursor.take(b',')?;
        }
    }
    cursor.take(b'}')?;
    (cursor.at == object.len()).then_some(members)
}

/// Whether there is a byte below 0x20, which JSON allows between tokens at most.
fn has_control(bytes: &[u8]) -> bool {
    // Without a branch, so that a block is looked at at once.
    let is_control = |block: &[u8]| block.iter().fold(0, |found, byte| found | u8::from(*byte < 0x20)) != 0;
    let (blocks, rest) = bytes.as_chunks::<BLOCK_BYTES>();
    blocks.iter().any(|block| is_control(block)) || is_control(rest)
}

/// A place in a text without control characters.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ') => self.at += 1,
                found => return found.copied(),
            }
        }
    }

    /// Goes over blanks and a byte, if it is that one.
    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Goes so far, and returns what it went over.
    fn over(&mut self, bytes: usize) -> Option<&'a str> {
        let from = self.at;
        self.at += bytes;
        self.text.get(from..self.at)
    }

    fn value(&mut self) -> Option<&'a str> {
        match self.peek()? {
            b'"' => self.string(),
            b'{' | b'[' => self.nested(),
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                let rest = self.text.get(self.at..)?;
                let literal = ["null", "true", "false"].into_iter().find(|word| rest.starts_with(word))?;
                self.over(literal.len())
            }
        }
    }

    fn string(&mut self) -> Option<&'a str> {
        self.peek()?;
        let bytes = self.text.as_bytes().get(self.at..)?;
        bytes.strip_prefix(b"\"")?;
        let mut at = 1;
        loop {
            at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
            // Escapes often come in pairs, such as two line feeds.
            while bytes.get(at)? == &b'\\' {
                at += escape_length(bytes.get(at + 1..)?)?;
            }
            if bytes.get(at)? == &b'"' {
                return self.over(at + 1);
            }
        }
    }

    fn number(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes().get(self.at..)?;
        let digits = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let mut at = usize::from(bytes.first() == Some(&b'-'));
        let whole = digits(at);
        if whole == 0 || (whole > 1 && bytes.get(at) == Some(&b'0')) {
            return None;
        }
        at += whole;
        if bytes.get(at) == Some(&b'.') {
            let fraction = digits(at + 1);
            at += 1 + (fraction > 0).then_some(fraction)?;
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = digits(at);
            at += (exponent > 0).then_some(exponent)?;
        }
        self.over(at)
    }

    fn nested(&mut self) -> Option<&'a str> {
        let rest = self.text.get(self.at..)?;
        if rest.starts_with("[]") || rest.starts_with("{}") {
            return self.over(2);
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        values.next()?.ok()?;
        self.over(values.byte_offset())
    }
}

/// Length of an escape with its backslash, by what comes after that; `None` if it is none.
fn escape_length(after: &[u8]) -> Option<usize> {
    match after.first()? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => after.get(1..5)?.iter().all(u8::is_ascii_hexdigit).then_some(6),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::members;
    use crate::row_in::parsed_members;

    /// What is found, whether or not, is what the parser finds.
    fn check(object: &str, is_sure: bool) {
        let found = members(object);
        assert_eq!(found.is_some(), is_sure, "{object:?}");
        if found.is_some() {
            assert_eq!(found, parsed_members(object).ok(), "{object:?}");
        }
    }

    #[test]
    fn plain_rows_are_found_by_the_scan() {
        for object in [
            "{}",
            " { } \r",
            r#"{"id":"a","text":"Rain.\n\nMore \"rain\".\u00e9\\"}"#,
            r#"{ "a" : -0.5e+10 , "b":[ ] , "c": {"d":[1,{"e":"]"}]},"c":{}, "f\n":null}"#,
            r#"{"a":true,"b":false,"n":0,"m":12E5,"l":[[],[1 , 2]],"é":"\ud83d"}"#,
        ] {
            check(object, true);
        }
    }

    #[test]
    fn what_is_no_row_is_left_to_the_parser() {
        for object in [
            "",
            "[]",
            "{",
            "}",
            "{}}",
            "{} x",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{,"a":1}"#,
            r#"{"a":01}"#,
            r#"{"a":1.}"#,
            r#"{"a":.5}"#,
            r#"{"a":-}"#,
            r#"{"a":1e}"#,
            r#"{"a":+1}"#,
            r#"{"a":1 2}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"\u12g4"}"#,
            r#"{"a":"\"}"#,
            r#"{"a":"b}"#,
            r#"{"a":nul}"#,
            r#"{"a":nulls}"#,
            r#"{"a":[1}"#,
            r#"{"a":[1,]}"#,
            r"{a:1}",
            r#"{"a":1"b":2}"#,
            "{\"a\":\"\t\"}",
            "{\t\"a\":1}",
            "\u{c}{}",
            "\u{feff}{}",
            "{}\0",
        ] {
            check(object, false);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_found_is_what_the_parser_finds(
            object in "\\{?([ \t]?(\"([a-zé]|\\\\[nu\"\\\\/x]|\\\\u00e9){0,3}\"|-?[01]{0,2}(\\.[0-9]?)?([eE][+-]?[0-9]?)?|null|true|[\\[\\]{}]|\\[1,\"\\]\"\\])[ ]?[:,]?){0,8}\\}?",
        ) {
            if let Some(found) = members(&object) {
                prop_assert_eq!(Some(found), parsed_members(&object).ok());
            }
        }

        #[test]
        fn rows_that_a_writer_makes_are_found(
            row in prop::collection::vec(("\\PC{0,4}|[a-c\n\"\\\\]{1,3}", "\\PC{0,80}|[a-c\n\t\"\\\\]{1,9}", any::<Option<f64>>()), 0..6),
        ) {
            let mut object = serde_json::Map::new();
            for (name, text, number) in row {
                object.insert(name.clone(), text.clone().into());
                object.insert(text, serde_json::json!([name, {"n": number}]));
                object.insert(format!("{name}#"), serde_json::json!(number));
            }
            let object = serde_json::to_string(&object).unwrap();
            let found = members(&object);
            prop_assert!(found.is_some(), "{}", object);
            prop_assert_eq!(found, parsed_members(&object).ok());
        }
    }
}
