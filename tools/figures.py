#!/usr/bin/env python3
"""Measures quality and speed of the tamis binary on labelled data. Python 3.9+, standard library only.

    figures.py --tamis target/release/tamis --data DIR [--work DIR]

DIR holds what is found of: `data/wcxb-dev/{html,ground-truth}` (the WCXB layout), `data/wet-dev.jsonl.gz`,
`data/sidebar-dev.jsonl.gz` and `data/sidebar-multi-dev.jsonl.gz` (rows with `id` and `text`), `eval/score.py`
(the scorer) and `seeds/*.txt`. Every row goes through `tamis clean --no-dedup --no-filter --no-learn`, one output row an
input row; sidebar-multi also without `--no-learn`, so that what recurs in its sources is learned first. Speed is
user CPU of the child process over the bytes of the bodies, one thread, best of three.
"""
import argparse
import gzip
import json
import pathlib
import resource
import subprocess
import sys
import time


def html_rows(folder):
    """Rows {id, url, html} of a folder in the WCXB layout; bytes that are no UTF-8 become U+FFFD."""
    for path in sorted((folder / "ground-truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        for name in (f"{path.stem}.html.gz", f"{path.stem}.html"):
            page = folder / "html" / name
            if page.exists():
                raw = gzip.decompress(page.read_bytes()) if name.endswith(".gz") else page.read_bytes()
                yield {"id": path.stem, "url": truth.get("url"), "html": raw.decode("utf-8", "replace")}
                break


def text_rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield {key: row[key] for key in ("id", "text", "url", "source") if key in row}


def write_rows(rows, path):
    size = 0
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            size += len((row.get("html") or row.get("text") or "").encode())
            out.write(json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False) + "\n")
    return size


def run(command):
    """User CPU seconds, wall seconds and peak resident MiB so far of children."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime, time.monotonic() - start, after.ru_maxrss / 1024


def measure(tamis, rows, out, size, label, options):
    command = [tamis, "clean", rows, "-o", out, "--no-dedup", "--no-filter", "--quiet", *options, "-j"]
    one = [run([*command, "1"]) for _ in range(3)]
    two = [run([*command, "2"]) for _ in range(3)]
    user, wall = min(u for u, _, _ in one), min(w for _, w, _ in one)
    print(f"{label}: {size / 1e6:.1f} MB, {size / 1e6 / user:.1f} MB/s of user CPU with 1 thread, "
          f"wall {wall:.2f} s with 1 thread, {min(w for _, w, _ in two):.2f} s with 2 "
          f"(x{wall / min(w for _, w, _ in two):.2f}), peak {one[-1][2]:.0f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tamis", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/figures"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    tamis, scorer = args.tamis.resolve(), args.data / "eval/score.py"
    alone, learning = ["--no-learn"], []
    sets = [
        ("html", args.data / "data/wcxb-dev", html_rows, alone),
        ("wet", args.data / "data/wet-dev.jsonl.gz", text_rows, alone),
        ("sidebar", args.data / "data/sidebar-dev.jsonl.gz", text_rows, alone),
        ("sidebar-multi", args.data / "data/sidebar-multi-dev.jsonl.gz", text_rows, alone),
        ("sidebar-multi, learning", args.data / "data/sidebar-multi-dev.jsonl.gz", text_rows, learning),
    ]
    for label, path, reader, options in sets:
        if not path.exists():
            continue
        name, task = label.split(",")[0], label.split("-")[0]
        rows, out = args.work / f"{name}.jsonl", args.work / f"{name}.out.jsonl"
        size = write_rows(reader(path), rows)
        measure(tamis, rows, out, size, label, options)
        command = [sys.executable, scorer, task, out, "--data", path]
        print(subprocess.run(command, capture_output=True, text=True).stdout)
    seeds = sorted((args.data / "seeds").glob("*.txt"))
    if seeds:
        out = args.work / "seeds.jsonl"
        run([tamis, "clean", *seeds, "-o", out, "--no-learn", "--quiet"])
        kept = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        for row in kept:
            row["id"] = "seed" + pathlib.PurePath(row["id"]).name[:3]
        out.write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")
        print(subprocess.run([sys.executable, scorer, "seeds", out], capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
