"""The whole job: compressed rows to cleaned, filtered, deduplicated rows, by tamis and by datatrove."""

import gzip
import json
import pathlib
import shutil

import contenders
import pages
import processes

from parts.extraction import apart

HERE = pathlib.Path(__file__).resolve().parent.parent
# Every n-th page by size, and so many of the first texts.
EVERY, TEXTS = 4, 2000
# Runs of tamis, and of datatrove, which takes a minute.
REPEATS, SLOW_REPEATS = 5, 1


def job(tools, data, args):
    found = pages.Pages(data, tools.work, args.every)
    apart(found.prepare)
    texts = data / "data/dedup-dev.jsonl.gz"
    rows = {kind: tools.work / f"job-{kind}" / "rows.jsonl.gz" for kind in ("html", "text")}
    for path in rows.values():
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir()
    inputs = {
        "html": apart(lambda: found.sample(args.job_every, rows["html"])),
        "text": apart(lambda: first_texts(texts, args.job_texts, rows["text"])),
    }
    return {kind: {"input": inputs[kind], "runs": runs(tools, args, kind)} for kind in inputs} | {
        "datatrove": contenders.output(
            [args.job_python, "-c", "import importlib.metadata as m; print(m.version('datatrove'))"]
        )
    }


def first_texts(source, number, path):
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(number), lines, strict=False)]
    kept = [{key: row[key] for key in ("id", "text", "url") if row.get(key)} for row in rows]
    return pages.write_compressed(
        [json.dumps(row, ensure_ascii=False) + "\n" for row in kept], path, "text"
    )


def runs(tools, args, kind):
    """The runs of each way to do it, in turns."""
    folder = tools.work / f"job-{kind}"
    rows = folder / "rows.jsonl.gz"
    ours = {
        "tamis": ["-j", "1"],
        "tamis, 2 threads": ["-j", "2"],
        "tamis, each document for itself": ["-j", "1", "--no-learn"],
    }
    measured = {name: [] for name in (*ours, "datatrove")}
    kept = {}
    for at in range(REPEATS):
        for name, options in ours.items():
            out = folder / "out.jsonl.zst"
            command = [
                tools.tamis,
                "clean",
                rows,
                "-o",
                out,
                "--preset",
                "fineweb",
                "--quiet",
                "--force",
            ]
            measured[name].append(vars(processes.usage([*command, *options])))
            kept[name] = kept_by_tamis(folder / "out.jsonl.zst.tamis/stats.json")
        if at < SLOW_REPEATS:
            work = folder / "datatrove"
            shutil.rmtree(work, ignore_errors=True)
            command = [
                args.job_python,
                HERE / "job_datatrove.py",
                kind,
                folder / "rows.jsonl.gz",
                work,
            ]
            measured["datatrove"].append(vars(processes.usage(command, codes=(0,))))
            kept["datatrove"] = json.loads((work / "kept.json").read_text())["kept"]
    return [{"name": name, "kept": kept[name], "runs": measured[name]} for name in measured]


def kept_by_tamis(path):
    return json.loads(path.read_text())["books"]["kept"]
