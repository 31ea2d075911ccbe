//! Linked data (JSON-LD) in a page: the types it names, the texts it holds, and what it says of the article.

use std::borrow::Cow;

use serde_json::Value;
use tamis_core::PageHints;

use super::facts::linked::Linked;

/// Bytes of one script from which it is not read (guess; the texts wanted here are far shorter).
const MAX_BYTES: usize = 1 << 20;

/// Texts of one kind, and types, that are kept of a page (guess).
const MAX_TEXTS: usize = 64;

/// Adds what a script of linked data says. A script that is no JSON says nothing.
pub(super) fn read(script: &str, hints: &mut PageHints, linked: &mut Linked) {
    let script = script.trim().trim_end_matches(';');
    if script.len() > MAX_BYTES {
        return;
    }
    match serde_json::from_str::<Value>(script) {
        Ok(value) => {
            take_all(&value, hints);
            linked.read(value);
        }
        // What is broken says nothing to the judges, whose figures are learned without it.
        Err(_) => {
            if let Some(value) =
                repaired(script).and_then(|script| serde_json::from_str::<Value>(&script).ok())
            {
                linked.read(value);
            }
        }
    }
}

/// Without what writers of scripts do that JSON does not allow: control characters in strings, comments of
/// SGML and of scripts around it.
fn repaired(script: &str) -> Option<Cow<'_, str>> {
    let around = |c: char| c.is_whitespace() || matches!(c, '/' | '*');
    let script = script.trim_matches(around);
    let script = script.strip_prefix("<!--").or_else(|| script.strip_prefix("<![CDATA[")).unwrap_or(script);
    let script = script.trim_matches(around);
    let script = script.strip_suffix("-->").or_else(|| script.strip_suffix("]]>")).unwrap_or(script);
    let script = script.trim_matches(around);
    if !script.starts_with(['{', '[']) {
        return None;
    }
    // Some write the script as if it were text of the page.
    let is_escaped = script.contains("&quot;") && !script.contains('"');
    let script = if is_escaped { html_escape::decode_html_entities(script) } else { Cow::Borrowed(script) };
    Some(Cow::Owned(script.replace(|c: char| c.is_control(), " ")))
}

fn take_all(value: &Value, hints: &mut PageHints) {
    // The parser refuses what is nested more than 128 deep.
    let mut stack = vec![value];
    while let Some(value) = stack.pop() {
        match value {
            Value::Array(items) => stack.extend(items.iter().rev()),
            Value::Object(fields) => {
                for (name, value) in fields {
                    take(name, value, hints);
                }
                stack.extend(fields.values().rev());
            }
            _ => {}
        }
    }
}

fn take(name: &str, value: &Value, hints: &mut PageHints) {
    let place = match name {
        "@type" => &mut hints.types,
        "articleBody" | "text" | "reviewBody" => &mut hints.bodies,
        "description" => &mut hints.descriptions,
        _ => return,
    };
    let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    for text in several.iter().filter_map(Value::as_str).map(str::trim) {
        if !text.is_empty() && place.len() < MAX_TEXTS && !place.iter().any(|held| held == text) {
            place.push(text.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_texts_are_found_at_any_depth_in_order() {
        let mut hints = PageHints::default();
        let script = r#"{"@graph": [{"@type": ["NewsArticle", "Article"], "articleBody": "Rain fell. "},
            {"@type": "Person", "description": "A reporter.", "knows": {"@type": "Person", "text": "More."}}]};"#;
        let mut linked = Linked::default();
        read(script, &mut hints, &mut linked);
        read("no json", &mut hints, &mut linked);
        assert_eq!(hints.types, ["NewsArticle", "Article", "Person"]);
        assert_eq!(hints.bodies, ["Rain fell.", "More."]);
        assert_eq!(hints.descriptions, ["A reporter."]);
    }
}
