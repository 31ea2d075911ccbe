#!/usr/bin/env python3
"""Measures tamis beside other extractors on the same pages, and writes the tables. Python 3.11+.

    bench_html.py --tamis target/release/tamis --data DIR [--out docs/bench-html.md] [--every 8]

DIR is a folder in the WCXB layout, or holds one at `data/wcxb-dev`. Needs the runner of `peers/` and a
Python with `requirements.txt` (`make bench-html DATA=DIR` sees to both). Texts of the peers are kept in
the work folder by version and data, because some take minutes; what tamis makes of the pages and all
times are taken anew.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import platform
import re
import selectors
import subprocess
import sys
import tempfile
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
import figures  # noqa: E402
import hostile  # noqa: E402
import report  # noqa: E402

# Seconds of wall time after which an extractor is held to hang on a page.
PAGE_SECONDS = 20
# Repeats of which the best counts.
REPEATS = 3
# Parts of the pages, by size, that are timed apart.
PARTS = 4
RUST_PEERS = ("rs-trafilatura", "dom_smoothie")
PYTHON_PEERS = ("trafilatura", "resiliparse")


class Bench:
    def __init__(self, args):
        self.tamis = args.tamis.resolve()
        nested = args.data / "data/wcxb-dev"
        self.data = (nested if nested.is_dir() else args.data).resolve()
        self.work = args.work.resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.runner, self.python = args.runner.resolve(), args.python.absolute()
        self.every = args.every
        self.locked = locked_versions(HERE / "peers/Cargo.lock")
        names = sorted((self.data / "html").iterdir())
        stamp = hashlib.sha256(repr([(p.name, p.stat().st_size) for p in names]).encode()).hexdigest()[:12]
        self.stamp = stamp
        self.rows = self.work / f"pages-{stamp}.jsonl"
        self.timed = self.work / f"timed-{stamp}-{self.every}.jsonl"
        self.parts = [self.work / f"timed-{stamp}-{self.every}-{part}.jsonl" for part in range(PARTS)]

    def version(self, name):
        if name in RUST_PEERS:
            return self.locked[name][-1]
        code = f"import importlib.metadata as m; print(m.version({name!r}))"
        return subprocess.run([self.python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()

    def command(self, what, name, *arguments):
        if name in PYTHON_PEERS:
            return [self.python, HERE / "python_peers.py", what, name, *arguments]
        return [self.runner, what, name, *arguments]

    # ------------------------------------------------------------ pages

    def prepare(self):
        """Writes all pages as rows, and every n-th by size for the times. Returns their figures.

        To be called in a process of its own: a child's peak memory counts from what its parent held.
        """
        if not self.rows.exists():
            unfinished = self.rows.with_suffix(".unfinished")
            figures.write_rows(figures.html_rows(self.data), unfinished)
            unfinished.rename(self.rows)
        sizes = []
        with open(self.rows, encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                sizes.append((len(json.loads(line)["html"].encode()), number))
        chosen = {number: size for size, number in sorted(sizes)[self.every // 2 :: self.every]}
        with open(self.rows, encoding="utf-8") as lines:
            picked = sorted((chosen[n], n, line) for n, line in enumerate(lines) if n in chosen)
        self.timed.write_text("".join(line for _, _, line in picked), encoding="utf-8")
        cuts = [len(picked) * part // PARTS for part in range(PARTS + 1)]
        parts = [picked[start:end] for start, end in zip(cuts, cuts[1:])]
        for path, part in zip(self.parts, parts):
            path.write_text("".join(line for _, _, line in part), encoding="utf-8")
        return {
            "part_pages": list(map(len, parts)),
            "part_bytes": [sum(size for size, _, _ in part) for part in parts],
            "pages": len(sizes),
            "bytes": sum(size for size, _ in sizes),
            "timed_pages": len(picked),
            "timed_bytes": sum(size for size, _, _ in picked),
            "limits": [picked[cut - 1][0] for cut in cuts[1:]],
        }

    # ------------------------------------------------------------ quality

    def predictions(self, name):
        """The file of the peer's texts and the pages it failed on, from the work folder if they are there."""
        stem = f"{name}-{self.version(name)}-{self.stamp}"
        texts, failures = self.work / f"{stem}.jsonl", self.work / f"{stem}.failures.json"
        if texts.exists() and failures.exists():
            return texts, json.loads(failures.read_text())
        unfinished = texts.with_suffix(".unfinished")
        failed, skipped = {}, []
        while True:
            ended, page, said = watch(self.command("quality", name, self.rows, unfinished, *skipped))
            if ended is None:
                failed.update((page, message) for page, message in json.loads(said)["failed"])
                break
            if page is None or page in failed:
                sys.exit(f"{name} cannot be run: {ended}\n{said}")
            failed[page] = ended
            skipped.append(page)
        unfinished.rename(texts)
        found = {"failed": failed, "skipped": skipped}
        failures.write_text(json.dumps(found))
        return texts, found

    def scores(self, *arguments):
        command = [self.tamis, "eval", self.data, "--json", "--worst", "0", "--max-rejects", "100%", *arguments]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    # ------------------------------------------------------------ hostile pages

    def outcomes(self, name, paths):
        """What the extractor does with each hostile page; of a peer from the work folder if it is there."""
        cache = self.work / f"hostile-{name}-{self.version(name) if name != 'tamis' else ''}.json"
        known = json.loads(cache.read_text()) if name != "tamis" and cache.exists() else {}
        for page, path in paths.items():
            if page not in known:
                known[page] = hostile.outcome(self.command("quality", name, path, os.devnull))
        if name != "tamis":
            cache.write_text(json.dumps(known))
        return [known[page] for page in paths]

    # ------------------------------------------------------------ speed

    def speed(self, name, skipped):
        done = subprocess.run(
            list(map(str, self.command("speed", name, self.timed, str(REPEATS), *skipped))),
            capture_output=True, text=True, check=True,
        )
        return json.loads(done.stdout.splitlines()[-1])

    def speed_of_binary(self, pages):
        """The same of the released binary, from rows in a file to rows in a file with all side files."""
        seconds, peak = [], 0
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            out = pathlib.Path(folder) / "out.jsonl"
            clean = lambda rows: children_usage(
                [self.tamis, "clean", rows, "-o", out, "--no-learn", "--no-dedup", "--no-filter", "--quiet", "-j", "1"]
            )
            for _ in range(REPEATS):
                seconds.append([clean(path)[0] for path in self.parts])
            peak = clean(self.timed)[1]
        return {
            "pages": pages["part_pages"],
            "bytes": pages["part_bytes"],
            "seconds": seconds,
            "loaded_kib": None,
            "peak_kib": peak,
        }


