//! spaCy's `URL_MATCH`: addresses stay one token.
//!
//! The expression is `scheme? user? (IPv4 | host) port? path?` to the end of the string. It is recognised by hand in
//! one pass per place where a host can begin: no host holds an `@`, so these places share no characters.

use super::characters::{Characters, DECIMAL, LOWER, WORD};

/// Characters of a label of a host at most.
const LABEL_CHARACTERS: usize = 64;

/// Whether a whole string without white space is an address.
pub(super) fn is_address(characters: &Characters, text: &str) -> bool {
    if !text.as_bytes().contains(&b'.') {
        return false;
    }
    let after_scheme = text.find("://").and_then(|at| {
        let (scheme, rest) = (text.get(..at)?, text.get(at + 3..)?);
        let allowed = |c| matches!(c, '+' | '-' | '.') || characters.is(c, WORD);
        (scheme.chars().all(allowed) && scheme.chars().nth(1).is_some()).then_some(rest)
    });
    hosts(text).chain(after_scheme.into_iter().flat_map(hosts)).any(|rest| host_to_end(characters, rest))
}

/// What follows each place where a host may begin: the beginning, and any `@` that something precedes.
fn hosts(text: &str) -> impl Iterator<Item = &str> {
    let ats = text.match_indices('@').filter(|(at, _)| *at > 0);
    std::iter::once(text).chain(ats.filter_map(|(at, _)| text.get(at + 1..)))
}

fn host_to_end(characters: &Characters, text: &str) -> bool {
    let end = text.find(|c| !(is_label(c) || c == '.' || characters.is(c, LOWER))).unwrap_or(text.len());
    let (Some(host), Some(rest)) = (text.get(..end), text.get(end..)) else { return false };
    is_rest(characters, rest) && (is_host(characters, host) || is_public_ip(characters, host))
}

/// `[A-Za-z0-9\u00a1-\uffff_-]`
fn is_label(c: char) -> bool {
    is_label_end(c) || c == '_' || c == '-'
}

fn is_label_end(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{a1}'..='\u{ffff}')
}

/// Labels, each with a full stop behind, and two to 63 lower-case letters.
fn is_host(characters: &Characters, host: &str) -> bool {
    let Some((labels, top)) = host.rsplit_once('.') else { return false };
    let count = top.chars().take(LABEL_CHARACTERS).count();
    (2..LABEL_CHARACTERS).contains(&count)
        && top.chars().all(|c| characters.is(c, LOWER))
        && labels.split('.').all(|label| {
            label.chars().all(is_label)
                && label.starts_with(is_label_end)
                && label.ends_with(is_label_end)
                && label.chars().nth(LABEL_CHARACTERS).is_none()
        })
}

/// Four numbers as the expression has them, in none of the ranges that it leaves out.
fn is_public_ip(characters: &Characters, host: &str) -> bool {
    let mut parts = host.split('.');
    let (Some(a), Some(b), Some(c), Some(d), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let second_of_172 = |part: &str| {
        let mut digits = part.chars();
        match (digits.next(), digits.next(), digits.next()) {
            (Some('1'), Some('6'..='9'), None) | (Some('3'), Some('0' | '1'), None) => true,
            (Some('2'), Some(digit), None) => characters.is(digit, DECIMAL),
            _ => false,
        }
    };
    let private = matches!((a, b), ("10" | "127", _) | ("169", "254") | ("192", "168"))
        || (a == "172" && second_of_172(b));
    !private
        && is_octet(characters, a, false, ('2', '3'))
        && is_octet(characters, b, true, ('5', '5'))
        && is_octet(characters, c, true, ('5', '5'))
        && is_octet(characters, d, false, ('5', '4'))
}

/// One to three digits, up to 2xy with the highest x and, for that x, the highest y.
fn is_octet(characters: &Characters, part: &str, zero: bool, highest: (char, char)) -> bool {
    let mut digits = part.chars();
    let (first, second, third, None) = (digits.next(), digits.next(), digits.next(), digits.next()) else {
        return false;
    };
    let decimal = |digit: char| characters.is(digit, DECIMAL);
    let leading = |digit: char| matches!(digit, '1'..='9') || (zero && decimal(digit));
    match (first, second, third) {
        (Some(x), None, None) => leading(x),
        (Some(x), Some(y), None) => leading(x) && decimal(y),
        (Some('1'), Some(x), Some(y)) => decimal(x) && decimal(y),
        (Some('2'), Some(x), Some(y)) => {
            (('0'..highest.0).contains(&x) && decimal(y))
                || (x == highest.0 && ('0'..=highest.1).contains(&y))
        }
        _ => false,
    }
}

/// `(?::\d{2,5})?(?:[/?#]\S*)?$`
fn is_rest(characters: &Characters, rest: &str) -> bool {
    let path = |rest: &str| rest.is_empty() || rest.starts_with(['/', '?', '#']);
    let Some(port) = rest.strip_prefix(':') else { return path(rest) };
    let end = port.find(|c| !characters.is(c, DECIMAL)).unwrap_or(port.len());
    let digits = port.get(..end).map_or(0, |digits| digits.chars().count());
    (2..=5).contains(&digits) && port.get(end..).is_some_and(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_strings() {
        let characters = Characters::new();
        let check = |text: &str, expect: bool| assert_eq!(is_address(&characters, text), expect, "{text}");
        check("example.org", true);
        check("https://www.example.org/a?b=c#d", true);
        check("reader@example.org", true);
        check("mailto://a:b@c@example.org:8080/x", true);
        check("example.org:8", false);
        check("8.8.8.8", true);
        check("8.8.8.8:53", true);
        check("192.168.1.1", false);
        check("10.1.2.3", false);
        check("172.15.2.3", true);
        check("172.16.2.3", false);
        check("256.1.1.1", false);
        check("end.Next", false);
        check("end.next", true);
        check("a_.org", false);
        check("@example.org", false);
        check("x@@example.org", true);
        check("-a.org", false);
        check("", false);
        check(".", false);
        check("e.g.", false);
        check(&format!("{}.org", "a".repeat(65)), false);
        check(&format!("{}.org", "a".repeat(64)), true);
        check("münchen.рф", true);
        check("http://", false);
    }
}
