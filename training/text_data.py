"""The labelled texts: reading them, what is known of each line, and dividing them by site."""
import gzip
import json
import re
import subprocess
import sys
import zlib

import numpy

import html_labels
import text_boxes

FOLDS = 4
# Families of generated documents whose articles have the same kind of box as an own box of the labelled set:
# while one is held out, the others are not trained on either.
KIN = {
    "film": ("film", "libro", "cast"), "profile": ("company", "firma", "entreprise"),
    "results": ("race", "match", "resultats", "spiel", "partido"), "record": ("record",), "specs": ("gadget", "launch"),
    "recipe": ("recipe", "rezept", "receta"), "poem": ("verse",), "urlenc": ("urlenc",),
}
OWN = "gen-own_"


class Document:
    """A text: id, site, and either the labels of its lines (an article) or its reference (a whole page)."""

    def __init__(self, row, kind, number):
        self.row, self.kind = row, kind
        self.id = f"{kind}-{number}"
        self.site = row["domain"] if kind == "page" else row["base"]
        self.fold = zlib.crc32(self.site.encode()) % FOLDS
        self.reference = row.get("reference") or ""

    def input(self, name=None, address=True):
        """The row that tamis reads."""
        row = {"id": name or self.id, "text": self.row["text"]}
        if address and self.row.get("url"):
            row["url"] = self.row["url"]
        return row

    def foreign_lines(self):
        """For every line of an article, whether it is foreign; None if it is not labelled."""
        labels, found = {}, []
        for line in self.row["lines"]:
            for text in line["text"].split("\n"):
                labels.setdefault(text.strip(), []).append(line["label"] == "drop")
        for text in self.row["text"].split("\n"):
            stack = labels.get(text.strip())
            found.append((stack.pop(0) if len(stack) > 1 else stack[0]) if stack else None)
        return found

    def labels(self, texts, lines):
        """For each unit the share of its words that is the article's; NaN if nothing is known."""
        if self.kind == "page":
            flat = [text.replace("\n", " ") for text in texts]
            return numpy.asarray(html_labels.labels(flat, self.reference)[0], float)
        foreign = self.foreign_lines()
        if any(line > len(foreign) for unit in lines for line in unit):
            return numpy.full(len(texts), numpy.nan)
        shares = []
        for text, unit in zip(texts, lines):
            own = gone = 0
            for part, line in zip(text.split("\n"), unit):
                size = len(part.split()) + 1
                own += size if foreign[line - 1] is False else 0
                gone += size if foreign[line - 1] else 0
            shares.append(own / (own + gone) if own + gone else numpy.nan)
        return numpy.array(shares)


def records(path):
    with (gzip.open if str(path).endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read(folder):
    """The documents of the labelled sets that are there: by name of the set."""
    kinds = {"sidebar-dev": "article", "sidebar-multi-dev": "article", "wet-dev": "page"}
    sets = {}
    for name, kind in kinds.items():
        path = folder / f"{name}.jsonl.gz"
        if not path.exists():
            print(f"{path} is not there: fitted without it, and not as the committed model was", file=sys.stderr)
            continue
        rows = records(path)
        sets[name] = [Document(row, kind, f"{name}-{number}") for number, row in enumerate(rows)]
    return sets


def write(documents, path, **options):
    with open(path, "w", encoding="utf-8") as out:
        for document in documents:
            out.write(json.dumps(document.input(**options), ensure_ascii=False) + "\n")


def is_kin(row, own):
    """Whether a generated row is of a family that is held out with the family of an own box."""
    family = row["base"].removeprefix("own:").rpartition("-")[2]
    return row["base"].startswith("own:") and family in KIN[own.removeprefix(OWN)]


def made(work, pages, seed, count, without=()):
    """Generated documents from some pages, without the kin of some families of own boxes."""
    source, target = work / "pages.jsonl", work / "made.jsonl.gz"
    with open(source, "w", encoding="utf-8") as out:
        for page in pages:
            out.write(json.dumps(page.row) + "\n")
    command = [sys.executable, text_boxes.__file__, source, target, "--seed", str(seed), "--documents", str(count)]
    subprocess.run(command, check=True)
    rows = [row for row in records(target) if not any(is_kin(row, own) for own in without)]
    return [Document(row, "made", number) for number, row in enumerate(rows)]


def own_families(documents):
    return sorted({document.site for document in documents if re.match(OWN, document.site)})
