#!/usr/bin/env python3
"""Writes the archives beside it with warcio, as `pip install warcio brotli zstandard` gives it, for the tests of WARC.

Nothing in them depends on the time: run it after a change, and commit what it writes.
"""

import gzip
import io
import pathlib
import zlib

import brotli
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HERE = pathlib.Path(__file__).resolve().parent
DATE = "2024-05-06T07:08:09Z"


def page(title: str, words: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><p>{words}</p></body></html>"


def chunked(data: bytes, size: int) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(data) + compressor.flush()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=19, write_checksum=True).compress(data)


def uuid(number: int) -> str:
    return f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>"


class Archive:
    def __init__(self) -> None:
        self.out = io.BytesIO()
        self.writer = WARCWriter(self.out, gzip=False, warc_version="1.1")
        self.ends: list[int] = []
        self.number = 0

    def add(self, kind: str, uri: str | None, payload: bytes, http=None, content_type=None, more=()) -> None:
        self.number += 1
        headers = {"WARC-Record-ID": uuid(self.number), "WARC-Date": DATE, **dict(more)}
        record = self.writer.create_warc_record(
            uri, kind, payload=io.BytesIO(payload), http_headers=http, warc_content_type=content_type or "",
            warc_headers_dict=headers,
        )
        self.writer.write_record(record)
        self.ends.append(self.out.tell())

    def response(self, name: str, payload: bytes, content_type="text/html", status="200 OK", **more) -> None:
        fields = [(key.replace("_", "-"), value) for key, value in more.items()]
        if content_type:
            fields.insert(0, ("Content-Type", content_type))
        http = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
        self.add("response", f"https://news.example/{name}", payload, http)

    def records(self) -> list[bytes]:
        data, begin, records = self.out.getvalue(), 0, []
        for end in self.ends:
            records.append(data[begin:end])
            begin = end
        return records


def pages() -> Archive:
    archive = Archive()
    archive.add("warcinfo", None, b"software: the tests of tamis\r\n", content_type="application/warc-fields")
    request = StatusAndHeaders("GET /plain HTTP/1.1", [("Host", "news.example")], is_http_request=True)
    archive.add("request", "https://news.example/plain", b"", request)
    words = "The harbour was quiet before the ferry came."
    archive.response("plain", page("Plain", words).encode())
    archive.response("latin", page("Latin", "Die Fähre fährt über den Fluss.").encode("latin-1"), "text/html; charset=ISO-8859-1")
    archive.response("wrong", page("Wrong", "Die Fähre fährt über den Fluss.").encode(), "text/html; charset=ISO-8859-1")
    for name, encode in [
        ("gzip", lambda data: gzip.compress(data, 9, mtime=0)),
        ("deflate", lambda data: zlib.compress(data, 9)),
        ("raw-deflate", raw_deflate),
        ("br", brotli.compress),
        ("zstd", zstd),
    ]:
        encoding = "deflate" if name == "raw-deflate" else name
        archive.response(name, encode(page(name, words).encode()), Content_Encoding=encoding)
    archive.response("stacked", zstd(gzip.compress(page("stacked", words).encode(), 9, mtime=0)), Content_Encoding="gzip, zstd")
    archive.response("chunked", chunked(page("chunked", words).encode(), 50), Transfer_Encoding="chunked")
    both = chunked(gzip.compress(page("both", words).encode(), 9, mtime=0), 33)
    archive.response("both", both, Content_Encoding="gzip", Transfer_Encoding="chunked")
    # What crawlers leave that take the encodings off and keep the header.
    archive.response("taken-off", page("taken-off", words).encode(), Content_Encoding="br", Transfer_Encoding="chunked")
    archive.response("text", b"A text of two lines.\nThis is the second.\n", "text/plain; charset=utf-8")
    archive.response("missing", page("Missing", "Not here.").encode(), status="404 Not Found")
    archive.response("picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image/png")
    archive.response("report", b"%PDF-1.4\n" + bytes(64))
    archive.response("untyped", page("Untyped", words).encode(), content_type=None)
    revisit = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    archive.add("revisit", "https://news.example/plain", b"", revisit, more={"WARC-Refers-To": uuid(3)})
    archive.add("metadata", "https://news.example/plain", b"fetchTimeMs: 12\r\n", content_type="application/warc-fields")
    archive.add("resource", "file:///notes.html", page("Notes", words).encode(), content_type="text/html")
    return archive


def texts() -> Archive:
    archive = Archive()
    archive.add("warcinfo", None, b"software: the tests of tamis\r\n", content_type="application/warc-fields")
    for number, words in enumerate(["Rain fell on the hills.\nThe river rose.", "Der Zug fährt um acht.", "Third text."]):
        more = {"WARC-Refers-To": uuid(100 + number), "WARC-Identified-Content-Language": "deu,eng" if number == 1 else "eng"}
        uri = f"https://news.example/{number}"
        archive.add("conversion", uri, words.encode(), content_type="text/plain", more=more)
    return archive


def main() -> None:
    data = pages()
    whole, records = data.out.getvalue(), data.records()
    (HERE / "pages.warc").write_bytes(whole)
    (HERE / "pages.warc.gz").write_bytes(b"".join(gzip.compress(record, 9, mtime=0) for record in records))
    (HERE / "one-member.warc.gz").write_bytes(gzip.compress(whole, 9, mtime=0))
    (HERE / "pages.warc.zst").write_bytes(b"".join(zstd(record) for record in records))
    (HERE / "one-frame.warc.zst").write_bytes(zstd(whole))
    (HERE / "texts.warc.wet.gz").write_bytes(b"".join(gzip.compress(record, 9, mtime=0) for record in texts().records()))


if __name__ == "__main__":
    main()
