"""`tamis.spark.dedup` finds what `tamis dedup` finds."""

from __future__ import annotations

import json
import pathlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from pyspark.sql import DataFrame, Row, SparkSession

from tamis import TamisError
from tamis.spark import dedup
from tamis.spark.components import components

Rows = list[dict[str, Any]]
Run = Callable[..., str]

WORDS = [
    "harbour",
    "ferry",
    "pilot",
    "crane",
    "winter",
    "market",
    "bread",
    "lamp",
    "river",
    "mill",
    "stone",
    "bridge",
    "letter",
    "garden",
    "apple",
    "orchard",
    "night",
    "watch",
    "bell",
    "tower",
    "clock",
    "street",
    "corner",
    "window",
    "paper",
    "glass",
    "bottle",
    "table",
    "chair",
    "kitchen",
    "stove",
    "smoke",
    "roof",
    "rain",
    "cloud",
    "wind",
    "sail",
    "rope",
    "anchor",
    "deck",
    "captain",
    "crew",
    "storm",
    "island",
    "lighthouse",
    "beach",
    "sand",
    "shell",
    "gull",
    "fish",
    "net",
    "boat",
    "oar",
    "tide",
    "moon",
    "star",
    "map",
    "compass",
    "north",
    "road",
    "village",
    "school",
    "teacher",
    "pupil",
    "lesson",
    "summer",
    "holiday",
    "train",
    "station",
    "ticket",
    "platform",
    "whistle",
    "engine",
    "driver",
    "wheel",
    "track",
    "tunnel",
    "hill",
    "forest",
    "deer",
    "fox",
    "owl",
    "nest",
    "egg",
    "feather",
    "song",
    "choir",
    "church",
    "priest",
    "wedding",
    "ring",
    "bride",
    "cake",
    "sugar",
    "flour",
    "baker",
    "oven",
]


def story(seed: int, words: int) -> list[str]:
    """Sentences of a story of its own."""
    chance = random.Random(seed)
    text: list[str] = []
    while words > 0:
        length = min(words, chance.randint(6, 14))
        text.append(" ".join(chance.choice(WORDS) for _ in range(length)).capitalize() + ".")
        words -= length
    return text


