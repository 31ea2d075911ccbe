"""Writes `docs/benchmarks.md` and its pictures from what `bench.py` has measured."""

from statistics import median

import charts
from report import rate, table

KINDS = {"library": "tamis", "binary": "tamis", "peer": "peer", "floor": "floor"}
# What the library does between a body and its clean text; the rest of the stages is the binary's.
WITHIN = (
    "charset",
    "parse",
    "segment",
    "metadata",
    "decode",
    "judge",
    "render",
    "language",
    "quality",
)
SERIES = {"html": ("HTML", charts.COLOURS["tamis"]), "text": ("plain text", charts.COLOURS["peer"])}


def write(measured, other_versions, docs):
    sections = [head(measured, other_versions)]
    for name, section in SECTIONS.items():
        if name in measured:
            sections.append(section(measured[name]["figures"], docs))
    (docs / "benchmarks.md").write_text("\n\n".join(sections) + "\n", encoding="utf-8")


def head(measured, other_versions):
    first = next(iter(measured.values()), None)
    if first is None:
        return "# Benchmarks\n\nNothing measured yet."
    same = all(
        (one["run"], one["binary"]) == (first["run"], first["binary"]) for one in measured.values()
    )
    if same:
        runs = f"All of it was measured in one run (`{first['run']}`) of one binary (`{first['binary']}`)."
    else:
        listed = (
            f"{name} `{one['run']}` (binary `{one['binary']}`)" for name, one in measured.items()
        )
        runs = f"Not all parts were measured in the same run: {', '.join(listed)}."
    drift = ""
    if other_versions:
        drift = f" The runner was locked to other versions than the binary of: {', '.join(other_versions)}."
    machine = first["machine"]
    return f"""# Benchmarks

Written by `make bench DATA=DIR` (`tools/bench/`); do not edit. {first["tamis"]}, {machine["cpu"]},
{machine["cores"]} cores, Python {machine["python"]}. {runs}{drift}

MB are millions of bytes of uncompressed bodies. Times are user CPU of one thread unless it says otherwise: medians of
rounds in each of which everything is measured once, one after the other, with the least and the greatest beside. How
good the texts are stands in [bench-html.md](bench-html.md)."""


def rates(one):
    """MB/s of each round, and what all rounds are of."""
    size = sum(one["loaded"]["bytes"]) / 1e6
    return [size / each.get("whole", sum(each["seconds"])) for each in one["rounds"]]


def spread(values):
    return f"{rate(min(values), 1)}–{rate(max(values), 1)}"


def extraction_table(contenders):
    library = next(one for one in contenders if one["group"] == "library")
    quickest = median(rates(library))
    rows = []
    for one in contenders:
        if one["group"] == "stages":
            continue
        values = rates(one)
        pages = sum(one["loaded"]["pages"]) / (sum(one["loaded"]["bytes"]) / 1e6) * median(values)
        loaded, peak = one["loaded"]["loaded_kib"], max(each["peak_kib"] for each in one["rounds"])
        rows.append(
            [
                one["label"],
                rate(median(values), 1),
                spread(values),
                rate(pages, 1),
                f"{quickest / median(values):.2f}",
                f"{peak / 1024:.0f}" if loaded is None else f"{(peak - loaded) / 1024:.0f}",
            ]
        )
    heads = [
        "",
        "MB/s",
        "least–greatest",
        "documents/s",
        "time, the library = 1",
        "MiB above the input",
    ]
    return table(heads, rows)


def stage_table(contenders):
    stages = next(one for one in contenders if one["group"] == "stages")
    size = sum(stages["loaded"]["bytes"]) / 1e6
    by_name = {}
    for each in stages["rounds"]:
        for name, seconds in each["stages"]:
            by_name.setdefault(name, []).append(seconds)
    clean = median(by_name["clean"])
    known = {name: median(values) for name, values in by_name.items()}
    rest = clean - sum(known[name] for name in WITHIN if name in known)

    def row(name, seconds, values=None):
        given = spread([value * 1e3 / size for value in values]) if values else "–"
        return [name, f"{seconds * 1e3 / size:.3f}", given, f"{seconds / clean:.1%}"]

    rows = [row(name, known[name], by_name[name]) for name in WITHIN if name in known]
    rows.append(row("all else: conventions, the user's rules, freeing memory", rest))
    rows.append(row("**body to clean text**", clean, by_name["clean"]))
    rows.extend(
        row(name, known[name], by_name[name]) for name in known if name not in (*WITHIN, "clean")
    )
    return table(["stage", "ms a MB", "least–greatest", "of body to clean text"], rows)


