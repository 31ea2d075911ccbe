//! Settings that differ between two runs.

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use crate::Change;

/// Settings that change what a run tells and how fast, and no text.
const WITHOUT_EFFECT: &[&str] = &[
    "limits.max_rejects",
    "limits.memory",
    "run.journal",
    "run.threads",
    "run.trace",
    "run.trace_causes",
    "run.trace_most",
];

/// The settings that differ and may change what is kept, by key.
///
/// # Errors
/// What is wrong with one of the two texts, and whether it is the second.
pub(super) fn changes(first: &str, second: &str) -> Result<Vec<Change>, (bool, String)> {
    let first = flat(first).map_err(|why| (false, why))?;
    let second = flat(second).map_err(|why| (true, why))?;
    let keys: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
    let value = |of: &BTreeMap<String, String>, key: &str| of.get(key).cloned().unwrap_or_default();
    let changes = keys.into_iter().map(|key| Change {
        key: key.clone(),
        first: value(&first, key),
        second: value(&second, key),
    });
    let matters =
        |change: &Change| change.first != change.second && !WITHOUT_EFFECT.contains(&change.key.as_str());
    Ok(changes.filter(matters).collect())
}

/// Every value that is no table, by the names that lead to it, with dots between.
fn flat(text: &str) -> Result<BTreeMap<String, String>, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    let mut found = BTreeMap::new();
    // A list instead of recursion, however deep the tables are.
    let mut open: Vec<(String, Value)> = table.into_iter().collect();
    while let Some((key, value)) = open.pop() {
        if let Value::Table(table) = value {
            open.extend(table.into_iter().map(|(name, value)| (format!("{key}.{name}"), value)));
        } else {
            found.insert(key, value.to_string());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_with_their_tables() {
        let first = "[strip]\nmode = \"balanced\"\n[strip.text]\nbeta = 0.5\n[run]\nseed = 0\nthreads = 1\n";
        let second = "[run]\nseed = 0\nthreads = 2\n[strip]\nmode = \"recall\"\nonly = [\"a\"]\n";
        let shown: Vec<String> = changes(first, second)
            .unwrap()
            .iter()
            .map(|Change { key, first, second }| format!("{key}: {first} -> {second}"))
            .collect();
        assert_eq!(
            shown,
            ["strip.mode: \"balanced\" -> \"recall\"", "strip.only:  -> [\"a\"]", "strip.text.beta: 0.5 -> "]
        );
        assert!(!changes("[", "").unwrap_err().0);
        assert!(changes("", "x").unwrap_err().0);
    }
}
