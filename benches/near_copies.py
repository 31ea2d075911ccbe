#!/usr/bin/env python3
"""Mixes near-copies of articles into labelled rows, and measures what counting over distinct stories is worth.

    near_copies.py make ROWS.jsonl[.gz] OUT.jsonl [--seed 1] [--most 6]
    near_copies.py figures --tamis BIN --data DIR [--seed 1] [--most 6] [--work DIR]

ROWS are {id, text, reference, source, url, group, lines: [{text, label keep|drop, kind}]}. `make` writes them all,
unchanged, and 0 to `--most` near-copies of each within its source, in a seeded order. A copy has another headline, a
byline, 1 to 3 % of the words of its running text replaced by others of the same article, and a paragraph cut, added, or
neither; every other line stays with its label, boxes too. A line that is new has one: the headline and a new paragraph
are the article's own, the byline is not. `reference` is what the lines labelled `keep` say.

`figures` takes DIR/data/sidebar-multi-dev.jsonl.gz and DIR/eval/score.py, cleans the rows as they are and with copies
mixed in by `tamis clean --no-dedup`, with stories told by their words alone (`--set dedup.near=false`) and with
near-duplicates as one story, and prints the scores of all rows and of the original rows among them, for each seed
given. Python 3.9+, standard library only.
"""
import argparse
import gzip
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

WORD = re.compile(r"\w+")
FIRST_NAMES = "Ada Ben Cleo Dan Eda Finn Gail Hugo Ines Jon Kira Leo Mona Nils Olga Pete Rosa Sven Tess Uwe".split()
LAST_NAMES = "Abel Birk Carrow Dahl Esser Fell Grove Hale Imber Jost Keel Lind Moor Nash Orme Penn Reed Stahl".split()
DESKS = ["", ", staff writer", " and agencies", ", our correspondent"]
# A cut or new paragraph leaves the story what it is only if others stand beside it.
FEWEST_PARAGRAPHS = 4
# Words of a line from which on it is a paragraph rather than a remark.
FEWEST_WORDS = 20
# Words replaced in the running text, as a share of them.
REPLACED = 0.01, 0.03


def records(path):
    opened = gzip.open if str(path).endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as rows:
        return [json.loads(row) for row in rows if row.strip()]


def running(lines):
    """Places of the article's own running text."""
    return [at for at, line in enumerate(lines) if line["label"] == "keep" and line["kind"] == "prose"]


def vocabulary(lines):
    """Distinct longer words of the running text, in order."""
    found = (word for at in running(lines) for word in WORD.findall(lines[at]["text"]))
    return list(dict.fromkeys(word for word in found if len(word) > 3 and word.isalpha()))


def with_other_words(chance, lines, words):
    """Replaces a small share of the words of the running text, of every paragraph alike."""
    share = chance.uniform(*REPLACED)

    def other(found):
        word = found.group()
        if chance.random() >= share or not word.isalpha():
            return word
        new = chance.choice(words)
        return new.capitalize() if word[0].isupper() else new.lower()

    changed = list(lines)
    for at in running(lines):
        changed[at] = {**lines[at], "text": WORD.sub(other, lines[at]["text"])}
    return changed


def paragraph(chance, words):
    """A new paragraph about the same things."""
    some = iter(chance.sample(words, min(6, len(words))))
    word = lambda: next(some, words[0]).lower()
    return chance.choice([
        f"It was not clear at first what this would mean for {word()} and {word()}, and people who know the {word()} well"
        f" said that it may take until next year before anything can be told of {word()} or of {word()} with certainty.",
        f"Those who have followed the {word()} for years were not surprised by the {word()}; they point to {word()} and to"
        f" what has been written about {word()} before, and expect that the {word()} will be looked at once more.",
        f"A spokeswoman wanted to say nothing about {word()} when asked on the phone, but confirmed that {word()} and {word()}"
        f" had been spoken about, and that a note on the {word()} will be published as soon as the {word()} allows it.",
    ])


def other_paragraphs(chance, lines, words):
    """Cuts a paragraph, adds one, or neither."""
    places = [at for at in running(lines) if len(WORD.findall(lines[at]["text"])) >= FEWEST_WORDS]
    what = chance.choice(["cut", "add", "neither"])
    if what == "neither" or len(places) < FEWEST_PARAGRAPHS:
        return lines
    at = chance.choice(places[1:])
    if what == "cut":
        return lines[:at] + lines[at + 1:]
    new = {"text": paragraph(chance, words), "label": "keep", "kind": "prose"}
    return lines[:at + 1] + [new] + lines[at + 1:]


