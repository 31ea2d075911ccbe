"""What users notice besides speed: threads, start-up, the size of the binary, and documents of any size."""

import json
import pathlib
import shutil
import subprocess

import documents
import pages
import processes

from parts.extraction import apart

# Runs with one thread and with two.
THREAD_REPEATS = 9
# Every n-th page by size that is a file of its own for that.
THREAD_EVERY = 3
START_REPEATS = 50
SIZES = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
# Least bytes of a run; small documents are many.
LEAST_BYTES = 10_000_000
LINEAR_REPEATS = 3


def threads(tools, data, args):
    """A folder of compressed pages, cleaned with one thread and with two, in turns."""
    found = pages.Pages(data, tools.work, args.every)
    apart(found.prepare)
    folder = tools.work / "many"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()

    def prepare():
        size = 0
        names = sorted((path.stat().st_size, path.name) for path in (found.data / "html").iterdir())
        for _, name in names[:: args.threads_every]:
            shutil.copyfile(found.data / "html" / name, folder / name)
            size += pages.body_size(folder / name)
        return {"files": len(names[:: args.threads_every]), "bytes": size}

    measured = apart(prepare)
    runs = {"1": [], "2": []}
    outputs = tools.work / "many-out"
    shutil.rmtree(outputs, ignore_errors=True)
    outputs.mkdir()
    for turn in range(THREAD_REPEATS):
        for number, done in runs.items():
            # Each run its folder: ext4 is slow to make files where others have just been deleted.
            out = outputs / f"{turn}-{number}"
            command = [tools.tamis, "clean", folder, "-o", out, "--quiet", "-j", number]
            done.append(vars(processes.usage(command)))
    shutil.rmtree(outputs)
    return {"input": measured, "runs": runs}


def start(tools, _data, args):
    """What starting takes, and the size of the binaries."""
    tiny = tools.work / "tiny.txt"
    tiny.write_text("The old ferry sails again on Monday.\n", encoding="utf-8")
    out = tools.work / "tiny.out.txt"
    commands = {
        "`tamis --version`": [tools.tamis, "--version"],
        "`tamis clean tiny.txt`, to standard output": [tools.tamis, "clean", tiny, "--quiet"],
        "`tamis clean tiny.txt -o out.txt`": [
            tools.tamis,
            "clean",
            tiny,
            "-o",
            out,
            "--quiet",
            "--force",
        ],
    }
    is_static = args.static.exists()
    if is_static:
        commands["the static binary, `tamis clean tiny.txt`"] = [
            args.static,
            "clean",
            tiny,
            "--quiet",
        ]
    runs = {name: [] for name in commands}
    for _ in range(START_REPEATS):
        for name, command in commands.items():
            runs[name].append(vars(processes.usage(command)))
    binaries = {"dynamic": binary(tools.tamis)}
    if is_static:
        binaries["static"] = binary(args.static)
    return {"runs": runs, "binaries": binaries}


def binary(path):
    """Size of a program, and what it is linked with."""
    linked = subprocess.run(["ldd", path], capture_output=True, text=True)
    libraries = [line.split()[0] for line in linked.stdout.splitlines() if "=>" in line]
    return {
        "bytes": path.stat().st_size,
        "sha256": processes.digest(path),
        "libraries": libraries,
    }


def linear(tools, _data, args):
    """Time for each byte of documents of all sizes."""
    made = {kind: [] for kind in ("html", "text")}
    for kind, entries in made.items():
        for size in args.sizes:
            path = tools.work / f"linear-{kind}-{size}.jsonl"
            entries.append(
                (path, apart(lambda kind=kind, size=size, path=path: write(kind, size, path)))
            )
    runs = {kind: [[] for _ in entries] for kind, entries in made.items()}
    out = tools.work / "linear.out.jsonl.zst"
    options = ["--no-learn", "--quiet", "--force", "-j", "1", "--max-document-bytes", "512MiB"]
    options += ["--memory", "16GiB", "--set", "limits.max_document_parts=100000000"]
    for _ in range(LINEAR_REPEATS):
        for kind, entries in made.items():
            for at, (path, _) in enumerate(entries):
                command = [tools.tamis, "clean", path, "-o", out, *options]
                runs[kind][at].append(vars(processes.usage(command, codes=(0,))))
    return {
        kind: [
            {**measured, "runs": done}
            for (_, measured), done in zip(entries, runs[kind], strict=True)
        ]
        for kind, entries in made.items()
    }


def write(kind, size, path):
    """Writes documents of a size as rows, as many as make a run long enough to measure, if they are not there."""
    number = max(1, LEAST_BYTES // size)
    field = "html" if kind == "html" else "text"
    noted = pathlib.Path(f"{path}.json")
    if path.exists() and noted.exists():
        return json.loads(noted.read_text())
    total = 0
    with open(path, "w", encoding="utf-8") as out:
        for at in range(number):
            body = documents.document(kind, size, seed=f"{kind} {size} {at}")
            total += len(body)
            out.write(json.dumps({"id": f"{size}-{at}", field: body}) + "\n")
    measured = {"size": size, "documents": number, "bytes": total}
    noted.write_text(json.dumps(measured))
    return measured
