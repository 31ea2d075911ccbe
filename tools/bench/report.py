"""Writes `docs/bench-html.md` from what `bench_html.py` has measured."""

# Pages an extractor failed on that are named.
FAILURES_NAMED = 5
# Characters of a message that are shown.
MESSAGE_SHOWN = 80


def table(head, rows):
    """A Markdown table; all columns but the first are figures."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def figure(value):
    return f"{value:.3f}".removeprefix("0")


def quality(rows):
    keys = ("f1", "precision", "recall", "five_gram_f1", "line_f1", "with", "without")
    head = ["extractor", "F1", "precision", "recall", "5-gram F1", "line F1", "with", "without"]
    return table(head, [[row["label"], *(figure(row["scores"]["all"][key]) for key in keys)] for row in rows])


def by_type(rows):
    kinds = {kind: group["pages"] for kind, group in rows[0]["scores"]["by_type"].items()}
    head = ["F1", *(f"{kind} ({pages})" for kind, pages in kinds.items())]
    of = lambda row, kind: figure(row["scores"]["by_type"][kind]["f1"])
    return table(head, [[row["label"], *(of(row, kind) for kind in kinds)] for row in rows])


def rate(amount, seconds):
    value = amount / seconds if seconds else 0.0
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def failures(rows):
    lines = []
    for row in rows:
        for said, pages in by_message(row["failed"]).items():
            named = ", ".join(pages[:FAILURES_NAMED]) + (", …" if len(pages) > FAILURES_NAMED else "")
            lines.append(f"- {row['label']}, {len(pages)} pages: {said} ({named})")
    return "\n".join(lines) or "No extractor crashed, gave up or took over 20 s on a page."


def by_message(failed):
    """What was said of pages, without what is peculiar to one page."""
    found = {}
    for page, said in sorted(failed.items()):
        found.setdefault(said.split("\n")[0][:MESSAGE_SHOWN], []).append(page)
    return found


def hostile_pages(names, outcomes):
    """A row a page, a column an extractor."""
    rows = [[name, *(outcome[at] for outcome in outcomes.values())] for at, name in enumerate(names)]
    return table(["page", *outcomes], rows)


def page(pages, rows, hostile, machine, other_versions):
    drift = ""
    if other_versions:
        drift = (
            f"\nThe runner was locked to other versions than the binary of: {', '.join(other_versions)}.\n"
        )
    return f"""# tamis beside other extractors on HTML

Written by `make bench-html DATA=DIR` (`tools/bench/`); do not edit. {machine["tamis"]}, {machine["cpu"]},
{machine["cores"]} cores, Python {machine["python"]}.

{pages["pages"]:,} pages with known main content, {pages["bytes"] / 1e6:.0f} MB of HTML, uncompressed. Every extractor has its default
settings and gets the page's URL if it takes one; dom_smoothie has formatted text, because its raw text glues words
together, resiliparse `main_content`; jusText is told that pages are English. The figures are those of `tamis eval` (`tamis eval --help` defines them): means
over pages. The rules and models of tamis were made on WCXB dev pages; on those pages its figures are of data it has seen,
and the held-out ones stand in [figures.md](figures.md). Pages an extractor failed on count as empty.

## Quality

{quality(rows)}

{by_type(rows)}

{failures(rows)}

## Speed

[benchmarks.md](benchmarks.md).

## Hostile pages

User CPU and peak memory of a process for one page, its start and the reading of the row included, under 20 s of CPU and
8 GiB of address space. "No text": the extractor gave up by itself and said so.

{hostile_pages(*hostile)}
{drift}"""
