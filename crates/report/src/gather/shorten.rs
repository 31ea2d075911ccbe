//! Texts cut to a length that can be shown.

/// What stands in the place of a middle that is left out.
const GAP: &str = " … ";

/// The text if it has at most `most` Unicode scalars, else its beginning and its end with ` … ` between, about so long together.
pub(super) fn in_the_middle(text: &str, most: usize) -> Option<String> {
    // A text of no more bytes has no more scalars.
    if text.len() <= most {
        return None;
    }
    let scalars = text.chars().count();
    if scalars <= most + GAP.chars().count() {
        return None;
    }
    let (head, tail) = (most.div_ceil(2), most / 2);
    let at = |scalar: usize| text.char_indices().nth(scalar).map_or(text.len(), |(at, _)| at);
    let first = text.get(..at(head)).unwrap_or_default();
    let last = text.get(at(scalars - tail)..).unwrap_or_default();
    Some(format!("{}{GAP}{}", first.trim_end(), last.trim_start()))
}

/// The same, always as a text.
pub(super) fn shortened(text: &str, most: usize) -> String {
    in_the_middle(text, most).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_lose_their_middle() {
        let check = |text: &str, expect: &str| assert_eq!(shortened(text, 7), expect);
        check("", "");
        check("ab cd ef", "ab cd ef");
        check("äöü äöü äöü", "äöü … äöü");
        check("0123456789abcdef", "0123 … def");
    }
}
