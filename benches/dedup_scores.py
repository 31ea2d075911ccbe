"""Scores of clusters of documents against the stories that they tell.

precision    share of the pairs within a cluster that tell the same story
recall_near  share of the pairs of a story with a Jaccard similarity of at least .7 (word 5-grams) that share a cluster
recall_dup   the same of the pairs with a similarity of at least .5 or a containment of at least .8 of the smaller one
F1           of precision and recall_dup
ARI          adjusted Rand index of clusters and stories (Hubert and Arabie, 1985)
"""
import gzip
import struct
from collections import Counter

# Five little-endian u32 a pair: both documents by number, shared shingles, shingles of the first, of the second.
PAIR = struct.Struct("<5I")
NEAR_JACCARD = 0.7
DUPLICATE_JACCARD = 0.5
DUPLICATE_CONTAINMENT = 0.8


def ratio(part, whole):
    return part / whole if whole else 0.0


def pairs_in(labels):
    return sum(size * (size - 1) // 2 for size in Counter(labels).values())


def recalls(kept, stories, pairs):
    """Recall of near pairs and of duplicate pairs, by the packed pairs of a whole set."""
    near, near_found, duplicates, duplicates_found = 0, 0, 0, 0
    for first, second, shared, first_size, second_size in PAIR.iter_unpack(pairs):
        if stories[first] != stories[second]:
            continue
        together = kept[first] == kept[second]
        jaccard = shared / (first_size + second_size - shared)
        if jaccard >= NEAR_JACCARD:
            near += 1
            near_found += together
        if jaccard >= DUPLICATE_JACCARD or shared / min(first_size, second_size) >= DUPLICATE_CONTAINMENT:
            duplicates += 1
            duplicates_found += together
    return ratio(near_found, near), ratio(duplicates_found, duplicates)


def scores(names, stories, kept_names, pairs):
    """Figures of {id: id of the kept copy}; documents that are missing stand alone."""
    kept = [kept_names.get(name, name) for name in names]
    predicted, wanted, right = pairs_in(kept), pairs_in(stories), pairs_in(zip(kept, stories))
    recall_near, recall_dup = recalls(kept, stories, pairs)
    precision = ratio(right, predicted)
    by_chance = ratio(predicted * wanted, len(names) * (len(names) - 1) // 2)
    return {
        "precision": precision,
        "recall_near": recall_near,
        "recall_dup": recall_dup,
        "f1": ratio(2 * precision * recall_dup, precision + recall_dup),
        "ari": ratio(right - by_chance, (predicted + wanted) / 2 - by_chance),
    }


def read_clusters(path):
    with open(path, encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split("\t")[:2] for line in lines)


def read_pairs(path):
    with (gzip.open(path) if path.suffix == ".gz" else open(path, "rb")) as raw:
        return raw.read()
