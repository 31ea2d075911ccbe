#!/usr/bin/env python3
"""Runs datatrove's quality filters and ours over the same texts: `make bench-filters DATA=DIR`.

DIR holds wet-*.jsonl.gz with rows {id, text, reference}; `--cleaned FILE` adds rows {id, text} of cleaned texts. Each rule
runs alone and each filter whole, ours with its own words and with datatrove's. Decisions that differ are listed with
their distance from the threshold; speeds are user CPU time of one thread, without reading the rows.
"""

import argparse
import glob
import gzip
import hashlib
import json
import multiprocessing
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time

from datatrove.data import Document
from datatrove.pipeline.filters import c4_filters, gopher_repetition_filter
from datatrove.utils.text import split_into_parts, split_into_words

import datatrove_rules
from datatrove_rules import REASONS, Page, rules, whole_filters, without_citations

RULES, FILTERS = list(rules()), list(whole_filters())


MARKS = ("<!-- measured -->", "<!-- /measured -->")


def read_texts(options):
    """(id, text) of every whole page, every reference and every cleaned text."""
    for path in sorted(glob.glob(os.path.join(options.data, "wet-*.jsonl.gz"))):
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                for field in ("text", "reference"):
                    if row.get(field):
                        yield f"{row['id']}/{field}", row[field]
    for path in options.cleaned:
        with open(path, encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                if row.get("text"):
                    yield f"{row['id']}/cleaned", row["text"]


def decide(filters, text):
    """(our name of the reason for which the document goes or None, a digest of the lines that stay)."""
    document = Document(text=text, id="")
    for one in filters:
        try:
            kept = one.filter(document)
        except ZeroDivisionError:
            return "error", None
        if kept is not True:
            reason = kept[1] if isinstance(kept, tuple) else "dropped"
            return REASONS.get(reason, reason), None
    return None, filled_lines(document.text)


class Memory:
    """A function of datatrove that is asked once for each argument in a document, not again by each filter."""

    def __init__(self, ask, key):
        self.ask, self.key, self.known = ask, key, {}

    def __call__(self, *arguments):
        key = self.key(*arguments)
        if key not in self.known:
            self.known[key] = self.ask(*arguments)
        return self.known[key]


# Costly functions by the modules that have them, and what a call is known by within one document.
COSTLY = [
    ([c4_filters], "split_into_sentences", lambda text, language=None: text),
    ([datatrove_rules, gopher_repetition_filter], "get_n_grams", lambda words, n: n),
    ([datatrove_rules, gopher_repetition_filter], "find_all_duplicate", lambda words, n: n),
    # Runs of words are asked for once, too, so that equal ones are the same list.
    ([datatrove_rules, gopher_repetition_filter], "find_top_duplicate", id),
]
ORIGINALS = [getattr(modules[0], name) for modules, name, _ in COSTLY]


def replace_costly(functions):
    for (modules, name, _), function in zip(COSTLY, functions):
        for module in modules:
            setattr(module, name, function)


def theirs(text):
    """The words and sentences of a text, its figures and decisions by rule, and its decisions by filter."""
    replace_costly(Memory(function, key) for function, (_, _, key) in zip(ORIGINALS, COSTLY))
    try:
        lines = [without_citations(line.strip()) for line in text.splitlines()]
        sentences = [len(c4_filters.split_into_sentences(line)) for line in lines]
        page = Page(text, split_into_words(text), sentences)
        figures = {rule.name: rule.figures(page) for rule in RULES if rule.figures}
        decisions = {rule.name: decide([rule.alone], text) for rule in RULES}
        filters = {label: decide(filters, text) for label, _, filters in FILTERS}
        return page, {"figures": figures, "rules": decisions, "filters": filters}
    finally:
        replace_costly(ORIGINALS)


def all_of_theirs(texts, options):
    """Results by id; with `--keep`, those of an earlier run are taken up, and new ones added to the file at once."""
    known = {}
    if options.keep and os.path.exists(options.keep):
        with open(options.keep, "rb") as kept:
            while True:
                try:
                    name, result = pickle.load(kept)
                except (EOFError, pickle.UnpicklingError):
                    break
                known[name] = result
    if options.known_only:
        return known
    missing = [(name, text) for name, text in texts if name not in known]
    missing.sort(key=lambda item: hashlib.blake2b(item[0].encode()).digest())
    with multiprocessing.Pool(options.workers) as pool, open(options.keep or os.devnull, "ab") as kept:
        for number, result in enumerate(pool.imap(theirs, (text for _, text in missing))):
            if number % 100 == 0:
                print(f"datatrove: {number} of {len(missing)} texts", file=sys.stderr)
            known[missing[number][0]] = result
            pickle.dump((missing[number][0], result), kept)
            kept.flush()
    return known


def ours(options, rows, arguments):
    with open(rows, "rb") as given:
        run = subprocess.run([options.binary, *arguments], stdin=given, stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def decision(row, text):
    """As `decide`, from a row of ours."""
    if row["drop"]:
        return row["drop"][0], None
    data, kept, done = text.encode(), b"", 0
    for start, end, *_ in row["removed_lines"]:
        kept += data[done:start]
        done = end
    kept += data[done:]
    return None, filled_lines(kept.decode())


def filled_lines(text):
    """A digest of the lines of a text that have something in them."""
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return hashlib.blake2b(lines.encode(), digest_size=16).digest()


def distance(figures):
    """How far the figures of a row are from their thresholds, the nearest, as a share of the threshold."""
    nearest = [abs(value - limit) / abs(limit) for _, _, value, *limits, _ in figures for limit in limits if limit and value is not None]
    return min(nearest, default=None)


def same_figures(expect, found):
    return list(expect) == [row[2] for row in found]


def compare(options, texts, pages, results, paths):
    pages_of = {"text": "whole pages", "reference": "references", "cleaned": "cleaned texts"}
    sizes = {label: sum(name.endswith("/" + kind) for name, _ in texts) for kind, label in pages_of.items()}
    print("Texts: " + ", ".join(f"{size:,} {label}" for label, size in sizes.items()) + ".\n")
    print("| rule | words | texts | broken by | equal | equal, datatrove's words | figures equal |\n|---|---|---:|---:|---:|---:|---:|")
    figures = ours(options, paths["plain"], ["figures", "preset=none", "with=c4-citation,c4-sentences"])
    other = []
    for rule in RULES:
        counts = []
        wanted = [result["rules"][rule.name] for result in results]
        for kind in ("plain", "fed"):
            rows = ours(options, paths[kind], rule.settings)
            found = [decision(row, text) for row, (_, text) in zip(rows, texts)]
            counts.append(sum(a == b for a, b in zip(wanted, found)))
            for (name, _), want, have, row in zip(texts, wanted, found, figures):
                if want != have:
                    own = [figure for figure in row["figures"] if figure[0] == rule.name]
                    other.append((rule.name, kind, name, want[0], have[0], distance(own)))
        equal = "–"
        if rule.figures:
            equal = sum(
                same_figures(result["figures"][rule.name], [f for f in row["figures"] if f[0] == rule.name])
                for result, row in zip(results, figures)
            )
        goes = sum(want != (None, filled_lines(text)) for want, (_, text) in zip(wanted, texts))
        print(f"| `{rule.name}` | {'yes' if rule.tokens else 'no'} | {len(texts):,} | {goes:,} | {counts[0]:,} | {counts[1]:,} | {equal} |", flush=True)
    print("\n| filter, rules in order | texts | goes | equal decision, reason and lines left |\n|---|---:|---:|---:|")
    for label, arguments, _ in FILTERS:
        rows = ours(options, paths["plain"], arguments)
        wanted = [result["filters"][label] for result in results]
        found = [decision(row, text) for row, (_, text) in zip(rows, texts)]
        equal = sum(a == b for a, b in zip(wanted, found))
        print(f"| {label} | {len(texts):,} | {sum(want[0] is not None for want in wanted):,} | {equal:,} |", flush=True)
        for (name, _), want, have in zip(texts, wanted, found):
            if want != have:
                other.append((label, "plain", name, want[0], have[0], None))
    print(f"\nOther decisions: {len(other)}.")
    for row in other:
        print("-", *row)


def user_time(options, rows, arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with open(rows, "rb") as given:
        subprocess.run([options.binary, *arguments, "only-count"], stdin=given, stdout=subprocess.DEVNULL, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def speed(options, texts, folder):
    some = texts[:: options.timed_every]
    rows = write_rows(os.path.join(folder, "timed"), some, [])
    size = sum(len(text.encode()) for _, text in some) / 1e6
    reading = min(user_time(options, rows, ["preset=none"]) for _ in range(5))
    print(f"\nUser CPU time of one thread for {len(some):,} texts, {size:.1f} MB.\n")
    print("| filter | datatrove | ours | times | ours, MB/s |\n|---|---:|---:|---:|---:|")
    for label, arguments, filters in FILTERS:
        split_into_parts.cache_clear()
        documents = [Document(text=text, id=name) for name, text in some]
        start = time.process_time()
        for document in documents:
            for one in filters:
                if one.filter(document) is not True:
                    break
        taken = time.process_time() - start
        mine = sorted(user_time(options, rows, arguments) - reading for _ in range(5))[2]
        print(f"| {label} | {taken:.2f} s | {mine:.3f} s | {taken / mine:.0f} | {size / mine:.0f} |", flush=True)


def write_rows(path, texts, pages):
    with open(path, "w", encoding="utf-8") as out:
        for number, (name, text) in enumerate(texts):
            row = {"id": name, "text": text}
            if pages:
                row.update(words=pages[number].words, sentences=pages[number].sentences)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--binary", required=True, help="the example `quality` of tamis-filter")
    parser.add_argument("--cleaned", action="append", default=[], help="JSON lines {id, text}")
    parser.add_argument("--timed-every", type=int, default=4, help="time every n-th text")
    parser.add_argument("--no-speed", action="store_true", help="compare decisions only")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that run datatrove for decisions")
    parser.add_argument("--keep", help="a file for datatrove's results, to go on after an interruption")
    parser.add_argument("--known-only", action="store_true", help="compare what is in that file, and run nothing of datatrove")
    parser.add_argument("--docs", help="a page to write the tables into, between its marks")
    options = parser.parse_args()
    texts = list(read_texts(options))
    sys.stdout = report = Report()
    with tempfile.TemporaryDirectory() as folder:
        if not options.no_speed:
            speed(options, texts, folder)
        known = all_of_theirs(texts, options)
        texts = [(name, text) for name, text in texts if name in known]
        pages, results = zip(*(known[name] for name, _ in texts))
        paths = {
            "plain": write_rows(os.path.join(folder, "plain"), texts, []),
            "fed": write_rows(os.path.join(folder, "fed"), texts, pages),
        }
        print()
        compare(options, texts, pages, results, paths)
    sys.stdout = report.screen
    if options.docs:
        report.into(options.docs)


class Report:
    """Standard output, remembered."""

    def __init__(self):
        self.written, self.screen = [], sys.stdout

    def write(self, text):
        self.written.append(text)
        self.screen.write(text)

    def flush(self):
        self.screen.flush()

    def into(self, path):
        with open(path, encoding="utf-8") as page:
            before, rest = page.read().split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        with open(path, "w", encoding="utf-8") as page:
            page.write(f"{before}{MARKS[0]}\n{''.join(self.written).strip()}\n{MARKS[1]}{after}")


if __name__ == "__main__":
    main()
