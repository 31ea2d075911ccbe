#!/usr/bin/env python3
"""Half an hour of a generated endless stream with faults through tamis; see docs/soak.md.

    soak.py --tamis target/release/tamis --minutes 30 [--docs docs]   rows for half an hour, an archive for a tenth of that
    soak.py --tamis target/release/tamis --records 2000               a fixed number of records, for a test

Fails if memory grows, if the books do not balance or do not agree with what was sent, or if the same records give other
bytes another time.
"""

from __future__ import annotations

import argparse
import collections
import csv
import hashlib
import json
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import stream

# What the resident memory may grow by in the second half of a run, by its fitted line, as a share of its mean.
FLAT = 0.05
BOOKS = ("kept", "duplicates", "dropped", "rejected", "skipped")


class Memory(threading.Thread):
    """Samples the memory of a process once a second: `(seconds, VmRSS, VmHWM)` in bytes, and the records sent."""

    def __init__(self, process: int, sent: list[int]) -> None:
        super().__init__(daemon=True)
        self.status = pathlib.Path(f"/proc/{process}/status")
        self.sent, self.samples, self.done = sent, [], threading.Event()

    def run(self) -> None:
        begun = time.monotonic()
        while not self.done.is_set():
            try:
                fields = dict(line.split(":", 1) for line in self.status.read_text().splitlines())
                rss, most = (int(fields[name].split()[0]) << 10 for name in ("VmRSS", "VmHWM"))
            except (OSError, KeyError):
                return
            self.samples.append((time.monotonic() - begun, rss, most, self.sent[0], self.sent[1]))
            self.done.wait(1)


def growth(samples: list[tuple]) -> tuple[float, float]:
    """What memory grew by in the second half, by least squares, and its mean there."""
    half = [sample[:2] for sample in samples[len(samples) // 2 :]]
    if len(half) < 3:
        return 0.0, float(half[-1][1]) if half else 0.0
    times, sizes = zip(*half, strict=True)
    slope = statistics.linear_regression(times, sizes).slope
    return slope * (times[-1] - times[0]), statistics.fmean(sizes)


def feed(records: Iterator[tuple[str, bytes]], pipe, until: float | None, most: int | None, sent: list[int]) -> list[str]:
    """Writes records until the time or the number is reached; gives their classes."""
    classes = []
    for name, data in records:
        if most is not None and len(classes) >= most or until is not None and time.monotonic() >= until:
            break
        pipe.write(data)
        classes.append(name)
        sent[0] += 1
        sent[1] += len(data)
    pipe.close()
    return classes


def run(args: argparse.Namespace, folder: pathlib.Path, name: str, records, flags: list[str], seconds: float | None, most: int | None):
    """One run of tamis over a stream."""
    out = folder / f"{name}.jsonl.zst"
    command = [args.tamis, "clean", "-", "-o", out, "--memory", args.memory, "-q", *flags]
    log = open(folder / f"{name}.log", "wb")
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=log, cwd=folder)
    sent = [0, 0]
    memory = Memory(process.pid, sent)
    memory.start()
    begun = time.monotonic()
    until = None if seconds is None else begun + seconds
    classes = feed(records, process.stdin, until, most, sent)
    code = process.wait()
    took = time.monotonic() - begun
    memory.done.set()
    memory.join()
    side = pathlib.Path(f"{out}.tamis")
    stats = json.loads((side / "stats.json").read_text())
    rejects = subprocess.run(["zstd", "-dc", side / "rejects.jsonl.zst"], capture_output=True, check=True).stdout
    rows = [json.loads(row) for row in rejects.splitlines()]
    return {
        "out": out, "side": side, "code": code, "classes": classes, "books": stats["books"], "rejects": rows,
        "samples": memory.samples, "bytes": sent[1], "seconds": took,
    }


def problems_of(ran: dict, args: argparse.Namespace) -> Iterator[str]:
    """What is wrong with any run."""
    books = ran["books"]
    if books["records_in"] != sum(books[name] for name in BOOKS):
        yield f"the books do not balance: {books}"
    if ran["code"] != (1 if books["rejected"] else 0):
        yield f"exit code {ran['code']}"
    verified = subprocess.run([args.tamis, "verify", ran["out"]], capture_output=True, text=True)
    if verified.returncode:
        yield f"verify: {verified.stdout} {verified.stderr}"
    if len(ran["samples"]) >= 60:
        grew, mean = growth(ran["samples"])
        if grew > FLAT * mean:
            yield f"memory grew by {grew / 2**20:.1f} MiB in the second half, of {mean / 2**20:.1f} MiB"


def problems_of_rows(ran: dict) -> Iterator[str]:
    """Whether every record went where its class says, by the lines of the rejects."""
    classes = ran["classes"]
    if ran["books"]["records_in"] != len(classes):
        yield f"{len(classes)} records were sent, {ran['books']['records_in']} are in the books"
    rejected = collections.Counter(row["line"] for row in ran["rejects"])
    for line, name in enumerate(classes, 1):
        count = rejected.pop(line, 0)
        allowed = (1,) if name in stream.MUST_REJECT else (0, 1) if name in stream.MAY_REJECT else (0,)
        if count not in allowed:
            yield f"record {line} ({name}) has {count} rejects"
    if rejected:
        yield f"rejects of lines that nobody sent: {sorted(rejected)[:5]}"


def problems_of_archive(ran: dict) -> Iterator[str]:
    """Whether every whole page is a document. A bomb may be a document or a reject, what is cut is a reject."""
    sent, books = collections.Counter(ran["classes"]), ran["books"]
    documents = books["kept"] + books["duplicates"] + books["dropped"]
    if not sent["page"] <= documents <= sent["page"] + sent["bomb"] + sent["bad-gzip-body"] + sent["cut"]:
        yield f"{sent['page']} pages were sent, {documents} documents are in the books"
    if books["skipped"] < sent["request"]:
        yield f"{sent['request']} requests were sent, {books['skipped']} were skipped"
    if books["rejected"] < sent["bad-gzip-body"]:
        yield f"{sent['bad-gzip-body']} broken bodies were sent, {books['rejected']} records were rejected"


def digest(ran: dict) -> str:
    """Of all that a run wrote and that may not depend on time: the data and the side files of rows."""
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in [ran["out"], *sorted(ran["side"].glob("*.zst"))]]
    return " ".join(sums)


