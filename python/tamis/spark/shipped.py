"""Settings as they travel from the driver to executors, with the files that they name."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamis import Cleaner

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Settings = Cleaner | Mapping[str, Any] | str | os.PathLike[str] | None

#: Settings that name a file, or a list of files, by section and key.
FILES = (
    ("boilerplate", "table"),
    ("strip", "model"),
    ("language", "model"),
    ("filter", "bad_words"),
    ("urls", "block_hosts"),
    ("urls", "allow_hosts"),
    ("urls", "block_patterns"),
    ("urls", "allow_patterns"),
)

#: Bytes of a file that are read at a time.
PIECE_BYTES = 1 << 20

#: What the names of shipped files begin with, so that they are nobody else's.
PREFIX = "tamis-"


def cleaner_of(given: Settings, flags: Mapping[str, Any]) -> Cleaner:
    """The cleaner that was given, or one with the settings that were."""
    if isinstance(given, Cleaner):
        if flags:
            raise TypeError("give settings or a Cleaner, not both: " + ", ".join(sorted(flags)))
        return given
    return Cleaner(given, **flags)


@dataclass(frozen=True)
class ShippedFiles:
    """The files of one setting, by the names under which every executor finds its own copies."""

    section: str
    key: str
    names: tuple[str, ...]
    is_list: bool


@dataclass(frozen=True)
class Shipped:
    """The settings of a cleaner by value, and the files that they name."""

    #: Sections as in `tamis.toml`, as JSON.
    config: str
    files: tuple[ShippedFiles, ...] = ()

    def cleaner(self) -> Cleaner:
        """The cleaner on an executor, made once a process, with the tables that it holds."""
        return _made(self)


def ship(cleaner: Cleaner, spark: SparkSession) -> Shipped:
    """Sends the files that a cleaner names to the executors, and returns how to make the cleaner there.

    Files need to stand on the driver alone. They travel by Spark's own file server, each once a session, so that an executor
    that starts later gets them too, and one with many Python processes gets them once.
    """
    config = cleaner.config
    files = []
    for section, key in FILES:
        value = config.get(section, {}).get(key)
        if value:
            is_list = not isinstance(value, str)
            names = tuple(_send(Path(path), spark) for path in (value if is_list else [value]))
            files.append(ShippedFiles(section, key, names, is_list))
    return Shipped(json.dumps(config), tuple(files))


@lru_cache(maxsize=4)
def _made(shipped: Shipped) -> Cleaner:
    from pyspark import SparkFiles

    config = json.loads(shipped.config)
    for files in shipped.files:
        paths = [SparkFiles.get(name) for name in files.names]
        config[files.section][files.key] = paths if files.is_list else paths[0]
    return Cleaner(config)


def _send(path: Path, spark: SparkSession) -> str:
    """Makes a file known to the executors under a name that tells its content, since Spark keeps what first had a name."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    name = f"{PREFIX}{digest.hexdigest()[:32]}{''.join(path.suffixes[-2:])}"
    copy = _folder() / name
    if not copy.exists():
        partial = copy.with_name(f"{name}.{os.getpid()}")
        shutil.copyfile(path, partial)
        partial.rename(copy)
    if hasattr(spark, "addArtifacts") and not hasattr(spark, "_jsparkSession"):
        # Spark Connect, which has no context.
        spark.addArtifacts(str(copy), file=True)
    elif str(copy) not in _sent(spark):
        spark.sparkContext.addFile(str(copy))
        _sent(spark).add(str(copy))
    return name


@lru_cache(maxsize=1)
def _folder() -> Path:
    """Where copies stand while the driver lives, because executors that start later fetch them too."""
    folder = tempfile.mkdtemp(prefix="tamis-spark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


#: Files that a context was told of.
_SENT: dict[str, set[str]] = {}


def _sent(spark: SparkSession) -> set[str]:
    return _SENT.setdefault(spark.sparkContext.applicationId, set())
