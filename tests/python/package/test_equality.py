"""What the package gives is what the command line writes, byte for byte."""

from __future__ import annotations

import json
import pathlib
import subprocess

import conftest
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tamis

MODES = [
    [],
    ["--mode", "recall"],
    ["--text-format", "markdown", "--links", "--with-title"],
    ["--pii", "redact", "--keep-empty"],
]
SETTINGS = [
    {},
    {"mode": "recall"},
    {"text_format": "markdown", "links": True, "with_title": True},
    {"pii": "redact", "keep_empty": True},
]


def side(out: pathlib.Path, name: str) -> list[dict]:
    """The rows of a side file."""
    packed = pathlib.Path(f"{out}.tamis") / f"{name}.jsonl.zst"
    if not packed.exists():
        return []
    text = subprocess.run(["zstd", "-dcq", packed], stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in text.splitlines()]


class Run:
    """What the command line makes of a file of rows."""

    def __init__(self, command, path: pathlib.Path, out: pathlib.Path, *flags: str) -> None:
        options = ["--no-dedup", "--no-learn", "-q", "--no-journal", *flags]
        command("clean", str(path), "-o", str(out), *options, codes=(0, 1))
        self.rows = out.read_bytes().splitlines()
        self.dropped = {row["id"]: row for row in side(out, "dropped")}
        self.rejects = {row["id"]: row for row in side(out, "rejects")}
        self.removed: dict[str, list[dict]] = {}
        for row in side(out, "removed"):
            self.removed.setdefault(row.pop("id"), []).append(row)

    def check(self, articles: list[tamis.Article]) -> None:
        kept = [a.row_json().encode() for a in articles if a.error is None and a.dropped is None]
        assert kept == self.rows
        dropped = {a.id: (a.dropped, a.dropped_evidence, a.row()) for a in articles if a.dropped}
        assert dropped == {
            k: (r["reason"], r["evidence"], r["row"]) for k, r in self.dropped.items()
        }
        causes = {a.id: a.error.cause for a in articles if a.error}
        assert causes == {k: row["cause"] for k, row in self.rejects.items()}
        for article in articles:
            assert [spans_of(span) for span in article.removed] == self.removed.get(
                article.id or "", []
            )


def spans_of(span: tamis.Removed) -> dict:
    names = [
        "start",
        "end",
        "stage",
        "action",
        "reason",
        "score",
        "evidence",
        "text",
        "replacement",
    ]
    found = {name: getattr(span, name) for name in names}
    return (
        found
        if found["replacement"] is not None
        else {n: v for n, v in found.items() if n != "replacement"}
    )


def documents() -> list[dict]:
    """Rows of our own, and every fixture that is text."""
    made = conftest.rows()
    for path in conftest.fixtures():
        try:
            made.append(
                {"id": str(path.relative_to(conftest.ROOT)), "text": path.read_text("utf-8")}
            )
        except UnicodeDecodeError:
            continue
    made += [
        {"id": "surrogate", "text": f"{conftest.story(1)}\nhalf a pair \ud83d of it"},
        {"id": "nul", "text": f"{conftest.story(2)}\0\n\0"},
        {"id": "number", "text": 7},
        {"id": "nothing"},
        {"id": "null", "text": None, "html": ""},
        {
            "id": "private",
            "text": f"{conftest.story(3)} Write to ada@sule.example or call +44 20 7946 0958.",
        },
        {"text": f"{conftest.story(4)} A row without an id."},
    ]
    return made


@pytest.mark.parametrize("at", range(len(MODES)))
def test_rows_are_those_of_jsonl(at: int, command, tmp_path: pathlib.Path):
    made = documents()
    path = tmp_path / "in.jsonl"
    path.write_bytes(conftest.lines(made))
    run = Run(command, path, tmp_path / "out.jsonl", *MODES[at])
    cleaner = tamis.Cleaner(**SETTINGS[at])
    run.check(list(cleaner.clean_many(made, name="in.jsonl")))
    assert len(run.rows) > 50 and run.rejects and run.removed


@pytest.mark.parametrize("at", range(len(MODES)))
def test_batches_are_those_of_parquet(at: int, command, tmp_path: pathlib.Path):
    table = columns(documents())
    path = tmp_path / "in.parquet"
    pq.write_table(table, path)
    run = Run(command, path, tmp_path / "out.jsonl", *MODES[at])
    cleaner = tamis.Cleaner(**SETTINGS[at])
    done = cleaner.clean_batch(
        table, rows=True, removed=True, name="in.parquet", threads=2
    ).to_pylist()
    assert [row["row"].encode() for row in done if row["row"] is not None] == run.rows
    assert {row["id"]: row["dropped"] for row in done if row["dropped"]} == {
        key: row["reason"] for key, row in run.dropped.items()
    }
    errors = [row["error"] for row in done if row["error"]]
    assert errors == [f"{row['cause']}: {row['message']}" for row in run.rejects.values()]
    for row in done:
        if row["removed"] is not None:
            found = [
                {k: v for k, v in span.items() if k != "replacement" or v is not None}
                for span in row["removed"]
            ]
            assert found == run.removed.get(row["id"] or f"in.parquet#{len(done)}", [])
        if row["row"] is not None:
            written = json.loads(row["row"])
            own = written["metadata"]["tamis"]
            assert row["text"] == written["text"]
            assert {name: value for name, value in row["tamis"].items() if value} == {
                name: own[name] for name in row["tamis"] if own.get(name)
            }
    # Without rows and spans the rest is the same.
    plain = cleaner.clean_batch(table).to_pylist()
    assert plain == [{name: row[name] for name in plain[0]} for row in done]


def columns(made: list[dict]) -> pa.Table:
    def texts(name: str) -> pa.Array:
        values = [row.get(name) for row in made]
        values = [
            v.encode("utf-8", "replace").decode() if isinstance(v, str) else None for v in values
        ]
        return pa.array(values, pa.string())

    pages = [row["html"].encode("cp1252") if row.get("html") else None for row in made]
    return pa.table(
        {
            "id": texts("id"),
            "text": texts("text"),
            "html": pa.array(pages, pa.binary()),
            "url": texts("url"),
            "date": texts("date"),
            "score": pa.array([row.get("score") for row in made], pa.float32()),
            "source": pa.array(
                ["harbour" if n % 3 else None for n in range(len(made))]
            ).dictionary_encode(),
            "place": pa.array([{"at": [n, None]} if n % 2 else None for n in range(len(made))]),
            "metadata": pa.array(
                [json.dumps({"n": n}) if n % 2 else None for n in range(len(made))]
            ),
        }
    )


def test_files_are_those_of_a_directory(command, tmp_path: pathlib.Path):
    """Bytes are read as files are, each of its charset."""
    for path in conftest.fixtures():
        data = path.read_bytes()
        try:
            article = tamis.clean(data)
        except tamis.RejectedError:
            command("clean", "-", "-q", stdin=data, codes=(1, 3))
            continue
        if path.suffix == ".txt" and article.dropped is None:
            written = command("clean", "-", "--no-dedup", "-q", stdin=data)
            assert f"{article.text}\n".encode() == written, path
        if path.suffix == ".html":
            written = command("clean", "-", "--no-dedup", "-q", "--from", "html", stdin=data)
            assert article.dropped or f"{article.text}\n".encode() == written, path
