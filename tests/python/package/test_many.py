"""Many documents: order, laziness, errors, ends."""

from __future__ import annotations

import itertools
import os
import pathlib
import subprocess
import sys

import conftest
import pytest

import tamis

CLEANER = tamis.Cleaner()


def threads() -> int:
    """Threads of tamis in this process."""
    names = (task / "comm" for task in pathlib.Path("/proc/self/task").iterdir())
    return sum(name.read_text().strip() == "tamis" for name in names)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_order_is_kept(count: int):
    documents = [conftest.story(n) * (40 if n % 17 == 0 else 1) for n in range(300)]
    found = [article.text for article in CLEANER.clean_many(documents, threads=count)]
    assert found == [CLEANER.clean(document).text for document in documents]
    assert threads() == 0


def test_documents_of_all_kinds_come_in_one_iterable():
    documents = [
        conftest.story(1),
        conftest.page(2).encode(),
        {"id": "a", "text": conftest.story(3)},
        memoryview(b"Rain fell."),
    ]
    found = list(CLEANER.clean_many(iter(documents), name="mixed"))
    assert [article.id for article in found] == ["mixed#1", "mixed#2", "a", "mixed#4"]
    assert all(article.error is None for article in found) and list(CLEANER.clean_many([])) == []


def test_an_endless_source_is_no_problem():
    taken = itertools.count()
    articles = CLEANER.clean_many(
        (conftest.story(next(taken)) for _ in itertools.repeat(None)), threads=2
    )
    found = [article.text for article in itertools.islice(articles, 2000)]
    assert found == [conftest.story(n) for n in range(2000)]
    # What is taken ahead is bounded.
    assert next(taken) < 2000 + 1200
    articles.close()
    assert threads() == 0 and list(articles) == []


def test_huge_documents_are_not_piled_up():
    taken = itertools.count()
    big = "The ferry sails at seven. " * 100_000
    articles = CLEANER.clean_many(
        (f"{next(taken)} {big}" for _ in itertools.repeat(None)), threads=2
    )
    assert next(articles).text.startswith("0 ")
    assert next(taken) <= 4
    articles.close()


def test_what_the_source_raises_comes_behind_what_came_before():
    def documents():
        yield conftest.story(1)
        yield conftest.story(2)
        raise KeyError("the source broke")

    articles = CLEANER.clean_many(documents())
    assert [next(articles).text, next(articles).text] == [conftest.story(1), conftest.story(2)]
    with pytest.raises(KeyError, match="the source broke"):
        next(articles)
    assert list(articles) == [] and threads() == 0


def test_a_bad_document_costs_itself():
    documents = [conftest.story(1), None, {"id": "b"}, conftest.story(2)]
    found = list(CLEANER.clean_many(documents))
    assert [article.error and article.error.cause for article in found] == [
        None,
        "missing-text",
        "missing-text",
        None,
    ]
    assert (found[1].text, found[1].id, found[2].id, found[1].removed, found[1].metadata) == (
        "",
        "#2",
        "b",
        [],
        {},
    )
    with pytest.raises(tamis.RejectedError):
        found[1].row()
    assert "missing-text" in repr(found[1])
    with CLEANER.clean_many(documents, errors="raise") as articles:
        assert next(articles).text == conftest.story(1)
        for id in ("#2", "b"):
            with pytest.raises(tamis.RejectedError) as caught:
                next(articles)
            assert caught.value.id == id
        assert next(articles).text == conftest.story(2)


def test_one_document_is_not_many():
    for one in ("a text", b"bytes", {"text": "a row"}):
        with pytest.raises(TypeError, match="one document, not many"):
            CLEANER.clean_many(one)
    with pytest.raises(TypeError):
        CLEANER.clean_many(7)
    with pytest.raises(ValueError, match="errors is"):
        CLEANER.clean_many([], errors="ignore")


def test_threads_end_with_the_articles():
    articles = CLEANER.clean_many((conftest.page(n) for n in range(10_000)), threads=3)
    next(articles)
    assert threads() == 3
    articles.close()
    assert threads() == 0
    with CLEANER.clean_many([conftest.story(1)] * 3, threads=2) as articles:
        next(articles)
    assert threads() == 0


def test_several_at_once():
    one, two = (CLEANER.clean_many(map(conftest.story, range(200)), threads=2) for _ in range(2))
    assert all(a == b for a, b in zip(one, two, strict=True))


def test_the_interpreter_is_not_held(tmp_path: pathlib.Path):
    """While tamis works, another thread of Python goes on: it can stop the source that feeds tamis."""
    import threading

    going, passed = threading.Event(), []
    other = threading.Thread(target=lambda: (going.wait(), passed.append(True)))
    other.start()

    def documents():
        yield "The ferry sails at seven. " * 20_000
        going.set()
        while not passed:
            yield conftest.story(1)

    assert all(article.error is None for article in CLEANER.clean_many(documents(), threads=1))
    other.join()


INTERRUPTED = """
import os, signal, sys
sys.path[:0] = {path!r}
import tamis
def documents():
    while True:
        yield {text!r}
articles = tamis.Cleaner().clean_many(documents(), threads=1)
try:
    for number, article in enumerate(articles):
        if number == 3:
            os.kill(os.getpid(), signal.SIGINT)
except KeyboardInterrupt:
    articles.close()
    print("interrupted")
"""


def test_control_c_comes_through():
    program = INTERRUPTED.format(path=sys.path, text=conftest.page(1))
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, "interrupted\n"), ran.stderr


def test_other_processes_use_the_same_cleaner():
    import multiprocessing

    documents = [conftest.page(n) for n in range(20)]
    expect = [CLEANER.clean(document) for document in documents]
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            assert pool.map(CLEANER.clean, documents) == expect, method


def test_articles_stay_in_their_process():
    articles = CLEANER.clean_many([conftest.story(1)] * 3)
    next(articles)
    child = os.fork()
    if child == 0:
        try:
            next(articles)
        except RuntimeError as error:
            os._exit(7 if "forked" in str(error) else 8)
        os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert len(list(articles)) == 2
