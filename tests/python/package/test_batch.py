"""Arrow batches: types, shapes, what passes through."""

from __future__ import annotations

import json

import conftest
import pyarrow as pa
import pytest

import tamis

CLEANER = tamis.Cleaner()
WRITTEN = ["text", "dropped", "error", "tamis"]


def batch(**columns) -> pa.RecordBatch:
    return pa.record_batch(columns)


def test_what_comes_out():
    made = batch(id=["a", "b", "c"], html=[conftest.page(1), "", None], n=[1, 2, None])
    done = CLEANER.clean_batch(made, removed=True, rows=True)
    assert isinstance(done, pa.RecordBatch)
    assert done.schema.names == ["id", "n", *WRITTEN, "removed", "row"]
    assert done.schema == CLEANER.output_schema(made.schema, removed=True, rows=True)
    assert CLEANER.clean_batch(made).schema == CLEANER.output_schema(made.schema)
    done.validate(full=True)
    first, second, third = done.to_pylist()
    article = CLEANER.clean({"id": "a", "html": conftest.page(1), "n": 1})
    assert (first["text"], first["row"], first["dropped"], first["error"]) == (
        article.text,
        article.row_json(),
        None,
        None,
    )
    assert (
        first["tamis"]["title"] == "Ferry 1 sails again"
        and first["tamis"]["published"] == "2024-05-31"
    )
    assert [span["text"] for span in first["removed"]] == [span.text for span in article.removed]
    assert (second["text"], second["dropped"], second["row"], second["n"]) == ("", "empty", None, 2)
    assert (
        third["error"].startswith("missing-text: ")
        and third["text"] is third["tamis"] is third["removed"] is None
    )


def test_columns_that_pass_are_not_copied():
    made = batch(id=["a" * 100, "b"], text=["x", "y"], n=[1, 2])
    done = CLEANER.clean_batch(made)
    for name in ("id", "n"):
        before, after = made.column(name).buffers(), done.column(name).buffers()
        assert [b and b.address for b in before[1:]] == [b and b.address for b in after[1:]], name


TEXTS = [conftest.story(1), None, "", conftest.page(2), "fünf Boote 🚢"]


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.uint32(), pa.large_string()),
    ],
    ids=str,
)
def test_texts_of_all_types(kind: pa.DataType):
    done = CLEANER.clean_batch(batch(text=pa.array(TEXTS).cast(kind))).to_pylist()
    assert done == CLEANER.clean_batch(batch(text=TEXTS)).to_pylist()
    assert (
        done[0]["text"] == TEXTS[0]
        and done[1]["error"]
        and done[2]["dropped"] == "empty"
        and done[4]["text"] == TEXTS[4]
    )


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary_view()], ids=str)
def test_pages_as_bytes(kind: pa.DataType):
    page = (
        conftest.page(1)
        .replace("<head>", "<head><meta charset=windows-1252>")
        .replace("noon", "nöön")
    )
    raw = [page.encode("cp1252"), None, b" \n", b"\x00\x01\xff" * 999]
    done = CLEANER.clean_batch(batch(html=pa.array(raw, kind))).to_pylist()
    assert "nöön" in done[0]["text"] and done[1]["error"] and done[2]["dropped"] == "empty"
    assert done[3]["error"].startswith("not-text: ")


def test_slices_and_chunks():
    table = pa.table(
        {"id": [f"s{n}" for n in range(30)], "text": [conftest.story(n) for n in range(30)]}
    )
    whole = CLEANER.clean_batch(table)
    assert isinstance(whole, pa.Table) and whole.num_rows == 30
    assert CLEANER.clean_batch(table.slice(7, 11)).to_pylist() == whole.slice(7, 11).to_pylist()
    part = table.to_batches()[0].slice(3, 5)
    assert CLEANER.clean_batch(part).to_pylist() == whole.slice(3, 5).to_pylist()
    chunked = pa.concat_tables([table.slice(0, 10), table.slice(10)])
    assert CLEANER.clean_batch(chunked, threads=3).to_pylist() == whole.to_pylist()
    reader = pa.RecordBatchReader.from_batches(
        table.schema, iter(table.to_batches(max_chunksize=7))
    )
    assert CLEANER.clean_batch(reader).to_pylist() == whole.to_pylist()
    nothing = CLEANER.clean_batch(part.slice(0, 0), rows=True, removed=True)
    assert nothing.num_rows == 0 and nothing.schema.names == ["id", *WRITTEN, "removed", "row"]
    assert CLEANER.clean_batch(table.slice(0, 0)).num_rows == 0


def test_rows_without_an_id_are_numbered():
    made = pa.table({"text": [conftest.story(n) for n in range(5)]})
    done = CLEANER.clean_batch(
        pa.concat_tables([made, made]), rows=True, name="in", first=3
    ).to_pylist()
    assert [json.loads(row["row"])["id"] for row in done] == [f"in#{n}" for n in range(3, 13)]


def test_nested_columns_pass_and_stand_in_rows():
    nested = [{"at": [1, 2], "when": None}, None]
    maps = pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int64()))
    made = batch(text=[conftest.story(1)] * 2, place=nested, map=maps, tags=[["x"], []])
    done = CLEANER.clean_batch(made, rows=True).to_pylist()
    assert [row["place"] for row in done] == [{"at": [1, 2], "when": None}, None]
    metadata = json.loads(done[0]["row"])["metadata"]
    assert (metadata["place"], metadata["map"], metadata["tags"]) == (
        {"at": [1, 2]},
        {"a": 1},
        ["x"],
    )


