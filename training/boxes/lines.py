"""Labelled lines: what a document is made of before it becomes a record."""
import re

from . import encodings
from .real import kind_of, words

SENTENCE_START = re.compile(r"(?<=[.!?] )[a-z]")
UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
ARTICLE = re.compile(r"\b([Aa]) (?=[aeio][a-z])")


def keep(text, kind=None):
    return {"text": text, "label": "keep", "kind": kind or kind_of(text)}


def drop(text, kind):
    return {"text": text, "label": "drop", "kind": kind}


def edit(text, clean, kind):
    return {"text": text, "label": "edit", "kind": kind, "clean": clean}


def polished(text, language):
    """A paragraph whose slots stood where a sentence begins."""
    if language == "en":
        text = ARTICLE.sub(r"\1n ", text)
        text = SENTENCE_START.sub(lambda m: m.group().upper(), text)
    return text[:1].upper() + text[1:]


def final_text(line):
    return line.get("clean") or line["text"]


def content(texts):
    """Words that may tell a topic: four letters or more, numbers of two digits, pairs of letters where no spaces are."""
    found = set()
    for text in texts:
        for word in words(text):
            if UNSPACED.search(word):
                found.update(word[at : at + 2] for at in range(len(word) - 1))
            elif len(word) > 3 or word.isdigit() and len(word) > 1:
                found.add(word)
    return found


def encoded_lines(title, rows, rng, kind, own):
    """Title and rows as encoded lines, or None if they do not come back as they were.

    Foreign lines are to be dropped and show in `decoded` what they say; own ones are to be decoded (`clean`).
    """
    texts = ([title] if title else []) + rows
    if not rows or not encodings.encodable(texts):
        return None
    name = encodings.choose(rng)
    if own and name == "truncated":
        name = "js"
    out = []
    if title:
        line = encodings.encode_title(title, name, rng) if rng.random() < 0.5 else title
        if line != title and encodings.decode(line) != title:
            return None
        out.append(encoded(line, title, name, kind, own) if line != title else keep(title) if own and kind == "own" else (keep if own else drop)(title, kind))
    line, decoded = encodings.encode_rows(rows, name, rng)
    if encodings.decode(line) != decoded or not decoded:
        return None
    out.append(encoded(line, decoded, name, kind, own))
    return out


def encoded(line, decoded, name, kind, own):
    if own:
        return {"text": line, "label": "edit", "kind": "own_encoded", "enc": name, "decoded": decoded, "clean": decoded}
    return {"text": line, "label": "drop", "kind": kind, "enc": name, "decoded": decoded}
