"""How a box looks: its title and the lines its rows become.

Foreign and own boxes pass through here alike, so that no surface belongs to either.
"""
from .grammar import Scene
from .lines import UNSPACED, polished

PROSE_SHARE = 0.2  # of the foreign boxes of templates
BULLETS = ["- ", "• ", "* ", "– ", "· ", "▪ ", "— ", "+ ", "> "]
COUNTERS = ["{}. ", "{}) ", "({}) ", "{} ", "No {}: ", "#{} "]
SEPARATORS = [": ", ": ", ": ", ": ", " - ", " – ", " | ", "\t", ":", " = ", " … "]
WIDE_SEPARATORS = ["：", "：", "：", ": ", "　", "｜", " - "]
TABLE_SEPARATORS = [" | ", "\t", "\t", "  ", " ", ", ", " / "]


class Box:
    """A title or None, rows of text, and what the rows are: pairs, list, table or prose."""

    def __init__(self, title, rows, shape):
        self.title, self.rows, self.shape = title, rows, shape

    def lines(self):
        return ([self.title] if self.title else []) + self.rows


def family_box(scene, family, rng, most_rows=9):
    """A box of a family in a scene: own if it is the scene of the article."""
    section = scene.words.sections[family]
    shapes = [section["box"][0]] * 3
    shapes += ["pairs"] if section.get("field") else []
    shapes += ["list"] if section.get("row") else []
    shape = rng.choice(shapes)
    title = styled_title(scene.one(family, "title"), rng)
    if shape == "pairs":
        return Box(title, pair_rows(scene, section, rng), shape)
    if shape == "table":
        return Box(title, table_rows(scene, section, rng, most_rows), shape)
    if shape == "prose":
        lines = rng.sample(section["line"], rng.randint(2, min(4, len(section["line"]))))
        return Box(title or styled_title(scene.one(family, "title"), rng), [scene.expand(line) for line in lines], shape)
    return Box(title, list_rows(scene, section, rng, most_rows), "list")


def prose_box(scene, family, rng):
    """A heading and paragraphs of another article, as a content system puts an explainer beside a story."""
    section, language = scene.words.sections[family], scene.words.language
    chosen = sorted(rng.sample(range(len(section["para"])), rng.randint(1, min(4, len(section["para"])))))
    title = scene.one(family, rng.choice(["headline", "headline", "title"]))
    rows = [polished(scene.expand(section["para"][at]), language) for at in chosen]
    return Box(styled_title(polished(title, language), rng, none=0.2), rows, "prose")


def styled_title(title, rng, none=0.12):
    """A title in capitals, with a colon, behind a label, or none."""
    if title is None or rng.random() < none:
        return None
    style = rng.random()
    if style < 0.16:
        return title.upper()
    if style < 0.26:
        return title + ":"
    if style < 0.30:
        return f"**{title}**"
    if style < 0.34:
        return f"[{title}]"
    if style < 0.38:
        return f"{rng.choice(['FACTBOX', 'Box', 'INFO', 'Sidebar', 'Fact file', 'Info'])}: {title}"
    if style < 0.42:
        return f"- {title} -"
    return title


def pair_rows(scene, section, rng):
    fields = list(section["field"])
    count = rng.randint(min(3, len(fields)), len(fields))
    chosen = [fields[i] for i in sorted(rng.sample(range(len(fields)), count))]
    pairs = []
    for field in chosen:
        keys, value = field.split(" = ", 1)
        pairs.append((scene.expand(rng.choice(keys.split("/")).strip()), scene.expand(value)))
    return styled_pairs(pairs, rng)


def styled_pairs(pairs, rng):
    """Key and value in one line, in two, as bullets, in capitals, as a sentence, or all in one line."""
    style = rng.random()
    separator = rng.choice(WIDE_SEPARATORS if UNSPACED.search("".join(key for key, _ in pairs)) else SEPARATORS)
    if rng.random() < 0.15:
        pairs = [(key.upper(), value) for key, value in pairs]
    if style < 0.12:
        return [part for pair in pairs for part in pair]
    if style < 0.19:
        return [part for key, value in pairs for part in (key + ":", value)]
    if style < 0.27:
        joint = rng.choice([" | ", "; ", ", ", " · ", " / "])
        return [joint.join(f"{key}: {value}" for key, value in pairs)]
    if style < 0.33 and separator in SEPARATORS:
        verb = rng.choice(["is", "is", "was", "reads"])
        return [f"{key} {verb} {value}." for key, value in pairs]
    if style < 0.38:
        return [f"{value} ({key.lower()})" for key, value in pairs]
    rows = [f"{key}{separator}{value}" for key, value in pairs]
    if style < 0.58:
        bullet = rng.choice(BULLETS)
        return [bullet + row for row in rows]
    if style < 0.64:
        return [f"*{key}*{separator}{value}" for key, value in pairs]
    return rows


def list_rows(scene, section, rng, most_rows):
    if section.get("mixed"):
        templates = list(section["row"])
        count = rng.randint(3, min(len(templates) + 3, most_rows))
        templates = (rng.sample(templates, len(templates)) * 3)[:count]
        rows = []
        for scene.row, template in enumerate(templates, 1):
            rows.append(scene.expand(template.replace("*", str(scene.row)).replace("{#}", str(scene.row))))
        scene.row = 1
        rows = list(dict.fromkeys(rows))
    else:
        rows = scene.rows(rng.choice(section["row"]), rng.randint(3, max(3, most_rows)))
    return styled_list(rows, rng)


def styled_list(rows, rng):
    """Bullets, counters, bare lines, or all in one line."""
    if rows[0][:1].isdigit():
        return rows
    style = rng.random()
    if style < 0.45:
        bullet = rng.choice(BULLETS)
        return [bullet + row for row in rows]
    if style < 0.6:
        counter = rng.choice(COUNTERS)
        return [counter.format(i) + row for i, row in enumerate(rows, 1)]
    if style < 0.68:
        return [rng.choice([", ", "; ", " • ", " | "]).join(rows)]
    return rows


def table_rows(scene, section, rng, most_rows):
    """Rows of cells under a head or none; or a cell a line."""
    at = rng.randrange(len(section["cells"]))
    count = rng.randint(3, max(3, most_rows))
    cells = [[cell.strip() for cell in row.split(";")] for row in scene.rows(section["cells"][at], count)]
    heads = [head for head in section["head"] if head.count(";") == section["cells"][at].count(";")]
    if heads and rng.random() < 0.6:
        cells.insert(0, [cell.strip() for cell in scene.expand(rng.choice(heads)).split(";")])
    style = rng.random()
    if style < 0.14:
        return [cell for row in cells for cell in row]
    if style < 0.3:
        return ["| " + " | ".join(row) + " |" for row in cells]
    separator = rng.choice(TABLE_SEPARATORS)
    return [separator.join(row) for row in cells]


def foreign_box(rng, words, family):
    """A box of a family about something of its own."""
    if rng.random() < PROSE_SHARE:
        return prose_box(Scene(rng, words), family, rng)
    return family_box(Scene(rng, words), family, rng, most_rows=rng.choice([4, 6, 8, 12]))
