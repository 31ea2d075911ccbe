#!/usr/bin/env python3
"""Spark beside the command line on labelled data: rows, tables and clusters are to be the same.

equality.py --data DIR --tamis BIN [--only NAME ...]: DIR holds sidebar-multi-dev, wet-dev and dedup-dev as .jsonl.gz. Needs the
package on the path and what tests/spark/requirements.txt names; says what was compared, and ends with 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
from cluster import start
from pyspark.sql import DataFrame, SparkSession

from tamis.spark import clean, dedup, learn

SETS = ("sidebar-multi-dev", "wet-dev", "dedup-dev")

#: Columns that the sets are read with; labels stay where they are.
COLUMNS = ("id", "text", "source", "url", "date")

PARTITIONS = 5


def command(tamis: str, *arguments: object) -> None:
    ran = subprocess.run([tamis, *map(str, arguments), "--quiet"], capture_output=True, check=False)
    if ran.returncode not in (0, 1):
        sys.exit(f"tamis {' '.join(map(str, arguments))}: {ran.stderr.decode()}")


def as_parquet(source: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The rows as Parquet, which both read."""
    rows = []
    with pa.input_stream(str(source), compression="gzip") as stream:
        for line in stream.read().splitlines():
            row = json.loads(line)
            rows.append({name: row.get(name) for name in COLUMNS})
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in COLUMNS}
    path = folder / f"{source.name.partition('.')[0]}.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=500)
    return path


def same_table(
    tamis: str, frame: DataFrame, rows: pathlib.Path, folder: pathlib.Path
) -> Iterator[str]:
    command(tamis, "learn", rows, "-o", folder / "expect.tamisbp")
    learned = learn(frame, folder / "found.tamisbp", work_dir=f"file://{folder}/work")
    expect, found = (folder / f"{name}.tamisbp" for name in ("expect", "found"))
    print(
        f"  learn: {learned.records} rows, {learned.stories} stories, {learned.lines} lines, {found.stat().st_size} bytes"
    )
    if expect.read_bytes() != found.read_bytes():
        yield "the tables differ"


def same_rows(
    tamis: str, frame: DataFrame, rows: pathlib.Path, folder: pathlib.Path
) -> Iterator[str]:
    table, out = folder / "expect.tamisbp", folder / "out.jsonl"
    command(tamis, "clean", rows, "-o", out, "--boilerplate", table, "--no-dedup")
    expect = {json.loads(line)["id"]: line for line in out.read_text(encoding="utf-8").splitlines()}
    cleaned = clean(frame, boilerplate=str(table), rows=True).select(
        "id", "row", "dropped", "error"
    )
    found = {row["id"]: row for row in cleaned.toLocalIterator()}
    kept = {name: row["row"] for name, row in found.items() if row["row"] is not None}
    unsaid = [
        name
        for name, row in found.items()
        if [row["row"], row["dropped"], row["error"]].count(None) != 2
    ]
    print(
        f"  clean: {len(found)} rows, {len(kept)} stay, {sum(map(len, kept.values()))} characters"
    )
    differing = [name for name in expect.keys() | kept.keys() if expect.get(name) != kept.get(name)]
    if differing or unsaid:
        yield f"{len(differing)} rows differ, such as {sorted(differing)[:3]}; {len(unsaid)} say nothing or two things"


def same_clusters(
    tamis: str, frame: DataFrame, rows: pathlib.Path, folder: pathlib.Path
) -> Iterator[str]:
    out = folder / "clusters.tsv"
    command(tamis, "dedup", rows, "--clusters", out)
    lines = out.read_text(encoding="utf-8").splitlines()
    expect = dict(line.split("\t") for line in lines)
    ruled = dedup(frame, work_dir=f"file://{folder}/work", number="at").select(
        "id", "dedup.kept_id"
    )
    found = {row[0]: row[1] for row in ruled.toLocalIterator()}
    print(f"  dedup: {len(found)} rows, {len(set(found.values()))} kept")
    differing = [
        name for name in expect.keys() | found.keys() if expect.get(name) != found.get(name)
    ]
    if differing:
        yield f"{len(differing)} documents stay for others, such as {sorted(differing)[:3]}"


def compare(spark: SparkSession, tamis: str, source: pathlib.Path) -> list[str]:
    print(source.name, flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows = as_parquet(source, folder)
        numbered = pq.read_table(rows)
        numbered = numbered.append_column("at", pa.array(range(numbered.num_rows), pa.int64()))
        pq.write_table(numbered, folder / "numbered.parquet")
        frame = spark.read.parquet(str(folder / "numbered.parquet")).repartition(PARTITIONS, "id")
        plain = frame.drop("at")
        problems = [*same_table(tamis, plain, rows, folder), *same_rows(tamis, plain, rows, folder)]
        problems += same_clusters(tamis, frame, rows, folder)
    return [f"{source.name}: {problem}" for problem in problems]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--tamis", required=True)
    parser.add_argument("--only", nargs="+", choices=SETS, default=SETS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tamis-spark-") as folder:
        spark = start(pathlib.Path(folder), executors=2)
        problems = []
        for name in arguments.only:
            problems += compare(spark, arguments.tamis, arguments.data / f"{name}.jsonl.gz")
        spark.stop()
    print("\n".join(problems) or "Spark and the command line say the same")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
