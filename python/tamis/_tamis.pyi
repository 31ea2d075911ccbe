"""The compiled part of tamis."""

import os
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Literal, final

from tamis.errors import RejectedError

__version__: str

_Document = str | bytes | bytearray | memoryview | Mapping[str, Any]

@final
class Removed:
    """A span of a document that was removed, edited or decoded."""

    def __init__(
        self,
        start: int,
        end: int,
        reason: str,
        text: str,
        score: float,
        evidence: str,
        replacement: str | None = None,
    ) -> None: ...
    @property
    def start(self) -> int:
        """First character of the span in the document text, which is all visible text before anything was removed."""

    @property
    def end(self) -> int:
        """The character after its last."""

    @property
    def stage(self) -> str:
        """Name of the stage, such as `strip`."""

    @property
    def action(self) -> str:
        """`drop`, `edit` or what else was done."""

    @property
    def reason(self) -> str:
        """Name of the reason; `tamis reasons` lists them."""

    @property
    def text(self) -> str:
        """What stood there."""

    @property
    def score(self) -> float:
        """How sure, 0 to 1, to three decimals."""

    @property
    def evidence(self) -> str:
        """A figure or a matched place."""

    @property
    def replacement(self) -> str | None:
        """What stands there now, for an edit."""

@final
class Article:
    """A cleaned document."""

    @property
    def text(self) -> str:
        """The text of the article, without line feed at its end. Empty if nothing is left, or if there is an `error`."""

    @property
    def id(self) -> str | None:
        """Its id: that of the row, else `NAME#NUMBER`, or `-` for a text that was cleaned alone."""

    @property
    def url(self) -> str | None:
        """Its address, from the input or from the page."""

    @property
    def title(self) -> str | None:
        """The headline of the page, else the title that page or input state."""

    @property
    def authors(self) -> list[str]:
        """Who wrote it, as far as the document says so."""

    @property
    def date(self) -> str | None:
        """Its date: as the input names it, else the day of publication, as `2024-05-31`."""

    @property
    def language(self) -> str | None:
        """Language of the text, as identified, else as page or input state it: `en`."""

    @property
    def language_score(self) -> float | None:
        """How certain that is, 0 to 1; `None` if none was identified."""

    @property
    def flags(self) -> list[str]:
        """What one should know about how it was read, such as `mojibake-repaired`."""

    @property
    def dropped(self) -> str | None:
        """Name of the reason why a run over many documents drops it whole, such as `empty`; `None` if it stays."""

    @property
    def dropped_evidence(self) -> str | None:
        """The figure or the matched id behind `dropped`."""

    @property
    def error(self) -> RejectedError | None:
        """Why the document could not be cleaned; `None` if it was."""

    @property
    def removed(self) -> list[Removed]:
        """What was removed, edited or decoded, in reading order."""

    @property
    def metadata(self) -> dict[str, Any]:
        """The member `metadata` of the row: the input's own members, and what tamis found under `tamis`."""

    def row(self) -> dict[str, Any]:
        """The row that the command line writes: `id`, `text`, `source`, `added`, `created`, `metadata`.

        Raises the `error` if there is one.
        """

    def row_json(self) -> str:
        """The same as JSON, byte for byte, without line feed at its end. Raises the `error` if there is one."""

@final
class Articles(Iterator[Article]):
    """Articles of the documents of an iterable, in its order; `with` or `close` ends its threads early."""

    def __iter__(self) -> Articles: ...
    def __next__(self) -> Article: ...
    def close(self) -> None:
        """Forgets what is under way and waits until the threads have ended."""

    def __enter__(self) -> Articles: ...
    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None: ...

