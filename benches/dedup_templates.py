#!/usr/bin/env python3
"""Writes a labelled set for deduplication: template pages that must stay apart, invented stories, and copies of both.

    dedup_templates.py -o DIR [--seed 20261122] [--documents 6000]
    dedup_templates.py --check        regenerates the default set and compares its hashes with dedup_templates.sha256
    dedup_templates.py --write-hashes the same, and writes that file

`templates.jsonl`: {id, text, title, url, date, cluster, kind} a line; two documents of one `cluster` tell the same.
`templates.pairs.bin.gz`: five little-endian u32 a pair: i, j (line numbers from 0), shared shingles, shingles of i, of j.
Shingles are distinct word 5-grams; pairs with Jaccard >= 0.05 or containment of the smaller >= 0.4 are listed.
The bytes depend on the seed and the number of documents alone. Python 3.9+, standard library. docs/dedup-templates.md.
"""
import argparse
import array
import datetime
import gzip
import hashlib
import itertools
import json
import pathlib
import re
import struct
import sys
import tempfile
import unicodedata
import zlib
from collections import Counter, namedtuple

from dedup_pages import civic, copies, trade
from dedup_pages.draw import Draw
from dedup_pages.shape import Family
from dedup_pages.stories import story

SEED, DOCUMENTS = 20261122, 6000
FILES = ["templates.jsonl", "templates.pairs.bin.gz"]
HASHES = pathlib.Path(__file__).with_suffix(".sha256")
SHARE_OF_PAGES = 50  # per cent of the documents that are template pages or copies of such
LARGE = [250, 160, 120, 90, 70, 60, 50, 45, 40, 36, 32, 28, 24, 20, 18, 16, 14, 12, 10]  # pages, at 6,000 documents
SHINGLE = 5
LEAST_JACCARD, LEAST_CONTAINMENT = (1, 20), (2, 5)
WORD = re.compile(r"\w+")

# lead: which paragraph says what the document is about (1 after a headline)
Document = namedtuple("Document", "paragraphs title day site cluster kind lead")


def later(day, draw, most):
    return day + datetime.timedelta(days=draw.below(most + 1))


def retitled(draw, document, site):
    lead = document.paragraphs[document.lead] if document.lead < len(document.paragraphs) else document.title
    return draw.pick([document.title, f"{document.title} | {site[1]}", " ".join(lead.split()[:9]), ""])


# ---------------------------------------------------------------- template pages


