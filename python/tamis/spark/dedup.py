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

import hashlib
import json
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamis import TamisError, _tamis
from tamis.spark.components import DRIVER_PAIRS, components
from tamis.spark.shipped import Settings, cleaner_of

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame, SparkSession

#: Documents of one key of a band up to which they are one group. Keys with more are cut into parts, so that no task gets
#: all pages of a large template.
DOCUMENTS_OF_KEY = 10_000

#: Documents of a key of that size that a sample is to hold, so that hardly any is overlooked.
SAMPLED_OF_KEY = 30

#: Partitions of a shuffle if the session names no number: what Spark does.
SHUFFLE_PARTITIONS = 200

CARD = ["words", "bytes", "tokens", "shingles", "day", "site", "page"]

DOCUMENT_SCHEMA = (
    "number long, id string, words binary, bytes binary, tokens int, shingles int, day int, site long, page long, "
    "signature binary, sequence binary, error string"
)


#: Columns that say something of a document that is compared, beside those that the settings name.
KNOWN = {"id", "doc_id", "url", "text", "content", "raw_content", "html", "source", "created", "date", "metadata"}

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
        _reading(config),
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
    broken = failed.select("number", F.struct(*_broken(F.col("error"))).cast(f"struct<{_fields()}>").alias("dedup"))
    ruled = compared.select("number", F.struct(*names).cast(f"struct<{_fields()}>").alias("dedup"))
    all_said = ruled.union(broken).withColumnRenamed("number", NUMBER)
    unsaid = F.when(F.col(NUMBER).isNull(), NAMELESS).otherwise(CHANGED)
    nameless = F.struct(*_broken(unsaid))
    return (
        numbered.join(all_said, NUMBER, "left")
        .withColumn("dedup", F.coalesce("dedup", nameless.cast(f"struct<{_fields()}>")))
        .drop(NUMBER)
    )


def folder_of(work_dir: str, step: str) -> str:
    """The folder of a step; refuses those that Spark takes for another one when it writes or reads them."""
    if not re.match(r"/|[A-Za-z][A-Za-z0-9+.-]*:", work_dir) or set(work_dir) & set("*?[]{}"):
        raise TamisError(f"work_dir must be an absolute path without any of *?[]{{}}: {work_dir}")
    return f"{work_dir.rstrip('/')}/{step}"


def _refuse_taken(df: DataFrame) -> None:
    """Refuses columns in whose place others would come."""
    is_exact = str(df.sparkSession.conf.get("spark.sql.caseSensitive")).lower() == "true"
    taken = [name for name in df.columns if (name if is_exact else name.lower()) in (RULING, NUMBER)]
    if taken:
        raise TamisError(f"dedup makes columns of these names: rename or drop {', '.join(taken)}")


def _fields() -> str:
    return ", ".join(": ".join(field.split()) for field in RULING_SCHEMA.split(", "))


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


def _reading(config: dict[str, Any]) -> str:
    """The settings by which texts are read, as TOML."""
    from tamis import Cleaner

    kept: dict[str, Any] = {name: config[name] for name in ("input", "limits", "decode", "extract", "dedup") if name in config}
    return Cleaner({**kept, "stages": {**config["stages"], "strip": False, "filter": False}}).to_toml()


def _check_numbers(documents: DataFrame) -> None:
    from pyspark.sql import functions as F

    ids = (F.count("*").alias("count"), F.min("id").alias("id"), F.max("id").alias("other"))
    repeated = documents.groupBy("number").agg(*ids).where("count > 1")
    found = repeated.orderBy("number").limit(3).collect()
    if any(row["id"] != row["other"] for row in found):
        names = "; ".join(f"{row['id']}, {row['other']} ({row['count']} rows)" for row in found)
        raise TamisError(f"rows of different ids have one number, give distinct ones as number=: {names}")
    if found:
        names = ", ".join(f"{row['id']} ({row['count']} rows)" for row in found)
        raise TamisError(f"ids, or the numbers given, are not distinct: {names}")


