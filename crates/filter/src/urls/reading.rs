//! Reads list files line by line.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use tamis_core::ConfigError;

use super::address::{ascii_host, without_scheme};

/// Addresses that hosts files give to hosts that are to be blocked.
const NOWHERE: &[&str] =
    &["0.0.0.0", "127.0.0.1", "::", "::1", "0", "fe80::1%lo0", "255.255.255.255", "ff02::1", "ff02::2"];
/// Names of the machine itself, which hosts files begin with.
const OWN_NAMES: &[&str] = &[
    "localhost",
    "localhost.localdomain",
    "local",
    "broadcasthost",
    "ip6-localhost",
    "ip6-loopback",
    "ip6-localnet",
    "ip6-mcastprefix",
    "ip6-allnodes",
    "ip6-allrouters",
    "ip6-allhosts",
    "0.0.0.0",
];

/// Where a line stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    path: &'a Path,
    pub(super) number: u32,
    pub(super) key: &'static str,
}

impl Line<'_> {
    /// An error about this line.
    pub(super) fn error(&self, problem: &str) -> ConfigError {
        ConfigError::new(self.key, format!("{}:{}: {problem}", self.path.display(), self.number))
    }
}

/// Gives every line of a file that is not empty, without comment and spaces around it.
///
/// # Errors
/// If the file cannot be read or is not UTF-8, or what `take` says of a line.
pub(super) fn for_each_line(
    key: &'static str,
    path: &PathBuf,
    mut take: impl FnMut(&str, &Line<'_>) -> Result<(), ConfigError>,
) -> Result<(), ConfigError> {
    let unreadable = |error: std::io::Error| ConfigError::new(key, format!("{}: {error}", path.display()));
    let mut reader = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut bytes = Vec::new();
    let mut line = Line { path, number: 0, key };
    while reader.read_until(b'\n', &mut bytes).map_err(unreadable)? > 0 {
        line.number = line.number.saturating_add(1);
        let text = std::str::from_utf8(&bytes).map_err(|_| line.error("this line is not UTF-8"))?;
        let text = if line.number == 1 { text.trim_start_matches('\u{feff}') } else { text };
        let text = without_comment(text).trim();
        if !text.is_empty() {
            take(text, &line)?;
        }
        bytes.clear();
    }
    Ok(())
}

/// A comment begins the line or stands behind a space, because addresses may hold a `#`.
fn without_comment(line: &str) -> &str {
    let start = line.char_indices().scan(true, |free, (at, character)| {
        let is_start = *free && character == '#';
        *free = character.is_whitespace();
        Some((at, is_start))
    });
    let start = start.filter(|&(_, is_start)| is_start).map(|(at, _)| at).next();
    line.get(..start.unwrap_or(line.len())).unwrap_or(line)
}

/// Gives the hosts of one line of a list or a hosts file.
///
/// # Errors
/// If one of them is no host.
pub(super) fn hosts(
    text: &str,
    line: &Line<'_>,
    mut take: impl FnMut(&str) -> Result<(), ConfigError>,
) -> Result<(), ConfigError> {
    let mut words = text.split_whitespace().peekable();
    let is_hosts_file =
        words.peek().is_some_and(|first| NOWHERE.contains(first)) && words.clone().count() > 1;
    if is_hosts_file {
        words.next();
    } else if words.clone().count() > 1 {
        return Err(line.error(&format!("`{}` is more than one host", excerpt(text))));
    }
    for word in words.filter(|word| !is_hosts_file || !OWN_NAMES.contains(word)) {
        let host = host_of(word).ok_or_else(|| {
            line.error(&format!("`{}` is no host; a line is such as `example.org`", excerpt(word)))
        })?;
        take(&host)?;
    }
    Ok(())
}

/// `example.org` of `example.org`, `.example.org`, `*.example.org`, `||example.org^` and `https://example.org/`.
fn host_of(word: &str) -> Option<String> {
    let word = word.strip_prefix("||").map_or(word, |word| word.strip_suffix('^').unwrap_or(word));
    let word = without_scheme(word).map_or(word, |word| word.strip_suffix('/').unwrap_or(word));
    let word = word.strip_prefix("*.").or_else(|| word.strip_prefix('.')).unwrap_or(word);
    ascii_host(word)
}

/// The beginning of a line that is shown.
pub(super) fn excerpt(text: &str) -> &str {
    /// Bytes that are shown.
    const SHOWN_BYTES: usize = 80;
    text.get(..text.floor_char_boundary(SHOWN_BYTES)).unwrap_or(text)
}
