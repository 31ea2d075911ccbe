#!/usr/bin/env python3
"""Files of other tools through tamis, and files of tamis through other tools.

roundtrip.py TAMIS SCHEMAS: needs pyarrow, pandas, datasets, jsonschema and warcio, and gzip, zstd and jq on the path.
"""

import gzip
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import datasets
import jsonschema
import pandas
import pyarrow as pa
import pyarrow.parquet as pq
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TAMIS = str(pathlib.Path(sys.argv[1]).resolve())
SCHEMAS = pathlib.Path(sys.argv[2]).resolve()
STORY = (
    "The ferry number {0} left the old harbour of Sule at noon, with {0} passengers and a crate of letters on board. "
    "It reached the islands an hour later, although the wind had turned and the captain had warned of rough water."
)


def story(number: int) -> str:
    return STORY.format(number)


def tamis(*args: str, code: int = 0, stdin: bytes | None = None) -> str:
    ran = subprocess.run([TAMIS, *args], input=stdin, capture_output=True)
    assert ran.returncode == code, (args, ran.returncode, ran.stderr.decode())
    return ran.stderr.decode()


def rows_of(path: str) -> list[dict]:
    """The rows of a file of JSON lines, unpacked by the tools that people have."""
    unpack = {".gz": ["gzip", "-dc"], ".zst": ["zstd", "-dcq"]}.get(pathlib.Path(path).suffix, ["cat"])
    text = subprocess.run([*unpack, path], stdout=subprocess.PIPE, check=True).stdout
    compact = subprocess.run(["jq", "-c", "."], input=text, stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in compact.splitlines()]


def table(count: int) -> pa.Table:
    numbers = range(count)
    bytes_ = [f"<html><p>{story(n)}".encode("cp1252") if n % 5 == 0 else None for n in numbers]
    return pa.table(
        {
            "doc_id": pa.array([f"s{n}" for n in numbers], pa.string_view()),
            "text": pa.array([story(n) if n % 5 else None for n in numbers], pa.large_string()),
            "html": pa.array(bytes_, pa.binary()),
            "source": pa.array([["harbour", "town", None][n % 3] for n in numbers]).dictionary_encode(),
            "score": pa.array([n / 8 if n % 4 else None for n in numbers], pa.float32()),
            "stamp": pa.array([n * 10**6 for n in numbers], pa.timestamp("us", "UTC")),
            "tags": pa.array([[f"t{n}", None] if n % 2 else None for n in numbers], pa.list_(pa.string())),
            "place": pa.array([{"name": "Sule", "at": [n, -n]} for n in numbers]),
        }
    )


def reads_what_pyarrow_writes(count: int) -> None:
    expect = None
    for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
        for version in ["1.0", "2.0"]:
            options = {"data_page_version": version, "row_group_size": 97, "write_page_checksum": True}
            pq.write_table(table(count), "in.parquet", compression=codec, **options)
            tamis("clean", "in.parquet", "-o", "out.jsonl.zst", "--no-dedup", "--no-strip", "-q")
            rows = rows_of("out.jsonl.zst")
            expect = expect or rows
            assert rows == expect, (codec, version)
    assert [row["id"] for row in expect] == [f"s{n}" for n in range(count)]
    assert [row["text"] for row in expect] == [story(n) for n in range(count)]
    row = expect[11]
    assert row["source"] if 11 % 3 < 2 else "source" not in row
    assert row["metadata"]["stamp"] == "1970-01-01T00:00:11Z", row
    assert row["metadata"]["tags"] == ["t11", None]
    assert row["metadata"]["place"] == {"name": "Sule", "at": [11, -11]}
    assert row["metadata"]["score"] == 1.375
    with open("in.parquet", "rb") as file:
        tamis("clean", "-", "-o", "piped.jsonl.gz", "--no-dedup", "--no-strip", "-q", stdin=file.read())
    assert rows_of("piped.jsonl.gz") == expect


