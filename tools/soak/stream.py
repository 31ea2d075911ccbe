"""An endless stream of records with faults, the same for the same seed.

Each record comes with its class. `MUST_REJECT` classes are records that cannot be read; `MAY_REJECT` are pages made to cost
more than they are worth, which end as a document or a reject; all others are documents.
"""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable, Iterator

MUST_REJECT = {"cut-json", "no-json", "no-object", "no-text", "wrong-type", "bad-utf8", "huge-row"}
MAY_REJECT = {"nested", "attributes", "entities", "invisible", "unclosed", "short-lines", "table"}
# Longer than the longest row that a run with --memory 64MiB or 128MiB takes (a thirty-second of it).
HUGE_BYTES = 5 << 20

_ONSETS = "b br ch d f fl g gr h k kl l m n p pr r s sh st t th tr v w".split()
_VOWELS = "a e i o u ai ea ee oo ou".split()
_CODAS = ["", "n", "r", "l", "s", "t", "nd", "rk", "st", "m"]
_GLUE = "the a of in on to and with from by was is had were that this its their for after before under over".split()


class Words:
    """Sentences of made-up words between real function words."""

    def __init__(self, rng: random.Random) -> None:
        made = {
            "".join(
                rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(rng.randint(1, 3))
            )
            for _ in range(4000)
        }
        self.rng, self.words = rng, sorted(made)
        self.pool = [self._sentence() for _ in range(20_000)]
        self.titles = [" ".join(rng.choices(self.words, k=rng.randint(2, 5))).title() for _ in range(2000)]

    def _sentence(self) -> str:
        rng = self.rng
        words = [
            rng.choice(_GLUE) if at % 2 else rng.choice(self.words) for at in range(rng.randint(7, 24))
        ]
        return " ".join(words).capitalize() + rng.choice([".", ".", ".", "!", "?"])

    def paragraphs(self, least: int = 2, most: int = 9) -> list[str]:
        rng = self.rng
        return [" ".join(rng.choices(self.pool, k=rng.randint(2, 6))) for _ in range(rng.randint(least, most))]


