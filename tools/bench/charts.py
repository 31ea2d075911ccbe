"""The pictures of `docs/benchmarks.md`, as SVG."""

import math
from xml.sax.saxutils import escape

COLOURS = {"tamis": "#b45309", "peer": "#475569", "floor": "#a8b3c2"}
NAMES = {"tamis": "tamis", "peer": "other extractors", "floor": "parts of the work alone"}
INK, FAINT, GRID, PAPER = "#1f2937", "#6b7280", "#e5e7eb", "#ffffff"
FONT = "font-family='Helvetica, Arial, sans-serif'"


def text(x, y, said, size=13, anchor="start", fill=INK, weight="normal"):
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' text-anchor='{anchor}' fill='{fill}' "
        f"font-weight='{weight}'>{escape(said)}</text>"
    )


def line(x1, y1, x2, y2, stroke=GRID, width=1.0):
    return (
        f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{stroke}' "
        f"stroke-width='{width}'/>"
    )


def box(x, y, width, height, fill):
    return f"<rect x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height:.1f}' rx='2' fill='{fill}'/>"


def picture(width, height, title, marks):
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' "
        f"height='{height}' {FONT} role='img'><title>{escape(title)}</title>\n"
        + box(0, 0, width, height, PAPER)
        + "\n"
        + "\n".join(marks)
        + "\n</svg>\n"
    )


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def legend(x, y, kinds, marks):
    for kind in kinds:
        marks.append(box(x, y - 10, 12, 12, COLOURS[kind]))
        marks.append(text(x + 18, y, NAMES[kind], 12, fill=FAINT))
        x += 46 + 6.4 * len(NAMES[kind])


def bars(title, unit, rows):
    """Bars along a logarithmic axis, the quickest first. A row: label, kind, median, least, greatest."""
    rows = sorted(rows, key=lambda row: -row["median"])
    width, left, right, top, step = 960, 330, 80, 76, 27
    height = top + step * len(rows) + 44
    low = 10 ** math.floor(math.log10(min(row["least"] for row in rows)))
    high = 10 ** math.ceil(math.log10(max(row["greatest"] for row in rows)))
    span = math.log10(high / low)

    def at(value):
        return left + (width - left - right) * math.log10(value / low) / span

    marks = [text(20, 30, title, 17, weight="bold")]
    legend(20, 54, [kind for kind in COLOURS if any(row["kind"] == kind for row in rows)], marks)
    bottom = top + step * len(rows)
    for power in range(round(span) + 1):
        value = low * 10**power
        marks.append(line(at(value), top - 6, at(value), bottom))
        marks.append(text(at(value), bottom + 18, f"{value:,g}", 12, "middle", FAINT))
    marks.append(text((left + width - right) / 2, bottom + 36, unit, 12, "middle", FAINT))
    for place, row in enumerate(rows):
        y = top + step * place
        is_ours = row["kind"] == "tamis"
        weight = "bold" if is_ours else "normal"
        marks.append(text(left - 10, y + 16, row["label"], 13, "end", weight=weight))
        marks.append(
            box(left, y + 4, max(at(row["median"]) - left, 1), step - 9, COLOURS[row["kind"]])
        )
        if at(row["greatest"]) - at(row["least"]) > 3:
            middle = y + 4 + (step - 9) / 2
            marks.append(line(at(row["least"]), middle, at(row["greatest"]), middle, INK, 1.4))
        end = max(at(row["median"]), at(row["greatest"]))
        marks.append(text(end + 7, y + 17, number(row["median"]), 12, weight=weight))
    return picture(width, height, title, marks)


def lines(title, x_label, y_label, series):
    """Lines over a logarithmic axis of bytes, from 0 up. A series: name, colour, points (x, y)."""
    width, height, left, right, top, bottom = 760, 420, 70, 130, 60, 64
    xs = [x for one in series for x, _ in one["points"]]
    low, high = math.log10(min(xs)) - 0.15, math.log10(max(xs)) + 0.15
    most = max(y for one in series for _, y in one["points"]) * 1.12
    step = tidy(most / 5)

    def across(x):
        return left + (width - left - right) * (math.log10(x) - low) / (high - low)

    def up(y):
        return height - bottom - (height - top - bottom) * y / most

    marks = [text(20, 30, title, 17, weight="bold")]
    level = 0.0
    while level <= most:
        marks.append(line(left, up(level), width - right, up(level)))
        marks.append(text(left - 8, up(level) + 4, f"{level:g}", 12, "end", FAINT))
        level += step
    for x in sorted({10 ** round(math.log10(x)) for x in xs}):
        marks.append(line(across(x), height - bottom, across(x), height - bottom + 5, FAINT))
        marks.append(text(across(x), height - bottom + 20, bytes_name(x), 12, "middle", FAINT))
    marks.append(text((left + width - right) / 2, height - 20, x_label, 12, "middle", FAINT))
    marks.append(text(left - 50, 50, y_label, 12, fill=FAINT))
    highest = [
        max(values)
        for values in zip(*([y for _, y in one["points"]] for one in series), strict=True)
    ]
    labelled = set()
    for one in series:
        places = [(across(x), up(y)) for x, y in one["points"]]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        marks.append(
            f"<polyline points='{path}' fill='none' stroke='{one['colour']}' stroke-width='2.5'/>"
        )
        for nth, ((x, y), (_, value)) in enumerate(zip(places, one["points"], strict=True)):
            marks.append(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{one['colour']}'/>")
            # The highest of a size is labelled above, the others below.
            above = value == highest[nth] and nth not in labelled
            if above:
                labelled.add(nth)
            marks.append(
                text(x, y - 10 if above else y + 19, number(value), 11, "middle", one["colour"])
            )
    # Names stand beside the ends of their lines, a line's height apart.
    free = 0.0
    for one in sorted(series, key=lambda one: -one["points"][-1][1]):
        x, y = one["points"][-1]
        free = max(up(y) + 4, free)
        marks.append(text(across(x) + 26, free, one["name"], 13, fill=one["colour"], weight="bold"))
        free += 18
    return picture(width, height, title, marks)


def tidy(step):
    """The next of 1, 2, 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(step))
    return next(power * by for by in (1, 2, 5, 10) if power * by >= step * 0.999)


def bytes_name(size):
    for unit, name in ((1e6, "MB"), (1e3, "kB")):
        if size >= unit:
            return f"{size / unit:,.0f} {name}"
    return f"{size:,.0f} B"
