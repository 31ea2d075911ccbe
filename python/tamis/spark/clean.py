"""Cleaning a DataFrame: one row out for each row in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamis import Cleaner, SchemaError
from tamis.spark.shipped import Settings, Shipped, cleaner_of, ship

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType, StructType


def clean(
    df: DataFrame,
    cleaner: Settings = None,
    *,
    removed: bool = False,
    rows: bool = False,
    **settings: Any,
) -> DataFrame:
    """Cleans each row of a DataFrame: what `tamis clean --boilerplate FILE` writes of the same documents.

    `cleaner` is a `tamis.Cleaner` or what it takes: sections as a dict, the path of a `tamis.toml` on the driver, or keyword
    arguments. Columns are called as fields of rows are: `text` (or `content`, `raw_content`), `html`, `id`, `url`, `date`.
    Files that the settings name, such as the table of `boilerplate`, need to stand on the driver alone.

    Out come all columns but the body, as they are, then

    - `text: string`, null if there is an `error`,
    - `dropped: string`, the reason why a run drops the document, null if it stays,
    - `error: string`, why the row could not be cleaned, null if it was,
    - `tamis: struct`, what was found besides: title, authors, dates, language, flags, version,
    - with `removed=True` also `removed: array<struct>`, the rows of `removed.jsonl`,
    - with `rows=True` also `row: string`, the line of JSON that the command line writes.

    A row that cannot be cleaned fails no task: it says so in `error`. Nothing is left out: whoever wants what a run writes
    takes the rows `where("dropped is null and error is null")`. Documents that say the same are a matter of
    `tamis.spark.dedup`. A row without an id gets `part-N#M` in its `row`, partition and place in it. Nothing is computed
    before the result is asked for.

    Raises `tamis.ConfigError` for a setting that makes no sense and `tamis.SchemaError` for columns that do not fit.
    """
    made = cleaner_of(cleaner, settings)
    schema = clean_schema(df, made, removed=removed, rows=rows)
    work = CleanBatches(ship(made, df.sparkSession), removed, rows)
    return df.mapInArrow(work, schema)


def clean_schema(
    df: DataFrame,
    cleaner: Settings = None,
    *,
    removed: bool = False,
    rows: bool = False,
    **settings: Any,
) -> StructType:
    """The schema of what `clean` makes of a DataFrame. Nothing is computed."""
    from pyspark.sql.types import StructField, StructType

    made = cleaner_of(cleaner, settings)
    # A DataFrame without rows is known to be empty before anything runs.
    columns = df.limit(0).toArrow().schema
    found = made.output_schema(columns, removed=removed, rows=rows)
    new = len(NEW) + removed + rows
    _refuse_twins(df, list(found.names))
    # Of columns that pass Spark knows the type better than Arrow does.
    known = {field.name: field for field in df.schema.fields}
    passing = [known[field.name] for field in list(found)[:-new]]
    return StructType(
        passing + [StructField(field.name, spark_type(field.type)) for field in list(found)[-new:]]
    )


def _refuse_twins(df: DataFrame, names: list[str]) -> None:
    """Refuses columns that Spark, which mostly takes no heed of case, could not tell from those that are added."""
    if str(df.sparkSession.conf.get("spark.sql.caseSensitive")).lower() == "true":
        return
    for name in (name for name in NAMES if name in names):
        twin = next((other for other in names if other != name and other.lower() == name), None)
        if twin is not None:
            raise SchemaError(
                twin,
                f"Spark cannot tell the column `{twin}` from `{name}`, which tamis writes; "
                "rename it, or leave it out, first",
            )


def spark_type(kind: pa.DataType) -> DataType:
    """The type in Spark of what tamis writes."""
    import pyarrow as pa
    from pyspark.sql import types as T

    if pa.types.is_struct(kind):
        return T.StructType([T.StructField(field.name, spark_type(field.type)) for field in kind])
    if pa.types.is_list(kind):
        return T.ArrayType(spark_type(kind.value_type))
    plain = {pa.string(): T.StringType(), pa.int64(): T.LongType(), pa.float64(): T.DoubleType()}
    return plain[kind]


#: Columns that every row gets.
NEW = ("text", "dropped", "error", "tamis")

#: All that may be added.
NAMES = (*NEW, "removed", "row")


@dataclass(frozen=True)
class CleanBatches:
    """Cleans the batches of a partition; pickled to the executors."""

    shipped: Shipped
    removed: bool
    rows: bool

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        name = f"part-{context.partitionId() if context else 0}"
        return cleaned(self.shipped.cleaner(), batches, name, removed=self.removed, rows=self.rows)


def cleaned(
    cleaner: Cleaner,
    batches: Iterator[pa.RecordBatch],
    name: str,
    *,
    removed: bool,
    rows: bool,
) -> Iterator[pa.RecordBatch]:
    """The batches, cleaned one after the other on one thread: a task has one core."""
    first = 1
    for batch in batches:
        yield cleaner.clean_batch(
            batch, removed=removed, rows=rows, threads=1, name=name, first=first
        )
        first += batch.num_rows