def near_copy(chance, row, number):
    lines = row["lines"]
    words = vocabulary(lines)
    if not words:
        return None
    lines = other_paragraphs(chance, with_other_words(chance, lines, words), words)
    headline = " ".join(chance.sample(words, min(chance.randint(5, 8), len(words)))).capitalize()
    if lines[0]["kind"] == "heading" and lines[0]["label"] == "keep":
        lines = lines[1:]
    byline = f"By {chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}{chance.choice(DESKS)}"
    lines = [
        {"text": headline, "label": "keep", "kind": "heading"},
        {"text": byline, "label": "drop", "kind": "byline"},
        *lines,
    ]
    return {
        **row,
        "id": f"{row['id']}~{number}",
        "url": f"{row['url']}-{number}",
        "text": "\n".join(line["text"] for line in lines),
        "reference": "\n".join(line["text"] for line in lines if line["label"] == "keep"),
        "lines": lines,
    }


def mixed(rows, seed, most):
    chance = random.Random(seed)
    out = list(rows)
    for row in rows:
        copies = (near_copy(chance, row, number + 1) for number in range(chance.randint(0, most)))
        out.extend(copy for copy in copies if copy)
    chance.shuffle(out)
    return out


def write(rows, path):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def score(scorer, predictions, labelled):
    command = [sys.executable, scorer, "sidebar", predictions, "--data", labelled, "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def cleaned(tamis, rows, out, options):
    fields = ("id", "text", "url", "source")
    bare = out.with_suffix(".in.jsonl")
    write([{key: row[key] for key in fields if key in row} for row in rows], bare)
    done = subprocess.run([tamis, "clean", bare, "-o", out, "--no-dedup", "--no-filter", "--quiet", *options], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{tamis} clean: exit {done.returncode}\n{done.stderr}")
    return json.loads(pathlib.Path(f"{out}.tamis/stats.json").read_text(encoding="utf-8")).get("boilerplate", {})


def figures(args, work):
    rows = records(args.data / "data/sidebar-multi-dev.jsonl.gz")
    sets = [("as they are", rows)] + [(f"copies, seed {seed}", mixed(rows, seed, args.most)) for seed in args.seed]
    ways = [("no learning", ["--no-learn"]), ("equal words", ["--set", "dedup.near=false"]), ("near-duplicates", [])]
    columns = ["removal", "loss", "line_f1", "exact"]
    originals = work / "originals.jsonl"
    write(rows, originals)
    print(f"{'rows':<16}{'stories':<17}{'counted':>8}{'lines':>7}  {'all rows: ' + ' '.join(columns):<42}originals")
    for name, chosen in sets:
        labelled, out = work / "labelled.jsonl", work / "out.jsonl"
        write(chosen, labelled)
        for way, options in ways:
            known = cleaned(args.tamis, chosen, out, options)
            cells = []
            for data in (labelled, originals):
                found = score(args.data / "eval/score.py", out, data)
                cells.append(" ".join(f"{found[column]:.4f}" for column in columns))
            counted = f"{known.get('stories', 0):>8}{known.get('lines', 0):>7}"
            print(f"{name:<16}{way:<17}{counted}  {cells[0]:<42}{cells[1]}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make")
    make.add_argument("rows", type=pathlib.Path)
    make.add_argument("out", type=pathlib.Path)
    make.add_argument("--seed", type=int, default=1)
    measure = commands.add_parser("figures")
    measure.add_argument("--tamis", required=True)
    measure.add_argument("--data", type=pathlib.Path, required=True)
    measure.add_argument("--seed", type=int, nargs="+", default=[1])
    measure.add_argument("--work", type=pathlib.Path)
    for command in (make, measure):
        command.add_argument("--most", type=int, default=6)
    args = parser.parse_args()
    if args.command == "make":
        write(mixed(records(args.rows), args.seed, args.most), args.out)
        return
    with tempfile.TemporaryDirectory() as folder:
        work = args.work or pathlib.Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        figures(args, work)


if __name__ == "__main__":
    main()
