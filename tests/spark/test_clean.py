"""`tamis.spark.clean` writes what `tamis clean` writes, and loses no row."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable
from typing import Any

import corpus
import pytest
from pyspark.sql import DataFrame, SparkSession

import tamis as package
from tamis import Cleaner, ConfigError, SchemaError
from tamis.spark import clean, clean_schema

Run = Callable[..., str]

#: A document far larger than any batch is meant to be, in bytes.
HUGE = 20_000_000


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return corpus.write(corpus.corpus(), tmp_path_factory.mktemp("rows"))


@pytest.fixture(scope="module")
def table(tamis: Run, written: pathlib.Path) -> pathlib.Path:
    """A table of what recurs, which stands on the driver alone as far as Spark knows."""
    path = written.parent / "table.tamisbp.zst"
    tamis("learn", written, "-o", path, "--quiet", code=1)
    return path


def rows_of_cli(
    tamis: Run, written: pathlib.Path, folder: pathlib.Path, *flags: str
) -> dict[str, str]:
    out = folder / "out.jsonl"
    tamis("clean", written, "-o", out, "--no-dedup", "--quiet", *flags, code=1)
    return corpus.ids_of(corpus.lines_of(out))


def removed_of_cli(folder: pathlib.Path) -> dict[str, list[dict[str, Any]]]:
    import pyarrow as pa

    found: dict[str, list[dict[str, Any]]] = {}
    with pa.input_stream(str(folder / "out.jsonl.tamis" / "removed.jsonl.zst")) as stream:
        for line in stream.read().decode().splitlines():
            row = json.loads(line)
            found.setdefault(row.pop("id"), []).append(row)
    return found


def test_rows_are_those_of_the_command_line(
    spark: SparkSession,
    tamis: Run,
    written: pathlib.Path,
    table: pathlib.Path,
    tmp_path: pathlib.Path,
) -> None:
    expect = rows_of_cli(tamis, written, tmp_path, "--boilerplate", str(table), "--no-learn")
    frame = spark.read.parquet(str(written)).repartition(3)
    found = clean(frame, boilerplate=str(table), removed=True, rows=True).collect()
    assert len(found) == len(corpus.corpus())
    assert {row["id"]: row["row"] for row in found if row["row"] is not None} == expect
    removed = removed_of_cli(tmp_path)
    assert (
        any(span["reason"] == "recurring" for spans in removed.values() for span in spans)
        or removed
    )
    for row in found:
        assert [row["dropped"], row["error"]].count(None) + (row["row"] is None) == 2, row
        if row["row"] is not None:
            assert row["text"] == json.loads(row["row"])["text"]
            spans = [
                {name: value for name, value in span.asDict().items() if value is not None}
                for span in row["removed"]
            ]
            assert spans == removed.get(row["id"], []), row["id"]


def test_a_cleaner_and_its_settings_travel(
    spark: SparkSession, written: pathlib.Path, table: pathlib.Path
) -> None:
    cleaner = Cleaner(boilerplate=str(table), mode="recall")
    frame = spark.read.parquet(str(written)).select("id", "source", "text").limit(20)
    found = {row["id"]: row["text"] for row in clean(frame, cleaner).collect()}
    for row in corpus.corpus():
        if row["id"] in found and row["text"]:
            members = {
                name: row[name] for name in ("id", "source", "text") if row[name] is not None
            }
            assert found[row["id"]] == cleaner.clean(members).text, row["id"]
    with pytest.raises(TypeError):
        clean(frame, cleaner, mode="recall")


def test_columns_pass_and_the_schema_is_known_before(spark: SparkSession) -> None:
    frame = spark.sql(
        "select 'a' as id, 'The ferry sails at noon.' as content, date'2024-05-31' as day, timestamp'2024-05-31 10:00:00' as at, "
        "array(struct(1 as n, 'x' as s)) as deep, map('k', 1.5d) as scores, cast(null as void) as nothing, 3Y as small, "
        "cast(1.25 as decimal(9,2)) as price, X'00FF' as raw"
    )
    cleaned = clean(frame)
    assert cleaned.schema == clean_schema(frame)
    passing = [field for field in frame.schema.fields if field.name != "content"]
    assert cleaned.schema.fields[: len(passing)] == passing
    assert cleaned.columns[len(passing) :] == ["text", "dropped", "error", "tamis"]
    before, after = frame.first(), cleaned.first()
    assert before is not None and after is not None
    assert [after[field.name] for field in passing] == [before[field.name] for field in passing]
    assert (
        after["text"] == "The ferry sails at noon."
        and after["tamis"]["version"] == package.__version__
    )
    assert clean(frame.where("id = 'b'")).collect() == []


def test_bad_rows_say_so_and_fail_no_task(spark: SparkSession) -> None:
    rows = [("a", bytearray(b"The ferry sails at noon, and the pilot is on board.")), ("b", None)]
    rows += [
        ("c", bytearray(b"\x00\x01\x02\xff\xfe" * 50)),
        ("d", bytearray(b"<p>" + b"<div>" * 400 + b"deep")),
    ]
    rows += [(None, bytearray(b"The mill burned down, and nobody was hurt in the fire."))]
    frame = spark.createDataFrame(rows, "id string, html binary").coalesce(1)
    found = clean(frame, rows=True, **{"limits.max_document_parts": 300}).collect()
    assert [row["id"] for row in found] == ["a", "b", "c", "d", None]
    errors = [row["error"] for row in found]
    assert errors[0] is None and errors[4] is None
    assert errors[1].startswith("missing-text") and errors[3].startswith("too-complex"), errors
    assert json.loads(found[4]["row"])["id"] == "part-0#5"


def test_a_huge_document_is_a_row_like_others(spark: SparkSession) -> None:
    line = (
        "The ferry left the harbour at noon with a crate of letters on board, and the pilot waved. "
    )
    text = f"repeat('{line}', {HUGE // len(line)})"
    frame = spark.range(3).selectExpr(
        "cast(id as string) as id", f"if(id = 1, {text}, '{line}') as text"
    )
    sizes = (
        clean(frame.coalesce(1), no_strip=True)
        .selectExpr("id", "length(text) as size", "error")
        .collect()
    )
    assert [row["error"] for row in sizes] == [None] * 3
    assert sizes[1]["size"] > HUGE - 2 * len(line) > sizes[0]["size"]


def test_what_makes_no_sense_is_said_on_the_driver(spark: SparkSession) -> None:
    frame: DataFrame = spark.createDataFrame([("a", "x")], "id string, text string")
    with pytest.raises(ConfigError):
        clean(frame, {"strip": {"mod": "recall"}})
    with pytest.raises(SchemaError, match="dropped"):
        clean(frame.withColumnRenamed("id", "dropped"))
    with pytest.raises(SchemaError, match="Dropped"):
        clean(frame.withColumnRenamed("id", "Dropped"))
    with pytest.raises(SchemaError):
        clean(frame.select("id"))
