//! From the command line to the settings of a run: defaults < tamis.toml < flags.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tamis_pipeline::{Config, FileList, Override, Shard};

use crate::args::{CopyArgs, FilterFlags, InputArgs, MergeArgs, SettingArgs, SharedArgs};

/// Name of the settings file that is read from the working directory.
const SETTINGS_FILE: &str = "tamis.toml";

/// Resolves the settings. Reads at most one file.
pub(crate) fn resolve(args: &SettingArgs) -> Result<Config> {
    let mut list = Overrides::default();
    cleaning(args, &mut list);
    resolve_with(&args.shared, &args.copies, list)
}

/// The settings of a command that filters and does not clean.
pub(crate) fn resolve_filters(shared: &SharedArgs, filters: &FilterFlags) -> Result<Config> {
    let mut list = Overrides::default();
    of_documents(filters, &mut list);
    self::shared(shared, &mut list);
    resolve_from(shared.config.as_deref(), &shared.set, list)
}

/// The same for a command that takes nothing that is said of cleaning.
pub(crate) fn resolve_shared(shared: &SharedArgs, copies: &CopyArgs) -> Result<Config> {
    resolve_with(shared, copies, Overrides::default())
}

/// The settings of joining shards.
pub(crate) fn resolve_merge(args: &MergeArgs) -> Result<Config> {
    let mut list = Overrides::default();
    list.text("limits.max_rejects", args.max_rejects.as_deref());
    list.number("limits.memory", args.memory);
    list.container(args.to.as_deref());
    list.number("run.threads", args.threads.map(|threads| threads as u64));
    of_copies(&args.copies, &mut list);
    resolve_from(args.config.as_deref(), &args.set, list)
}

/// The lists of inputs, which are no settings.
pub(crate) fn lists(args: &InputArgs) -> Vec<FileList> {
    let list =
        |path: &PathBuf| FileList { path: path.clone(), null: args.null, prefix: args.files_prefix.clone() };
    args.files_from.iter().map(list).collect()
}

fn resolve_with(args: &SharedArgs, copies: &CopyArgs, flags: Overrides) -> Result<Config> {
    let mut list = flags;
    shared(args, &mut list);
    of_copies(copies, &mut list);
    resolve_from(args.config.as_deref(), &args.set, list)
}

/// Defaults, then the settings file, then `set`, then the flags.
fn resolve_from(config: Option<&Path>, set: &[String], mut flags: Overrides) -> Result<Config> {
    let path = config.or_else(|| Some(Path::new(SETTINGS_FILE)).filter(|path| path.is_file()));
    let file = path
        .map(|path| {
            std::fs::read_to_string(path)
                .with_context(|| format!("{}: the settings file cannot be read", path.display()))
                .map(|text| (path.display().to_string(), text))
        })
        .transpose()?;
    let mut overrides = Vec::new();
    for pair in set {
        overrides.push(Override::parse(pair)?);
    }
    overrides.append(&mut flags.0);
    let named = file.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    Ok(Config::resolve(named, &overrides)?)
}

/// Settings that flags stand for.
#[derive(Default)]
struct Overrides(Vec<Override>);

impl Overrides {
    fn text(&mut self, key: &str, value: Option<&str>) {
        self.0.extend(value.map(|value| Override::new(key, value)));
    }

    fn many(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            self.0.push(Override::new(key, values.to_vec()));
        }
    }

    fn number(&mut self, key: &str, value: Option<u64>) {
        self.0.extend(value.map(|value| Override::new(key, i64::try_from(value).unwrap_or(i64::MAX))));
    }

    fn share(&mut self, key: &str, value: Option<f64>) {
        self.0.extend(value.map(|value| Override::new(key, value)));
    }

    /// What the output is written into.
    fn container(&mut self, to: Option<&str>) {
        self.text("output.to", to.map(|to| if to == "text" { "files" } else { to }));
    }

    /// The key gets the value if the flag is given.
    fn switch(&mut self, key: &str, given: bool, value: bool) {
        if given {
            self.0.push(Override::new(key, value));
        }
    }
}