def family_sizes(draw, wanted, shapes):
    """(shape, pages): one large family a shape, then small ones."""
    sizes = [max(2, size * wanted // 2050) for size in LARGE]
    plan = list(zip(draw.shuffled(shapes), sizes))
    while sum(size for _, size in plan) < wanted:
        plan.append((draw.pick(shapes), draw.pick([2, 2, 3, 3, 4, 5, 6, 6, 9])))
    return plan


def page_copy(draw, origin):
    """One true copy of a template page."""
    parts, kind, lead = list(origin.paragraphs), draw.below(7), origin.lead
    if kind == 0:
        name, parts = "exact", copies.exact(draw, parts)
    elif kind == 1:
        name, parts = "format", copies.reformatted(draw, parts)
    elif kind == 2:
        name, parts = "byline", [draw.pick(copies.INTROS) + " " + draw.pick(["", "Staff writer.", "Web desk."]), *parts[lead:]]
    elif kind == 3:
        name, parts = "noise", copies.surrounded(draw, parts)
    elif kind == 4:
        name, parts = "clipped", copies.clipped(draw, parts)
    elif kind == 5:
        name, parts = "edited", copies.edited(draw, parts, draw.between(4, 25))
    else:
        fixed = copies.corrected(draw, parts, lead)
        name, parts = ("corrected", fixed) if fixed else ("edited", copies.edited(draw, parts, 6))
    site = draw.pick(copies.SITES) if draw.chance(50) else origin.site
    return Document(parts, retitled(draw, origin, site), later(origin.day, draw, 2), site, origin.cluster, "template_copy_" + name, lead)


def template_pages(draw, wanted):
    documents, seen = [], {}
    plan = family_sizes(draw, wanted * 70 // 100, civic.SHAPES + trade.SHAPES)
    for number, (shape, size) in enumerate(plan):
        own = draw.fork(f"family {number}")
        family, site, headed = Family(shape, own), own.pick(copies.SITES), own.chance(40)
        copied = own.pick([10, 20, 25, 30])
        for at in range(size):
            page = family.page(own, seen)
            if page is None:
                break
            parts = [page.title, *page.paragraphs] if headed else page.paragraphs
            origin = Document(parts, page.title, page.day, site, f"page {number} {at}", "template_" + shape.name, int(headed))
            group = [origin]
            if own.chance(copied):
                for _ in range(own.pick([1, 1, 1, 2, 2, 3, 4, 5])):
                    source = origin if own.chance(75) else own.pick(group)
                    group.append(page_copy(own, origin if source.kind.endswith(("clipped", "format", "noise", "byline")) else source))
            documents.extend(group)
    return documents


# ---------------------------------------------------------------- stories

STORY_KINDS = ["exact", "format", "format", "syndicated", "syndicated", "syndicated_cut", "edit_light", "edit_medium", "cut", "cut", "boxed",
               "noise"]


def story_copy(draw, origin):
    name, parts = draw.pick(STORY_KINDS), list(origin.paragraphs)
    if name == "format":
        parts = copies.reformatted(draw, parts)
    elif name == "syndicated":
        parts = copies.syndicated(draw, parts)
    elif name == "syndicated_cut":
        parts = copies.shortened(draw, copies.syndicated(draw, parts), 45, 90, ending=False)
    elif name == "edit_light":
        parts = copies.edited(draw, parts, draw.between(10, 30))
    elif name == "edit_medium":
        parts = copies.edited(draw, copies.syndicated(draw, parts) if draw.chance(40) else parts, draw.between(30, 80))
    elif name == "cut":
        parts = copies.shortened(draw, parts, 30, 90)
    elif name == "boxed":
        parts = copies.boxed(draw, parts)
    elif name == "noise":
        parts = copies.surrounded(draw, parts)
    site = draw.pick(copies.SITES)
    return Document(parts, retitled(draw, origin, site), later(origin.day, draw, 3), site, origin.cluster, "copy_" + name, origin.lead)


def live_blog(draw, origin):
    """Versions of a page that grows, the latest last; entries are added below or above."""
    above, minute, entries = draw.chance(50), draw.between(360, 660), []
    for part in origin.paragraphs[1:]:
        minute += draw.between(3, 70)
        entries.append(f"{minute // 60 % 24:02d}:{minute % 60:02d}\n{part}")
    count = min(draw.between(2, 6), max(1, len(entries)))
    cuts = sorted(draw.sample(range(1, len(entries) + 1), count))
    versions = []
    for cut in cuts:
        shown = entries[:cut][::-1] if above else entries[:cut]
        versions.append(origin._replace(paragraphs=[origin.paragraphs[0], *shown], kind="live"))
    return versions


def cluster_size(draw):
    """Copies of a story: 40 % have none, few have many."""
    if draw.chance(40):
        return 0
    size = draw.pick([1, 1, 2, 2, 3, 4, 6])
    return size * draw.between(3, 6) if draw.chance(11) else size


def background(draw, wanted):
    documents, openings, number = [], [], 0
    while len(documents) < wanted * 94 // 100:
        own = draw.fork(f"story {number}")
        told = story(own, own.pick([120, 150, 200, 260, 330, 420, 550, 700, 850]))
        headed = own.chance(30)
        parts = [told.title, *told.paragraphs] if headed else list(told.paragraphs)
        origin = Document(parts, told.title, told.day, own.pick(copies.SITES), f"story {number}", "story", int(headed))
        group = [origin]
        if own.chance(12) and len(told.paragraphs) > 4:
            group = live_blog(own, origin._replace(paragraphs=list(told.paragraphs), lead=0))
        for _ in range(cluster_size(own)):
            group.append(story_copy(own, own.pick(group) if own.chance(30) else group[0]))
        openings.append((told.title, copies.SENTENCE.split(told.paragraphs[0])[0], told.day))
        documents.extend(group)
        number += 1
    for at in range(max(0, wanted - len(documents))):
        own = draw.fork(f"round-up {at}")
        chosen = own.sample(openings, own.between(5, 9))
        parts = [own.pick(["The week in short", "What happened elsewhere", "Five minutes of news", "Round-up", "In other news"])]
        parts += [f"{title}\n{first}" for title, first, _ in chosen]
        documents.append(Document(parts, parts[0], max(day for _, _, day in chosen), own.pick(copies.SITES), f"round-up {at}", "roundup", 0))
    return documents


# ---------------------------------------------------------------- rows and pairs


def generated(seed, count):
    draw = Draw(seed, "dedup templates")
    pages = template_pages(draw.fork("pages"), count * SHARE_OF_PAGES // 100)
    documents = draw.fork("order").shuffled(pages + background(draw.fork("stories"), count - len(pages)))[:count]
    clusters, rows = {}, []
    for at, document in enumerate(documents):
        cluster = clusters.setdefault(document.cluster, len(clusters))
        joint = draw.pick(["\n\n", "\n\n", "\n"])
        rows.append({"id": f"t{at:06d}", "text": joint.join(document.paragraphs), "title": document.title,
                     "url": f"https://{document.site[0]}/{document.day:%Y/%m}/{draw.below(90000) + 10000}-{at}.html",
                     "date": document.day.isoformat(), "cluster": cluster, "kind": document.kind})
    return rows


def tokens(text):
    text = unicodedata.normalize("NFKD", text.lower()).replace("'", "").replace("\u2019", "")
    return WORD.findall("".join(letter for letter in text if not unicodedata.combining(letter)))


def overlaps(rows):
    """Five numbers a pair, ordered by j, then i; i < j."""
    numbers, holders, sizes = {}, [], []
    out = array.array("I")
    for j, row in enumerate(rows):
        said = tokens(row["text"])
        own = {}
        for at in range(len(said) - SHINGLE + 1):
            own[numbers.setdefault(" ".join(said[at:at + SHINGLE]), len(numbers))] = True
        while len(holders) < len(numbers):
            holders.append([])
        shared = Counter(itertools.chain.from_iterable(holders[shingle] for shingle in own))
        size = len(own)
        for i in sorted(shared):
            both, either, smaller = shared[i], sizes[i] + size - shared[i], min(sizes[i], size)
            alike = both * LEAST_JACCARD[1] >= either * LEAST_JACCARD[0]
            if alike or both * LEAST_CONTAINMENT[1] >= smaller * LEAST_CONTAINMENT[0]:
                out.extend((i, j, both, sizes[i], size))
        sizes.append(size)
        for shingle in own:
            holders[shingle].append(j)
    if sys.byteorder == "big":
        out.byteswap()
    return out.tobytes()


def stored_gzip(data):
    """gzip without compression: what zlib makes of data differs between its versions, this does not."""
    parts = [b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"]
    blocks = range(0, max(1, len(data)), 65535)
    for start in blocks:
        block = data[start:start + 65535]
        last = start + 65535 >= len(data)
        parts.append(struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF) + block)
    parts.append(struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF))
    return b"".join(parts)


def write(folder, seed, count):
    rows = generated(seed, count)
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / FILES[0]).write_bytes(text.encode("utf-8"))
    (folder / FILES[1]).write_bytes(stored_gzip(overlaps(rows)))
    return rows


def hashes(folder):
    return "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in FILES)


def describe(folder, rows):
    """Kinds, and how like the pairs of equal and of different clusters are."""
    with gzip.open(folder / FILES[1], "rb") as packed:
        pairs = array.array("I")
        pairs.frombytes(packed.read())
    table = {True: Counter(), False: Counter()}
    for at in range(0, len(pairs), 5):
        i, j, both, a, b = pairs[at:at + 5]
        same = rows[i]["cluster"] == rows[j]["cluster"]
        table[same][min(19, both * 20 // (a + b - both))] += 1
    print("Jaccard  same cluster  other cluster")
    for bin_ in range(20):
        print(f"{bin_ / 20:.2f}-   {table[True][bin_]:>12} {table[False][bin_]:>14}")
    for kind, count in sorted(Counter(row["kind"] for row in rows).items()):
        print(f"{count:>6} {kind}")
    print(f"{len(rows)} documents, {len({row['cluster'] for row in rows})} clusters, {len(pairs) // 5} pairs")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("-o", "--out", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write-hashes", action="store_true")
    parser.add_argument("--describe", action="store_true", help="print kinds and likeness of pairs as well")
    args = parser.parse_args()
    if args.check or args.write_hashes:
        with tempfile.TemporaryDirectory() as scratch:
            write(pathlib.Path(scratch), SEED, DOCUMENTS)
            found = hashes(pathlib.Path(scratch))
        if args.write_hashes:
            HASHES.write_text(found)
        elif HASHES.read_text() != found:
            sys.exit(f"the set is not the one of {HASHES.name}:\n{found}")
        return
    if not args.out:
        parser.error("give -o DIR, --check or --write-hashes")
    rows = write(args.out, args.seed, args.documents)
    if args.describe:
        describe(args.out, rows)


if __name__ == "__main__":
    main()
