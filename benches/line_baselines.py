#!/usr/bin/env python3
"""Cleans plain text by the line rules of known corpora and by tamis, and prints their scores in one table.

    line_baselines.py --data DIR [--tamis BIN] [--out DIR] [--docs docs/line-baselines.md]
    line_baselines.py --data FILE --method c4_3 > predictions.jsonl

DIR holds `sidebar-dev.jsonl.gz`, `sidebar-multi-dev.jsonl.gz` and `wet-dev.jsonl.gz`, or a folder `data` with them;
sets that are not there are left out. Rows: {id, text, reference} with `lines` and `group` (sidebar) or `page_type` (wet).
`--out` keeps the predictions, {id, text} a line. `--docs` writes the table into that page between its marks.
Python 3.9+; jusText needs the package `justext`. `make bench-lines DATA=DIR` does it all.
"""
import argparse
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

from line_cleaners import CLEANERS
from line_scores import labelled_scores, page_scores

SETS = ["sidebar-dev", "sidebar-multi-dev", "wet-dev"]
COLUMNS = {
    "sidebar-dev": ["removal", "loss", "line_f1", "exact", "controls_exact"],
    "sidebar-multi-dev": ["removal", "loss", "line_f1", "exact"],
    "wet-dev": ["f1", "articles"],
}
TITLES = {"line_f1": "line F1", "controls_exact": "controls exact", "f1": "F1", "articles": "F1 of articles"}
MARKS = "<!-- table -->", "<!-- end of table -->"
# The rows of tamis: each document for itself, and a first pass over the set that learns what recurs in its sources.
TAMIS_ROWS = [("tamis", "**tamis**", ["--no-learn"]), ("tamis_learning", "**tamis**, learning its sources", [])]


def records(path):
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8") as rows:
        return [json.loads(row) for row in rows if row.strip()]


def find(folder, name):
    for path in (folder / f"{name}.jsonl.gz", folder / "data" / f"{name}.jsonl.gz"):
        if path.exists():
            return path
    return None


def cleaned(documents, clean):
    out = {}
    for document in documents:
        lines = [line for line in document["text"].split("\n") if line.strip()]
        out[str(document["id"])] = "\n".join(clean(lines))
    return out


def cleaned_by_tamis(binary, path, out, options):
    """The outputs of one run over the whole set."""
    command = [binary, "clean", path, "-o", out, "--no-dedup", "--no-filter", "--keep-empty", "--no-removed", "-q", *options]
    done = subprocess.run(command)
    if done.returncode not in (0, 1):  # 1: documents were rejected
        sys.exit(f"{binary}: exit {done.returncode}")
    return {str(row["id"]): row.get("text") or "" for row in records(out)}


def scores(name, documents, predicted):
    return page_scores(documents, predicted) if name == "wet-dev" else labelled_scores(documents, predicted)


def figure(key, value):
    return f"{value:.4f}" if key == "loss" else f"{value:.3f}"


def table(results, sets):
    head, rule, total = "| method |", "|---|", []
    for name in sets:
        for key in COLUMNS[name]:
            head += f" {name.removesuffix('-dev')} {TITLES.get(key, key)} |"
            rule += "---:|"
    for label, by_set in results:
        total.append(f"| {label} | " + " | ".join(figure(k, by_set[s][k]) for s in sets for k in COLUMNS[s]) + " |")
    return "\n".join([head, rule] + total)


def save(predicted, path):
    with open(path, "w", encoding="utf-8") as out:
        write(predicted, out)


def write(predicted, out):
    for name, text in predicted.items():
        out.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")


def version(binary):
    return subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.strip()


def compare(args):
    paths = {name: find(args.data, name) for name in SETS}
    documents = {name: records(path) for name, path in paths.items() if path}
    if not documents:
        sys.exit(f"{args.data}: none of the sets {', '.join(SETS)} is there")
    results = []
    for name, label, make in CLEANERS:
        clean = make()
        if clean is None:
            print(f"{label}: left out, its package is not installed", file=sys.stderr)
            continue
        by_set = {}
        for set_name, rows in documents.items():
            predicted = cleaned(rows, clean)
            by_set[set_name] = scores(set_name, rows, predicted)
            if args.out:
                save(predicted, args.out / f"{set_name}.{name}.jsonl")
        results.append((label, by_set))
    if args.tamis:
        with tempfile.TemporaryDirectory() as folder:
            for name, label, options in TAMIS_ROWS:
                by_set = {}
                for set_name, rows in documents.items():
                    out = (args.out or pathlib.Path(folder)) / f"{set_name}.{name}.jsonl"
                    predicted = cleaned_by_tamis(args.tamis, paths[set_name], out, options)
                    by_set[set_name] = scores(set_name, rows, predicted)
                results.append((label, by_set))
    counts = ", ".join(f"{name} {len(rows):,}" for name, rows in documents.items())
    return f"Documents: {counts}." + (f" {version(args.tamis)}." if args.tamis else "") + "\n\n" + table(results, documents)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--tamis")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--docs", type=pathlib.Path)
    parser.add_argument("--method", choices=[name for name, _, _ in CLEANERS])
    args = parser.parse_args()
    if args.method:
        clean = next(make for name, _, make in CLEANERS if name == args.method)()
        if clean is None:
            sys.exit(f"{args.method}: its package is not installed")
        write(cleaned(records(args.data), clean), sys.stdout)
        return
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
    text = compare(args)
    print(text)
    if args.docs:
        page = args.docs.read_text(encoding="utf-8")
        before, rest = page.split(MARKS[0], 1)
        after = rest.split(MARKS[1], 1)[1]
        args.docs.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