def is_read_by_others(count: int) -> None:
    pq.write_table(table(count), "in.parquet")
    tamis("clean", "in.parquet", "-o", "out.parquet", "--no-dedup", "--no-strip", "-q")
    tamis("clean", "in.parquet", "-o", "out.jsonl", "--no-dedup", "--no-strip", "-q")
    rows = rows_of("out.jsonl")
    by_arrow = pq.read_table("out.parquet")
    assert pq.ParquetFile("out.parquet").metadata.metadata[b"tamis.schema"] == b"1"
    by_pandas = pandas.read_parquet("out.parquet")
    by_datasets = datasets.load_dataset("parquet", data_files="out.parquet", split="train", cache_dir="cache")
    readers = [by_arrow.to_pylist(), by_datasets.to_list()]
    assert list(by_pandas["text"]) == [row["text"] for row in rows]
    for found in readers:
        assert len(found) == count
        for row, columns in zip(rows, found):
            own = row["metadata"].pop("tamis") if "tamis" in row["metadata"] else own_of[row["id"]]
            own_of[row["id"]] = own
            assert [columns[name] for name in ("id", "text", "source")] == [row["id"], row["text"], row.get("source")]
            assert (columns["flags"], columns["version"], columns["schema"]) == (own["flags"], own["version"], 1)
            assert json.loads(columns["metadata"]) == row["metadata"]
    # Back again: as rows of JSON, what was written as columns says the same.
    tamis("dedup", "out.parquet", "-o", "again.jsonl", "--exact", "-q")
    assert rows_of("again.jsonl") == rows_of("out.jsonl")
    tamis("dedup", "out.jsonl", "-o", "found.parquet", "--annotate", "-q")
    tamis("dedup", "out.parquet", "-o", "found.jsonl", "--annotate", "-q")
    for row, columns in zip(rows_of("found.jsonl"), pq.read_table("found.parquet").to_pylist(), strict=True):
        found = row["metadata"]["tamis"]["dedup"]
        names = ["cluster", "size", "role", "kept_id", "similarity", "contained_in"]
        assert [columns[f"dedup_{name}"] for name in names] == [found.get(name) for name in names]


own_of: dict[str, dict] = {}


def noise(number: int) -> str:
    """A kilobyte that no compression halves by much more, so that parts are reached with few rows."""
    return "".join(hashlib.sha512(f"{number} {at}".encode()).hexdigest() for at in range(8))


def parts_are_whole(count: int) -> None:
    noises = pa.array([noise(number) for number in range(count)])
    pq.write_table(table(count).append_column("noise", noises), "in.parquet")
    whole = [f"s{n}" for n in range(count)]
    for name in ["parts.jsonl", "parts.jsonl.gz", "parts.jsonl.zst", "parts.parquet"]:
        tamis("clean", "in.parquet", "-o", name, "--max-output-size", "4kB", "--no-dedup", "--no-strip", "-q")
        manifest = json.loads(pathlib.Path(f"{name}.tamis/manifest.json").read_text())
        parts = [part["path"] for part in manifest["files"]]
        stem, extension = name.split(".", 1)
        assert parts == [f"{stem}-{n:05}.{extension}" for n in range(len(parts))], parts
        assert len(parts) > 1, name
        if name.endswith(".parquet"):
            read = datasets.load_dataset("parquet", data_files=parts, split="train", cache_dir="cache")["id"]
        else:
            read = [row["id"] for part in parts for row in rows_of(part)]
        assert list(read) == whole, name


def a_directory_is_mirrored() -> None:
    pathlib.Path("raw/deep").mkdir(parents=True)
    pq.write_table(table(20), "raw/deep/a.parquet")
    pathlib.Path("raw/b.txt").write_text(story(1))
    with gzip.open("raw/c.jsonl.gz", "wt") as file:
        file.write(json.dumps({"id": "c1", "text": story(2)}) + "\n")
    tamis("clean", "raw", "-o", "clean", "--to", "parquet", "--no-dedup", "-q")
    found = sorted(str(path.relative_to("clean")) for path in pathlib.Path("clean").rglob("*.parquet"))
    assert found == ["b.txt.parquet", "c.parquet", "deep/a.parquet"], found
    assert pandas.read_parquet("clean/deep/a.parquet").shape[0] == 20


def broken_files_say_so() -> None:
    pq.write_table(table(50), "cut.parquet")
    data = pathlib.Path("cut.parquet").read_bytes()
    pathlib.Path("cut.parquet").write_bytes(data[:-100])
    said = tamis("clean", "cut.parquet", "-o", "cut.jsonl", code=3)
    assert "has no Parquet footer" in said, said


