#!/usr/bin/env python3
"""Checks the in-order property of a run: the words of every text, punctuation included, are an in-order
subsequence of its document text. Python 3.9+ and the zstd command.

    tamis clean rows.jsonl -o out.jsonl --no-dedup --trace
    check_order.py out.jsonl

Prints the number of documents checked and every one that fails; exits with 1 if any does.
"""
import json
import pathlib
import subprocess
import sys


def document_words(trace):
    words = []
    for block in trace["blocks"]:
        words += (block["marker"] + block["text"]).split()
    return words


def is_subsequence(part, whole):
    rest = iter(whole)
    return all(any(word == other for other in rest) for word in part)


def main():
    output = pathlib.Path(sys.argv[1])
    traces = pathlib.Path(f"{output}.tamis/trace.jsonl.zst")
    stream = subprocess.Popen(["zstd", "-dc", traces], stdout=subprocess.PIPE, text=True, encoding="utf-8")
    checked, wrong = 0, []
    by_id = {}
    for line in output.open(encoding="utf-8"):
        row = json.loads(line)
        by_id[row["id"]] = row["text"].split()
    for line in stream.stdout:
        trace = json.loads(line)
        text = by_id.get(trace["id"])
        if text is None:
            continue
        checked += 1
        if not is_subsequence(text, document_words(trace)):
            wrong.append(trace["id"])
    print(f"{output}: {checked} documents checked, {len(wrong)} out of order")
    print("".join(f"  {name}\n" for name in wrong), end="")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