@final
class Cleaner:
    """Cleans documents by settings that were checked once.

    Immutable and safe to share between threads; pickles and deep copies hold the settings, and name files, such as the table
    of `boilerplate`, by their paths. Two cleaners are equal if no output can tell their settings apart.
    """

    def __init__(
        self,
        config: Mapping[str, Any] | str | os.PathLike[str] | None = None,
        *,
        settings: Mapping[str, Any] | None = None,
        **flags: Any,
    ) -> None:
        """Settings are the defaults, then `config`, then `settings`, then `flags`.

        `config`: sections as in `tamis.toml`, or the path of one. No file is read unless it is named.
        `settings`: keys as in `tamis.toml` with dots, `{"strip.mode": "recall"}`, or sections.
        `flags`: the flags of `tamis clean` with `_` for `-`, `mode="recall"`, `with_title=True`, `boilerplate=path`, or
        keys with dots.

        Raises `ConfigError` with the key and the nearest known name.
        """

    @property
    def config(self) -> dict[str, Any]:
        """The resolved settings: a dict of sections, as in `tamis.toml`."""

    @property
    def config_hash(self) -> str:
        """Hash of the settings that outputs depend on, as in the manifest of a run."""

    def to_toml(self) -> str:
        """The resolved settings as the text of a `tamis.toml`."""

    def clean(self, document: _Document, *, url: str | None = None) -> Article:
        """Cleans one document: plain text or HTML, as a str, as bytes whose charset is to be found, or as a row.

        Raises `RejectedError` if it cannot be cleaned.
        """

    def clean_many(
        self,
        documents: Iterable[_Document],
        *,
        threads: int = 0,
        errors: Literal["return", "raise"] = "return",
        name: str = "",
    ) -> Articles:
        """Cleans documents on `threads` threads (0: one a core) without the interpreter's lock, in their order.

        Lazy: takes from `documents` what keeps the threads busy and no more, so that the iterable may be endless. What it
        raises is raised behind the articles of what came before. A document that cannot be cleaned is an article with an
        `error`, or raised with `errors="raise"`, after which one may go on. Rows without an id get `NAME#NUMBER`.
        """

    def clean_batch(
        self,
        batch: Any,
        *,
        removed: bool = False,
        rows: bool = False,
        threads: int = 1,
        name: str = "",
        first: int = 1,
    ) -> Any:
        """Cleans an Arrow batch: whatever has the Arrow PyCapsule interface, such as those of pyarrow, polars and pandas.

        Columns are called as fields of rows are. Out comes a row for each row, in order: all columns but the body, as they
        are, then `text`, `dropped`, `error`, `tamis`, with `removed` and `rows` also `removed` and `row`; see
        `docs/python.md`. A `pyarrow.RecordBatch`, or a `pyarrow.Table` for a table or stream; without pyarrow an object with
        the same interface. A row that cannot be cleaned says why in `error`. Rows without an id get `NAME#NUMBER`, counted
        from `first`.

        Raises `SchemaError` if the columns themselves are to blame.
        """

    def output_schema(self, schema: Any, *, removed: bool = False, rows: bool = False) -> Any:
        """The schema of what `clean_batch` gives for batches of this schema, a `pyarrow.Schema` if pyarrow is there."""

    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...

@final
class Annotation:
    """What was found about one document that was compared."""

    @property
    def index(self) -> int:
        """Its place in the input, from 0."""

    @property
    def id(self) -> str:
        """Its id; `ID#2` for the second of an id."""

    @property
    def cluster(self) -> str:
        """Id of the cluster: that of the document which stays."""

    @property
    def size(self) -> int:
        """Documents in the cluster, without contained copies."""

    @property
    def role(self) -> Literal["kept", "duplicate", "contained", "single"]:
        """What it is in its cluster."""

    @property
    def kept_id(self) -> str:
        """The document that stays; its own id for one that is kept or single."""

    @property
    def similarity(self) -> float | None:
        """How much of it is the same, 0 to 1, to three decimals; `None` for one that is kept or single."""

    @property
    def contained_in(self) -> str | None:
        """The document that contains it."""

    @property
    def stays(self) -> bool:
        """Whether it stays."""

    @property
    def reason(self) -> str | None:
        """`exact-duplicate`, `near-duplicate` or `contained`; `None` for one that is kept or single."""

    def as_dict(self) -> dict[str, Any]:
        """The members of `metadata.tamis.dedup`, as the command line annotates rows."""

@final
class Clusters:
    """What was found about documents that were compared: a sequence of `Annotation`s in the order of the input."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: int) -> Annotation: ...
    def __iter__(self) -> Iterator[Annotation]: ...
    @property
    def kept_ids(self) -> list[str]:
        """Ids of the documents that stay, in the order of the input."""

    @property
    def errors(self) -> dict[int, RejectedError]:
        """Why documents could not be read, by their places in the input. They have no annotation."""

    @property
    def summary(self) -> dict[str, int]:
        """Figures: documents, rejected, clusters, largest, same_bytes, same_words, near, contained, templates."""

    def to_arrow(self) -> Any:
        """The annotations as a batch with the columns index, id, cluster, size, role, kept_id, similarity, contained_in, stays
        and reason: a `pyarrow.RecordBatch` if pyarrow is there."""

def compare(
    documents: Any,
    *,
    config: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    settings: Mapping[str, Any] | None = None,
    threads: int = 0,
    name: str = "",
    **flags: Any,
) -> Clusters:
    """See `tamis.dedup`."""

def __getattr__(name: str) -> Any:
    """Kernels that `tamis.spark` puts together; no interface for users."""
