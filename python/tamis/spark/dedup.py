"""Deduplication of a corpus on many machines.

Spark brings documents together, by joins, sorts and aggregations; what is decided about them is decided by the engine of
``tamis dedup``, so that clusters and kept documents are the same. The steps, each of which is written to ``work_dir`` and
read back:

1. ``documents``: one row a document, with hashes, words as numbers, and the signature (``mapInArrow``).
2. ``heads``: of documents of the same words one goes on.
3. ``pairs``: documents that agree in a band, each with the first and the one before it.
4. ``estimated``, ``edges``: which pairs are alike or kin, by signatures; where these do not tell, by words.
5. ``kindred``, ``copies``: components of these, in each of which pages of one template are told from copies.
6. ``placed``: the cluster and the family of every document.
7. ``held``: copies that a longer document holds nearly all of.
8. ``rulings``: who stays, and what is said of every document.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tamis import TamisError
from tamis.spark.components import DRIVER_PAIRS
from tamis.spark.job import DOCUMENT_SCHEMA, DOCUMENTS_OF_KEY, Job, folder_of, reading_of, run
from tamis.spark.rulings import rulings
from tamis.spark.shipped import Settings, cleaner_of

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

#: Columns that say something of a document that is compared, beside those that the settings name.
KNOWN = {
    "id",
    "doc_id",
    "url",
    "text",
    "content",
    "raw_content",
    "html",
    "source",
    "created",
    "date",
    "metadata",
}

#: Columns in which a document has its id, the first of them that is there.
IDS = ("id", "doc_id", "url")

#: What `dedup` adds to each row.
RULING_SCHEMA = (
    "cluster string, size long, role string, kept_id string, similarity float, contained_in string, "
    "first_date string, stays boolean, error string"
)

#: What is said of rows that could not be told apart, or not found again.
NAMELESS = "missing-id: the row has neither an id nor a number"
CHANGED = "changed: the row had another id or number, or was not there, when df was computed before"

#: The column that `dedup` adds.
RULING = "dedup"

#: The column by which rows find what was said of them.
NUMBER = "_tamis_number"


def dedup(
    df: DataFrame,
    cleaner: Settings = None,
    *,
    work_dir: str,
    number: str | None = None,
    driver_pairs: int = DRIVER_PAIRS,
    documents_of_key: int = DOCUMENTS_OF_KEY,
    **settings: Any,
) -> DataFrame:
    """Finds the documents of a DataFrame that say the same: clusters and kept documents are those of `tamis dedup`.

    `cleaner` and `settings` are those of `clean`; of them the sections `[dedup]` and `[input]` matter. Texts are compared as
    they stand. Columns are called as fields of rows are: `text` (or `content`, `raw_content`), `id` (or `doc_id`, `url`), and if
    they are there `url`, `source`, `date`, by which pages of one site and the earliest copy are known.

    `work_dir` is a directory that the executors can read and write, such as `hdfs:///tmp/job` or `s3a://bucket/job`; every step is
    written there (in `work_dir/dedup`) and read back. The result reads from it, so it may be deleted when that was written.

    Every row comes out, with a column `dedup: struct`:

    - `cluster: string`, the id of the copy that stays of its cluster, and `size: long`, the number of copies in it,
    - `role: string`: `single`, `kept`, `duplicate`, or `contained` in a longer document,
    - `kept_id: string`, the document that stays for it, and `contained_in: string`,
    - `similarity: float`, to the one that stays (Jaccard of word 5-grams), or the share that its container holds,
    - `first_date: string`, the earliest date of the cluster, for one that is kept and of a later date itself,
    - `stays: boolean`, whether `tamis dedup` keeps it: `where("dedup.stays")` leaves what that writes,
    - `error: string`, why the row could not be compared; all else is null then, and `stays` false.

    Ids must be distinct. Copies that are equal in date, words and bytes are told apart by a hash of their ids, so that the
    result does not depend on how rows are partitioned; `number` names a column of distinct whole numbers that does so instead,
    as the order of the input does on one machine, which `dedup.keep = "first"` needs. Give numbers for more than a billion
    documents: of so many, two hashes may be equal, which is refused (of six billion, two are). `df` is computed twice and
    must be the same then: write it first if it holds what Spark makes anew each time, such as
    `monotonically_increasing_id`. A row that is another the second time gets an `error`.

    `driver_pairs` and `documents_of_key` change where work is done, never what is found: see `docs/spark.md`.

    Raises `tamis.ConfigError` for a setting that makes no sense, and `tamis.TamisError` if ids or numbers are not distinct.
    """
    from pyspark.sql import functions as F

    made = cleaner_of(cleaner, settings)
    config = made.config
    if config["dedup"]["keep"] == "first" and number is None:
        raise TamisError("dedup.keep = first: name the column of the input order, as number=")
    _refuse_taken(df)
    numbered = df.withColumn(NUMBER, _number(df, config, number))
    job = Job(
        df.sparkSession,
        folder_of(work_dir, "dedup"),
        json.dumps(config["dedup"]),
        driver_pairs,
        documents_of_key,
    )
    known = KNOWN | {name for name in config["input"].get("fields", {}).values() if name}
    columns = [F.col(_quoted(name)) for name in df.columns if name in known and name != "number"]
    read = run(
        numbered.where(F.col(NUMBER).isNotNull()).select(F.col(NUMBER).alias("number"), *columns),
        DOCUMENT_SCHEMA,
        "sketch_documents",
        reading_of(made).to_toml(),
    )
    documents = job.by_number("documents", read)
    try:
        _check_numbers(documents)
        said = rulings(job, documents.where("error is null").drop("error"))
        unread = documents.where("error is not null").select("number", "error")
        failed = job.checkpoint("failed", unread)
    finally:
        job.forget("documents")
    keeps_contained = bool(config["dedup"]["keep_contained"])
    stays = F.col("role").isin(["single", "kept", *(["contained"] if keeps_contained else [])])
    names = [name.split()[0] for name in RULING_SCHEMA.split(", ")]
    compared = said.withColumn("stays", stays).withColumn("error", F.lit(None).cast("string"))
    broken = failed.select(
        "number", F.struct(*_broken(F.col("error"))).cast(f"struct<{RULING_SCHEMA}>").alias("dedup")
    )
    ruled = compared.select(
        "number", F.struct(*names).cast(f"struct<{RULING_SCHEMA}>").alias("dedup")
    )
    all_said = ruled.union(broken).withColumnRenamed("number", NUMBER)
    unsaid = F.when(F.col(NUMBER).isNull(), NAMELESS).otherwise(CHANGED)
    nameless = F.struct(*_broken(unsaid))
    return (
        numbered.join(all_said, NUMBER, "left")
        .withColumn("dedup", F.coalesce("dedup", nameless.cast(f"struct<{RULING_SCHEMA}>")))
        .drop(NUMBER)
    )


def _refuse_taken(df: DataFrame) -> None:
    """Refuses columns in whose place others would come."""
    is_exact = str(df.sparkSession.conf.get("spark.sql.caseSensitive")).lower() == "true"
    taken = [
        name for name in df.columns if (name if is_exact else name.lower()) in (RULING, NUMBER)
    ]
    if taken:
        raise TamisError(f"dedup makes columns of these names: rename or drop {', '.join(taken)}")


def _broken(error: Column) -> list[Column]:
    """What is said of a row that could not be compared."""
    from pyspark.sql import functions as F

    said = {"stays": F.lit(False), "error": error}
    fields = [field.split() for field in RULING_SCHEMA.split(", ")]
    return [said.get(name, F.lit(None).cast(kind)).alias(name) for name, kind in fields]


def _number(df: DataFrame, config: dict[str, Any], number: str | None) -> Column:
    """The number of each row, whose order decides between equal copies."""
    from pyspark.sql import functions as F

    if number is not None:
        return F.col(_quoted(number) if number in df.columns else number).cast("long")
    named = config["input"].get("fields", {}).get("id")
    names = [name for name in ([named] if named else IDS) if name in df.columns]
    if not names:
        raise TamisError(f"there is no column of ids: {named or ', '.join(IDS)}")
    # The first that is there in a row, as rows of files are read.
    name = F.coalesce(*(F.col(_quoted(name)).cast("string") for name in names))
    return F.when(name != "", F.xxhash64(name))


def _quoted(name: str) -> str:
    """The name of a column as it stands, dots and back-ticks too."""
    return f"`{name.replace('`', '``')}`"


def _check_numbers(documents: DataFrame) -> None:
    from pyspark.sql import functions as F

    ids = (F.count("*").alias("count"), F.min("id").alias("id"), F.max("id").alias("other"))
    repeated = documents.groupBy("number").agg(*ids).where("count > 1")
    found = repeated.orderBy("number").limit(3).collect()
    if any(row["id"] != row["other"] for row in found):
        names = "; ".join(f"{row['id']}, {row['other']} ({row['count']} rows)" for row in found)
        raise TamisError(
            f"rows of different ids have one number, give distinct ones as number=: {names}"
        )
    if found:
        names = ", ".join(f"{row['id']} ({row['count']} rows)" for row in found)
        raise TamisError(f"ids, or the numbers given, are not distinct: {names}")
