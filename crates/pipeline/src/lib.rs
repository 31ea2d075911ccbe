//! In what order, on how many threads, with what counters?
//!
//! [`Cleaner`] joins the stages for one document and is what a binding calls. [`run()`] joins readers,
//! workers and a writer for a whole corpus, and checks that the books balance. [`evaluate`] scores pages whose main
//! content is known. [`Config`] is the one shape of `tamis.toml`.
//!
//! ```
//! use tamis_core::{Body, Markup, Metadata, Place, Record};
//! use tamis_pipeline::{Cleaner, Config};
//!
//! let cleaner = Cleaner::new(Config::default())?;
//! let record = Record {
//!     place: Place::default(),
//!     meta: Metadata { id: "one".into(), ..Metadata::default() },
//!     markup: Markup::Text,
//!     body: Body::Text("The%20old%20ferry%20%26%20its%20crew".into()),
//! };
//! let cleaned = cleaner.clean(record).map_err(|reject| reject.message)?;
//! assert_eq!(cleaned.text, "The old ferry & its crew");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod article;
mod boilerplate;
mod budget;
mod cleaner;
mod collect;
mod comparison;
mod config;
mod convention;
mod deal;
mod dedup;
mod distributions;
mod eval;
mod event;
mod executor;
mod fallback;
mod features;
mod filter;
mod find;
mod flags;
mod held;
mod ids;
mod journal;
mod learn;
mod learn_apart;
mod ledger;
mod limit;
mod markdown;
mod memory;
mod merge;
mod ordered;
mod packed;
mod plan;
mod progress;
mod reference;
mod resolve;
mod retrace;
mod rulings;
mod run;
mod saved_document;
mod selectors;
mod shard;
mod stats;
mod stories;
mod timing;
mod trace;
mod trace_sample;
mod units;
mod verify;
mod weight;
mod work;

pub use article::{Article, Outcome, RemovedSpan};
pub use boilerplate::{RecurringLine, RecurringLines, read_table};
pub use cleaner::{Cleaned, Cleaner};
pub use comparison::{Annotation, Clusters, Comparison, DocumentSketcher};
pub use config::{
    BoilerplateConfig, Config, ConventionConfig, LimitsConfig, OutputFormat, OutputSettings, RunConfig,
    SelectorConfig, StagesConfig, TextFormat, config_hash,
};
pub use dedup::{DedupRequest, dedup};
pub use distributions::Distributions;
pub use eval::{EvalRequest, Evaluation, Measures, PageScore, evaluate};
pub use event::Event;
pub use features::{FeatureRow, Training, TrainingFeatures};
pub use filter::Filtered;
pub use find::find_record;
pub use learn::{LearnReport, LearnRequest, learn};
pub use learn_apart::{CountedTable, Story, StoryReader};
pub use limit::RejectLimit;
pub use merge::{MergeRequest, merge};
pub use ordered::{Ordered, each_in_order};
#[doc(hidden)]
pub use packed::read_log;
pub use plan::{Plan, PlanRequest, plan};
pub use progress::Progress;
pub use reference::{config_reference, config_schema};
pub use resolve::{Override, ResolveError};
pub use retrace::retrace;
pub use run::{RunError, RunReport, RunRequest, run};
pub use saved_document::{Fate, SavedDocument, find_saved, first_ids, is_run};
pub use shard::Shard;
pub use stats::{BoilerplateStats, Books, DedupStats, Removal, STATS_SCHEMA_VERSION, Stats, Volume};
pub use tamis_boilerplate::{Count, Kind, Sight, StoryLines, Summary};
pub use tamis_dedup::{
    Batch, Card, DedupConfig, DedupError, DedupSummary, DirectMatch, Estimated, Explained, Index, Keep,
    Member, PairJudge, Sketch, Verdict, Workspace, distributed,
};
pub use tamis_filter::{Finding as FilterFinding, Identified};
#[cfg(feature = "parquet")]
pub use tamis_io::{ArrowRows, UnfitColumn};
pub use tamis_io::{FieldNames, FileList, InputFile, OwnMembers, RowSource, redacted, shown};
pub use tamis_strip::{Cause, Explanation, html_model_hash, text_model_hash};
pub use timing::Timing;
pub use trace::{TracedBlock, TracedCause, TracedDecoding, TracedDocument, TracedEdit};
pub use verify::{Check, Finding, Severity, VerifyReport, verify};
