"""A corpus in our own words: sources with boxes that recur, copies that differ a little, pages, and rows that are none."""

from __future__ import annotations

import json
import pathlib
import random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Row = dict[str, Any]

PLACES = ["Sule", "Marn", "Odde", "Trell", "Vask", "Holm", "Brenne", "Kolt", "Ursa", "Fjelle"]
WHO = [
    "the harbour master",
    "a baker",
    "two pilots",
    "the mayor",
    "an old fisher",
    "the bell ringer",
    "a teacher",
]
WHAT = [
    "opened the gate",
    "counted the boats",
    "asked for more time",
    "sold the last loaf",
    "wrote a long letter",
]
WHEN = [
    "before the storm came in",
    "on a quiet market day",
    "while the tide was out",
    "after the last train",
]

#: What the sources put under every story.
BOXES = {
    "harbour": ["More from our shop", "Knives and pans at half the price", "Order before Sunday"],
    "tower": ["Sign up for our letter", "Every morning at six, free of charge"],
    "märket": ["Your horoscope", "The stars advise patience today", "Read all signs"],
}

HEADINGS = ["What happened", "The reaction"]


def sentence(chance: random.Random) -> str:
    text = f"{chance.choice(WHO)} of {chance.choice(PLACES)} {chance.choice(WHAT)} {chance.choice(WHEN)}"
    return f"{text[0].upper()}{text[1:]}, and {chance.randint(2, 90)} people saw it."


def story(seed: int) -> list[str]:
    chance = random.Random(seed)
    lines = [f"Story {seed} from {chance.choice(PLACES)}"]
    for part in range(4):
        if part % 2:
            lines.append(HEADINGS[part // 2])
        lines.append(" ".join(sentence(chance) for _ in range(chance.randint(2, 4))))
    return lines


def page(lines: list[str], box: list[str]) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines[1:])
    aside = "".join(f"<li><a href=/{at}>{line}</a></li>" for at, line in enumerate(box))
    return (
        f"<!doctype html><html lang=en><head><title>{lines[0]}</title></head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>{lines[0]}</h1>{body}</article><ul>{aside}</ul><footer>All rights reserved</footer></body></html>"
    )


def corpus(stories: int = 14) -> list[Row]:
    """Rows in a fixed order that has nothing to do with their sources."""
    rows: list[Row] = []

    def add(source: str | None, **members: Any) -> None:
        rows.append(
            {"id": f"row-{len(rows)}", "source": source, "text": None, "html": None, "url": None}
            | members
        )

    for at, (source, box) in enumerate(BOXES.items()):
        for number in range(stories):
            lines = story(at * 1000 + number)
            add(source, text="\n".join([*lines, "", *box]))
            if number % 4 == 0:
                # The same story, edited a little, with the same box: no second witness for any line.
                edited = [line.replace("people", "persons", 1) for line in lines]
                add(source, text="\n".join([*edited, "Updated at noon.", *box]))
            if number % 5 == 0:
                add(source, text="\n".join([*lines, *box]).upper())
            if number % 3 == 0:
                add(None, html=page(lines, box), url=f"https://www.{at}.example.org/{number}")
    # Sources whose lines do not recur, no source at all, texts without words, rows that are no documents.
    add("alone", text="\n".join(story(5000)))
    for number in range(6):
        add(None, text="\n".join([*story(6000 + number), "Read on below"]))
    add("harbour", text="***\n---")
    add("harbour", text="")
    add("harbour")
    add("tower", text="Caf%C3%A9 %26 bar: open every day of the week.\n" + "\n".join(story(7000)))
    random.Random(1).shuffle(rows)
    return rows


def write(rows: list[Row], folder: pathlib.Path) -> pathlib.Path:
    """The rows as Parquet, which the command line and Spark read alike."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rows.parquet"
    names = ("id", "source", "text", "html", "url")
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in names}
    pq.write_table(pa.table(columns), path, row_group_size=25)
    return path


def lines_of(path: pathlib.Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def ids_of(lines: list[str]) -> dict[str, str]:
    return {json.loads(line)["id"]: line for line in lines}
