"""What tamis raises. Every exception is a `TamisError` and the builtin that fits."""

from __future__ import annotations

__all__ = ["ConfigError", "DedupError", "RejectedError", "SchemaError", "TamisError"]


class TamisError(Exception):
    """Whatever tamis raises."""


class ConfigError(TamisError, ValueError):
    """A setting that is unknown, or that makes no sense."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(key, message)
        #: The key or flag, or the file with its line.
        self.key = key
        #: What is wrong with it, with the nearest known name if it is unknown.
        self.message = message

    def __str__(self) -> str:
        return f"{self.key}: {self.message}"


class RejectedError(TamisError, ValueError):
    """A document that cannot be cleaned: no text, over a limit, or unreadable."""

    def __init__(self, cause: str, message: str, id: str | None = None) -> None:
        super().__init__(cause, message, id)
        #: A stable name such as `missing-text` or `too-large`.
        self.cause = cause
        #: What is wrong, and what to do.
        self.message = message
        #: The id of the document, if it has one.
        self.id = id

    def __str__(self) -> str:
        return f"{self.cause}: {self.message}"


class SchemaError(TamisError, ValueError):
    """A batch whose columns tamis cannot work with."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(column, message)
        #: The column, empty if none alone is to blame.
        self.column = column
        #: What is wrong, and what to do.
        self.message = message

    def __str__(self) -> str:
        return self.message


class DedupError(TamisError, OSError):
    """Documents that could not be compared, such as for a full disk."""