def watch(command):
    """Runs a quality pass. Returns how it ended before its time (None if it did not), the page it was at, and
    its last line."""
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    ready = selectors.DefaultSelector()
    ready.register(child.stdout, selectors.EVENT_READ)
    page, buffered, began, errors = None, b"", time.monotonic(), b""
    while True:
        if not ready.select(timeout=max(0.0, began + PAGE_SECONDS - time.monotonic())):
            child.kill()
            child.communicate()
            return f"over {PAGE_SECONDS} s", page, ""
        chunk = os.read(child.stdout.fileno(), 1 << 16)
        if not chunk:
            break
        buffered += chunk
        *whole, buffered = buffered.split(b"\n")
        if whole:
            page, began = whole[-1].decode(), time.monotonic()
    errors = child.stderr.read().decode("utf-8", "replace")
    if child.wait() == 0:
        return None, None, page
    code = child.returncode
    return (f"signal {-code}" if code < 0 else f"exit code {code}"), page, errors


def children_usage(command):
    """User CPU seconds and peak resident KiB of one child."""
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))}: exit {child.returncode}\n{said.decode()}")
    return usage.ru_utime, usage.ru_maxrss


def locked_versions(path):
    found = {}
    for package in tomllib.loads(path.read_text(encoding="utf-8"))["package"]:
        found.setdefault(package["name"], []).append(package["version"])
    return found


def other_versions():
    """Crates of the library that the binary and the runner were locked to different versions of."""

    def used(manifest):
        command = ["cargo", "tree", "--quiet", "--manifest-path", manifest, "-p", "tamis-pipeline"]
        command += ["-e", "normal", "--prefix", "none", "--format", "{p}"]
        said = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout
        return {" ".join(line.split()[:2]) for line in said.splitlines() if "tamis-" not in line}

    return sorted(used(ROOT / "Cargo.toml") - used(HERE / "peers/Cargo.toml"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tamis", type=pathlib.Path, default=ROOT / "target/release/tamis")
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "docs/bench-html.md")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "target/bench")
    parser.add_argument("--runner", type=pathlib.Path, default=ROOT / "target/bench/peers/release/bench-peers")
    parser.add_argument("--python", type=pathlib.Path, default=ROOT / "target/bench/venv/bin/python")
    parser.add_argument("--every", type=int, default=8, help="time every n-th page by size")
    args = parser.parse_args()
    bench = Bench(args)
    with concurrent.futures.ProcessPoolExecutor(max_workers=1) as apart:
        pages = apart.submit(bench.prepare).result()
        paths = apart.submit(hostile.write, bench.work).result()
    peers = RUST_PEERS + PYTHON_PEERS
    # Nothing is timed here, so two may run side by side.
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        made = dict(zip(peers, pool.map(bench.predictions, peers)))
    rows = {"tamis": {"label": "tamis", "scores": bench.scores(), "failed": {}}}
    for name in peers:
        texts, found = made[name]
        label = f"{name} {bench.version(name)}"
        rows[name] = {"label": label, "scores": bench.scores("--predictions", texts), "failed": found["failed"]}
    speeds = {"tamis, the binary": bench.speed_of_binary(pages), "tamis, the library": bench.speed("tamis", [])}
    for name in peers:
        speeds[rows[name]["label"]] = bench.speed(name, made[name][1]["skipped"])
    labels = {"tamis": "tamis"} | {name: rows[name]["label"] for name in peers}
    hostile_rows = {label: bench.outcomes(name, paths) for name, label in labels.items()}
    version = subprocess.run([bench.tamis, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    machine = {"cpu": cpu_name(), "cores": os.cpu_count(), "python": platform.python_version(), "tamis": version}
    text = report.page(
        pages, list(rows.values()), speeds, (list(paths), hostile_rows), machine, bench.every, other_versions()
    )
    args.out.write_text(text, encoding="utf-8")
    print(text)


def cpu_name():
    found = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


if __name__ == "__main__":
    main()
