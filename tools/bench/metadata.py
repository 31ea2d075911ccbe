#!/usr/bin/env python3
"""Title, author and date of pages whose true ones are known, by tamis and by trafilatura.

  metadata.py --tamis BINARY --data DIR [--only tamis|trafilatura] [--docs FILE] [--wrong FIELD]

DIR holds `html/ID.html.gz` and `ground-truth/ID.json` (url, ground_truth.title, .author, .publish_date). Sites are
dealt into two halves by a hash of their hosts; rules are made on the first and only measured on the second.

A title is right if it is equal (exact) or equal but for case, blanks and punctuation (normalised). Authors are sets of
names, without credentials; they are right if the sets are equal, and share one if any name is in both. A date is
right if the day is. Precision is the share of answers that are right among those for pages that have the field,
recall the share of these pages with a right answer; `no field` counts answers for pages without it.
"""
import argparse
import gzip
import hashlib
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import unicodedata

FIELDS = ("title", "author", "date")
CREDENTIALS = set("jr sr ii iii iv md phd dvm cfp cpa cfa mba rn rd rdn ldn esq vmd lvt vts ba bsc ma msc".split())
CAPITALS = re.compile(r"[A-Z](?:[A-Z.-]|[a-z]\.?[A-Z]){1,6}\.?$")


