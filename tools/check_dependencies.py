#!/usr/bin/env python3
"""What third-party crates may be, from what Cargo.lock names and cargo has fetched: no network, no tool to install.

    check_dependencies.py                     licences, sources, versions, yanked crates and unsafe code against deny.toml
                                              and tools/unsafe_crates.txt
    check_dependencies.py --unsafe            the crates with unsafe code, with the number of places, as that file has them
    check_dependencies.py --notices FILE      the licence texts of all crates of the binary, to be passed on with it
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"
# Where the list of crates with unsafe code is kept: other systems have other crates for their calls.
DEFAULT_PLATFORM = "x86_64-unknown-linux-gnu"
UNSAFE_LIST = ROOT / "tools/unsafe_crates.txt"
UNSAFE = re.compile(r"\bunsafe\s*(?:\{|fn\b|impl\b|extern\b)")
COMMENT = re.compile(r"//[^\n]*")


def metadata(platform: str) -> dict:
    cargo = os.environ.get("CARGO", "cargo")
    command = [cargo, "metadata", "--locked", "--format-version", "1", "--all-features"]
    if platform != "all":
        command += ["--filter-platform", platform]
    return json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout)


def shipped(meta: dict) -> set[str]:
    """Ids of the packages that the binary and the Python module are made of; no tests, build scripts and macros."""
    macros = {
        package["id"] for package in meta["packages"] for target in package["targets"] if "proc-macro" in target["kind"]
    }
    nodes = {node["id"]: node for node in meta["resolve"]["nodes"]}
    names = {package["id"]: package["name"] for package in meta["packages"]}
    found, left = set(), [member for member in meta["workspace_members"] if names[member] in ("tamis", "tamis-python")]
    while left:
        found.add(package := left.pop())
        for dependency in nodes[package]["deps"]:
            is_normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if is_normal and dependency["pkg"] not in found | macros:
                left.append(dependency["pkg"])
    return found


def is_allowed(licence: str, allowed: set[str]) -> bool:
    """Whether an SPDX expression can be met by licences of a set; `/` is the old way to write OR."""
    tokens = re.findall(r"\(|\)|AND\b|OR\b|[^\s()]+(?:\s+WITH\s+[^\s()]+)?", licence.replace("/", " OR "))

    def alternatives() -> bool:
        value = together()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            value = together() or value
        return value

    def together() -> bool:
        value = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            value = one() and value
        return value

    def one() -> bool:
        token = tokens.pop(0)
        if token != "(":
            return re.sub(r"\s+", " ", token) in allowed
        value = alternatives()
        tokens.pop(0)
        return value

    return alternatives()


def yanked(package: dict) -> bool:
    """Whether the index, as far as cargo has it on disk, says that a version was taken back."""
    home = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))
    name = package["name"].lower()
    below = {1: f"1/{name}", 2: f"2/{name}", 3: f"3/{name[:1]}/{name}"}.get(len(name), f"{name[:2]}/{name[2:4]}/{name}")
    for path in home.glob(f"registry/index/*/.cache/{below}"):
        for row in path.read_bytes().split(b"\0"):
            if row.startswith(b"{"):
                row = json.loads(row)
                if row.get("vers") == package["version"]:
                    return bool(row.get("yanked"))
    return False


def unsafe_places(package: dict) -> int:
    """Places of a crate where the compiler's rules are left, comments aside; its own tests, examples and benches too little
    to tell apart are counted."""
    folder = pathlib.Path(package["manifest_path"]).parent / "src"
    sources = (path.read_text(encoding="utf-8", errors="replace") for path in folder.rglob("*.rs"))
    return sum(len(UNSAFE.findall(COMMENT.sub("", source))) for source in sources)


def unsafe_crates(packages: Iterable[dict]) -> dict[str, int]:
    found: dict[str, int] = collections.Counter()
    for package in packages:
        if places := unsafe_places(package):
            found[package["name"]] += places
    return dict(found)


def problems(meta: dict, platform: str) -> Iterator[str]:
    rules = tomllib.loads((ROOT / "deny.toml").read_text(encoding="utf-8"))
    allowed = set(rules["licenses"]["allow"])
    known_twice = {entry["crate"].split("@")[0] for entry in rules["bans"]["skip"]}
    foreign = [package for package in meta["packages"] if package["source"]]
    versions = collections.defaultdict(set)
    for package in foreign:
        told = f"{package['name']} {package['version']}"
        versions[package["name"]].add(package["version"])
        if package["source"] != REGISTRY:
            yield f"{told} comes from {package['source']}, not from crates.io"
        if not is_allowed(package["license"] or "none", allowed):
            yield f"{told} has the licence {package['license']}, which deny.toml does not allow"
        if yanked(package):
            yield f"{told} was yanked"
    for name in sorted(name for name, found in versions.items() if len(found) > 1 and name not in known_twice):
        yield f"{name} is there in versions {', '.join(sorted(versions[name]))}; one will do, or deny.toml says why not"
    yield from own_unsafe()
    of_binary = shipped(meta)
    listed = {line.split()[0] for line in UNSAFE_LIST.read_text().splitlines() if line and not line.startswith(("#", "own "))}
    found = unsafe_crates(package for package in foreign if package["id"] in of_binary)
    for name in sorted(found.keys() - listed) if platform == DEFAULT_PLATFORM else ():
        yield f"{name} has {found[name]} places of unsafe code and is not in {UNSAFE_LIST.relative_to(ROOT)}"
    for name in sorted(listed - found.keys()) if platform == DEFAULT_PLATFORM else ():
        yield f"{name} is in {UNSAFE_LIST.relative_to(ROOT)} and no crate of the binary with unsafe code"


def own_unsafe() -> Iterator[str]:
    """Places where the project itself leaves the compiler's rules and no list says so, and crates that do not forbid it."""
    listed = {line.split()[1] for line in UNSAFE_LIST.read_text().splitlines() if line.startswith("own ")}
    crates = {path.split("/")[1] for path in listed}
    for root in sorted(ROOT.glob("crates/*/src")):
        for path in sorted(root.rglob("*.rs")):
            name = str(path.relative_to(ROOT))
            if UNSAFE.search(COMMENT.sub("", path.read_text(encoding="utf-8"))) and name not in listed:
                yield f"{name} has unsafe code and is not in {UNSAFE_LIST.relative_to(ROOT)}"
        door = next(path for name in ("lib.rs", "main.rs") if (path := root / name).exists())
        # Macros of pyo3 write unsafe code into the module for Python, which can only be denied to people.
        if root.parent.name not in crates | {"python"} and "#![forbid(unsafe_code)]" not in door.read_text(encoding="utf-8"):
            yield f"{door.relative_to(ROOT)} does not forbid unsafe code"


