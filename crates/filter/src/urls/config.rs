use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which addresses to keep (section `[urls]`). Where a document is on a block list and on an allow list, it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UrlConfig {
    /// Files of hosts whose documents go, with those of their subdomains: one host a line, or a hosts file
    /// (`0.0.0.0 host`); `#` begins a comment. Default: none.
    pub block_hosts: Vec<PathBuf>,
    /// Files of hosts, in the same form; if there are any, or patterns that allow, documents of other addresses go.
    /// Default: none.
    pub allow_hosts: Vec<PathBuf>,
    /// Files of patterns for addresses that go, one a line: `example.org/tag/` (a host with its subdomains, and how the
    /// path begins), `example.org/*.pdf` (`*` is any run of characters; the whole path), `*casino*` (the whole address
    /// without its scheme), `/regular expression/` (anywhere in it). Upper and lower case are the same. Default: none.
    pub block_patterns: Vec<PathBuf>,
    /// Files of patterns that allow, in the same form. Default: none.
    pub allow_patterns: Vec<PathBuf>,
    /// Whether a document without an address goes where there are allow lists. Block lists never touch one.
    /// Default: false.
    pub drop_without_url: bool,
    /// Whether documents whose addresses differ only in how a page is reached (scheme, `www.` and mobile hosts, AMP and
    /// print variants, tracking parameters, sessions) count as one, of which the first stays. Default: false.
    pub canonical_duplicates: bool,
}