def corpus() -> Rows:
    """Stories and what becomes of them: copies, edited ones, cut ones, versions that grew, round-ups, pages of templates."""
    chance = random.Random(7)
    rows: Rows = []

    def add(text: str, site: int, date: str | None = None) -> None:
        number = len(rows)
        row = {
            "id": f"d{number * 7919 % 1000:03}",
            "text": text,
            "url": f"https://s{site}.example.org/{number}",
        }
        rows.append(row | ({"date": date} if date else {}))

    for seed in range(24):
        lines = story(seed, chance.choice([8, 60, 120, 260]))
        day = f"2024-05-{seed + 1:02}"
        add("\n".join(lines), seed % 5, day)
        if seed % 3 == 0:
            add("\n".join(lines), 7, day)
            add(" ".join(lines).upper(), 8, chance.choice([None, "2024-04-30"]))
        if seed % 3 == 1:
            for site in (1, 2):
                edited = [line.replace("the ", "a ").replace("e", "e", 1) for line in lines]
                edited[chance.randrange(len(edited))] = "Our own reporter added a line here."
                add("\n".join(edited), site, f"2024-06-{site:02}")
            add("\n".join(lines + story(seed + 500, 90)), seed % 5, "2024-07-01")
        if seed % 4 == 0:
            add("\n".join(lines[: len(lines) * 2 // 3]), 3)
            add("\n".join(story(seed + 900, 50) + lines + story(seed + 901, 40)), 4)
    add("\n".join(story(1, 60) + story(2, 60) + story(3, 60)), 9)
    frame = story(99, 90)
    for page in range(14):
        filled = [
            f"{line} Order {page * 37} costs {page * 13 + 5} in {WORDS[page * 5]}."
            for line in frame
        ]
        add("\n".join(filled), 6, f"2024-03-{page + 1:02}")
    chance.shuffle(rows)
    return rows


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("dedup") / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in corpus()))
    return path


def by_cli(
    tamis: Run, rows: pathlib.Path, folder: pathlib.Path, *settings: str
) -> dict[str, dict[str, Any]]:
    """What the command line says of each document."""
    out = folder / "annotated.jsonl"
    tamis("dedup", rows, "-o", out, "--annotate", "--quiet", *settings)
    said = {}
    for line in out.read_text().splitlines():
        row = json.loads(line)
        found = row["metadata"]["tamis"]["dedup"]
        said[row["id"]] = (
            {"contained_in": None, "similarity": None} | found | {"date": row.get("created")}
        )
    return said


def as_frame(spark: SparkSession, rows: Rows) -> DataFrame:
    numbered = [row | {"at": at} for at, row in enumerate(rows)]
    return spark.createDataFrame(
        [(row["id"], row["text"], row.get("url"), row.get("date"), row["at"]) for row in numbered],
        "id string, text string, url string, date string, at long",
    ).repartition(3)


def check(said: dict[str, dict[str, Any]], found: list[Row]) -> None:
    """Both say the same of the same documents."""
    assert len(found) == len(said)
    for row in found:
        ruling, expect = row["dedup"].asDict(), said[row["id"]]
        for name in ("cluster", "size", "role", "kept_id", "contained_in"):
            assert ruling[name] == expect[name], (row["id"], name)
        if expect["similarity"] is None:
            assert ruling["similarity"] is None, row["id"]
        else:
            assert ruling["similarity"] == pytest.approx(expect["similarity"], abs=6e-4), row["id"]
        if ruling["first_date"]:
            assert ruling["first_date"] == expect["date"], row["id"]
        assert ruling["stays"] == (ruling["role"] in ("single", "kept"))
        assert ruling["error"] is None


def test_clusters_and_kept_documents_are_those_of_one_machine(
    spark: SparkSession, tamis: Run, written: pathlib.Path, tmp_path: pathlib.Path, work_dir: str
) -> None:
    said = by_cli(tamis, written, tmp_path)
    assert {found["role"] for found in said.values()} == {
        "single",
        "kept",
        "duplicate",
        "contained",
    }
    frame = as_frame(spark, corpus())
    found = dedup(frame, work_dir=work_dir, number="at", documents_of_key=4)
    assert found.columns == ["id", "text", "url", "date", "at", "dedup"]
    check(said, found.collect())
    assert not [table for table in spark.catalog.listTables() if table.name.startswith("tamis_")]


def test_without_an_order_equal_copies_alone_may_stay_for_each_other(
    spark: SparkSession, tamis: Run, written: pathlib.Path, tmp_path: pathlib.Path, work_dir: str
) -> None:
    rows = corpus()
    bad = [{"id": "broken", "text": None}, {"id": None, "text": " ".join(WORDS)}]
    address = "https://s1.example.org/its-id"
    bad.append({"id": None, "url": address, "text": "\n".join(story(700, 30))})
    settings = {"dedup.keep": "longest"}
    ruled = dedup(as_frame(spark, rows + bad), work_dir=work_dir, **settings).collect()
    found = {row["at"]: row for row in ruled}
    broken, nameless, named = (found.pop(len(rows) + at)["dedup"] for at in range(3))
    assert (named["role"], named["kept_id"]) == ("single", address)
    assert broken["role"] is None and "missing-text" in broken["error"] and not broken["stays"]
    assert nameless["role"] is None and "id" in nameless["error"] and not nameless["stays"]
    said = by_cli(tamis, written, tmp_path, "--set", "dedup.keep=longest")
    texts = {row["id"]: (row["text"], row.get("date")) for row in rows}
    for row in found.values():
        ruling, expect = row["dedup"], said[row["id"]]
        assert (ruling["size"], ruling["contained_in"] is None) == (
            expect["size"],
            expect["contained_in"] is None,
        )
        assert texts[ruling["kept_id"]] == texts[expect["kept_id"]], row["id"]


def test_ids_that_are_not_distinct_are_refused(spark: SparkSession, work_dir: str) -> None:
    frame = spark.createDataFrame(
        [("a", "one text"), ("a", "other text")], "id string, text string"
    )
    with pytest.raises(TamisError, match=r"not distinct: a \(2 rows\)"):
        dedup(frame, work_dir=work_dir)
    with pytest.raises(TamisError, match="number="):
        dedup(frame, work_dir=work_dir, **{"dedup.keep": "first"})
    same = spark.createDataFrame(
        [("a", "one text", 1), ("b", "other text", 1)], "id string, text string, `a.t` int"
    )
    with pytest.raises(TamisError, match=r"one number, give .*: a, b \(2 rows\)"):
        dedup(same, work_dir=work_dir, number="a.t")
    assert not [table for table in spark.catalog.listTables() if table.name.startswith("tamis_")]
    for folder in ("work", "/tmp/work[1]"):
        with pytest.raises(TamisError, match="absolute path"):
            dedup(frame, work_dir=folder)
    for name in ("dedup", "_tamis_number"):
        with pytest.raises(TamisError, match=name):
            dedup(frame.withColumnRenamed("text", name), work_dir=work_dir)


def test_components_are_the_same_on_the_driver_and_by_rounds(
    spark: SparkSession, work_dir: str
) -> None:
    chance = random.Random(3)
    # A long chain in any order, stars, and pairs that stand alone.
    chain = list(range(-20, 60))
    chance.shuffle(chain)
    pairs = list(zip(chain, chain[1:], strict=False)) + [(100, other) for other in range(101, 130)]
    pairs += [(1000 + at, 2000 + at) for at in range(20)] + [(5, 5)]

    def keep(name: str, frame: DataFrame) -> DataFrame:
        path = f"{work_dir}/{name}"
        frame.write.mode("overwrite").parquet(path)
        return spark.read.parquet(path)

    frame = spark.createDataFrame(pairs, "one long, other long")
    found = [
        sorted(map(tuple, components(frame, keep, f"c{driver_pairs}", driver_pairs).collect()))
        for driver_pairs in (0, 1000)
    ]
    assert found[0] == found[1]
    assert dict(found[0])[59] == -20 and dict(found[0])[129] == 100 and dict(found[0])[2007] == 1007
    assert len(found[0]) == 80 + 30 + 40