def folded(text):
    """Without case, blanks, punctuation and accents' ways of writing."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").replace("\xad", "").casefold()))


def is_credential(part):
    part = part.strip()
    return part.lower().replace(".", "") in CREDENTIALS or bool(CAPITALS.match(part))


def name_set(value):
    """The names in a list, or in a text that parts them by `;`, `,`, `&`, `/` or `and`."""
    parts = value if isinstance(value, list) else re.split(r"\s*[;,/&]\s*|\s+and\s+", value or "")
    return {folded(part) for part in parts if part.strip() and not is_credential(part)} - {""}


def half_of(url):
    host = re.sub(r"^www\.", "", re.sub(r"^\w+://", "", url or "").split("/")[0].lower())
    return int(hashlib.sha1(host.encode()).hexdigest(), 16) % 2


def pages(data):
    for path in sorted(pathlib.Path(data, "ground-truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        page = gzip.decompress(pathlib.Path(data, "html", path.stem + ".html.gz").read_bytes())
        fields = truth["ground_truth"]
        yield {
            "id": path.stem,
            "url": truth.get("url") or None,
            "html": page.decode("utf-8", "replace"),
            "truth": {"title": fields["title"], "author": fields["author"], "date": fields["publish_date"]},
        }


def spent(who):
    return resource.getrusage(who).ru_utime


def by_tamis(binary, all_pages, folder):
    rows, out = pathlib.Path(folder, "pages.jsonl"), pathlib.Path(folder, "out.jsonl")
    with rows.open("w", encoding="utf-8") as lines:
        for page in all_pages:
            lines.write(json.dumps({key: page[key] for key in ("id", "url", "html") if page[key]}) + "\n")
    before = spent(resource.RUSAGE_CHILDREN)
    command = [binary, "clean", rows, "-o", out, "--no-dedup", "--no-filter", "--keep-empty"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seconds = spent(resource.RUSAGE_CHILDREN) - before
    answers = {}
    with out.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            own = row["metadata"]["tamis"]
            answers[row["id"]] = {
                "title": own.get("title"),
                "author": own.get("authors") or None,
                "date": own.get("published"),
            }
    return answers, seconds


def by_facts(path):
    """What the example `page_facts` has printed."""
    answers = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            day = row["published"]
            answers[row["id"]] = {"title": row["title"], "author": row["authors"], "date": day and day[0]}
    return answers, 0.0


def by_trafilatura(all_pages):
    import logging

    from trafilatura.metadata import extract_metadata

    logging.disable(logging.CRITICAL)
    before = spent(resource.RUSAGE_SELF)
    answers = {}
    for page in all_pages:
        try:
            found = extract_metadata(page["html"], default_url=page["url"])
        except Exception:  # Whatever a peer raises is no answer.
            found = None
        authors = re.split(r";\s*", found.author) if found and found.author else None
        answers[page["id"]] = {
            "title": found and found.title,
            "author": authors,
            "date": found and found.date,
        }
    return answers, spent(resource.RUSAGE_SELF) - before


def judged(field, said, true):
    """Whether an answer is right in each sense of the field."""
    if field == "title":
        return {"exact": said == true, "normalised": folded(said) == folded(true)}
    if field == "author":
        said, true = name_set(said), name_set(true)
        return {"all": bool(said) and said == true, "one": bool(said & true)}
    return {"day": said[:10] == true[:10]}


def scored(answers, all_pages):
    figures = {}
    for page in all_pages:
        for field in FIELDS:
            said, true = answers.get(page["id"], {}).get(field), page["truth"][field]
            for sense in {"title": ("exact", "normalised"), "author": ("all", "one"), "date": ("day",)}[field]:
                own = figures.setdefault((field, sense), {"pages": 0, "said": 0, "right": 0, "none": 0, "false": 0})
                if not true:
                    own["none"] += 1
                    own["false"] += bool(said)
                    continue
                own["pages"] += 1
                own["said"] += bool(said)
                own["right"] += bool(said) and judged(field, said, true)[sense]
    return figures


def table(results, all_pages):
    lines = [
        "| field | right if | pages | tool | precision | recall | no field | answered there |",
        "|---|---|---:|---|---:|---:|---:|---:|",
    ]
    for half, name in ((None, "all"), (0, "first half"), (1, "second half")):
        chosen = [page for page in all_pages if half is None or half_of(page["url"]) == half]
        lines.append(f"| **{name}** | | {len(chosen)} | | | | | |")
        figures = {tool: scored(answers, chosen) for tool, (answers, _) in results.items()}
        for key in next(iter(figures.values())):
            for tool, own in figures.items():
                own = own[key]
                precision = own["right"] / own["said"] if own["said"] else 0.0
                recall = own["right"] / own["pages"] if own["pages"] else 0.0
                lines.append(
                    f"| {key[0]} | {key[1]} | {own['pages']} | {tool} | {precision:.3f} | {recall:.3f} "
                    f"| {own['none']} | {own['false']} |"
                )
    return lines


def show_wrong(field, answers, all_pages):
    """Wrong answers on the first half, on standard error."""
    for page in all_pages:
        said, true = answers.get(page["id"], {}).get(field), page["truth"][field]
        right = judged(field, said, true) if said and true else {"": not said and not true}
        if half_of(page["url"]) == 0 and not list(right.values())[-1]:
            print(page["id"], "said", said, "| true", true, "|", page["url"], file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tamis", default="target/release/tamis")
    parser.add_argument("--facts", help="the output of the example page_facts in place of the binary's")
    parser.add_argument("--data", required=True)
    parser.add_argument("--only", choices=("tamis", "trafilatura"))
    parser.add_argument("--docs", help="a page in which the table between the marks is replaced")
    parser.add_argument("--wrong", choices=FIELDS)
    options = parser.parse_args()
    all_pages = list(pages(options.data))
    results = {}
    if options.only != "trafilatura":
        with tempfile.TemporaryDirectory() as folder:
            results["tamis"] = (
                by_facts(options.facts) if options.facts else by_tamis(options.tamis, all_pages, folder)
            )
    if options.only != "tamis":
        results["trafilatura"] = by_trafilatura(all_pages)
    lines = table(results, all_pages)
    lines.append("")
    for tool, (_, seconds) in results.items():
        what = "the whole of `tamis clean`" if tool == "tamis" else "metadata alone"
        lines.append(f"- user CPU of {tool} ({what}): {seconds:.1f} s for {len(all_pages)} pages")
    print("\n".join(lines))
    if options.wrong:
        for answers, _ in results.values():
            show_wrong(options.wrong, answers, all_pages)
    if options.docs:
        path = pathlib.Path(options.docs)
        marks = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)
        own = "\n".join(lines) + "\n"
        path.write_text(marks.sub(lambda m: m[1] + own + m[2], path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
