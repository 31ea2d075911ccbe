"""`tamis.spark.learn` writes the table that `tamis learn` writes."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

import corpus
import pytest
from pyspark.sql import SparkSession

from tamis import TamisError
from tamis.spark import learn

Run = Callable[..., str]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return corpus.write(corpus.corpus(), tmp_path_factory.mktemp("rows"))


@pytest.mark.parametrize("near", [False, True])
def test_the_table_is_that_of_one_machine(
    spark: SparkSession,
    tamis: Run,
    written: pathlib.Path,
    tmp_path: pathlib.Path,
    work_dir: str,
    near: bool,
) -> None:
    flags = [] if near else ["--set", "dedup.near=false"]
    tamis("learn", written, "-o", tmp_path / "expect", "--quiet", *flags, code=1)
    frame = spark.read.parquet(str(written)).repartition(3)
    learned = learn(frame, tmp_path / "found", work_dir=work_dir, **{"dedup.near": near})
    assert (tmp_path / "found").read_bytes() == (tmp_path / "expect").read_bytes()
    assert learned.records == len(corpus.corpus())
    # A row has neither text nor page.
    assert learned.rejected == 1
    assert learned.sources > 3 and learned.lines > 8
    assert learned.stories > 3 * 14


def test_the_name_of_a_table_says_how_it_is_packed(
    spark: SparkSession, tamis: Run, written: pathlib.Path, tmp_path: pathlib.Path, work_dir: str
) -> None:
    frame = spark.read.parquet(str(written))
    with pytest.raises(ValueError, match="zst"):
        learn(frame, tmp_path / "table.gz", work_dir=work_dir)
    off = {"dedup.near": False}
    learn(frame, tmp_path / "table.zst", work_dir=work_dir, **off)
    tamis(
        "learn",
        written,
        "-o",
        tmp_path / "expect.zst",
        "--quiet",
        "--set",
        "dedup.near=false",
        code=1,
    )
    assert (tmp_path / "table.zst").read_bytes() == (tmp_path / "expect.zst").read_bytes()


def test_nothing_that_can_be_read_is_an_error_and_nothing_at_all_is_none(
    spark: SparkSession, tmp_path: pathlib.Path, work_dir: str
) -> None:
    frame = spark.createDataFrame([("a", None)], "id string, text string")
    with pytest.raises(TamisError, match="none of 1 rows"):
        learn(frame, tmp_path / "table", work_dir=work_dir)
    assert not (tmp_path / "table").exists()
    learned = learn(frame.where("id = 'b'"), tmp_path / "table", work_dir=work_dir)
    assert (learned.records, learned.stories) == (0, 0) and (tmp_path / "table").exists()
