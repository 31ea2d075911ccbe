//! Settings under the names that they have as flags, for callers that have no command line.

use toml::Value;

use crate::{Override, ResolveError};

/// What the value of a flag says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The value of the key.
    Value,
    /// The values of the key; one alone need be no list.
    Many,
    /// The key gets this if the flag is true, the opposite if it is false.
    Switch(bool),
    /// The same, but may be said as `on` and `off`.
    OnOff,
}

/// Flags of `tamis clean` and `tamis dedup` that say something about documents, with `_` for `-`, and their keys.
const FLAGS: &[(&str, &str, Kind)] = &[
    ("mode", "strip.mode", Kind::Value),
    ("model", "strip.model", Kind::Value),
    ("strip_loss_limit", "strip.loss_limit", Kind::Value),
    ("boilerplate", "boilerplate.table", Kind::Value),
    ("keep_selector", "selectors.keep", Kind::Many),
    ("drop_selector", "selectors.drop", Kind::Many),
    ("only_selector", "selectors.only", Kind::Value),
    ("no_decode", "stages.decode", Kind::Switch(false)),
    ("no_strip", "stages.strip", Kind::Switch(false)),
    ("no_filter", "stages.filter", Kind::Switch(false)),
    ("with_title", "convention.title", Kind::Switch(true)),
    ("with_comments", "convention.comments", Kind::Switch(true)),
    ("with_captions", "convention.captions", Kind::Switch(true)),
    ("with_tables", "convention.tables", Kind::OnOff),
    ("text_format", "output.text_format", Kind::Value),
    ("links", "output.links", Kind::Switch(true)),
    ("keep_empty", "output.keep_empty", Kind::Switch(true)),
    ("preset", "filter.preset", Kind::Value),
    ("language", "language.accept", Kind::Many),
    ("min_language_score", "language.min_score", Kind::Value),
    ("lid_model", "language.model", Kind::Value),
    ("block_hosts", "urls.block_hosts", Kind::Many),
    ("allow_hosts", "urls.allow_hosts", Kind::Many),
    ("block_urls", "urls.block_patterns", Kind::Many),
    ("allow_urls", "urls.allow_patterns", Kind::Many),
    ("pii", "pii.mode", Kind::Value),
    ("id_field", "input.fields.id", Kind::Value),
    ("text_field", "input.fields.text", Kind::Value),
    ("html_field", "input.fields.html", Kind::Value),
    ("max_document_bytes", "limits.max_document_bytes", Kind::Value),
    ("memory", "limits.memory", Kind::Value),
    ("threshold", "dedup.threshold", Kind::Value),
    ("bands", "dedup.bands", Kind::Value),
    ("keep", "dedup.keep", Kind::Value),
    ("keep_contained", "dedup.keep_contained", Kind::Switch(true)),
    ("exact", "dedup.near", Kind::Switch(false)),
];

impl Override {
    /// The setting that a flag stands for, named as on the command line but with `_` for `-`: `mode`, `with_title`. A name
    /// with a dot is a key of `tamis.toml` itself.
    ///
    /// # Errors
    /// [`ResolveError::Invalid`] with the nearest known name for an unknown one, or what a switch needs.
    pub fn of_flag(name: &str, value: Value) -> Result<Self, ResolveError> {
        if name.contains('.') {
            return Ok(Override::new(name, value));
        }
        let invalid = |message: String| ResolveError::Invalid { origin: format!("setting {name}"), message };
        let Some((_, key, kind)) = FLAGS.iter().find(|(known, ..)| *known == name) else {
            return Err(invalid(unknown(name)));
        };
        let value = match (kind, value) {
            (Kind::Many, value) if !value.is_array() => Value::Array(vec![value]),
            (Kind::Value | Kind::Many, value) => value,
            (Kind::Switch(meant), Value::Boolean(is_given)) => Value::Boolean(is_given == *meant),
            (Kind::OnOff, Value::Boolean(is_on)) => Value::Boolean(is_on),
            (Kind::OnOff, Value::String(text)) if text == "on" || text == "off" => {
                Value::Boolean(text == "on")
            }
            (Kind::Switch(_) | Kind::OnOff, other) => {
                return Err(invalid(format!("is true or false, not {other}")));
            }
        };
        Ok(Override::new(*key, value))
    }
}

fn unknown(name: &str) -> String {
    let nearest = FLAGS
        .iter()
        .map(|(known, ..)| (strsim::damerau_levenshtein(name, known), *known))
        .min_by_key(|(distance, _)| *distance);
    match nearest {
        Some((distance, known)) if distance <= known.len().max(name.len()) / 2 => {
            format!("unknown setting `{name}`; did you mean `{known}`?")
        }
        _ => format!(
            "unknown setting `{name}`; settings are called as the flags of `tamis clean` are, or by a key such as \
             `strip.mode`"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    fn check(name: &str, value: impl Into<Value>, expect: &str) {
        let found = Override::of_flag(name, value.into());
        let said = found.map(|found| format!("{}={}", found.key, found.value));
        assert_eq!(said.unwrap_or_else(|error| error.to_string()), expect);
    }

    #[test]
    fn a_flag_stands_for_a_key() {
        check("mode", "recall", "strip.mode=\"recall\"");
        check("strip.mode", "recall", "strip.mode=\"recall\"");
        check("language", "en", "language.accept=[\"en\"]");
        check("language", vec!["en", "de"], "language.accept=[\"en\", \"de\"]");
        check("no_strip", true, "stages.strip=false");
        check("no_strip", false, "stages.strip=true");
        check("with_tables", "off", "convention.tables=false");
    }

    #[test]
    fn what_is_no_flag_is_an_error_that_helps() {
        check(
            "with_titel",
            true,
            "setting with_titel: unknown setting `with_titel`; did you mean `with_title`?",
        );
        check("with_title", "yes", "setting with_title: is true or false, not \"yes\"");
    }

    #[test]
    fn every_key_is_one_of_the_settings() {
        for (name, key, kind) in FLAGS {
            let tries: Vec<Value> = match kind {
                Kind::Many => vec![Vec::<String>::new().into()],
                Kind::Switch(_) | Kind::OnOff => vec![true.into()],
                Kind::Value => ["recall", "plain", "off", "best", "gopher", "16x8"]
                    .map(Value::from)
                    .into_iter()
                    .chain([Value::from(0.5), Value::from(1)])
                    .collect(),
            };
            let fits = |value: Value| {
                let item = Override::of_flag(name, value).unwrap();
                Config::resolve(None, &[item]).is_ok()
            };
            assert!(tries.into_iter().any(fits), "{name}: {key}");
        }
    }
}
