//! From the command line to the settings of a run: defaults < tamis.toml < flags.

use std::path::Path;

use anyhow::{Context, Result};
use tamis_pipeline::{Config, Override};

use crate::args::SettingArgs;

/// Name of the settings file that is read from the working directory.
const SETTINGS_FILE: &str = "tamis.toml";

/// Resolves the settings. Reads at most one file.
pub(crate) fn resolve(args: &SettingArgs) -> Result<Config> {
    let path = match &args.config {
        Some(path) => Some(path.as_path()),
        None => Some(Path::new(SETTINGS_FILE)).filter(|path| path.is_file()),
    };
    let file = path
        .map(|path| {
            std::fs::read_to_string(path)
                .with_context(|| format!("{}: the settings file cannot be read", path.display()))
                .map(|text| (path.display().to_string(), text))
        })
        .transpose()?;
    let overrides = overrides(args)?;
    let named = file.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    Ok(Config::resolve(named, &overrides)?)
}

fn overrides(args: &SettingArgs) -> Result<Vec<Override>> {
    let mut list = Vec::new();
    for pair in &args.set {
        list.push(Override::parse(pair)?);
    }
    let mut text = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            list.push(Override::new(key, value.as_str()));
        }
    };
    text("input.from", &args.from);
    text("input.fields.id", &args.id_field);
    text("input.fields.text", &args.text_field);
    text("input.fields.html", &args.html_field);
    text("limits.max_rejects", &args.max_rejects);
    text("strip.mode", &args.mode);
    text("strip.model", &args.model);
    text("boilerplate.table", &args.boilerplate);
    text("selectors.only", &args.only_selector);
    text("output.to", &args.to.as_deref().map(|to| if to == "text" { "files" } else { to }.to_owned()));
    text("output.text_format", &args.text_format);
    let mut many = |key: &str, values: &[String]| {
        if !values.is_empty() {
            list.push(Override::new(key, values.to_vec()));
        }
    };
    many("input.include", &args.include);
    many("input.exclude", &args.exclude);
    many("selectors.keep", &args.keep_selector);
    many("selectors.drop", &args.drop_selector);
    let mut number = |key: &str, value: Option<u64>| {
        if let Some(value) = value {
            list.push(Override::new(key, i64::try_from(value).unwrap_or(i64::MAX)));
        }
    };
    number("run.limit", args.limit);
    number("run.seed", args.seed);
    number("limits.max_document_bytes", args.max_document_bytes);
    number("run.threads", args.threads.map(|threads| threads as u64));
    let mut share = |key: &str, value: Option<f64>| {
        if let Some(value) = value {
            list.push(Override::new(key, value));
        }
    };
    share("run.sample", args.sample);
    share("run.trace", args.trace);
    share("strip.loss_limit", args.strip_loss_limit);
    let mut switch = |key: &str, given: bool, value: bool| {
        if given {
            list.push(Override::new(key, value));
        }
    };
    switch("stages.decode", args.no_decode, false);
    switch("stages.strip", args.no_strip, false);
    switch("stages.dedup", args.no_dedup, false);
    switch("boilerplate.learn", args.no_learn, false);
    switch("convention.title", args.with_title, true);
    switch("convention.comments", args.with_comments, true);
    switch("convention.captions", args.with_captions, true);
    switch("convention.tables", args.with_tables.as_deref() == Some("off"), false);
    switch("convention.tables", args.with_tables.as_deref() == Some("on"), true);
    switch("output.links", args.links, true);
    switch("output.keep_empty", args.keep_empty, true);
    Ok(list)
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