@dataclass(frozen=True)
class KernelRun:
    """Runs a kernel of the engine over the batches of a partition; pickled to the executors."""

    name: str
    arguments: tuple[Any, ...] = ()

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        kernel = getattr(_tamis, self.name)(*self.arguments)
        for batch in batches:
            found = kernel.push(batch)
            if found.num_rows:
                yield found
        yield kernel.finish()


def run(frame: DataFrame, schema: str, name: str, *arguments: Any) -> DataFrame:
    """The rows that a kernel makes of each partition."""
    return frame.mapInArrow(KernelRun(name, arguments), schema)


@dataclass(frozen=True)
class Job:
    """What the steps share: the session, where they write, and the settings."""

    spark: SparkSession
    work_dir: str
    #: The section ``[dedup]`` as JSON.
    settings: str
    driver_pairs: int = DRIVER_PAIRS
    documents_of_key: int = DOCUMENTS_OF_KEY

    def setting(self, name: str) -> Any:
        return json.loads(self.settings)[name]

    def checkpoint(self, name: str, frame: DataFrame) -> DataFrame:
        """Writes a DataFrame and reads it back, so that what follows does not depend on how it was made."""
        path = f"{self.work_dir}/{name}"
        frame.write.mode("overwrite").parquet(path)
        return self.spark.read.schema(frame.schema).parquet(path)

    @property
    def partitions(self) -> int:
        # Some platforms have `auto` here.
        found = self.spark.conf.get("spark.sql.shuffle.partitions") or ""
        return int(found) if found.isdigit() else SHUFFLE_PARTITIONS

    def by_number(self, name: str, frame: DataFrame) -> DataFrame:
        """A checkpoint whose rows lie by their numbers, so that later joins by number do not move them.

        Spark keeps such knowledge with tables alone: there is a temporary one beside the files until `forget`. Where none may
        be made, it is a checkpoint like any other, and joins cost more.
        """
        from pyspark.errors import AnalysisException

        path, table = f"{self.work_dir}/{name}", self._table(name)
        laid_out = frame.repartition(self.partitions, "number").write.mode("overwrite")
        # Sessions may have another format of tables, which takes no buckets or no bytes.
        laid_out = laid_out.format("parquet").bucketBy(self.partitions, "number").sortBy("number")
        try:
            self.forget(name)
            laid_out.option("path", path).saveAsTable(table)
        except AnalysisException as error:
            warnings.warn(f"joins will cost more, since no table can be made: {error}", stacklevel=2)
            return self.checkpoint(name, frame)
        return self.spark.table(table)

    def forget(self, *names: str) -> None:
        """Takes tables out of the catalog; their files stay."""
        for name in names:
            self.spark.sql(f"DROP TABLE IF EXISTS {self._table(name)}")

    def _table(self, name: str) -> str:
        return f"tamis_{name}_{hashlib.sha256(self.work_dir.encode()).hexdigest()[:16]}"

    def by(self, frame: DataFrame, keys: Sequence[str], *order: str | Column) -> DataFrame:
        """Rows of the same keys in one partition, sorted by the keys and then in the order that is given."""
        return frame.repartition(self.partitions, *keys).sortWithinPartitions(*keys, *order)


