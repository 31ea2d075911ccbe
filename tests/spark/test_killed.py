"""An executor is killed in the middle of a job, and the result is the same."""

from __future__ import annotations

import os
import pathlib
import signal
import threading
from collections.abc import Iterator

import corpus
import pyarrow as pa
import pytest
from pyspark import TaskContext
from pyspark.sql import DataFrame, SparkSession

from tamis.spark import clean, learn

PARTITIONS = 6

#: The partition whose task is killed: with two cores at least three others have ended when it begins.
KILLED = 4


def parent_of(process: int) -> int:
    status = pathlib.Path(f"/proc/{process}/stat").read_text()
    return int(status.rpartition(")")[2].split()[1])


def family_of(process: int) -> list[int]:
    """A process and all that it started."""
    found = [process]
    for other in map(int, filter(str.isdigit, os.listdir("/proc"))):
        try:
            parent = parent_of(other)
        except OSError:
            continue
        if parent == process:
            found += family_of(other)
    return found


class Gate:
    """Passes batches on, but for the first task of one partition, which says who it is and then waits to be killed.

    Nothing here depends on time: whoever opens a named pipe waits until somebody opens its other end.
    """

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        os.mkfifo(folder / "begun")
        os.mkfifo(folder / "never")

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        context = TaskContext.get()
        assert context is not None
        partition = context.partitionId()
        yield from batches
        if partition == KILLED and self.is_first():
            (self.folder / "begun").write_text(str(os.getpid()))
            (self.folder / "never").read_text()
        (self.folder / f"ended-{partition}-{context.attemptNumber()}").touch()

    def is_first(self) -> bool:
        try:
            (self.folder / "first").touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def kill_when_begun(folder: pathlib.Path, killed: list[int], ended: list[str]) -> None:
    """Kills the executor of the task that waits: its JVM and its Python workers."""
    worker = int((folder / "begun").read_text())
    ended += sorted(path.name for path in folder.glob("ended-*"))
    daemon = parent_of(worker)
    for process in family_of(parent_of(daemon)):
        os.kill(process, signal.SIGKILL)
        killed.append(process)


@pytest.fixture
def gate(tmp_path: pathlib.Path) -> Iterator[Gate]:
    folder = tmp_path / "gate"
    folder.mkdir()
    made = Gate(folder)
    killed: list[int] = []
    ended: list[str] = []
    killer = threading.Thread(target=kill_when_begun, args=(folder, killed, ended), daemon=True)
    killer.start()
    yield made
    killer.join(timeout=60)
    # The executor, its Python daemon and the worker at least; other tasks were done before it, and its own after.
    assert len(killed) >= 3, killed
    assert len(ended) >= 3 and not any(name.startswith(f"ended-{KILLED}-") for name in ended), ended
    assert list(folder.glob(f"ended-{KILLED}-*"))


def gated(frame: DataFrame, gate: Gate) -> DataFrame:
    """Rows behind a shuffle, parts of which are lost with the executor, and the gate."""
    return frame.repartition(PARTITIONS, "id").mapInArrow(gate, frame.schema)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return corpus.write(corpus.corpus(), tmp_path_factory.mktemp("rows"))


def test_rows_are_the_same(spark: SparkSession, written: pathlib.Path, gate: Gate) -> None:
    frame = spark.read.parquet(str(written))
    # An error says at which place of its partition the row stands.
    columns = ["id", "text", "dropped", "tamis", "row", "split(error, ':')[0] as error"]
    found = clean(gated(frame, gate), rows=True).selectExpr(*columns).collect()
    expect = clean(frame, rows=True).selectExpr(*columns).collect()
    by_id = {row["id"]: row for row in expect}
    assert len(found) == len(expect) == len(by_id)
    assert [row for row in found if row != by_id[row["id"]]] == []


def test_the_table_is_the_same(
    spark: SparkSession, written: pathlib.Path, tmp_path: pathlib.Path, work_dir: str, gate: Gate
) -> None:
    frame = spark.read.parquet(str(written))
    off = {"dedup.near": False}
    killed = learn(gated(frame, gate), tmp_path / "killed", work_dir=work_dir, **off)
    assert learn(frame, tmp_path / "whole", work_dir=work_dir, **off) == killed
    assert (tmp_path / "killed").read_bytes() == (tmp_path / "whole").read_bytes()
