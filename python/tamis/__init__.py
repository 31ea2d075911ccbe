"""tamis: scraped text in, clean articles out, with a reason for every line removed.

    >>> import tamis
    >>> article = tamis.clean("<html><p>The ferry sails at seven.</p></html>")
    >>> article.text
    'The ferry sails at seven.'

`clean` takes one document, `Cleaner.clean_many` an iterable of them, `Cleaner.clean_batch` an Arrow batch, `dedup` compares
documents with each other. What comes out is what the command line `tamis` writes of the same documents.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tamis._tamis import Annotation, Article, Articles, Cleaner, Clusters, Removed, __version__
from tamis._tamis import compare as _compare
from tamis.errors import ConfigError, DedupError, RejectedError, SchemaError, TamisError

__all__ = [
    "Annotation",
    "Article",
    "Articles",
    "Cleaner",
    "Clusters",
    "ConfigError",
    "DedupError",
    "RejectedError",
    "Removed",
    "SchemaError",
    "TamisError",
    "__version__",
    "clean",
    "dedup",
]

#: Cleaners that `clean` keeps, by their settings.
_KEPT = 8


def clean(
    document: str | bytes | Mapping[str, Any], url: str | None = None, **settings: Any
) -> Article:
    """Cleans one document: plain text or HTML, as a str, as bytes whose charset is to be found, or as a row.

    `url` is the address of the document, which tells its site and its relative links. `settings` are those of `Cleaner`.

    Raises `RejectedError` if the document cannot be cleaned and `ConfigError` for a setting that makes no sense. To clean
    many documents make one `Cleaner` and use `Cleaner.clean_many`.
    """
    return _cleaner(settings).clean(document, url=url)


def _cleaner(settings: dict[str, Any]) -> Cleaner:
    # Settings may name files, which may change: only what is said by words and switches is kept.
    if all(isinstance(value, bool) or name in _WORDS for name, value in settings.items()):
        return _kept(tuple(sorted(settings.items())))
    return Cleaner(**settings)


#: Settings whose value is a word.
_WORDS = frozenset({"mode", "pii", "text_format"})


@lru_cache(maxsize=_KEPT)
def _kept(settings: tuple[tuple[str, Any], ...]) -> Cleaner:
    return Cleaner(**dict(settings))


def dedup(
    documents: Any,
    *,
    text: str | None = None,
    id: str | None = None,
    config: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    threads: int = 0,
    name: str = "",
    **settings: Any,
) -> Clusters:
    """Compares documents with each other, and says which of them say the same, as `tamis dedup` does.

    `documents`: an Arrow table, batch or stream, or an iterable of batches, of rows, of pairs of id and text, or of texts.
    They are read once; what is compared of them lies in temporary files beyond `memory`.
    `text` and `id` name the fields, if they are not called as usual; rows without an id get `NAME#NUMBER`.
    `settings` are those of the command line, `threshold=0.8`, `keep="first"`, `exact=True`, `keep_contained=True`, `memory`,
    or keys with dots such as `**{"dedup.containment": 0.9}`.

    Texts are compared as they stand, pages by all their visible text: clean first. Raises `ConfigError` for a setting,
    `DedupError` if temporary files fail. A document that cannot be read stands in `Clusters.errors`.
    """
    flags: dict[str, Any] = {"text_field": text, "id_field": id, **settings}
    return _compare(documents, config=config, threads=threads, name=name, **flags)
