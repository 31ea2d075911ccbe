//! `tamis features`: what a learned judge sees of every document, for training.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow_array::builder::{Float32Builder, ListBuilder, StringBuilder, UInt16Builder, UInt32Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{DataType, Field, Schema};
use tamis_core::Markup;
use tamis_pipeline::{Cleaner, ConventionConfig, FeatureRow, Training, TrainingFeatures};

use crate::args::{FeaturesArgs, Kind};
use crate::escape::line_safe;
use crate::exit::Exit;
use crate::settings;

/// Columns before those of the features: id, the lines of the input in which the blocks of the unit begin,
/// its text, a line a block, its weight, and for texts the upper 16 bits of the hashes of its words.
const FIXED: usize = 5;

pub(crate) fn run(args: &FeaturesArgs) -> Result<Exit> {
    let mut config = settings::resolve(&args.settings)?;
    config.input.lists = settings::lists(&args.inputs);
    // The judge that is to be trained has no say in what it is trained on.
    config.stages.strip = false;
    config.convention = ConventionConfig::default();
    let cleaner = Cleaner::new(config)?;
    let model = args
        .first_pass
        .as_ref()
        .map(|path| std::fs::read(path).with_context(|| format!("cannot read the model {}", path.display())));
    let model = model.transpose()?;
    let wanted = Training {
        markup: match args.judge {
            Kind::Html => Markup::Html,
            Kind::Text => Markup::Text,
        },
        first_pass: model.as_deref(),
        language_free: args.language_free,
    };
    let features = TrainingFeatures::new(&cleaner, wanted)?;
    let schema = schema(&features.names());
    let file = File::create(&args.out).with_context(|| format!("cannot write {}", args.out.display()))?;
    let mut writer = FileWriter::try_new(std::io::BufWriter::new(file), &schema)?;
    let mut exit = Exit::Done;
    for row in features.rows(&args.inputs.inputs)? {
        match row {
            Ok(row) => writer.write(&batch(&schema, &row)?)?,
            Err(reject) => {
                let message = format!("tamis: {}: {}", reject.place, reject.message);
                writeln!(anstream::stderr(), "{}", line_safe(&message))?;
                exit = Exit::Rejects;
            }
        }
    }
    writer.finish()?;
    Ok(exit)
}

fn schema(names: &[&str]) -> Arc<Schema> {
    let mut fields = vec![
        Field::new("id", DataType::Utf8, false),
        Field::new("lines", DataType::List(Arc::new(Field::new_list_field(DataType::UInt32, true))), false),
        Field::new("text", DataType::Utf8, false),
        Field::new("weight", DataType::Float32, false),
        Field::new(
            "hashed_words",
            DataType::List(Arc::new(Field::new_list_field(DataType::UInt16, true))),
            false,
        ),
    ];
    fields.extend(names.iter().map(|name| Field::new(*name, DataType::Float32, false)));
    Arc::new(Schema::new(fields))
}

/// A document as a batch, a row a unit.
fn batch(schema: &Arc<Schema>, row: &FeatureRow) -> Result<RecordBatch> {
    let (mut ids, mut lines) = (StringBuilder::new(), ListBuilder::new(UInt32Builder::new()));
    let (mut texts, mut weights) = (StringBuilder::new(), Float32Builder::new());
    let mut hashed = ListBuilder::new(UInt16Builder::new());
    let mut hashed_words = row.features.hashed_words.iter();
    for (unit, weight) in row.features.blocks.iter().zip(&row.features.words) {
        hashed.append_value(hashed_words.next().into_iter().flatten().map(|hash| Some(*hash)));
        let blocks = || unit.iter().filter_map(|at| row.blocks.get(*at));
        ids.append_value(&row.id);
        lines.append_value(blocks().map(|(line, _)| Some(*line)));
        texts.append_value(blocks().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n"));
        weights.append_value(*weight);
    }
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(ids.finish()),
        Arc::new(lines.finish()),
        Arc::new(texts.finish()),
        Arc::new(weights.finish()),
        Arc::new(hashed.finish()),
    ];
    for column in 0..schema.fields().len() - FIXED {
        let mut values = Float32Builder::with_capacity(row.features.words.len());
        values.extend(
            row.features.values.iter().skip(column).step_by(row.features.columns.max(1)).map(|v| Some(*v)),
        );
        columns.push(Arc::new(values.finish()));
    }
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}
