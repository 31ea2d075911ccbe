//! The command line as it is spelled: flags and their help, nothing resolved.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use tamis_pipeline::InputFile;

use crate::log::{Log, LogFormat};

mod looking;

pub(crate) use self::looking::{Colour, InspectArgs, Inspected, ReportArgs, Spot, StatsArgs};

/// Scraped text in, clean articles out, with a reason for every line removed.
#[derive(Debug, Parser)]
#[command(name = "tamis", version = crate::version::long(), about, propagate_version = true)]
#[command(after_help = "Exit codes: 0 done; 1 done, but records were rejected; 2 usage or configuration; \
    3 nothing could be read, or output failed; 4 the books do not balance; 130, 143 stopped by a signal.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Clean files, directories or standard input.
    Clean(Box<CleanArgs>),
    /// Say again which cleaned documents are kept: by language, quality, address and private data.
    Filter(Box<FilterArgs>),
    /// Take out documents that say the same as another one, or nearly.
    Dedup(Box<DedupArgs>),
    /// Say from a sample what a run of `clean` would take and remove.
    Plan(Box<PlanArgs>),
    /// Join what `clean --shard` wrote.
    Merge(Box<MergeArgs>),
    /// Look into an index of `dedup --index`, or take batches out of it.
    #[command(subcommand)]
    Index(IndexCommand),
    /// Check what a run wrote against its manifest and its books.
    Verify(VerifyArgs),
    /// Count which lines stand in many stories of a source, for `clean --boilerplate`.
    Learn(Box<LearnArgs>),
    /// Look into a table that `learn` made.
    #[command(subcommand)]
    Boilerplate(BoilerplateCommand),
    /// Show every block of one document with its verdict, reason and score.
    Inspect(Box<InspectArgs>),
    /// Make a page for a browser of what a run did, or of what differs between two runs.
    Report(Box<ReportArgs>),
    /// Print the figures of a run.
    Stats(StatsArgs),
    /// Score pages whose main content is known: precision, recall and F1, over all and by page type.
    Eval(Box<EvalArgs>),
    /// Print the resolved settings as TOML: defaults, then tamis.toml, then flags.
    Config(Box<ConfigArgs>),
    /// Write what a learned judge sees of every document, as an Arrow file, for training.
    #[command(hide = true)]
    Features(Box<FeaturesArgs>),
    /// Print every reason there is: its name, stage, action and meaning.
    Reasons,
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page in roff.
    Man {
        /// Write one page a command into this directory instead.
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CleanArgs {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// A file (.jsonl, .jsonl.gz, .jsonl.zst, .txt), a directory, or - for standard output.
    #[arg(short, long, value_name = "OUT", default_value = "-", value_hint = ValueHint::AnyPath)]
    pub(crate) output: String,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
    #[command(flatten)]
    pub(crate) written: WrittenArgs,
    /// Make a page for a browser of what the run did [default: report.html in the folder beside the output]. Unless --trace
    /// says otherwise, every block of 500 documents is recorded for it, with what moved its score.
    #[arg(
        long,
        value_name = "PATH",
        num_args = 0..=1,
        require_equals = true,
        help_heading = "Output",
        value_hint = ValueHint::FilePath,
        conflicts_with_all = ["dry_run", "shard"]
    )]
    #[expect(clippy::option_option, reason = "clap knows a flag with an optional value by it")]
    pub(crate) report: Option<Option<PathBuf>>,
    /// Throw away what an unfinished run left beside the output, instead of continuing it.
    #[arg(long, help_heading = "Run")]
    pub(crate) fresh: bool,
    /// Process only the I-th of N parts of the records, such as 3/16. All parts together, joined by `tamis merge`, are
    /// what one run with --no-dedup and the same --boilerplate writes.
    #[arg(long, value_name = "I/N", help_heading = "Run", value_parser = crate::settings::parse_shard)]
    pub(crate) shard: Option<tamis_pipeline::Shard>,
    #[command(flatten)]
    pub(crate) watch: WatchArgs,
}

