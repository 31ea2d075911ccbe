"""Which copy stays, and what is said of every document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamis.spark.contained import standing_of
from tamis.spark.job import CARD, Job, beside, run
from tamis.spark.near import clusters

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame


def _order(keep: str) -> list[Column]:
    """The order of copies: the first one stays."""
    from pyspark.sql import functions as F

    number, day, length = F.col("number"), F.col("day"), (-F.col("tokens")).alias("length")
    hashes = [F.col("words"), F.col("bytes")]
    orders = {
        "first": [number],
        "best": [day, length, *hashes, number],
        "longest": [length, day, *hashes, number],
    }
    return orders[keep]


def _kept(job: Job, documents: DataFrame, standing: DataFrame) -> DataFrame:
    """The document that stays of each cluster, and its size: (cluster, kept, size)."""
    from pyspark.sql import functions as F

    cards = documents.select("number", *CARD)
    free = (
        standing.where(F.col("container").isNull())
        .select("number", "cluster")
        .join(cards, "number")
    )
    keep = job.setting("keep")
    first = free.groupBy("cluster").agg(
        F.min(F.struct(*_order(keep))).getField("number").alias("kept"), F.count("*").alias("size")
    )
    first = job.checkpoint("first", first)
    if keep != "best" or not job.setting("near"):
        return first
    several = first.where("size > 1").select("cluster", F.col("kept").alias("first"))
    grown_from = beside(free.join(several, "cluster"), "first", cards, CARD)
    grown = run(grown_from, "cluster long, number long", "may_have_grown")
    firsts = several.select("cluster", F.col("first").alias("number"))
    members = job.checkpoint(
        "grown", grown.union(firsts.join(grown, "cluster", "left_semi")).distinct()
    )
    rows = members.join(documents.select("number", *CARD, "sequence"), "number")
    chosen = run(
        job.by(rows, ["cluster"], "number"), "cluster long, kept long", "choose_kept", job.settings
    )
    chosen = job.checkpoint("chosen", chosen).withColumnRenamed("kept", "chosen")
    return first.join(chosen, "cluster", "left").select(
        "cluster", F.coalesce("chosen", "kept").alias("kept"), "size"
    )


def rulings(job: Job, documents: DataFrame) -> DataFrame:
    """What is said of every document; see :func:`tamis.spark.dedup`."""
    from pyspark.sql import functions as F

    placed = clusters(job, documents)
    standing = standing_of(job, documents, placed)
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
        "number",
        F.coalesce("container", "kept").alias("stays"),
        F.col("container").isNotNull().alias("is_contained"),
    ).where(F.col("stays") != F.col("number"))
    texts = [*CARD, "sequence"]
    worded = beside(
        going.join(documents.select("number", *texts), "number"), "stays", documents, texts
    )
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
