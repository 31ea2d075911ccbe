#!/usr/bin/env python3
"""Measures the texts of tamis beside those of other extractors on the same pages. Python 3.11+.

    bench_html.py --tamis target/release/tamis --data DIR [--out docs/bench-html.md]

DIR is a folder in the WCXB layout, or holds one at `data/wcxb-dev`. Needs the runner of `peers/` and a
Python with `requirements.txt` (`make bench-html DATA=DIR` sees to both). Texts of the peers are kept in
the work folder by version and data, because some take minutes; what tamis makes of the pages is taken anew.
What all of them take is measured by `bench.py`.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import platform
import subprocess

import contenders
import hostile
import report
from bench import cpu_name
from pages import Pages

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = contenders.RUST_PEERS + contenders.PYTHON_PEERS


class Bench:
    def __init__(self, args):
        work = args.work.resolve()
        work.mkdir(parents=True, exist_ok=True)
        self.tools = contenders.Tools(args.tamis.resolve(), args.runner.resolve(), args.python.absolute(), work)
        self.pages = Pages(args.data, work, args.every)

    def predictions(self, name):
        stem = f"{name}-{self.tools.version(name)}-{self.pages.stamp}"
        return self.tools.predictions(name, self.pages.rows, stem)

    def scores(self, *arguments):
        command = [self.tools.tamis, "eval", self.pages.data, "--json", "--worst", "0", "--max-rejects", "100%"]
        return json.loads(subprocess.run([*command, *arguments], capture_output=True, text=True, check=True).stdout)

    def outcomes(self, name, paths):
        """What the extractor does with each hostile page; of a peer from the work folder if it is there."""
        version = self.tools.version(name) if name != "tamis" else ""
        cache = self.tools.work / f"hostile-{name}-{version}.json"
        known = json.loads(cache.read_text()) if name != "tamis" and cache.exists() else {}
        for page, path in paths.items():
            if page not in known:
                known[page] = hostile.outcome(self.tools.command("quality", name, path, os.devnull))
        if name != "tamis":
            cache.write_text(json.dumps(known))
        return [known[page] for page in paths]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tamis", type=pathlib.Path, default=ROOT / "target/release/tamis")
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "docs/bench-html.md")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "target/bench")
    parser.add_argument("--runner", type=pathlib.Path, default=ROOT / "target/bench/peers/release/bench-peers")
    parser.add_argument("--python", type=pathlib.Path, default=ROOT / "target/bench/venv/bin/python")
    parser.add_argument("--every", type=int, default=8, help="every n-th page by size is what `bench.py` times")
    args = parser.parse_args()
    bench = Bench(args)
    with concurrent.futures.ProcessPoolExecutor(max_workers=1) as apart:
        pages = apart.submit(bench.pages.prepare).result()
        paths = apart.submit(hostile.write, bench.tools.work).result()
    # Nothing is timed here, so two may run side by side.
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        made = dict(zip(PEERS, pool.map(bench.predictions, PEERS), strict=True))
    rows = {"tamis": {"label": "tamis", "scores": bench.scores(), "failed": {}}}
    for name in PEERS:
        texts, found = made[name]
        label = f"{name} {bench.tools.version(name)}"
        rows[name] = {"label": label, "scores": bench.scores("--predictions", texts), "failed": found["failed"]}
    labels = {"tamis": "tamis"} | {name: rows[name]["label"] for name in PEERS}
    hostile_rows = {label: bench.outcomes(name, paths) for name, label in labels.items()}
    version = contenders.output([bench.tools.tamis, "--version"])
    machine = {"cpu": cpu_name(), "cores": os.cpu_count(), "python": platform.python_version(), "tamis": version}
    text = report.page(
        pages, list(rows.values()), (list(paths), hostile_rows), machine, contenders.other_versions()
    )
    args.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
