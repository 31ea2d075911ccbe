"""One document: `tamis.clean` and `Article`."""

import copy
import enum
import pickle

import conftest
import pytest

import tamis


def test_a_page_becomes_an_article():
    article = tamis.clean(conftest.page(3), url="https://www.sule.example/3")
    assert conftest.story(3) in article.text and "newsletter" not in article.text
    assert (article.title, article.date, article.language) == (
        "Ferry 3 sails again",
        "2024-05-31",
        "en",
    )
    assert (article.id, article.url, article.error, article.dropped) == (
        "-",
        "https://www.sule.example/3",
        None,
        None,
    )
    gone = {span.text: span for span in article.removed}
    span = gone["Subscribe to our newsletter"]
    assert (
        span.end - span.start == len(span.text)
        and span.reason
        and span.evidence
        and 0 <= span.score <= 1
    )
    assert article.metadata["tamis"]["version"] == tamis.__version__
    assert (
        "Ferry 3 sails again" in repr(article)
        and "removed" in repr(article)
        and span.reason in repr(span)
    )


def test_bytes_are_read_in_their_charset():
    page = '<html><head><meta charset="windows-1252"></head><body><p>Café, fünf Boote und ein Schärenkreuzer.</p></body></html>'
    assert tamis.clean(page.encode("cp1252")).text == "Café, fünf Boote und ein Schärenkreuzer."
    assert tamis.clean(bytearray(conftest.story(1).encode("utf-16"))).text == conftest.story(1)
    assert tamis.clean({"html": page.encode("cp1252")}).text.startswith("Café")


def test_a_text_and_its_row_are_the_same_document():
    for text in [conftest.story(1), conftest.page(1), "a\ud83db", "nul \0 in it", ""]:
        alone, row = tamis.clean(text), tamis.clean({"id": "-", "text": text})
        assert alone == row and alone.removed == row.removed, text


def test_rows_hold_what_the_input_held():
    row = {
        "id": 7,
        "text": conftest.story(1),
        "date": "2020-01-01",
        "n": 10**40,
        "f": 1e22,
        "deep": [{"a": (None, "ü")}],
    }
    article = tamis.clean(row)
    found = article.row()
    assert (found["id"], found["created"], found["metadata"]["n"]) == ("7", "2020-01-01", 10**40)
    assert found["metadata"]["deep"] == [{"a": [None, "ü"]}]
    assert '"f":1e+22' in article.row_json() and "\n" not in article.row_json()


def test_values_of_other_types_have_a_form_in_rows():
    import datetime
    import decimal
    import types

    numpy = pytest.importorskip("numpy")
    row = {
        "text": conftest.story(1),
        "day": datetime.date(2024, 5, 31),
        "price": decimal.Decimal("1.50"),
        "number": numpy.float32(0.5),
        "list": numpy.arange(3),
        "raw": b"\xff\x00",
        "ascii": b"abc",
        "inner": {"raw": b"\xff\x00"},
        "nan": float("nan"),
        7: "seven",
    }
    expect = {
        "day": "2024-05-31",
        "price": "1.50",
        "number": 0.5,
        "list": [0, 1, 2],
        "raw": "/wA=",
        "ascii": "abc",
        "inner": {"raw": "/wA="},
        "nan": "NaN",
        "7": "seven",
    }
    metadata = tamis.clean(types.MappingProxyType(row)).metadata
    metadata.pop("tamis")
    assert metadata == expect


def test_a_value_of_any_kind_costs_its_row_at_most():
    class Level(enum.IntEnum):
        HIGH = 3

    class Half(float):
        def __repr__(self):
            return "half"

    class Day:
        def isoformat(self):
            raise RuntimeError("no day")

    text = conftest.story(1)
    article = tamis.clean({"text": text, "level": Level.HIGH, "share": Half(0.5)})
    assert (article.metadata["level"], article.metadata["share"]) == (3, 0.5)
    rows = [
        text,
        {"text": text, "day": Day()},
        {"text": text, "big": 10**5000},
        {"text": float("nan")},
        text,
    ]
    found = list(tamis.Cleaner().clean_many(rows))
    assert [article.error is None for article in found] == [True, False, False, False, True]
    assert "no day" in str(found[1].error)


def test_what_is_no_document_is_rejected():
    def check(document, cause: str, said: str) -> None:
        with pytest.raises(tamis.RejectedError, match=said) as caught:
            tamis.clean(document)
        assert caught.value.cause == cause and isinstance(
            caught.value, (tamis.TamisError, ValueError)
        )

    check(7, "missing-text", "not int")
    check(None, "missing-text", "not NoneType")
    check({"id": "a"}, "missing-text", "none of the fields")
    check({"text": 7}, "missing-text", "`text` is a number")
    check({"text": "a", "x": object()}, "missing-text", "`x` holds a object")
    check(b"\x00\x01\x02\xff" * 500, "not-text", "")
    looped = []
    looped.append(looped)
    check({"text": "a", "x": looped}, "missing-text", "nested more than 64 deep")
    small = tamis.Cleaner(max_document_bytes=100)
    with pytest.raises(tamis.RejectedError, match="over the limit of 100"):
        small.clean("x" * 101)


def test_empty_documents_are_dropped_not_lost():
    article = tamis.clean("")
    assert (article.text, article.dropped, article.error) == (
        "",
        "empty",
        None,
    ) and article.dropped_evidence
    assert tamis.clean("", keep_empty=True).dropped is None
    assert tamis.clean("   \n").row()["text"] == ""


def test_articles_are_frozen_and_travel():
    cleaner = tamis.Cleaner()
    for document in conftest.rows():
        article = cleaner.clean(document)
        again = pickle.loads(pickle.dumps(article))
        assert again == article and copy.deepcopy(article) == article
        assert (again.row_json(), again.dropped, repr(again)) == (
            article.row_json(),
            article.dropped,
            repr(article),
        )
        assert [pickle.loads(pickle.dumps(span)) for span in again.removed] == article.removed
    with pytest.raises(AttributeError):
        article.text = "other"
    with pytest.raises(ValueError):
        tamis.Article._of_bytes(b"\1\2\3")


def test_errors_travel():
    errors = [
        tamis.RejectedError("too-large", "why", "a"),
        tamis.ConfigError("strip.mode", "why"),
        tamis.SchemaError("text", "why"),
    ]
    for error in errors:
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_long_lines_and_deep_pages():
    line = "The ferry sails at seven. " * 400_000
    assert len(tamis.clean(line).text) == len(line.rstrip())
    assert tamis.clean(
        "<html><body>" + "<div>" * 100_000 + conftest.story(1)
    ).text == conftest.story(1)
