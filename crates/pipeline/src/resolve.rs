use thiserror::Error;
use toml::{Table, Value};

use crate::Config;

/// One setting from outside the file: a dotted key such as `strip.mode`, and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Override {
    /// Dotted key.
    pub key: String,
    /// The value that the key gets.
    pub value: Value,
}

impl Override {
    /// An override with a value of any TOML type.
    pub fn new(key: impl Into<String>, value: impl Into<Value>) -> Self {
        Override { key: key.into(), value: value.into() }
    }

    /// Reads `key=value`, where the value is TOML, or a string if it is no TOML.
    ///
    /// # Errors
    /// If there is no `=`.
    pub fn parse(text: &str) -> Result<Self, ResolveError> {
        let Some((key, raw)) = text.split_once('=') else {
            return Err(ResolveError::Override(text.to_owned()));
        };
        let parsed = format!("value = {raw}").parse::<Table>().ok().and_then(|mut t| t.remove("value"));
        Ok(Override { key: key.trim().to_owned(), value: parsed.unwrap_or_else(|| Value::from(raw.trim())) })
    }
}

/// Why the settings of a run could not be resolved.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResolveError {
    /// The file is not valid, or a key in it is.
    #[error("{origin}: {message}")]
    Invalid {
        /// The file, with a line if one is known, or the flag.
        origin: String,
        /// What is wrong, and what would be right.
        message: String,
    },
    /// `--set` without a `=`.
    #[error("--set {0}: write it as KEY=VALUE, for example --set strip.mode=recall")]
    Override(String),
    /// A value that has no form in TOML.
    #[error("the settings cannot be written as TOML: {0}")]
    Serialise(String),
}

/// Defaults < file < overrides.
pub(crate) fn resolve(file: Option<(&str, &str)>, overrides: &[Override]) -> Result<Config, ResolveError> {
    let mut table = Table::new();
    if let Some((name, text)) = file {
        table = text.parse().map_err(|error| in_file(name, text, &error))?;
        // Read on its own first, so that an error can name its line.
        toml::from_str::<Config>(text).map_err(|error| in_file(name, text, &error))?;
    }
    for item in overrides {
        set(&mut table, &item.key, item.value.clone())
            .map_err(|message| ResolveError::Invalid { origin: format!("--set {}", item.key), message })?;
        Config::try_from_table(table.clone()).map_err(|error| ResolveError::Invalid {
            origin: format!("setting {}", item.key),
            message: explain(error.message()),
        })?;
    }
    Config::try_from_table(table).map_err(|error| ResolveError::Invalid {
        origin: "settings".into(),
        message: explain(error.message()),
    })
}

impl Config {
    fn try_from_table(table: Table) -> Result<Config, toml::de::Error> {
        Value::Table(table).try_into()
    }
}

fn set(table: &mut Table, key: &str, value: Value) -> Result<(), String> {
    let mut at = table;
    let mut parts: Vec<&str> = key.split('.').collect();
    // A host name holds dots itself: `host.example.org.keep`.
    if let ["host", host @ .., last] = parts.as_slice() {
        let host = host.join(".");
        let section = at.entry("host").or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(section) = section else { return Err("`host` is no table".into()) };
        let entry = section.entry(host).or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(entry) = entry else { return Err(format!("`{key}` is inside a plain value")) };
        entry.insert((*last).to_owned(), value);
        return Ok(());
    }
    let Some(last) = parts.pop() else { return Err("an empty key".into()) };
    for part in parts {
        let entry = at.entry(part).or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(inner) = entry else { return Err(format!("`{part}` is a plain value")) };
        at = inner;
    }
    at.insert(last.to_owned(), value);
    Ok(())
}

fn in_file(name: &str, text: &str, error: &toml::de::Error) -> ResolveError {
    let line =
        error.span().and_then(|span| text.get(..span.start)).map(|before| before.matches('\n').count() + 1);
    ResolveError::Invalid {
        origin: line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}")),
        message: explain(error.message()),
    }
}

/// Adds the nearest known key to serde's message about an unknown one.
fn explain(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (true, Some(unknown)) = (message.starts_with("unknown "), quoted.next()) else {
        return message.trim().to_owned();
    };
    let nearest = quoted
        .map(|known| (strsim::damerau_levenshtein(unknown, known), known))
        .min_by_key(|(distance, _)| *distance);
    let kind = message.split(' ').nth(1).unwrap_or("key").replace("field", "key");
    match nearest {
        Some((distance, known)) if distance <= known.len().max(unknown.len()) / 2 => {
            format!("unknown {kind} `{unknown}`; did you mean `{known}`?")
        }
        _ => message.trim().replace("unknown field", "unknown key"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_stand_above_the_file_and_the_file_above_the_defaults() {
        let file = "[run]\nthreads = 3\nseed = 5\n";
        let config = Config::resolve(Some(("tamis.toml", file)), &[Override::new("run.threads", 2)]).unwrap();
        assert_eq!((config.run.threads, config.run.seed, config.run.limit), (2, 5, 0));
    }

    #[test]
    fn the_printed_settings_give_the_same_settings_again() {
        let overrides = [
            Override::parse("strip.mode=recall").unwrap(),
            Override::parse("host.news.example.org.drop=[\".ad\"]").unwrap(),
        ];
        let config = Config::resolve(None, &overrides).unwrap();
        assert_eq!(config.host["news.example.org"].drop, [".ad"]);
        let text = config.to_toml().unwrap();
        assert_eq!(Config::resolve(Some(("printed", &text)), &[]).unwrap(), config);
    }

    #[test]
    fn an_unknown_key_names_its_line_and_the_nearest_known_one() {
        let check = |text: &str, expect: &str| {
            let error = Config::resolve(Some(("tamis.toml", text)), &[]).unwrap_err().to_string();
            assert_eq!(error, expect);
        };
        check("[run]\n\nthread = 3\n", "tamis.toml:3: unknown key `thread`; did you mean `threads`?");
        check("[limit]\n", "tamis.toml:1: unknown key `limit`; did you mean `limits`?");
        let error = Config::resolve(None, &[Override::new("limits.max_document_byte", 2)]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "setting limits.max_document_byte: unknown key `max_document_byte`; did you mean `max_document_bytes`?"
        );
    }

    #[test]
    fn an_override_needs_an_equals_sign() {
        assert!(Override::parse("strip.mode").is_err());
        assert_eq!(Override::parse("run.limit=5").unwrap(), Override::new("run.limit", 5));
        assert_eq!(Override::parse("strip.mode=recall").unwrap(), Override::new("strip.mode", "recall"));
    }
}
