#!/usr/bin/env python3
"""datatrove's pipeline for the whole job, in one process: FineWeb's filters, then MinHash deduplication.

    job_datatrove.py html|text ROWS.jsonl.gz WORK

Pages become text by its Trafilatura step, texts are taken as they are. It looks for no language, because its model is
fetched from a server. Writes the number of documents that stay to WORK/kept.json.
"""

import gzip
import json
import pathlib
import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import (
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

# FineWeb's: 14 buckets of 8 hashes of 5-grams.
MINHASH = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8)


def main():
    kind, rows, work = (
        sys.argv[1],
        pathlib.Path(sys.argv[2]).resolve(),
        pathlib.Path(sys.argv[3]).resolve(),
    )
    work.mkdir(parents=True)
    folder = {
        name: str(work / name) for name in ("filtered", "signatures", "buckets", "removed", "out")
    }
    reader = JsonlReader(
        str(rows.parent), glob_pattern=rows.name, text_key="html" if kind == "html" else "text"
    )
    filters = [
        GopherRepetitionFilter(),
        GopherQualityFilter(),
        C4QualityFilter(filter_no_terminal_punct=False),
        FineWebQualityFilter(),
    ]
    extract = [Trafilatura(timeout=20)] if kind == "html" else []
    run("filter", work, [reader, *extract, *filters, JsonlWriter(folder["filtered"])])
    run(
        "signatures",
        work,
        [
            JsonlReader(folder["filtered"]),
            MinhashDedupSignature(folder["signatures"], config=MINHASH),
        ],
    )
    buckets = MinhashDedupBuckets(folder["signatures"], folder["buckets"], config=MINHASH)
    run("buckets", work, [buckets], tasks=MINHASH.num_buckets)
    run(
        "cluster", work, [MinhashDedupCluster(folder["buckets"], folder["removed"], config=MINHASH)]
    )
    out = JsonlWriter(folder["out"], output_filename="${rank}.jsonl.zst", compression="zstd")
    run("out", work, [JsonlReader(folder["filtered"]), MinhashDedupFilter(folder["removed"]), out])
    (work / "kept.json").write_text(json.dumps({"kept": rows_in(pathlib.Path(folder["out"]))}))


def run(name, work, pipeline, tasks=1):
    LocalPipelineExecutor(
        pipeline,
        tasks=tasks,
        workers=1,
        logging_dir=str(work / "logs" / name),
        skip_completed=False,
    ).run()


def rows_in(folder):
    import zstandard

    number = 0
    for path in sorted(folder.iterdir()):
        opened = zstandard.open if path.suffix == ".zst" else gzip.open
        with opened(path, "rt", encoding="utf-8") as lines:
            number += sum(1 for _ in lines)
    return number


if __name__ == "__main__":
    main()
