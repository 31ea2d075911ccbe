//! Addresses in running text: URLs, paths, file names, queries. What they encode, they encode rightly.

use crate::vocabulary::FILE_ENDINGS;

/// Schemes that need no `//` behind them.
const SCHEMES: &[&str] =
    &["mailto:", "tel:", "data:", "javascript:", "magnet:", "urn:", "sms:", "geo:", "file:", "about:"];

/// Whether a word (a run without blanks) is an address, or holds one before its first escape.
pub(crate) fn is_address(word: &str) -> bool {
    let word =
        word.trim_start_matches(['(', '[', '<', '"', '\'', '`', '{', '“', '‘', '«', '*', '_', '|', '>']);
    let head_end = word.find(['%', '&']).unwrap_or(word.len());
    let head = word.get(..head_end).unwrap_or(word);
    let starts = |start: &str| head.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    head.contains("://")
        || starts("www.")
        || head.starts_with("//")
        || head.contains("](")
        || SCHEMES.iter().any(|scheme| starts(scheme))
        || (head.starts_with(['/', '?', '#', '~', '\\']) && !head.starts_with("#!"))
        || head.starts_with("./")
        || head.starts_with("../")
        || starts_with_host(head)
        || is_query(word)
}

/// `name.tld/` or `name.tld:80` or `name.tld?` at the start, or `user@host`.
fn starts_with_host(head: &str) -> bool {
    let end = head.find(['/', ':', '?']).unwrap_or(head.len());
    let Some((host, rest)) = head.split_at_checked(end) else { return false };
    let labels_fit = host.split('.').all(|label| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    });
    let tld = host.rsplit('.').next().unwrap_or_default();
    let is_host = host.contains('.') && labels_fit && tld.len() >= 2 && tld.chars().all(char::is_alphabetic);
    is_host && !rest.is_empty()
}

/// `?a=1&b=2`, `key=value&key=value`, with whatever before.
fn is_query(word: &str) -> bool {
    let Some((before, after)) = word.split_once('=') else { return false };
    let key = before.rsplit(['?', '&', ';']).next().unwrap_or(before);
    let is_key = !key.is_empty()
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']'));
    is_key && (before.contains(['?', '&']) || after.contains('&') && after.contains('='))
}

/// Whether a word ends like the name of a file.
pub(crate) fn is_file_name(word: &str) -> bool {
    let word = word.trim_end_matches([')', ']', '"', '\'', ',', '.', ';', ':', '!', '?', '”', '’']);
    word.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty() && FILE_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_known() {
        let addresses = [
            "https://x.org/a%20b",
            "(https://x.org/a%20b)",
            "www.x.org/a%20b",
            "x.org/a%20b",
            "/search?q=a%20b",
            "?q=a%20b",
            "[text](https://x.org/a%20b)",
            "q=a%20b&page=2",
            "mailto:a@x.org?subject=a%20b",
            "../a%20b",
            "localhost.local:80/a%20b",
        ];
        for word in addresses {
            assert!(is_address(word), "{word}");
        }
        let others = [
            "The%20trail",
            "%3Ca%20href%3D%22https%3A//x.org%22%3E",
            "Avatar%20(2009)",
            "AT&T",
            "e.g.%20this",
            "St.%20Ives",
        ];
        for word in others {
            assert!(!is_address(word), "{word}");
        }
        assert!(is_file_name("file%20name.pdf"));
        assert!(is_file_name("file%20name.PDF,"));
        assert!(!is_file_name("The%20end."));
    }
}
