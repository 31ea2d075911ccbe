#!/usr/bin/env python3
"""Documents a second and processor time of the command line, of Python and of Spark, in one run over the same documents.

spark_speed.py --data FILE.jsonl[.gz] --tamis BIN [--documents N]: needs the package, built for release, on the path and what
tests/spark/requirements.txt names. Times are user time of all processes that took part, children too, less what starting them took:
ratios within one run are what to read. Bytes of shuffles are those of Spark's event log.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "spark"))

import pyarrow as pa
import pyarrow.parquet as pq
from cluster import start
from tamis.spark import clean, dedup, learn

import tamis

COLUMNS = ("id", "text", "html", "url", "source")
BATCH_ROWS = 200
PARTITIONS = 8


def rows_of(path: pathlib.Path, count: int) -> list[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    rows: list[dict[str, str]] = []
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            rows.append({name: row[name] for name in COLUMNS if row.get(name)})
    # Repeated under other ids until there are enough.
    found = [rows[at % len(rows)] | {"id": f"d{at}"} for at in range(count or len(rows))]
    return found


def user_seconds(who: int) -> float:
    return resource.getrusage(who).ru_utime


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """User time of this process and of children that ended, and time on the clock."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    user, clock = sum(map(user_seconds, both)), time.perf_counter()
    work()
    return sum(map(user_seconds, both)) - user, time.perf_counter() - clock


class EventLog:
    """What Spark wrote about tasks, by job description."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder

    def figures(self, group: str) -> dict[str, float]:
        stages: set[int] = set()
        found = {"cpu": 0.0, "run": 0.0, "shuffle": 0.0, "written": 0.0}
        for path in sorted(self.folder.rglob("*")):
            if not path.is_file():
                continue
            for line in path.read_text(encoding="utf-8").splitlines():
                event = json.loads(line)
                if event["Event"] == "SparkListenerJobStart":
                    if event.get("Properties", {}).get("spark.job.description") == group:
                        stages.update(event["Stage IDs"])
                elif event["Event"] == "SparkListenerTaskEnd" and event["Stage ID"] in stages:
                    metrics = event.get("Task Metrics") or {}
                    found["cpu"] += metrics.get("Executor CPU Time", 0) / 1e9
                    found["run"] += metrics.get("Executor Run Time", 0) / 1e3
                    written = metrics.get("Shuffle Write Metrics", {})
                    found["shuffle"] += written.get("Shuffle Bytes Written", 0)
                    found["written"] += metrics.get("Output Metrics", {}).get("Bytes Written", 0)
        return found


def processes_below(parent: int) -> dict[int, float]:
    """User seconds of all processes under one, those that ended included with their parents."""
    ticks = os.sysconf("SC_CLK_TCK")
    seen: dict[int, tuple[int, float]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = pathlib.Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        seen[int(name)] = (int(fields[1]), (int(fields[11]) + int(fields[13])) / ticks)
    found: dict[int, float] = {}
    wanted = {parent}
    while wanted:
        found |= {process: seen[process][1] for process in wanted if process in seen}
        wanted = {process for process, (above, _) in seen.items() if above in wanted} - found.keys()
    return found


def on_spark(executors: int, table: pathlib.Path, count: int, folder: pathlib.Path, all_steps: bool) -> None:
    log = folder / f"events-{executors}"
    log.mkdir()
    settings = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": f"file://{log}",
        "spark.sql.shuffle.partitions": str(PARTITIONS),
        "spark.eventLog.rolling.enabled": "false",
    }
    spark = start(folder / f"spark-{executors}", executors, settings=settings)
    frame = spark.read.parquet(str(table)).repartition(PARTITIONS, "id").cache()
    # Workers start, code is compiled and the model is read once before anything is measured.
    frame.count()
    clean(frame.limit(PARTITIONS * 4)).write.format("noop").mode("overwrite").save()
    steps: dict[str, Callable[[], object]] = {
        "clean": lambda: clean(frame).write.format("noop").mode("overwrite").save()
    }
    if all_steps:
        work = f"file://{folder}/work"
        off = {"dedup.near": False}
        steps["learn, equal words"] = lambda: learn(frame, folder / "t1", work_dir=work, **off)
        steps["learn"] = lambda: learn(frame, folder / "t2", work_dir=work)
        steps["dedup"] = lambda: dedup(frame, work_dir=work).write.format("noop").mode("overwrite").save()
    clocks, users = {}, {}
    for name, step in steps.items():
        spark.sparkContext.setJobDescription(name)
        before = processes_below(os.getpid())
        _, clocks[name] = measured(step)
        after = processes_below(os.getpid())
        users[name] = sum(after.values()) - sum(before.get(process, 0) for process in after)
    spark.stop()
    for name in steps:
        figures = EventLog(log).figures(name)
        said(f"Spark, {executors} executors: {name}", count, users[name], clocks[name])
        print(
            f"{'':36} shuffled {figures['shuffle'] / count:8.0f} B/doc, written {figures['written'] / count:8.0f} B/doc, "
            f"JVM {1e3 * figures['cpu'] / count:.2f} ms/doc"
        )


def said(name: str, count: int, user: float, clock: float) -> None:
    print(f"{name:36} {count / clock:8.0f} docs/s {1e3 * user / count:8.2f} ms user/doc", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--tamis", required=True)
    parser.add_argument("--documents", type=int, default=0)
    arguments = parser.parse_args()
    rows = rows_of(arguments.data, arguments.documents)
    count = len(rows)
    with tempfile.TemporaryDirectory(prefix="tamis-speed-") as name:
        folder = pathlib.Path(name)
        for executors in (1, 2):
            (folder / f"spark-{executors}").mkdir()
        source, table = folder / "in.jsonl", folder / "in.parquet"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in COLUMNS}
        columns = {name: column for name, column in columns.items() if column.null_count < count}
        whole = pa.table(columns)
        pq.write_table(whole, table)
        size = sum(len(row.get("text", "") + row.get("html", "")) for row in rows) / count
        print(f"{count} documents of {size:.0f} characters")
        for threads in (1, 2):
            flags = ["--no-learn", "--no-dedup", "--threads", str(threads), "--quiet"]
            command = [arguments.tamis, "clean", str(source), "-o", str(folder / "out.jsonl"), *flags]
            said(
                f"command line, {threads} threads",
                count,
                *measured(lambda command=command: subprocess.run(command, check=False)),
            )
        cleaner = tamis.Cleaner()
        cleaner.clean(rows[0])
        said("clean_many, 1 thread", count, *measured(lambda: [0 for _ in cleaner.clean_many(rows, threads=1)]))
        batches = whole.to_batches(max_chunksize=BATCH_ROWS)
        said("clean_batch, 1 thread", count, *measured(lambda: [cleaner.clean_batch(batch) for batch in batches]))
        on_spark(1, table, count, folder, all_steps=False)
        on_spark(2, table, count, folder, all_steps=True)


if __name__ == "__main__":
    main()
