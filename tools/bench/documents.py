"""Documents of any size, of mixed structure, the same for the same seed."""

import random

NOUNS = (
    "harbour ferry captain island bakery market lighthouse engineer bridge council orchard museum violin "
    "glacier station teacher library river valley garden workshop festival railway kitchen mountain archive "
    "village printer sailor meadow theatre window ladder forest journal bicycle chimney lantern quarry mill"
).split()
VERBS = (
    "repaired opened described visited measured painted crossed replaced admired rebuilt surveyed counted "
    "followed restored remembered examined welcomed moved questioned finished"
).split()
ADJECTIVES = (
    "old quiet northern wooden narrow bright forgotten careful distant public winter green heavy new early "
    "famous wet local empty patient"
).split()
LINKS = "on near behind above beyond beside under across".split()
ENDS = (
    "before the first snow",
    "after three weeks of work",
    "while nobody was watching",
    "at the end of a long season",
    "because the weather had turned",
    "as the plans had promised",
)


class Writer:
    """Sentences and what is made of them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.number = 0

    def phrase(self):
        choice = self.random.choice
        return f"{choice(ADJECTIVES)} {choice(NOUNS)}"

    def sentence(self):
        choice = self.random.choice
        self.number += 1
        start = f"The {self.phrase()} {choice(LINKS)} the {choice(NOUNS)}"
        if self.number % 7 == 0:
            return f"{start} {choice(VERBS)} {self.number} of them in the {self.phrase()} {choice(ENDS)}."
        return f"{start} {choice(VERBS)} the {self.phrase()} {choice(ENDS)}."

    def paragraph(self):
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 6)))

    def heading(self):
        return f"{self.phrase()} {self.random.choice(LINKS)} the {self.random.choice(NOUNS)}".capitalize()

    def cells(self):
        return [
            self.random.choice(NOUNS),
            self.random.choice(ADJECTIVES),
            str(self.random.randint(1, 9999)),
        ]


def html_section(writer):
    """A section of a page, as a list of pieces of HTML."""
    draw = writer.random.random
    yield f'<div class="section" id="s{writer.number}"><div class="inner"><h2>{writer.heading()}</h2>\n'
    for _ in range(writer.random.randint(2, 5)):
        text = writer.paragraph()
        if draw() < 0.3:
            text += f' See <a href="/{writer.random.choice(NOUNS)}/{writer.number}">{writer.phrase()}</a>.'
        yield f"<p>{text}</p>\n"
    if draw() < 0.4:
        items = "".join(
            f"<li>{writer.sentence()}</li>\n" for _ in range(writer.random.randint(3, 7))
        )
        yield f"<ul>\n{items}</ul>\n"
    if draw() < 0.3:
        rows = (
            "".join(f"<td>{cell}</td>" for cell in writer.cells())
            for _ in range(writer.random.randint(3, 8))
        )
        yield (
            "<table><tbody>\n" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</tbody></table>\n"
        )
    if draw() < 0.3:
        links = "".join(
            f'<li><a href="/{writer.random.choice(NOUNS)}">{writer.heading()}</a></li>'
            for _ in range(4)
        )
        yield f'<div class="related"><h3>More to read</h3><ul>{links}</ul></div>\n'
    yield "</div></div>\n"


def text_section(writer):
    """A section of a text, as a list of lines."""
    draw = writer.random.random
    yield f"\n{writer.heading()}\n\n"
    for _ in range(writer.random.randint(2, 5)):
        yield f"{writer.paragraph()}\n"
    if draw() < 0.4:
        yield "".join(f"- {writer.sentence()}\n" for _ in range(writer.random.randint(3, 7)))
    if draw() < 0.3:
        yield "".join("\t".join(writer.cells()) + "\n" for _ in range(writer.random.randint(3, 8)))
    if draw() < 0.3:
        yield "\nMore to read\n" + "".join(f"{writer.heading()}\n" for _ in range(4))


def document(kind, size, seed):
    """A page or a text of about so many bytes."""
    writer = Writer(seed)
    title = writer.heading()
    section = html_section if kind == "html" else text_section
    parts, length = [], 0
    if kind == "html":
        parts.append(f"<!doctype html><html lang=en><head><title>{title}</title></head><body>\n")
        parts.append(
            f"<nav><a href=/>Start</a> <a href=/all>All</a></nav><article><h1>{title}</h1>\n"
        )
    else:
        parts.append(f"{title}\n")
    while length < size:
        for part in section(writer):
            parts.append(part)
            length += len(part)
    if kind == "html":
        parts.append("</article><footer><p>Printed by the mill.</p></footer></body></html>\n")
    return "".join(parts)
