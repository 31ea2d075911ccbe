#!/usr/bin/env python3
"""Measures tamis, its stages, other tools and floors, and writes the tables and pictures. Python 3.11+, Linux.

    bench.py --data DIR [--only html,text,job,threads,start,linear] [--tamis target/release/tamis] [--work target/bench]

DIR holds `data/wcxb-dev/{html,ground-truth}` (the WCXB layout), `data/wet-dev.jsonl.gz` and `data/dedup-dev.jsonl.gz`
(rows with `id` and `text`). Needs the runner of `peers/` and the environments of `requirements.txt` and
`job_requirements.txt`; `make bench DATA=DIR` sees to all of them. The figures of each part stay in the work folder, and
the page is made of the latest ones of each.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import benchmarks_page  # noqa: E402
import contenders  # noqa: E402
import processes  # noqa: E402
from parts import extraction, job, machine  # noqa: E402

PARTS = {
    "html": extraction.html,
    "text": extraction.text,
    "job": job.job,
    "threads": machine.threads,
    "start": machine.start,
    "linear": machine.linear,
}


def main():
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    work = args.work.resolve()
    results = work / "results"
    results.mkdir(exist_ok=True)
    tools = contenders.Tools(
        args.tamis.resolve(), args.runner.resolve(), args.python.absolute(), work
    )
    run = {"run": os.urandom(3).hex(), "tamis": contenders.output([tools.tamis, "--version"])}
    run["binary"] = processes.digest(tools.tamis)[:12]
    run["machine"] = {
        "cpu": cpu_name(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    for name in args.only:
        print(f"{name} …", flush=True)
        found = PARTS[name](tools, args.data, args)
        (results / f"{name}.json").write_text(
            json.dumps({**run, "figures": found}, default=str, indent=1)
        )
    known = {name: results / f"{name}.json" for name in PARTS}
    measured = {name: json.loads(path.read_text()) for name, path in known.items() if path.exists()}
    benchmarks_page.write(measured, contenders.other_versions(), args.docs)
    print(f"{args.docs / 'benchmarks.md'}: {', '.join(measured)}")


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    target = ROOT / "target"
    parser.add_argument("--tamis", type=pathlib.Path, default=target / "release/tamis")
    parser.add_argument(
        "--static", type=pathlib.Path, default=target / "x86_64-unknown-linux-gnu/release/tamis"
    )
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--docs", type=pathlib.Path, default=ROOT / "docs")
    parser.add_argument("--work", type=pathlib.Path, default=target / "bench")
    parser.add_argument(
        "--runner", type=pathlib.Path, default=target / "bench/peers/release/bench-peers"
    )
    parser.add_argument("--python", type=pathlib.Path, default=target / "bench/venv/bin/python")
    parser.add_argument(
        "--job-python", type=pathlib.Path, default=target / "bench/job-venv/bin/python"
    )
    parser.add_argument(
        "--only", type=chosen, default=list(PARTS), help="parts, with commas between"
    )
    parser.add_argument("--every", type=int, default=8, help="time every n-th page by size")
    parser.add_argument(
        "--repeats", type=int, default=extraction.REPEATS, help="rounds of extraction"
    )
    parser.add_argument(
        "--job-every", type=int, default=job.EVERY, help="every n-th page goes into the whole job"
    )
    parser.add_argument(
        "--job-texts", type=int, default=job.TEXTS, help="so many texts go into the whole job"
    )
    parser.add_argument(
        "--threads-every", type=int, default=machine.THREAD_EVERY, help="every n-th page is a file"
    )
    parser.add_argument(
        "--sizes", type=sizes, default=machine.SIZES, help="bytes of documents, with commas between"
    )
    return parser.parse_args()


def chosen(listed):
    names = [name for name in listed.split(",") if name]
    for name in names:
        if name not in PARTS:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(PARTS)}")
    return names or list(PARTS)


def sizes(listed):
    return [int(size) for size in listed.split(",")]


def cpu_name():
    found = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


if __name__ == "__main__":
    main()
