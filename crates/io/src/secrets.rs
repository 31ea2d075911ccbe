//! What in a URL opens a door: it is never told.

use std::borrow::Cow;
use std::path::Path;

use percent_encoding::percent_decode_str;

use crate::address::Address;

/// What stands in the place of a secret.
const WITHHELD: &str = "***";

/// Parameters whose value is a key, in lower case: those of the signed URLs of object stores and content networks, and what
/// web services commonly take passwords and tokens by.
const SECRETS: &[&str] = &[
    "x-amz-signature",
    "x-amz-credential",
    "x-amz-security-token",
    "x-goog-signature",
    "x-goog-credential",
    "x-oss-signature",
    "x-oss-credential",
    "x-oss-security-token",
    "security-token",
    "awsaccesskeyid",
    "googleaccessid",
    "ossaccesskeyid",
    "key-pair-id",
    "policy",
    "hdnea",
    "hdntl",
    "hdnts",
    "signature",
    "sig",
    "token",
    "access_token",
    "auth_token",
    "id_token",
    "refresh_token",
    "accesstoken",
    "authtoken",
    "auth",
    "authorization",
    "authkey",
    "auth_key",
    "key",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "accesskey",
    "secret",
    "client_secret",
    "secret_key",
    "password",
    "passwd",
    "passphrase",
    "pass",
    "pwd",
    "credential",
    "credentials",
    "jwt",
    "session",
    "sessionid",
    "session_id",
];

/// Whether the value of a parameter of a query is a secret; `%XX` in its name stand for what they encode.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = percent_decode_str(name).decode_utf8_lossy();
    SECRETS.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// A path or URL as messages name it: of a URL without user and password, and without a query that holds a key.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    match Address::parse(Path::new(&*text)) {
        Some(address) => address.shown(),
        None => text.into_owned(),
    }
}

/// A message in which the URLs have `***` in the place of user, password and the values of parameters that are keys.
pub fn redacted(message: &str) -> Cow<'_, str> {
    if !message.contains("://") {
        return Cow::Borrowed(message);
    }
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, behind)) = rest.split_once("://") {
        out.push_str(before);
        out.push_str("://");
        let is_scheme = before.ends_with(|last: char| last.is_ascii_alphanumeric());
        let (url, after) = behind.split_at(if is_scheme { length_of_url(behind) } else { 0 });
        push_redacted(&mut out, url);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Bytes of what follows `://` up to the end of the URL. An address within the query is left to the next turn.
fn length_of_url(behind: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '`');
    let whole = behind.find(ends).unwrap_or(behind.len());
    let nested = behind.split_at(whole).0.find("://");
    nested.map_or(whole, |at| {
        let before = behind.split_at(at).0;
        before.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(at, |last| last + 1)
    })
}

/// A URL without its scheme.
fn push_redacted(out: &mut String, url: &str) {
    let (authority, rest) = url.split_at(url.find(['/', '?', '#']).unwrap_or(url.len()));
    match authority.rsplit_once('@') {
        Some((_, host)) => out.extend([WITHHELD, "@", host]),
        None => out.push_str(authority),
    }
    for piece in rest.split_inclusive(['?', '&', '#', ';']) {
        let (body, end) = piece.split_at(piece.trim_end_matches(['?', '&', '#', ';']).len());
        match body.split_once('=') {
            Some((name, _)) if is_secret_name(name) => out.extend([name, "=", WITHHELD]),
            _ => out.push_str(body),
        }
        out.push_str(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(message: &str, expect: &str) {
        assert_eq!(redacted(message), expect);
    }

    #[test]
    fn keys_in_urls_are_withheld() {
        check("https://me:pass@h/x?a=1: no", "https://***@h/x?a=1: no");
        check(
            "x https://h/x?a=1&X-Amz-Signature=abc&b=2#t y",
            "x https://h/x?a=1&X-Amz-Signature=***&b=2#t y",
        );
        check("https://h/x?SIG=abc;token=d https://u@h", "https://h/x?SIG=***;token=*** https://***@h");
        check("https://h/x?%73ig=abc", "https://h/x?%73ig=***");
        check("https://h/?u=https://a:b@c/&key=d", "https://h/?u=https://***@c/&key=***");
        check("no url: a=1&sig=2, ://u:p@h", "no url: a=1&sig=2, ://u:p@h");
        assert!(matches!(redacted("plain sig=abc"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_named_of_a_path_is_the_path() {
        assert_eq!(shown(Path::new("a/b?sig=1")), "a/b?sig=1");
        assert_eq!(shown(Path::new("ftp://u:p@h/x")), "ftp://h/x");
        assert_eq!(shown(Path::new("https://h/x?Access_Token=1")), "https://h/x");
    }

    #[cfg(unix)]
    #[test]
    fn a_url_that_is_no_utf8_keeps_its_secrets() {
        use std::os::unix::ffi::OsStrExt;
        let path = std::ffi::OsStr::from_bytes(b"https://me:pass@h/\xff");
        assert_eq!(shown(Path::new(path)), "https://h/\u{fffd}");
    }

    proptest! {
        #[test]
        fn any_message_keeps_what_is_no_secret(message in "[a-z:/@?&=#; é%]{0,40}") {
            let once = redacted(&message).into_owned();
            prop_assert_eq!(redacted(&once), once.as_str());
            if !message.contains('@') && !message.contains('=') {
                prop_assert_eq!(once, message);
            }
        }

        #[test]
        fn no_password_is_told(
            before in "[ a-z]{0,5}", user in "[a-z]{1,5}", password in "[A-Z0-9]{6,12}", after in "[a-z/?&=]{0,12}",
        ) {
            let message = format!("{before} https://{user}:{password}@host/{after}&sig={password}");
            prop_assert!(!redacted(&message).contains(&password), "{}", redacted(&message));
        }
    }
}
