"""Scores of cleaned text against labelled lines (`sidebar`) and against main content (`wet`).

removal      share of the foreign words that are gone
loss         share of the article's own words that are gone
line F1      of the class "drop"; a line counts as dropped when under half of its words survive
exact        share of documents whose words equal the reference, in order
controls     the same of documents with nothing foreign in them
F1 of pages  of the multisets of words of text and reference, averaged over the pages

A word is a run of `\\w`, in lower case. A line survives as far as the output holds it: equal lines are aligned in
order; then each line left takes its words from the output lines left, own lines first. Lines that were decoded or
edited may stand there in either form, but an own line that is left encoded counts as lost.
"""
import difflib
import html
import re
import urllib.parse
from collections import Counter

WORD = re.compile(r"\w+")
PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
TAG = re.compile(r"<[^<>]{0,2000}>")
HALF = 0.5


def words(text):
    return WORD.findall((text or "").lower())


def ratio(part, whole):
    return part / whole if whole else 0.0


def harmonic(first, second):
    return ratio(2 * first * second, first + second)


def visible(text):
    """The words that an encoded line shows when it is decoded."""
    for _ in range(3):
        if not PERCENT.search(text) or "<" in text and "%3C" not in text.upper():
            break
        if "+" in text and not re.search(r" |%20|%2520", text):
            text = text.replace("+", " ")
        raw = urllib.parse.unquote_to_bytes(text)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    return TAG.sub(" ", html.unescape(html.unescape(text)))


def forms(line):
    """The word keys under which a line may stand in the output: as it is, decoded, edited."""
    texts = [line["text"]] + [line[key] for key in ("clean", "decoded") if line.get(key)]
    if "%" in line["text"] and not line.get("decoded"):
        texts.append(visible(line["text"]))
    return [" ".join(words(text)) for text in texts]


def survivals(lines, text):
    """(words, share that survives, stands unchanged) of each line."""
    output = [key for key in (" ".join(words(row)) for row in text.split("\n")) if key]
    keys = [forms(line) for line in lines]
    first_form = {}
    for key in keys:
        for form in key:
            first_form.setdefault(form, key[0])
    share, unchanged, taken = [0.0] * len(lines), [False] * len(lines), [False] * len(output)
    left, right = [key[0] for key in keys], [first_form.get(row, row) for row in output]
    for block in difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            a, b = block.a + step, block.b + step
            share[a], unchanged[a], taken[b] = 1.0, output[b] == keys[a][0], True
    rest = Counter(word for row, used in zip(output, taken) if not used for word in row.split())
    for at in sorted(range(len(lines)), key=lambda i: (lines[i]["label"] == "drop", i)):
        own = Counter(keys[at][-1].split())
        if share[at] < 1 and own:
            common = own & rest
            found = ratio(sum(common.values()), sum(own.values()))
            if found >= HALF:
                share[at] = found
                rest -= common
    return [(len(key[-1].split()), s, u) for key, s, u in zip(keys, share, unchanged)]


def is_control(document):
    return document["group"].startswith("control") or all(line["label"] == "keep" for line in document["lines"])


def labelled_scores(documents, predicted):
    total = Counter()
    for document in documents:
        text = predicted.get(str(document["id"]), "")
        exact = words(text) == words(document["reference"])
        total.update(documents=1, exact=exact)
        if is_control(document):
            total.update(controls=1, controls_exact=exact)
        for line, (size, share, unchanged) in zip(document["lines"], survivals(document["lines"], text)):
            if not size:
                continue
            if line["label"] == "drop":
                total.update(foreign=size, removed=size * (1 - share), right=share < HALF, missed=share >= HALF)
            else:
                stayed = 0.0 if line["kind"] == "own_encoded" and unchanged else share
                total.update(own=size, lost=size * (1 - stayed), wrong=share < HALF)
    precision = ratio(total["right"], total["right"] + total["wrong"])
    recall = ratio(total["right"], total["right"] + total["missed"])
    return {
        "removal": ratio(total["removed"], total["foreign"]),
        "loss": ratio(total["lost"], total["own"]),
        "line_f1": harmonic(precision, recall),
        "exact": ratio(total["exact"], total["documents"]),
        "controls_exact": ratio(total["controls_exact"], total["controls"]),
    }


def page_f1(text, reference):
    got, want = Counter(words(text)), Counter(words(reference))
    if not got or not want:
        return float(not got and not want)
    common = sum((got & want).values())
    return harmonic(common / sum(got.values()), common / sum(want.values()))


def page_scores(pages, predicted):
    scores = [(page["page_type"], page_f1(predicted.get(str(page["id"]), ""), page["reference"])) for page in pages]
    articles = [score for kind, score in scores if kind == "article"]
    return {"f1": ratio(sum(score for _, score in scores), len(scores)), "articles": ratio(sum(articles), len(articles))}
