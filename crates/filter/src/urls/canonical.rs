//! One address for all variants of a page.

use super::address::{ascii_host, host_and_port};
use super::parameters::{
    INDEX_SEGMENTS, SECOND_LABELS, SESSIONS, TRACKING, TRACKING_BEGINNINGS, VARIANT_LABELS, VARIANT_SEGMENTS,
    VARIANTS,
};

/// Bytes of an address from which on it is taken for none.
const MOST_BYTES: usize = 8_192;
/// Host of the caches of AMP pages, and the kinds of what they keep.
const AMP_CACHE: &str = ".cdn.ampproject.org";
const AMP_KINDS: &[&str] = &["c", "v", "i"];
/// Endings of paths of AMP pages, and what stands there otherwise.
const AMP_ENDINGS: &[(&str, &str)] = &[(".amp.html", ".html"), (".amp.htm", ".htm"), (".amp", "")];

/// The address that all variants of a page have in common, for comparing addresses rather than visiting them: always
/// `https`, without `www.`, mobile and AMP hosts, AMP and print paths, tracking parameters, sessions, fragment, default
/// port, `index.html` and slash at the end; parameters by name. None if it is no address of the web: of another scheme,
/// without a host, or longer than 8 KiB, as it is or with what is to be escaped in it.
///
/// Applied twice it changes nothing more.
///
/// ```
/// # use tamis_filter::canonical_url;
/// let url = "http://m.example.org/news/1/amp/?utm_source=x&page=2#top";
/// assert_eq!(canonical_url(url).as_deref(), Some("https://example.org/news/1?page=2"));
/// ```
pub fn canonical_url(url: &str) -> Option<String> {
    let mut rest = url.trim();
    if rest.len() > MOST_BYTES {
        return None;
    }
    rest = web_address(rest)?;
    loop {
        let parts = Parts::of(rest)?;
        match parts.cached() {
            Some(original) => rest = original,
            None => return Some(parts.canonical()).filter(|canonical| canonical.len() <= MOST_BYTES),
        }
    }
}

/// What stands behind the scheme of an address of the web, or the whole if it has none but looks like a host.
fn web_address(url: &str) -> Option<&str> {
    if let Some(rest) = url.strip_prefix("//") {
        return Some(rest);
    }
    let scheme =
        url.split_once("://").filter(|(scheme, _)| scheme.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let Some((scheme, rest)) = scheme else {
        let host = url.split(['/', '?', '#']).next().unwrap_or("");
        return host.contains('.').then_some(url).filter(|_| !host.contains('@'));
    };
    ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web)).then_some(rest)
}

/// An address behind its scheme.
struct Parts<'a> {
    host: String,
    port: Option<&'a str>,
    path: &'a str,
    query: &'a str,
    /// A fragment that names the page (`#!`), without the mark.
    fragment: &'a str,
    /// All of it.
    whole: &'a str,
    /// Bytes behind the path.
    behind_path: usize,
}

impl<'a> Parts<'a> {
    fn of(rest: &'a str) -> Option<Parts<'a>> {
        let whole = rest;
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_at_checked(rest.find(['/', '\\']).unwrap_or(rest.len()))?;
        let (host, port) = host_and_port(authority);
        let fragment = fragment.strip_prefix('!').unwrap_or("");
        let port = port.filter(|port| !["80", "443"].contains(port));
        let behind_path = whole.len() - rest.len();
        Some(Parts { host: ascii_host(host)?, port, path, query, fragment, whole, behind_path })
    }

    /// The address of the page that a cache of AMP pages keeps here.
    fn cached(&self) -> Option<&'a str> {
        let path = self.path.strip_prefix('/')?;
        let original = if self.host.ends_with(AMP_CACHE) {
            let (kind, rest) = path.split_once('/')?;
            AMP_KINDS.contains(&kind).then_some(rest)?
        } else if is_google(&self.host) {
            path.strip_prefix("amp/")?
        } else {
            return None;
        };
        let original = original.strip_prefix("s/").unwrap_or(original);
        let is_host = original.split('/').next().is_some_and(|host| host.contains('.'));
        let start = self.whole.len().checked_sub(original.len() + self.behind_path)?;
        self.whole.get(start..).filter(|_| is_host)
    }

    fn canonical(&self) -> String {
        let mut url = format!("https://{}", bare_host(&self.host));
        if let Some(port) = self.port {
            url.push(':');
            url.push_str(port);
        }
        url.push_str(&canonical_path(self.path));
        let query = canonical_query(self.query);
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query);
        }
        if !self.fragment.is_empty() {
            url.push_str("#!");
            url.push_str(&percent_normal(self.fragment));
        }
        url
    }
}

fn is_google(host: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.strip_prefix("google.")
        .is_some_and(|rest| rest.split('.').all(|label| (2..=3).contains(&label.len())))
}

