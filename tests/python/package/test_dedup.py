"""Documents compared with each other: the same as `tamis dedup` says of the same rows."""

from __future__ import annotations

import json

import conftest
import pyarrow as pa
import pytest

import tamis


def rows() -> list[dict]:
    """Stories, copies of them with other words, bytes or dates, and parts of them."""
    made = []
    for number in range(60):
        body = " ".join(f"word{(number // 3) * 1000 + place}" for place in range(200))
        match number % 3:
            case 1:
                body = body.upper() if number % 2 else f"Updated. {body}"
            case 2:
                body = " ".join(body.split()[:90]) if number % 2 else f"{body} word{number} more"
        made.append({"id": f"d{number}", "text": body, "date": f"2024-05-{1 + number % 28:02}"})
    made.insert(5, {"id": "bad", "text": None})
    made += [{"id": "d3", "text": "the id came before"}, {"text": "no id at all, and few words"}]
    made.append({"id": "page", "html": f"<html><body><p>{made[0]['text']}</p></body></html>"})
    return made


def expected(command, tmp_path, *flags: str) -> dict[str, dict]:
    path = tmp_path / "in.jsonl"
    path.write_bytes(conftest.lines(rows()))
    out = tmp_path / "out.jsonl"
    command("dedup", str(path), "-o", str(out), "--annotate", "-q", *flags, codes=(0, 1))
    found = [json.loads(line) for line in out.read_bytes().splitlines()]
    return {row["id"]: row["metadata"]["tamis"]["dedup"] for row in found}


@pytest.mark.parametrize(
    "flags",
    [{}, {"exact": True}, {"keep": "first", "keep_contained": True}, {"threshold": 0.95}],
    ids=str,
)
def test_clusters_are_those_of_the_command_line(flags: dict, command, tmp_path):
    given = [
        part
        for name, value in flags.items()
        for part in (
            [f"--{name.replace('_', '-')}"] if value is True else [f"--{name}", str(value)]
        )
    ]
    expect = expected(command, tmp_path, *given)
    made = rows()
    found = tamis.dedup(iter(made), name="in.jsonl", **flags)
    assert {annotation.id: annotation.as_dict() for annotation in found} == expect
    assert list(found.errors) == [5] and found.errors[5].cause == "missing-text"
    for annotation in found:
        assert annotation.id.split("#")[0] == made[annotation.index].get("id", "in.jsonl")
    written = tmp_path / "kept.jsonl"
    command("dedup", str(tmp_path / "in.jsonl"), "-o", str(written), "-q", *given, codes=(0, 1))
    assert found.kept_ids == [json.loads(line)["id"] for line in written.read_bytes().splitlines()]
    assert found.summary["rejected"] == 1 and found.summary["documents"] == len(made) - 1


def test_all_forms_of_input_agree():
    made = [row for row in rows() if row.get("text") and row.get("id")]
    table = pa.Table.from_pylist(made)
    expect = [annotation.as_dict() for annotation in tamis.dedup(made)]
    assert any(found["role"] == "contained" for found in expect)
    for documents in (
        table,
        table.to_batches(max_chunksize=7),
        iter(table.to_batches()),
        table.to_reader(5),
    ):
        assert [annotation.as_dict() for annotation in tamis.dedup(documents, threads=2)] == expect
    pairs = [(row["id"], row["text"]) for row in made]
    by_text = tamis.dedup(table.drop(["date"]))
    assert [found.as_dict() for found in tamis.dedup(pairs)] == [
        found.as_dict() for found in by_text
    ]
    renamed = [{"key": row["id"], "body": row["text"]} for row in made]
    assert [found.as_dict() for found in tamis.dedup(renamed, id="key", text="body")] == [
        f.as_dict() for f in by_text
    ]
    assert tamis.dedup(["the same words", "The same, words!"], keep="first")[1].kept_id == "#1"


def test_the_result_is_a_sequence_and_a_batch():
    found = tamis.dedup([("a", "Rain fell."), ("b", "rain fell"), ("c", "Snow.")], keep="first")
    assert (
        len(found) == 3
        and found[-1].id == "c"
        and [one.role for one in found] == ["kept", "duplicate", "single"]
    )
    with pytest.raises(IndexError):
        found[3]
    batch = found.to_arrow()
    assert isinstance(batch, pa.RecordBatch)
    assert batch.to_pylist()[1] == {
        "index": 1,
        "id": "b",
        "cluster": "a",
        "size": 2,
        "role": "duplicate",
        "kept_id": "a",
        "similarity": 1.0,
        "contained_in": None,
        "stays": False,
        "reason": "exact-duplicate",
    }
    assert "3 compared" in repr(found) and "duplicate" in repr(found[1])
    assert len(tamis.dedup([])) == 0 and tamis.dedup([]).to_arrow().num_rows == 0


def test_what_is_wrong_is_said():
    with pytest.raises(tamis.ConfigError, match="dedup.threshold"):
        tamis.dedup([], threshold=7.0)
    with pytest.raises(tamis.ConfigError, match="did you mean `threshold`"):
        tamis.dedup([], treshold=0.5)
    with pytest.raises(TypeError, match="not many"):
        tamis.dedup("a text")

    def documents():
        yield "a text"
        raise KeyError("the source broke")

    with pytest.raises(KeyError):
        tamis.dedup(documents())
