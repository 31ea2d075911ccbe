use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tamis_decode::DecodeConfig;
use tamis_dedup::DedupConfig;
use tamis_extract::ExtractConfig;
use tamis_filter::{LanguageConfig, PiiConfig, PiiMode, QualityConfig, UrlConfig};
use tamis_io::InputConfig;
use tamis_strip::StripConfig;

use crate::resolve::{Override, ResolveError, resolve};

/// Every setting of a run, in the shape of `tamis.toml`: a section a stage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Which stages take part.
    pub stages: StagesConfig,
    /// What is read, and how it is recognised.
    pub input: InputConfig,
    /// Bounds on a single document.
    pub limits: LimitsConfig,
    /// Bytes to characters.
    pub decode: DecodeConfig,
    /// Characters to blocks.
    pub extract: ExtractConfig,
    /// Blocks that do not belong to the article.
    pub strip: StripConfig,
    /// Lines that recur in many stories of a source.
    pub boilerplate: BoilerplateConfig,
    /// Which languages are wanted.
    pub language: LanguageConfig,
    /// Which addresses are wanted.
    pub urls: UrlConfig,
    /// Which texts are good enough.
    pub filter: QualityConfig,
    /// What becomes of private data.
    pub pii: PiiConfig,
    /// What counts as the same story, and which copy stays.
    pub dedup: DedupConfig,
    /// What counts as text besides the body of an article.
    pub convention: ConventionConfig,
    /// What is written, and how.
    pub output: OutputSettings,
    /// How the run goes about it.
    pub run: RunConfig,
    /// CSS selectors that apply to every page.
    pub selectors: SelectorConfig,
    /// CSS selectors for the pages of one host and its subdomains, by host name.
    pub host: BTreeMap<String, SelectorConfig>,
}

/// Bounds on a single document, and on what a run holds in memory. A document over its bound is rejected with its
/// place and the figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Longest document, in bytes after decompression.
    pub max_document_bytes: u64,
    /// Most lines of a text or tags of a page. Short ones cost far more memory than their bytes: a document of this
    /// many takes up to 2 GiB.
    pub max_document_parts: u64,
    /// Rejects that a run may have and still end with exit code 0: a number, or a share like `1%`.
    pub max_rejects: String,
    /// Bytes of memory that a run may take: half of it for documents under way, the rest for sorting and counting, which
    /// use temporary files beyond that; 0 takes half of the machine's memory, or of what its control group allows. No output
    /// depends on it, except that documents which do not fit into what is given here are rejected.
    pub memory: u64,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        LimitsConfig {
            max_document_bytes: 64 << 20,
            max_document_parts: 2_000_000,
            max_rejects: "0".into(),
            memory: 0,
        }
    }
}

/// Which stages take part. Extraction always does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct StagesConfig {
    /// Whether encoded text, entities and mojibake are decoded. Charsets always are.
    pub decode: bool,
    /// Whether blocks are judged; without, all visible text is kept.
    pub strip: bool,
    /// Whether documents are dropped for their address, language or quality. Private data is not a matter of it.
    pub filter: bool,
    /// Whether documents whose text stood in the input before are taken out.
    pub dedup: bool,
}

impl Default for StagesConfig {
    fn default() -> Self {
        StagesConfig { decode: true, strip: true, filter: true, dedup: true }
    }
}

/// What is known of lines that recur in many stories of one source, and how it is learned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BoilerplateConfig {
    /// Whether a run over many documents reads them twice: a first time to count what recurs, a second to
    /// clean them. Standard input, a single document and runs with a table are read once.
    pub learn: bool,
    /// Whether that first reading counts pages, too. Their markup says more than what recurs: on the labelled
    /// pages it changed nothing, at 1.5 times the time. A table made by `tamis learn` counts them always.
    pub pages: bool,
    /// A table that `tamis learn` made, to be used instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<PathBuf>,
}

impl Default for BoilerplateConfig {
    fn default() -> Self {
        BoilerplateConfig { learn: true, pages: false, table: None }
    }
}

