"""Runs the blocks of Python in a Markdown file, in order and in one module, in the working directory.

readme_python.py FILE.md. Blocks that are `python` are run; their `assert`s hold, too.
"""

import pathlib
import re
import sys


def blocks(text: str) -> list[tuple[int, str]]:
    """The blocks with the lines before them."""
    found = re.finditer(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [(text.count("\n", 0, match.start(1)), match[1]) for match in found]


def main() -> None:
    path = pathlib.Path(sys.argv[1])
    found = blocks(path.read_text(encoding="utf-8"))
    assert found, f"{path}: no block of Python"
    scope: dict[str, object] = {"__name__": "__main__"}
    for line, block in found:
        # Line feeds in front make messages name the line of the file.
        exec(compile("\n" * line + block, str(path), "exec"), scope)
    print(f"{path.name}: {len(found)} blocks of Python do as they say")


if __name__ == "__main__":
    main()
