//! Arrow batches in, Arrow batches out.

use std::sync::Arc;

use arrow_array::builder::{Float64Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use tamis_core::Reject;
use tamis_pipeline::{
    ArrowRows, Article, Cleaner, FieldNames, Outcome, OwnMembers, RemovedSpan, UnfitColumn, each_in_order,
};

/// What is wanted of a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// The column `removed`.
    pub(crate) removed: bool,
    /// The column `row`.
    pub(crate) rows: bool,
    pub(crate) threads: usize,
    /// What stands for the file in ids that rows lack.
    pub(crate) name: &'a str,
    /// Number of the first row.
    pub(crate) first: u64,
}

/// Why a batch cannot be cleaned at all: the column, if one is to blame, and what to do.
pub(crate) struct Unfit {
    pub(crate) column: String,
    pub(crate) message: String,
}

impl From<UnfitColumn> for Unfit {
    fn from(unfit: UnfitColumn) -> Self {
        Unfit { message: unfit.to_string(), column: unfit.column }
    }
}

const TEXT: &str = "text";
const DROPPED: &str = "dropped";
const ERROR: &str = "error";
const OWN: &str = "tamis";
const REMOVED: &str = "removed";
const ROW: &str = "row";

/// Which columns pass through, and the schema of what comes out.
pub(crate) struct Shape {
    passing: Vec<usize>,
    pub(crate) schema: SchemaRef,
}

impl Shape {
    pub(crate) fn new(input: &Schema, fields: &FieldNames, wanted: Wanted<'_>) -> Result<Self, Unfit> {
        let names = || input.fields().iter().map(|field| field.name());
        if let Some((_, name)) =
            names().enumerate().find(|(at, name)| names().take(*at).any(|before| before == *name))
        {
            let message = format!("two columns are called `{name}`; rename one, or leave it out, first");
            return Err(Unfit { column: name.clone(), message });
        }
        let Some(body) = ArrowRows::body_column(input, fields) else {
            let names: Vec<String> =
                ArrowRows::body_names(fields).iter().map(|name| format!("`{name}`")).collect();
            let message = format!(
                "no column holds the text of documents, which would be called {}; name it with text_field or html_field",
                names.join(", ")
            );
            return Err(Unfit { column: String::new(), message });
        };
        let mut written = vec![
            text_field(TEXT),
            text_field(DROPPED),
            text_field(ERROR),
            Arc::new(Field::new(OWN, DataType::Struct(own_fields()), true)),
        ];
        if wanted.removed {
            written.push(Arc::new(Field::new(REMOVED, DataType::List(removed_item()), true)));
        }
        if wanted.rows {
            written.push(text_field(ROW));
        }
        let is_body = |name: &str| ArrowRows::body_names(fields).iter().any(|known| known == name);
        let mut passing = Vec::new();
        for (at, field) in input.fields().iter().enumerate() {
            let name = field.name();
            if at == body || (name == TEXT && is_body(name)) {
                continue;
            }
            if written.iter().any(|other| other.name() == name) {
                let message = format!(
                    "the column `{name}` has the name of one that tamis writes; rename it, or leave it out, first"
                );
                return Err(Unfit { column: name.clone(), message });
            }
            passing.push(at);
        }
        let fields: Vec<FieldRef> =
            passing.iter().filter_map(|at| input.fields().get(*at).cloned()).chain(written).collect();
        // What the metadata says of columns by their places would no longer hold.
        Ok(Shape { passing, schema: Arc::new(Schema::new(fields)) })
    }
}

fn text_field(name: &str) -> FieldRef {
    Arc::new(Field::new(name, DataType::Utf8, true))
}

fn texts_field(name: &str) -> FieldRef {
    Arc::new(Field::new(name, DataType::List(text_field("item")), true))
}

