"""One Spark for all tests: two executors in processes of their own, on this machine, with small shuffles and no pages."""

from __future__ import annotations

import os
import pathlib
import subprocess
import tempfile
from collections.abc import Callable, Iterator

import pytest
from cluster import start
from pyspark.sql import SparkSession

ROOT = pathlib.Path(__file__).resolve().parents[2]
TAMIS = os.environ.get("TAMIS", str(ROOT / "target" / "debug" / "tamis"))

Run = Callable[..., str]


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    with tempfile.TemporaryDirectory(prefix="tamis-spark-test-") as folder:
        session = start(pathlib.Path(folder), executors=2)
        yield session
        session.stop()


@pytest.fixture(scope="session")
def tamis() -> Run:
    """Runs the command line and returns what it says."""

    def run(*arguments: str | os.PathLike[str], code: int = 0) -> str:
        ran = subprocess.run([TAMIS, *arguments], capture_output=True, check=False)
        assert ran.returncode == code, (arguments, ran.returncode, ran.stderr.decode())
        return ran.stderr.decode()

    return run


@pytest.fixture
def work_dir(tmp_path: pathlib.Path) -> str:
    return f"file://{tmp_path}/work"
