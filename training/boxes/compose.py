"""Puts one document together: a base, what is its own, what is foreign, and where each stands."""
from random import Random

from . import own
from .foreign import Source
from .grammar import Scene
from .lines import content, drop, edit, encoded_lines, final_text, keep, polished
from .real import cut, kind_of

# Shares of the documents, by what their base is; chosen near the sets that they prepare for.
BASES = [("real", 50), ("hard", 8), ("own", 20), ("special", 8), ("language", 14)]
CONTROL_SHARE = 0.25
TAIL_SHARE = 0.72  # of the foreign boxes stand behind the text
LIVE_SHARE = 0.2  # is tried; texts with fewer than three headings cannot
BOX_COUNTS = [0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8]
SMALL_COUNTS = [0, 0, 1, 1, 2, 2, 3, 4, 6]


class Document:
    """Lines of the article, groups of foreign lines by the gap they stand in, and what follows the text."""

    def __init__(self, group, base, lines):
        self.group, self.base, self.lines = group, base, lines
        self.head, self.gaps, self.tail = [], {}, []

    def gap(self, rng):
        """A place between two lines, seldom under a heading."""
        if len(self.lines) < 2:
            return len(self.lines)
        for _ in range(8):
            at = rng.randint(1, len(self.lines) - 1)
            if self.lines[at - 1]["kind"] != "heading" or rng.random() < 0.1:
                break
        return at

    def put(self, place, lines, rng):
        if not lines:
            return
        if place == "head":
            (self.head if rng.random() < 0.6 else self.gaps.setdefault(min(1, len(self.lines)), [])).append(lines)
        elif place == "middle":
            self.gaps.setdefault(self.gap(rng), []).append(lines)
        else:
            self.tail.append(lines)

    def all_lines(self):
        out = [line for lines in self.head for line in lines]
        for at, line in enumerate(self.lines):
            out += [extra for lines in self.gaps.get(at, []) for extra in lines]
            out.append(line)
        out += [extra for lines in self.gaps.get(len(self.lines), []) for extra in lines]
        return out + [line for lines in self.tail for line in lines]


def document(index, seed, words, pool):
    """The record of one document; the same for the same seed, index, words and pool."""
    rng = Random(f"{seed}:{index}")
    names = [(name, weight) for name, weight in BASES if pool or name not in ("real", "hard")]
    base = rng.choices([name for name, _ in names], [weight for _, weight in names])[0]
    language = "en"
    if base == "language":
        language = rng.choices(*zip(*language_weights(words)))[0]
    article, family, site = base_of(base, rng, words[language], pool)
    source = Source(rng, words[language], words["en"], pool, [final_text(line) for line in article.lines], site, family)
    if rng.random() < CONTROL_SHARE:
        article.group = "control_" + article.group
    elif base != "special" and rng.random() < LIVE_SHARE and make_live(article, source, rng):
        article.group = "live"
        add_foreign(article, source, rng, boxes=rng.choice([0, 0, 1, 2]))
    else:
        if any(line["kind"] in ("own_box", "own_encoded") for line in article.all_lines()):
            article.group = "mixed"
        add_foreign(article, source, rng, boxes=rng.choice(BOX_COUNTS))
    return record(index, seed, article, rng)


def language_weights(words):
    others = sorted(name for name in words if name != "en")
    return [(name, 3 if name in ("de", "fr", "es") else 1) for name in others]


def base_of(base, rng, words, pool):
    """(document, family or None, site or None)"""
    if base in ("real", "hard"):
        page = rng.choice(pool.bases if base == "real" else pool.hard_bases)
        return real_base(page, rng, "plain" if base == "real" else "hard", words), None, page.site
    scene = Scene(rng, words)
    if base == "special":
        name, lines = own.special(scene, rng)
        return Document(name, f"own:{name}", lines), "recipe" if name == "recipe" else None, None
    family = rng.choice(words.families())
    lines = own.family_article(scene, family, rng)
    prefix = "" if words.language == "en" else words.language + "-"
    made = Document("own", f"own:{prefix}{family}", lines)
    article = content(final_text(line) for line in lines)
    if rng.random() < 0.65:
        box = own.family_own_box(scene, family, rng, article)
        if box:
            made.put(rng.choice(["tail", "tail", "middle"]), own.own_box_lines(box, rng), rng)
    elif rng.random() < 0.3:
        encode_tail(made, rng)
    if rng.random() < 0.15:
        detach_tail(made, rng)
    return made, family, None


def real_base(page, rng, group, words):
    texts = cut(page.lines, rng)
    moved, box, choice = None, None, rng.random()
    if choice < 0.12:
        moved = own.moved_list(texts, rng)
    elif choice < 0.3:
        box = own.box_of_article(texts, rng)
    made = Document(group, page.site, [keep(text) for text in (moved[0] if moved else texts)])
    if moved:
        made.put(rng.choice(["tail", "middle"]), own_list(moved[1], rng), rng)
    elif box:
        made.put(rng.choice(["tail", "tail", "middle", "head"]), [keep(text, "own_box") for text in box], rng)
    elif choice > 0.9:
        encode_tail(made, rng)
    elif choice > 0.75:
        detach_tail(made, rng)
    return made


