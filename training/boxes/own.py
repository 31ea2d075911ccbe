"""What is the article's own and looks as if it were not: moved lists, boxes about it, encoded tails, texts of other kinds."""
import re

from .lines import content, encoded_lines, keep, polished
from .real import BULLET, PAIR, STOP, kind_of
from .surfaces import family_box, styled_list, styled_pairs, styled_title

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")
NAME = re.compile(r"(?<![.!?:] )(?<!^)\b[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){1,2}\b")
NUMBER = re.compile(r"\b(?:19|20)\d\d\b|\b\d[\d,.]*\d\b(?:%| per cent| percent| million)?")
# Share of the content words of an own box that the article must hold, or nobody could tell that it is its own. Guess.
LEAST_SHARED = 0.25
TITLES = {
    "points": ["Key points", "In short", "Summary", "The main points", "At a glance", "In brief", "What to remember"],
    "people": ["Who's who", "The people in this story", "Names", "People", "Voices"],
    "numbers": ["In numbers", "By the numbers", "Figures", "The figures", "Dates and figures"],
    "terms": ["Key terms", "Topics covered", "Contents of this article", "What this is about", "Covered here"],
}


def shared(rows, article):
    own = content(rows)
    return len(own & article) / len(own) if own else 0.0


def family_own_box(scene, family, rng, article):
    """A box about the subject of the article, sharing words with it, or None."""
    for _ in range(6):
        box = family_box(scene, family, rng, most_rows=6)
        if shared(box.rows, article) >= LEAST_SHARED:
            return box
    return None


def own_box_lines(box, rng):
    if rng.random() < 0.2:
        lines = encoded_lines(box.title, box.rows, rng, "own_box", own=True)
        if lines:
            return lines
    return [keep(line, "own_box") for line in box.lines()]


def box_of_article(lines, rng):
    """A box made of the words of a real article, as its editor would: points, people, figures or terms."""
    sentences = [s for line in lines if kind_of(line) == "prose" for s in SENTENCE.split(line) if 40 < len(s) < 300]
    shapes = [points, people, numbers, terms]
    rng.shuffle(shapes)
    for shape in shapes:
        made = shape(sentences, rng)
        if made:
            name, rows = made
            title = styled_title(rng.choice(TITLES[name]), rng)
            return ([title] if title else []) + rows
    return None


def points(sentences, rng):
    if len(sentences) < 8:
        return None
    chosen = sorted(rng.sample(range(len(sentences)), rng.randint(3, 5)))
    rows = [" ".join(sentences[i].split()[: rng.randint(6, 15)]).rstrip(".,;:") for i in chosen]
    return "points", styled_list(rows, rng)


def people(sentences, rng):
    found = {}
    for sentence in sentences:
        for match in NAME.finditer(sentence):
            rest = " ".join(sentence[match.end() :].split()[:7]).strip(" ,.;:'’\"”“")
            if len(rest) > 12:
                found.setdefault(match.group(), rest)
    if len(found) < 3:
        return None
    chosen = sorted(found)[: rng.randint(3, 6)]
    return "people", styled_pairs([(name, found[name]) for name in chosen], rng)


def numbers(sentences, rng):
    rows = []
    for sentence in sentences:
        match = NUMBER.search(sentence)
        if match:
            around = sentence[match.end() :].split()[:6] or sentence[: match.start()].split()[-6:]
            rows.append((match.group(), " ".join(around).strip(" ,.;:'\"”")))
    rows = [row for row in dict(rows).items() if row[1]]
    return ("numbers", styled_pairs(rows[: rng.randint(3, 6)], rng)) if len(rows) >= 3 else None


def terms(sentences, rng):
    seen = {}
    for sentence in sentences:
        tokens = re.findall(r"[a-z]{4,}", sentence)
        for pair in zip(tokens, tokens[1:]):
            if min(map(len, pair)) > 4:
                seen[" ".join(pair)] = seen.get(" ".join(pair), 0) + 1
    often = sorted((name for name, count in seen.items() if count > 1), key=lambda name: (-seen[name], name))
    return ("terms", styled_list([t.capitalize() for t in often[: rng.randint(3, 7)]], rng)) if len(often) >= 3 else None


def moved_list(lines, rng):
    """The lines without one of their lists, and that list with its heading; or None."""
    runs, start = [], None
    for at in range(len(lines) + 1):
        inside = at < len(lines) and bool(BULLET.match(lines[at]) or PAIR.match(lines[at])) and len(lines[at]) < 400
        if inside and start is None:
            start = at
        if not inside and start is not None:
            if 3 <= at - start <= 12 and start > 0 and not STOP.search(lines[start - 1]) and len(lines[start - 1]) < 120:
                runs.append((start - 1, at))
            start = None
    if not runs:
        return None
    first, last = rng.choice(runs)
    if len(lines) - (last - first) < 5:
        return None
    return lines[:first] + lines[last:], lines[first:last]


def encoded_tail(lines, rng):
    """How many lines from the end, and the encoded lines in their place; or None."""
    count = rng.choice([1, 1, 2, 3])
    tail = lines[-count:]
    if len(lines) < 5 + count or any(kind_of(line) == "heading" for line in tail[1:]):
        return None
    title = tail[0] if count > 1 and kind_of(tail[0]) == "heading" else None
    made = encoded_lines(title, tail[1:] if title else tail, rng, "own", own=True)
    return (count, made) if made else None


