"""Articles and foreign pieces from pages whose main content is known.

Input: rows {id, domain, page_type, text, reference}. A base is a reference that looks clean. Pieces are cut from
references (lists, pairs, tables, prose under a heading) and from what a page holds besides its reference.
"""
import gzip
import json
import re
from collections import Counter, defaultdict

WORD = re.compile(r"\w+")
# All thresholds here are guesses, chosen by reading what comes out.
MOST_WORDS, FEWEST_WORDS, FEWEST_LINES = 1100, 120, 5
PROSE_SHARE = 0.45  # of the words of a base stand in lines that end like a sentence
COMMON_SHARE = 0.08  # a word on more pages than that says nothing about the topic
MOST_OVERLAP = 0.25  # of the content words of a piece, with the article
MOST_PAGE_LINES = 600  # of a page are looked through for furniture
MOST_LINE = 1500  # characters of a line in a piece
END = re.compile(r"[.!?…。！？।؟：:;][\"'”’»)\]]*$")
STOP = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")
BULLET = re.compile(r"^(?:[-•*–·▪◦‣]\s|\d{1,2}[.)]\s)")
PAIR = re.compile(r"^[^:]{2,32}:\s+\S")
CELLS = re.compile(r"\t|\s\|\s")
JUNK = re.compile(
    r"^(?:advert|share|tweet|subscribe|sign up|sign in|log ?in|read (?:more|next|also)|related|see also|recommended|"
    r"photo|image|credit|source:|by [A-Z]|posted|published|updated|last updated|tags?:|categor|©|copyright|follow us|"
    r"comments?\b|leave a|you (?:may|might) also|more from|most (?:read|popular)|table of contents|share this|skip to|"
    r"click|download|advertisement|menu|home$|next\b|previous\b|about the author|cookie|get (?:our|the)|join)|"
    r"all rights reserved|affiliate|newsletter|min read|cookies|privacy policy|hide caption|getty images",
    re.I,
)


def words(text):
    return WORD.findall(text.lower())


def kind_of(line):
    if BULLET.match(line):
        return "list"
    if PAIR.match(line) and len(line) < 160 or CELLS.search(line):
        return "kv"
    return "prose" if END.search(line) or len(line) > 140 else "heading"


def lines_of(text):
    return [line.strip() for line in text.replace("\xa0", " ").split("\n") if line.strip()]


class Page:
    """One page: its lines, and the content words by which topics are compared."""

    def __init__(self, row):
        self.site, self.kind = row.get("domain") or row["id"], row.get("page_type", "article")
        self.text, self.lines = lines_of(row["text"]), lines_of(row["reference"])


class Piece:
    """Lines of a page; the first may be its heading."""

    def __init__(self, page, kind, lines, titled):
        self.site, self.kind, self.lines, self.titled = page.site, kind, lines, titled


class Pool:
    """Bases and pieces of all pages of a file."""

    def __init__(self, path):
        opened = gzip.open(path, "rt", encoding="utf-8") if str(path).endswith(".gz") else open(path, encoding="utf-8")
        with opened as rows:
            self.pages = [Page(json.loads(row)) for row in rows if row.strip()]
        seen = Counter(word for page in self.pages for word in set(words(" ".join(page.lines))))
        limit = COMMON_SHARE * len(self.pages)
        self.common = {word for word, count in seen.items() if count > limit}
        self.bases = [page for page in self.pages if page.kind == "article" and clean_base(page.lines)]
        self.hard_bases = [page for page in self.pages if page.kind in ("documentation", "service", "forum", "product")
                           and clean_base(page.lines, prose=0.2)]
        self.pieces = defaultdict(list)
        for page in self.pages:
            for piece in pieces_of(page):
                self.pieces[piece.kind].append(piece)

    def content(self, lines):
        return {word for line in lines for word in words(line) if len(word) > 3 and word not in self.common}

    def foreign(self, rng, kind, article, site, tries=12):
        """A piece of another site that shares few content words with the article, or None."""
        for _ in range(tries):
            piece = rng.choice(self.pieces[kind])
            if piece.site == site:
                continue
            own = self.content(piece.lines)
            if own and len(own & article) / len(own) <= MOST_OVERLAP:
                return piece
        return None


