#!/usr/bin/env python3
"""Runs one HTML extractor of Python over rows {id, url, html}, as `peers/` does for those of Rust.

  python_peers.py quality PEER ROWS OUT [SKIPPED-ID...]   writes {id, text} rows
  python_peers.py rounds PEER ROWS [SKIPPED-ID...]        answers each line of standard input by the times of a round

`quality` prints each id before it begins with that page. All lines but these ids are JSON objects.
"""

import json
import logging
import math
import resource
import sys

# Parts of the pages, by size, that are timed apart.
PARTS = 4
# Least seconds of a round: what is quicker goes over the pages several times.
ROUND_SECONDS = 0.3


def trafilatura():
    from trafilatura import extract

    logging.disable(logging.CRITICAL)
    return lambda html, url: extract(html, url=url)


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, url: extract_plain_text(html, main_content=True)


def readability():
    """It makes HTML of the article; the text of that is what the others make."""
    import lxml.html
    from readability import Document

    logging.disable(logging.CRITICAL)

    def text(html, url):
        summary = Document(html, url=url).summary(html_partial=True)
        return lxml.html.fromstring(summary).text_content() if summary.strip() else ""

    return text


def justext():
    """Takes the language of the page to be English, which it must be told."""
    import justext

    words = justext.get_stoplist("English")

    def text(html, url):
        paragraphs = justext.justext(html, words)
        return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)

    return text


def lexbor():
    """No extractor: its tree alone."""
    from selectolax.lexbor import LexborHTMLParser

    return lambda html, url: LexborHTMLParser(html) and ""


PEERS = {
    "trafilatura": trafilatura,
    "resiliparse": resiliparse,
    "readability-lxml": readability,
    "jusText": justext,
    "lexbor": lexbor,
}


def pages(rows, skipped):
    with open(rows, encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            if page["id"] not in skipped:
                yield page


def text_of(peer, page):
    """The text and nothing, or an empty text and what the extractor said."""
    try:
        return peer(page["html"], page.get("url")) or "", None
    except Exception as error:  # Whatever a peer raises is a figure of the bench.
        return "", f"{type(error).__name__}: {error}"


def quality(peer, rows, out, skipped):
    failed = []
    with open(out, "w", encoding="utf-8") as predictions:
        for page in pages(rows, skipped):
            print(page["id"], flush=True)
            text, message = text_of(peer, page)
            if message is not None:
                failed.append((page["id"], message))
            # Escaped, so that half a surrogate pair can be written.
            predictions.write(json.dumps({"id": page["id"], "text": text}) + "\n")
    print(json.dumps({"failed": failed}))


def user_seconds():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def peak_kib():
    """Peak resident KiB of this program; `getrusage` would count from what the parent held."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def over(peer, some, passes):
    """User CPU seconds of one pass over some pages."""
    before = user_seconds()
    for _ in range(passes):
        for page in some:
            text_of(peer, page)
    return (user_seconds() - before) / passes


def rounds(peer, rows, skipped):
    held = list(pages(rows, skipped))
    cuts = [len(held) * part // PARTS for part in range(PARTS + 1)]
    parts = [held[start:end] for start, end in zip(cuts, cuts[1:], strict=False)]
    sizes = [sum(len(page["html"].encode("utf-8", "replace")) for page in part) for part in parts]
    with open("/proc/self/clear_refs", "w", encoding="ascii") as refs:
        refs.write("5")  # What reading took is forgotten: from here on the peak counts anew.
    loaded = peak_kib()
    whole = over(peer, parts[0], 1) * sum(sizes) / max(sizes[0], 1)
    passes = math.ceil(min(max(ROUND_SECONDS / max(whole, 1e-6), 1.0), 1e4))
    say({"pages": [len(part) for part in parts], "bytes": sizes, "loaded_kib": loaded})
    for _ in sys.stdin:
        seconds = [over(peer, part, passes) for part in parts]
        say({"seconds": seconds, "stages": [], "peak_kib": peak_kib()})


def say(what):
    print(json.dumps(what), flush=True)


def main():
    what, name, rows, *arguments = sys.argv[1:]
    peer = PEERS[name]()
    if what == "quality":
        quality(peer, rows, arguments[0], set(arguments[1:]))
    else:
        rounds(peer, rows, set(arguments))


if __name__ == "__main__":
    main()
