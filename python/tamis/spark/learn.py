"""Learning from a DataFrame what recurs in many stories of a source."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamis import TamisError, _tamis
from tamis.spark.job import DOCUMENT_SCHEMA, Job, folder_of, reading_of, run
from tamis.spark.near import clusters
from tamis.spark.shipped import Settings, cleaner_of

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame

STORY_SCHEMA = f"{DOCUMENT_SCHEMA}, lines binary"

SIGHT_SCHEMA = "source long, kind byte, hash long, story long, sample binary"

#: Kind of the rows that stand for a source itself.
SOURCE = 0

#: Stories from which on a line has a place in a table.
FEWEST_STORIES = 2

#: Parts that the stories of one source are counted in, since a source may hold nearly all documents.
PARTS_OF_SOURCE = 64


@dataclass(frozen=True)
class Learned:
    """What `learn` counted."""

    #: Rows of the DataFrame.
    records: int
    #: Those that could not be read.
    rejected: int
    #: Distinct stories, over all sources.
    stories: int
    #: Sources with a line that recurs.
    sources: int
    #: Lines that recur.
    lines: int


def learn(
    df: DataFrame,
    path: str | os.PathLike[str],
    cleaner: Settings = None,
    *,
    work_dir: str,
    **settings: Any,
) -> Learned:
    """Counts in how many distinct stories of its source each line stands, and writes the table that `tamis learn` writes of
    the same documents, byte for byte.

    `path` is a file on the driver, compressed if its name ends in `.zst`. `cleaner` and `settings` are those of `clean`;
    pages are counted, as `tamis learn` counts them. `work_dir` is a directory that the executors can read and write, in which
    each step is kept (in `work_dir/learn`); it may be deleted afterwards.

    Near-copies are one story unless `dedup.near` is off. The table depends neither on the order of rows nor on partitions.
    Columns that tamis does not know by name are not read; ids are not needed.

    Raises `tamis.ConfigError` for a setting that makes no sense, and `tamis.TamisError` if no row could be read.
    """
    from pyspark.sql import functions as F

    reading = reading_of(cleaner_of(cleaner, settings))
    writer = _tamis.TableWriter(os.fspath(path))
    dedup = json.dumps(reading.config["dedup"])
    job = Job(df.sparkSession, folder_of(work_dir, "learn"), dedup)
    numbered = df.withColumn("number", F.monotonically_increasing_id())
    stories = job.checkpoint(
        "stories", run(numbered, STORY_SCHEMA, "read_stories", reading.to_toml())
    )
    read = stories.agg(F.count("*"), F.count("error")).first()
    records, rejected = (read[0], read[1]) if read else (0, 0)
    if rejected == records > 0:
        said = stories.where("error is not null").select("error").first()
        raise TamisError(
            f"none of {records} rows could be read; the first: {said[0] if said else ''}"
        )
    counts = job.checkpoint(
        "counts", _counts(job, run(_told(job, stories), SIGHT_SCHEMA, "count_sights"))
    )
    _write(counts, writer)
    counted, sources, lines, _ = writer.finish()
    return Learned(records, rejected, counted, sources, lines)


def _told(job: Job, stories: DataFrame) -> DataFrame:
    """The lines of each document, and its story if that is not told by its words: (lines, story)."""
    from pyspark.sql import functions as F

    lines = stories.where("lines is not null").select("number", "lines")
    if not job.setting("near"):
        return lines.select("lines", F.lit(None).cast("long").alias("story"))
    documents = stories.where("words is not null").drop("lines")
    # Most documents have no copy, and stay out of the join where Spark sees that the others are few.
    copies = (
        clusters(job, documents)
        .where(F.col("number") != F.col("cluster"))
        .select("number", F.col("cluster").alias("copied"))
    )
    return lines.join(copies, "number", "left").select(
        "lines", F.coalesce("copied", "number").alias("story")
    )


def _counts(job: Job, sights: DataFrame) -> DataFrame:
    """What a table holds, and all sources: (source, kind, hash, stories, sample)."""
    from pyspark.sql import functions as F

    key = ["source", "kind", "hash"]
    part: Column = F.when(
        F.col("kind") == SOURCE, F.pmod("story", F.lit(PARTS_OF_SOURCE))
    ).otherwise(0)
    # All rows of a key and part in one partition: what follows moves nothing but what recurs.
    by_story = (
        sights.withColumn("part", part)
        .repartition(job.partitions, *key, "part")
        .groupBy(*key, "part", "story")
        .agg(F.min("sample").alias("sample"))
    )
    return (
        by_story.groupBy(*key, "part")
        .agg(F.count("*").alias("stories"), F.min("sample").alias("sample"))
        .where((F.col("kind") == SOURCE) | (F.col("stories") >= FEWEST_STORIES))
        .groupBy(*key)
        .agg(F.sum("stories").alias("stories"), F.min("sample").alias("sample"))
    )


def _write(counts: DataFrame, writer: _tamis.TableWriter) -> None:
    """Brings the counts to the driver in order, a batch at a time."""
    import pyarrow as pa

    ordered = counts.orderBy("source", "kind", "hash").mapInArrow(as_streams, "stream binary")
    for row in ordered.toLocalIterator(prefetchPartitions=True):
        with pa.ipc.open_stream(row[0]) as stream:
            for batch in stream:
                writer.push(batch)


def as_streams(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Each batch as the bytes of an Arrow stream, because rows travel to the driver one by one."""
    import pyarrow as pa

    for batch in batches:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        yield pa.RecordBatch.from_arrays(
            [pa.array([sink.getvalue().to_pybytes()], pa.binary())], ["stream"]
        )