/// Say again which cleaned documents are kept: by language, quality, address and private data.
///
/// Texts are taken as they came in, rows with all they hold; pages by their visible text. If an input is what `tamis clean` or
/// `tamis filter` wrote, documents that its filters dropped are judged again, and those that stay now are written too, in a
/// directory into restored.jsonl.zst. So a threshold can be changed without cleaning again. Copies are not looked for.
#[derive(Debug, Args)]
pub(crate) struct FilterArgs {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// A file (.jsonl, .jsonl.gz, .jsonl.zst, .txt), a directory, or - for standard output.
    #[arg(short, long, value_name = "OUT", default_value = "-", value_hint = ValueHint::AnyPath)]
    pub(crate) output: String,
    #[command(flatten)]
    pub(crate) filters: FilterFlags,
    #[command(flatten)]
    pub(crate) shared: SharedArgs,
    #[command(flatten)]
    pub(crate) written: WrittenArgs,
    /// Throw away what an unfinished run left beside the output, instead of continuing it.
    #[arg(long, help_heading = "Run")]
    pub(crate) fresh: bool,
    #[command(flatten)]
    pub(crate) watch: WatchArgs,
}

/// Take out documents that say the same as another one, or nearly.
///
/// All documents are compared with each other; of each story one copy stays, its row and text as they came in.
/// What goes stands in duplicates.jsonl.zst, with the id of the copy that stays and how alike they are. Pages are
/// compared by, and written as, their visible text. The inputs are read twice, standard input and pipes from a
/// temporary file.
#[derive(Debug, Args)]
pub(crate) struct DedupArgs {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// A file (.jsonl, .jsonl.gz, .jsonl.zst, .txt), a directory, or - for standard output; may be left out with
    /// --index, --clusters or --dry-run.
    #[arg(
        short,
        long,
        value_name = "OUT",
        required_unless_present_any = ["clusters", "dry_run", "index"],
        value_hint = ValueHint::AnyPath
    )]
    pub(crate) output: Option<String>,
    #[command(flatten)]
    pub(crate) copies: CopyArgs,
    #[command(flatten)]
    pub(crate) shared: SharedArgs,
    /// Compare with all earlier batches in this directory, too, and add this one. Documents of earlier batches are not
    /// written, but a copy of one goes. The same input again as last time gives the same output again. Nothing is added
    /// with --dry-run, or if --clusters is the only output.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) index: Option<PathBuf>,
    /// Write a line of id, tab and id of the copy that stays for every document, in input order; tabs, line feeds
    /// and backslashes in ids as `\t`, `\n` and `\\`.
    #[arg(long, value_name = "PATH", help_heading = "Output", value_hint = ValueHint::FilePath)]
    pub(crate) clusters: Option<PathBuf>,
    /// Write the documents that go to this file [default: in the folder beside the output].
    #[arg(long, value_name = "PATH", help_heading = "Output", value_hint = ValueHint::FilePath)]
    pub(crate) duplicates: Option<PathBuf>,
    /// Write the records that could not be read to this file [default: in the folder beside the output].
    #[arg(long, value_name = "PATH", help_heading = "Output", value_hint = ValueHint::FilePath)]
    pub(crate) rejects: Option<PathBuf>,
    /// Write the counts of the run to this file [default: stats.json in the folder beside the output].
    #[arg(long, value_name = "PATH", help_heading = "Output", value_hint = ValueHint::FilePath)]
    pub(crate) stats: Option<PathBuf>,
    /// Write into a directory that tamis did not make.
    #[arg(long, help_heading = "Output")]
    pub(crate) force: bool,
    /// Do everything but write.
    #[arg(long, help_heading = "Output")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) watch: WatchArgs,
}

/// Say from a sample what a run of `clean` would take and remove.
///
/// Reads about one percent of the bytes, from the beginnings of files that are chosen by a hash, and cleans them on one
/// thread. Exit code 1 says that the run would not fit into memory or disk.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// Where the run would write.
    #[arg(short, long, value_name = "OUT", default_value = "-", value_hint = ValueHint::AnyPath)]
    pub(crate) output: String,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
}

