//! HTTP messages as crawlers keep them.

use super::fields::Fields;

/// An answer of a server.
pub(super) struct Message<'b> {
    pub(super) status: u16,
    pub(super) fields: Fields,
    pub(super) body: &'b [u8],
}

/// What a message begins with.
const SIGN: &[u8] = b"HTTP/";

/// Takes an answer apart; `None` if `bytes` are none. Preliminary answers before the real one are passed over.
///
/// # Errors
/// A sentence, if the head cannot be read.
pub(super) fn message(mut bytes: &[u8]) -> Result<Option<Message<'_>>, String> {
    if !bytes.starts_with(SIGN) {
        return Ok(None);
    }
    loop {
        let (head, body) =
            split_head(bytes).ok_or_else(|| "the HTTP header of the record has no end".to_owned())?;
        let (line, lines) = match memchr::memchr(b'\n', head) {
            Some(end) => head.split_at_checked(end + 1).unwrap_or((head, &[])),
            None => (head, &[][..]),
        };
        let status = status_of(line).ok_or_else(|| {
            let line = line.get(..line.len().min(60)).unwrap_or(line).trim_ascii_end();
            format!("the status line of the record cannot be read: {}", line.escape_ascii())
        })?;
        if (100..200).contains(&status) && body.starts_with(SIGN) {
            bytes = body;
            continue;
        }
        return Ok(Some(Message { status, fields: Fields::parse(lines), body }));
    }
}

/// The lines before the first empty one, and what follows it.
fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    memchr::memchr_iter(b'\n', bytes).find_map(|end| {
        let rest = bytes.get(end + 1..)?;
        let body = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
        Some((bytes.get(..=end)?, body))
    })
}

fn status_of(line: &[u8]) -> Option<u16> {
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let digits = words.nth(1)?;
    let is_status = digits.len() == 3 && digits.iter().all(u8::is_ascii_digit);
    if is_status { std::str::from_utf8(digits).ok()?.parse().ok() } else { None }
}

/// The bytes of a body that was sent in chunks ([RFC 9112, 7.1](https://www.rfc-editor.org/rfc/rfc9112#section-7.1));
/// `None` if it was not, or is not any more: many crawlers keep the header but not the chunks. What stands behind chunks
/// that break off is kept as it is. `is_cut` says that the body is known to be cut.
pub(super) fn dechunk(body: &[u8], is_cut: bool) -> Option<Vec<u8>> {
    let mut rest = body;
    let mut out = Vec::with_capacity(body.len());
    let mut chunks = 0;
    loop {
        let Some((size, after)) = chunk_size(rest) else {
            // A body that ends between two chunks is only cut.
            out.extend_from_slice(rest);
            return (chunks > 0).then_some(out);
        };
        if size == 0 {
            return (chunks > 0 || after.len() <= MAX_TRAILER_BYTES).then_some(out);
        }
        let Some((chunk, after)) = after.split_at_checked(size) else {
            out.extend_from_slice(after);
            return (chunks > 0 || is_cut).then_some(out);
        };
        let next = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n"));
        if chunks == 0 && next.is_none() && !(is_cut && after.is_empty()) {
            return None;
        }
        out.extend_from_slice(chunk);
        rest = next.unwrap_or(after);
        chunks += 1;
    }
}

/// Bytes that may stand behind the last chunk of a body that has no other: it is empty, but for fields. A guess.
const MAX_TRAILER_BYTES: usize = 4096;
/// Digits of the size of a chunk, at most.
const MAX_SIZE_DIGITS: usize = 15;