fn own_fields() -> Fields {
    let texts = |names: &[&str]| names.iter().map(|name| text_field(name)).collect::<Vec<_>>();
    let score = Arc::new(Field::new("language_score", DataType::Float64, true));
    let mut fields = texts(&["title"]);
    fields.push(texts_field("authors"));
    fields.extend(texts(&["published", "updated", "site", "canonical_url"]));
    fields.push(texts_field("tags"));
    fields.extend(texts(&["language"]));
    fields.push(score);
    fields.push(texts_field("flags"));
    fields.extend(texts(&["version"]));
    fields.into()
}

fn removed_item() -> FieldRef {
    let number = |name: &str| Arc::new(Field::new(name, DataType::Int64, true));
    let fields: Vec<FieldRef> = vec![
        number("start"),
        number("end"),
        text_field("stage"),
        text_field("action"),
        text_field("reason"),
        Arc::new(Field::new("score", DataType::Float64, true)),
        text_field("evidence"),
        text_field("text"),
        text_field("replacement"),
    ];
    Arc::new(Field::new("item", DataType::Struct(fields.into()), true))
}

/// What became of a row.
struct Done {
    outcome: Outcome,
    row: Option<String>,
}

/// Cleans all rows of a batch. A row that cannot be cleaned says why in the column `error`.
pub(crate) fn clean(
    cleaner: &Cleaner,
    batch: &RecordBatch,
    wanted: Wanted<'_>,
) -> Result<RecordBatch, Unfit> {
    let source = cleaner.row_source(wanted.name);
    let shape = Shape::new(&batch.schema(), &source.fields, wanted)?;
    let rows = ArrowRows::new(batch, &source, wanted.first, wanted.rows)?;
    let work = |at: usize| {
        let outcome = cleaner.outcome(|| rows.record(at), wanted.removed);
        let row = outcome.article.as_ref().ok();
        let row = row.filter(|article| wanted.rows && article.drop.is_none()).map(line);
        Done { outcome, row }
    };
    let done = each_in_order(batch.num_rows(), wanted.threads, &work);
    check_sizes(&done)?;
    let mut columns: Vec<ArrayRef> =
        shape.passing.iter().filter_map(|at| batch.columns().get(*at).cloned()).collect();
    columns.extend(written(&done, wanted));
    RecordBatch::try_new(shape.schema, columns)
        .map_err(|error| Unfit { column: String::new(), message: error.to_string() })
}

/// The row that the command line writes, without its line feed.
pub(crate) fn line(article: &Article) -> String {
    let mut out = Vec::new();
    article.write_json(&mut out);
    out.pop();
    // Texts and JSON alone went into it.
    String::from_utf8(out).unwrap_or_default()
}

/// Columns of texts hold 2 GiB at most.
fn check_sizes(done: &[Done]) -> Result<(), Unfit> {
    let text = |done: &Done| done.outcome.article.as_ref().map_or(0, |article| article.text.len());
    let row = |done: &Done| done.row.as_ref().map_or(0, String::len);
    let removed = |done: &Done| {
        done.outcome.removed.iter().map(|span| span.text.len() + span.evidence.len()).sum::<usize>()
    };
    let sizes: [(&str, usize); 3] = [
        (TEXT, done.iter().map(text).sum()),
        (ROW, done.iter().map(row).sum()),
        (REMOVED, done.iter().map(removed).sum()),
    ];
    for (column, size) in sizes {
        if i32::try_from(size).is_err() {
            let message = format!("the column `{column}` would hold more than 2 GiB; give smaller batches");
            return Err(Unfit { column: column.to_owned(), message });
        }
    }
    Ok(())
}

fn written(done: &[Done], wanted: Wanted<'_>) -> Vec<ArrayRef> {
    let articles = || done.iter().map(|done| done.outcome.article.as_ref());
    let dropped = |article: &Article| article.drop.as_ref().map(|(reason, _)| reason.name());
    let mut columns = vec![
        texts(articles().map(|article| article.ok().map(|article| article.text.as_str()))),
        texts(articles().map(|article| article.ok().and_then(dropped))),
        texts(articles().map(|article| article.err().map(|reject| said(reject)))),
        own(done),
    ];
    if wanted.removed {
        columns.push(removed(done));
    }
    if wanted.rows {
        columns.push(texts(done.iter().map(|done| done.row.as_deref())));
    }
    columns
}

