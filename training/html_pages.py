"""The labelled pages: reading them, and dividing them by site."""
import functools
import gzip
import json
import pathlib
import zlib
from urllib.parse import urlsplit

FOLDS = 5
# Pages of the public development split that are trained on: none whose id or site is in the test split.
IDS = pathlib.Path(__file__).with_name("wcxb-ids.txt")


class Page:
    """A labelled page: id, kind, site, fold, reference."""

    def __init__(self, path):
        data = json.loads(path.read_text(encoding="utf-8"))
        self.id = path.stem
        kind = ((data.get("_internal") or {}).get("page_type") or {}).get("primary", "article")
        self.kind = "collection" if kind == "category" else kind
        host = urlsplit(data.get("url") or "").hostname or self.id
        self.site = host.removeprefix("www.")
        self.fold = zlib.crc32(self.site.encode()) % FOLDS
        self.reference = (data.get("ground_truth") or {}).get("main_content") or ""


def read(folder):
    """The pages of a folder in the WCXB layout that are trained on."""
    listed = set(IDS.read_text(encoding="utf-8").split())
    paths = sorted((pathlib.Path(folder) / "ground-truth").glob("*.json"))
    return [Page(path) for path in paths if path.stem in listed]


@functools.cache
def html(folder, page):
    path = pathlib.Path(folder) / "html" / f"{page.id}.html"
    raw = gzip.open(f"{path}.gz").read() if not path.exists() else path.read_bytes()
    return raw.decode("utf-8", "replace")


def write_inputs(folder, pages, path):
    """The pages as JSON Lines for tamis."""
    with open(path, "w", encoding="utf-8") as out:
        for page in pages:
            out.write(json.dumps({"id": page.id, "html": html(folder, page)}) + "\n")