class Stream:
    """Records of JSON, one a line, as `(class, bytes)`."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.words = Words(self.rng)
        self.number = 0
        self.earlier: list[list[str]] = []
        kinds: list[tuple[str, int, Callable[[], bytes]]] = [
            ("article", 500, self.article),
            ("page", 220, self.page),
            ("near-copy", 60, self.near_copy),
            ("copy", 40, self.copy),
            ("encoded", 40, self.encoded),
            ("empty", 30, lambda: self.row(text="")),
            ("surrogate", 10, lambda: self.row(text="x").replace(b'"x"', b'"The \\ud800 ferry \\udfff sails."')),
            ("controls", 10, lambda: self.row(text="\x00\x1b[31m\x9b2J\u202eThe ferry\r sails\x07. ")),
            ("odd-id", 10, self.odd_id),
            ("cut-json", 10, lambda: self.article()[: self.rng.randint(1, 40)].rstrip(b"\n") + b"\n"),
            ("no-json", 10, lambda: self.rng.choice([b"ferry\n", b"\x00\x01\x02\n", b"<html>\n", b"}{\n"])),
            ("no-object", 5, lambda: self.rng.choice([b"[1,2]\n", b'"text"\n', b"17\n", b"null\n"])),
            ("no-text", 5, lambda: self.row(body=self.words.rng.choice(self.words.pool))),
            ("wrong-type", 5, lambda: self.row(text=self.rng.choice([5, [1], {"a": 1}]))),
            ("bad-utf8", 10, lambda: self.row(text="abcXdef. " * 9).replace(b"X", b"\xff\xc3")),
            ("huge-row", 1, lambda: self.row(text="The ferry sails at noon. " * (HUGE_BYTES // 25))),
            ("nested", 2, lambda: self.html("<div>" * self.rng.randint(1000, 20_000) + "The ferry sails.")),
            ("attributes", 1, lambda: self.html(f"<p title='{'a ' * 200_000}' {'b=c ' * 20_000}>Ferry.</p>")),
            ("entities", 2, lambda: self.html("<p>" + "&amp;" * 30_000 + "amp;" * 30_000 + "&#x0;&#xD800;</p>")),
            ("invisible", 2, lambda: self.row(text="a\u200b\u202e\u0301" * 30_000)),
            ("unclosed", 2, lambda: self.html(self.rng.choice(["<!--", "<script>", "<title>", "<plaintext>"]) + "x <p>" * 30_000)),
            ("short-lines", 2, lambda: self.row(text="\n".join(self.rng.choices("abc", k=20_000)))),
            ("table", 2, lambda: self.html("<table>" + "<tr><td colspan=1000000000>x<td rowspan=65534>y" * 3000)),
        ]
        self.kinds = [(name, make) for name, _, make in kinds]
        self.weights = [weight for _, weight, _ in kinds]

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        while True:
            for name, make in self.rng.choices(self.kinds, self.weights, k=256):
                self.number += 1
                yield name, make()

    def row(self, **members: object) -> bytes:
        members = {"id": f"soak-{self.number}", "source": f"site-{self.number % 97}", **members}
        return json.dumps(members, ensure_ascii=self.number % 2 == 0).encode() + b"\n"

    def html(self, body: str) -> bytes:
        return self.row(html=body, url=f"https://site-{self.number % 97}.example/{self.number}")

    def lines(self) -> list[str]:
        lines = [self.rng.choice(self.words.titles), *self.words.paragraphs()]
        if self.rng.random() < 0.4:
            lines += ["Share", "Read also: " + self.rng.choice(self.words.titles), "Sign up for our letter"]
        return lines

    def article(self) -> bytes:
        lines = self.lines()
        if len(self.earlier) < 500:
            self.earlier.append(lines)
        else:
            self.earlier[self.rng.randrange(500)] = lines
        return self.row(text="\n".join(lines))

    def page(self) -> bytes:
        title, *rest = self.lines()
        menu = "".join(f"<li><a href='/{at}'>{self.rng.choice(self.words.titles)}</a></li>" for at in range(12))
        script = "var a = [" + "1,2,3," * self.rng.randint(10, 800) + "0];"
        body = "".join(f"<p class=story>{line}</p>\n" for line in rest)
        aside = "".join(f"<div class=teaser><a href='#'>{self.rng.choice(self.words.titles)}</a></div>" for _ in range(6))
        return self.html(
            f"<!doctype html><html><head><title>{title}</title><script>{script}</script></head><body><nav><ul>{menu}"
            f"</ul></nav><main><h1>{title}</h1>{body}</main><aside>{aside}</aside><footer>Imprint</footer></body></html>"
        )

    def near_copy(self) -> bytes:
        if not self.earlier:
            return self.article()
        lines = list(self.rng.choice(self.earlier))
        lines[-1] = lines[-1] + " " + self.rng.choice(self.words.pool)
        return self.row(text="\n".join(lines))

    def copy(self) -> bytes:
        return self.row(text="\n".join(self.rng.choice(self.earlier) if self.earlier else self.lines()))

    def encoded(self) -> bytes:
        lines = self.lines()
        lines.append("".join(f"%{byte:02X}" for byte in f"<p>{self.rng.choice(self.words.pool)}</p>".encode()))
        lines.append("&lt;p&gt;" + self.rng.choice(self.words.pool).replace(" ", "&nbsp;") + "&lt;/p&gt;")
        return self.row(text="\n".join(lines))

    def odd_id(self) -> bytes:
        odd = ["../../etc/passwd", "a\u0000b", "=1+1", "\u001b]52;c;AAAA\u0007", "CON", "x" * 5000, "", "soak-1"]
        return self.row(id=self.rng.choice(odd), text="\n".join(self.lines()))


def warc_record(kind: str, uri: str, head: str, body: bytes) -> bytes:
    """One record of an archive."""
    block = (head + "\r\n\r\n").encode() + body if head else body
    media = "application/http; msgtype=response" if head else "text/plain"
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{zlib.crc32(uri.encode()):032d}>\r\nContent-Type: {media}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"


class Archive:
    """Members of a gzipped web archive, as `(class, bytes)`; classes are `page`, `request`, and faults."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.rows = Stream(seed + 1)
        self.number = 0
        self.bomb = gzip.compress(b"<p>" + b"The ferry sails. " * 2_000_000, 9)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        kinds = ["page", "request", "cut", "noise", "bomb", "bad-gzip-body"]
        while True:
            for kind in self.rng.choices(kinds, [900, 60, 15, 15, 1, 5], k=64):
                self.number += 1
                yield kind, self.member(kind)

    def member(self, kind: str) -> bytes:
        uri = f"https://site-{self.number % 53}.example/{self.number}"
        page = json.loads(self.rows.page())["html"].encode()
        ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8"
        if kind == "request":
            return gzip.compress(warc_record("request", uri, "", b"GET / HTTP/1.1\r\n\r\n"), 1)
        if kind == "noise":
            return self.rng.randbytes(self.rng.randint(1, 3000)).replace(b"\x1f\x8b", b"--")
        if kind == "bomb":
            return gzip.compress(warc_record("response", uri, ok + "\r\nContent-Encoding: gzip", self.bomb), 1)
        if kind == "bad-gzip-body":
            body = gzip.compress(page)[:40] + b"\xff" * 40
            return gzip.compress(warc_record("response", uri, ok + "\r\nContent-Encoding: gzip", body), 1)
        member = gzip.compress(warc_record("response", uri, ok, page), 1)
        return member[: len(member) // 2] if kind == "cut" else member