def notices(meta: dict) -> str:
    """Licence texts, each once, under the crates that have it."""
    of_binary = shipped(meta)
    texts: dict[str, list[str]] = collections.defaultdict(list)
    names = re.compile(r"(?i)^(licen[cs]e|copying|notice|unlicense|copyright)")
    for package in sorted(meta["packages"], key=lambda package: (package["name"], package["version"])):
        if not package["source"] or package["id"] not in of_binary:
            continue
        told = f"{package['name']} {package['version']} ({package['license']})"
        folder = pathlib.Path(package["manifest_path"]).parent
        files = sorted(path for path in folder.iterdir() if names.match(path.name) and path.is_file())
        if not files:
            authors = ", ".join(package["authors"]) or "its authors"
            where = package["repository"] or f"https://crates.io/crates/{package['name']}"
            texts[f"The package holds no licence text. Copyright {authors}; {where}\n"].append(told)
        for path in files:
            texts[path.read_text(encoding="utf-8", errors="replace").strip() + "\n"].append(f"{told}: {path.name}")
    rule = "=" * 100 + "\n"
    parts = [rule + "\n".join(crates) + "\n" + rule + "\n" + text + "\n" for text, crates in texts.items()]
    return "tamis holds parts of these crates, each under its own licence.\n\n" + "".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unsafe", action="store_true")
    parser.add_argument("--notices", type=pathlib.Path)
    parser.add_argument("--platform", default=DEFAULT_PLATFORM, help="a target triple, or `all`")
    args = parser.parse_args()
    meta = metadata(args.platform)
    if args.notices:
        args.notices.parent.mkdir(parents=True, exist_ok=True)
        args.notices.write_text(notices(meta), encoding="utf-8")
        return 0
    if args.unsafe:
        of_binary = shipped(meta)
        found = unsafe_crates(package for package in meta["packages"] if package["source"] and package["id"] in of_binary)
        for name, places in sorted(found.items()):
            print(f"{name:<28}{places:>6}")
        return 0
    found = list(problems(meta, args.platform))
    for problem in found:
        print(f"dependencies: {problem}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
