"""The ways in which rows of a box come encoded, and the way back.

The rows become HTML (paragraphs, list, table, or breaks in one paragraph), and the HTML is written as a content
system leaves it when a field of rich text ends up as text. `decode` is deliberately simple and is only a check.
"""
import html
import re
import urllib.parse

JS_SAFE = "-_.!~*'()"
PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
BREAK = re.compile(r"</?(?:p|br|li|ul|ol|tr|table|tbody|div)\b[^<>]*>|[\r\n]+", re.I)
TAG = re.compile(r"<[^<>]*>")
LABEL = re.compile(r"^([^:]{2,40}:)( .*)$", re.S)
NAMED = {"’": "&rsquo;", "‘": "&lsquo;", "é": "&eacute;", "è": "&egrave;", "ü": "&uuml;", "ö": "&ouml;", "ñ": "&ntilde;",
         "–": "&ndash;", "—": "&mdash;", "“": "&ldquo;", "”": "&rdquo;"}
# Name and weight: most fields pass through encodeURIComponent.
KINDS = [("js", 30), ("full", 6), ("double", 9), ("plus", 8), ("latin1", 6), ("lower", 7), ("truncated", 8),
         ("rawhtml", 11), ("entity", 11), ("escape", 4)]
# Text that would not come back: it looks encoded as it stands.
UNSAFE = re.compile(r"%[0-9A-Fa-f]{2}|%u[0-9A-Fa-f]{4}|&#?\w+;|<[A-Za-z/!]")


def choose(rng):
    names, weights = zip(*KINDS)
    return rng.choices(names, weights)[0]


def encodable(rows):
    return not any(UNSAFE.search(row) for row in rows)


def escape_js(text):
    """`escape()` of old JavaScript: %XX below 256, %uXXXX above, per UTF-16 unit."""
    out = []
    for letter in text:
        if letter.isascii() and (letter.isalnum() or letter in "@*_+-./"):
            out.append(letter)
        elif ord(letter) < 256:
            out.append(f"%{ord(letter):02X}")
        else:
            units = letter.encode("utf-16-be")
            out.append("".join(f"%u{units[i]:02X}{units[i + 1]:02X}" for i in range(0, len(units), 2)))
    return "".join(out)


def written(text, kind, rng):
    """Text, tags and all, in the encoding `kind`."""
    if kind == "full":
        return urllib.parse.quote(text, safe="")
    if kind == "double":
        return urllib.parse.quote(urllib.parse.quote(text, safe=JS_SAFE), safe="")
    if kind == "plus":
        return urllib.parse.quote_plus(text)
    if kind == "latin1":
        return "".join(urllib.parse.quote(c.encode("cp1252"), safe=JS_SAFE) if latin(c) else html_number(c) for c in text)
    if kind == "lower":
        return PERCENT.sub(lambda m: m.group().lower(), urllib.parse.quote(text, safe=JS_SAFE))
    if kind == "escape":
        return escape_js(text)
    if kind == "entity":
        return html.escape(" ".join(text.split()), quote=rng.random() < 0.5)
    if kind == "rawhtml":
        return " ".join(text.split())
    return urllib.parse.quote(text, safe=JS_SAFE)


def latin(letter):
    try:
        letter.encode("cp1252")
        return True
    except UnicodeEncodeError:
        return False


def html_number(letter):
    return urllib.parse.quote(f"&#{ord(letter)};", safe="")


def encode_title(title, kind, rng):
    """A heading: no tags, or strong."""
    text = html.escape(title, quote=False)
    if kind in ("entity", "rawhtml"):
        tag = rng.choice(["strong", "h3", "b"])
        return written(f"<{tag}>{text}</{tag}>", kind, rng)
    return written(text, "js" if kind == "truncated" else kind, rng)


def markup(rows, rng):
    """The rows as HTML in one of the layouts of content systems."""
    named = rng.random() < 0.5
    strong = rng.random() < 0.6
    layout = rng.choice(["p", "p", "p", "br", "ul", "ul", "table", "div"])
    line_end = rng.choice(["\n", "\n", "\r\n", "\r", ""])
    cells = []
    for row in rows:
        text = html.escape(row.replace("\t", " "), quote=False)
        if strong:
            text = LABEL.sub(r"<strong>\1</strong>\2", text)
        if named:
            text = "".join(NAMED.get(c, c) for c in text)
        cells.append(text + ("&nbsp;" if rng.random() < 0.2 else ""))
    if layout == "br":
        return "<p>" + f"{line_end}<br>".join(cells) + "</p>" + line_end
    if layout == "ul":
        return f"<ul>{line_end}" + line_end.join(f"<li>{c}</li>" for c in cells) + f"{line_end}</ul>"
    if layout == "table":
        return "<table><tbody>" + line_end.join(f"<tr><td>{c}</td></tr>" for c in cells) + "</tbody></table>"
    attribute = rng.choice(["", "", ' class="body"', ' dir="ltr"'])
    return line_end.join(f"<{layout}{attribute}>{c}</{layout}>" for c in cells) + line_end


def encode_rows(rows, kind, rng):
    """One line that holds all rows, and the visible words it stands for."""
    line = written(markup(rows, rng), kind, rng)
    if kind == "truncated":
        line = line[: rng.randint(len(line) * 2 // 5, len(line) - 1)]
        if rng.random() < 0.7:
            line = re.sub(r"%[0-9A-Fa-f]?$", "", line)
        return line, decode(line)
    return line, "\n".join(" ".join(row.split()) for row in rows)


def unquoted(text):
    text = re.sub(r"(?:%u[0-9A-Fa-f]{4})+", wide, text)
    raw = urllib.parse.unquote_to_bytes(text)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(raw) - 1 and error.reason == "unexpected end of data":
            return raw[: error.start].decode("utf-8", "replace")
        return raw.decode("cp1252", "replace")


def wide(match):
    units = bytes.fromhex(match.group().replace("%u", ""))
    return units.decode("utf-16-be", "replace")


def decode(text):
    """The visible words of an encoded line, a line a row."""
    for _ in range(3):
        if not (PERCENT.search(text) or "%u" in text):
            break
        if "+" in text and " " not in text and "%20" not in text and "%2520" not in text:
            text = text.replace("+", " ")
        text = unquoted(text)
    text = re.sub(r"%[0-9A-Fa-f]?$", "", text)
    if re.search(r"&lt;/?[a-z]", text) and "<" not in text:
        text = html.unescape(text)
    text = re.sub(r"<[^<>]*$", "", text)
    text = TAG.sub("", BREAK.sub("\n", text))
    rows = (" ".join(html.unescape(row).split()) for row in text.split("\n"))
    return "\n".join(row for row in rows if row)
