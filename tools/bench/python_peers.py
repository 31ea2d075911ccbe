#!/usr/bin/env python3
"""Runs one HTML extractor of Python over rows {id, url, html}, as `peers/` does for those of Rust.

  python_peers.py quality PEER ROWS OUT [SKIPPED-ID...]      writes {id, text} rows
  python_peers.py speed PEER ROWS REPEATS [SKIPPED-ID...]    prints user CPU seconds by quartile

`quality` prints each id before it begins with that page. Both print one JSON object as their last line.
"""
import json
import logging
import resource
import sys

# Parts of the pages, by size, that are timed apart.
PARTS = 4


def trafilatura():
    from trafilatura import extract

    logging.disable(logging.CRITICAL)
    return lambda html, url: extract(html, url=url)


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, url: extract_plain_text(html, main_content=True)


PEERS = {"trafilatura": trafilatura, "resiliparse": resiliparse}


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
    return {"failed": failed}


def user_seconds():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def peak_kib():
    """Peak resident KiB of this program; `getrusage` would count from what the parent held."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def speed(peer, rows, repeats, skipped):
    held = list(pages(rows, skipped))
    parts = [held[len(held) * part // PARTS : len(held) * (part + 1) // PARTS] for part in range(PARTS)]
    sizes = [sum(len(page["html"].encode("utf-8", "replace")) for page in part) for part in parts]
    with open("/proc/self/clear_refs", "w", encoding="ascii") as refs:
        refs.write("5")  # What reading took is forgotten: from here on the peak counts anew.
    loaded = peak_kib()
    seconds = []
    for _ in range(repeats):
        times = []
        for part in parts:
            before = user_seconds()
            for page in part:
                text_of(peer, page)
            times.append(user_seconds() - before)
        seconds.append(times)
    peak = peak_kib()
    return {
        "pages": [len(part) for part in parts],
        "bytes": sizes,
        "seconds": seconds,
        "loaded_kib": loaded,
        "peak_kib": peak,
    }


def main():
    what, name, rows, argument, *skipped = sys.argv[1:]
    peer = PEERS[name]()
    if what == "quality":
        report = quality(peer, rows, argument, set(skipped))
    else:
        report = speed(peer, rows, int(argument), set(skipped))
    print(json.dumps(report))


if __name__ == "__main__":
    main()
