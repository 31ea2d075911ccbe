"""Ways in which a page or story comes to stand in a corpus twice. Each takes and gives a list of paragraphs."""
import re

from .words import MONTHS, person, place

# Words that a copy editor swaps without touching a fact.
SWAPS = {"said": "stated", "told": "informed", "some": "several", "began": "started", "starts": "begins", "needs": "requires",
         "because": "as", "but": "yet", "until": "till", "also": "too", "near": "close to", "after": "following",
         "before": "ahead of", "hopes": "wishes", "argued": "claimed", "insisted": "maintained", "many": "numerous", "while":
         "whereas", "large": "big", "small": "little", "often": "frequently", "only": "just", "must": "have to", "may": "might",
         "whether": "if", "needed": "required", "help": "assistance", "every": "each", "given": "handed", "keep": "hold", "nobody": "no one",
         "everybody": "everyone", "anybody": "anyone", "somebody": "someone", "people": "persons", "runs": "goes", "usual": "normal", "expected":
         "due", "likes": "enjoys", "made": "built", "choose": "pick", "though": "although", "walked": "went on foot", "spoke": "talked",
         "mention": "name", "merely": "simply", "question": "matter", "reminder": "token", "hearing": "session", "left":
         "departed", "papers": "documents", "few": "hardly any", "letters": "messages", "keeps": "has", "which": "that",
         "will": "is to", "put": "placed", "write": "put down", "again": "once more", "approved": "passed", "defended": "stood up for", "questioned": "queried",
         "welcomed": "hailed", "rejected": "turned down", "inspected": "examined", "abandoned": "gave up", "measured": "gauged", "praised":
         "lauded", "blocked": "stopped", "discussed": "debated", "shelved": "put aside", "costly": "expensive", "modest": "humble", "disputed":
         "contested", "remote": "distant", "popular": "well-liked", "ambitious": "bold", "shared": "joint", "seasonal": "yearly", "fragile":
         "delicate", "overdue": "late", "blames": "faults", "disagree": "differ", "employs": "has", "delayed": "held up", "explained": "noted",
         "conceded": "admitted", "warned": "cautioned", "remarked": "observed", "recalled": "remembered", "joked": "quipped"}
WORD = re.compile(r"[^\W\d_]+")
MONTH = "|".join(MONTHS)
NUMBER = re.compile(rf"(?<![\d.,'-])\d{{1,4}}(?![\d.,'-]|(?:st|nd|rd|th)\b| (?:{MONTH})\b)")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"])")

SITES = [(f"{name}.example", name.replace("-", " ").title()) for name in [
    "morning-ledger", "valley-gazette", "coast-courier", "the-daily-lantern", "county-mercury", "harbour-post", "northern-herald", "city-bugle",
    "evening-beacon", "weekly-plough", "news-bay", "border-observer", "island-record", "hill-times"]]
MENUS = ["Home\nNews\nSport\nBusiness\nCulture\nOpinion\nSubscribe", "Front page | Region | World | Money | Obituaries | Puzzles | Log in",
         "Skip to content\nMenu\nSearch\nMy account", "You are here: Home > Local > Stories", "Latest\nMost read\nVideo\nPodcasts\nNewsletters\nShop",
         "Share this page: mail, print, copy link", "Sections: politics, courts, weather, jobs, houses, motors", "Sign in | Register | Help | E-paper"]
FEET = ["This page uses small files to remember your settings. Accept all. Settings. Reject.", "Read next\nMore from this section\nBack to top",
        "All rights reserved. Terms of use. Privacy. Imprint. Contact the newsroom.", "Did you like this page? Sign up for our letter, every "
        "weekday at seven, free of charge.", "Follow us on all channels. Download the app. Give us feedback.", "Comments (0)\nBe the first to "
        "comment. You have to be signed in to write here.", "Support local reporting for the price of a coffee a month. Become a member."]
HEADLINES = ["Storm leaves thousands without power", "Ten walks for a wet Sunday", "Why the price of butter keeps rising", "The goat that stopped "
             "the express", "What the new rules mean for tenants", "Quiz: how well do you know your rivers?", "Bakers warn of a hard winter",
             "The village with more clocks than people", "Couple find letters under the floor", "Swimmers want the lido back", "Five soups for cold "
             "evenings", "Last mill on the river is sold", "Readers' pictures of the month", "Museum asks for old radios", "Who pays for the potholes?",
             "Night train returns after a decade", "A short history of the umbrella", "Doctor's advice on sleep", "Buskers and the law",
             "The bridge that nobody owns", "Pupils build a boat from bottles", "Is it too early for tomatoes?"]
INTROS = ["From our correspondent.", "(Agency) -", "In brief:", "As first reported by another paper:", "Updated this morning.", "Report:"]


