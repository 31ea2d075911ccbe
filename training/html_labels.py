"""Labels for the blocks of pages: which share of a block's words stands in the reference.

The words of the page and of the reference are aligned as a reader would: the longest common run first,
then the same to its left and to its right (Ratcliff and Obershelp), and then, for content that stands
elsewhere than in the reference, the longest runs of at least RUN words among what is left on both sides.
"""
import re

import numba
import numpy

WORD = re.compile(r"\w+")
# Fewest words of a run that is matched out of order.
RUN = 5


def words(text):
    return WORD.findall((text or "").lower())


@numba.njit(cache=True)
def _longest(a, starts, places, alo, ahi, blo, bhi, lengths, touched):
    """The longest run common to a[alo:ahi] and b[blo:bhi], the first of the longest in a, then in b."""
    best_a, best_b, best = alo, blo, 0
    for i in range(alo, ahi):
        token = a[i]
        if token >= 0:
            # From the right, so that lengths[] still holds the row before.
            for at in range(starts[token + 1] - 1, starts[token] - 1, -1):
                j = places[at]
                if j >= bhi:
                    continue
                if j < blo:
                    break
                run = 1
                if j > blo and touched[j] == i:
                    run = lengths[j] + 1
                lengths[j + 1] = run
                touched[j + 1] = i + 1
                if run > best or (run == best and i - run + 1 == best_a and j - run + 1 < best_b):
                    best_a, best_b, best = i - run + 1, j - run + 1, run
    return best_a, best_b, best


@numba.njit(cache=True)
def _reset(touched):
    for i in range(len(touched)):
        touched[i] = -1


@numba.njit(cache=True)
def _align(a, b, vocabulary, least):
    """For every word of a, whether it is matched in b. Words are numbers below vocabulary."""
    matched = numpy.zeros(len(a), numpy.uint8)
    used = numpy.zeros(len(b), numpy.uint8)
    lengths = numpy.zeros(len(b) + 2, numpy.int64)
    touched = numpy.full(len(b) + 2, -1, numpy.int64)
    starts = numpy.zeros(vocabulary + 2, numpy.int64)
    for token in b:
        starts[token + 1] += 1
    for token in range(vocabulary):
        starts[token + 1] += starts[token]
    fill = starts.copy()
    places = numpy.zeros(len(b), numpy.int64)
    for j in range(len(b)):
        places[fill[b[j]]] = j
        fill[b[j]] += 1
    stack = [(0, len(a), 0, len(b))]
    while len(stack) > 0:
        alo, ahi, blo, bhi = stack.pop()
        _reset(touched)
        i, j, size = _longest(a, starts, places, alo, ahi, blo, bhi, lengths, touched)
        if size == 0:
            continue
        for k in range(size):
            matched[i + k] = 1
            used[j + k] = 1
        if alo < i and blo < j:
            stack.append((alo, i, blo, j))
        if i + size < ahi and j + size < bhi:
            stack.append((i + size, ahi, j + size, bhi))
    rest = a.copy()
    while True:
        for i in range(len(a)):
            if matched[i]:
                rest[i] = -1
        # What of b is used cannot be matched again: its words are taken out of the index.
        count = 0
        for token in range(vocabulary + 2):
            starts[token] = 0
        for j in range(len(b)):
            if not used[j]:
                starts[b[j] + 1] += 1
        for token in range(vocabulary):
            starts[token + 1] += starts[token]
        fill = starts.copy()
        for j in range(len(b)):
            if not used[j]:
                places[fill[b[j]]] = j
                fill[b[j]] += 1
                count += 1
        if count < least:
            break
        _reset(touched)
        i, j, size = _longest(rest, starts, places, 0, len(a), 0, len(b), lengths, touched)
        if size < least:
            break
        for k in range(size):
            matched[i + k] = 1
            used[j + k] = 1
    return matched


def labels(texts, reference):
    """For each text the share of its words that stand in the reference, and the number of its words."""
    numbers = {}
    lists = [[numbers.setdefault(word, len(numbers)) for word in words(text)] for text in texts]
    want = [numbers.setdefault(word, len(numbers)) for word in words(reference)]
    counts = numpy.array([len(tokens) for tokens in lists], numpy.int64)
    page = numpy.array([token for tokens in lists for token in tokens], numpy.int64)
    if len(page) == 0 or not want:
        return numpy.zeros(len(texts), numpy.float32), counts
    matched = _align(page, numpy.array(want, numpy.int64), len(numbers), RUN)
    ends = numpy.cumsum(counts)
    sums = numpy.concatenate([[0], numpy.cumsum(matched)])
    return ((sums[ends] - sums[ends - counts]) / numpy.maximum(counts, 1)).astype(numpy.float32), counts
