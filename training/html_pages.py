"""The labelled pages: reading them, dividing them by site, and scoring choices of their blocks."""
import functools
import gzip
import json
import pathlib
import zlib
from collections import Counter
from urllib.parse import urlsplit

import numpy

import html_labels

FOLDS = 5
# Pages of the public development split that are trained on: none whose id or site is in the test split.
IDS = pathlib.Path(__file__).with_name("wcxb-ids.txt")
# The smallest expected F1 with which anything of a page is kept; as in the judge.
LEAST_EXPECTED = 0.25
# Words from which a block that stands a second time goes; as in the judge.
DUPLICATE_WORDS = 8


class Page:
    """A labelled page: id, kind, site, fold, reference."""

    def __init__(self, path):
        data = json.loads(path.read_text(encoding="utf-8"))
        self.id = path.stem
        kind = ((data.get("_internal") or {}).get("page_type") or {}).get("primary", "article")
        self.kind = "collection" if kind == "category" else kind
        host = urlsplit(data.get("url") or "").hostname or self.id
        self.site = host.removeprefix("www.")
        self.fold = zlib.crc32(self.site.encode()) % FOLDS
        self.reference = (data.get("ground_truth") or {}).get("main_content") or ""


def read(folder):
    """The pages of a folder in the WCXB layout that are trained on."""
    listed = set(IDS.read_text(encoding="utf-8").split())
    paths = sorted((pathlib.Path(folder) / "ground-truth").glob("*.json"))
    return [Page(path) for path in paths if path.stem in listed]


@functools.cache
def html(folder, page):
    path = pathlib.Path(folder) / "html" / f"{page.id}.html"
    raw = gzip.open(f"{path}.gz").read() if not path.exists() else path.read_bytes()
    return raw.decode("utf-8", "replace")


def write_inputs(folder, pages, path):
    """The pages as JSON Lines for tamis."""
    with open(path, "w", encoding="utf-8") as out:
        for page in pages:
            out.write(json.dumps({"id": page.id, "html": html(folder, page)}) + "\n")


def choose(probability, weight, beta=1.0):
    """The blocks that give the highest expected F-measure; as in the judge."""
    order = numpy.lexsort((-weight, -probability))
    p, w = probability[order], weight[order]
    expected = (1 + beta**2) * numpy.cumsum(p * w) / numpy.maximum(numpy.cumsum(w) + beta**2 * (p * w).sum(), 1e-9)
    if len(expected) == 0 or expected.max() < LEAST_EXPECTED:
        return numpy.zeros(len(p), bool)
    return probability >= p[expected.argmax()]


class Scorer:
    """Scores choices of the blocks of pages by the F1 of their words."""

    def __init__(self, pages, texts):
        """texts: for each page the texts of its blocks."""
        self.pages, self.texts = pages, texts
        self.blocks = [[html_labels.words(text) for text in page] for page in texts]
        self.want = [Counter(html_labels.words(page.reference)) for page in pages]

    def f1(self, at, kept):
        got, seen = Counter(), set()
        for text, words, keep in zip(self.texts[at], self.blocks[at], kept):
            if not keep:
                continue
            if len(words) >= DUPLICATE_WORDS:
                if text in seen:
                    continue
                seen.add(text)
            got.update(words)
        want = self.want[at]
        if not want or not got:
            return float(not want and not got)
        common = sum((got & want).values())
        return 2 * common / (got.total() + want.total())

    def table(self, kept):
        """kept: for each page whether each block is kept. Mean F1 of all pages and by kind."""
        scores = {}
        for at, page in enumerate(self.pages):
            if kept[at] is None:
                continue
            value = self.f1(at, kept[at])
            scores.setdefault("ALL", []).append(value)
            scores.setdefault(page.kind, []).append(value)
        return {kind: sum(values) / len(values) for kind, values in sorted(scores.items())}
