"""What the steps of a job on Spark share: kernels over partitions, and rows that are written and read back."""

from __future__ import annotations

import hashlib
import json
import os
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamis import Cleaner, TamisError, _tamis
from tamis.spark.components import DRIVER_PAIRS

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame, SparkSession

#: Documents of one key of a band up to which they are one group. Keys with more are cut into parts, so that no task gets
#: all pages of a large template.
DOCUMENTS_OF_KEY = 10_000

#: Partitions of a shuffle if the session names no number: what Spark does.
SHUFFLE_PARTITIONS = 200

#: What is known of a document beside its id and words.
CARD = ["words", "bytes", "tokens", "shingles", "day", "site", "page"]

#: Sections of the settings that reading documents depends on. No file is named in them.
SECTIONS = ("input", "limits", "decode", "extract", "dedup", "run", "selectors", "host")

#: A document that is compared.
DOCUMENT_SCHEMA = (
    "number long, id string, words binary, bytes binary, tokens int, shingles int, day int, site long, page long, "
    "signature binary, sequence binary, error string"
)


def reading_of(cleaner: Cleaner) -> Cleaner:
    """The settings by which documents are read; what judges them has no part in it."""
    config = cleaner.config
    kept = {section: config[section] for section in SECTIONS if section in config}
    stages = {**config.get("stages", {}), "strip": False, "filter": False}
    return Cleaner({**kept, "stages": stages})


def folder_of(work_dir: str | os.PathLike[str], step: str) -> str:
    """The folder of a step; refuses those that Spark takes for another one when it writes or reads them."""
    work_dir = os.fspath(work_dir)
    if not re.match(r"/|[A-Za-z][A-Za-z0-9+.-]*:", work_dir) or set(work_dir) & set("*?[]{}"):
        raise TamisError(f"work_dir must be an absolute path without any of *?[]{{}}: {work_dir}")
    return f"{work_dir.rstrip('/')}/{step}"


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
            warnings.warn(
                f"joins will cost more, since no table can be made: {error}", stacklevel=2
            )
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


def beside(frame: DataFrame, side: str, others: DataFrame, columns: Sequence[str]) -> DataFrame:
    """The rows with columns of the document that stands in one of theirs, under names that begin with it."""
    from pyspark.sql import functions as F

    renamed = [F.col(name).alias(f"{side}_{name}") for name in columns]
    return frame.join(others.select(F.col("number").alias(side), *renamed), side)