def clusters(job: Job, documents: DataFrame) -> DataFrame:
    """The cluster and the family of each document: (number, first, cluster, family).

    ``documents`` has the columns of ``DOCUMENT_SCHEMA``, without errors. ``first`` is the one of the documents of the same
    words that stands for them; ``cluster`` the smallest of those that copies connect, and ``family`` of those that are
    alike.
    """
    from pyspark.sql import functions as F

    copies = _exact(job, documents)
    if not job.setting("near"):
        return copies.select("number", "first", F.col("first").alias("cluster"), F.col("first").alias("family"))
    heads = job.by_number(
        "heads",
        documents.join(copies, "number")
        .where(F.col("number") == F.col("first"))
        .select("number", "words", "signature"),
    )
    try:
        pairs = _pairs(job, heads)
        edges = _edges(job, documents, heads, pairs)
    finally:
        job.forget("heads")
    alike = edges.where("similarity >= 0")
    kept_pairs = _told_apart(job, documents, edges)
    cluster = components(kept_pairs, job.checkpoint, "clusters", job.driver_pairs)
    family = components(alike, job.checkpoint, "families", job.driver_pairs)
    return job.checkpoint(
        "placed",
        copies.join(cluster.select(F.col("number").alias("first"), F.col("component").alias("c")), "first", "left")
        .join(family.select(F.col("number").alias("first"), F.col("component").alias("f")), "first", "left")
        .select(
            "number", "first", F.coalesce("c", "first").alias("cluster"), F.coalesce("f", "first").alias("family")
        ),
    )


def _exact(job: Job, documents: DataFrame) -> DataFrame:
    """The document that stands for those of the same words: (number, first)."""
    from pyspark.sql import functions as F

    classes = (
        documents.groupBy("words")
        .agg(F.count("*").alias("count"), F.min(F.struct("site", "page", "number")).alias("least"))
        .where("count > 1")
        .select("words", F.col("least.number").alias("least"))
    )
    found = documents.select("number", "words").join(classes, "words", "left")
    return job.checkpoint("exact", found.select("number", F.coalesce("least", "number").alias("first")))


def _pairs(job: Job, heads: DataFrame) -> DataFrame:
    """Candidates: (one, other), each once."""
    cuts = _cuts(job, heads)
    schema = "key long, part int, behind int, words32 long, number long"
    keys = run(heads, schema, "band_keys", job.settings, cuts)
    firsts, between = _between_parts(job, keys, cuts)
    order = ("behind", "words32", "number")
    pairs = run(job.by(keys, ("key", "part"), *order), "one long, other long", "pair_up", firsts)
    if between:
        pairs = pairs.union(job.spark.createDataFrame(between, "one long, other long"))
    return job.checkpoint("pairs", pairs.distinct())


def _cuts(job: Job, heads: DataFrame) -> dict[int, list[int]]:
    """Keys with very many documents, as a sample shows them, and the places at which to cut them."""
    from pyspark.sql import functions as F

    share = min(1.0, SAMPLED_OF_KEY / job.documents_of_key)
    least = max(2, int(share * job.documents_of_key / 2))
    # A part is to hold as many as a key may that is not cut.
    step = max(1, int(share * job.documents_of_key))
    sampled = heads if share == 1.0 else heads.sample(fraction=share, seed=0)
    schema = "key long, part int, behind int, words32 long, number long"
    rows = (
        run(sampled, schema, "band_keys", job.settings, {})
        .withColumn("place", F.shiftleft(F.col("behind").cast("long"), 32).bitwiseOR(F.col("words32")))
        .groupBy("key")
        .agg(F.sort_array(F.collect_list("place")).alias("places"))
        .where(F.size("places") > least)
        .select("key", F.filter("places", lambda _, at: (at > 0) & (at % step == 0)).alias("cuts"))
        .where(F.size("cuts") > 0)
        .collect()
    )
    return {row["key"]: sorted(set(row["cuts"])) for row in rows}


def _between_parts(
    job: Job, keys: DataFrame, cuts: dict[int, list[int]]
) -> tuple[dict[int, int], list[tuple[int, int]]]:
    """The first documents of the keys that are cut, and the pairs that lie between parts."""
    from pyspark.sql import functions as F

    if not cuts:
        return {}, []
    cut = job.spark.createDataFrame([(key,) for key in cuts], "key long")
    place = F.struct("behind", "words32", "number")
    rows = (
        keys.join(F.broadcast(cut), "key", "left_semi")
        .groupBy("key", "part")
        .agg(F.min(place).alias("least"), F.max(place).alias("greatest"))
        .orderBy("key", "part")
        .collect()
    )
    firsts: dict[int, int] = {}
    between: set[tuple[int, int]] = set()
    last: dict[int, int] = {}
    for row in rows:
        key, number = row["key"], row["least"]["number"]
        if key in firsts:
            for mate in (last[key], firsts[key]):
                between.add((min(mate, number), max(mate, number)))
        else:
            firsts[key] = number
        last[key] = row["greatest"]["number"]
    return firsts, sorted(between)


