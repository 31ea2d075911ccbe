"""What does not belong to the article: boxes, pieces of other pages, and the small furniture of news pages."""
from .grammar import Scene
from .lines import content, drop, encoded_lines, polished
from .surfaces import BULLETS, foreign_box, styled_title

# Kinds of pieces of real pages: kind in the pool, label kind, weight.
REAL = [("list", "box_real_list", 9), ("pairs", "box_real_list", 6), ("table", "box_real_list", 2),
        ("short", "box_real_list", 8), ("prose", "box_real_prose", 14), ("furniture", "box_real_boiler", 16),
        ("headlines", "box_real_boiler", 6)]
REAL_SHARE = 0.5  # of the boxes come from real pages, where there are any
ENCODED_SHARE = 0.33
SAME_FAMILY_SHARE = 0.1  # of the boxes beside an own article may be of its family


class Source:
    """Everything that foreign lines of one document are drawn from."""

    def __init__(self, rng, words, english, pool, article, site, family):
        self.rng, self.words, self.english, self.pool = rng, words, english, pool
        self.texts, self.site, self.family = article, site, family
        self.topic = pool.content(article) if pool else set()
        self.near = content(article)
        self.outlet = Scene(rng, words).slot("outlet1")

    def junk(self, field, **given):
        """A line of furniture in the language of the article."""
        return Scene(self.rng, self.words, {"outlet1": self.outlet, **given}).one("junk", field)

    def box(self):
        """A box as labelled lines."""
        rng = self.rng
        if self.pool and rng.random() < (REAL_SHARE if self.words is self.english else 0.15):
            lines = self.real_box()
            if lines:
                return lines
        families = self.words.families()
        for _ in range(10):
            family = rng.choice(families)
            if family == self.family and len(families) > 1 and rng.random() > SAME_FAMILY_SHARE:
                continue
            box = foreign_box(rng, self.words, family)
            own = content(box.lines())
            if own and len(own & self.near) <= 0.25 * len(own):
                return self.labelled(box.title, box.rows, f"box_{family}")
        return self.labelled(box.title, box.rows, f"box_{family}")

    def real_box(self):
        rng = self.rng
        kinds = [kind for kind in REAL if self.pool.pieces[kind[0]]]
        name, label, _ = rng.choices(kinds, [weight for _, _, weight in kinds])[0]
        piece = self.pool.foreign(rng, name, self.topic, self.site)
        if piece is None:
            return None
        lines, title = list(piece.lines), None
        if name == "furniture":
            size = rng.randint(3, 25)
            start = rng.randint(0, max(0, len(lines) - size))
            return [drop(line, label) for line in lines[start : start + size]]
        if piece.titled:
            title, lines = lines[0], lines[1 : 1 + rng.randint(2, 4 if name == "prose" else 12)]
            title = title if name == "prose" and rng.random() < 0.9 or rng.random() < 0.6 else None
        return self.labelled(title, lines, label)

    def labelled(self, title, rows, kind):
        if self.rng.random() < ENCODED_SHARE:
            lines = encoded_lines(title, rows, self.rng, kind, own=False)
            if lines:
                return lines
        return [drop(line, kind) for line in ([title] if title else []) + rows]

    def story(self):
        """A headline of some other story."""
        if self.pool and self.words is self.english and self.rng.random() < 0.4 and self.pool.pieces["headlines"]:
            piece = self.pool.foreign(self.rng, "headlines", self.topic, self.site)
            if piece:
                return self.rng.choice(piece.lines).lstrip("-•* ")
        return polished(self.junk("story"), self.words.language)

    def teaser(self):
        return [drop(self.junk("teaser", story1=self.story()), "teaser")]

    def teaser_list(self):
        rng = self.rng
        title = styled_title(self.junk("list_title"), rng, none=0.15)
        rows = [self.story() for _ in range(rng.randint(2, 6))]
        bullet = rng.choice(BULLETS) if rng.random() < 0.5 else ""
        return [drop(line, "teaser_list") for line in ([title] if title else []) + [bullet + row for row in rows]]

    def caption(self):
        rng = self.rng
        text = self.junk("caption")
        lines = [text] * rng.choice([1, 1, 1, 2, 2, 3, 4])
        if len(lines) > 1 and rng.random() < 0.3:
            lines[-1] = text[: max(10, len(text) * 2 // 3)] + rng.choice(["…", "...", "…Show more"])
        if rng.random() < 0.3:
            lines.append(self.junk("credit"))
        return [drop(line, "caption") for line in lines]

    def several(self, field, kind, most):
        """One to `most` different lines of a field."""
        lines = dict.fromkeys(self.junk(field) for _ in range(self.rng.randint(1, most)))
        return [drop(line, kind) for line in lines if line]

    def small(self):
        """(place, lines) of one small thing; the place is head, middle or tail."""
        rng = self.rng
        kind = rng.choices(list(SMALL), [weight for weight, _ in SMALL.values()])[0]
        place = rng.choice(SMALL[kind][1])
        if kind == "teaser":
            return place, self.teaser()
        if kind == "teaser_list":
            return place, self.teaser_list()
        if kind == "caption":
            return place, self.caption()
        if kind == "credit":
            return place, self.several("credit", "caption", 1)
        if kind == "widget":
            return place, self.several("widget", "share", 6)
        return place, self.several(kind, kind, 3 if kind in ("share", "newsletter", "byline") else 1)


# Weight and places of each small thing.
SMALL = {
    "kicker": (5, ["head"]),
    "byline": (6, ["head", "head", "head", "tail"]),
    "teaser": (16, ["middle", "middle", "tail"]),
    "teaser_list": (9, ["tail", "tail", "middle"]),
    "caption": (9, ["head", "middle", "middle"]),
    "credit": (4, ["head", "middle"]),
    "newsletter": (9, ["middle", "tail"]),
    "share": (8, ["head", "tail", "middle"]),
    "ad": (9, ["middle", "middle", "middle", "head", "tail"]),
    "legal": (5, ["tail"]),
    "tags": (4, ["tail", "tail", "head"]),
    "widget": (3, ["head", "tail"]),
}