/// Join what `clean --shard` wrote.
///
/// All shards of a run are needed, in any order. Documents and side files come in the order of the inputs, as one run would
/// have written them; with --dedup copies are taken out as one run would have done.
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// The outputs of all shards: directories, or files of rows.
    #[arg(required = true, value_name = "SHARD", value_hint = ValueHint::AnyPath)]
    pub(crate) shards: Vec<PathBuf>,
    /// A file (.jsonl, .jsonl.gz, .jsonl.zst, .txt), a directory, or - for standard output.
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::AnyPath)]
    pub(crate) output: String,
    /// Take out documents of any shard that are copies of others.
    #[arg(long, help_heading = "Copies")]
    pub(crate) dedup: bool,
    #[command(flatten)]
    pub(crate) copies: CopyArgs,
    /// Settings file [default: tamis.toml in the working directory, if there is one].
    #[arg(short, long, value_name = "FILE", help_heading = "Settings", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// Any setting by its key in tamis.toml, as KEY=VALUE; may be repeated.
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Settings")]
    pub(crate) set: Vec<String>,
    /// Rejects that still count as success: a number, or a share like 1%.
    #[arg(long, value_name = "N|P%", help_heading = "Settings")]
    pub(crate) max_rejects: Option<String>,
    /// Container of the output: rows of JSON, rows of Parquet, or one text file a document.
    #[arg(long, value_name = "FORMAT", value_parser = ["jsonl", "parquet", "files", "text"], help_heading = "Output")]
    pub(crate) to: Option<String>,
    /// Write the counts of the run to this file [default: stats.json in the folder beside the output].
    #[arg(long, value_name = "PATH", help_heading = "Output", value_hint = ValueHint::FilePath)]
    pub(crate) stats: Option<PathBuf>,
    /// Write into a directory that tamis did not make.
    #[arg(long, help_heading = "Output")]
    pub(crate) force: bool,
    /// Worker threads; 0 is one a core. The output does not depend on it.
    #[arg(short = 'j', long, value_name = "N", help_heading = "Run")]
    pub(crate) threads: Option<usize>,
    /// Memory for sorting and counting, such as 4GiB [default: half of what the machine or its control group has].
    #[arg(long, value_name = "SIZE", help_heading = "Run", value_parser = crate::settings::parse_size)]
    pub(crate) memory: Option<u64>,
    #[command(flatten)]
    pub(crate) watch: WatchArgs,
}

/// Count which lines stand in many stories of a source, for `clean --boilerplate`.
///
/// The source of a document is the host of its URL, else the `source` of its row. Documents of the same words
/// count once. `clean` does the same by itself over the documents of one run; a table serves for runs in
/// parts, for single documents and for later batches.
#[derive(Debug, Args)]
pub(crate) struct LearnArgs {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// The file of the table; compressed if its name ends in .zst.
    #[arg(short, long, value_name = "FILE", default_value = "site-boilerplate.zst", value_hint = ValueHint::FilePath)]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) watch: WatchArgs,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
}

/// Check what a run wrote against its manifest and its books.
///
/// Every file is read in full: its length, its check sum and its records must be those in the manifest, every row must
/// be JSON, no id may stand twice, and every record that came in must be accounted for. A line is printed for whatever
/// is not so.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all is as it was written; 2 usage; 3 something differs, cannot be read or is \
    unfinished; 4 the books do not balance."
)]
pub(crate) struct VerifyArgs {
    /// The directory or the file that the run wrote.
    #[arg(value_name = "RUN", value_hint = ValueHint::AnyPath)]
    pub(crate) run: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Threads that read files; 0 is one a core.
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
    /// Print nothing but what is wrong.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// Print the batches: their numbers, documents and settings.
    List(IndexListArgs),
    /// Print what matched a document, how alike they are, and why one of them was kept.
    Explain(IndexExplainArgs),
    /// Take a batch and all later ones out.
    Rollback(IndexRollbackArgs),
}

