//! Linked data (JSON-LD) in a page: the types it names and the texts it holds.

use serde_json::Value;
use tamis_core::PageHints;

/// Bytes of one script from which it is not read (guess; the texts wanted here are far shorter).
const MAX_BYTES: usize = 1 << 20;

/// Texts of one kind, and types, that are kept of a page (guess).
const MAX_TEXTS: usize = 64;

/// Adds what a script of linked data says. A script that is no JSON says nothing.
pub(super) fn read(script: &str, hints: &mut PageHints) {
    let script = script.trim().trim_end_matches(';');
    if script.len() > MAX_BYTES {
        return;
    }
    let Ok(value) = serde_json::from_str::<Value>(script) else { return };
    // The parser refuses what is nested more than 128 deep.
    let mut stack = vec![&value];
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
        read(script, &mut hints);
        read("no json", &mut hints);
        assert_eq!(hints.types, ["NewsArticle", "Article", "Person"]);
        assert_eq!(hints.bodies, ["Rain fell.", "More."]);
        assert_eq!(hints.descriptions, ["A reporter."]);
    }
}
