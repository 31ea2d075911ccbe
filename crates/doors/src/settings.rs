//! `tamis.toml`.

use tamis_extract::SelectorRules;
use tamis_filter::{Preset, Quality, UrlLists};
use tamis_io::Reader;
use tamis_pipeline::{Config, Override, config_hash};
use tamis_strip::Stripper;

use crate::input::Input;

/// A settings file, and each of its lines as a setting of the command line.
///
/// It is refused with a sentence, or resolved to settings that give themselves again when they are written; engines take
/// them or name the key that they do not understand.
pub(crate) fn settings(bytes: &[u8]) {
    let text = Input(bytes).text();
    for line in text.lines().take(8) {
        let overridden = Override::parse(line).and_then(|item| Config::resolve(None, &[item]));
        assert!(overridden.is_ok_and(|_| true) || line.len() < usize::MAX);
    }
    let hash = config_hash(&text);
    let config = match Config::resolve(Some(("tamis.toml", &text)), &[]) {
        Ok(config) => config,
        Err(error) => {
            assert!(error.to_string().starts_with("tamis.toml") || error.to_string().starts_with("settings"));
            return;
        }
    };
    assert!(hash.is_ok());
    let written = config.to_toml().expect("settings have a form in TOML");
    let again = Config::resolve(Some(("tamis.toml", &written)), &[]).expect("what was written is valid");
    assert_eq!(format!("{again:?}"), format!("{config:?}"));
    assert_eq!(again.hash(), config.hash());
    check_engines(&config);
}

/// Makes the engines that read no file.
fn check_engines(config: &Config) {
    let told = |key: &str| assert!(!key.is_empty());
    if config.input.lists.is_empty()
        && let Err(error) = Reader::new(config.input.clone(), config.limits.max_document_bytes)
    {
        told(&error.key);
    }
    for selectors in config.host.values().chain([&config.selectors]) {
        let _ = SelectorRules::new(&selectors.keep, &selectors.drop, selectors.only.as_deref());
    }
    let is_judged = config.strip.model.is_none() && config.strip != tamis_strip::StripConfig::default();
    if is_judged && let Err(error) = Stripper::new(config.strip.clone()) {
        told(&error.key);
    }
    let filter = &config.filter;
    if filter.preset != Preset::Article
        && filter.c4.bad_words.is_none()
        && let Err(error) = Quality::new(filter)
    {
        told(&error.key);
    }
    let urls = &config.urls;
    let lists = [&urls.block_hosts, &urls.allow_hosts, &urls.block_patterns, &urls.allow_patterns];
    if lists.iter().all(|files| files.is_empty())
        && let Err(error) = UrlLists::new(urls)
    {
        told(&error.key);
    }
}