def test_columns_that_have_no_form_pass_where_no_rows_are_wanted():
    took = pa.array([1, 2], pa.duration("s"))
    made = batch(text=[conftest.story(1)] * 2, took=took)
    assert CLEANER.clean_batch(made).column("took").equals(took)
    with pytest.raises(tamis.SchemaError, match="`took` cannot be read") as caught:
        CLEANER.clean_batch(made, rows=True)
    assert caught.value.column == "took"


def test_names_of_our_own_are_refused():
    def check(column: str, said: str, made: pa.RecordBatch, **wanted: bool) -> None:
        for call in (
            lambda: CLEANER.clean_batch(made, **wanted),
            lambda: CLEANER.output_schema(made.schema, **wanted),
        ):
            with pytest.raises(tamis.SchemaError, match=said) as caught:
                call()
            assert caught.value.column == column and isinstance(caught.value, ValueError)

    for name in WRITTEN[1:]:
        check(
            name,
            f"`{name}` has the name of one that tamis writes; rename it",
            batch(text=["a"], **{name: ["b"]}),
        )
    check("row", "`row`", batch(text=["a"], row=["b"]), rows=True)
    check("removed", "`removed`", batch(text=["a"], removed=["b"]), removed=True)
    check(
        "",
        "no column holds the text .*`html`, `text`, `content`, `raw_content`",
        batch(id=["a"], body=["b"]),
    )
    fields = tamis.Cleaner(text_field="body")
    assert fields.clean_batch(batch(id=["a"], body=["Rain."])).to_pylist()[0]["text"] == "Rain."
    with pytest.raises(tamis.SchemaError, match="`text`"):
        fields.clean_batch(batch(text=["a"], body=["Rain."]))
    assert CLEANER.clean_batch(batch(text=["a"], row=["b"])).column("row").to_pylist() == ["b"]
    # A page wins over a text, which is replaced; other bodies pass.
    done = CLEANER.clean_batch(batch(text=["Snow."], html=["<p>Rain."], content=["Hail."]))
    assert done.schema.names == ["content", *WRITTEN] and done.to_pylist()[0]["text"] == "Rain."


def test_a_bad_row_costs_itself():
    bad = pa.array([b"\xff\xfe broken", conftest.story(1).encode()]).view(pa.string())
    done = (
        tamis.Cleaner(max_document_bytes=1000)
        .clean_batch(batch(text=bad), removed=True)
        .to_pylist()
    )
    assert done[0]["error"].startswith("bad-utf8: ") and done[1]["text"] == conftest.story(1)
    long = batch(text=["x" * 1001, "Rain."], url=["u", "v" * 1001])
    done = tamis.Cleaner(max_document_bytes=1000).clean_batch(long).to_pylist()
    assert all(row["error"].startswith("too-large: ") for row in done)
    numbers = CLEANER.clean_batch(batch(text=[1, 2])).to_pylist()
    assert all("`text` is a number" in row["error"] for row in numbers)


def test_whatever_holds_arrow_is_taken():
    made = batch(id=["a"], text=[conftest.story(1)])
    expect = CLEANER.clean_batch(made).to_pylist()
    polars = pytest.importorskip("polars")
    pandas = pytest.importorskip("pandas")
    for data in (
        polars.DataFrame(made),
        pandas.DataFrame({"id": ["a"], "text": [conftest.story(1)]}),
    ):
        found = CLEANER.clean_batch(data)
        assert isinstance(found, pa.Table) and found.to_pylist() == expect
    with pytest.raises((TypeError, ValueError), match="__arrow_c"):
        CLEANER.clean_batch([{"text": "a"}])


def test_a_table_that_tamis_wrote(command, tmp_path):
    import pyarrow.parquet as pq

    (tmp_path / "in.jsonl").write_bytes(conftest.lines(conftest.rows()))
    command(
        "clean",
        str(tmp_path / "in.jsonl"),
        "-o",
        str(tmp_path / "once.parquet"),
        "--no-dedup",
        "--no-learn",
        "-q",
    )
    command(
        "clean",
        str(tmp_path / "once.parquet"),
        "-o",
        str(tmp_path / "twice.jsonl"),
        "--no-dedup",
        "--no-learn",
        "-q",
    )
    # pyarrow leaves the mark of tamis behind in the file.
    mark = pq.ParquetFile(tmp_path / "once.parquet").metadata.metadata
    table = pq.read_table(tmp_path / "once.parquet").replace_schema_metadata(mark)
    done = CLEANER.clean_batch(table, rows=True)
    rows = [row.encode() for row in done.column("row").to_pylist() if row is not None]
    assert rows == (tmp_path / "twice.jsonl").read_bytes().splitlines()


def test_columns_of_one_name_are_refused():
    one, other = pa.array(["The ferry sails."]), pa.array(["The bridge is shut."])
    batch = pa.RecordBatch.from_arrays([one, other], ["text", "text"])
    with pytest.raises(tamis.SchemaError, match="two columns are called `text`") as caught:
        tamis.Cleaner().clean_batch(batch)
    assert caught.value.column == "text"
