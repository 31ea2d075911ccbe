//! The commands that look at what was done: `inspect`, `report`, `stats`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::SettingArgs;

/// Make a page for a browser of what a run did, or of what differs between two runs.
///
/// One file that needs nothing else: figures, documents before and after, duplicates, lines that repeat. It shows samples, and
/// says of how many. Documents come from the trace of the run (`clean --report` or `--trace`); without one they are
/// put together from what was kept and removed, and blocks that stay have no score.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The directory or file that the run wrote.
    #[arg(value_name = "RUN", value_hint = ValueHint::AnyPath)]
    pub(crate) run: PathBuf,
    /// Another run over the same documents, to show what it does differently.
    #[arg(value_name = "OTHER", value_hint = ValueHint::AnyPath)]
    pub(crate) other: Option<PathBuf>,
    /// The file to write, or - for standard output [default: report.html in the folder beside RUN].
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Most documents that are looked at for hosts, lines and differences [default: 100000].
    #[arg(long, value_name = "N")]
    pub(crate) documents: Option<u64>,
    /// Most bytes of documents for review, before compression, such as 32MiB [default: 16MiB].
    #[arg(long, value_name = "SIZE", value_parser = crate::settings::parse_size)]
    pub(crate) review_size: Option<u64>,
    /// Seed of what is chosen by chance.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Do not say what was written.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Print the figures of a run: its books, what was removed by reason, and how lengths, losses, scores and places are distributed.
#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// The directory or file that the run wrote, or a file that `--stats` named.
    #[arg(value_name = "RUN", value_hint = ValueHint::AnyPath)]
    pub(crate) run: PathBuf,
    /// Print JSON: the members of stats.json, and `hosts` if they are asked for.
    #[arg(long)]
    pub(crate) json: bool,
    /// Read all rows, too, and print the hosts or sources that lost most words [default with this flag: 20].
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "20")]
    pub(crate) hosts: Option<usize>,
}

/// Show every block of one document with its verdict, reason and score.
///
/// Of a FILE, the document is cleaned now, with the settings given here. Of a RUN, the directory or file that an earlier run
/// wrote, it is shown as that run left it: from its trace if it has one, else put together again from the text that is left
/// and what was removed, and with what became of it. What a run wrote is taken for a RUN, unless `--as file` says otherwise.
///
/// What stays is plain, what goes is struck through in the colour of its reason, and changes inside a line are shown as old and
/// new; without colour, as [-old-]{+new+}. Before each block stands its line in the input or, in a RUN without a trace, the
/// number of the block after a #.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// A text, HTML, JSONL, Parquet or WARC file, or - for standard input; or what a run wrote.
    #[arg(value_name = "FILE|RUN", value_hint = ValueHint::AnyPath)]
    pub(crate) file: String,
    /// Of a FILE with many records: the id, or the number from 1 [default: the first]. Of a RUN: the id of a document
    /// [default: the first ones are listed].
    #[arg(value_name = "ID")]
    pub(crate) record: Option<String>,
    /// Say everything about one line of the input, the number that stands before its block; or, as #N, about the N-th block of the
    /// document.
    #[arg(long, value_name = "LINE|#N", value_parser = parse_spot)]
    pub(crate) why: Option<Spot>,
    /// So many of the strongest features of the model for each block [default: 4, with --why 12].
    #[arg(long, value_name = "N")]
    pub(crate) causes: Option<usize>,
    /// Print the document as one line of JSON, of the shape of trace.jsonl.zst; with --why only the blocks of that line.
    #[arg(long)]
    pub(crate) json: bool,
    /// What the path is.
    #[arg(long = "as", value_name = "KIND", value_enum, default_value_t = Inspected::Auto)]
    pub(crate) kind: Inspected,
    /// When to colour the output.
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub(crate) colour: Colour,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Inspected {
    /// A run if one wrote it, else a file.
    Auto,
    /// A file of documents to be cleaned.
    File,
    /// What a run wrote.
    Run,
}

/// A place in a document that a user asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spot {
    /// A line of the input, from 1; where lines are not known, the number of a block.
    Line(u32),
    /// The number of a block, from 1.
    Block(u32),
}

fn parse_spot(text: &str) -> Result<Spot, String> {
    let parsed = match text.strip_prefix('#') {
        Some(number) => number.parse().map(Spot::Block),
        None => text.parse().map(Spot::Line),
    };
    parsed.map_err(|_| "give the number of a line, such as 12, or of a block, such as #12".to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
