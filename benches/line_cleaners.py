"""Line rules of known corpora, as functions from the lines of a document to the lines that stay.

Each is what its source says about a line. Rules that judge whole documents are left out, unless the text of the
rule makes sense for one line; docs/line-baselines.md lists which and with which numbers.
"""
import re

LETTER = re.compile(r"[^\W\d_]")


def identity(lines):
    return list(lines)


# C4: Raffel et al., "Exploring the Limits of Transfer Learning", 2020, section 2.2, and `c4_utils.py` of T5.
C4_ENDS = (".", "?", "!", '"')
C4_POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
C4_LONGEST_WORD = 1000


def c4(fewest_words):
    """Keeps lines that end like a sentence, have so many words, and speak neither of JavaScript nor of policies."""

    def keeps(line):
        low, tokens = line.lower(), line.split()
        return (
            line.endswith(C4_ENDS)
            and not line.endswith("...")
            and len(tokens) >= fewest_words
            and max(map(len, tokens)) <= C4_LONGEST_WORD
            and "javascript" not in low
            and not any(phrase in low for phrase in C4_POLICY)
        )

    return lambda lines: [line for line in lines if keeps(line.strip())]


# Gopher: Rae et al., "Scaling Language Models", 2021, table A1; FineWeb: Penedo et al., 2024, section 3.5.
GOPHER_MEAN_LENGTH = (3, 10)  # characters of a word
GOPHER_SYMBOLS = 0.1  # "#" and ellipses per word
GOPHER_ALPHABETIC = 0.8  # share of words with a letter
FINEWEB_SHORT = 30  # characters
FINEWEB_ENDS = (".", "?", "!", '"', "'", "”", "’", "…", ":", ";")


def gopher_fineweb(lines):
    """Document rules of Gopher and FineWeb asked of each line: odd words, symbols, short, ellipsis, repeated."""
    out, seen = [], set()
    for line in lines:
        text, tokens = line.strip(), line.split()
        if not tokens or text in seen:
            continue
        seen.add(text)
        mean = sum(map(len, tokens)) / len(tokens)
        symbols = text.count("#") + text.count("...") + text.count("…")
        alphabetic = sum(bool(LETTER.search(token)) for token in tokens) / len(tokens)
        if (
            GOPHER_MEAN_LENGTH[0] <= mean <= GOPHER_MEAN_LENGTH[1]
            and symbols / len(tokens) <= GOPHER_SYMBOLS
            and alphabetic >= GOPHER_ALPHABETIC
            and not text.endswith(("...", "…"))
            and (len(text) >= FINEWEB_SHORT or text.endswith(FINEWEB_ENDS))
        ):
            out.append(line)
    return out


# RefinedWeb: Penedo et al., 2023, section G.2, "line-wise corrections". The paper gives no share for "mainly".
REFINED_UPPER = 0.5  # of the letters; copies of the rule have 0.5 to 0.8
REFINED_WORDS = 10
COUNTER = re.compile(r"^[\d.,]+\s*[KkMm]?\s+(?:likes?|shares?|comments?|retweets?|reposts?|quotes?|bookmarks?|upvotes?|"
                     r"downvotes?|downloads?|views?|followers?|replies|reactions?)$", re.I)
# A pattern for each example of the paper, and no more: they are rules of their authors, not of ours.
REFINED_START = re.compile(r"^(?:sign[ -]?in|log[ -]?in|sign[ -]?up)\b\W*", re.I)
REFINED_END = re.compile(r"\W*\b(?:read more|continue reading)\W*$", re.I)
REFINED_ANY = re.compile(r"\b\d+ items? in (?:the |your )?cart\b", re.I)


def refinedweb(lines):
    """Drops lines in capitals, of digits, counters, single words; cuts interface phrases out of short lines."""
    out = []
    for line in lines:
        tokens = line.split()
        letters = LETTER.findall(line)
        if len(tokens) < 2 or not letters or COUNTER.match(line.strip()):
            continue
        if sum(letter.isupper() for letter in letters) > REFINED_UPPER * len(letters):
            continue
        if len(tokens) <= REFINED_WORDS:
            line = REFINED_ANY.sub("", REFINED_END.sub("", REFINED_START.sub("", line)))
        if line.strip():
            out.append(line)
    return out


def justext_lines():
    """jusText (Pomikálek, 2011; package justext) with a line as a paragraph and its defaults; None if not installed.

    Its own code classifies and revises. Lines have no links and no tags, so the rules on links and headings rest.
    """
    try:
        from justext import core, get_stoplist
        from justext.paragraph import Paragraph
    except ImportError:
        return None

    class Path:
        dom, xpath = "p", "/p"

    stop_words = get_stoplist("English")

    def clean(lines):
        paragraphs = []
        for line in lines:
            paragraph = Paragraph(Path)
            paragraph.append_text(line)
            paragraphs.append(paragraph)
        core.classify_paragraphs(paragraphs, stop_words)
        core.revise_paragraph_classification(paragraphs)
        return [line for line, paragraph in zip(lines, paragraphs) if not paragraph.is_boilerplate]

    return clean


CLEANERS = [
    ("identity", "identity", lambda: identity),
    ("c4_3", "C4, 3 words", lambda: c4(3)),
    ("c4_5", "C4, 5 words", lambda: c4(5)),
    ("gopher_fineweb", "Gopher and FineWeb, by line", lambda: gopher_fineweb),
    ("refinedweb", "RefinedWeb line-wise", lambda: refinedweb),
    ("justext", "jusText on lines", justext_lines),
]