def by_size(contenders, limits):
    bounds = [0, *limits]
    heads = ["MB/s"]
    heads += [
        f"{low / 1e3:,.0f}–{high / 1e3:,.0f} kB" for low, high in zip(bounds, limits, strict=False)
    ]
    rows = []
    for one in contenders:
        if one["group"] not in ("library", "binary", "peer"):
            continue
        parts = zip(*(each["seconds"] for each in one["rounds"]), strict=True)
        cells = zip(one["loaded"]["bytes"], parts, strict=True)
        rows.append([one["label"], *(rate(size / 1e6, median(seconds)) for size, seconds in cells)])
    return table(heads, rows)


def html(figures, docs):
    contenders, pages = figures["contenders"], figures["pages"]
    rows = [
        {
            "label": one["label"].split(" (")[0].replace("`", ""),
            "kind": KINDS[one["group"]],
            "median": median(rates(one)),
            "least": min(rates(one)),
            "greatest": max(rates(one)),
        }
        for one in contenders
        if one["group"] in KINDS
    ]
    title = "HTML to clean text, and what parts of the work take alone"
    (docs / "benchmarks.svg").write_text(
        charts.bars(title, "MB of HTML a second of user CPU, one thread (logarithmic)", rows),
        encoding="utf-8",
    )
    left_out = [f"{name} {', '.join(ids)}" for name, ids in figures["skipped"].items() if ids]
    without = (
        f" Pages on which a peer hangs or crashes are left out for it: {'; '.join(left_out)}."
        if left_out
        else ""
    )
    timed = f"{pages['timed_pages']} pages, {pages['timed_bytes'] / 1e6:.0f} MB, {len(contenders[0]['rounds'])} rounds"
    return f"""## HTML to clean text

![{title}](benchmarks.svg)

Every {pages["every"]}th page of {pages["pages"]:,} by size: {timed}. They lie decompressed in memory. tamis gets bytes and
finds the charset, the others get decoded text and the page's URL if they take one; all have their default settings, but
dom_smoothie formatted text, because its raw text glues words together, and resiliparse `main_content`. readability-lxml
makes HTML, whose text lxml then gives; jusText is told that pages are English. The binary reads rows of JSON from a file
and writes rows and all its side files.{without}

{extraction_table(contenders)}

By quartile of page size:

{by_size(contenders, pages["limits"])}

### Stage by stage

The stages of the library on the same pages, each for itself, CPU time of its thread; what stands below the sum is done by
the binary besides. Alone they may take a little more than together.

{stage_table(contenders)}"""


def text(figures, _docs):
    contenders, pages = figures["contenders"], figures["pages"]
    timed = f"{pages['timed_bytes'] / 1e6:.1f} MB, {len(contenders[0]['rounds'])} rounds"
    return f"""## Plain text

{pages["timed_pages"]:,} whole pages as text without markup, {timed}; each document for itself.

{extraction_table(contenders)}

By quartile of size:

{by_size(contenders, pages["limits"])}

### Stage by stage

{stage_table(contenders)}"""


def job(figures, _docs):
    parts = []
    for kind, what in (("html", "pages of HTML"), ("text", "articles as plain text")):
        found = figures[kind]
        given = found["input"]
        theirs = next(one for one in found["runs"] if one["name"] == "datatrove")
        slow = median(each["user"] for each in theirs["runs"])
        rows = []
        for one in found["runs"]:
            user = [each["user"] for each in one["runs"]]
            name = f"datatrove {figures['datatrove']}" if one is theirs else one["name"]
            rows.append(
                [
                    name,
                    f"{median(user):.2f} s",
                    f"{min(user):.2f}–{max(user):.2f}" if len(user) > 1 else "one run",
                    f"{median(each['wall'] for each in one['runs']):.2f} s",
                    f"{max(each['peak_kib'] for each in one['runs']) / 1024:.0f}",
                    f"{one['kept']:,}",
                    "1" if one is theirs else f"**{slow / median(user):.0f}**",
                ]
            )
        heads = ["", "user CPU", "least–greatest", "wall", "peak MiB", "kept", "times as fast"]
        parts.append(
            f"{given['rows']:,} {what}, {given['bytes'] / 1e6:.1f} MB, {given['compressed_bytes'] / 1e6:.1f} MB as "
            f"`.jsonl.gz`:\n\n{table(heads, rows)}"
        )
    return """## The whole job

From `.jsonl.gz` to `.jsonl.zst`: pages to text, the quality rules of FineWeb (Gopher, C4, FineWeb), near-copies out; user
CPU of all processes, start included. `tamis clean IN -o OUT --preset fineweb` also cleans the text, identifies its
language, counts what recurs (unless each document is cleaned for itself) and writes what it removed. datatrove runs its
reader, for pages its Trafilatura step, its four filters, the four steps of its MinHash deduplication with FineWeb's
settings, and its writer, in one process; no filter for language, whose model is fetched from a server. The two find
different main content, so they do not keep the same documents.

""" + "\n\n".join(parts)


