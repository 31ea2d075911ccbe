#!/usr/bin/env python3
"""Fits the learned judge for plain text. Python 3.11+; numpy, scipy, numba, pyarrow, lightgbm.

    fit_text_judge.py model    --tamis BIN --data DIR --out text.model
    fit_text_judge.py crossval --tamis BIN --data DIR --work DIR

DIR/data holds wet-dev.jsonl.gz and, if they are at hand, sidebar-dev.jsonl.gz and sidebar-multi-dev.jsonl.gz.
`model` fits on all of them and on generated documents, and writes the model. `crossval` fits on all sites, and on
all families of own boxes, but a part at a time, cleans that part by the same binary with that model, each document
for itself, and leaves the outputs in the work folder; with DIR/eval/score.py it scores them. sidebar-multi-dev is
cleaned once more with a table of what recurs in its sources, as in one run over all of it. README.md beside this
file says what is fitted and how.
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
import model_file
import text_data
import text_words

# Parts into which the sites are divided for the guesses that later steps are trained on.
INNER_FOLDS = 3
# Generated documents, and what each weighs against a labelled article.
MADE, MADE_WEIGHT = 4000, 0.5
# The set whose documents name their sources, and what it is called where these were learned from.
SOURCED, IN_ONE_RUN = "sidebar-multi-dev", "sidebar-multi-dev-in-one-run"
# What an article weighs against a page.
ARTICLE_WEIGHT = 3.0
# Share of the documents that are trained on a second time without what depends on their language and address.
LANGUAGE_FREE, LANGUAGE_FREE_WEIGHT = 0.3, 0.5
FIRST_TREES, FIRST_RATE = 160, 0.1
SECOND_TREES, SECOND_RATE = 64, 0.06
WORKERS = 2
SEED = 20261122
FIRST = dict(min_data_in_leaf=60, lambda_l2=10, feature_fraction=0.2, bagging_fraction=0.6, learning_rate=FIRST_RATE, seed=SEED)
SECOND = dict(FIRST, min_data_in_leaf=100, learning_rate=SECOND_RATE)


def inner_fold(document):
    return zlib.crc32(f"inner {document.site}".encode()) % INNER_FOLDS


def is_language_free(document):
    chance = zlib.crc32(f"{SEED} language {document.site}".encode()) % 1000
    return chance < 1000 * LANGUAGE_FREE


class Examples:
    """The units of some documents with their features, labels and weights."""

    def __init__(self, args, documents, path, *options, free=False):
        text_data.write(documents, path.with_suffix(".jsonl"), address=not free)
        options = [*options, "--language-free"] if free else options
        self.table = forests.Table(args.tamis, path.with_suffix(".jsonl"), path.with_suffix(".arrow"),
                                   "--judge", "text", *options)
        self.documents = [document for document in documents if document.id in self.table.spans]
        self.factor = LANGUAGE_FREE_WEIGHT if free else 1.0

    def weights(self, document, label):
        words = self.table.weight(document.id)
        if document.kind == "page":
            size = max(float((label * words).sum()), 30) + 0.1 * words.sum() + 20
            weight = ((words + 1) / size) ** 0.7 * bool(document.reference.strip())
        else:
            weight = ((words + 10) / (words.sum() + 100)) ** 0.7 * ARTICLE_WEIGHT
            weight *= MADE_WEIGHT if document.kind == "made" else 1.0
        return weight * ~numpy.isnan(label) * self.factor

    def part(self, document, labels):
        label = labels[document.id]
        return self.table.of(document.id), numpy.nan_to_num(label), self.weights(document, label)


def fit_words(examples, labels, chosen):
    hashed, known, weights = [], [], []
    for document in filter(chosen, examples.documents):
        _, label, weight = examples.part(document, labels)
        used = weight > 0
        hashed += [words for words, use in zip(examples.table.words(document.id), used) if use]
        known.append(label[used])
        weights.append(weight[used])
    return text_words.fit(hashed, numpy.concatenate(known), numpy.concatenate(weights))


def word_table(words):
    return ("text.words", text_words.BITS, words)


def fit_first(parts):
    return forests.fit(parts, FIRST_TREES, FIRST)


def guessed(args, work, documents, model, fold):
    """The documents of one part as a model of the other parts sees them, and some without their language."""
    held = [document for document in documents if inner_fold(document) == fold]
    path = work / f"{model.stem}-guessed"
    found = [Examples(args, held, path, "--first-pass", model)]
    free = [document for document in held if is_language_free(document)]
    if free:
        found.append(Examples(args, free, path.with_name(path.name + "-free"), "--first-pass", model, free=True))
    return found


def parts_of(examples, labels, chosen=lambda document: True):
    return [part.part(document, labels) for part in examples for document in part.documents if chosen(document)]


def fit_all(args, work, documents, path):
    """Weights of words and both forests on some documents, written to a model file."""
    work.mkdir(parents=True, exist_ok=True)
    plain = Examples(args, documents, work / "plain")
    labels = {document.id: document.labels(plain.table.texts[document.id], plain.table.lines[document.id])
              for document in plain.documents}
    folds = range(INNER_FOLDS)
    others = lambda fold: lambda document: inner_fold(document) != fold
    tables, models = {}, {fold: work / f"inner-{fold}.model" for fold in folds}
    for fold in folds:
        tables[fold] = fit_words(plain, labels, others(fold))
        model_file.write(models[fold], [], [word_table(tables[fold])])
    first = [part for fold in folds for part in guessed(args, work, documents, models[fold], fold)]
    names = first[0].table.names
    words = fit_words(plain, labels, lambda document: True)
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
        whole = workers.submit(fit_first, parts_of(first, labels))
        inner = {fold: workers.submit(fit_first, parts_of(first, labels, others(fold))) for fold in folds}
        for fold in folds:
            model_file.write(models[fold], [("text.first", names, inner[fold].result())], [word_table(tables[fold])])
        forest = whole.result()
    second = [part for fold in folds for part in guessed(args, work, documents, models[fold], fold)]
    second_names = second[0].table.names
    corrections = forests.fit(parts_of(second, labels), SECOND_TREES, SECOND, second_names.index("guess"))
    model_file.write(path, [("text.first", names, forest), ("text.second", second_names, corrections)], [word_table(words)])


def model(args):
    sets = text_data.read(args.data / "data")
    documents = [document for chosen in sets.values() for document in chosen]
    documents += text_data.made(args.work, sets["wet-dev"], SEED, MADE)
    fit_all(args, args.work / "model", documents, args.out)
    digest = model_file.file_hash(args.out)
    args.out.with_suffix(".hash").write_text(digest + "\n", encoding="utf-8")
    print(f"{args.out}: {args.out.stat().st_size} bytes, hash {digest}")


def clean(args, documents, model, path, *options):
    """The outputs of the binary for some documents, by their own ids, each judged for itself."""
    with open(path, "w", encoding="utf-8") as out:
        for document in documents:
            row = document.input(name=str(document.row["id"]))
            out.write(json.dumps(row | {key: document.row[key] for key in ("source",) if key in document.row}) + "\n")
    cleaned = path.with_suffix(".out.jsonl")
    command = [args.tamis, "clean", path, "-o", cleaned, "--model", model, "--no-learn", "--no-dedup", "--no-filter", "--keep-empty"]
    subprocess.run([*command, "--no-removed", "--quiet", *options, *args.option], check=True)
    return cleaned.read_bytes()


def recurring(args):
    """The table of what recurs in the sources of the whole set; it is made without labels."""
    return args.work / "recurring.zst"


def held_out(args, sets, fold):
    """A model of the other folds, and the outputs of this one."""
    work = args.work / f"fold-{fold}"
    work.mkdir(parents=True, exist_ok=True)
    chosen = [document for documents in sets.values() for document in documents if document.fold != fold]
    held = [document for documents in sets.values() for document in documents if document.fold == fold]
    pages = [document for document in chosen if document.kind == "page"]
    made = text_data.made(work, pages, SEED, MADE, text_data.own_families(held))
    path = work / "fold.model"
    if not (args.reuse and path.exists()):
        fit_all(args, work, chosen + made, path)
    outputs = {}
    for name, documents in sets.items():
        part = [document for document in documents if document.fold == fold]
        outputs[name] = clean(args, part, path, work / f"{name}.jsonl")
        if name == SOURCED:
            outputs[IN_ONE_RUN] = clean(args, part, path, work / f"{IN_ONE_RUN}.jsonl", "--boilerplate", recurring(args))
    print(f"fold {fold + 1} of {text_data.FOLDS}", file=sys.stderr, flush=True)
    return outputs


def crossval(args):
    sets = text_data.read(args.data / "data")
    sourced = args.data / "data" / f"{SOURCED}.jsonl.gz"
    if SOURCED in sets:
        subprocess.run([args.tamis, "learn", sourced, "-o", recurring(args), "--quiet"], check=True)
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
        folds = list(workers.map(lambda fold: held_out(args, sets, fold), range(text_data.FOLDS)))
    score = args.data / "eval" / "score.py"
    for name in folds[0]:
        joined = args.work / f"{name}.out.jsonl"
        joined.write_bytes(b"".join(outputs[name] for outputs in folds))
        print(f"== {name}, each document judged by a model of other sites: {joined}", flush=True)
        if score.exists():
            task = "wet" if name == "wet-dev" else "sidebar"
            data = sourced if name == IN_ONE_RUN else args.data / "data" / f"{name}.jsonl.gz"
            subprocess.run([sys.executable, score, task, joined, "--data", data], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["model", "crossval"])
    parser.add_argument("--tamis", type=pathlib.Path, required=True, help="the binary")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder as in docs/figures.md")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/training"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("crates/strip/models/text.model"))
    parser.add_argument("--reuse", action="store_true", help="crossval: keep the models of an earlier run")
    parser.add_argument("--option", action="append", default=[], help="crossval: one more option for tamis clean")
    args = parser.parse_args()
    args.tamis = args.tamis.resolve()
    args.work.mkdir(parents=True, exist_ok=True)
    (model if args.task == "model" else crossval)(args)


if __name__ == "__main__":
    main()
