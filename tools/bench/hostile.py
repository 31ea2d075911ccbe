"""Pages that are made to break an extractor, and what each extractor does with them."""
import json
import os
import resource
import signal
import subprocess

# Bounds on one page: seconds of CPU and bytes of address space.
CPU_SECONDS = 20
ADDRESS_SPACE = 8 << 30


def pages():
    """Name and HTML of every page."""
    paragraph = "<p>The ferry between Orrin and Sule sails again on Monday, after three weeks of repairs.</p>\n"
    around = lambda inside: f"<!doctype html><html><head><title>t</title></head><body>{inside}</body></html>"
    return {
        "50,000 nested divs": around("<div>" * 50_000 + paragraph + "</div>" * 50_000),
        "50,000 nested b": around("<b>" * 50_000 + paragraph),
        "20,000 times `<b><p>`": around("<b><p>" * 20_000 + paragraph),
        "20 MB of `<`": around("<" * 20_000_000),
        "5 MB of NUL in text": around(paragraph + "\0" * 5_000_000 + paragraph),
        "tag cut off after 10 MB": around(paragraph)[: -len("</body></html>")] + '<a href="' + "x" * 10_000_000,
        "100,000 links in one cell": around("<table><tr><td>" + "<a href=/a>one more</a> " * 100_000),
    }


def write(folder):
    """A file of one row for every page, by its name."""
    paths = {}
    for number, (name, html) in enumerate(pages().items()):
        paths[name] = folder / f"hostile-{number}.jsonl"
        paths[name].write_text(json.dumps({"id": name, "url": None, "html": html}) + "\n", encoding="utf-8")
    return paths


def bounded(command, **options):
    """Exit code (below 0 for a signal), usage and output of one run within the bounds."""

    def bound():
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    options = {"stderr": subprocess.DEVNULL} | options
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, preexec_fn=bound, **options)
    said = child.stdout.read().decode("utf-8", "replace").splitlines()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = code = os.waitstatus_to_exitcode(status)
    return code, usage, said


def ended_early(code, usage):
    """What ended a run, if a signal did."""
    killed = code == -signal.SIGKILL and usage.ru_utime + usage.ru_stime >= CPU_SECONDS - 1
    if killed or code == -signal.SIGXCPU:
        return f"over {CPU_SECONDS} s"
    return f"crash ({signal.Signals(-code).name})" if code < 0 else None


def outcome(command):
    """User CPU seconds and peak MiB of one run of a peer, or what ended it."""
    code, usage, said = bounded(command)
    if early := ended_early(code, usage):
        return early
    if code > 0:
        return f"exit code {code}"
    failed = json.loads(said[-1])["failed"]
    gave_up = ", no text" if failed else ""
    return f"{usage.ru_utime:.2f} s, {usage.ru_maxrss / 1024:.0f} MiB{gave_up}"