def clean_base(lines, prose=PROSE_SHARE):
    if len(lines) < FEWEST_LINES or any(JUNK.search(line) for line in lines if len(line) < 200):
        return False
    sizes = [(len(line.split()), bool(STOP.search(line)) and len(line) > 60) for line in lines]
    total = sum(size for size, _ in sizes)
    return total >= FEWEST_WORDS and sum(size for size, ends in sizes if ends) >= prose * total


def cut(lines, rng):
    """The article from its start, up to the usual length or less, never ending in a heading."""
    limit, total, kept = rng.choice([MOST_WORDS, MOST_WORDS, 700, 400, 220]), 0, []
    for line in lines:
        total += len(line.split())
        if total > limit and len(kept) >= FEWEST_LINES:
            break
        kept.append(line)
    while len(kept) > FEWEST_LINES and kind_of(kept[-1]) == "heading":
        kept.pop()
    return kept


def pieces_of(page):
    lines = page.lines
    yield from runs(page, lines, "list", lambda line: bool(BULLET.match(line)))
    yield from runs(page, lines, "pairs", lambda line: bool(PAIR.match(line)) and len(line) < 200)
    yield from runs(page, lines, "table", lambda line: bool(CELLS.search(line)))
    yield from runs(page, lines, "short", lambda line: len(line) < 60 and not END.search(line))
    yield from prose_boxes(page)
    yield from furniture(page)


def runs(page, lines, kind, fits):
    """Runs of three lines or more that fit, with the line above if it looks like a heading."""
    start = None
    for at in range(len(lines) + 1):
        inside = at < len(lines) and len(lines[at]) < MOST_LINE and fits(lines[at])
        if inside and start is None:
            start = at
        if not inside and start is not None:
            if at - start >= 3:
                titled = start > 0 and len(lines[start - 1]) < 90 and not STOP.search(lines[start - 1])
                yield Piece(page, kind, lines[start - titled : min(at, start + 14)], titled)
            start = None


def prose_boxes(page):
    """A heading and the two to four paragraphs under it."""
    lines = page.lines
    for at in range(len(lines) - 2):
        if kind_of(lines[at]) != "heading" or not 1 < len(lines[at].split()) < 14:
            continue
        end = at + 1
        while end < len(lines) and end - at <= 4 and kind_of(lines[end]) == "prose" and 60 < len(lines[end]) < MOST_LINE:
            end += 1
        if end - at >= 3:
            yield Piece(page, "prose", lines[at:end], True)


def furniture(page):
    """Runs of lines of the page that its reference does not hold."""
    if not page.lines:
        return
    known = {" ".join(words(line)) for line in page.lines}
    grams = set()
    for line in page.lines:
        own = words(line)
        grams.update(zip(own, own[1:], own[2:], own[3:]))
    run = []
    for line in page.text[:MOST_PAGE_LINES] + [None]:
        if line is not None and len(line) < MOST_LINE and not in_reference(line, known, grams):
            run.append(line)
            continue
        for start in range(0, len(run) - 2, 40):
            yield Piece(page, "furniture", run[start : start + 40], False)
            headlines = [row for row in run[start : start + 40] if 5 <= len(row.split()) <= 15 and not STOP.search(row)]
            if len(headlines) >= 4:
                yield Piece(page, "headlines", headlines[:10], False)
        run = []


def in_reference(line, known, grams):
    own = words(line)
    if not own or " ".join(own) in known:
        return bool(own)
    if len(own) < 4:
        return False
    found = grams.intersection(zip(own, own[1:], own[2:], own[3:]))
    return len(found) >= 0.4 * (len(own) - 3)
