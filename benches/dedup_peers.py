#!/usr/bin/env python3
"""Deduplicates the same documents with tamis and with other packages, and prints time, memory and quality in one table.

    dedup_peers.py --data FILE.jsonl[.gz] [--tamis BIN] [--pairs FILE] [--repeat 3] [--repeat-slow 1]
                   [--only NAME,...] [--out DIR] [--docs docs/bench-dedup.md]

Rows: {id, text}; with `cluster` (the story a document tells) and the exact similarities of all pairs (`--pairs`, see
`dedup_scores.py`) the table has quality too. Every method runs in a process of its own and in one thread, on the same
uncompressed file, in turn, `--repeat` times over; the slow ones `--repeat-slow` times. `--out` keeps the clusters. `--only`
runs the methods named and leaves the page alone. Linux, Python 3.11; `make bench-dedup DATA=FILE` does it all.
"""
import argparse
import ctypes
import gzip
import importlib.metadata
import json
import os
import pathlib
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

from dedup_scores import read_clusters, read_pairs, scores

HERE = pathlib.Path(__file__).resolve().parent
MARKS = "<!-- table -->", "<!-- end of table -->"
BANDINGS = ["14x8", "25x5"]
NO_BANDING = "1x1"
# What tamis does without an option; with another banding it gets `--bands`.
TAMIS_BANDING = "25x5"
METHODS = ["tamis", "exact", "rensa", "rensa-flat", "rensa-rho", "gaoya", "datasketch", "text-dedup", "datatrove"]
SLOW = {"datasketch", "text-dedup", "datatrove"}
PACKAGES = ["datasketch", "datatrove", "gaoya", "rensa", "text-dedup"]
# Its output says that a document has a duplicate, not of what.
FLAGS_ONLY = {"rensa-rho"}
QUALITY = {"precision": "precision", "recall_near": "recall near", "recall_dup": "recall dup", "f1": "F1", "ari": "ARI"}
ONE_THREAD = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "ARROW_IO_THREADS"]
# From linux/prctl.h: processes whose parent ends become children of this one.
PR_SET_CHILD_SUBREAPER = 36


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def prepare(data, folder):
    """Writes the rows as {id, text}, uncompressed; returns the file, their number and the bytes of their texts."""
    plain, count, size = folder / "rows.jsonl", 0, 0
    with open(plain, "w", encoding="utf-8") as out:
        for row in rows(data):
            out.write(json.dumps({"id": str(row["id"]), "text": row["text"]}, ensure_ascii=False) + "\n")
            count += 1
            size += len(row["text"].encode())
    return plain, count, size


def environment(work):
    one = dict.fromkeys(ONE_THREAD, "1")
    offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(work / "home")}
    return {**os.environ, **one, **offline, "PYTHONHASHSEED": "0", "TOKENIZERS_PARALLELISM": "false"}


def measured(command, work, log):
    """Runs a command; returns its exit status and what it and its children used.

    A shell starts it and leaves it to this process, because Linux carries the peak memory of a process over to the program
    it executes: a child of this Python would never show less than Python has.
    """
    with open(log, "wb") as talk:
        shell = ["sh", "-c", '"$@" >&2 & echo $!', "sh", *map(str, command)]
        started = subprocess.run(shell, stdout=subprocess.PIPE, stderr=talk, env=environment(work), cwd=work, check=True)
    process = int(started.stdout)
    try:
        _, status, usage = os.wait4(process, 0)
    except BaseException:
        os.kill(process, signal.SIGKILL)
        raise
    return os.waitstatus_to_exitcode(status), usage


def command_for(method, banding, args, source, clusters, work):
    if method != "tamis":
        return [sys.executable, HERE / "dedup_methods.py", method, banding, source, clusters, work]
    bands = [] if banding == TAMIS_BANDING else ["--bands", banding]
    out = ["-o", work / "out.jsonl", "--clusters", clusters, "--threads", "1", "--quiet"]
    return [args.tamis.resolve(), "dedup", source, *out, *bands]


def complaint(log):
    """The last line of what a method said that names an error, or the last of all."""
    said = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    errors = [line for line in said if "error" in line.lower()]
    return (errors or said or ["it said nothing"])[-1][:200]


def run_all(plan, args, source, folder):
    """Measures the plan, {(method, banding): runs}, in turn. Returns the usages, and why others failed."""
    usages, failed = {key: [] for key in plan}, {}
    for turn in range(max(plan.values(), default=0)):
        for key, runs in plan.items():
            if turn >= runs or key in failed:
                continue
            method, banding = key
            work, log = folder / "work", folder / "log"
            work.mkdir()
            clusters = folder / f"{method}.{banding}.tsv"
            code, usage = measured(command_for(method, banding, args, source, clusters, work), work, log)
            shutil.rmtree(work)
            if code != 0 or not clusters.exists():
                failed[key] = f"exit {code}: {complaint(log)}"
                print(f"{method} {banding}: left out, {failed[key]}", file=sys.stderr)
                continue
            usages[key].append(usage)
            spent = f"{usage.ru_utime:.2f} s, {usage.ru_maxrss / 1024:.0f} MiB"
            print(f"{method} {banding}, run {turn + 1}: {spent}", file=sys.stderr, flush=True)
    return {key: runs for key, runs in usages.items() if runs and key not in failed}, failed