/// What is wrong with a document, behind the name of the cause.
fn said(reject: &Reject) -> String {
    format!("{}: {}", reject.cause.name(), reject.message)
}

fn texts<T: AsRef<str>>(values: impl Iterator<Item = Option<T>>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

fn own(done: &[Done]) -> ArrayRef {
    let found: Vec<Option<OwnMembers<'_>>> =
        done.iter().map(|done| done.outcome.article.as_ref().ok().map(Article::own)).collect();
    let text = |pick: &dyn for<'a> Fn(&OwnMembers<'a>) -> Option<&'a str>| {
        texts(found.iter().map(|own| own.as_ref().and_then(pick)))
    };
    let mut scores = Float64Builder::new();
    for own in &found {
        scores.append_option(own.as_ref().and_then(|own| own.language_score));
    }
    let columns: Vec<ArrayRef> = vec![
        text(&|own| own.title),
        lists(found.iter().map(|own| own.as_ref().map(|own| own.authors.iter().map(String::as_str)))),
        text(&|own| own.published),
        text(&|own| own.updated),
        text(&|own| own.site),
        text(&|own| own.canonical_url),
        lists(found.iter().map(|own| own.as_ref().map(|own| own.tags.iter().map(String::as_str)))),
        text(&|own| own.language),
        Arc::new(scores.finish()),
        lists(found.iter().map(|own| own.as_ref().map(|own| own.flags.iter().copied()))),
        text(&|own| Some(own.version)),
    ];
    let nulls: NullBuffer = found.iter().map(Option::is_some).collect();
    Arc::new(StructArray::new(own_fields(), columns, Some(nulls)))
}

fn lists<'a, I: Iterator<Item = &'a str>>(values: impl Iterator<Item = Option<I>>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for value in values {
        let is_some = value.is_some();
        value.into_iter().flatten().for_each(|text| builder.values().append_value(text));
        builder.append(is_some);
    }
    Arc::new(builder.finish())
}

fn removed(done: &[Done]) -> ArrayRef {
    let spans = || done.iter().flat_map(|done| &done.outcome.removed);
    let number = |pick: &dyn Fn(&RemovedSpan) -> u64| -> ArrayRef {
        let mut builder = Int64Builder::new();
        spans().for_each(|span| builder.append_option(i64::try_from(pick(span)).ok()));
        Arc::new(builder.finish())
    };
    let mut scores = Float64Builder::new();
    spans().for_each(|span| scores.append_value(span.score));
    let columns: Vec<ArrayRef> = vec![
        number(&|span| span.start),
        number(&|span| span.end),
        texts(spans().map(|span| Some(span.reason.stage().name()))),
        texts(spans().map(|span| Some(span.reason.action().name()))),
        texts(spans().map(|span| Some(span.reason.name()))),
        Arc::new(scores.finish()),
        texts(spans().map(|span| Some(span.evidence.as_str()))),
        texts(spans().map(|span| Some(span.text.as_str()))),
        texts(spans().map(|span| span.replacement.as_deref())),
    ];
    let item = removed_item();
    let DataType::Struct(fields) = item.data_type() else {
        return Arc::new(ListArray::new_null(item, done.len()));
    };
    let values = StructArray::new(fields.clone(), columns, None);
    let offsets = OffsetBuffer::from_lengths(done.iter().map(|done| done.outcome.removed.len()));
    let nulls: NullBuffer = done.iter().map(|done| done.outcome.article.is_ok()).collect();
    Arc::new(ListArray::new(item, offsets, Arc::new(values), Some(nulls)))
}