#[derive(Debug, Args)]
pub(crate) struct IndexListArgs {
    /// The directory of the index.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// Print a row of JSON for every batch.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct IndexExplainArgs {
    /// The id of a document. If several batches have it, each is explained.
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The directory of the index.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// Print a row of JSON for every document of the id.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct IndexRollbackArgs {
    /// The number of the first batch that goes.
    #[arg(value_name = "BATCH")]
    pub(crate) batch: u64,
    /// The directory of the index.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BoilerplateCommand {
    /// Print the lines of a table by source, those that stand in most stories first.
    Show(ShowArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// A table that `learn` made.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// Only lines of this host, or of the source of this name.
    #[arg(long, value_name = "HOST")]
    pub(crate) host: Option<String>,
    /// Only lines that stand in so many stories, or more.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) min_stories: u32,
    /// Print rows of JSON: source, stories with the line, all stories of the source, beginning of the line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Score pages whose main content is known: precision, recall and F1, over all and by page type.
///
/// Each page goes through the pipeline as `tamis clean --no-dedup --no-filter` takes a row with its HTML and URL.
/// A figure is taken of each page and averaged over the pages. Words are runs of letters, digits and _,
/// in lower case.
///
/// F1, precision, recall: of the words as multisets; order and punctuation do not count.
/// 5-gram F1: of the multisets of all runs of five words; a shorter text is one run.
/// line F1: of the multisets of line edges, the first three words of each line with any words as a
/// beginning, the last three as an end.
/// with, without: the share of the snippets of the ground truth that must, or must not, stand in the
/// text and do.
///
/// Where text and reference are both empty all of these but the last two are 1; where one is, 0.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct EvalArgs {
    /// A folder with ground-truth/ID.json and html/ID.html[.gz|.zst], as the Web Content Extraction
    /// Benchmark (WCXB) has them.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// Score these rows of id and text, made by any tool, instead of what tamis makes of the pages.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) predictions: Option<PathBuf>,
    /// Name this many of the pages with the lowest F1.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) worst: usize,
    /// Print JSON, with every digit.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Print the JSON Schema of tamis.toml instead, for editors.
    #[arg(long, conflicts_with = "reference")]
    pub(crate) schema: bool,
    /// Print every key with its default and meaning instead, as Markdown.
    #[arg(long)]
    pub(crate) reference: bool,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
}

#[derive(Debug, Args)]
pub(crate) struct FeaturesArgs {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// The Arrow file to write.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: PathBuf,
    /// The judge that is to be trained; documents of other kinds are left out.
    #[arg(long, value_name = "KIND", value_enum, default_value_t = Kind::Html)]
    pub(crate) judge: Kind,
    /// A model whose first pass the features of the second pass are computed from.
    #[arg(long, value_name = "MODEL", value_hint = ValueHint::FilePath)]
    pub(crate) first_pass: Option<PathBuf>,
    /// Compute the features as for texts of an unknown language; those of pages depend on none.
    #[arg(long)]
    pub(crate) language_free: bool,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Of blocks of pages.
    Html,
    /// Of groups of lines of plain texts.
    Text,
}

/// What is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArgs {
    /// Files, directories (read recursively), URLs (s3:// gs:// az:// http(s)://), or - for standard input.
    #[arg(
        required_unless_present = "files_from",
        value_name = "INPUT",
        help_heading = None,
        value_hint = ValueHint::AnyPath
    )]
    pub(crate) inputs: Vec<String>,
    /// Read what this list names, too, a file, directory or URL a line, relative to the working directory; the list may
    /// be compressed, a URL, or - for standard input. Blank lines and lines that begin with # name nothing. May be
    /// repeated.
    #[arg(long, value_name = "LIST", value_hint = ValueHint::FilePath)]
    pub(crate) files_from: Vec<PathBuf>,
    /// Put this in front of every name of the lists, such as <https://data.commoncrawl.org/>.
    #[arg(
        long,
        value_name = "PREFIX",
        requires = "files_from",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) files_prefix: String,
    /// Names in the lists end in a NUL byte, not a line feed, and are taken as they are.
    #[arg(long, requires = "files_from")]
    pub(crate) null: bool,
}

impl InputArgs {
    /// Everything that is read, inputs and then lists, as the user named it but for what is secret in URLs.
    pub(crate) fn named(&self) -> Vec<String> {
        let shown = |path: &Path| InputFile::new(path, "").place().file;
        let lists = self.files_from.iter().map(|list| format!("--files-from {}", shown(list)));
        self.inputs.iter().map(|input| shown(Path::new(input))).chain(lists).collect()
    }
}

