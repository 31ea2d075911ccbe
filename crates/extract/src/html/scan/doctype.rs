//! Which document types put a page into quirks mode, where a table does not end a paragraph.
//!
//! After <https://html.spec.whatwg.org/multipage/parsing.html#the-initial-insertion-mode>.

/// Beginnings of public identifiers, in lower case, that mean quirks mode.
const QUIRKY_PUBLIC_PREFIXES: [&str; 54] = [
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
    "-//as//dtd html 3.0 aswedit + extensions//",
    "-//ietf//dtd html 2.0 level 1//",
    "-//ietf//dtd html 2.0 level 2//",
    "-//ietf//dtd html 2.0 strict level 1//",
    "-//ietf//dtd html 2.0 strict level 2//",
    "-//ietf//dtd html 2.0 strict//",
    "-//ietf//dtd html 2.0//",
    "-//ietf//dtd html 2.1e//",
    "-//ietf//dtd html 3.0//",
    "-//ietf//dtd html 3.2 final//",
    "-//ietf//dtd html 3.2//",
    "-//ietf//dtd html 3//",
    "-//ietf//dtd html level 0//",
    "-//ietf//dtd html level 1//",
    "-//ietf//dtd html level 2//",
    "-//ietf//dtd html level 3//",
    "-//ietf//dtd html strict level 0//",
    "-//ietf//dtd html strict level 1//",
    "-//ietf//dtd html strict level 2//",
    "-//ietf//dtd html strict level 3//",
    "-//ietf//dtd html strict//",
    "-//ietf//dtd html//",
    "-//metrius//dtd metrius presentational//",
    "-//microsoft//dtd internet explorer 2.0 html strict//",
    "-//microsoft//dtd internet explorer 2.0 html//",
    "-//microsoft//dtd internet explorer 2.0 tables//",
    "-//microsoft//dtd internet explorer 3.0 html strict//",
    "-//microsoft//dtd internet explorer 3.0 html//",
    "-//microsoft//dtd internet explorer 3.0 tables//",
    "-//netscape comm. corp.//dtd html//",
    "-//netscape comm. corp.//dtd strict html//",
    "-//o'reilly and associates//dtd html 2.0//",
    "-//o'reilly and associates//dtd html extended 1.0//",
    "-//o'reilly and associates//dtd html extended relaxed 1.0//",
    "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
    "-//spyglass//dtd html 2.0 extended//",
    "-//sq//dtd html 2.0 hotmetal + extensions//",
    "-//sun microsystems corp.//dtd hotjava html//",
    "-//sun microsystems corp.//dtd hotjava strict html//",
    "-//w3c//dtd html 3 1995-03-24//",
    "-//w3c//dtd html 3.2 draft//",
    "-//w3c//dtd html 3.2 final//",
    "-//w3c//dtd html 3.2//",
    "-//w3c//dtd html 3.2s draft//",
    "-//w3c//dtd html 4.0 frameset//",
    "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental 19960712//",
    "-//w3c//dtd html experimental 970421//",
    "-//w3c//dtd w3 html//",
    "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//dtd mozilla html 2.0//",
    "-//webtechs//dtd mozilla html//",
];

/// Whole public identifiers, in lower case, that mean quirks mode.
const QUIRKY_PUBLIC: [&str; 3] =
    ["-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html"];

/// The system identifier, in lower case, that means quirks mode.
const QUIRKY_SYSTEM: &str = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd";

/// Beginnings of public identifiers, in lower case, that mean quirks mode without a system identifier.
const QUIRKY_ALONE: [&str; 2] = ["-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//"];

/// Whether a document type means quirks mode. `inside` is what stands between `<!doctype` and `>`;
/// `closed` is false if the page ends before the `>`.
pub(super) fn is_quirky(inside: &str, closed: bool) -> bool {
    let inside = inside.to_ascii_lowercase();
    let inside = inside.trim_ascii_start();
    let (name, rest) = split_at_blank(inside);
    if name != "html" || !closed {
        return true;
    }
    let rest = rest.trim_ascii();
    let (public, system) = if let Some(rest) = rest.strip_prefix("public") {
        let Some((public, rest)) = quoted(rest) else { return true };
        if rest.trim_ascii().is_empty() {
            (Some(public), None)
        } else {
            let Some((system, _)) = quoted(rest) else { return true };
            (Some(public), Some(system))
        }
    } else if let Some(rest) = rest.strip_prefix("system") {
        let Some((system, _)) = quoted(rest) else { return true };
        (None, Some(system))
    } else {
        return !rest.is_empty();
    };
    let begins = |prefixes: &[&str], public: &str| prefixes.iter().any(|prefix| public.starts_with(prefix));
    system == Some(QUIRKY_SYSTEM)
        || public.is_some_and(|public| {
            QUIRKY_PUBLIC.contains(&public)
                || begins(&QUIRKY_PUBLIC_PREFIXES, public)
                || (system.is_none() && begins(&QUIRKY_ALONE, public))
        })
}

fn split_at_blank(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

/// The quoted text at the start, and what follows it; `None` if there is none or it has no end.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_ascii_start();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text.strip_prefix(quote)?.split_once(quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_document_types_are_quirky() {
        for inside in [
            "",
            " foo",
            " html PUBLIC \"-//IETF//DTD HTML 2.0//EN\"",
            " html public '-//W3C//DTD HTML 4.01 Transitional//EN'",
            " html PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN",
            " HTML PUBLIC",
            " html nonsense",
            " html SYSTEM \"http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd\"",
        ] {
            assert!(is_quirky(inside, true), "{inside}");
        }
    }

    #[test]
    fn newer_document_types_are_not() {
        for inside in [
            " html",
            "HTML ",
            " html SYSTEM 'about:legacy-compat'",
            " html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\"",
            " HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\" \"http://www.w3.org/TR/html4/loose.dtd\"",
        ] {
            assert!(!is_quirky(inside, true), "{inside}");
        }
        assert!(is_quirky(" html", false));
    }
}
