"""Shapes of template pages, and families: one site's way of filling a shape.

In the text of a shape `<a|b>` is chosen once for a family, `[a|b]` once for a page (in tight families mostly once for
the family), and `{name}` is a slot. Neither kind of choice holds another.
"""
import datetime
import re
from collections import namedtuple

from .notes import NOTES
from .words import MONTHS, WEEKDAYS, spoken_date

# slots(draw, day, fixed): the facts of a page, with "key", which no two pages of a shape share.
# fixed(draw): facts of the family. still: slots that a family may hold still. A lead comes first; core paragraphs are
# on every page; extras on some or in any order; boiler is the fixed text of the site.
Shape = namedtuple("Shape", "name slots fixed still title lead core extras boiler")
Page = namedtuple("Page", "title paragraphs day shape")

OF_FAMILY = re.compile(r"<([^<>]*)>")
OF_PAGE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")
ARTICLE = re.compile(r"\b([Aa]) (?=[aeioAEIO])(?!one\b|One\b|once\b|eu|Eu)")
START = re.compile(r"(^|[.!?]\s+|\n- )([a-zà-ÿ])")
FIRST_DAY = datetime.date(2025, 1, 6)
DAYS = 640
FEWEST_WORDS = 60
NOTES_OF_A_SITE = [0, 0, 0, 0, 0, 1, 2, 4, 7]


def chosen(pattern, draw, text):
    return pattern.sub(lambda found: draw.pick(found.group(1).split("|")), text)


def tidy(text):
    text = ARTICLE.sub(r"\1n ", text)
    text = START.sub(lambda found: found.group(1) + found.group(2).upper(), text)
    return re.sub(r" {2,}", " ", text).strip()


class Family:
    def __init__(self, shape, draw):
        self.shape = shape
        self.fixed = shape.fixed(draw)
        tight = draw.pick([0, 0, 40, 80])
        calm = draw.pick([0, 0, 35, 70, 100])

        def settled(text):
            text = chosen(OF_FAMILY, draw, text)
            return OF_PAGE.sub(lambda found: draw.pick(found.group(1).split("|")) if draw.chance(tight) else found.group(0), text)

        self.title, self.lead = settled(shape.title), settled(shape.lead)
        core = [settled(text) for text in shape.core]
        self.core = core if draw.chance(70) else draw.shuffled(core)
        self.extras = [settled(text) for text in shape.extras]
        boiler = [settled(text) for text in shape.boiler]
        self.boiler = draw.in_order(boiler, draw.below(len(boiler) + 1))
        self.boiler += [settled(text) for text in draw.sample(NOTES, draw.pick(NOTES_OF_A_SITE))]
        self.mixes = draw.chance(35)  # core sections of a page in any order
        self.drawn = draw.chance(60)  # each page has extras of its own
        self.standing = draw.in_order(self.extras, draw.below(len(self.extras) + 1))
        self.held = {name: None for name in shape.still if draw.chance(calm)}
        self.first = FIRST_DAY + datetime.timedelta(days=draw.below(DAYS))
        self.spread = draw.pick([1, 4, 30, 300])

    def page(self, draw, seen):
        """A page whose facts no earlier page of the shape has; None when the family has no more."""
        for _ in range(60):
            day = self.first + datetime.timedelta(days=draw.below(self.spread))
            slots = self.shape.slots(draw, day, self.fixed)
            key = (self.shape.name, slots["key"])
            if key in seen:
                continue
            seen[key] = True
            return self.filled(draw, slots, day)
        return None

    def filled(self, draw, slots, day):
        for name in self.held:
            if self.held[name] is None:
                self.held[name] = slots[name]
            slots[name] = self.held[name]
        slots = {**self.fixed, **slots, "date": spoken_date(day), "weekday": WEEKDAYS[day.weekday()],
                 "month": MONTHS[day.month - 1], "year": str(day.year), "dayword": f"{day.day} {MONTHS[day.month - 1]}"}

        def told(text):
            text = chosen(OF_PAGE, draw, text)
            for _ in range(3):  # a slot may hold slots
                text = SLOT.sub(lambda found: str(slots[found.group(1)]), text)
            return tidy(text)

        core = draw.shuffled(self.core) if self.mixes else self.core
        extras = self.standing
        if self.drawn:
            extras = draw.sample(self.extras, draw.below(len(self.extras) + 1))
        if sum(len(text.split()) for text in [self.lead, *core, *extras, *self.boiler]) < FEWEST_WORDS + 10:
            extras = self.extras
        body = [told(text) for text in [self.lead, *core, *extras, *self.boiler]]
        return Page(told(self.title), [text for text in body if text], day, self.shape.name)
