#!/usr/bin/env python3
"""Makes a large corpus of a small one, to see how time, memory and disk grow.

    dedup_growth.py IN.jsonl[.gz] COPIES > OUT.jsonl

Writes the rows COPIES times. In each copy but the first a third of the words, chosen by a hash of the word and the
number of the copy, get a suffix of that copy, the same wherever the word stands: documents of one copy are as alike as
those of the input, documents of different copies are not. Ids get the number of the copy in front.
"""

import gzip
import json
import re
import sys
import zlib

WORD = re.compile(r"\w+")


def main():
    path, copies = sys.argv[1], int(sys.argv[2])
    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as lines:
        rows = [json.loads(line) for line in lines]
    # The pieces of each text, words at odd places.
    pieces = [re.split(r"(\w+)", row["text"]) for row in rows]
    out = sys.stdout
    for copy in range(copies):
        suffix = "" if copy == 0 else "".join(chr(ord("a") + int(digit)) for digit in str(copy))
        known = {}

        def perturbed(word):
            if copy == 0:
                return word
            found = known.get(word)
            if found is None:
                chosen = zlib.crc32(f"{copy} {word}".encode()) % 3 == 0
                found = known[word] = word + suffix if chosen else word
            return found

        for row, parts in zip(rows, pieces):
            text = "".join(perturbed(part) if at % 2 else part for at, part in enumerate(parts))
            kept = {name: row[name] for name in ("url", "date") if name in row}
            out.write(json.dumps({"id": f"{copy}-{row['id']}", "text": text, **kept}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