def own_list(lines, rng):
    """The article's own list at another place, now and then encoded."""
    if rng.random() < 0.4:
        made = encoded_lines(lines[0], lines[1:], rng, "own_box", own=True)
        if made:
            return made
    return [keep(text, "own_box") for text in lines]


def encode_tail(made, rng):
    texts = [line["text"] for line in made.lines]
    found = own.encoded_tail(texts, rng)
    if found:
        count, lines = found
        made.lines = made.lines[:-count]
        made.tail.append(lines)
        made.group = "enckeep"


def detach_tail(made, rng):
    """Lets foreign boxes come between the text and its last paragraphs."""
    count = rng.randint(1, 4)
    while count < len(made.lines) - 4 and made.lines[-count]["kind"] != "heading" and rng.random() < 0.7:
        count += 1
    if len(made.lines) >= 5 + count and made.lines[-count - 1]["kind"] != "heading":
        made.tail.append(made.lines[-count:])
        made.lines = made.lines[:-count]


def add_foreign(made, source, rng, boxes):
    for _ in range(boxes):
        choice = rng.random()
        place = "tail" if choice < TAIL_SHARE else "middle" if choice < 0.93 else "head"
        made.put(place, source.box(), rng)
    small = rng.choice(SMALL_COUNTS)
    if not boxes and not small:
        small = 1
    for _ in range(small):
        place, lines = source.small()
        made.put(place, lines, rng)
    rng.shuffle(made.tail)
    rng.shuffle(made.head)
    if rng.random() < 0.06 and made.lines and not made.head:
        made.lines[0] = prefixed(made.lines[0], rng)


def prefixed(line, rng):
    """The first line behind what an extractor glued to it."""
    if line["label"] != "keep":
        return line
    day = f"{rng.randint(2012, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    prefix = rng.choice([f" date {day} ", f" date {day} ", f"date {day} ", f" date {day} You are here "])
    return edit(prefix + line["text"], line["text"], "date_prefix")


def make_live(made, source, rng):
    """Makes a live blog of an article with headings: a list of them ahead, signatures after each post."""
    if made.base.startswith("own:"):
        with_headings(made, source, rng)
    heads = [at for at, line in enumerate(made.lines)
             if line["kind"] == "heading" and at > 1 and 5 < len(line["text"]) and len(line["text"].split()) < 20]
    if len(heads) < 3:
        return False
    chosen = sorted(rng.sample(heads, min(len(heads), rng.randint(3, 7))))
    rows = [near(made.lines[at]["text"], rng) for at in chosen]
    if rng.random() < 0.4:
        rows.insert(rng.randint(0, len(rows)), source.story())
    if rng.random() < 0.3:
        rng.shuffle(rows)
    bullet = rng.choice(["- ", "• ", "* ", "– ", ""])
    title = [source.junk("live_title")] if rng.random() < 0.85 else []
    listing = [drop(text, "headline_dup") for text in title + [bullet + row for row in rows]]
    at = rng.randint(1, min(heads[0], 4))
    group = [drop(source.junk("live_teaser"), "teaser")] if rng.random() < 0.5 else []
    made.gaps.setdefault(at, []).append(group + listing)
    if rng.random() < 0.6:
        made.head.append([drop(source.junk("kicker"), "kicker")])
    if rng.random() < 0.75:
        form = rng.choice(source.words.sections["junk"]["signature"])
        for head in [h for h in heads if h > at][1:] + [len(made.lines)]:
            scene = Scene(rng, source.words, {"outlet1": source.outlet})
            made.gaps.setdefault(head, []).insert(0, [drop(scene.expand(form), "signature")])
    return True


def with_headings(made, source, rng):
    """Gives posts to a text of paragraphs: a headline of its own before every second or so."""
    headings = source.words.sections["generic.heading"]["any"]
    scene = Scene(rng, source.words)
    at = 2
    while at < len(made.lines):
        if all(line["kind"] != "heading" for line in made.lines[at - 1 : at + 1]):
            end = made.lines[at]["text"].split()[-rng.randint(5, 9) :]
            text = rng.choice(headings) if len(end) < 5 or rng.random() < 0.4 else " ".join(end)
            made.lines.insert(at, keep(polished(scene.expand(text).strip(",.;:”\"» "), "en"), "heading"))
        at += rng.choice([2, 2, 3])


def near(text, rng):
    """A headline as its list shows it: mostly the same, sometimes shortened or in other letters."""
    choice = rng.random()
    if choice < 0.8:
        return text
    if choice < 0.9 and len(text.split()) > 6:
        return " ".join(text.split()[:-2]) + "…"
    return text.rstrip(".:") if choice < 0.95 else text.upper()


def record(index, seed, made, rng):
    lines = made.all_lines()
    if made.group == "plain" and all(line["label"] == "keep" for line in lines):
        made.group = "control_plain"
    elif made.group in ("plain", "own") and not made.group.startswith("control"):
        made.group = "inj"
    elif made.group == "hard":
        made.group = "hardinj"
    joint = "\n\n" if rng.random() < 0.15 else "\n"
    return {
        "id": f"gen-{seed}-{index:06}",
        "group": made.group,
        "base": made.base,
        "text": joint.join(line["text"] for line in lines),
        "reference": "\n".join(final_text(line) for line in lines if line["label"] != "drop"),
        "lines": lines,
    }
