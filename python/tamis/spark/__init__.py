"""tamis on Spark: the same engine, and the same results, over a DataFrame.

    >>> from tamis.spark import clean, dedup, learn              # doctest: +SKIP
    >>> learn(raw, "table.tamisbp", work_dir="hdfs:///tmp/job")  # doctest: +SKIP
    >>> cleaned = clean(raw, boilerplate="table.tamisbp")        # doctest: +SKIP

`learn` counts what recurs in many stories of a source, `clean` takes out what does not belong to the article, `dedup` finds
documents that say the same. Needs `pip install 'tamis[spark]'` on the driver, and tamis and pyarrow on the executors; see
`docs/spark.md`.
"""

from __future__ import annotations

from tamis.spark.clean import clean, clean_schema
from tamis.spark.dedup import dedup
from tamis.spark.learn import Learned, learn

__all__ = ["Learned", "clean", "clean_schema", "dedup", "learn"]
