"""What must hold of every generated document."""
import hashlib
import json

from .encodings import decode

KEYS = {"text", "label", "kind", "enc", "decoded", "clean"}


def faults(row):
    """What is wrong with a record, as sentences."""
    found = []
    for line in row["lines"]:
        if line["label"] not in ("keep", "drop", "edit") or set(line) - KEYS or not line["kind"]:
            found.append(f"line of an unknown form: {line}")
        if (line["label"] == "edit") != ("clean" in line):
            found.append(f"an edit without its clean form: {line}")
        if not line["text"].strip() or "\n" in line["text"] or "{" in line["text"] and "}" in line["text"] and "own" in row["base"]:
            found.append(f"empty, broken or unfilled line: {line}")
        if "enc" in line and decode(line["text"]) != line["decoded"]:
            found.append(f"does not decode: {line}")
    kept = [line.get("clean") or line["text"] for line in row["lines"] if line["label"] != "drop"]
    if "\n".join(kept) != row["reference"]:
        found.append("the reference is not the kept lines")
    if [t for t in row["text"].split("\n") if t] != [line["text"] for line in row["lines"]]:
        found.append("the text is not the lines")
    return [f"{row['id']}: {fault}" for fault in found]


def digest(rows):
    total = hashlib.sha256()
    for row in rows:
        total.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
    return total.hexdigest()