/// Everything that is a key of tamis.toml.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
#[expect(clippy::struct_excessive_bools, reason = "a flag of the command line is a bool")]
pub(crate) struct SettingArgs {
    #[command(flatten)]
    pub(crate) shared: SharedArgs,
    /// How much is removed when it is unsure: precision removes more, recall keeps more.
    #[arg(long, value_parser = ["precision", "balanced", "recall"])]
    pub(crate) mode: Option<String>,
    /// Judge with this model file instead of the built-in one.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) model: Option<String>,
    /// Know the lines that recur in a source from this table, which `tamis learn` made, and read the input once.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) boilerplate: Option<String>,
    /// Keep no journal beside the output, so that a run that is killed begins again.
    #[arg(long, help_heading = "Run")]
    pub(crate) no_journal: bool,
    /// Do not read the input a first time to learn which lines recur in a source.
    #[arg(long)]
    pub(crate) no_learn: bool,
    /// Keep a document whole if more than this share of its words would go (0..1).
    #[arg(long, value_name = "P")]
    pub(crate) strip_loss_limit: Option<f64>,
    /// On pages, keep what matches this CSS selector; may be repeated.
    #[arg(long, value_name = "CSS")]
    pub(crate) keep_selector: Vec<String>,
    /// On pages, drop what matches this CSS selector; wins over keep; may be repeated.
    #[arg(long, value_name = "CSS")]
    pub(crate) drop_selector: Vec<String>,
    /// On pages, drop whatever does not match this CSS selector.
    #[arg(long, value_name = "CSS")]
    pub(crate) only_selector: Option<String>,
    /// Put the title in front of the text: the page's headline, or else the title that it states.
    #[arg(long)]
    pub(crate) with_title: bool,
    /// Keep readers' comments.
    #[arg(long)]
    pub(crate) with_comments: bool,
    /// Keep captions and credits of pictures.
    #[arg(long)]
    pub(crate) with_captions: bool,
    /// Whether tables are text [default: on].
    #[arg(long, value_name = "on|off", value_parser = ["on", "off"], hide_possible_values = true)]
    pub(crate) with_tables: Option<String>,
    /// Leave encoded text, entities and mojibake as they are.
    #[arg(long)]
    pub(crate) no_decode: bool,
    /// Keep all visible text.
    #[arg(long)]
    pub(crate) no_strip: bool,
    /// Keep documents that are copies of others.
    #[arg(long)]
    pub(crate) no_dedup: bool,
    /// What the text is written in.
    #[arg(long, value_name = "FORMAT", value_parser = ["plain", "markdown"], help_heading = "Output")]
    pub(crate) text_format: Option<String>,
    /// In Markdown, write the targets of links.
    #[arg(long, help_heading = "Output")]
    pub(crate) links: bool,
    /// Write documents of which nothing is left, too.
    #[arg(long, help_heading = "Output")]
    pub(crate) keep_empty: bool,
    /// Record every block, kept ones too, of this share of the documents.
    #[arg(
        long,
        value_name = "SHARE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1",
        help_heading = "Output"
    )]
    pub(crate) trace: Option<f64>,
    #[command(flatten)]
    pub(crate) filters: FilterFlags,
    #[command(flatten)]
    pub(crate) copies: CopyArgs,
}

/// The settings that every command takes which reads documents.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
pub(crate) struct SharedArgs {
    /// Settings file [default: tamis.toml in the working directory, if there is one].
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// Any setting by its key in tamis.toml, as KEY=VALUE; may be repeated.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// What the input is, where name and content do not tell.
    #[arg(long, value_name = "FORMAT", value_parser = ["auto", "text", "html", "jsonl", "parquet", "warc"], help_heading = "Input")]
    pub(crate) from: Option<String>,
    /// Only files whose relative path matches this glob; may be repeated.
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(crate) include: Vec<String>,
    /// No files whose relative path matches this glob; may be repeated.
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(crate) exclude: Vec<String>,
    /// Field of a row that holds the id.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) id_field: Option<String>,
    /// Field of a row that holds plain text.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) text_field: Option<String>,
    /// Field of a row that holds HTML.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) html_field: Option<String>,
    /// Stop after N records.
    #[arg(long, value_name = "N", help_heading = "Input")]
    pub(crate) limit: Option<u64>,
    /// Process this share of the records (0..1), chosen by a hash of the id.
    #[arg(long, value_name = "P", help_heading = "Input")]
    pub(crate) sample: Option<f64>,
    /// Seed of what is chosen by chance.
    #[arg(long, value_name = "N", help_heading = "Input")]
    pub(crate) seed: Option<u64>,
    /// Longest document in bytes; a suffix such as 64MiB is understood.
    #[arg(long, value_name = "SIZE", help_heading = "Input", value_parser = crate::settings::parse_size)]
    pub(crate) max_document_bytes: Option<u64>,
    /// Rejects that still count as success: a number, or a share like 1%.
    #[arg(long, value_name = "N|P%", help_heading = "Input")]
    pub(crate) max_rejects: Option<String>,
    /// Container of the output: rows of JSON, rows of Parquet, or one text file a document.
    #[arg(long, value_name = "FORMAT", value_parser = ["jsonl", "parquet", "files", "text"], help_heading = "Output")]
    pub(crate) to: Option<String>,
    /// Cut data files into parts NAME-00000.ext of about this size on disk, such as 1GiB.
    #[arg(long, value_name = "SIZE", help_heading = "Output", value_parser = crate::settings::parse_size)]
    pub(crate) max_output_size: Option<u64>,
    /// Worker threads; 0 is one a core. The output does not depend on it.
    #[arg(short = 'j', long, value_name = "N", help_heading = "Run")]
    pub(crate) threads: Option<usize>,
    /// Memory for sorting and counting, such as 4GiB; what is beyond goes to temporary files. The output does not
    /// depend on it [default: half of what the machine or its control group has].
    #[arg(long, value_name = "SIZE", help_heading = "Run", value_parser = crate::settings::parse_size)]
    pub(crate) memory: Option<u64>,
}

