#!/usr/bin/env python3
"""Fits the weights of the judge for plain text. Python 3.9+, numpy.

    fit_text_judge.py model    --tamis BIN --data DIR --out weights.rs --hash model.hash
    fit_text_judge.py crossval --tamis BIN --data DIR --work DIR

`model` fits on all of the data and writes the Rust source of the weights and their hash. `crossval` fits
on two thirds of the sites at a time, judges the last third by the same binary with these weights in its
settings, and prints the scores of all held-out documents together. README.md beside this file says what
is fitted and how; the cues come from `tamis cues`, so nothing is computed twice.
"""
import argparse
import gzip
import json
import math
import pathlib
import re
import struct
import subprocess
import sys
import zlib

import numpy

WORD = re.compile(r"\w+")
FOLDS = 3
# A run of the reference of this many words makes the words of a line the article's.
RUN_WORDS = 4
# Share of the own words of a group within which it teaches nothing, for articles and for pages.
ARTICLE_DOUBT, PAGE_DOUBT = (0.3, 0.7), (0.35, 0.65)
# The smallest reference that a page is weighed by, in words.
FEWEST_WORDS = 50
# Newton steps; the fit is at rest after about ten.
STEPS = 40
# Times that the cues are taken with the weights so far, and the weights fitted to them.
ROUNDS = 3
CUES = (
    "one list pairs rows heading encoded tail head rare-shared-odds rare-unshared-odds rare-shared rare-unshared "
    "rare-central rare-near common-shared common-unshared names-shared names-unshared rare-shared-share hint "
    "related-title titled terminal-share stop-share vocabulary announced first few-words measured-share "
    "tail-rare-unshared capital-share number-share prose-near prose-far frame-share in-body off-body depth "
    "repeated-share lines words words-per-line title-shared title-unshared"
).split()


class Table:
    """One table of weights: what it is for, its penalty, and the cues that say nothing there."""

    def __init__(self, key, const, title, penalty, unused):
        self.key, self.const, self.title, self.penalty = key, const, title, penalty
        self.used = numpy.array([name not in unused.split() for name in CUES])


TABLES = [
    Table("text", "TEXT_WEIGHTS", "Running text of an article.", 0.002,
          "measured-share related-title titled list pairs rows heading depth repeated-share"),
    Table("boxes", "BOX_WEIGHTS", "Everything else of an article.", 0.001, "depth"),
    Table("page_text", "PAGE_TEXT_WEIGHTS", "Running text of a whole page.", 0.0005,
          "measured-share list pairs rows heading encoded titled"),
    Table("page_boxes", "PAGE_BOX_WEIGHTS", "Everything else of a whole page.", 0.0005, "encoded"),
]


def words(text):
    return WORD.findall((text or "").lower())


def weight_of(text):
    return len(text.split()) + 1


