#!/usr/bin/env python3
"""Fits the learned judge for HTML. Python 3.11+; numpy, numba, pyarrow, lightgbm.

    fit_html_judge.py model    --tamis BIN --data DIR --out html.model
    fit_html_judge.py crossval --tamis BIN --data DIR

DIR is a folder in the WCXB layout. `model` fits on all of its pages and writes the model. `crossval`
fits on all sites but a fifth at a time, cleans that fifth by the same binary with that model, and prints
the scores of all pages together. README.md beside this file says what is fitted and how.
"""
import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import zlib

import numpy

import forests
import html_labels
import html_pages
import model_file

# Parts into which the sites are divided for the guesses that the second pass is trained on.
INNER_FOLDS = 4
# Rows of one page that are trained on; the others are left out by chance, and these weigh more.
MOST_ROWS = 200
FIRST_TREES, SECOND_TREES = 220, 64
LEAVES = 16
# Fits that run beside each other.
WORKERS = 2
SEED = 20261121
PARAMETERS = dict(min_data_in_leaf=200, lambda_l2=20, feature_fraction=0.2, num_leaves=LEAVES, bagging_fraction=0.6, seed=SEED)
FIRST_RATE, SECOND_RATE = 0.08, 0.06


class Labels:
    """For each page the label and the weight of every block."""

    def __init__(self, pages, texts):
        self.of = {}
        for page in pages:
            if page.id not in texts:
                continue
            label, words = html_labels.labels(texts[page.id], page.reference)
            size = max(float((label * words).sum()), 30) + 0.1 * words.sum() + 20
            weight = ((words + 1) / size) ** 0.7
            if not page.reference.strip():
                weight = weight * 0
            self.of[page.id] = (label, weight.astype(numpy.float32))


def chance(page, what):
    return numpy.random.default_rng(zlib.crc32(f"{SEED} {what} {page.id}".encode()))


def chosen_rows(page, count):
    """The rows of a page that are trained on, and how much more each weighs for those left out."""
    if count <= MOST_ROWS:
        return numpy.arange(count), 1.0
    rows = chance(page, "rows").choice(count, MOST_ROWS, replace=False)
    return numpy.sort(rows), count / MOST_ROWS


def fit(parts, trees, rate, guess=None):
    return forests.fit(parts, trees, dict(PARAMETERS, learning_rate=rate), guess)


def part(table, labels, page):
    first, end = table.spans[page.id]
    label, weight = labels.of[page.id]
    rows, more = chosen_rows(page, end - first)
    return table.rows[first:end][rows], label[rows], weight[rows] * more


def fit_first(table, labels, pages):
    parts = [part(table, labels, page) for page in pages if page.id in table.spans]
    return fit(parts, FIRST_TREES, FIRST_RATE)


def guesses(args, work, table, labels, pages, fold):
    """The features of the second pass for one part of the sites, guessed by a forest of the other parts."""
    inner = lambda page: zlib.crc32(f"inner {page.site}".encode()) % INNER_FOLDS
    forest, inputs, arrow = (work / f"inner-{fold}.{kind}" for kind in ("model", "jsonl", "arrow"))
    first = fit_first(table, labels, [page for page in pages if inner(page) != fold])
    model_file.write(forest, [("html.first", table.names, first)])
    held_out = [page for page in pages if inner(page) == fold]
    html_pages.write_inputs(args.data, held_out, inputs)
    second = forests.Table(args.tamis, inputs, arrow, "--first-pass", forest)
    print(f"  part {fold + 1} of {INNER_FOLDS} guessed", file=sys.stderr)
    return second.names, [part(second, labels, page) for page in held_out if page.id in second.spans]


def fit_both(args, work, table, labels, pages, path):
    """Both passes on some pages, written to a model file."""
    jobs = [(args, work, table, labels, pages, fold) for fold in range(INNER_FOLDS)]
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
        whole = workers.submit(fit_first, table, labels, pages)
        guessed = list(workers.map(lambda job: guesses(*job), jobs))
        first = whole.result()
    names = guessed[0][0]
    second = fit([part for _, parts in guessed for part in parts], SECOND_TREES, SECOND_RATE, names.index("guess"))
    model_file.write(path, [("html.first", table.names, first), ("html.second", names, second)])


def prepared(args, work):
    pages = html_pages.read(args.data)
    html_pages.write_inputs(args.data, pages, work / "pages.jsonl")
    table = forests.Table(args.tamis, work / "pages.jsonl", work / "first.arrow")
    return pages, table, Labels(pages, table.texts)


def model(args, work):
    pages, table, labels = prepared(args, work)
    fit_both(args, work, table, labels, pages, args.out)
    digest = model_file.file_hash(args.out)
    args.out.with_suffix(".hash").write_text(digest + "\n", encoding="utf-8")
    print(f"{args.out}: {args.out.stat().st_size} bytes, hash {digest}")


def crossval(args, work):
    pages, table, labels = prepared(args, work)
    predictions = work / "predictions.jsonl"
    with open(predictions, "w", encoding="utf-8") as out:
        for fold in range(html_pages.FOLDS):
            fit_both(args, work, table, labels, [p for p in pages if p.fold != fold], work / "fold.model")
            held_out = work / "held-out.jsonl"
            html_pages.write_inputs(args.data, [p for p in pages if p.fold == fold], held_out)
            cleaned = work / "cleaned.jsonl"
            command = [args.tamis, "clean", held_out, "-o", cleaned, "--model", work / "fold.model"]
            subprocess.run([*command, "--no-learn", "--no-dedup", "--no-filter", "--keep-empty", "--no-removed", "-q"], check=True)
            for line in open(cleaned, encoding="utf-8"):
                row = json.loads(line)
                out.write(json.dumps({"id": row["id"], "text": row["text"]}) + "\n")
            print(f"fold {fold + 1} of {html_pages.FOLDS}", file=sys.stderr)
    subprocess.run([args.tamis, "eval", args.data, "--predictions", predictions], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["model", "crossval"])
    parser.add_argument("--tamis", required=True)
    parser.add_argument("--data", required=True, type=pathlib.Path, help="a folder in the WCXB layout")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("crates/strip/models/html.model"))
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/training"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    {"model": model, "crossval": crossval}[args.command](args, args.work)


if __name__ == "__main__":
    main()