fn shared(args: &SharedArgs, list: &mut Overrides) {
    list.text("input.from", args.from.as_deref());
    list.text("input.fields.id", args.id_field.as_deref());
    list.text("input.fields.text", args.text_field.as_deref());
    list.text("input.fields.html", args.html_field.as_deref());
    list.many("input.include", &args.include);
    list.many("input.exclude", &args.exclude);
    list.text("limits.max_rejects", args.max_rejects.as_deref());
    list.number("limits.max_document_bytes", args.max_document_bytes);
    list.number("limits.memory", args.memory);
    list.container(args.to.as_deref());
    list.number("output.max_bytes", args.max_output_size);
    list.number("run.limit", args.limit);
    list.number("run.seed", args.seed);
    list.number("run.threads", args.threads.map(|threads| threads as u64));
    list.share("run.sample", args.sample);
}

fn of_copies(args: &CopyArgs, list: &mut Overrides) {
    list.share("dedup.threshold", args.threshold);
    list.text("dedup.bands", args.bands.as_deref());
    list.text("dedup.keep", args.keep.as_deref());
    list.switch("dedup.keep_contained", args.keep_contained, true);
    list.switch("dedup.annotate", args.annotate, true);
    list.switch("dedup.near", args.exact, false);
}

fn of_documents(args: &FilterFlags, list: &mut Overrides) {
    list.text("filter.preset", args.preset.as_deref());
    list.switch("stages.filter", args.no_filter, false);
    list.many("language.accept", &args.language);
    list.share("language.min_score", args.min_language_score);
    list.text("language.model", args.lid_model.as_deref());
    list.many("urls.block_hosts", &args.block_hosts);
    list.many("urls.allow_hosts", &args.allow_hosts);
    list.many("urls.block_patterns", &args.block_urls);
    list.many("urls.allow_patterns", &args.allow_urls);
    list.switch("urls.canonical_duplicates", args.one_per_url, true);
    list.text("pii.mode", args.pii.as_deref());
}

fn cleaning(args: &SettingArgs, list: &mut Overrides) {
    of_documents(&args.filters, list);
    list.text("strip.mode", args.mode.as_deref());
    list.text("strip.model", args.model.as_deref());
    list.share("strip.loss_limit", args.strip_loss_limit);
    list.text("boilerplate.table", args.boilerplate.as_deref());
    list.switch("boilerplate.learn", args.no_learn, false);
    list.many("selectors.keep", &args.keep_selector);
    list.many("selectors.drop", &args.drop_selector);
    list.text("selectors.only", args.only_selector.as_deref());
    list.switch("stages.decode", args.no_decode, false);
    list.switch("stages.strip", args.no_strip, false);
    list.switch("stages.dedup", args.no_dedup, false);
    list.switch("convention.title", args.with_title, true);
    list.switch("convention.comments", args.with_comments, true);
    list.switch("convention.captions", args.with_captions, true);
    list.switch("convention.tables", args.with_tables.as_deref() == Some("off"), false);
    list.switch("convention.tables", args.with_tables.as_deref() == Some("on"), true);
    list.text("output.text_format", args.text_format.as_deref());
    list.switch("output.links", args.links, true);
    list.switch("output.keep_empty", args.keep_empty, true);
    list.share("run.trace", args.trace);
    list.switch("run.journal", args.no_journal, false);
}

/// Reads `3/16`.
pub(crate) fn parse_shard(text: &str) -> Result<Shard, String> {
    Shard::parse(text).map_err(|error| error.to_string())
}

/// Reads a size in bytes: `65536`, `64KiB`, `64MiB`, `2GiB`, or the decimal `kB`, `MB`, `GB`.
pub(crate) fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim() {
        "" | "B" => 1,
        "K" | "KiB" => 1 << 10,
        "M" | "MiB" => 1 << 20,
        "G" | "GiB" => 1 << 30,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => return Err(format!("`{text}` is no size: write it like 65536, 64MiB or 2GiB")),
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(factor))
        .ok_or_else(|| format!("`{text}` is no size: write it like 65536, 64MiB or 2GiB"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_binary_and_decimal_units() {
        assert_eq!(parse_size("65536"), Ok(65536));
        assert_eq!(parse_size("64MiB"), Ok(64 << 20));
        assert_eq!(parse_size("2GB"), Ok(2_000_000_000));
        assert!(parse_size("many").is_err());
        assert!(parse_size("99999999999GiB").is_err());
    }
}
