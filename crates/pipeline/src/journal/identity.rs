//! What a run is, so that no other one continues it.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tamis_io::{Discovery, IoError};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::config::WITHOUT_EFFECT;
use crate::{Config, RunRequest};

/// Version of the form of the journal.
const VERSION: u32 = 2;
/// Names of changed inputs that a message gives of each kind.
const NAMED: usize = 3;

/// Everything that the outputs of a run depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    journal: u32,
    tamis: String,
    /// Hashes of the built-in models.
    models: Vec<String>,
    /// Settings by their names, with their values in TOML.
    settings: BTreeMap<String, String>,
    /// Hashes of the files that settings name.
    named_files: BTreeMap<String, String>,
    /// What is written, by the name of its option.
    outputs: BTreeMap<String, String>,
    /// Hash of the list of inputs.
    inputs: String,
}

/// Settings that decide how patiently a server is asked, and nothing else.
const OF_SERVERS: &[(&str, &str)] = &[("input.remote", "timeout_seconds"), ("input.remote", "retries")];

impl Identity {
    /// What a run with these settings is.
    pub(crate) fn new(config: &Config, request: &RunRequest, inputs: &Discovery) -> Self {
        let mut settings = settings_of(config);
        for (section, key) in WITHOUT_EFFECT.iter().chain(OF_SERVERS) {
            settings.remove(&format!("{section}.{key}"));
        }
        // What a document may have depends on the memory if that is little.
        let (longest, parts) = (config.limits.longest_document_bytes(), config.limits.most_parts());
        settings.insert("limits.max_document_bytes".into(), longest.to_string());
        settings.insert("limits.max_document_parts".into(), parts.to_string());
        let mut named_files = BTreeMap::<String, String>::new();
        for (name, path) in config.named_files() {
            // A list may have several files.
            named_files.entry(name.to_owned()).or_default().push_str(&hash_of_file(path));
        }
        let optional =
            |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let outputs = [
            ("--output", Some(request.output.clone())),
            ("--removed", optional(&request.removed)),
            ("--no-removed", request.no_removed.then(|| "true".to_owned())),
            ("--rejects", optional(&request.rejects)),
            ("--stats", optional(&request.stats)),
            ("--shard", request.shard.map(|shard| shard.to_string())),
            ("command", request.filters_only.then(|| "filter".to_owned())),
        ];
        let mut hash = Xxh3::new();
        input_rows(inputs).for_each(|row| hash.update(row.as_bytes()));
        Identity {
            journal: VERSION,
            tamis: env!("CARGO_PKG_VERSION").to_owned(),
            models: vec![crate::html_model_hash(), crate::text_model_hash()],
            settings,
            named_files,
            outputs: outputs
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect(),
            inputs: format!("{:032x}", hash.digest128()),
        }
    }

    /// What all shards of a run are: the same but for where they write and which they are.
    pub(crate) fn of_all_shards(mut self) -> Self {
        for name in ["--output", "--removed", "--rejects", "--stats", "--shard"] {
            self.outputs.remove(name);
        }
        self
    }

    /// What is different from an earlier run, in words; `inputs` names what is of the inputs.
    pub(crate) fn differences(
        &self,
        earlier: &Identity,
        inputs: impl FnOnce() -> Result<String, IoError>,
    ) -> Result<Vec<String>, IoError> {
        let mut found = Vec::new();
        if (&self.tamis, &self.models, self.journal) != (&earlier.tamis, &earlier.models, earlier.journal) {
            let (now, then) = (&self.tamis, &earlier.tamis);
            found.push(if now == then {
                format!("another build of tamis {then} began it")
            } else {
                format!("tamis {then} began it, and this is {now}")
            });
        }
        differing(&mut found, &earlier.settings, &self.settings);
        differing(&mut found, &earlier.outputs, &self.outputs);
        for (name, hash) in &self.named_files {
            if earlier.named_files.get(name).is_some_and(|then| then != hash) {
                found.push(format!("the file of {name} has changed"));
            }
        }
        if self.inputs != earlier.inputs {
            found.push(inputs()?);
        }
        Ok(found)
    }
}

/// Names what has another value than it had.
fn differing(found: &mut Vec<String>, then: &BTreeMap<String, String>, now: &BTreeMap<String, String>) {
    let keys: std::collections::BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    for key in keys {
        let (then, now) = (then.get(key), now.get(key));
        if then != now {
            let shown = |value: Option<&String>| value.map_or("not set", String::as_str).to_owned();
            found.push(format!("{key} was {} and is {}", shown(then), shown(now)));
        }
    }
}

/// All settings, flat: `strip.mode` and its value.
fn settings_of(config: &Config) -> BTreeMap<String, String> {
    fn flatten(prefix: &str, table: &toml::Table, out: &mut BTreeMap<String, String>) {
        for (name, value) in table {
            let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            match value {
                toml::Value::Table(table) => flatten(&key, table, out),
                value => drop(out.insert(key, value.to_string())),
            }
        }
    }
    let mut settings = BTreeMap::new();
    if let Ok(table) = toml::Table::try_from(config) {
        flatten("", &table, &mut settings);
    }
    settings
}

/// A file that cannot be read was refused before.
fn hash_of_file(path: &Path) -> String {
    std::fs::read(path).map_or_else(|_| String::new(), |bytes| format!("{:032x}", xxh3_128(&bytes)))
}

/// The inputs, a line each: what is read with its length and time of change, what cannot be, what is passed over.
pub(crate) fn input_rows(inputs: &Discovery) -> impl Iterator<Item = String> + '_ {
    let row = |id: &str, what: &str| format!("{}\t{what}\n", serde_json::Value::from(id));
    let files = inputs.files.iter().map(move |file| {
        row(file.id(), &format!("{}\t{}\t{}", file.bytes, file.modified, file.place().file))
    });
    let rejects = inputs.rejects.iter();
    let rejects = rejects.map(move |reject| row(reject.id.as_deref().unwrap_or_default(), "unreadable"));
    let skipped = inputs.skipped.iter().map(move |(kind, count)| row(kind, &format!("skipped {count}")));
    files.chain(rejects).chain(skipped)
}

/// What is different of the inputs, in words.
pub(crate) fn changes(earlier: impl Iterator<Item = String>, inputs: &Discovery) -> String {
    let split = |row: &str| {
        let (id, what) = row.trim_end_matches('\n').split_once('\t').unwrap_or((row, ""));
        let id: String = serde_json::from_str(id).unwrap_or_else(|_| id.to_owned());
        (id, what.to_owned())
    };
    let mut then: HashMap<String, String> = earlier.map(|row| split(&row)).collect();
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for row in input_rows(inputs) {
        let (id, what) = split(&row);
        match then.remove(&id) {
            None => new.push(id),
            Some(before) if before != what => changed.push(id),
            Some(_) => {}
        }
    }
    let mut gone: Vec<String> = then.into_keys().collect();
    gone.sort_unstable();
    let said = [("changed", changed), ("new", new), ("gone", gone)].into_iter();
    let said = said.filter(|(_, ids)| !ids.is_empty()).map(|(how, ids)| {
        let named: Vec<&str> = ids.iter().take(NAMED).map(String::as_str).collect();
        let more = if ids.len() > NAMED { ", …" } else { "" };
        format!("{} {how} ({}{more})", ids.len(), named.join(", "))
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        "the inputs come in another order".into()
    } else {
        format!("of the inputs {}", said.join(", "))
    }
}
