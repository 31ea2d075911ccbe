"""Tests of reports in a browser: run.py BINARY [NAME...], by `make test-browser`."""

import os
import shutil
import sys
import tempfile
import time
import traceback

import checks_of_safety
import checks_of_views
from harness import ROOT, Runs, browser


class World:
    """What the checks share: runs, their reports, a browser."""

    def __init__(self, binary, folder, chromium):
        self.browser = chromium
        self.runs = runs = Runs(binary, folder)
        traced = ["--trace", "--set", "run.trace_causes=6"]
        runs.clean("traced", *traced)
        runs.clean("recall", *traced, "--mode", "recall", "--no-dedup")
        runs.clean("untraced")
        empty = runs.folder / "empty.jsonl"
        empty.write_text("")
        runs.clean("empty", inputs=[empty])
        self.traced = runs.report("traced.html", "traced")
        self.untraced = runs.report("untraced.html", "untraced")
        self.empty = runs.report("empty.html", "empty")
        self.compared = runs.report("compared.html", "traced", "recall")


def checks():
    for module in (checks_of_views, checks_of_safety):
        for name, check in vars(module).items():
            if name.startswith("test_"):
                yield name, check


def main():
    binary, wanted = sys.argv[1], sys.argv[2:]
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "chromium is needed: apt-get install chromium"
    failed, done = 0, 0
    chromium, end = browser(executable)
    try:
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            world = World(binary, folder, chromium)
            print(f"reports made in {time.monotonic() - began:.1f} s", flush=True)
            for name, check in checks():
                if wanted and not any(part in name for part in wanted):
                    continue
                began = time.monotonic()
                try:
                    check(world)
                    outcome = "ok"
                except Exception:
                    traceback.print_exc()
                    outcome, failed = "FAILED", failed + 1
                done += 1
                print(f"{outcome:6} {time.monotonic() - began:5.1f} s  {name}", flush=True)
    finally:
        end()
    print(f"{done - failed} of {done} checks of {ROOT.name} hold")
    sys.exit(1 if failed or not done else 0)


if __name__ == "__main__":
    main()
