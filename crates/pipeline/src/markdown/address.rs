//! Targets of links: absolute where the address of the page is known.

/// Schemes whose targets are no places: the link goes, its text stays.
const NO_PLACES: &[&str] = &["javascript", "data", "vbscript", "about", "blob", "file"];

/// The target of a link of a page at `base`, after RFC 3986, section 5.2. `None` if it leads nowhere.
pub(super) fn resolved(reference: &str, base: Option<&str>) -> Option<String> {
    let reference = reference.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if reference.is_empty() {
        return None;
    }
    if let Some(scheme) = scheme_of(reference) {
        let is_place = !NO_PLACES.iter().any(|no_place| scheme.eq_ignore_ascii_case(no_place));
        return is_place.then(|| reference.to_owned());
    }
    let Some(base) = base.and_then(Base::new) else { return Some(reference.to_owned()) };
    Some(base.join(reference))
}

fn scheme_of(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let mut characters = scheme.chars();
    let is_scheme = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

/// The address of a page taken apart.
struct Base<'a> {
    scheme: &'a str,
    authority: &'a str,
    path: &'a str,
    /// The query with its question mark, or nothing.
    query: &'a str,
}

impl<'a> Base<'a> {
    fn new(address: &'a str) -> Option<Base<'a>> {
        let (scheme, rest) = address.trim().split_once("://")?;
        let (rest, _) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
        let (rest, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        (!authority.is_empty()).then_some(Base { scheme, authority, path, query })
    }

    fn join(&self, reference: &str) -> String {
        let Base { scheme, authority, path, query } = self;
        if reference.starts_with("//") {
            return format!("{scheme}:{reference}");
        }
        if reference.starts_with('#') {
            return format!("{scheme}://{authority}{path}{query}{reference}");
        }
        if reference.starts_with('?') {
            return format!("{scheme}://{authority}{path}{reference}");
        }
        let end = reference.find(['?', '#']).unwrap_or(reference.len());
        let (own, rest) = reference.split_at(end);
        let folder = path.split_at(path.rfind('/').map_or(0, |at| at + 1)).0;
        let whole = match (own.starts_with('/'), folder.is_empty()) {
            (true, _) => own.to_owned(),
            (false, true) => format!("/{own}"),
            (false, false) => format!("{folder}{own}"),
        };
        format!("{scheme}://{authority}{}{rest}", without_dots(&whole))
    }
}

/// A path without its `.` and `..`.
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut is_folder = false;
    for part in path.split('/').skip(1) {
        is_folder = matches!(part, "." | "..");
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if is_folder {
        parts.push("");
    }
    format!("/{}", parts.join("/"))
}

/// Appends a target as the destination of a link.
pub(super) fn push_destination(out: &mut String, target: &str) {
    for (at, c) in target.char_indices() {
        let after = || target.get(at + 1..).unwrap_or_default();
        match c {
            '(' | ')' | '\\' | '<' | '>' => out.extend(['\\', c]),
            '&' if super::escape::begins_reference(after()) => out.push_str("\\&"),
            '|' => out.push_str("%7C"),
            '`' => out.push_str("%60"),
            c if c.is_whitespace() || c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let digit =
                        |half: u8| char::from_digit(half.into(), 16).unwrap_or('0').to_ascii_uppercase();
                    out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
                }
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_like_the_standard_says() {
        let base = "http://a/b/c/d;p?q#f";
        let check = |reference: &str, expect: &str| {
            assert_eq!(resolved(reference, Some(base)).as_deref(), Some(expect), "{reference}");
        };
        // From the examples of RFC 3986, section 5.4.
        for (reference, expect) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            ("#s", "http://a/b/c/d;p?q#s"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../../../g", "http://a/g"),
            ("g;x=1/../y", "http://a/b/c/y"),
        ] {
            check(reference, expect);
        }
        assert_eq!(resolved("x/y", Some("https://a.example")).as_deref(), Some("https://a.example/x/y"));
    }

    #[test]
    fn without_an_address_a_reference_stays_and_a_script_is_no_link() {
        assert_eq!(resolved(" ../x ", None).as_deref(), Some("../x"));
        assert_eq!(resolved("x", Some("not an address")).as_deref(), Some("x"));
        for nowhere in ["", " \n", "javascript:void(0)", "JavaScript:x", "data:text/html,x"] {
            assert_eq!(resolved(nowhere, None), None, "{nowhere:?}");
        }
    }

    #[test]
    fn destinations_cannot_end_early() {
        let mut out = String::new();
        push_destination(&mut out, "/a (b)\u{a0}<c>|&copy;&x\\");
        assert_eq!(out, r"/a%20\(b\)%C2%A0\<c\>%7C\&copy;&x\\");
    }
}