/// The host without labels for variants, wherever they stand before the name that is registered.
fn bare_host(host: &str) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    let country = labels.last().is_some_and(|last| last.len() == 2);
    let second = labels.len().checked_sub(2).and_then(|second| labels.get(second));
    let registered =
        if country && second.is_some_and(|second| SECOND_LABELS.contains(second)) { 3 } else { 2 };
    let free = labels.len().saturating_sub(registered);
    let is_kept = |&(place, label): &(usize, &str)| place >= free || !VARIANT_LABELS.contains(&label);
    labels.into_iter().enumerate().filter(is_kept).map(|(_, label)| label).collect::<Vec<_>>().join(".")
}

fn canonical_path(path: &str) -> String {
    let path = percent_normal(path).replace('\\', "/");
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match without_session(segment) {
            "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    while segments.last().is_some_and(|last| says_no_more(last, segments.len() == 1)) {
        segments.pop();
    }
    let mut canonical = String::new();
    for segment in &segments {
        canonical.push('/');
        canonical.push_str(segment);
    }
    without_amp_ending(&mut canonical);
    if canonical.is_empty() {
        canonical.push('/');
    }
    canonical
}

/// Whether a last segment is empty, a server's own, or a variant's (which the only one is not).
fn says_no_more(segment: &str, is_only: bool) -> bool {
    let lower = segment.to_ascii_lowercase();
    let is_variant = !is_only && VARIANT_SEGMENTS.contains(&lower.as_str());
    lower.is_empty() || is_variant || INDEX_SEGMENTS.contains(&lower.as_str())
}

/// `a.amp.html` is `a.html`, and `a.amp` is `a`.
fn without_amp_ending(path: &mut String) {
    loop {
        let lower = path.to_ascii_lowercase();
        let Some(&(ending, instead)) = AMP_ENDINGS.iter().find(|(ending, _)| lower.ends_with(ending)) else {
            return;
        };
        let kept = path.len() - ending.len();
        // What would be no name, or a directory's page, stays.
        let name = lower.get(..kept).and_then(|path| path.rsplit('/').next()).unwrap_or("");
        let bare = format!("{name}{instead}");
        let means_more = INDEX_SEGMENTS.contains(&bare.as_str()) || VARIANT_SEGMENTS.contains(&bare.as_str());
        if name.trim_matches('.').is_empty() || means_more {
            return;
        }
        path.truncate(kept);
        path.push_str(instead);
    }
}

/// A segment without `;jsessionid=...`.
fn without_session(segment: &str) -> &str {
    let Some((name, parameters)) = segment.split_once(';') else { return segment };
    let key = parameters.split('=').next().unwrap_or("").to_ascii_lowercase();
    if SESSIONS.contains(&key.as_str()) { name } else { segment }
}

fn canonical_query(query: &str) -> String {
    let query = percent_normal(&query.replace('+', "%20"));
    // Addresses are copied out of HTML with `&amp;`.
    let parameters = query.split('&').map(|parameter| parameter.trim_start_matches("amp;"));
    let mut parameters: Vec<&str> = parameters.filter(|parameter| !parameter.is_empty()).collect();
    parameters.retain(|parameter| says_which_page(parameter));
    parameters.sort_by_key(|parameter| parameter.split('=').next().unwrap_or(""));
    parameters.join("&")
}

fn says_which_page(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    let (name, value) = (name.as_str(), value.as_str());
    let tracks =
        TRACKING.contains(&name) || TRACKING_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning));
    let visits = SESSIONS.contains(&name) || name.starts_with("aspsessionid");
    let varies = VARIANTS.iter().any(|(variant, values)| *variant == name && values.contains(&value));
    !tracks && !visits && !varies
}

/// Percent-encoding in one form: upper-case digits, letters and digits and `-._~` as they are, and everything encoded
/// that is not printable ASCII.
fn percent_normal(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut normal = String::with_capacity(text.len());
    let push_encoded = |normal: &mut String, byte: u8| {
        normal.push('%');
        for digit in [byte >> 4, byte & 15] {
            normal.push(char::from(DIGITS.get(usize::from(digit)).copied().unwrap_or(b'0')));
        }
    };
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let encoded = if byte == b'%' { hex(ahead.next()).zip(hex(ahead.next())) } else { None };
        if let Some((high, low)) = encoded {
            bytes = ahead;
            let decoded = high << 4 | low;
            if decoded.is_ascii_alphanumeric() || b"-._~".contains(&decoded) {
                normal.push(char::from(decoded));
            } else {
                push_encoded(&mut normal, decoded);
            }
        } else if byte.is_ascii_graphic() && byte != b'%' {
            normal.push(char::from(byte));
        } else {
            push_encoded(&mut normal, byte);
        }
    }
    normal
}

fn hex(byte: Option<u8>) -> Option<u8> {
    byte.and_then(|byte| char::from(byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok())
}
