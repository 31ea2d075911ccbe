"""Copies that a longer document holds nearly all of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamis import _tamis
from tamis.spark.job import CARD, Job, beside, run

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def _held(job: Job, documents: DataFrame, placed: DataFrame) -> DataFrame:
    """The container of each document that has one: (first, container)."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    heads = placed.where(F.col("number") == F.col("first")).select("number", "cluster", "family")
    cards = documents.select("number", *CARD)
    whole = heads.join(cards, "number").where("shingles > 0")
    ordered = job.by(whole, ["cluster"], F.substring("words", 5, 4), "number")
    chosen = run(ordered, "number long", "choose_containers").withColumn(
        "is_container", F.lit(True)
    )
    worded = (
        heads.join(documents.select("number", "sequence"), "number")
        .join(chosen, "number", "left")
        .select(
            "number",
            F.coalesce("is_container", F.lit(False)).alias("is_container"),
            "family",
            "cluster",
            "sequence",
        )
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
    hashes = cards.select(
        F.col("number").alias("container"), F.col("words").alias("container_words")
    )
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
    compared = beside(
        verified.join(documents.select("number", *texts), "number"), "container", documents, texts
    )
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


def standing_of(job: Job, documents: DataFrame, placed: DataFrame) -> DataFrame:
    """Where each document stands: (number, cluster, container)."""
    from pyspark.sql import functions as F

    if not job.setting("near"):
        nobody = F.lit(None).cast("long").alias("container")
        return placed.select("number", "cluster", nobody)
    attached = placed.join(_held(job, documents, placed), "first", "left")
    # In a cluster most of which has no container, copies stay copies of each other.
    counts = attached.groupBy("cluster").agg(
        F.count("*").alias("members"), F.count("container").alias("contained")
    )
    loose = counts.where("contained > 0 and 2 * contained < members").select(
        "cluster", F.lit(True).alias("is_loose")
    )
    settled = attached.join(loose, "cluster", "left").select(
        "number",
        "cluster",
        F.when(F.col("is_loose").isNull(), F.col("container")).alias("container"),
    )
    return job.checkpoint("standing", settled)