def _beside(frame: DataFrame, side: str, others: DataFrame, columns: Sequence[str]) -> DataFrame:
    """The rows with columns of the document that stands in one of theirs, under names that begin with it."""
    from pyspark.sql import functions as F

    renamed = [F.col(name).alias(f"{side}_{name}") for name in columns]
    return frame.join(others.select(F.col("number").alias(side), *renamed), side)


def _edges(job: Job, documents: DataFrame, heads: DataFrame, pairs: DataFrame) -> DataFrame:
    """Pairs that are alike, or kin at a similarity below 0: (one, other, similarity)."""
    from pyspark.sql import functions as F

    signed = _beside(_beside(pairs, "one", heads, ["signature"]), "other", heads, ["signature"])
    schema = "one long, other long, unclear boolean, similarity float"
    estimated = job.checkpoint("estimated", run(signed, schema, "estimate_pairs", job.settings))
    unclear = estimated.where("unclear").select("one", "other")
    texts = ["sequence", "shingles"]
    worded = _beside(_beside(unclear, "one", documents, texts), "other", documents, texts)
    schema = "one long, other long, similarity float"
    compared = run(worded, schema, "compare_pairs", job.settings)
    clear = estimated.where(~F.col("unclear")).select("one", "other", "similarity")
    return job.checkpoint("edges", clear.union(compared))


def _told_apart(job: Job, documents: DataFrame, edges: DataFrame) -> DataFrame:
    """The pairs that are copies, without pages of one template: (one, other)."""
    from pyspark.sql import functions as F

    kindred = components(edges, job.checkpoint, "kindred", job.driver_pairs)
    family = kindred.select("number", F.col("component").alias("family"))
    members = family.join(documents, "number").select(
        "family",
        F.lit(False).alias("is_pair"),
        "number",
        F.lit(None).cast("long").alias("other"),
        F.lit(0.0).cast("float").alias("similarity"),
        *CARD,
        "sequence",
    )
    nothing = documents.select(*CARD, "sequence").schema
    empty = [_nothing(field.dataType).alias(field.name) for field in nothing.fields]
    pairs = edges.join(family.withColumnRenamed("number", "one"), "one").select(
        "family", F.lit(True).alias("is_pair"), F.col("one").alias("number"), "other", "similarity", *empty
    )
    rows = job.by(members.union(pairs), ["family"], "is_pair", "number", "other")
    parted = run(rows, "one long, other long, is_copy boolean", "part_families", job.settings)
    return job.checkpoint("copies", parted.where("is_copy").select("one", "other"))


def _nothing(kind: Any) -> Column:
    """A value of a type that says nothing."""
    from pyspark.sql import functions as F
    from pyspark.sql.types import BinaryType

    return F.lit(bytearray(16) if isinstance(kind, BinaryType) else 0).cast(kind)


