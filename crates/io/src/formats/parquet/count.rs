//! The rows of a file, counted, without their texts.

use std::fs::File;

use arrow_array::cast::AsArray;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use super::file::Bytes;
use super::groups::guarded;

/// Ids that are read at a time (guess).
const BATCH_ROWS: usize = 1024;
/// The column of ids, as tamis writes it.
const ID: &str = "id";

type Builder = ParquetRecordBatchReaderBuilder<Bytes>;

/// The rows that the footer of a file tells of, `None` if it cannot be read, and what is wrong with the file. `on_id`
/// gets the number, from 1, and the id of every row that can be read.
pub(crate) fn count_rows(file: File, on_id: &mut dyn FnMut(u64, &str)) -> (Option<u64>, Option<String>) {
    let builder = match guarded(|| open(file)).and_then(|opened| opened) {
        Ok(builder) => builder,
        Err(why) => return (None, Some(format!("has no Parquet footer that can be read: {why}"))),
    };
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or_default();
    let mut read = 0;
    let problem = match guarded(|| read_ids(builder, &mut read, on_id)).and_then(|done| done) {
        Ok(()) if read == rows => None,
        Ok(()) => Some(format!("holds {read} rows, while its footer tells of {rows}")),
        Err(why) => Some(format!("cannot be read beyond row {read}: {why}")),
    };
    (Some(rows), problem)
}

fn open(file: File) -> Result<Builder, String> {
    let bytes = Bytes::new(file).map_err(|error| error.to_string())?;
    // What another program noted of its own types does not matter here.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    Builder::try_new_with_options(bytes, options).map_err(|error| error.to_string())
}

fn read_ids(builder: Builder, read: &mut u64, on_id: &mut dyn FnMut(u64, &str)) -> Result<(), String> {
    let mask = ProjectionMask::columns(builder.parquet_schema(), [ID]);
    let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build();
    for batch in reader.map_err(|error| error.to_string())? {
        let batch = batch.map_err(|error| error.to_string())?;
        let ids = batch.column_by_name(ID).and_then(|column| column.as_string_opt::<i32>());
        let Some(ids) = ids else { return Err(format!("it has no column `{ID}` of texts")) };
        for id in ids {
            *read += 1;
            if let Some(id) = id {
                on_id(*read, id);
            }
        }
    }
    Ok(())
}
