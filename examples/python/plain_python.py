"""Cleans pages as they come, on all cores, and writes rows of JSON. Nothing but tamis is needed."""

import sys

import tamis

PAGE = """<!doctype html><html lang=en><head><title>Ferry {n}</title></head><body>
<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav>
<article><h1>Ferry {n} sails</h1><p>The ferry number {n} left the old harbour of Sule at noon, with {n} passengers and a
crate of letters on board. It reached the islands an hour later.</p></article>
<footer>Subscribe to our newsletter</footer></body></html>"""


def pages():
    for number in range(100):
        yield {
            "id": f"ferry-{number}",
            "url": f"https://sule.example/{number}",
            "html": PAGE.format(n=number),
        }


cleaner = tamis.Cleaner(mode="balanced")
kept = 0
with open("clean.jsonl", "w", encoding="utf-8") as out:
    for article in cleaner.clean_many(pages()):
        if article.error is not None:
            print(f"{article.id}: {article.error}", file=sys.stderr)
        elif article.dropped is None:
            out.write(article.row_json() + "\n")
            kept += 1
print(f"{kept} articles; the first says {tamis.clean(PAGE.format(n=1)).text[:40]!r}")
