"""The rules of datatrove's filters, one by one: how each is run alone, and the figures that it compares."""

import math
import re

from datatrove.pipeline.filters import (
    C4ParagraphFilter,
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)
from datatrove.pipeline.filters.c4_filters import CITATION_REGEX
from datatrove.pipeline.filters.gopher_quality_filter import STOP_WORDS
from datatrove.pipeline.filters.gopher_repetition_filter import (
    find_all_duplicate,
    find_duplicates,
    find_top_duplicate,
    get_n_grams,
)
from datatrove.utils.text import PUNCTUATION_SET, TERMINAL_PUNCTUATION

REPETITION_OFF = dict(
    dup_line_frac=None, dup_para_frac=None, dup_line_char_frac=None, dup_para_char_frac=None, top_n_grams=(), dup_n_grams=()
)
QUALITY_OFF = dict(
    min_doc_words=None, max_doc_words=None, min_avg_word_length=None, max_avg_word_length=None, max_symbol_word_ratio=None,
    max_bullet_lines_ratio=None, max_ellipsis_lines_ratio=None, max_non_alpha_words_ratio=None, min_stop_words=None,
)
C4_OFF = dict(
    remove_citations=False, filter_no_terminal_punct=False, min_num_sentences=-1, min_words_per_line=-1, max_word_length=-1,
    filter_lorem_ipsum=False, filter_javascript=False, filter_curly_bracket=False, filter_policy=False,
)
FINEWEB_OFF = dict(line_punct_thr=0.0, short_line_thr=math.inf, char_duplicates_ratio=math.inf, new_line_ratio=math.inf)
TOP = {2: 0.2, 3: 0.18, 4: 0.16}
DUPLICATE = {5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.10}


class Rule:
    """A rule by our name; `figures(page)` are its figures, or None for a rule of lines."""

    def __init__(self, name, tokens, alone, figures=None, also=()):
        self.name, self.tokens, self.alone, self.figures = name, tokens, alone, figures
        self.settings = ["preset=none", "with=" + ",".join([name, *also])]


class Page:
    """A text with its words, and the sentences of each of its lines."""

    def __init__(self, text, words, sentences):
        self.text, self.words, self.sentences = text, words, sentences


def share(part, whole):
    return part / whole if whole else 0.0


def repetition(**on):
    return GopherRepetitionFilter(**{**REPETITION_OFF, **on})


def quality(**on):
    return GopherQualityFilter(**{**QUALITY_OFF, **on})


def c4(**on):
    return C4QualityFilter(**{**C4_OFF, **on})


def fineweb(**on):
    return FineWebQualityFilter(**{**FINEWEB_OFF, **on})


def paragraphs(page):
    return re.split(r"\n{2,}", page.text.strip())


def lines(page):
    return re.split("\n+", page.text)


def duplicates(pieces, page, characters):
    repeated, length = find_duplicates(pieces)
    return [length / len(page.text) if characters else repeated / len(pieces)]


def plain(page):
    return [word for word in page.words if any(c not in PUNCTUATION_SET for c in word)]


def top(n):
    def figure(page):
        grams = get_n_grams(page.words, n)
        return [find_top_duplicate(grams) / len(page.text) if grams else 0.0]

    return figure


def repeated(n):
    return lambda page: [find_all_duplicate(page.words, n) / len(page.text)]


def mean_length(page):
    words = plain(page)
    return [sum(map(len, words)) / len(words) if words else None]


def symbols(page):
    words, text = len(page.words), page.text
    return [share(text.count("#"), words), share(text.count("...") + text.count("…"), words)]


def bullets(page):
    rows = page.text.splitlines()
    return [share(sum(row.lstrip().startswith(("•", "-")) for row in rows), len(rows))]


def ellipses(page):
    rows = page.text.splitlines()
    return [share(sum(row.rstrip().endswith(("...", "…")) for row in rows), len(rows))]


def alphabetic(page):
    return [share(sum(any(c.isalpha() for c in word) for word in page.words), len(page.words)) if page.words else None]


def filled(page):
    return [row for row in page.text.split("\n") if row.strip()]


def long_lines(page):
    lengths = sorted(map(len, page.text.split("\n")), reverse=True)
    return [lengths[2] if len(lengths) > 2 else 0]