def threads(figures, _docs):
    one, two, given = figures["runs"]["1"], figures["runs"]["2"], figures["input"]
    user = median(b["user"] for b in two) / median(a["user"] for a in one)
    ratios = sorted(a["wall"] / b["wall"] for a, b in zip(one, two, strict=True))
    rows = [
        [
            f"{name} thread{'s' * (name != '1')}",
            f"{median(each['user'] for each in runs):.2f} s",
            spread([each["user"] for each in runs]),
            f"{median(each['wall'] for each in runs):.2f} s",
            f"{max(each['peak_kib'] for each in runs) / 1024:.0f}",
        ]
        for name, runs in figures["runs"].items()
    ]
    return f"""## Threads

A folder of {given["files"]} pages, `.html.gz`, {given["bytes"] / 1e6:.0f} MB uncompressed, to a folder:
`tamis clean DIR -o OUT -j N`, {len(one)} rounds in turns. N counts
workers; besides them a thread reads and one writes, so that one worker takes more than one core.

{table(["", "user CPU", "least–greatest", "wall", "peak MiB"], rows)}

User CPU with two threads is {user:.3f} times that with one. Wall time with one thread over that with two: best
**{ratios[-1]:.2f}**, median {median(ratios):.2f}."""


def start(figures, _docs):
    rows = [
        [
            name,
            f"{min(each['wall'] for each in runs) * 1e3:.1f}",
            f"{median(each['wall'] for each in runs) * 1e3:.1f}",
            f"{min(each['user'] + each['system'] for each in runs) * 1e3:.1f}",
            f"{median(each['user'] + each['system'] for each in runs) * 1e3:.1f}",
        ]
        for name, runs in figures["runs"].items()
    ]
    heads = ["ms", "wall, best", "wall, median", "CPU, best", "CPU, median"]
    sizes = []
    for name, binary in figures["binaries"].items():
        linked = ", ".join(binary["libraries"]) or "nothing"
        made = "`make static`" if name == "static" else "`make build`"
        sizes.append([f"{made}, linked with {linked}", f"{binary['bytes'] / 1e6:.1f}"])
    count = len(next(iter(figures["runs"].values())))
    return f"""## Start and size

{count} runs each, in turns; CPU is user and system.

{table(heads, rows)}

{table(["binary", "MB"], sizes)}"""


def linear(figures, docs):
    series = []
    rows = []
    for kind, (label, colour) in SERIES.items():
        points = []
        for one in figures[kind]:
            each = [run["user"] * 1e9 / one["bytes"] for run in one["runs"]]
            points.append((one["bytes"] / one["documents"], median(each)))
            peak = max(run["peak_kib"] for run in one["runs"]) / 1024
            rows.append(
                [
                    f"{label}, {charts.bytes_name(one['size'])}",
                    f"{one['documents']:,}",
                    f"{median(each):.2f}",
                    f"{min(each):.2f}–{max(each):.2f}",
                    f"{peak:.0f}",
                    f"{peak * 1024 * 1024 / points[-1][0]:.0f}" if one["documents"] == 1 else "–",
                ]
            )
        series.append({"name": label, "colour": colour, "points": points})
    title = "Time for each byte of a document"
    (docs / "linearity.svg").write_text(
        charts.lines(title, "size of the document", "ns of user CPU a byte", series),
        encoding="utf-8",
    )
    heads = [
        "document",
        "number",
        "ns a byte",
        "least–greatest",
        "peak MiB",
        "bytes of memory a byte",
    ]
    return f"""## Documents of any size

![{title}](linearity.svg)

Generated documents of paragraphs, lists, tables, links and nested boxes, as many small ones as make 10 MB, as rows through
the binary with one thread, `--no-learn`, filters and the search for copies included; limits raised.

{table(heads, rows)}"""


SECTIONS = {
    "html": html,
    "text": text,
    "job": job,
    "threads": threads,
    "start": start,
    "linear": linear,
}
