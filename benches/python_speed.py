#!/usr/bin/env python3
"""What cleaning costs from Python beside the command line, on the same rows in one run.

python_speed.py --tamis TAMIS --data FILE.jsonl[.gz] [--rows 400]: needs tamis and pyarrow. Figures are user processor time, which
other programs on the machine hardly move: read the ratios.
"""

import argparse
import gzip
import itertools
import json
import pathlib
import resource
import subprocess
import tempfile
from collections.abc import Callable

import pyarrow as pa

import tamis


def spent(who: int) -> float:
    return resource.getrusage(who).ru_utime


def of_children(work: Callable[[], int]) -> tuple[int, float]:
    before = spent(resource.RUSAGE_CHILDREN)
    return work(), spent(resource.RUSAGE_CHILDREN) - before


def of_this(work: Callable[[], int]) -> tuple[int, float]:
    before = spent(resource.RUSAGE_SELF)
    return work(), spent(resource.RUSAGE_SELF) - before


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tamis", required=True, help="the binary, of the same build as the package")
    options.add_argument("--data", required=True, type=pathlib.Path, help="rows of JSON, perhaps .gz")
    options.add_argument("--rows", type=int, default=400)
    options.add_argument("--rounds", type=int, default=3, help="the least of so many is taken")
    chosen = options.parse_args()
    unpack = gzip.open if chosen.data.suffix == ".gz" else open
    with unpack(chosen.data, "rt", encoding="utf-8") as file:
        lines = list(itertools.islice(file, chosen.rows))
    rows = [json.loads(line) for line in lines]
    names = [name for name in ("id", "url", "html", "text", "content") if any(name in row for row in rows)]
    batch = pa.record_batch({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    texts = [row.get("html") or row.get("text") or row.get("content") or "" for row in rows]
    cleaner = tamis.Cleaner()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "in.jsonl").write_text("".join(lines), encoding="utf-8")

        def command(threads: int) -> int:
            options = ["--no-dedup", "--no-learn", "--no-journal", "-q", "-j", str(threads)]
            output = ["-o", str(folder / "out.jsonl")]
            subprocess.run([chosen.tamis, "clean", str(folder / "in.jsonl"), *output, *options], check=False)
            return len(rows)

        def start() -> int:
            subprocess.run([chosen.tamis, "clean", "-", "-q"], input=b"Rain.", stdout=subprocess.DEVNULL, check=False)
            return 1

        def many(documents: list, threads: int, with_rows: bool) -> Callable[[], int]:
            def work() -> int:
                articles = cleaner.clean_many(documents, threads=threads)
                return sum(1 for article in articles if not with_rows or article.error or article.row_json())

            return work

        def arrow(threads: int, **wanted: bool) -> Callable[[], int]:
            return lambda: cleaner.clean_batch(batch, threads=threads, **wanted).num_rows

        ways: list[tuple[str, Callable, Callable[[], int]]] = [
            ("command line, 1 thread", of_children, lambda: command(1)),
            ("command line, 2 threads", of_children, lambda: command(2)),
            ("clean_many of rows with row_json, 1 thread", of_this, many(rows, 1, True)),
            ("clean_many of rows with row_json, 2 threads", of_this, many(rows, 2, True)),
            ("clean_many of texts, 2 threads", of_this, many(texts, 2, False)),
            ("clean_batch, 1 thread", of_this, arrow(1)),
            ("clean_batch, 2 threads", of_this, arrow(2)),
            ("clean_batch with rows and removed, 1 thread", of_this, arrow(1, rows=True, removed=True)),
        ]
        started = min(of_children(start)[1] for _ in range(chosen.rounds))
        found: dict[str, float] = {}
        for _ in range(chosen.rounds):
            for way, measure, work in ways:
                count, seconds = measure(work)
                assert count == len(rows), (way, count)
                seconds -= started if measure is of_children else 0
                found[way] = min(seconds, found.get(way, seconds))
    base = found[ways[0][0]]
    print(f"{len(rows)} documents, {sum(map(len, texts)) / 1e6:.1f} M characters; start of the command line taken off: {started:.2f} s")
    print("| way | user CPU s | documents a CPU second | ratio |\n|---|---:|---:|---:|")
    for way, seconds in found.items():
        print(f"| {way} | {seconds:.2f} | {len(rows) / seconds:.0f} | {seconds / base:.2f} |")


if __name__ == "__main__":
    main()