def records(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def fold_of(site):
    return zlib.crc32(site.encode()) % FOLDS


def write_rows(rows, path):
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n")


def cues(tamis, settings, path):
    """What `tamis cues` says of the rows of a file, with the weights of the settings."""
    child = subprocess.Popen([tamis, "cues", "--config", settings, "--from", "jsonl", path], stdout=subprocess.PIPE)
    for line in child.stdout:
        yield json.loads(line)
    if child.wait() != 0:
        sys.exit(f"tamis cues {path}: exit {child.returncode}")


def foreign_lines(row):
    """For every line of a document with labels that holds text, whether it is foreign; None if unknown."""
    labels = {}
    for line in row["lines"]:
        for text in line["text"].split("\n"):
            labels.setdefault(text.strip(), []).append(line["label"] == "drop")
    found = []
    for text in row["text"].split("\n"):
        stack = labels.get(text.strip())
        found.append((stack.pop(0) if len(stack) > 1 else stack[0]) if stack else None)
    return found


def article_groups(row, seen):
    """Groups of an article: (is running text, foreign, weight, cues)."""
    foreign = foreign_lines(row)
    for group in seen["groups"]:
        own = gone = 0
        for at in group["blocks"]:
            block = seen["blocks"][at]
            label = foreign[block["line"] - 1]
            own, gone = own + (not label) * weight_of(block["text"]), gone + bool(label) * weight_of(block["text"])
        share = gone / (own + gone)
        if not ARTICLE_DOUBT[0] < share < ARTICLE_DOUBT[1]:
            yield group["paragraph"], share > 0.5, math.sqrt(own + gone), group["cues"]


def own_shares(row, texts):
    """For every text of a page, the share of its words that stand in the reference, by runs of words."""
    reference = words(row["reference"])
    lines = {" ".join(words(line)) for line in row["reference"].split("\n")}
    runs = {n: {tuple(reference[i:i + n]) for i in range(len(reference) - n + 1)} for n in range(1, RUN_WORDS + 1)}
    for text in texts:
        line = words(text)
        if not line:
            yield 0.0
        elif " ".join(line) in lines:
            yield 1.0
        else:
            n = min(RUN_WORDS, len(line))
            starts = range(len(line) - n + 1)
            share = sum(tuple(line[i:i + n]) in runs[n] for i in starts) / len(starts)
            # One or two words stand somewhere in any text.
            yield share * 0.4 if n < 3 else share


def page_groups(row, seen):
    """Groups of a whole page: (is running text, foreign, weight, cues)."""
    size = len(words(row["reference"]))
    if size == 0:
        return
    texts = [block["text"] for block in seen["blocks"]]
    if "shares" not in row:
        row["shares"] = list(own_shares(row, texts))
    shares, sizes = row["shares"], [weight_of(text) for text in texts]
    for group in seen["groups"]:
        if not group["page"]:
            continue
        total = sum(sizes[at] for at in group["blocks"])
        own = sum(sizes[at] * shares[at] for at in group["blocks"]) / total
        if not PAGE_DOUBT[0] < own < PAGE_DOUBT[1]:
            yield group["paragraph"], own < 0.5, math.sqrt(total / max(size, FEWEST_WORDS)), group["cues"]


class Examples:
    """Groups with labels: one row a group, for each table."""

    def __init__(self):
        self.rows = {table.key: [] for table in TABLES}

    def gather(self, seen_rows, rows, site, groups, keys):
        by_id = {str(row["id"]): row for row in rows}
        for seen in seen_rows:
            row = by_id[seen["id"]]
            for paragraph, foreign, weight, values in groups(row, seen):
                if len(values) != len(CUES):
                    sys.exit(f"tamis gives {len(values)} cues, and {len(CUES)} are known here")
                key = keys[0] if paragraph else keys[1]
                self.rows[key].append((fold_of(row[site]), float(foreign), weight, values))

    def table(self, key):
        rows = self.rows[key]
        return (numpy.array([row[0] for row in rows]), numpy.array([row[1] for row in rows]),
                numpy.array([row[2] for row in rows]), numpy.array([row[3] for row in rows], dtype=float))


def fit(table, foreign, weight, values):
    """Weights of the least mean logistic loss, weighted by group, with a penalty on the squared weights
    of standardised cues. Newton's method from naught, so no chance is in it."""
    scale = values.std(axis=0)
    scale[scale < 1e-5] = 1.0
    x = (values / scale)[:, table.used]
    share = weight / weight.sum()
    w = numpy.zeros(x.shape[1])

    def loss(w):
        z = x @ w
        return float(share @ (numpy.logaddexp(0.0, z) - foreign * z) + table.penalty / 2 * (w @ w))

    for _ in range(STEPS):
        p = 1.0 / (1.0 + numpy.exp(-numpy.clip(x @ w, -30, 30)))
        slope = x.T @ (share * (p - foreign)) + table.penalty * w
        bend = (x * (share * p * (1 - p))[:, None]).T @ x + table.penalty * numpy.eye(len(w))
        step, rate, now = numpy.linalg.solve(bend, slope), 1.0, loss(w)
        while loss(w - rate * step) > now and rate > 1e-6:
            rate /= 2
        w = w - rate * step
        if numpy.abs(step).max() < 1e-9:
            break
    full = numpy.zeros(len(CUES))
    full[table.used] = w
    return [round(float(value), 2) + 0.0 for value in full / scale]


def fit_all(examples, without=None):
    """One list of weights a table, from all folds or all but one."""
    model = {}
    for table in TABLES:
        fold, foreign, weight, values = examples.table(table.key)
        chosen = numpy.ones(len(fold), bool) if without is None else fold != without
        model[table.key] = fit(table, foreign[chosen], weight[chosen], values[chosen])
    return model


def source(model):
    out = ["//! Weights of the cues of [`super::emission`]: log-odds of being foreign for one unit of each.", "//!",
           "//! Written by `make model`, which is described in `training/README.md`. Not to be changed by hand.", "",
           "use super::emission::CUES;"]
    for table in TABLES:
        out += ["", f"/// {table.title}", "#[rustfmt::skip]", f"pub(crate) const {table.const}: [f32; CUES] = ["]
        out += [f"    {value:.2f}, // {name}" for value, name in zip(model[table.key], CUES)] + ["];"]
    return "\n".join(out) + "\n"


def model_hash(model):
    """The same as `tamis_strip::model_hash`."""
    state = 0xCBF29CE484222325
    for table in TABLES:
        for byte in struct.pack(f"<{len(CUES)}f", *model[table.key]):
            state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{state >> 16:012x}"


class Sets:
    """The two labelled sets, as rows and as files that tamis reads."""

    def __init__(self, data, work):
        work.mkdir(parents=True, exist_ok=True)
        self.articles, self.pages = (records(data / "data" / name) for name in
                                     ("sidebar-dev.jsonl.gz", "wet-dev.jsonl.gz"))
        self.article_file, self.page_file = work / "sidebar.jsonl", work / "wet.jsonl"
        write_rows(self.articles, self.article_file)
        write_rows(self.pages, self.page_file)

    def examples(self, tamis, settings):
        found = Examples()
        articles, pages = (cues(tamis, settings, path) for path in (self.article_file, self.page_file))
        found.gather(articles, self.articles, "base", article_groups, ("text", "boxes"))
        found.gather(pages, self.pages, "domain", page_groups, ("page_text", "page_boxes"))
        return found


def write_settings(model, path):
    tables = "".join(f"{key} = {json.dumps(values)}\n" for key, values in model.items())
    path.write_text(f"[strip.text.weights]\n{tables}", encoding="utf-8")


def trained(tamis, sets, settings, without=None):
    """The model fitted to all folds or all but one, left in the settings too, and its last examples."""
    model, examples = {table.key: [0.0] * len(CUES) for table in TABLES}, None
    for _ in range(ROUNDS):
        write_settings(model, settings)
        examples = sets.examples(tamis, settings)
        model = fit_all(examples, without)
    write_settings(model, settings)
    return model, examples


def make_model(args):
    model, examples = trained(args.tamis, Sets(args.data, args.work), args.work / "all.toml")
    args.out.write_text(source(model), encoding="utf-8")
    args.hash.write_text(model_hash(model) + "\n", encoding="utf-8")
    for table in TABLES:
        foreign = examples.table(table.key)[1]
        print(f"{table.key}: {len(foreign)} groups, {int(foreign.sum())} of them foreign")
    print(f"model {model_hash(model)} in {args.out}")


def crossval(args):
    sets = Sets(args.data, args.work)
    held_out = {"sidebar": [], "wet": []}
    for fold in range(FOLDS):
        settings = args.work / f"fold{fold}.toml"
        trained(args.tamis, sets, settings, without=fold)
        for name, rows, site in (("sidebar", sets.articles, "base"), ("wet", sets.pages, "domain")):
            held = args.work / f"{name}-{fold}.jsonl"
            out = args.work / f"{name}-{fold}.out.jsonl"
            write_rows([row for row in rows if fold_of(row[site]) == fold], held)
            done = subprocess.run([args.tamis, "clean", held, "-o", out, "--no-dedup", "--quiet", "--config", settings])
            if done.returncode not in (0, 1):
                sys.exit(f"tamis clean {held}: exit {done.returncode}")
            held_out[name].append(out)
    for name, parts in held_out.items():
        joined = args.work / f"{name}.out.jsonl"
        joined.write_bytes(b"".join(part.read_bytes() for part in parts))
        print(f"== {name}, each document judged by weights that were fitted on other sites", flush=True)
        subprocess.run([sys.executable, args.data / "eval" / "score.py", name, joined], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["model", "crossval"])
    parser.add_argument("--tamis", type=pathlib.Path, required=True, help="the binary")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder as in docs/figures.md")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/training"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("crates/strip/src/text/weights.rs"))
    parser.add_argument("--hash", type=pathlib.Path, default=pathlib.Path("crates/strip/src/text/weights.hash"))
    args = parser.parse_args()
    args.tamis = args.tamis.resolve()
    if args.task == "model":
        make_model(args)
    else:
        crossval(args)


if __name__ == "__main__":
    main()
