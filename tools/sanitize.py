#!/usr/bin/env python3
"""tamis with AddressSanitizer, overflow checks and debug assertions over real and broken data; see docs/sanitizers.md.

    sanitize.py --data DIR [--tamis BINARY] [--pages N]    DIR holds wcxb-dev/html, wet-dev.jsonl.gz, dedup-dev.jsonl.gz

Without --tamis it builds one. Fails if a run ends otherwise than with exit code 0 or 1, the sanitizer says something, or a
document was rejected for a panic.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from itertools import islice

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools/soak"))
import stream  # noqa: E402

TARGET = "x86_64-unknown-linux-gnu"
FLAGS = "-Zsanitizer=address -C overflow-checks=on -C debug-assertions=on -C force-frame-pointers=yes"


def build() -> pathlib.Path:
    """A release build, so that real data takes minutes. The standard library is as it comes: C code and it are not
    instrumented, but what they allocate is watched."""
    folder = ROOT / "target/sanitize"
    env = os.environ | {
        "RUSTC_BOOTSTRAP": "1",
        "RUSTFLAGS": FLAGS,
        "CARGO_PROFILE_RELEASE_LTO": "off",
        "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16",
        "CARGO_PROFILE_RELEASE_STRIP": "none",
        "CARGO_TARGET_DIR": str(folder),
    }
    command = [os.environ.get("CARGO", "cargo"), "build", "--release", "--locked", "-p", "tamis", "--target", TARGET]
    subprocess.run(command, cwd=ROOT, env=env, check=True)
    return folder / TARGET / "release/tamis"


class Runs:
    """Runs of the binary in a folder, and what was wrong with them."""

    def __init__(self, tamis: pathlib.Path, folder: pathlib.Path) -> None:
        self.tamis, self.folder, self.problems = tamis, folder, []

    def run(self, name: str, *args: object, allowed: tuple[int, ...] = (0, 1)) -> None:
        begun = time.monotonic()
        env = os.environ | {"ASAN_OPTIONS": "detect_leaks=0:abort_on_error=0:exitcode=99"}
        ran = subprocess.run([self.tamis, *map(str, args)], cwd=self.folder, env=env, capture_output=True)
        said = ran.stderr.decode(errors="replace")
        bad = ran.returncode not in allowed or "Sanitizer" in said or "panicked" in said
        if bad:
            self.problems.append(f"{name}: exit code {ran.returncode}: {said[-3000:]}")
        print(f"  {name}: exit code {ran.returncode}, {time.monotonic() - begun:.0f} s{' PROBLEM' if bad else ''}", flush=True)

    def clean(self, name: str, *args: object, allowed: tuple[int, ...] = (0, 1)) -> None:
        """The same, and no reject may be a panic."""
        rejects = self.folder / f"{name}.rejects.jsonl"
        self.run(name, "clean", *args, "-q", "--rejects", rejects, allowed=allowed)
        for row in rejects.read_bytes().splitlines() if rejects.exists() else []:
            row = json.loads(row)
            if row.get("cause") == "panicked":
                self.problems.append(f"{name}: {json.dumps(row)[:1000]}")


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Bytes that are changed in a few places, doubled or cut."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 12)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    match rng.randrange(4):
        case 0:
            del data[rng.randrange(len(data)) :]
        case 1:
            at = rng.randrange(len(data))
            data[at:at] = data[max(0, at - 4000) : at]
    return bytes(data) or b"x"


def over_real_data(runs: Runs, data: pathlib.Path, pages: int) -> None:
    """Pages, plain text, columns, and everything that is made of a run."""
    raw = runs.folder / "pages"
    raw.mkdir()
    files = sorted((data / "wcxb-dev/html").iterdir())
    for path in files[:: max(1, len(files) // pages)]:
        (raw / path.name).symlink_to(path)
    links = ["--set", "input.links=true"]
    runs.clean("html", raw, *links, "-o", "html.jsonl.zst", "--trace", "--with-comments", "--text-format", "markdown", "--links")
    runs.clean("html-report", raw, *links, "-o", "pages-out", "--report", "--pii", "redact", "--preset", "gopher", "--drop-selector", "nav,.ad")
    runs.clean("wet", data / "wet-dev.jsonl.gz", "-o", "wet.jsonl.gz", "--pii", "tag", "--preset", "fineweb")
    runs.clean("to-parquet", data / "wet-dev.jsonl.gz", "-o", "wet.parquet", "--no-learn", "--limit", "600")
    runs.clean("from-parquet", "wet.parquet", "-o", "again.jsonl", "--no-learn")
    for args in (["dedup", data / "dedup-dev.jsonl.gz", "-o", "dedup.jsonl.zst", "--index", "seen", "--clusters", "c.tsv"],
                 ["learn", data / "wet-dev.jsonl.gz", "-o", "table.zst"], ["boilerplate", "show", "table.zst"],
                 ["report", "html.jsonl.zst"], ["verify", "html.jsonl.zst"], ["stats", "html.jsonl.zst", "--hosts"],
                 ["filter", "wet.jsonl.gz", "-o", "kept.jsonl", "--language", "en"], ["plan", raw, "--set", "input.links=true"],
                 ["inspect", "html.jsonl.zst"], ["index", "list", "seen"]):
        runs.run(str(args[0]), *args)


def over_broken_data(runs: Runs, data: pathlib.Path, rounds: int) -> None:
    """Damaged files of every format, and the stream of the soak."""
    rng = random.Random(10)
    records = stream.Stream(3)
    (runs.folder / "stream.jsonl").write_bytes(b"".join(record for _, record in islice(records, 3000)))
    archive = b"".join(member for _, member in islice(stream.Archive(3), 300))
    (runs.folder / "stream.warc.gz").write_bytes(archive)
    for name in ("stream.jsonl", "stream.warc.gz"):
        runs.clean(name, name, "-o", f"{name}.out.jsonl", "--memory", "128MiB", "--pii", "redact", "--no-learn")
    whole = {
        "jsonl": (runs.folder / "stream.jsonl").read_bytes()[:200_000], "warc.gz": archive[:200_000],
        "jsonl.gz": (data / "wet-dev.jsonl.gz").read_bytes()[:300_000], "parquet": (runs.folder / "wet.parquet").read_bytes(),
        "jsonl.zst": (runs.folder / "dedup.jsonl.zst").read_bytes()[:300_000],
    }
    broken = runs.folder / "broken"
    broken.mkdir()
    for at in range(rounds):
        for extension, content in whole.items():
            (broken / f"{at}.{extension}").write_bytes(damaged(content, rng))
    runs.clean("broken", "broken", "-o", "broken-out", "--no-learn", "--no-dedup", "--limit", "20000")
    for at in range(rounds):
        for extension in ("parquet", "jsonl.zst"):
            runs.clean(f"broken-{at}-{extension}", f"broken/{at}.{extension}", "-o", "one.jsonl", "--no-learn", allowed=(0, 1, 3))
    for name in ("table.zst", "seen/batch-000001.idx", "seen/index.json"):
        content = (runs.folder / name).read_bytes()
        for at in range(rounds):
            (runs.folder / name).write_bytes(damaged(content, rng))
            if name == "table.zst":
                runs.run(f"{name} {at}", "boilerplate", "show", name, allowed=(0, 2, 3))
            else:
                runs.run(f"{name} {at}", "index", "explain", "x", "seen", allowed=(0, 2, 3))
        (runs.folder / name).write_bytes(content)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=lambda name: pathlib.Path(name).resolve())
    parser.add_argument("--tamis", type=lambda name: pathlib.Path(name).resolve())
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--work", type=pathlib.Path)
    args = parser.parse_args()
    tamis = args.tamis or build()
    with tempfile.TemporaryDirectory(dir=args.work, prefix="tamis-sanitize-") as name:
        runs = Runs(tamis, pathlib.Path(name))
        over_real_data(runs, args.data, args.pages)
        over_broken_data(runs, args.data, args.rounds)
    for problem in runs.problems:
        print(f"problem: {problem}", file=sys.stderr)
    print("sanitize: " + (f"{len(runs.problems)} problems" if runs.problems else "all right"))
    return 1 if runs.problems else 0


if __name__ == "__main__":
    sys.exit(main())