/// What counts as text besides the body of an article. Selectors of the user's stand above all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct ConventionConfig {
    /// Whether the title is the first line: the headline where the page has it, else the title that the
    /// page or the input row states. A document without other text gets none.
    pub title: bool,
    /// Whether readers' comments stay.
    pub comments: bool,
    /// Whether captions and credits of pictures stay.
    pub captions: bool,
    /// Whether tables stay.
    pub tables: bool,
}

impl Default for ConventionConfig {
    fn default() -> Self {
        ConventionConfig { title: false, comments: false, captions: false, tables: true }
    }
}

/// What is written, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OutputSettings {
    /// The container of the documents.
    pub to: OutputFormat,
    /// What the text of a document is written in.
    pub text_format: TextFormat,
    /// Whether the targets of links are written, where the text format has a form for them.
    pub links: bool,
    /// Whether documents of which nothing is left are written, instead of dropped.
    pub keep_empty: bool,
    /// Bytes, as they lie on disk, after which a file of rows ends and its next part begins; 0: files are not cut.
    pub max_bytes: u64,
}

/// The container of the documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutputFormat {
    /// What the name of the output asks for; on standard output plain text for a single document,
    /// rows otherwise.
    #[default]
    Auto,
    /// Rows of JSON, one a line.
    Jsonl,
    /// One text file a document.
    Files,
    /// Parquet, one file an input file or one for all.
    Parquet,
}

/// What the text of a document is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TextFormat {
    /// Plain text: a block a line.
    #[default]
    Plain,
    /// CommonMark, with the tables of GitHub's.
    Markdown,
}

/// How a run goes about its work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RunConfig {
    /// Worker threads; 0 takes one a core. The output does not depend on it.
    pub threads: usize,
    /// Stop after this many records; 0 reads all.
    pub limit: u64,
    /// Share of the records that is processed, 0..=1, chosen by a hash of the id.
    pub sample: f64,
    /// Seed of everything that is chosen by chance.
    pub seed: u64,
    /// Share of the kept documents whose every block goes to `trace.jsonl.zst`, 0..=1.
    pub trace: f64,
    /// Most documents of that share; of more, those whose ids have the smallest hashes. 0: all. The sample holds them in
    /// memory, compressed.
    pub trace_most: u64,
    /// Features of the model that are recorded with each block of a trace, those that moved its score most. Finding them
    /// takes longer than cleaning the document (1.5 times on pages).
    pub trace_causes: usize,
    /// Whether what is done is noted beside the output as it goes, so that a run that was killed can be continued.
    /// Standard input, pipes and single documents go without.
    pub journal: bool,
}

impl Default for RunConfig {
    fn default() -> Self {
        RunConfig {
            threads: 0,
            limit: 0,
            sample: 1.0,
            seed: 0,
            trace: 0.0,
            trace_most: 0,
            trace_causes: 0,
            journal: true,
        }
    }
}

/// The user's own CSS selectors. They are tried on HTML input and stand above every other rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SelectorConfig {
    /// What matches always stays, unless a drop selector matches too.
    pub keep: Vec<String>,
    /// What matches always goes.
    pub drop: Vec<String>,
    /// If set, whatever does not match goes.
    pub only: Option<String>,
}

impl SelectorConfig {
    /// Whether there is no selector at all.
    pub fn is_empty(&self) -> bool {
        self.keep.is_empty() && self.drop.is_empty() && self.only.is_none()
    }
}

impl Config {
    /// The settings that follow from the defaults, then the text of a `tamis.toml`, then the overrides
    /// in their order. Pure: reads no file and no environment.
    ///
    /// # Errors
    /// A [`ResolveError`] that names file, line and the nearest known key for an unknown one.
    pub fn resolve(file: Option<(&str, &str)>, overrides: &[Override]) -> Result<Config, ResolveError> {
        resolve(file, overrides)
    }

