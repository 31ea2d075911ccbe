//! URLs as the names of inputs.

use std::path::Path;

use crate::secrets::is_secret_name;

/// Schemes that are read, in lower case.
pub(crate) const SCHEMES: &[&str] = &["s3", "gs", "az", "http", "https"];

/// A URL taken apart. Neither part is decoded: the key of an object stands in its URL as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address<'u> {
    /// The whole URL.
    pub(crate) url: &'u str,
    /// What stands before `://`, as it was written.
    pub(crate) scheme: &'u str,
    /// A bucket, a container, or the host of a web server with user and port.
    pub(crate) authority: &'u str,
    /// What follows the `/` behind the authority; of a web address without its query.
    pub(crate) key: &'u str,
    /// The query of a web address.
    query: Option<&'u str>,
}

/// Whether a path is a URL, readable or not.
pub(crate) fn is_url(path: &Path) -> bool {
    Address::parse(path).is_some()
}

impl<'u> Address<'u> {
    /// `None` for a path of this machine.
    pub(crate) fn parse(path: &'u Path) -> Option<Self> {
        let url = path.to_str()?;
        let (scheme, rest) = url.split_once("://")?;
        let mut letters = scheme.bytes();
        let named = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && letters.all(|letter| letter.is_ascii_alphanumeric() || b"+-.".contains(&letter));
        if !named {
            return None;
        }
        let (authority, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let mut address = Address { url, scheme, authority, key: rest, query: None };
        if address.is_web() {
            let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
            let (key, query) = rest.split_once('?').map_or((rest, None), |(key, query)| (key, Some(query)));
            (address.key, address.query) = (key, query);
        }
        Some(address)
    }

    /// Whether its scheme is one that can be read.
    pub(crate) fn is_known(&self) -> bool {
        SCHEMES.iter().any(|known| self.scheme.eq_ignore_ascii_case(known)) && !self.authority.is_empty()
    }

    /// Whether a web server is asked, which knows single files alone.
    pub(crate) fn is_web(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("http") || self.scheme.eq_ignore_ascii_case("https")
    }

    /// Whether it can only stand for everything below it.
    pub(crate) fn is_prefix(&self) -> bool {
        !self.is_web() && (self.key.is_empty() || self.key.ends_with('/'))
    }

    /// The URL for messages: without user and password, and without a query that holds a signature.
    pub(crate) fn shown(&self) -> String {
        format!("{}://{}", self.scheme, self.id())
    }

    /// What identifies a file of a list: what is shown, without the scheme.
    pub(crate) fn id(&self) -> String {
        let host = self.authority.rsplit_once('@').map_or(self.authority, |(_, host)| host);
        let query = self.query.filter(|query| !is_signed(query));
        let (mark, query) = query.map_or(("", ""), |query| ("?", query));
        let slash = if self.key.is_empty() { "" } else { "/" };
        format!("{host}{slash}{}{mark}{query}", self.key)
    }

    /// The last part of the key, or of a bucket its name.
    pub(crate) fn name(&self) -> &'u str {
        let last = self.key.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if last.is_empty() { self.authority } else { last }
    }
}

/// Whether a parameter of a query is a key.
fn is_signed(query: &str) -> bool {
    query
        .split(['&', ';', '?'])
        .any(|pair| is_secret_name(pair.split_once('=').map_or(pair, |(name, _)| name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expect: Option<(&str, &str, &str, &str)>) {
        let address = Address::parse(Path::new(url));
        let found =
            address.as_ref().map(|address| (address.authority, address.key, address.name(), address.id()));
        let found = found.as_ref().map(|(authority, key, name, id)| (*authority, *key, *name, id.as_str()));
        assert_eq!(found, expect, "{url}");
    }

    #[test]
    fn urls_are_taken_apart() {
        check("s3://b/k/x.txt", Some(("b", "k/x.txt", "x.txt", "b/k/x.txt")));
        check("s3://b/k?x#y %20/", Some(("b", "k?x#y %20/", "k?x#y %20", "b/k?x#y %20/")));
        check("s3://b", Some(("b", "", "b", "b")));
        check("https://h:8/p/x.gz?page=2#top", Some(("h:8", "p/x.gz", "x.gz", "h:8/p/x.gz?page=2")));
        check("ftp://h/x", Some(("h", "x", "x", "h/x")));
        for path in ["a/b.txt", "./s3://b/k", "/s3://b", "3s://b", "://x", "a b://c"] {
            check(path, None);
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = |url: &str| Address::parse(Path::new(url)).unwrap().shown();
        assert_eq!(shown("https://me:pass@h/x?a=1"), "https://h/x?a=1");
        assert_eq!(shown("https://h/x?a=1&X-Amz-Signature=abc"), "https://h/x");
        assert_eq!(shown("https://h/x?sv=1&sig=abc"), "https://h/x");
    }

    #[test]
    fn only_known_schemes_can_be_read() {
        let known = |url: &str| Address::parse(Path::new(url)).unwrap().is_known();
        assert!(known("s3://b/k") && known("HTTPS://h/x") && known("gs://b") && known("az://c/k"));
        assert!(!known("ftp://h/x") && !known("file:///x") && !known("s3:///k"));
    }
}
