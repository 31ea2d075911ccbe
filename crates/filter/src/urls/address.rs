//! The parts of an address that lists are asked for.

/// Host and the rest of an address, in lower case.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Host and path with query: `example.org/a?b=1`; no scheme, user, port or fragment.
    pub(super) text: String,
    /// Bytes of the host in it; 0 if there is none.
    host_bytes: usize,
}

impl Address {
    /// Takes an address apart. What has no scheme is read as if it had one; a host that is none stays as it is.
    pub(super) fn parse(url: &str) -> Address {
        let url = url.trim();
        let rest = without_scheme(url).unwrap_or(url);
        let rest = rest.split('#').next().unwrap_or(rest);
        let (authority, path) = rest.split_at(rest.find(['/', '?', '\\']).unwrap_or(rest.len()));
        let (host, _) = host_and_port(authority);
        let host = ascii_host(host).unwrap_or_else(|| host.to_lowercase());
        Address { host_bytes: host.len(), text: host + &path.to_lowercase() }
    }

    /// The host, in ASCII.
    pub(super) fn host(&self) -> &str {
        self.text.split_at_checked(self.host_bytes).map_or("", |(host, _)| host)
    }

    /// Path and query.
    pub(super) fn path(&self) -> &str {
        self.text.split_at_checked(self.host_bytes).map_or("", |(_, path)| path)
    }
}

/// What stands behind `http://`, `https://` or another scheme with `//`, or behind `//`.
pub(super) fn without_scheme(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("//")?;
    let name = scheme.strip_suffix(':').unwrap_or(scheme);
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    (is_name && (scheme.is_empty() || scheme.len() > name.len())).then_some(rest)
}

/// Host and port of what stands between the slashes.
pub(super) fn host_and_port(authority: &str) -> (&str, Option<&str>) {
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name, Some(port).filter(|port| !port.is_empty()))
        }
        _ => (host, None),
    }
}

/// A host in lower-case ASCII without a dot at its end; none if it cannot be one.
pub(super) fn ascii_host(host: &str) -> Option<String> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let host = if host.is_ascii() { host.to_ascii_lowercase() } else { idna::domain_to_ascii(host).ok()? };
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let is_address = host.starts_with('[') && host.ends_with(']');
    (host.len() <= MOST_HOST_BYTES && (is_address || host.split('.').all(is_label))).then_some(host)
}

/// Bytes of a host's name (RFC 1035).
const MOST_HOST_BYTES: usize = 253;

/// A host and its parents: `a.b.c`, `b.c`, `c`.
pub(super) fn with_parents(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host).filter(|host| !host.is_empty()), |host| {
        host.split_once('.').map(|(_, parent)| parent)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let check = |url: &str, host: &str, path: &str| {
            let address = Address::parse(url);
            assert_eq!((address.host(), address.path()), (host, path), "{url}");
        };
        check("https://WWW.Example.org/A?B=1#c", "www.example.org", "/a?b=1");
        check("http://user:word@example.org:8080", "example.org", "");
        check("example.org/a//b", "example.org", "/a//b");
        check("//example.org?x", "example.org", "?x");
        check("https://b\u{fc}cher.example/", "xn--bcher-kva.example", "/");
        check("http://[::1]:80/a", "[::1]", "/a");
        check("no address", "no address", "");
        check("", "", "");
    }

    #[test]
    fn parents_end_with_the_last_label() {
        assert_eq!(with_parents("a.b.c").collect::<Vec<_>>(), ["a.b.c", "b.c", "c"]);
        assert_eq!(with_parents("").count(), 0);
    }
}
