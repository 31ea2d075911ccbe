"""The pages of the bench as rows, all of them and those that are timed."""

import gzip
import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import figures  # noqa: E402

# Parts of the pages, by size, that are timed apart.
PARTS = 4


class Pages:
    """A folder of pages in the WCXB layout, and the files of rows that were made of it in the work folder."""

    def __init__(self, data, work, every):
        nested = data / "data/wcxb-dev"
        self.data = (nested if nested.is_dir() else data).resolve()
        self.work, self.every = work, every
        names = sorted((self.data / "html").iterdir())
        listed = repr([(path.name, path.stat().st_size) for path in names])
        self.stamp = hashlib.sha256(listed.encode()).hexdigest()[:12]
        self.rows = work / f"pages-{self.stamp}.jsonl"
        self.timed = work / f"timed-{self.stamp}-{every}.jsonl"
        self.parts = [work / f"timed-{self.stamp}-{every}-{part}.jsonl" for part in range(PARTS)]

    def prepare(self):
        """Writes all pages as rows, and every n-th by size for the times. Returns their figures.

        To be called in a process of its own: a child's peak memory counts from what its parent held.
        """
        if not self.rows.exists():
            unfinished = self.rows.with_suffix(".unfinished")
            figures.write_rows(figures.html_rows(self.data), unfinished)
            unfinished.rename(self.rows)
        return split(self.rows, "html", self.every, self.timed, self.parts)

    def sample(self, every, path):
        """Writes every n-th page by size as compressed rows, in the order of the pages. Returns their number and bytes."""
        chosen = {number for _, number in sorted(sizes(self.rows, "html"))[every // 2 :: every]}
        with open(self.rows, encoding="utf-8") as lines:
            picked = [line for number, line in enumerate(lines) if number in chosen]
        return write_compressed(picked, path, "html")


def sizes(rows, field):
    with open(rows, encoding="utf-8") as lines:
        return [(len(json.loads(line)[field].encode()), at) for at, line in enumerate(lines)]


def split(rows, field, every, timed, parts):
    """Writes every n-th row by size to `timed`, and the same cut into parts of equal number."""
    measured = sizes(rows, field)
    chosen = {number: size for size, number in sorted(measured)[every // 2 :: every]}
    with open(rows, encoding="utf-8") as lines:
        picked = sorted((chosen[n], n, line) for n, line in enumerate(lines) if n in chosen)
    timed.write_text("".join(line for _, _, line in picked), encoding="utf-8")
    cuts = [len(picked) * part // PARTS for part in range(PARTS + 1)]
    groups = [picked[start:end] for start, end in zip(cuts, cuts[1:], strict=False)]
    for path, group in zip(parts, groups, strict=True):
        path.write_text("".join(line for _, _, line in group), encoding="utf-8")
    return {
        "pages": len(measured),
        "bytes": sum(size for size, _ in measured),
        "timed_pages": len(picked),
        "timed_bytes": sum(size for size, _, _ in picked),
        "part_pages": [len(group) for group in groups],
        "part_bytes": [sum(size for size, _, _ in group) for group in groups],
        "limits": [picked[cut - 1][0] if cut else 0 for cut in cuts[1:]],
        "every": every,
    }


def body_size(path):
    """Bytes of a page in a file, which may be compressed."""
    raw = path.read_bytes()
    return len(gzip.decompress(raw)) if path.suffix == ".gz" else len(raw)


def write_compressed(lines, path, field):
    """Writes rows, compressed as gzip does by default. Returns their number and the bytes of their bodies."""
    with gzip.GzipFile(path, "wb", compresslevel=6, mtime=0) as out:
        for line in lines:
            out.write(line.encode())
    size = sum(len(json.loads(line)[field].encode()) for line in lines)
    return {"rows": len(lines), "bytes": size, "compressed_bytes": path.stat().st_size}