    /// Files that the settings name and outputs depend on, with what names them.
    pub(crate) fn named_files(&self) -> Vec<(&'static str, &Path)> {
        let single = [
            ("--boilerplate", &self.boilerplate.table),
            ("--model", &self.strip.model),
            ("--lid-model", &self.language.model),
            ("filter.c4.bad_words", &self.filter.c4.bad_words),
        ];
        let urls = &self.urls;
        let lists = [
            ("--block-hosts", &urls.block_hosts),
            ("--allow-hosts", &urls.allow_hosts),
            ("--block-urls", &urls.block_patterns),
            ("--allow-urls", &urls.allow_patterns),
        ];
        let single = single.into_iter().filter_map(|(name, path)| Some((name, path.as_deref()?)));
        let listed =
            lists.into_iter().flat_map(|(name, paths)| paths.iter().map(move |path| (name, path.as_path())));
        single.chain(listed).collect()
    }

    /// Whether the original of private data is to stand nowhere.
    pub(crate) fn takes_private_data_out(&self) -> bool {
        matches!(self.pii.mode, PiiMode::Redact | PiiMode::Drop)
    }

    /// Turns everything off that looks at whole documents or for private data.
    pub fn without_filters(&mut self) {
        self.stages.filter = false;
        self.language = LanguageConfig { identify: false, ..LanguageConfig::default() };
        self.pii.mode = PiiMode::Off;
    }

    /// Turns everything off that changes a text: for comparing documents as they stand, pages by all visible text.
    pub fn without_cleaning(&mut self) {
        self.stages.strip = false;
        self.without_filters();
    }

    /// The settings as the text of a `tamis.toml` that gives the same settings again.
    ///
    /// # Errors
    /// If a value has no form in TOML, which none of the present types can bring about.
    pub fn to_toml(&self) -> Result<String, ResolveError> {
        toml::to_string(self).map_err(|error| ResolveError::Serialise(error.to_string()))
    }

    /// The hash of what outputs depend on; see [`config_hash`]. Empty if the settings have no form in TOML.
    pub fn hash(&self) -> String {
        self.to_toml().ok().and_then(|text| config_hash(&text).ok()).unwrap_or_default()
    }
}

/// Settings that no output depends on, and their sections.
pub(crate) const WITHOUT_EFFECT: &[(&str, &str)] =
    &[("run", "threads"), ("run", "journal"), ("limits", "memory")];

/// XXH3 with 128 bits, as 32 hexadecimal digits, of settings written as TOML with their keys sorted and without those
/// that no output depends on (threads, journal and memory). It is taken of the text, so that a later version, which knows
/// further settings, finds the same for an old file.
///
/// # Errors
/// If the text is no TOML.
pub fn config_hash(config_toml: &str) -> Result<String, ResolveError> {
    let invalid = |message: String| ResolveError::Invalid { origin: "settings".into(), message };
    let mut table: toml::Table =
        config_toml.parse().map_err(|error: toml::de::Error| invalid(error.message().to_owned()))?;
    for (section, key) in WITHOUT_EFFECT {
        if let Some(toml::Value::Table(section)) = table.get_mut(*section) {
            section.remove(*key);
        }
    }
    let sorted = toml::to_string(&sorted(table)).map_err(|error| invalid(error.to_string()))?;
    Ok(format!("{:032x}", xxhash_rust::xxh3::xxh3_128(sorted.as_bytes())))
}

/// The table with its keys in order, whatever order it keeps by itself, and those of the tables in it.
fn sorted(table: toml::Table) -> BTreeMap<String, toml::Value> {
    table
        .into_iter()
        .map(|(key, value)| match value {
            toml::Value::Table(inner) => (key, toml::Value::Table(sorted(inner).into_iter().collect())),
            other => (key, other),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_of_what_outputs_depend_on() {
        let with = |text: &str| Config::resolve(Some(("tamis.toml", text)), &[]).unwrap().hash();
        let plain = with("");
        assert_eq!(plain.len(), 32);
        assert_eq!(with("[run]\nthreads = 7\n[limits]\nmemory = 9\n"), plain);
        assert_ne!(with("[run]\nseed = 7\n"), plain);
        let hash = |text: &str| config_hash(text).unwrap();
        assert_eq!(hash("[run]\nseed = 1\nlimit = 2\n"), hash("[run]\nlimit = 2\nthreads = 3\nseed = 1\n"));
        assert!(config_hash("[run").is_err());
    }
}
