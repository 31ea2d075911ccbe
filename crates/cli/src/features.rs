//! `tamis features`: what the learned judge for HTML sees of every block, for training.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow_array::builder::{Float32Builder, StringBuilder, UInt32Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{DataType, Field, Schema};
use tamis_pipeline::{Cleaner, ConventionConfig, FeatureRow, TrainingFeatures};

use crate::args::FeaturesArgs;
use crate::escape::terminal_safe;
use crate::exit::Exit;
use crate::settings;

/// Columns before those of the features: id, number of the block, its text and its weight.
const FIXED: usize = 4;

pub(crate) fn run(args: &FeaturesArgs) -> Result<Exit> {
    let mut config = settings::resolve(&args.settings)?;
    // The judge that is to be trained has no say in what it is trained on.
    config.stages.strip = false;
    config.convention = ConventionConfig::default();
    let cleaner = Cleaner::new(config)?;
    let model = args
        .first_pass
        .as_ref()
        .map(|path| std::fs::read(path).with_context(|| format!("cannot read the model {}", path.display())));
    let features = TrainingFeatures::new(&cleaner, model.transpose()?.as_deref(), args.language_free)?;
    let schema = schema(&features.names());
    let file = File::create(&args.out).with_context(|| format!("cannot write {}", args.out.display()))?;
    let mut writer = FileWriter::try_new(std::io::BufWriter::new(file), &schema)?;
    let mut exit = Exit::Done;
    for row in features.rows(&args.inputs)? {
        match row {
            Ok(row) => writer.write(&batch(&schema, &row)?)?,
            Err(reject) => {
                let message = terminal_safe(&reject.message);
                writeln!(anstream::stderr(), "tamis: {}: {message}", reject.place)?;
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
        Field::new("block", DataType::UInt32, false),
        Field::new("text", DataType::Utf8, false),
        Field::new("weight", DataType::Float32, false),
    ];
    fields.extend(names.iter().map(|name| Field::new(*name, DataType::Float32, false)));
    Arc::new(Schema::new(fields))
}

/// A document as a batch, a row a block.
fn batch(schema: &Arc<Schema>, row: &FeatureRow) -> Result<RecordBatch> {
    let (mut ids, mut blocks) = (StringBuilder::new(), UInt32Builder::new());
    let (mut texts, mut weights) = (StringBuilder::new(), Float32Builder::new());
    for (at, (text, weight)) in row.texts.iter().zip(&row.features.words).enumerate() {
        ids.append_value(&row.id);
        blocks.append_value(at as u32);
        texts.append_value(text);
        weights.append_value(*weight);
    }
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(ids.finish()),
        Arc::new(blocks.finish()),
        Arc::new(texts.finish()),
        Arc::new(weights.finish()),
    ];
    for column in 0..schema.fields().len() - FIXED {
        let mut values = Float32Builder::with_capacity(row.texts.len());
        values.extend(
            row.features.values.iter().skip(column).step_by(row.features.columns.max(1)).map(|v| Some(*v)),
        );
        columns.push(Arc::new(values.finish()));
    }
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}
