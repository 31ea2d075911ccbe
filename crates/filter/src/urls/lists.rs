use std::path::{Path, PathBuf};

use tamis_core::{ConfigError, Reason};

use super::address::{Address, with_parents};
use super::config::UrlConfig;
use super::names::Names;
use super::patterns::{Patterns, PatternsBuilder};
use super::reading;
use crate::Finding;

/// Block and allow lists of addresses. Immutable; any number of threads may use it.
///
/// A host takes its own length and some 20 bytes more, and an address is judged in a microsecond or two, however long
/// the lists are.
#[derive(Debug)]
pub struct UrlLists {
    block: Side,
    allow: Side,
    drop_without_url: bool,
}

/// Lists of one meaning.
#[derive(Debug, Default)]
struct Side {
    hosts: Names,
    patterns: Patterns,
    /// Files of hosts and of patterns, with the number that their first line has among the lines of all.
    files: Vec<(PathBuf, u32)>,
    /// Lines of all files.
    lines: u32,
    is_given: bool,
}

impl UrlLists {
    /// Reads the lists.
    ///
    /// # Errors
    /// If a file cannot be read, is not UTF-8, or has a line that is no host or pattern; the problem names file and line.
    pub fn new(config: &UrlConfig) -> Result<Self, ConfigError> {
        let block =
            [("urls.block_hosts", &config.block_hosts), ("urls.block_patterns", &config.block_patterns)];
        let allow =
            [("urls.allow_hosts", &config.allow_hosts), ("urls.allow_patterns", &config.allow_patterns)];
        let allow_key = if config.allow_hosts.is_empty() { allow[1].0 } else { allow[0].0 };
        let allow = Side::read(allow)?;
        if allow.is_given && allow.len() == 0 {
            return Err(ConfigError::new(allow_key, "the lists are empty, so that every document would go"));
        }
        Ok(UrlLists { block: Side::read(block)?, allow, drop_without_url: config.drop_without_url })
    }

    /// Hosts and patterns of all lists.
    pub fn len(&self) -> usize {
        self.block.len() + self.allow.len()
    }

    /// Whether no list has an entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Why a document goes for its address: a block list has it (`url-blocked`), or no allow list (`url-not-allowed`).
    /// The evidence is the entry with its file and line. Block lists have nothing to say where there is no address.
    pub fn judge(&self, url: Option<&str>) -> Option<Finding> {
        let Some(url) = url.filter(|url| !url.trim().is_empty()) else {
            return (self.allow.is_given && self.drop_without_url)
                .then(|| Finding::new(Reason::UrlNotAllowed, "the document has no address"));
        };
        if !self.block.is_given && !self.allow.is_given {
            return None;
        }
        let address = Address::parse(url);
        if let Some(evidence) = self.block.find(&address) {
            return Some(Finding::new(Reason::UrlBlocked, evidence));
        }
        if self.allow.is_given && self.allow.find(&address).is_none() {
            let what = if address.host().is_empty() { url } else { address.host() };
            return Some(Finding::new(Reason::UrlNotAllowed, format!("{what} is on no allow list")));
        }
        None
    }
}

impl Side {
    fn read([hosts, patterns]: [(&'static str, &Vec<PathBuf>); 2]) -> Result<Side, ConfigError> {
        let mut side = Side { is_given: !hosts.1.is_empty() || !patterns.1.is_empty(), ..Side::default() };
        for path in hosts.1 {
            side.read_hosts(hosts.0, path)?;
        }
        side.hosts.finish();
        let mut builder = PatternsBuilder::default();
        for path in patterns.1 {
            let first = side.begin(path);
            reading::for_each_line(patterns.0, path, |text, line| {
                side.lines = first.saturating_add(line.number);
                builder.push(text, line, first.saturating_add(line.number - 1))
            })?;
        }
        side.patterns = builder.finish();
        Ok(side)
    }

    fn read_hosts(&mut self, key: &'static str, path: &PathBuf) -> Result<(), ConfigError> {
        let first = self.begin(path);
        reading::for_each_line(key, path, |text, line| {
            self.lines = first.saturating_add(line.number);
            reading::hosts(text, line, |host| {
                let room = self.hosts.push(host, first.saturating_add(line.number - 1));
                if room { Ok(()) } else { Err(line.error("all lists together are longer than 4 GB")) }
            })
        })
    }

    /// Notes a file; its first line has the number that is given back.
    fn begin(&mut self, path: &Path) -> u32 {
        self.files.push((path.to_path_buf(), self.lines));
        self.lines
    }

    fn len(&self) -> usize {
        self.hosts.len() + self.patterns.len()
    }

    /// The entry that has the address, with its file and line.
    fn find(&self, address: &Address) -> Option<String> {
        let host = with_parents(address.host()).find_map(|host| Some((host, self.hosts.get(host)?)));
        if let Some((host, place)) = host {
            return Some(self.evidence(host, place));
        }
        self.patterns.find(address).map(|origin| self.evidence(&origin.written, origin.place))
    }

    fn evidence(&self, entry: &str, place: u32) -> String {
        let file = self.files.iter().rev().find(|(_, first)| *first <= place);
        file.map_or_else(String::new, |(path, first)| {
            format!("{entry} ({}:{})", path.display(), place - first + 1)
        })
    }
}
