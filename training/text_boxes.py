#!/usr/bin/env python3
"""Generates labelled articles with foreign and own boxes in them. Python 3.9+, standard library only.

    text_boxes.py DATA OUT --seed N --documents N
    text_boxes.py --check [DATA]

DATA holds pages with known main content, a row each: {id, domain, page_type, text, reference} (.gz or not); `-`
for none, then all articles come from templates. OUT (.gz or not) gets rows {id, group, base, text, reference,
lines}: `lines` holds {text, label, kind} of every line, label keep, drop or edit; an encoded line also has `enc`
and `decoded` (its visible words), an edited one `clean`. `base` is the site or `own:<family>`: group by it in
cross-validation. The same DATA, seed and number give the same bytes. `--check` generates documents, asserts what
must hold of them, and prints what they consist of.
"""
import argparse
import gzip
import io
import json
import pathlib
import sys
from collections import Counter

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from boxes import check  # noqa: E402
from boxes.compose import document  # noqa: E402
from boxes.grammar import languages  # noqa: E402
from boxes.real import Pool  # noqa: E402


def generate(data, seed, documents):
    words = languages()
    pool = Pool(data) if data and data != "-" else None
    for index in range(documents):
        yield document(index, seed, words, pool)


def write(rows, path):
    raw = open(path, "wb")
    with raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) if str(path).endswith(".gz") else raw as out:
        with io.TextIOWrapper(out, encoding="utf-8", newline="\n") as text:
            for row in rows:
                text.write(json.dumps(row, ensure_ascii=False) + "\n")


def run_check(data, documents):
    rows = list(generate(data, 1, documents))
    found = [fault for row in rows for fault in check.faults(row)]
    if check.digest(rows) != check.digest(generate(data, 1, documents)):
        found.append("two runs with one seed differ")
    if check.digest(rows) == check.digest(generate(data, 2, documents)):
        found.append("two seeds give the same documents")
    for fault in found[:20]:
        print(fault, file=sys.stderr)
    lines = Counter(f"{line['label']} {line['kind']}" for row in rows for line in row["lines"])
    for title, table in (("documents", Counter(row["group"] for row in rows)), ("lines", lines)):
        print(title + ": " + ", ".join(f"{name} {count}" for name, count in sorted(table.items())))
    return 1 if found else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?")
    parser.add_argument("out", nargs="?")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if args.check:
        return run_check(args.data, min(args.documents, 400))
    if not args.data or not args.out:
        parser.error("DATA and OUT are needed")
    write(generate(args.data, args.seed, args.documents), args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