def family_article(scene, family, rng):
    """Headline and paragraphs of a family; generic ones, headings and traps among them."""
    section, words = scene.words.sections[family], scene.words
    language = words.language
    paragraphs = [p for p in section["para"] if rng.random() < 0.85]
    if len(paragraphs) < 3:
        paragraphs = list(section["para"])
    if rng.random() < 0.3:
        paragraphs[1:] = rng.sample(paragraphs[1:], len(paragraphs) - 1)
    generic = words.sections.get("generic.para", {})
    extra = rng.sample(generic.get("any", []), min(rng.randint(0, 4), len(generic.get("any", []))))
    extra += rng.sample(generic.get("trap", []), min(rng.choice([0, 0, 1, 2]), len(generic.get("trap", []))))
    for paragraph in extra:
        paragraphs.insert(rng.randint(1, len(paragraphs)), paragraph)
    out = [keep(polished(scene.expand(p), language), "prose") for p in paragraphs]
    aside = asides(scene, rng)
    if aside:
        at = rng.randint(1, len(out))
        out[at:at] = aside
    if rng.random() < 0.35:
        headings = words.sections.get("generic.heading", {}).get("any", [])
        every = rng.choice([1, 2, 2, 3])
        same = rng.choice(headings) if headings and rng.random() < 0.12 else None
        for at in range(len(out) - 1, 0, -every):
            if headings:  # the same heading may come again
                text = rng.choice(headings) if same is None else same
                out.insert(at, keep(polished(scene.expand(text), language), "heading"))
    if rng.random() < 0.85 and section.get("headline"):
        out.insert(0, keep(polished(scene.one(family, "headline"), language), "heading"))
    return out


def asides(scene, rng):
    """Short own lines that look like furniture: a sentence of two words, an address, quotes, bullets on the subject."""
    section = scene.words.sections.get("generic.aside")
    if section is None or rng.random() < 0.55:
        return []
    name = rng.choice(sorted(section))
    if name in ("short", "quote"):
        return [keep(scene.expand(rng.choice(section[name])), "prose")]
    chosen = rng.choice(section[name]).split(" ;; ")
    bullet = rng.choice(["- ", "• ", "* ", ""])
    if name == "address":
        return [keep(scene.expand(line), "list") for line in chosen]
    lead, rows = chosen[0], rng.sample(chosen[1:], rng.randint(2, len(chosen) - 1))
    return [keep(scene.expand(lead), "prose")] + [keep(bullet + scene.expand(row), "list") for row in rows]


def interview(scene, rng):
    section = scene.words.sections["qa"]
    out = [keep(polished(scene.one("qa", "head"), "en"), "heading"), keep(scene.one("qa", "intro"), "prose")]
    style = rng.choice(["bare", "qa", "names"])
    asks, says = {"bare": ("", ""), "qa": ("Q: ", "A: ")}.get(style, (f"{scene.slot('outlet1')}: ", scene.slot("person1.last") + ": "))
    for pair in rng.sample(section["pair"], rng.randint(4, len(section["pair"]))):
        question, answer = scene.expand(pair).split(" ; ")
        out += [keep(asks + question, "prose"), keep(says + answer, "prose")]
    return out


def verse(scene, rng):
    section = scene.words.sections["verse"]
    out = [keep(scene.one("verse", "title"), "heading")]
    if rng.random() < 0.5:
        out.append(keep(f"[{scene.slot('person2')}]" if rng.random() < 0.3 else scene.slot("person2"), "heading"))
    refrain = scene.one("verse", "refrain")
    for _ in range(rng.randint(2, 5)):
        out += [keep(scene.expand(line), "verse") for line in rng.sample(section["line"], rng.choice([3, 4, 4, 6]))]
        if rng.random() < 0.8:
            out.append(keep(refrain, "verse"))
    if rng.random() < 0.5:
        out.append(keep(scene.expand("Sung in {city1} until the [mill|harbour|school] closed. {person2} wrote it down for {person1}."), "prose"))
    return out


def recipe(scene, rng):
    out = family_article(scene, "recipe", rng)
    box = family_box(scene, "recipe", rng, most_rows=9)
    steps = scene.rows(rng.choice(scene.words.sections["steps"]["line"]), rng.randint(1, 2))
    steps += [scene.expand(t.replace("{#}", str(i)).replace("*", str(i)))
              for i, t in enumerate(scene.words.sections["steps"]["line"], len(steps) + 1)]
    at = rng.randint(1, len(out))
    out[at:at] = [keep(line, "list") for line in box.lines()]
    return out + [keep(rng.choice(["Method", "Directions", "How to make it", "METHOD"]), "heading")] + [keep(s, "list") for s in steps]


def tutorial(scene, rng):
    section = scene.words.sections["code"]
    out = [keep(scene.one("code", "head"), "heading")]
    texts = rng.sample(section["text"], rng.randint(3, len(section["text"])))
    for text in texts:
        out.append(keep(scene.expand(text), "url_example" if "%" in text else "prose"))
        for line in rng.sample(section["code"], rng.randint(0, 3)):
            out.append(keep(scene.expand(line), "url_example"))
    return out


def special(scene, rng):
    """(name, lines) of a text that is no article of paragraphs."""
    name, make = rng.choice([("qa", interview), ("verse", verse), ("verse", verse), ("recipe", recipe),
                             ("recipe", recipe), ("urlenc", tutorial), ("urlenc", tutorial)])
    return name, make(scene, rng)
