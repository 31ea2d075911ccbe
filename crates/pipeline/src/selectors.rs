use std::collections::BTreeMap;

use tamis_core::ConfigError;
use tamis_extract::SelectorRules;

use crate::SelectorConfig;

/// The user's CSS selectors, compiled: for every page, and for single hosts on top of that.
#[derive(Debug)]
pub(crate) struct Selectors {
    everywhere: Option<SelectorRules>,
    by_host: BTreeMap<String, SelectorRules>,
}

impl Selectors {
    pub(crate) fn new(
        everywhere: &SelectorConfig,
        hosts: &BTreeMap<String, SelectorConfig>,
    ) -> Result<Self, ConfigError> {
        let mut by_host = BTreeMap::new();
        for (host, own) in hosts {
            let both = SelectorConfig {
                keep: [everywhere.keep.as_slice(), own.keep.as_slice()].concat(),
                drop: [everywhere.drop.as_slice(), own.drop.as_slice()].concat(),
                only: own.only.clone().or_else(|| everywhere.only.clone()),
            };
            let host = host.to_ascii_lowercase();
            let rules = compile(&format!("host.{host}"), &both)?;
            by_host.insert(host.strip_prefix("www.").unwrap_or(&host).to_owned(), rules);
        }
        let everywhere = if everywhere.is_empty() { None } else { Some(compile("selectors", everywhere)?) };
        Ok(Selectors { everywhere, by_host })
    }

    /// The rules for a page of this host: those of the host itself, else of the nearest domain above
    /// it that has any, else those for every page.
    pub(crate) fn of_host(&self, host: Option<&str>) -> Option<&SelectorRules> {
        let mut name = host.unwrap_or_default();
        while !name.is_empty() {
            if let Some(rules) = self.by_host.get(name) {
                return Some(rules);
            }
            name = name.split_once('.').map_or("", |(_, above)| above);
        }
        self.everywhere.as_ref()
    }
}

fn compile(section: &str, config: &SelectorConfig) -> Result<SelectorRules, ConfigError> {
    SelectorRules::new(&config.keep, &config.drop, config.only.as_deref())
        .map_err(|error| ConfigError::new(format!("{section}.{}", error.key), error.problem))
}
