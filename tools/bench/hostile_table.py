#!/usr/bin/env python3
"""Runs tamis, and two extractors of Python, on inputs that are made to break a program, and writes `docs/hostile.md`.

    hostile_table.py --tamis BINARY --inputs BINARY --python PYTHON [--docs docs/hostile.md] [--part PART] [--only NAME,...]

`--inputs` is the example `hostile` of the package `tamis`, which writes the inputs that the tests use, too. Each run is
bounded by CPU_SECONDS and ADDRESS_SPACE. What the peers do is kept in the work folder by version and input.
"""
import argparse
import collections
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import hostile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = ("trafilatura", "resiliparse")
# Bytes of the shorter of two inputs whose cost is compared; the longer one has four times as many.
GROWTH_BYTES = 200_000
HEAD = """\
| input | repeats | size | user CPU | peak | outcome | trafilatura | resiliparse |
|---|---:|---:|---:|---:|---|---|---|"""

Input = collections.namedtuple("Input", "name extension full outcome shown flags")


def inputs(binary):
    listed = subprocess.run([binary, "list"], capture_output=True, text=True, check=True).stdout
    for line in listed.rstrip("\n").split("\n"):
        name, extension, full, outcome, shown, flags = line.split("\t")
        yield Input(name, extension, int(full), outcome, shown == "true", flags.split())


class Table:
    def __init__(self, args):
        self.tamis, self.inputs, self.python = args.tamis.resolve(), args.inputs.resolve(), args.python.absolute()
        self.work = args.work.resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.known = self.work / "hostile-peers.json"
        self.peers = json.loads(self.known.read_text()) if self.known.exists() else {}

    def write(self, entry, path, repeats):
        with open(path, "wb") as out:
            subprocess.run([self.inputs, "write", entry.name, str(repeats)], stdout=out, check=True)
        return path.stat().st_size

    def clean(self, entry, folder, path):
        """Exit code, usage and what became of one input."""
        out = folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        command = [self.tamis, "clean", path.name, "-o", "out", "--to", "jsonl", "--quiet", "-j", "1", *entry.flags]
        code, usage, said = hostile.bounded(command, cwd=folder, stderr=subprocess.STDOUT)
        if early := hostile.ended_early(code, usage):
            return code, usage, early
        if code == 3:
            causes = {line.rpartition(" (")[2].rstrip(")") for line in said if line.endswith(")")}
            return code, usage, f"reject: {', '.join(sorted(causes))}"
        stats = json.loads((out / "_tamis/stats.json").read_text())
        return code, usage, fate(stats)

    def peer(self, name, entry, folder, path):
        version = subprocess.run(
            [self.python, "-c", f"import importlib.metadata as m; print(m.version({name!r}))"],
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        key = f"{name} {version} {entry.name} {entry.full}"
        if key not in self.peers:
            rows = folder / "rows.jsonl"
            # In a process of its own: a child's peak of memory counts from what its parent held.
            code = "import json,sys; html=open(sys.argv[1],encoding='utf-8',errors='replace').read(); " \
                "open(sys.argv[2],'w').write(json.dumps({'id':'a','url':None,'html':html})+'\\n')"
            subprocess.run([self.python, "-c", code, path, rows], check=True)
            self.peers[key] = hostile.outcome([self.python, HERE / "python_peers.py", "quality", name, rows, os.devnull])
            self.known.write_text(json.dumps(self.peers, indent=1))
        return self.peers[key]

    def shown_row(self, entry):
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            folder = pathlib.Path(folder)
            path = folder / f"in.{entry.extension}"
            size = self.write(entry, path, entry.full)
            _, usage, fate = self.clean(entry, folder, path)
            figures = f"{usage.ru_utime:.2f} s | {usage.ru_maxrss / 1024:.0f} MiB"
            peers = [self.peer(name, entry, folder, path) if entry.extension == "html" else "" for name in PEERS]
        print(entry.name, size, figures, fate, *peers, flush=True)
        return f"| {entry.name} | {entry.full:,} | {mib(size)} | {figures} | {fate} | {' | '.join(peers)} |"

    def growth(self, entry):
        """Seconds of the longer of two inputs, its bytes, its peak, and how much more it costs than the shorter one."""
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            folder = pathlib.Path(folder)
            path = folder / f"in.{entry.extension}"
            command = [self.inputs, "repeats", entry.name, str(GROWTH_BYTES)]
            repeats = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            seconds = []
            for times in (1, 4):
                size = self.write(entry, path, repeats * times)
                _, usage, _ = self.clean(entry, folder, path)
                seconds.append(usage.ru_utime)
        found = (entry.name, seconds[1], size, usage.ru_maxrss, seconds[1] / max(seconds[0], 0.02))
        print(*found, flush=True)
        return found


def mib(size):
    return f"{size / 2**20:.1f} MiB" if size >= 1 << 20 else f"{size / 1024:.1f} KiB"


def fate(stats):
    """What became of the records of a run."""
    books = stats["books"]
    kinds = ("kept", "duplicates", "dropped", "rejected")
    words = [f"{books[kind]:,} {kind}" for kind in kinds if books[kind]]
    reasons = [*stats["documents_by_reason"], *stats["rejected_by_cause"]]
    return ", ".join(words) + (f" ({', '.join(reasons)})" if reasons else "")


def fill_in(path, name, content):
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    head, rest = path.read_text(encoding="utf-8").split(begin)
    path.write_text(f"{head}{begin}\n{content}\n{end}{rest.split(end)[1]}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tamis", type=pathlib.Path, required=True)
    parser.add_argument("--inputs", type=pathlib.Path, required=True)
    parser.add_argument("--python", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "target/bench")
    parser.add_argument("--docs", type=pathlib.Path, default=ROOT / "docs/hostile.md")
    parser.add_argument("--part", choices=("all", "table", "growth"), default="all")
    parser.add_argument("--only", help="names with commas between them; writes no page")
    args = parser.parse_args()
    table, all_inputs = Table(args), list(inputs(args.inputs))
    if args.only:
        for entry in all_inputs:
            if entry.name in args.only.split(","):
                print(table.shown_row(entry))
        return
    if args.part in ("table", "all"):
        rows = [table.shown_row(entry) for entry in all_inputs if entry.shown]
        fill_in(args.docs, "table", "\n".join([HEAD, *rows]))
    if args.part in ("growth", "all"):
        fill_in(args.docs, "growth", summary([table.growth(entry) for entry in all_inputs]))


def summary(grown):
    """The worst of all inputs."""
    bulk = [row for row in grown if row[2] > 500_000]
    slowest = sorted(bulk, key=lambda row: -row[1] / row[2])[:8]
    largest = sorted(bulk, key=lambda row: -row[3] / row[2])[:8]
    steep = [row for row in grown if row[1] > 0.2 and row[4] > 6]
    lines = [
        f"{len(grown)} inputs, each at two lengths, {GROWTH_BYTES // 1000} kB and four times that. Where the longer one took more",
        f"than .2 s, it took at most {max(row[4] for row in grown if row[1] > 0.2):.1f} times as long as the shorter one"
        + (f"; over six times: {', '.join(row[0] for row in steep)}." if steep else "."),
        "",
        "| most time | seconds a MB | | most memory | bytes of peak a byte |",
        "|---|---:|---|---|---:|",
    ]
    for slow, large in zip(slowest, largest):
        lines.append(
            f"| {slow[0]} | {slow[1] / slow[2] * 1e6:.2f} | | {large[0]} | {large[3] * 1024 / large[2]:.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