/// What is written besides documents, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct WrittenArgs {
    /// Write the spans that were removed or edited to this file [default: in the folder beside the output].
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) removed: Option<PathBuf>,
    /// Do not record what was removed.
    #[arg(long, conflicts_with = "removed")]
    pub(crate) no_removed: bool,
    /// Write the records that could not be read to this file [default: in the folder beside the output].
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) rejects: Option<PathBuf>,
    /// Write the counts of the run to this file [default: stats.json in the folder beside the output].
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) stats: Option<PathBuf>,
    /// Write into a directory that tamis did not make.
    #[arg(long)]
    pub(crate) force: bool,
    /// Do everything but write.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write private data that --pii takes out to this file, which only its owner can read, with the place of each; the run
    /// then keeps no journal.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) pii_vault: Option<PathBuf>,
}

/// Which documents are kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterFlags {
    /// Rules of quality: article drops what is tiny or nothing but links; the others are as published [default: article].
    #[arg(long, value_name = "NAME", value_parser = ["article", "gopher", "c4", "fineweb", "refinedweb", "none"])]
    pub(crate) preset: Option<String>,
    /// Keep documents of any address, language and quality.
    #[arg(
        long,
        conflicts_with_all = [
            "preset", "language", "min_language_score", "block_hosts", "allow_hosts", "block_urls", "allow_urls",
        ]
    )]
    pub(crate) no_filter: bool,
    /// Keep only documents in these languages, such as en,de.
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) language: Vec<String>,
    /// Keep only documents of whose language it is this certain (0..1).
    #[arg(long, value_name = "X")]
    pub(crate) min_language_score: Option<f64>,
    /// Identify languages with this fastText model instead of the built-in one.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) lid_model: Option<String>,
    /// Drop documents from the hosts in this file, a host a line; may be repeated.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) block_hosts: Vec<String>,
    /// Keep only documents from the hosts in this file; may be repeated.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) allow_hosts: Vec<String>,
    /// Drop documents whose URL matches a pattern in this file, a pattern a line; may be repeated.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) block_urls: Vec<String>,
    /// Keep only documents whose URL matches a pattern in this file; may be repeated.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) allow_urls: Vec<String>,
    /// Of documents whose URLs differ in nothing but tracking, AMP, print or mobile variants, keep the first.
    #[arg(long)]
    pub(crate) one_per_url: bool,
    /// What becomes of e-mail and IP addresses, and of phone, card and account numbers: off leaves them, tag says where they
    /// are, redact replaces them, drop drops the document [default: off].
    #[arg(long, value_name = "MODE", value_parser = ["off", "tag", "redact", "drop"])]
    pub(crate) pii: Option<String>,
}

/// What a run tells while it goes on.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub(crate) struct WatchArgs {
    /// Say nothing but errors.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// How standard error is written: sentences, or a line of JSON an event.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = LogFormat::Human)]
    pub(crate) log_format: LogFormat,
    /// Keep counters in this file, as Prometheus' textfile collector reads it; rewritten every 10 seconds.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) metrics_file: Option<PathBuf>,
}

impl WatchArgs {
    pub(crate) fn log(&self) -> Log {
        Log { format: self.log_format, quiet: self.quiet }
    }
}

/// What counts as a copy, and what becomes of it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Copies")]
pub(crate) struct CopyArgs {
    /// Least share of word 5-grams that copies have in common (0..1) [default: 0.7].
    #[arg(long, value_name = "X")]
    pub(crate) threshold: Option<f64>,
    /// How candidates are found: bands x rows of the signature; every candidate is verified [default: 25x5].
    #[arg(long, value_name = "BxR")]
    pub(crate) bands: Option<String>,
    /// Which copy stays: best is the one with the earliest date, then the most words [default: best].
    #[arg(long, value_name = "WHICH", value_parser = ["best", "first", "longest"])]
    pub(crate) keep: Option<String>,
    /// Keep documents nearly all of which stands in another one.
    #[arg(long)]
    pub(crate) keep_contained: bool,
    /// Keep every document, and say in its row under metadata.tamis.dedup what was found.
    #[arg(long)]
    pub(crate) annotate: bool,
    /// Take only equal words in equal order for copies.
    #[arg(long)]
    pub(crate) exact: bool,
}
