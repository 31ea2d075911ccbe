//! E-mail addresses as they stand in texts: dot-atoms of RFC 5322 and RFC 6531, quoted local parts, literal hosts.

use super::domain::Domains;
use super::ip_address;
use super::text::{ahead, back, byte, char_at, char_before, is_unspaced, part};
use std::ops::Range;

/// Characters of a local part (RFC 5321, section 4.5.3.1.1, counts octets).
const MAX_LOCAL_CHARS: usize = 64;
/// Bytes of `user:password@` of a web address that are looked through. Guess.
const MAX_USER_BYTES: usize = 128;
/// Bytes of the part behind `host:` that tell a path from a sentence. Guess.
const MAX_PATH_BYTES: usize = 64;
/// Bytes before `name @ host.org` in which the word `mail` makes it an address. Guess.
const MAIL_WORD_BYTES: usize = 24;
/// Users under which repositories are fetched: `git@host:path`.
const REPOSITORY_USERS: &[&str] = &["git", "hg", "svn"];

/// The address around the at-sign that stands at `sign`.
pub(super) fn around(
    text: &str,
    sign: Range<usize>,
    floor: usize,
    domains: &Domains,
) -> Option<Range<usize>> {
    if byte(text, sign.start.wrapping_sub(1)) == b' ' {
        return spaced(text, sign, floor, domains);
    }
    let start = local_start(text, sign.start, floor)?;
    let end = host(text, sign.end, domains)?;
    let before = char_before(text, start);
    let handle = matches!(before, Some('@' | '＠')) || is_community(text, start);
    let repeated = matches!(char_at(text, end), Some('@' | '＠'));
    if handle || repeated || is_user_of_address(text, start) {
        return None;
    }
    if byte(text, end) == b':' && is_repository(text, part(text, start, sign.start), end + 1) {
        return None;
    }
    Some(start..end)
}

/// Whether a character can stand in a local part. Those that the standard allows and markup and addresses of the
/// web use as marks (`= / ? | { }` and so on) end it.
fn is_local(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'' | '’' | '&' | '~')
}

fn local_start(text: &str, sign: usize, floor: usize) -> Option<usize> {
    if byte(text, sign.wrapping_sub(1)) == b'"' {
        return quoted_start(text, sign - 1, floor);
    }
    let window = text.get(floor..sign)?;
    let mut start = sign;
    for (count, (at, c)) in window.char_indices().rev().enumerate() {
        let bounced = c == '='
            && part(text, back(text, floor + at, MAX_LOCAL_CHARS), floor + at)
                .rsplit(|c: char| !is_local(c))
                .next()
                .is_some_and(|word| word.contains('+'));
        if !is_local(c) && !bounced {
            break;
        }
        if count == MAX_LOCAL_CHARS {
            return None;
        }
        start = floor + at;
    }
    // What an address of the web has encoded before it: `%20name`, `mailto%3Aname`.
    let local = part(text, start, sign);
    let escaped = |at: usize| part(local, at + 1, at + 3).bytes().filter(u8::is_ascii_hexdigit).count() == 2;
    if let Some((at, _)) = local.match_indices('%').rfind(|(at, _)| escaped(*at)) {
        start += at + "%20".len();
    }
    let local = part(text, start, sign);
    // Words of a script without blanks go before an address in Latin letters.
    let foreign = local.ends_with(|c: char| c.is_ascii()).then(|| local.rfind(is_unspaced)).flatten();
    let from = foreign.map_or(0, |at| at + char_at(local, at).map_or(0, char::len_utf8));
    let skipped = from + part(local, from, local.len()).find(|c: char| c.is_alphanumeric() || c == '_')?;
    Some(start + skipped)
}

/// The beginning of `"any words"` before an at-sign.
fn quoted_start(text: &str, close: usize, floor: usize) -> Option<usize> {
    let from = back(text, close, MAX_LOCAL_CHARS).max(floor);
    let window = part(text, from, close);
    let open = window.rfind('"')?;
    let inside = part(window, open + 1, window.len());
    // Brackets would be those of a placeholder.
    let fits = !inside.is_empty() && !inside.contains(['\n', '@', '[', ']', '<', '>', '{', '}', '(', ')']);
    fits.then_some(from + open)
}

/// Where the host behind an at-sign ends.
fn host(text: &str, start: usize, domains: &Domains) -> Option<usize> {
    if byte(text, start) != b'[' {
        return domains.host_end(text, start);
    }
    let window = part(text, start + 1, ahead(text, start + 1, ip_address::MAX_BYTES + "IPv6:".len() + 1));
    let close = window.find(']')?;
    let literal = part(window, 0, close);
    let literal = literal.strip_prefix("IPv6:").unwrap_or(literal);
    literal.parse::<std::net::IpAddr>().ok().map(|_| start + 1 + close + 1)
}

/// Whether the name of a federated forum goes before: `!garden@forum.org`.
fn is_community(text: &str, start: usize) -> bool {
    byte(text, start.wrapping_sub(1)) == b'!' && char_before(text, start - 1).is_none_or(char::is_whitespace)
}

/// Whether what stands before is `scheme://` or `scheme://user:`.
fn is_user_of_address(text: &str, start: usize) -> bool {
    if !matches!(byte(text, start.wrapping_sub(1)), b'/' | b':') {
        return false;
    }
    let window = part(text, back(text, start, MAX_USER_BYTES), start);
    let Some(at) = window.rfind("://") else { return false };
    !part(window, at + 3, window.len()).contains(|c: char| c == '/' || c.is_whitespace())
}

/// Whether `user@host:` goes on with the path of a repository or of a file on that host.
fn is_repository(text: &str, user: &str, start: usize) -> bool {
    let window = part(text, start, ahead(text, start, MAX_PATH_BYTES));
    let path = window.split(char::is_whitespace).next().unwrap_or("");
    REPOSITORY_USERS.contains(&user) || (path.contains('/') && !path.starts_with("//"))
}

/// `name @ host.org`, where the word `mail` or a colon before it says that it is no `Brahms @ hall.org`.
fn spaced(text: &str, sign: Range<usize>, floor: usize, domains: &Domains) -> Option<Range<usize>> {
    if byte(text, sign.end) != b' ' || !byte(text, sign.end + 1).is_ascii_alphanumeric() {
        return None;
    }
    let start = local_start(text, sign.start - 1, floor)?;
    let end = domains.host_end(text, sign.end + 1)?;
    let before = part(text, back(text, start, MAIL_WORD_BYTES).max(floor), start);
    let before = before.rsplit(['\n', '[', ']', '<', '>', '{', '}', '(', ')']).next().unwrap_or("");
    let alone = matches!(char_before(text, start), None | Some('\n')) && matches!(byte(text, end), 0 | b'\n');
    let named = alone || before.trim_end().ends_with(':') || before.to_ascii_lowercase().contains("mail");
    let lower = !part(text, start, end).contains(char::is_uppercase);
    (named && lower).then_some(start..end)
}