def reads_what_warcio_writes(count: int) -> None:
    written = io.BytesIO()
    writer = WARCWriter(written, gzip=False)
    writer.write_record(writer.create_warcinfo_record("in.warc", {"software": "warcio"}))
    for number in range(count):
        page = f"<html><head><title>Ferry {number}</title></head><body><article><p>{story(number)}</p></article></body></html>"
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        dated = {"WARC-Date": f"2026-01-02T03:04:{number % 60:02}Z"}
        payload = io.BytesIO(page.encode())
        address = f"https://sule.example/{number}"
        writer.write_record(
            writer.create_warc_record(address, "response", payload=payload, http_headers=headers, warc_headers_dict=dated)
        )
        request = StatusAndHeaders(f"GET /{number} HTTP/1.1", [("Host", "sule.example")], is_http_request=True)
        writer.write_record(writer.create_warc_record(address, "request", http_headers=request))
    pathlib.Path("in.warc").write_bytes(written.getvalue())
    subprocess.run(["gzip", "-k", "in.warc"], check=True)
    subprocess.run(["zstd", "-q", "in.warc"], check=True)
    with open("each.warc.gz", "wb") as file:
        by_record = WARCWriter(file, gzip=True)
        written.seek(0)
        for record in ArchiveIterator(written):
            by_record.write_record(record)
    expect = None
    for name in ["in.warc", "in.warc.gz", "in.warc.zst", "each.warc.gz"]:
        tamis("clean", name, "-o", "warc.jsonl", "--no-dedup", "--no-strip", "-q")
        rows = [(row["metadata"]["url"], row["text"]) for row in rows_of("warc.jsonl")]
        expect = expect or rows
        assert rows == expect, name
    assert [url for url, _ in expect] == [f"https://sule.example/{number}" for number in range(count)]
    assert all(story(number) in text for number, (_, text) in enumerate(expect)), expect[0]


def verify_agrees() -> None:
    """What was written is as its manifest says, until a byte of it is another."""
    for name in ["out.parquet", "parts.parquet", "clean"]:
        tamis("verify", name)
    data = bytearray(pathlib.Path("out.parquet").read_bytes())
    data[len(data) // 2] ^= 1
    pathlib.Path("out.parquet").write_bytes(data)
    tamis("verify", "out.parquet", code=3)
    # The manifest of whoever changes rows and forgets it.
    rows = pq.read_table("parts-00000.parquet")
    pq.write_table(pa.concat_tables([rows, rows]), "parts-00000.parquet")
    ran = subprocess.run([TAMIS, "verify", "parts.parquet", "--json"], capture_output=True)
    checks = {finding["check"] for finding in json.loads(ran.stdout)["findings"]}
    assert ran.returncode == 3 and {"records", "ids"} <= checks, ran.stdout


def schemas_hold() -> None:
    tamis("clean", "raw", "cut.parquet", "-o", "all.jsonl", "--trace", "-q", code=1)
    files = {"row": "all.jsonl"} | {
        name: f"all.jsonl.tamis/{name}.jsonl.zst" for name in ["removed", "rejects", "duplicates", "dropped", "trace"]
    }
    for name, path in files.items():
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        for row in rows_of(path):
            jsonschema.validate(row, schema)
    tamis("clean", "raw", "-o", "shard", "--shard", "1/1", "--no-learn", "-q")
    schema = json.loads((SCHEMAS / "units.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for row in rows_of("shard/_tamis/units.jsonl.zst"):
        jsonschema.validate(row, schema)
    for name in ["manifest", "stats"]:
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        jsonschema.validate(json.loads(pathlib.Path(f"all.jsonl.tamis/{name}.json").read_text()), schema)


def main() -> None:
    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        reads_what_pyarrow_writes(120)
        is_read_by_others(400)
        parts_are_whole(400)
        a_directory_is_mirrored()
        broken_files_say_so()
        reads_what_warcio_writes(60)
        verify_agrees()
        schemas_hold()
        os.chdir("/")
    print("roundtrip: all as it should be")


if __name__ == "__main__":
    main()
