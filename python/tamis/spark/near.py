"""Documents that are copies of each other: from sketches to clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamis.spark.components import components
from tamis.spark.job import CARD, Job, beside, run

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

#: Documents of a key of that size that a sample is to hold, so that hardly any is overlooked.
SAMPLED_OF_KEY = 30


def clusters(job: Job, documents: DataFrame) -> DataFrame:
    """The cluster and the family of each document: (number, first, cluster, family).

    ``documents`` has the columns of ``DOCUMENT_SCHEMA``, without errors. ``first`` is the one of the documents of the same
    words that stands for them; ``cluster`` the smallest of those that copies connect, and ``family`` of those that are
    alike.
    """
    from pyspark.sql import functions as F

    copies = _exact(job, documents)
    if not job.setting("near"):
        return copies.select(
            "number", "first", F.col("first").alias("cluster"), F.col("first").alias("family")
        )
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
        copies.join(
            cluster.select(F.col("number").alias("first"), F.col("component").alias("c")),
            "first",
            "left",
        )
        .join(
            family.select(F.col("number").alias("first"), F.col("component").alias("f")),
            "first",
            "left",
        )
        .select(
            "number",
            "first",
            F.coalesce("c", "first").alias("cluster"),
            F.coalesce("f", "first").alias("family"),
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
    return job.checkpoint(
        "exact", found.select("number", F.coalesce("least", "number").alias("first"))
    )


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
        .withColumn(
            "place", F.shiftleft(F.col("behind").cast("long"), 32).bitwiseOR(F.col("words32"))
        )
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


def _edges(job: Job, documents: DataFrame, heads: DataFrame, pairs: DataFrame) -> DataFrame:
    """Pairs that are alike, or kin at a similarity below 0: (one, other, similarity)."""
    from pyspark.sql import functions as F

    signed = beside(beside(pairs, "one", heads, ["signature"]), "other", heads, ["signature"])
    schema = "one long, other long, unclear boolean, similarity float"
    estimated = job.checkpoint("estimated", run(signed, schema, "estimate_pairs", job.settings))
    unclear = estimated.where("unclear").select("one", "other")
    texts = ["sequence", "shingles"]
    worded = beside(beside(unclear, "one", documents, texts), "other", documents, texts)
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
        "family",
        F.lit(True).alias("is_pair"),
        F.col("one").alias("number"),
        "other",
        "similarity",
        *empty,
    )
    rows = job.by(members.union(pairs), ["family"], "is_pair", "number", "other")
    parted = run(rows, "one long, other long, is_copy boolean", "part_families", job.settings)
    return job.checkpoint("copies", parted.where("is_copy").select("one", "other"))


def _nothing(kind: Any) -> Column:
    """A value of a type that says nothing."""
    from pyspark.sql import functions as F
    from pyspark.sql.types import BinaryType

    return F.lit(bytearray(16) if isinstance(kind, BinaryType) else 0).cast(kind)