def plan_of(args):
    wanted = args.only.split(",") if args.only else METHODS
    unknown = sorted(set(wanted) - set(METHODS))
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(METHODS)}")
    plan = {}
    for method in METHODS:
        if method not in wanted or (method == "tamis" and not args.tamis):
            continue
        for banding in [NO_BANDING] if method == "exact" else BANDINGS:
            plan[method, banding] = args.repeat_slow if method in SLOW else args.repeat
    return plan


def seconds(usages):
    times = [usage.ru_utime for usage in usages]
    text = f"{statistics.median(times):.2f}"
    return text if len(times) == 1 else f"{text} ({min(times):.2f}–{max(times):.2f})"


def median_seconds(usages):
    return statistics.median(usage.ru_utime for usage in usages)


def quality_cells(key, folder, truth):
    if not truth:
        return []
    if key[0] in FLAGS_ONLY:
        return ["–"] * len(QUALITY)
    figures = scores(*truth[:2], read_clusters(folder / f"{key[0]}.{key[1]}.tsv"), truth[2])
    return [f"{figures[name]:.3f}" for name in QUALITY]


def table(usages, folder, count, size, truth):
    titles = ["method", "bands x rows", "user CPU s", "runs", "system s", "tamis = 1", "docs/s", "MB/s", "peak MiB"]
    titles += list(QUALITY.values()) if truth else []
    lines = ["| " + " | ".join(titles) + " |", "|---|---|" + "---:|" * (len(titles) - 2)]
    for key, runs in usages.items():
        method, banding = key
        mine = usages.get(("tamis", banding)) or usages.get(("tamis", TAMIS_BANDING))
        spent = median_seconds(runs)
        cells = [
            "**tamis**" if method == "tamis" else method,
            "–" if banding == NO_BANDING else banding,
            seconds(runs),
            str(len(runs)),
            f"{statistics.median(usage.ru_stime for usage in runs):.2f}",
            f"{spent / median_seconds(mine):.1f}" if mine else "–",
            f"{count / spent:,.0f}",
            f"{size / 1e6 / spent:.2f}",
            f"{max(usage.ru_maxrss for usage in runs) / 1024:,.0f}",
            *quality_cells(key, folder, truth),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def version(binary):
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.split("\n")[0].strip()
    except OSError:
        said = ""
    return said or "tamis of an unknown version"


def flagged(folder, keys):
    for method, banding in keys:
        if method in FLAGS_ONLY:
            marked = sum(kept == "?" for kept in read_clusters(folder / f"{method}.{banding}.tsv").values())
            yield f"{method} at {banding} flags {marked:,} documents."


def truth_of(args):
    """Ids, stories and packed pairs of labelled rows, or nothing. Read after the runs: memory here is not theirs."""
    if not args.pairs:
        return None
    labelled = [(str(row["id"]), row.get("cluster")) for row in rows(args.data)]
    if any(story is None for _, story in labelled):
        print("no quality: rows without `cluster`", file=sys.stderr)
        return None
    names, stories = zip(*labelled)
    return names, stories, read_pairs(args.pairs)


def compare(args, folder):
    source, count, size = prepare(args.data, folder)
    usages, failed = run_all(plan_of(args), args, source, folder)
    source.unlink()
    text = table(usages, folder, count, size, truth_of(args))
    versions = [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]
    if args.tamis:
        versions.insert(0, version(args.tamis))
    notes = [f"{count:,} documents, {size / 1e6:.1f} MB of text. {', '.join(versions)}; {processor()}, "
             f"Python {platform.python_version()}, load average {os.getloadavg()[2]:.1f} over the last quarter of an hour."]
    notes += flagged(folder, usages)
    notes += [f"Left out: {method} at {banding} ({why})." for (method, banding), why in failed.items()]
    return " ".join(notes) + "\n\n" + text


def write_page(page, text):
    before, rest = page.read_text(encoding="utf-8").split(MARKS[0], 1)
    after = rest.split(MARKS[1], 1)[1]
    page.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--tamis", type=pathlib.Path)
    parser.add_argument("--pairs", type=pathlib.Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--repeat-slow", type=int, default=1)
    parser.add_argument("--only")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--docs", type=pathlib.Path)
    args = parser.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.out or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        text = compare(args, folder.resolve())
    print(text)
    if args.docs and not args.only:
        write_page(args.docs, text)


if __name__ == "__main__":
    main()