def exact(draw, paragraphs):
    return list(paragraphs)


def reformatted(draw, paragraphs):
    """Other line breaks, quotation marks, dashes and cases; the words stay."""
    text = "\n".join(paragraphs)
    way = draw.below(5)
    if way == 0:
        return [" ".join(text.split())]
    if way == 1:
        return [line for part in paragraphs for line in SENTENCE.split(part)]
    if way == 2:
        return [part.replace('"', "\u201d").replace("'", "\u2019").replace(" - ", " \u2013 ").replace("- ", "* ") for part in paragraphs]
    if way == 3:
        lines = [""]
        for word in text.split():
            if len(lines[-1]) + len(word) > 68:
                lines.append("")
            lines[-1] = (lines[-1] + " " + word).strip()
        return ["\n".join(lines)]
    return [paragraphs[0].upper(), *(part.replace(", ", " , ").replace("; ", ". ") for part in paragraphs[1:])]


def edited(draw, paragraphs, per_thousand, least=2):
    """Swaps so many words of a thousand for others of the same meaning, or leaves a slip of the pen; no fact changes."""
    spots = []
    for at, part in enumerate(paragraphs):
        for found in WORD.finditer(part):
            word = found.group()
            if word in SWAPS or (word.islower() and len(word) > 5):
                spots.append((at, found.start(), found.end(), word))
    total = sum(len(part.split()) for part in paragraphs)
    wanted = max(least, total * per_thousand // 1000)
    swaps = [spot for spot in spots if spot[3] in SWAPS]
    slips = [spot for spot in spots if spot[3] not in SWAPS]
    chosen = draw.sample(swaps, wanted * 5 // 6 + 1)
    chosen += draw.sample(slips, max(0, min(wanted - len(chosen), 1 + wanted // 3)))
    out = list(paragraphs)
    for at, start, end, word in sorted(chosen, reverse=True):
        middle = 1 + draw.below(max(1, len(word) - 3))
        slip = word[:middle] + word[middle + 1] + word[middle] + word[middle + 2:] if len(word) > 5 else word
        out[at] = out[at][:start] + SWAPS.get(word, slip) + out[at][end:]
    return out


def syndicated(draw, paragraphs):
    """Another byline and dateline, sometimes with a lead of its own, sometimes without the last paragraph."""
    head = [draw.pick(["By ", "Words: ", ""]) + person(draw)] if draw.chance(60) else []
    lead = [draw.pick(INTROS)] if draw.chance(50) else []
    first = place(draw).upper() + " - " + paragraphs[0] if draw.chance(40) else paragraphs[0]
    rest = paragraphs[1:-1] if draw.chance(25) and len(paragraphs) > 4 else paragraphs[1:]
    tail = [draw.pick(["This article first appeared elsewhere and is used with permission.", "Copyright of the agency. Do not resell.",
                       "The writer is a freelance."])] if draw.chance(35) else []
    return head + lead + [first, *rest] + tail


def shortened(draw, paragraphs, low, high, ending=True):
    """The first low to high per cent of the words, cut at a word, as in a feed."""
    words = "\n".join(paragraphs).split(" ")
    kept = max(40, len(words) * draw.between(low, high) // 100)
    text = " ".join(words[:kept])
    return (text + draw.pick([" ...", " [...]", "", " Read more"])).split("\n") if ending else text.split("\n")


def surrounded(draw, paragraphs):
    """Navigation above and below."""
    return draw.sample(MENUS, draw.between(1, 3)) + list(paragraphs) + draw.sample(FEET, draw.between(1, 4))


def boxed(draw, paragraphs):
    """One to three boxes of other headlines inside."""
    out = list(paragraphs)
    for _ in range(draw.between(1, 3)):
        box = draw.pick(["Read also", "More on this", "Related", "Editor's choice"]) + "\n" + "\n".join(draw.sample(HEADLINES, draw.between(2, 5)))
        out.insert(1 + draw.below(len(out)), box)
    return out


def corrected(draw, paragraphs, lead):
    """A correction of the same report: says so in front and changes one figure after paragraph `lead`, which tells
    what the report is about; None where there is no figure."""
    for at in draw.shuffled(range(lead + 1, len(paragraphs))):
        found = NUMBER.search(paragraphs[at])
        if found and not 1900 <= int(found.group()) <= 2100:
            part, figure = paragraphs[at], int(found.group())
            other = str(figure + draw.between(1, 3))
            out = list(paragraphs)
            out[at] = part[:found.start()] + other + part[found.end():]
            out[0] = "Corrected: " + out[0]
            return out
    return None


def clipped(draw, paragraphs):
    """Without its last paragraph; as it is when little would be left."""
    short = list(paragraphs[:-1])
    return short if len(" ".join(short).split()) >= 60 and len(short) >= 3 else list(paragraphs)
