"""Reports in a headless Chromium: made by the binary, opened from disk, watched for everything that they must not do."""

import base64
import json
import pathlib
import re
import subprocess
import zlib

from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
# Milliseconds after which something that must happen has not happened.
PATIENCE = 10_000
# Notes what the policy of the page forbade, and what a document tried.
WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.__violations.push(event.violatedDirective + " " + event.blockedURI));
"""


class Runs:
    """Runs of the binary, made once, and their reports."""

    def __init__(self, binary, folder):
        self.binary, self.folder = str(pathlib.Path(binary).resolve()), pathlib.Path(folder)

    def tamis(self, *arguments, codes=(0,)):
        ran = subprocess.run([self.binary, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True)
        assert ran.returncode in codes, (arguments, ran.returncode, ran.stderr)
        return ran.stdout

    def clean(self, name, *arguments, inputs=None):
        inputs = inputs or [ROOT / "fixtures", ROOT / "tests/browser/fixtures"]
        self.tamis("clean", *inputs, "-o", name, "-q", *arguments, codes=(0, 1))
        return name

    def report(self, name, *runs):
        path = self.folder / name
        self.tamis("report", *runs, "-o", path, "-q")
        return Report(path)

    def stats(self, run):
        return json.loads((self.folder / run / "_tamis/stats.json").read_text())


class Report:
    """The file of a report, and the data in it."""

    def __init__(self, path):
        self.path = path
        self.url = path.as_uri()
        self.html = path.read_text(encoding="utf-8")

    def data(self, view):
        packed = re.search(rf'<script type="application/octet-stream" id="data-{view}">([^<]*)</script>', self.html)
        return json.loads(zlib.decompress(base64.b64decode(packed[1]), -15))


class Watched:
    """A page that is watched: whatever it must not do fails the test."""

    def __init__(self, browser, report, fragment="", **options):
        self.report = report
        self.context = browser.new_context(viewport={"width": 1400, "height": 900}, **options)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.faults = []
        self.page.on("request", self.requested)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("console", lambda message: self.faults.append(f"console: {message.type}: {message.text}"))
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("popup", lambda popup: self.faults.append(f"popup: {popup.url}"))
        self.page.on("download", lambda download: self.faults.append(f"download: {download.url}"))
        self.scripted = options.get("java_script_enabled", True)
        self.page.goto(report.url + fragment)
        if self.scripted:
            self.ready()
            self.elements = self.dangerous()

    def requested(self, request):
        if request.url.split("#")[0] != self.report.url:
            self.faults.append(f"request: {request.url}")

    def ready(self, view=None):
        wanted = f'body[data-ready="{view}"]' if view else "body[data-ready]"
        self.page.wait_for_selector(wanted, state="attached")

    def go(self, fragment, view):
        """Opens an address as a link does."""
        self.page.evaluate("(hash) => { delete document.body.dataset.ready; location.hash = hash; }", fragment)
        self.ready(view)

    def listed(self, place="#review-list", attribute="data-document"):
        """What a list holds, all that scrolling brings."""
        return self.page.evaluate(
            """async ([place, attribute]) => {
                const box = document.querySelector(place);
                let before = -1;
                while (before !== box.querySelectorAll("a").length) {
                    before = box.querySelectorAll("a").length;
                    box.scrollTop = box.scrollHeight;
                    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                }
                return [...box.querySelectorAll(`[${attribute}]`)].map((link) => link.getAttribute(attribute));
            }""",
            [place, attribute],
        )

    def open_document(self):
        return self.page.get_attribute("#review-document", "data-document")

    def dangerous(self):
        """Elements that a text must never become."""
        return self.page.evaluate(
            """() => {
                const names = ["script", "img", "iframe", "object", "embed", "link", "base", "style", "video", "audio", "meta"];
                const counts = Object.fromEntries(names.map((name) => [name, document.querySelectorAll(name).length]));
                const handlers = [...document.querySelectorAll("*")].filter((element) =>
                    [...element.attributes].some((attribute) => attribute.name.startsWith("on"))).length;
                const links = [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href"))
                    .filter((address) => !/^(#|https?:)/.test(address)).length;
                return { ...counts, handlers, links };
            }"""
        )

    def close(self):
        """Ends the page. It must have kept to itself."""
        if self.scripted:
            assert self.dangerous() == self.elements, (self.elements, self.dangerous())
            assert self.page.evaluate("window.__steered") is None, "a document ran a script"
            violations = self.page.evaluate("window.__violations")
            assert not violations, violations
        assert not self.faults, self.faults
        self.context.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.close()
        else:
            self.context.close()


def browser(executable):
    """A started Chromium and what ends it."""
    started = sync_playwright().start()
    chromium = started.chromium.launch(executable_path=executable, headless=True, args=ARGUMENTS)
    return chromium, lambda: (chromium.close(), started.stop())
