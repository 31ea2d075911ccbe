#!/usr/bin/env python3
"""Deduplicates rows {id, text} by one package and writes (id, id of the kept copy) a line.

    dedup_methods.py NAME BANDSxROWS IN.jsonl OUT.tsv WORK_FOLDER

Each function below uses one package as its own documentation does, with word 5-grams, BANDS x ROWS permutations and a
threshold of .7 where it takes one, in one thread. A package that makes its own shingles gets the text; the others get
those of `shingles` or `shingle_hashes`. What matched becomes clusters by union-find, the first document is kept.
Packages are imported where they are used, so that a method pays for its own alone.
"""
import itertools
import pathlib
import re
import struct
import sys
from array import array

import orjson

FOREIGN_BREAK = re.compile(r"[^\w\x00-\x7f]+")
ASCII_WORDS = bytes(byte if byte >= 128 or chr(byte).isalnum() or byte == ord("_") else ord(" ") for byte in range(256))
SHINGLE_WORDS = 5
THRESHOLD = 0.7
SEED = 42
# Documents handed over at a time to an interface that takes many; 1000 were as fast and took twice the memory.
BATCH_DOCUMENTS = 100


class Forest:
    """Union-find over documents by number; the smallest number of a tree is its root."""

    def __init__(self):
        self.parent = array("I")

    def grow(self, size):
        self.parent.extend(range(len(self.parent), size))

    def root(self, node):
        parent = self.parent
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    def join(self, first, second):
        first, second = self.root(first), self.root(second)
        if first < second:
            self.parent[second] = first
        else:
            self.parent[first] = second


def rows(path):
    with open(path, "rb") as lines:
        for line in lines:
            row = orjson.loads(line)
            yield row["id"], row["text"]


def batches(path):
    source = rows(path)
    while batch := list(itertools.islice(source, BATCH_DOCUMENTS)):
        yield [name for name, _ in batch], [text for _, text in batch]


def save(path, names, kept):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(f"{name}\t{names[kept(number)]}\n" for number, name in enumerate(names))


def words_of(text):
    """The runs of `\\w` of a text in lower case, in UTF-8: what `re.findall` gives, in three quarters of its time."""
    lower = text.lower()
    if not lower.isascii():
        lower = FOREIGN_BREAK.sub(" ", lower)
    return lower.encode().translate(ASCII_WORDS).split()


def shingles(text):
    """The word 5-grams of a text; a shorter text is one shingle."""
    words = words_of(text)
    if len(words) < SHINGLE_WORDS:
        return [b" ".join(words)]
    return list(map(b" ".join, zip(words, words[1:], words[2:], words[3:], words[4:])))


def shingle_hashes(texts):
    """The same shingles as hashes, those of all texts in one array, and where each text's begin: for interfaces that take
    numbers."""
    import numpy as np

    padded, lengths = [], []
    for text in texts:
        words = words_of(text)
        words += [b""] * (SHINGLE_WORDS - len(words))
        padded += words
        lengths.append(len(words))
    hashes = np.fromiter(map(hash, padded), dtype=np.int64, count=len(padded)).view(np.uint64)
    ends = np.cumsum(lengths)
    count = len(hashes) - SHINGLE_WORDS + 1
    total = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE_WORDS):
        total = total * np.uint64(0x9E3779B97F4A7C15) + hashes[place : place + count]
    total ^= total >> np.uint64(32)
    total *= np.uint64(0xD6E8FEB86659FD93)
    total ^= total >> np.uint64(32)
    inside = np.ones(count, dtype=bool)
    inside[(ends[:-1, None] - np.arange(1, SHINGLE_WORDS)).ravel()] = False
    starts = np.concatenate([[0], np.cumsum(np.array(lengths) - (SHINGLE_WORDS - 1))])
    return total[inside], starts.astype(np.uint64)


def join_equal_bands(forest, signatures, bands, width):
    """Joins the documents whose signatures (a matrix, a row each) agree in a band."""
    import numpy as np

    for band in range(bands):
        part = np.ascontiguousarray(signatures[:, band * width : (band + 1) * width])
        keys = part.view(np.dtype((np.void, part.dtype.itemsize * width))).ravel()
        _, first, group = np.unique(keys, return_index=True, return_inverse=True)
        leaders = first[group]
        for number in np.flatnonzero(leaders != np.arange(len(leaders))).tolist():
            forest.join(int(leaders[number]), number)


def exact(source, out, bands, width, work):
    """The floor: every row is read and one xxh3 of its text taken."""
    import xxhash

    names, first, kept = [], {}, []
    for number, (name, text) in enumerate(rows(source)):
        names.append(name)
        kept.append(first.setdefault(xxhash.xxh3_128_digest(text.encode()), number))
    save(out, names, kept.__getitem__)


def datasketch(source, out, bands, width, work):
    from datasketch import MinHash, MinHashLSH
    from xxhash import xxh32_intdigest

    index = MinHashLSH(threshold=THRESHOLD, num_perm=bands * width, params=(bands, width))
    names, forest = [], Forest()
    for batch_names, texts in batches(source):
        start = len(names)
        names += batch_names
        forest.grow(len(names))
        sketches = MinHash.generator(map(shingles, texts), num_perm=bands * width, seed=SEED, hashfunc=xxh32_intdigest)
        for number, sketch in enumerate(sketches, start):
            for other in index.query(sketch):
                forest.join(other, number)
            index.insert(number, sketch, check_duplication=False)
    save(out, names, forest.root)


