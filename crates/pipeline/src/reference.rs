//! What `tamis.toml` may hold, told by the types that it is read into.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::{Config, ResolveError};

/// The JSON Schema (draft 2020-12) of `tamis.toml`, for editors: every key with its meaning, type and default.
pub fn config_schema() -> String {
    let schema = schema();
    let mut json = serde_json::to_string_pretty(&schema).unwrap_or_default();
    json.push('\n');
    json
}

/// The same for people, as Markdown: a table a section.
///
/// # Errors
/// If a default has no form in TOML, which none of the present types can bring about.
pub fn config_reference() -> Result<String, ResolveError> {
    let schema = schema();
    // By way of TOML, so that a default reads as it is written.
    let defaults: toml::Table = Config::default().to_toml()?.parse().unwrap_or_default();
    let defaults =
        serde_json::to_value(defaults).map_err(|error| ResolveError::Serialise(error.to_string()))?;
    let mut page = String::from(HEAD);
    let sections = Sections { definitions: schema.get("$defs").and_then(Value::as_object) };
    sections.write(&mut page, "", &schema, &defaults);
    Ok(page)
}

/// What stands above the tables.
const HEAD: &str = "# tamis.toml\n\n\
    Every key that a settings file may hold, with its default. tamis reads `tamis.toml` from the working directory, or the file \
    that `--config` names; flags stand above the file, and `--set KEY=VALUE` sets any key. `tamis config` prints the settings \
    that result. An unknown key is an error that names the line and the nearest known key.\n\n\
    This page is made by `tamis config --reference`, and the schema for editors (`schemas/tamis.schema.json`) by \
    `tamis config --schema`; `#:schema PATH` in the first line of a settings file tells editors of it.\n";

fn schema() -> Value {
    let mut schema = schemars::schema_for!(Config).to_value();
    clean(&mut schema);
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "tamis.toml".into());
    }
    schema
}

/// Takes the links of Rust's documentation out of the descriptions.
fn clean(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(text)) = members.get_mut("description") {
                *text = plain(text);
            }
            members.values_mut().for_each(clean);
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        _ => {}
    }
}

/// ``[`crate::Name`]`` as `` `Name` ``, lines joined.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        out.push_str(before);
        let Some((name, after)) = link.split_once("`]") else {
            rest = link;
            out.push_str("[`");
            continue;
        };
        let name = name.rsplit("::").next().unwrap_or(name);
        let _ = write!(out, "`{name}`");
        rest = match after.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, after)) => after,
            None => after,
        };
    }
    out.push_str(rest);
    let lines: Vec<&str> = out.split("\n\n").collect();
    lines.iter().map(|part| part.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}

struct Sections<'a> {
    definitions: Option<&'a Map<String, Value>>,
}

impl<'a> Sections<'a> {
    /// The schema that another one refers to, or itself.
    fn resolved(&self, schema: &'a Value) -> &'a Value {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
        name.and_then(|name| self.definitions?.get(name)).unwrap_or(schema)
    }

    /// Writes the section of a table of settings, then those of the tables in it.
    fn write(&self, page: &mut String, path: &str, schema: &'a Value, defaults: &Value) {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
        let is_table = |schema: &Value| schema.get("properties").is_some();
        let keys: Vec<_> = properties.iter().filter(|(_, schema)| !is_table(self.resolved(schema))).collect();
        if !path.is_empty() {
            let _ = writeln!(page, "\n## [{path}]\n");
            if let Some(text) = schema.get("description").and_then(Value::as_str) {
                let _ = writeln!(page, "{text}\n");
            }
        } else if !keys.is_empty() {
            page.push('\n');
        }
        if !keys.is_empty() {
            page.push_str("| key | type | default | meaning |\n|---|---|---|---|\n");
        }
        for (name, schema) in keys {
            let default =
                defaults.get(name).map_or_else(|| "not set".to_owned(), |value| format!("`{value}`"));
            let (kind, meaning) = (self.kind(schema), self.meaning(schema));
            let _ = writeln!(page, "| `{name}` | {kind} | {default} | {meaning} |");
        }
        for (name, schema) in properties {
            let resolved = self.resolved(schema);
            if is_table(resolved) {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                self.write(page, &path, resolved, defaults.get(name).unwrap_or(&Value::Null));
            }
        }
    }

    /// What a value is, in words.
    fn kind(&self, schema: &'a Value) -> String {
        let schema = self.resolved(schema);
        if let Some(options) = Self::options(schema) {
            return options.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        }
        if let Some(any) = schema.get("anyOf").and_then(Value::as_array) {
            let some = any.iter().find(|schema| schema.get("type").and_then(Value::as_str) != Some("null"));
            return some.map_or_else(String::new, |schema| self.kind(schema));
        }
        let name = match schema.get("type") {
            Some(Value::String(name)) => name.as_str(),
            Some(Value::Array(names)) => names.first().and_then(Value::as_str).unwrap_or_default(),
            _ => "",
        };
        match name {
            "array" => match schema.get("items") {
                Some(items) => format!("list of {}", self.kind(items)),
                None => "list".into(),
            },
            "object" => "table a name".into(),
            "integer" => "whole number".into(),
            "boolean" => "true, false".into(),
            other => other.into(),
        }
    }

    /// The values of a choice, with their meanings.
    fn options(schema: &'a Value) -> Option<Vec<(&'a str, &'a str)>> {
        if let Some(names) = schema.get("enum").and_then(Value::as_array) {
            return Some(names.iter().filter_map(Value::as_str).map(|name| (name, "")).collect());
        }
        let options = schema.get("oneOf")?.as_array()?;
        let text = |option: &'a Value, key: &str| option.get(key).and_then(Value::as_str);
        let of = |option: &'a Value| {
            Some((text(option, "const")?, text(option, "description").unwrap_or_default()))
        };
        options.iter().map(of).collect()
    }

    fn meaning(&self, schema: &'a Value) -> String {
        let text = schema.get("description").and_then(Value::as_str);
        let resolved = self.resolved(schema);
        let mut meaning =
            text.or_else(|| resolved.get("description")?.as_str()).unwrap_or_default().to_owned();
        for (name, text) in Self::options(resolved).unwrap_or_default() {
            if !text.is_empty() {
                let _ = write!(meaning, " `{name}`: {text}");
            }
        }
        meaning.replace("\n\n", "<br>").replace('\n', " ").replace('|', "\\|")
    }
}
