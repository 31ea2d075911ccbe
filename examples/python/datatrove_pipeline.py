"""Cleans documents in a datatrove pipeline; what goes is kept beside it, with its reason."""

import gzip
import json
import pathlib
import tempfile

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from tamis.datatrove import TamisCleaner


def rows(path: pathlib.Path) -> list[dict]:
    return [json.loads(line) for file in sorted(path.glob("*.gz")) for line in gzip.open(file)]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "raw").mkdir()
        with open(folder / "raw" / "in.jsonl", "w") as file:
            for n in range(30):
                page = f"<html><body><nav>Home</nav><p>Ferry {n} left the old harbour of Sule at noon.</p></body></html>"
                text = page if n % 3 else "<html><nav><a href=/>Home</a></nav></html>"
                file.write(
                    json.dumps({"id": str(n), "text": text, "url": f"https://sule.example/{n}"})
                    + "\n"
                )
        LocalPipelineExecutor(
            pipeline=[
                JsonlReader(str(folder / "raw")),
                TamisCleaner(mode="balanced", exclusion_writer=JsonlWriter(str(folder / "gone"))),
                JsonlWriter(str(folder / "clean")),
            ],
            logging_dir=str(folder / "logs"),
            tasks=2,
            workers=2,
        ).run()
        clean, gone = rows(folder / "clean"), rows(folder / "gone")
        print(clean[0]["text"], gone[0]["metadata"]["filter_reason"])
        assert [row["id"] for row in clean] == [str(n) for n in range(30) if n % 3]
        assert clean[0]["text"] == "Ferry 1 left the old harbour of Sule at noon."
        assert "flags" in clean[0]["metadata"]["tamis"]
        assert len(gone) == 10 and {row["metadata"]["filter_reason"] for row in gone} == {"tiny"}
        assert gone[0]["text"].startswith("<html>") and gone[0]["metadata"]["filter_evidence"]


if __name__ == "__main__":
    main()
