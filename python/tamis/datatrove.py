"""tamis as a step of a datatrove pipeline. Needs datatrove: `pip install datatrove`."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tamis import Article, Cleaner

try:
    from datatrove.pipeline.base import PipelineStep
    from datatrove.utils.typeshelper import StatHints
except ImportError as error:
    raise ImportError("tamis.datatrove needs datatrove: pip install datatrove") from error

if TYPE_CHECKING:
    from datatrove.data import Document, DocumentsPipeline
    from datatrove.pipeline.writers.disk_base import DiskWriter

__all__ = ["TamisCleaner"]

#: What a cleaner wants to know of a document besides its text, if its metadata say so.
_KNOWN = ("url", "title", "date", "created", "source", "language")


class TamisCleaner(PipelineStep):  # type: ignore[misc, unused-ignore]
    """Puts the article in the place of each text, which may be plain or HTML.

    What tamis found stands in `metadata["tamis"]`. A document that a run of tamis would drop, or that cannot be cleaned, goes
    to `exclusion_writer` as it came in, with the reason in `metadata["filter_reason"]` and its evidence in
    `metadata["filter_evidence"]`, and is counted as `dropped_REASON`.

    `cleaner`: a `Cleaner`, or what one is made from. `threads`: of this step in each task of the pipeline; datatrove runs
    tasks side by side, so one will do.
    """

    name = "🧹 tamis"
    type = "🔻 - FILTER"

    def __init__(
        self,
        cleaner: Cleaner | Any = None,
        exclusion_writer: DiskWriter | None = None,
        threads: int = 1,
        **settings: Any,
    ) -> None:
        super().__init__()
        self.cleaner = cleaner if isinstance(cleaner, Cleaner) else Cleaner(cleaner, **settings)
        self.exclusion_writer = exclusion_writer
        self.threads = threads

    def run(
        self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1
    ) -> Iterator[Document]:
        """Documents in, those that stay out, in their order."""
        taken: deque[Document] = deque()

        def rows() -> Iterator[dict[str, Any]]:
            for document in data or ():
                taken.append(document)
                yield _row(document)

        with (
            self.exclusion_writer or contextlib.nullcontext() as writer,
            self.cleaner.clean_many(rows(), threads=self.threads) as articles,
        ):
            while True:
                with self.track_time():
                    article = next(articles, None)
                if article is None:
                    return
                document = taken.popleft()
                self.stat_update(StatHints.total)
                gone = _gone(article)
                if gone is None:
                    document.text = article.text
                    document.metadata["tamis"] = article.metadata["tamis"]
                    self.stat_update(StatHints.forwarded)
                    self.update_doc_stats(document)
                    yield document
                    continue
                reason, evidence = gone
                self.stat_update(StatHints.dropped, f"dropped_{reason}")
                if writer is not None:
                    document.metadata["filter_reason"] = reason
                    document.metadata["filter_evidence"] = evidence
                    writer.write(document, rank)


def _row(document: Document) -> dict[str, Any]:
    known = {name: document.metadata[name] for name in _KNOWN if name in document.metadata}
    return {**known, "id": document.id, "text": document.text}


def _gone(article: Article) -> tuple[str, str] | None:
    """Why a document does not stay, if it does not."""
    if article.error is not None:
        return article.error.cause, article.error.message
    if article.dropped is not None:
        return article.dropped, article.dropped_evidence or ""
    return None
