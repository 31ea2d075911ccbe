#!/usr/bin/env python3
"""Writes how rare words are in pages: a level a line, 0 for the most frequent, with its words. Python 3.9+.

    word_frequency.py --data wet-dev.jsonl.gz --out frequency.txt

The rarity of a word is ln(sites / sites that hold it), as a share of that of a word of FEWEST_SITES
sites, in LEVELS steps of 0..=255. Words of fewer sites are left out: their rarity is 255.
"""
import argparse
import collections
import gzip
import json
import math
import pathlib
import re

FEWEST_SITES = 10
LEVELS = 24
WORD = re.compile(r"[^\W\d_][^\W_]+")


def rarities(path):
    sites = collections.defaultdict(set)
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            for word in set(WORD.findall(row["text"].lower())):
                sites[word].add(row["domain"])
            sites[""].add(row["domain"])
    count = len(sites.pop(""))
    for word, holders in sites.items():
        if len(holders) >= FEWEST_SITES:
            share = math.log(count / len(holders)) / math.log(count / FEWEST_SITES)
            yield word, round(min(share, 1) * (LEVELS - 1)) * 250 // (LEVELS - 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    levels = collections.defaultdict(list)
    for word, rarity in rarities(args.data):
        levels[rarity].append(word)
    lines = ["# How rare words are in pages of the web, a level a line; written by training/word_frequency.py."]
    lines += [f"{level}: {' '.join(sorted(words))}" for level, words in sorted(levels.items())]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
