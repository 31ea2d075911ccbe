"""What is measured: tamis, other extractors, and parts of the work."""

import dataclasses
import json
import os
import pathlib
import selectors
import subprocess
import sys
import tempfile
import time

import processes
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
# Seconds of wall time after which an extractor is held to hang on a page.
PAGE_SECONDS = 20
RUST_PEERS = ("rs-trafilatura", "dom_smoothie")
PYTHON_PEERS = ("trafilatura", "resiliparse", "readability-lxml", "jusText")
# Name in the runner, package whose version is shown, and what it is.
FLOORS = (
    ("memchr", "memchr", "memchr, finding every `<`"),
    ("libdeflate", "libdeflater", "libdeflate, from gzip in memory"),
    ("zlib-rs", "flate2", "flate2 with zlib-rs, from gzip in memory"),
    ("lol_html", "lol_html", "lol_html, a handler for `*` and one for text"),
    ("html5ever-tokens", "html5ever", "html5ever, its tokens alone"),
    ("html5ever-builder", "html5ever", "html5ever, its tree builder without a tree"),
    ("scraper", "scraper", "scraper, its tree (html5ever's parser)"),
    ("lexbor", "selectolax", "lexbor, its tree (by selectolax)"),
)
TEXT_FLOORS = (
    ("utf8", "simdutf8", "simdutf8, checking UTF-8"),
    ("lines", "memchr", "memchr, finding every line feed"),
)


@dataclasses.dataclass
class Tools:
    """Where the programs are."""

    tamis: pathlib.Path
    runner: pathlib.Path
    python: pathlib.Path
    work: pathlib.Path

    def version(self, package):
        if package in PYTHON_PEERS or package == "selectolax":
            code = f"import importlib.metadata as m; print(m.version({package!r}))"
            return output([self.python, "-c", code])
        return locked_versions(HERE / "peers/Cargo.lock")[package][-1]

    def command(self, what, name, *arguments):
        if name in PYTHON_PEERS or name == "lexbor":
            return [self.python, HERE / "python_peers.py", what, name, *arguments]
        return [self.runner, what, name, *arguments]

    def predictions(self, name, rows, stem):
        """The file of the texts that an extractor makes of rows, and the pages it failed on, from the work folder if they
        are there."""
        texts, failures = self.work / f"{stem}.jsonl", self.work / f"{stem}.failures.json"
        if texts.exists() and failures.exists():
            return texts, json.loads(failures.read_text())
        unfinished = texts.with_suffix(".unfinished")
        failed, skipped = {}, []
        while True:
            ended, page, said = watch(self.command("quality", name, rows, unfinished, *skipped))
            if ended is None:
                failed.update((page, message) for page, message in json.loads(said)["failed"])
                break
            if page is None or page in failed:
                sys.exit(f"{name} cannot be run: {ended}\n{said}")
            failed[page] = ended
            skipped.append(page)
        unfinished.rename(texts)
        found = {"failed": failed, "skipped": skipped}
        failures.write_text(json.dumps(found))
        return texts, found


class Binary:
    """The binary as a contender: from rows in a file to rows in a file with all side files, one thread."""

    OPTIONS = ("--no-learn", "--no-dedup", "--no-filter", "--quiet", "-j", "1")

    def __init__(self, tools, rows, parts, figures):
        self.tools, self.rows, self.parts = tools, rows, parts
        self.loaded = {
            "pages": figures["part_pages"],
            "bytes": figures["part_bytes"],
            "loaded_kib": None,
        }

    def round(self):
        """The times of the parts, and of all rows in one run, which starts but once."""
        with tempfile.TemporaryDirectory(dir=self.tools.work) as folder:
            out = pathlib.Path(folder) / "out.jsonl"
            clean = [
                [self.tools.tamis, "clean", rows, "-o", out] for rows in (*self.parts, self.rows)
            ]
            *parts, whole = (processes.usage([*command, *self.OPTIONS]) for command in clean)
        seconds = [one.user for one in parts]
        return {"seconds": seconds, "whole": whole.user, "stages": [], "peak_kib": whole.peak_kib}

    def close(self):
        pass


def watch(command):
    """Runs a quality pass. Returns how it ended before its time (None if it did not), the page it was at, and its last
    line."""
    child = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    ready = selectors.DefaultSelector()
    ready.register(child.stdout, selectors.EVENT_READ)
    page, buffered, began, errors = None, b"", time.monotonic(), b""
    while True:
        if not ready.select(timeout=max(0.0, began + PAGE_SECONDS - time.monotonic())):
            child.kill()
            child.communicate()
            return f"over {PAGE_SECONDS} s", page, ""
        chunk = os.read(child.stdout.fileno(), 1 << 16)
        if not chunk:
            break
        buffered += chunk
        *whole, buffered = buffered.split(b"\n")
        if whole:
            page, began = whole[-1].decode(), time.monotonic()
    errors = child.stderr.read().decode("utf-8", "replace")
    if child.wait() == 0:
        return None, None, page
    code = child.returncode
    return (f"signal {-code}" if code < 0 else f"exit code {code}"), page, errors


def output(command):
    """What a command prints, on one line."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def locked_versions(path):
    found = {}
    for package in tomllib.loads(path.read_text(encoding="utf-8"))["package"]:
        found.setdefault(package["name"], []).append(package["version"])
    return found


def other_versions():
    """Crates of the library that the binary and the runner were locked to different versions of. The runner is built without
    Parquet."""

    def used(manifest, *features):
        command = ["cargo", "tree", "--quiet", "--manifest-path", manifest, "-p", "tamis-pipeline"]
        command += ["-e", "normal", "--prefix", "none", "--format", "{p}", *features]
        said = output(command).splitlines()
        return {" ".join(line.split()[:2]) for line in said if "tamis-" not in line}

    ours, theirs = (
        used(HERE.parent.parent / "Cargo.toml", "--no-default-features"),
        used(HERE / "peers/Cargo.toml"),
    )
    shared = {one.split()[0] for one in theirs}
    return sorted(one for one in ours - theirs if one.split()[0] in shared)