def _held(job: Job, documents: DataFrame, placed: DataFrame) -> DataFrame:
    """The container of each document that has one: (first, container)."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    heads = placed.where(F.col("number") == F.col("first")).select("number", "cluster", "family")
    cards = documents.select("number", *CARD)
    whole = heads.join(cards, "number").where("shingles > 0")
    ordered = job.by(whole, ["cluster"], F.substring("words", 5, 4), "number")
    chosen = run(ordered, "number long", "choose_containers").withColumn("is_container", F.lit(True))
    worded = (
        heads.join(documents.select("number", "sequence"), "number")
        .join(chosen, "number", "left")
        .select("number", F.coalesce("is_container", F.lit(False)).alias("is_container"), "family", "cluster", "sequence")
    )
    schema = "shingle long, is_container boolean, number long, family long, cluster long"
    sampled = run(worded, schema, "sample_shingles")
    met = run(
        job.by(sampled, ["shingle"], F.desc("is_container"), "number"),
        "container long, number long, shingle int, is_mate boolean",
        "find_meetings",
    )
    schema = "number long, container long, seen int"
    stories = run(job.by(met, ["container"], "number"), schema, "find_main_stories")
    likely = run(stories.join(cards.select("number", "shingles"), "number"), schema, "only_likely")
    hashes = cards.select(F.col("number").alias("container"), F.col("words").alias("container_words"))
    first = Window.partitionBy("number").orderBy(
        F.desc("seen"), F.substring("container_words", 1, 5), "container"
    )
    verified = (
        likely.join(hashes, "container")
        .withColumn("place", F.row_number().over(first))
        .where(F.col("place") <= _tamis.MOST_CONTAINERS_VERIFIED)
        .select("number", "container")
    )
    verified = job.checkpoint("likely", verified)
    texts = [*CARD, "sequence"]
    compared = _beside(verified.join(documents.select("number", *texts), "number"), "container", documents, texts)
    schema = "number long, container long, shared long"
    held = job.checkpoint("held", run(compared, schema, "count_shared", job.settings))
    # Whoever is held by another holds nobody.
    has_one = held.select(F.col("number").alias("container")).distinct()
    free = held.join(has_one, "container", "left_anti").join(hashes, "container")
    best = F.min(F.struct((-F.col("shared")).alias("s"), "container_words", "container"))
    return (
        free.groupBy("number")
        .agg(best.alias("best"))
        .select(F.col("number").alias("first"), F.col("best.container").alias("container"))
    )


def _standing(job: Job, documents: DataFrame, placed: DataFrame) -> DataFrame:
    """Where each document stands: (number, cluster, container)."""
    from pyspark.sql import functions as F

    if not job.setting("near"):
        nobody = F.lit(None).cast("long").alias("container")
        return placed.select("number", "cluster", nobody)
    attached = placed.join(_held(job, documents, placed), "first", "left")
    # In a cluster most of which has no container, copies stay copies of each other.
    counts = attached.groupBy("cluster").agg(F.count("*").alias("members"), F.count("container").alias("contained"))
    loose = counts.where("contained > 0 and 2 * contained < members").select("cluster", F.lit(True).alias("is_loose"))
    settled = attached.join(loose, "cluster", "left").select(
        "number", "cluster", F.when(F.col("is_loose").isNull(), F.col("container")).alias("container")
    )
    return job.checkpoint("standing", settled)


def _order(keep: str) -> list[Column]:
    """The order of copies: the first one stays."""
    from pyspark.sql import functions as F

    number, day, length = F.col("number"), F.col("day"), (-F.col("tokens")).alias("length")
    hashes = [F.col("words"), F.col("bytes")]
    orders = {"first": [number], "best": [day, length, *hashes, number], "longest": [length, day, *hashes, number]}
    return orders[keep]


def _kept(job: Job, documents: DataFrame, standing: DataFrame) -> DataFrame:
    """The document that stays of each cluster, and its size: (cluster, kept, size)."""
    from pyspark.sql import functions as F

    cards = documents.select("number", *CARD)
    free = standing.where(F.col("container").isNull()).select("number", "cluster").join(cards, "number")
    keep = job.setting("keep")
    first = free.groupBy("cluster").agg(
        F.min(F.struct(*_order(keep))).getField("number").alias("kept"), F.count("*").alias("size")
    )
    first = job.checkpoint("first", first)
    if keep != "best" or not job.setting("near"):
        return first
    several = first.where("size > 1").select("cluster", F.col("kept").alias("first"))
    beside = _beside(free.join(several, "cluster"), "first", cards, CARD)
    grown = run(beside, "cluster long, number long", "may_have_grown")
    firsts = several.select("cluster", F.col("first").alias("number"))
    members = job.checkpoint("grown", grown.union(firsts.join(grown, "cluster", "left_semi")).distinct())
    rows = members.join(documents.select("number", *CARD, "sequence"), "number")
    chosen = run(job.by(rows, ["cluster"], "number"), "cluster long, kept long", "choose_kept", job.settings)
    chosen = job.checkpoint("chosen", chosen).withColumnRenamed("kept", "chosen")
    return first.join(chosen, "cluster", "left").select("cluster", F.coalesce("chosen", "kept").alias("kept"), "size")


def rulings(job: Job, documents: DataFrame) -> DataFrame:
    """What is said of every document; see :func:`tamis.spark.dedup`."""
    from pyspark.sql import functions as F

    placed = clusters(job, documents)
    standing = _standing(job, documents, placed)
    kept = job.checkpoint("kept", _kept(job, documents, standing))
    home = standing.select(F.col("number").alias("container"), F.col("cluster").alias("home"))
    fates = (
        standing.join(home, "container", "left")
        .withColumn("stands", F.coalesce("home", "cluster"))
        .join(kept.withColumnRenamed("cluster", "stands"), "stands", "left")
        .select(
            "number",
            "cluster",
            "container",
            F.coalesce("kept", "number").alias("kept"),
            F.coalesce("size", F.lit(1)).alias("size"),
        )
    )
    fates = job.checkpoint("fates", fates)
    role = (
        F.when(F.col("container").isNotNull(), "contained")
        .when(F.col("kept") != F.col("number"), "duplicate")
        .when(F.col("size") > 1, "kept")
        .otherwise("single")
    )
    ids = documents.select("number", "id")
    contained = ids.select(F.col("number").alias("container"), F.col("id").alias("contained_in"))
    stays = ids.select(F.col("number").alias("kept"), F.col("id").alias("kept_id"))
    said = (
        fates.withColumn("role", role)
        .join(ids, "number")
        .join(stays, "kept")
        .join(contained, "container", "left")
        .join(_similarities(job, documents, fates), "number", "left")
        .join(_first_dates(documents, fates), "number", "left")
        .select(
            "number",
            "id",
            F.col("kept_id").alias("cluster"),
            "size",
            "role",
            "kept_id",
            "similarity",
            "contained_in",
            F.when(F.col("role") == "kept", F.col("first_date")).alias("first_date"),
        )
    )
    return job.checkpoint("rulings", said)


def _similarities(job: Job, documents: DataFrame, fates: DataFrame) -> DataFrame:
    """How like documents that go are to those that stay for them: (number, similarity)."""
    from pyspark.sql import functions as F

    going = fates.select(
        "number", F.coalesce("container", "kept").alias("stays"), F.col("container").isNotNull().alias("is_contained")
    ).where(F.col("stays") != F.col("number"))
    texts = [*CARD, "sequence"]
    worded = _beside(going.join(documents.select("number", *texts), "number"), "stays", documents, texts)
    return run(worded, "number long, similarity float", "similarities", job.settings)


def _first_dates(documents: DataFrame, fates: DataFrame) -> DataFrame:
    """The earliest day of a story whose copy that stays is of a later one: (number, first_date)."""
    from pyspark.sql import functions as F

    days = documents.select("number", "day")
    earliest = fates.join(days, "number").groupBy("cluster").agg(F.min("day").alias("earliest"))
    own = fates.where((F.col("kept") == F.col("number")) & (F.col("size") > 1)).join(days, "number")
    # Days are counted from 0000-03-01, which is 306 days before 0001-01-01.
    date = F.date_add(F.lit("0001-01-01").cast("date"), F.col("earliest") - 306)
    later = own.join(earliest, "cluster").where(F.col("earliest") < F.col("day"))
    return later.select("number", F.date_format(date, "yyyy-MM-dd").alias("first_date"))
