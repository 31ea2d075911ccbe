"""What all tests of the package share: documents in our own words, the fixtures of the project, and its command line."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
from collections.abc import Callable, Iterable
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
TAMIS = os.environ.get("TAMIS", str(ROOT / "target" / "debug" / "tamis"))

STORY = (
    "The ferry number {0} left the old harbour of Sule at noon, with {0} passengers and a crate of letters on board. "
    "It reached the islands an hour later, although the wind had turned and the captain had warned of rough water."
)
PAGE = (
    "<!doctype html><html lang=en><head><title>Ferry {0}</title>"
    '<meta property="article:published_time" content="2024-05-31T08:00:00Z"></head><body>'
    "<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav><article><h1>Ferry {0} sails again</h1><p>{1}</p>"
    "<p>The harbour master said that the boat had been painted over the winter, and that its engine was new.</p>"
    "</article><footer>Subscribe to our newsletter</footer></body></html>"
)


def story(number: int) -> str:
    return STORY.format(number)


def page(number: int) -> str:
    return PAGE.format(number, story(number))


def rows() -> list[dict[str, Any]]:
    """Rows of many kinds: texts, pages, encoded ones, empty ones, with all that may stand in them."""
    made: list[dict[str, Any]] = []
    for number in range(40):
        row: dict[str, Any] = {
            "id": f"s{number}",
            "url": f"https://www.sule.example/{number}",
            "score": number / 8,
        }
        match number % 8:
            case 0:
                row["html"] = page(number)
            case 1:
                row["text"] = (
                    f"{story(number)}\n\nRead more\n* The lighthouse\n* The crew\n{story(number + 100)}"
                )
            case 2:
                row["text"] = f"%3Cp%3E{story(number).replace(' ', '%20')}%3C%2Fp%3E"
            case 3:
                row["text"] = ""
            case 4:
                row["content"] = f"Tide &amp; time. {story(number)} It cost 5 â‚¬."
            case 5:
                row |= {
                    "text": story(number),
                    "date": "2024-05-31",
                    "source": "harbour",
                    "added": "2025-01-01",
                }
            case 6:
                row |= {
                    "text": story(number),
                    "metadata": {"place": {"at": [1, None, -2.5]}, "tags": ["a", "ü"]},
                }
            case _:
                row |= {
                    "text": story(number),
                    "title": f"Ferry {number}",
                    "lang": "en",
                    "big": 10**30,
                    "no": None,
                }
        made.append(row)
    return made


def fixtures() -> list[pathlib.Path]:
    """The documents that the project shows itself by."""
    found = [*(ROOT / "fixtures").rglob("*.html"), *(ROOT / "fixtures").rglob("*.txt")]
    return sorted(path for path in found if path.stat().st_size < 200_000)


@pytest.fixture(scope="session")
def command() -> Callable[..., bytes]:
    """Runs the command line: arguments, then the bytes of standard input; gives its standard output."""

    def run(*args: str, stdin: bytes | None = None, codes: Iterable[int] = (0,)) -> bytes:
        ran = subprocess.run([TAMIS, *args], input=stdin, capture_output=True)
        assert ran.returncode in tuple(codes), (args, ran.returncode, ran.stderr.decode())
        return ran.stdout

    return run


def lines(rows: Iterable[dict[str, Any]]) -> bytes:
    """Rows as compact JSON, which is how the package writes what stands in them."""
    return b"".join(map(line, rows))


def line(row: dict[str, Any]) -> bytes:
    text = json.dumps(row, separators=(",", ":"), ensure_ascii=False)
    try:
        return f"{text}\n".encode()
    except UnicodeEncodeError:
        # Half a surrogate pair stands in JSON by an escape alone.
        return f"{json.dumps(row, separators=(',', ':'))}\n".encode()