def killed(args: argparse.Namespace, folder: pathlib.Path, most: int) -> Iterator[str]:
    """A run over files that is killed again and again, and continued, writes what one does that nobody kills."""
    raw = folder / "raw"
    raw.mkdir()
    records = iter(stream.Stream(args.seed + 2))
    for at in range(8):
        (raw / f"{at}.jsonl").write_bytes(b"".join(next(records)[1] for _ in range(most // 8)))

    def clean(out: str) -> subprocess.Popen:
        command = [args.tamis, "clean", raw, "-o", folder / out, "--memory", args.memory, "-q"]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL)

    begun = time.monotonic()
    whole = clean("whole").wait()
    took, kills = time.monotonic() - begun, 0
    for at in range(1, 41):
        process = clean("killed")
        try:
            code = process.wait(took * (at % 7 + 1) / 10)
            break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
    else:
        code = clean("killed").wait()
    print(f"  killed {kills} times and continued")
    if code != whole:
        yield f"exit code {code} after kills, {whole} without"
    for path in sorted((folder / "whole").rglob("*")):
        other = folder / "killed" / path.relative_to(folder / "whole")
        if path.suffix in (".jsonl", ".zst") and path.read_bytes() != other.read_bytes():
            yield f"{path.name} is another one after kills"


def picture(samples: list[tuple], title: str) -> str:
    """Resident memory over time, as SVG."""
    samples = [*samples[:: max(1, len(samples) // 300)], samples[-1]]
    width, height, left, top, bottom = 760, 260, 60, 30, 36
    last = max(samples[-1][0], 1.0)
    most = max(sample[2] for sample in samples) * 1.1
    x = lambda seconds: left + seconds / last * (width - left - 16)  # noqa: E731
    y = lambda size: height - bottom - size / most * (height - top - bottom)  # noqa: E731
    line = lambda column: " ".join(f"{x(sample[0]):.1f},{y(sample[column]):.1f}" for sample in samples)  # noqa: E731
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if most / 2**20 / step <= 6)
    marks = [
        f'<text x="{left - 6}" y="{y(size << 20) + 4:.1f}" text-anchor="end">{size}</text>'
        f'<path class="grid" d="M{left} {y(size << 20):.1f}H{width - 16}"/>'
        for size in range(0, int(most / 2**20), step)
    ]
    marks += [
        f'<text x="{x(last * at / 6):.1f}" y="{height - 14}" text-anchor="middle">{last * at / 6 / 60:.0f} min</text>'
        for at in range(7)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        "<style>text{font:12px sans-serif;fill:#444}.grid{stroke:#ddd}.rss{fill:none;stroke:#1668a8;stroke-width:1.2}"
        ".most{fill:none;stroke:#c0622a;stroke-dasharray:4 3}</style>\n"
        f'<rect width="{width}" height="{height}" fill="#fff"/><text x="{left}" y="18">{title}</text>\n'
        + "\n".join(marks)
        + f'\n<polyline class="most" points="{line(2)}"/>\n<polyline class="rss" points="{line(1)}"/>\n</svg>\n'
    )


def told(name: str, ran: dict) -> dict:
    """The figures of a run, which are printed too."""
    samples = ran["samples"]
    grew, mean = growth(samples)
    middle = samples[len(samples) // 2] if samples else (0, 0, 0, 0, 0)
    records = ran["books"]["records_in"]
    figures = {
        "seconds": round(ran["seconds"], 1),
        "records": records,
        "megabytes": round(ran["bytes"] / 1e6, 1),
        "books": {key: ran["books"][key] for key in BOOKS},
        "rss_mib_middle": round(middle[1] / 2**20, 1),
        "rss_mib_mean_second_half": round(mean / 2**20, 1),
        "rss_mib_growth_second_half": round(grew / 2**20, 2),
        "rss_mib_most": round(max((sample[2] for sample in samples), default=0) / 2**20, 1),
        "classes": dict(collections.Counter(ran["classes"]).most_common()),
    }
    print(f"  {name}: {json.dumps(figures)}", flush=True)
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tamis", required=True, type=lambda name: pathlib.Path(name).resolve())
    how_long = parser.add_mutually_exclusive_group(required=True)
    how_long.add_argument("--minutes", type=float)
    how_long.add_argument("--records", type=int)
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--memory", default="64MiB")
    parser.add_argument("--docs", type=pathlib.Path, help="write soak.svg and soak.json there")
    parser.add_argument("--csv", type=pathlib.Path, help="write the samples of the first run there")
    parser.add_argument("--work", type=pathlib.Path, help="folder for what is written [default: a temporary one]")
    args = parser.parse_args()
    seconds = args.minutes * 60 if args.minutes else None
    short = args.records or 3000
    problems: list[str] = []
    with tempfile.TemporaryDirectory(dir=args.work, prefix="tamis-soak-") as name:
        folder = pathlib.Path(name)
        rows = run(args, folder, "rows", iter(stream.Stream(args.seed)), ["-j", "2"], seconds, args.records)
        figures = {"memory": args.memory, "seed": args.seed, "rows": told("rows", rows)}
        problems += [*problems_of(rows, args), *problems_of_rows(rows)][:20]
        archive = iter(stream.Archive(args.seed))
        tenth = None if seconds is None else seconds / 10
        archive_most = None if args.records is None else args.records // 4
        warc = run(args, folder, "warc", archive, ["--from", "warc", "-j", "2"], tenth, archive_most)
        figures["warc"] = told("warc", warc)
        problems += [*problems_of(warc, args), *problems_of_archive(warc)]
        again = [
            run(args, folder, f"again-{threads}", iter(stream.Stream(args.seed)), ["-j", threads], None, short)
            for threads in ("1", "2")
        ]
        if len({digest(ran) for ran in again}) != 1:
            problems.append("the same records gave other bytes with two threads")
        elif args.records and digest(rows) != digest(again[0]):
            problems.append("the same records gave other bytes another time")
        problems += killed(args, folder, short)
        if args.csv:
            with open(args.csv, "w", newline="") as file:
                table = csv.writer(file)
                table.writerow(["seconds", "rss_bytes", "max_rss_bytes", "records_sent", "bytes_sent"])
                table.writerows([f"{sample[0]:.1f}", *sample[1:]] for sample in rows["samples"])
        if args.docs and rows["samples"]:
            title = f"Resident memory in MiB (dashed: its maximum), {figures['rows']['records']:,} records"
            (args.docs / "soak.svg").write_text(picture(rows["samples"], title))
            (args.docs / "soak.json").write_text(json.dumps(figures, indent=2) + "\n")
    for problem in problems:
        print(f"problem: {problem}", file=sys.stderr)
    print("soak: " + (f"{len(problems)} problems" if problems else "all right"))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
