"""The examples and the README do what they say. Examples whose packages are not here are passed over: ray and datatrove take
minutes to install, so that `make test-examples` brings them."""

from __future__ import annotations

import importlib.util
import pathlib
import subprocess
import sys

import conftest
import pytest

NEEDS = {
    "plain_python": [],
    "pandas_frames": ["pandas", "pyarrow"],
    "polars_frames": ["polars", "pyarrow"],
    "huggingface_datasets": ["datasets"],
    "ray_data": ["ray"],
    "datatrove_pipeline": ["datatrove"],
}


def run(*args: str | pathlib.Path, folder: pathlib.Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", *args], capture_output=True, text=True, cwd=folder
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_every_example_is_known():
    found = {path.stem for path in (conftest.ROOT / "examples" / "python").glob("*.py")}
    assert found == set(NEEDS)


@pytest.mark.parametrize("name", NEEDS)
def test_an_example(name: str, tmp_path: pathlib.Path, request: pytest.FixtureRequest):
    missing = [package for package in NEEDS[name] if importlib.util.find_spec(package) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    assert run(conftest.ROOT / "examples" / "python" / f"{name}.py", folder=tmp_path)


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_lines_of_python_do_as_they_say(page: str, tmp_path: pathlib.Path):
    said = run(conftest.ROOT / "tools" / "readme_python.py", conftest.ROOT / page, folder=tmp_path)
    assert "do as they say" in said
