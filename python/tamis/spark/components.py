"""Connected components of pairs of numbers, by Spark DataFrames."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tamis import _tamis

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Up to so many pairs are brought to the driver, which joins them in memory (16 bytes a pair there, and about as much
#: again for the result). Beyond it rounds of joins run on the executors. What is found is the same.
DRIVER_PAIRS = 5_000_000

#: Rounds of joins at most; components of a hundred million documents take fewer than twenty.
MOST_ROUNDS = 60

Checkpoint = Callable[[str, "DataFrame"], "DataFrame"]


def components(
    pairs: DataFrame, checkpoint: Checkpoint, name: str, driver_pairs: int = DRIVER_PAIRS
) -> DataFrame:
    """The smallest number that each number of the pairs is connected with.

    ``pairs`` has the columns ``one`` and ``other``, both ``long``; the result ``number`` and ``component``, for numbers
    that stand in a pair of two different ones. ``checkpoint`` writes a DataFrame under a name and reads it back, after
    every round.
    """
    from pyspark.sql import functions as F

    pairs = pairs.select("one", "other").where(F.col("one") != F.col("other"))
    if pairs.limit(driver_pairs + 1).count() <= driver_pairs:
        return _on_driver(pairs, checkpoint, name)
    return _by_stars(pairs, checkpoint, name)


def _on_driver(pairs: DataFrame, checkpoint: Checkpoint, name: str) -> DataFrame:
    import pyarrow as pa

    found = pa.Table.from_batches([_tamis.components(pairs.toArrow())])
    return checkpoint(name, pairs.sparkSession.createDataFrame(found))


def _by_stars(pairs: DataFrame, checkpoint: Checkpoint, name: str) -> DataFrame:
    """Alternating large-star and small-star (Kiveris et al., "Connected Components in MapReduce and Beyond", 2014).

    Each round makes every number point at a smaller one it is connected with, until all point at the smallest.
    """
    from pyspark.sql import functions as F

    state = (-1, -1)
    for number in range(MOST_ROUNDS):
        pairs = checkpoint(f"{name}-{number}", _small_star(_large_star(pairs)))
        row = pairs.agg(
            F.count("*"), F.sum(F.xxhash64("one", "other").cast("decimal(38,0)"))
        ).first()
        before, state = state, (row[0], row[1]) if row else (0, 0)
        if state == before:
            return pairs.select(
                F.col("one").alias("number"), F.col("other").alias("component")
            ).union(pairs.select("other", "other").distinct())
    raise RuntimeError(f"{name}: components did not settle in {MOST_ROUNDS} rounds")


def _large_star(pairs: DataFrame) -> DataFrame:
    """Connects all larger neighbours of a number with the smallest of its neighbours and itself."""
    from pyspark.sql import functions as F

    both = pairs.union(pairs.select("other", "one")).distinct()
    least = both.groupBy("one").agg(F.least(F.min("other"), F.col("one")).alias("least"))
    larger = both.where(F.col("other") > F.col("one"))
    return larger.join(least, "one").select(
        F.col("other").alias("one"), F.col("least").alias("other")
    )


def _small_star(pairs: DataFrame) -> DataFrame:
    """Connects all smaller neighbours of a number, and itself, with the smallest of them."""
    from pyspark.sql import functions as F

    down = pairs.select(
        F.greatest("one", "other").alias("one"), F.least("one", "other").alias("other")
    ).distinct()
    least = down.groupBy("one").agg(F.min("other").alias("least"))
    moved = down.join(least, "one").select(
        F.col("other").alias("one"), F.col("least").alias("other")
    )
    return (
        moved.union(least.select("one", F.col("least").alias("other")))
        .where(F.col("one") != F.col("other"))
        .distinct()
    )
