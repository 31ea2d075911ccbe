"""HTML and plain text to clean text: tamis, its stages, other extractors and floors, in turns."""

import contenders
import figures
import pages
import processes

# Rounds of everything.
REPEATS = 5


def html(tools, data, args):
    """Pages in memory to clean text, all contenders on the same ones."""
    found = pages.Pages(data, tools.work, args.every)
    measured = apart(found.prepare)
    peers = contenders.RUST_PEERS + contenders.PYTHON_PEERS
    skipped = {}
    for name in peers:
        stem = f"{name}-{tools.version(name)}-{found.stamp}-{args.every}"
        skipped[name] = tools.predictions(name, found.timed, stem)[1]["skipped"]
    entrants = [entrant(tools, "stages", "stages", "tamis, stage by stage", found.timed)]
    entrants.append(entrant(tools, "library", "tamis", "tamis, the library", found.timed))
    entrants.append(of_binary(tools, found.timed, found.parts, measured))
    for name in peers:
        label = f"{name} {tools.version(name)}"
        entrants.append(entrant(tools, "peer", name, label, found.timed, skipped[name]))
    entrants.extend(floors(tools, contenders.FLOORS, found.timed))
    return {"pages": measured, "skipped": skipped, "contenders": in_turns(entrants, args.repeats)}


def text(tools, data, args):
    """Whole pages as plain text to clean text."""
    source = data / "data/wet-dev.jsonl.gz"
    rows, timed = tools.work / "wet.jsonl", tools.work / "wet-timed.jsonl"
    parts = [tools.work / f"wet-timed-{part}.jsonl" for part in range(pages.PARTS)]

    def prepare():
        figures.write_rows(figures.text_rows(source), rows)
        return pages.split(rows, "text", 1, timed, parts)

    measured = apart(prepare)
    entrants = [entrant(tools, "stages", "stages-text", "tamis, stage by stage", timed)]
    entrants.append(entrant(tools, "library", "tamis-text", "tamis, the library", timed))
    entrants.append(of_binary(tools, timed, parts, measured))
    entrants.extend(floors(tools, contenders.TEXT_FLOORS, timed))
    return {"pages": measured, "contenders": in_turns(entrants, args.repeats)}


def apart(work):
    """Does work in a process of its own, whose memory is not that of later children's parent."""
    import multiprocessing

    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=lambda: theirs.send(work()))
    child.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        raise SystemExit("the rows could not be made") from None
    finally:
        child.join()


def entrant(tools, group, name, label, rows, skipped=()):
    task = processes.Rounds(tools.command("rounds", name, rows, *skipped))
    return {"name": name, "group": group, "label": label, "task": task}


def of_binary(tools, rows, parts, measured):
    task = contenders.Binary(tools, rows, parts, measured)
    return {"name": "binary", "group": "binary", "label": "tamis, the binary", "task": task}


def floors(tools, listed, rows):
    for name, package, what in listed:
        label = f"{what} ({tools.version(package)})" if "(" not in what else what
        yield entrant(tools, "floor", name, label, rows)


def in_turns(entrants, repeats):
    """So many rounds, in each of which everything is measured once."""
    for one in entrants:
        one["loaded"], one["rounds"] = one["task"].loaded, []
    for at in range(repeats):
        for one in entrants:
            one["rounds"].append(one["task"].round())
        print(f"  round {at + 1} of {repeats}", flush=True)
    for one in entrants:
        one.pop("task").close()
    return entrants