def rules():
    yield Rule("gopher-duplicate-paragraphs", False, repetition(dup_para_frac=0.3), lambda p: duplicates(paragraphs(p), p, False))
    yield Rule("gopher-duplicate-paragraph-characters", False, repetition(dup_para_char_frac=0.2), lambda p: duplicates(paragraphs(p), p, True))
    yield Rule("gopher-duplicate-lines", False, repetition(dup_line_frac=0.3), lambda p: duplicates(lines(p), p, False))
    yield Rule("gopher-duplicate-line-characters", False, repetition(dup_line_char_frac=0.2), lambda p: duplicates(lines(p), p, True))
    for n, most in TOP.items():
        yield Rule(f"gopher-top-{n}-gram", True, repetition(top_n_grams=((n, most),)), top(n))
    for n, most in DUPLICATE.items():
        yield Rule(f"gopher-duplicate-{n}-grams", True, repetition(dup_n_grams=((n, most),)), repeated(n))
    yield Rule("gopher-word-count", True, quality(min_doc_words=50, max_doc_words=100000), lambda p: [len(plain(p))])
    yield Rule("gopher-mean-word-length", True, quality(min_avg_word_length=3, max_avg_word_length=10), mean_length)
    yield Rule("gopher-symbol-ratio", True, quality(max_symbol_word_ratio=0.1), symbols)
    yield Rule("gopher-bullet-lines", False, quality(max_bullet_lines_ratio=0.9), bullets)
    yield Rule("gopher-ellipsis-lines", False, quality(max_ellipsis_lines_ratio=0.3), ellipses)
    yield Rule("gopher-alphabetic-words", True, quality(max_non_alpha_words_ratio=0.8), alphabetic)
    yield Rule("gopher-stop-words", True, quality(min_stop_words=2), lambda p: [len(set(STOP_WORDS).intersection(p.words))])
    yield Rule("c4-line-long-word", False, c4(max_word_length=1000))
    yield Rule("c4-citation", False, c4(remove_citations=True))
    yield Rule("c4-line-punctuation", False, c4(filter_no_terminal_punct=True))
    yield Rule("c4-line-words", False, c4(min_words_per_line=3))
    yield Rule("c4-lorem-ipsum", False, c4(filter_lorem_ipsum=True))
    yield Rule("c4-line-javascript", False, c4(filter_javascript=True))
    yield Rule("c4-curly-bracket", False, c4(filter_curly_bracket=True))
    yield Rule("c4-line-policy", False, c4(filter_policy=True))
    yield Rule("c4-sentences", True, c4(min_num_sentences=5, remove_citations=True), lambda p: [sum(p.sentences)], ["c4-citation"])
    yield Rule("c4-paragraphs", False, C4ParagraphFilter(), long_lines)
    yield Rule("fineweb-line-punctuation", False, fineweb(line_punct_thr=0.12),
               lambda p: [share(sum(row.endswith(tuple(TERMINAL_PUNCTUATION)) for row in filled(p)), len(filled(p)))])
    yield Rule("fineweb-short-lines", False, fineweb(short_line_thr=0.67),
               lambda p: [share(sum(len(row) <= 30 for row in filled(p)), len(filled(p)))])
    yield Rule("fineweb-duplicate-characters", False, fineweb(char_duplicates_ratio=0.01),
               lambda p: [share(find_duplicates(filled(p))[1], len(p.text.replace("\n", "")))])
    yield Rule("fineweb-line-breaks", True, fineweb(new_line_ratio=0.3), lambda p: [share(p.text.count("\n"), len(p.words))])


def whole_filters():
    """Name, our settings, and the filters, each of which sees what the one before left."""
    names = [rule.name for rule in rules()]
    grams = [n for n in names if re.search(r"duplicate-(line|para)|-gram", n) and n.startswith("gopher")]
    others = [n for n in names if n.startswith("gopher") and n not in grams]
    own = [n for n in names if n.startswith("fineweb")]
    yield "Gopher repetition", ["preset=none", "with=" + ",".join(grams)], [GopherRepetitionFilter()]
    yield "Gopher quality", ["preset=none", "with=" + ",".join(others)], [GopherQualityFilter()]
    yield "C4 quality", ["preset=c4"], [C4QualityFilter()]
    yield "FineWeb quality", ["preset=none", "with=" + ",".join(own)], [FineWebQualityFilter()]
    chain = [GopherRepetitionFilter(), GopherQualityFilter(), C4QualityFilter(filter_no_terminal_punct=False), FineWebQualityFilter()]
    yield "FineWeb's chain", ["preset=fineweb"], chain


REASONS = {
    "dup_para_frac": "gopher-duplicate-paragraphs", "dup_para_char_frac": "gopher-duplicate-paragraph-characters",
    "dup_line_frac": "gopher-duplicate-lines", "dup_line_char_frac": "gopher-duplicate-line-characters",
    "gopher_short_doc": "gopher-word-count", "gopher_long_doc": "gopher-word-count",
    "gopher_below_avg_threshold": "gopher-mean-word-length", "gopher_above_avg_threshold": "gopher-mean-word-length",
    "gopher_too_many_hashes": "gopher-symbol-ratio", "gopher_too_many_ellipsis": "gopher-symbol-ratio",
    "gopher_too_many_bullets": "gopher-bullet-lines", "gopher_too_many_end_ellipsis": "gopher-ellipsis-lines",
    "gopher_below_alpha_threshold": "gopher-alphabetic-words", "gopher_enough_stop_words": "gopher-stop-words",
    "lorem_ipsum": "c4-lorem-ipsum", "curly_bracket": "c4-curly-bracket", "too_few_sentences": "c4-sentences",
    "line_punct_ratio": "fineweb-line-punctuation", "short_line_ratio": "fineweb-short-lines",
    "char_dup_ratio": "fineweb-duplicate-characters", "list_ratio": "fineweb-line-breaks",
    "< 3 paragraphs": "c4-paragraphs",
    **{f"top_{n}_gram": f"gopher-top-{n}-gram" for n in TOP},
    **{f"duplicated_{n}_n_grams": f"gopher-duplicate-{n}-grams" for n in DUPLICATE},
}


def without_citations(line):
    return CITATION_REGEX.sub("", line)