def rensa(source, out, bands, width, work):
    """R-MinHash of the whole shingle set and its own LSH, through the interfaces that take many documents."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=bands * width, num_bands=bands)
    names, forest = [], Forest()
    for batch_names, texts in batches(source):
        start = len(names)
        names += batch_names
        forest.grow(len(names))
        sketches = RMinHash.from_token_sets(list(map(shingles, texts)), num_perm=bands * width, seed=SEED)
        index.insert_many(sketches, start_key=start)
        for number, found in enumerate(index.query_all(sketches), start):
            for other in found:
                forest.join(other, number)
    save(out, names, forest.root)


def rensa_flat(source, out, bands, width, work):
    """Its fastest way to full-set signatures: hashes in one flat array. The index only says whether a row of such a matrix
    has a duplicate, not of what, so equal bands are found in numpy."""
    import numpy as np
    from rensa import RMinHash

    names, parts, forest = [], [], Forest()
    for batch_names, texts in batches(source):
        names += batch_names
        hashes, starts = shingle_hashes(texts)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, starts, bands * width, SEED)
        parts.append(np.array(matrix.to_rows(), dtype=np.uint32))
    forest.grow(len(names))
    join_equal_bands(forest, np.concatenate(parts), bands, width)
    save(out, names, forest.root)


def rensa_rho(source, out, bands, width, work):
    """Its fastest path of all: the Rho sketch of sampled positions, and flags in place of clusters. A flagged document is
    written as a copy of `?`."""
    import numpy as np
    from rensa import RMinHash, RMinHashLSH

    names, hash_parts, lengths = [], [], []
    for batch_names, texts in batches(source):
        names += batch_names
        hashes, starts = shingle_hashes(texts)
        hash_parts.append(hashes)
        lengths.append(np.diff(starts))
    starts = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.uint64)
    flat = np.concatenate(hash_parts)
    del hash_parts
    matrix = RMinHash.digest_matrix_from_flat_token_hashes_rho(flat, starts, bands * width, SEED)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=bands * width, num_bands=bands)
    flags = index.query_duplicate_flags_matrix_one_shot(matrix)
    with open(out, "w", encoding="utf-8") as lines:
        lines.writelines(f"{name}\t{'?' if flag else name}\n" for name, flag in zip(names, flags))


def gaoya(source, out, bands, width, work):
    """Its own index of strings with its own shingles; a query drops candidates whose signatures are not alike enough."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(
        hash_size=32, jaccard_threshold=THRESHOLD, num_bands=bands, band_size=width, analyzer="word", lowercase=True,
        ngram_range=(SHINGLE_WORDS, SHINGLE_WORDS), id_container="smallvec",
    )
    names, forest = [], Forest()
    for number, (name, text) in enumerate(rows(source)):
        names.append(name)
        forest.grow(len(names))
        for other in index.query(text):
            forest.join(other, number)
        index.insert_document(number, text)
    save(out, names, forest.root)


def text_dedup(source, out, bands, width, work):
    """Its command `python -m text_dedup.minhash`, called in this process; it writes the kept rows too. Documents under five
    words stay in (`--min_length 1`), as the other methods have them."""
    from text_dedup import minhash

    options = {
        "--path": "json", "--data_files": source, "--split": "train", "--cache_dir": work / "cache",
        "--output": work / "kept", "--column": "text", "--ngram": SHINGLE_WORDS, "--min_length": 1,
        "--num_perm": bands * width, "--b": bands, "--r": width, "--threshold": THRESHOLD, "--hash_func": "xxh3",
        "--num_proc": 1,
    }
    minhash.main([str(part) for option in options.items() for part in option], standalone_mode=False)
    save(out, [name for name, _ in rows(source)], minhash.uf.find)


def datatrove(source, out, bands, width, work):
    """The four stages of its MinHash pipeline with their defaults; it writes the kept rows too."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    config = MinhashConfig(n_grams=SHINGLE_WORDS, num_buckets=bands, hashes_per_bucket=width)
    signatures, pairs, removed = str(work / "signatures"), str(work / "pairs"), str(work / "removed")

    def reader():
        return JsonlReader(str(source.parent), glob_pattern=source.name)

    stages = [
        (1, [reader(), MinhashDedupSignature(output_folder=signatures, config=config)]),
        (bands, [MinhashDedupBuckets(input_folder=signatures, output_folder=pairs, config=config)]),
        (1, [MinhashDedupCluster(input_folder=pairs, output_folder=removed, config=config, save_cluster_id=True)]),
        (1, [reader(), MinhashDedupFilter(input_folder=removed), JsonlWriter(str(work / "kept"), compression=None)]),
    ]
    for number, (tasks, pipeline) in enumerate(stages, 1):
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=str(work / f"logs{number}")).run()
    # Its reader leaves out rows without text and numbers the others.
    names, numbered = [], []
    for name, text in rows(source):
        if text:
            numbered.append(len(names))
        names.append(name)
    kept, first = list(range(len(names))), {}
    for document, cluster in struct.iter_unpack("<2I", (work / "removed/000000.clusters").read_bytes()):
        kept[numbered[document]] = first.setdefault(cluster, numbered[document])
    save(out, names, kept.__getitem__)


METHODS = {
    "exact": exact, "datatrove": datatrove, "datasketch": datasketch, "text-dedup": text_dedup, "rensa": rensa,
    "rensa-flat": rensa_flat, "rensa-rho": rensa_rho, "gaoya": gaoya,
}


if __name__ == "__main__":
    method, banding, source, out, work = sys.argv[1:]
    bands, width = map(int, banding.split("x"))
    METHODS[method](pathlib.Path(source), out, bands, width, pathlib.Path(work))