/// The size of a chunk, and what follows the line it stands on.
fn chunk_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let digits = bytes.iter().take(MAX_SIZE_DIGITS + 1).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits == 0 || digits > MAX_SIZE_DIGITS {
        return None;
    }
    let (digits, rest) = bytes.split_at_checked(digits)?;
    let size = usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let rest = rest.get(blanks..)?;
    let end = match rest.first() {
        Some(b'\n') => 0,
        Some(b'\r') => (rest.get(1) == Some(&b'\n')).then_some(1)?,
        // An extension.
        Some(b';') => memchr::memchr(b'\n', rest)?,
        _ => return None,
    };
    Some((size, rest.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(body: &str, expect: Option<&str>) {
        let found = dechunk(body.as_bytes(), false);
        assert_eq!(found.as_deref(), expect.map(str::as_bytes), "{body:?}");
    }

    #[test]
    fn chunks_are_joined() {
        check("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", Some("abcde"));
        check("3\nabc\n0\n\n", Some("abc"));
        check("3;name=value\r\nabc\r\n0\r\n", Some("abc"));
        check("0003  \r\nabc\r\n0\r\nTrailer: x\r\n\r\n", Some("abc"));
        check("A\r\n0123456789\r\n0\r\n\r\n", Some("0123456789"));
        check("0\r\n\r\n", Some(""));
    }

    #[test]
    fn what_has_no_chunks_stays() {
        check("<html>", None);
        check("", None);
        check("abc\r\n", None);
        check("2\r\nmore than two", None);
        check("2024\r\nA year in words.", None);
        check("ffffffffffffffffffff\r\nx", None);
        check("3;never ends", None);
    }

    #[test]
    fn nothing_is_lost_where_chunks_break_off() {
        check("3\r\nabc\r\nno size\r\n", Some("abcno size\r\n"));
        check("3\r\nabc\r\n9\r\nde", Some("abcde"));
        check("3\r\nabc\r\n", Some("abc"));
        check("3\r\nabc\r\n2\r\ndefg", Some("abcdefg"));
        assert_eq!(dechunk(b"9\r\nabc", true).as_deref(), Some(&b"abc"[..]));
    }

    #[test]
    fn answers_are_taken_apart() {
        let read = |bytes: &'static str| {
            message(bytes.as_bytes()).map(|found| {
                found.map(|found| (found.status, std::str::from_utf8(found.body).unwrap().to_owned()))
            })
        };
        let found = |status, body: &str| Ok(Some((status, body.to_owned())));
        assert_eq!(read("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody"), found(200, "body"));
        assert_eq!(read("HTTP/2 404\nA: b\n\nbody"), found(404, "body"));
        assert_eq!(read("HTTP/1.1 200 OK\r\n\r\n"), found(200, ""));
        assert_eq!(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nb"), found(200, "b"));
        assert_eq!(read("<html>"), Ok(None));
        assert!(read("HTTP/1.1 OK\r\n\r\n").is_err());
        assert!(read("HTTP/1.1 200 OK\r\nA: b\r\n").is_err());
    }

    proptest! {
        #[test]
        fn bodies_come_back_from_their_chunks(
            chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..6),
            feed in prop::sample::select(vec!["\r\n", "\n"]),
        ) {
            let mut sent = Vec::new();
            for chunk in &chunks {
                sent.extend(format!("{:x}{feed}", chunk.len()).bytes());
                sent.extend_from_slice(chunk);
                sent.extend(feed.bytes());
            }
            sent.extend(format!("0{feed}{feed}").bytes());
            prop_assert_eq!(dechunk(&sent, false), Some(chunks.concat()));
            // Cut anywhere behind the first chunk, it gives the beginning of the body, and perhaps a torn size.
            let first = chunks.first().map_or(sent.len(), |chunk| chunk.len() + 2 + 2 * feed.len());
            for cut in first..sent.len() {
                let found = dechunk(&sent[..cut], false).unwrap_or_default();
                let whole = chunks.concat();
                let same = found.iter().zip(&whole).take_while(|(a, b)| a == b).count();
                prop_assert!(found.len() - same <= 4, "{} of {}", same, found.len());
            }
        }

        #[test]
        fn any_bytes_can_be_looked_at(body in prop::collection::vec(prop::sample::select(b"0123af;\r\n xyz".to_vec()), 0..40), is_cut: bool) {
            if let Some(found) = dechunk(&body, is_cut) {
                prop_assert!(found.len() <= body.len());
            }
            let _ = message(&[b"HTTP/1.1 200\n".as_slice(), &body].concat());
        }
    }
}
