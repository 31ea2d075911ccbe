"""Reads from a server that speaks as S3 does, and compares with files: make test-remote.

Usage: check_s3.py --tamis BINARY [--measure MEGABYTES]
"""

import argparse
import gzip
import hashlib
import json
import logging
import os
import pathlib
import resource
import signal
import subprocess
import tempfile
import time

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "harvest"
# More than the 1,000 keys that one answer to a question for a list holds.
MANY = 1203


class Requests(logging.Handler):
    """Counts what the server was asked for."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())

    def count(self, *parts):
        return sum(all(part in line for part in parts) for line in self.lines)


def story(number):
    words = ["quay", "lantern", "barley", "orchard", "signal", "copper", "meadow", "harvest", "weir", "timber"]
    said = " ".join(words[(number * step + step) % len(words)] + str(number % (step + 7)) for step in range(1, 40))
    return f"The {words[number % 10]} of street {number} was opened on a Tuesday. It had been closed since {said}."


def page(number):
    return (
        f"<!doctype html><html><head><title>Street {number}</title></head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>Street {number}</h1><p>{story(number)}</p><p>{story(number + 1)}</p></article></body></html>"
    )


def rows(first, count):
    return "".join(
        json.dumps({"id": f"row-{number}", "text": story(number)}) + "\n" for number in range(first, first + count)
    ).encode()


def corpus():
    """Names and bytes of a small corpus, with what is not to be read among it."""
    return {
        "a/rows.jsonl": rows(0, 40),
        "a/packed.jsonl.gz": gzip.compress(rows(100, 40), mtime=0),
        "a b/straße.txt": story(7).encode(),
        "page.html": page(3).encode(),
        "n/m/page%20x.htm": page(5).encode(),
        "empty.txt": b"",
        ".hidden/x.txt": b"hidden",
        "picture.png": b"\x89PNG",
        "_tamis/removed.jsonl": b"{}\n",
        "drafts/x.txt": story(9).encode(),
        "broken.jsonl": b'{"id": 1, "text": "One."}\n{"id": 2,\n',
    }


class Check:
    def __init__(self, tamis, folder, endpoint):
        self.tamis, self.folder = tamis, folder
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        # Any key will do for the server of the test.
        self.environment |= {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_REGION": "us-east-1",
        }

    def run(self, *arguments, code=0):
        done = subprocess.run(
            [self.tamis, *arguments], cwd=self.folder, env=self.environment, capture_output=True, timeout=600
        )
        said = done.stderr.decode()
        assert done.returncode == code, f"{arguments}: exit code {done.returncode}, not {code}: {said}"
        return said

    def either(self, *arguments):
        """The exit code of a run that may have rejects."""
        done = subprocess.run(
            [self.tamis, *arguments], cwd=self.folder, env=self.environment, capture_output=True, timeout=600
        )
        assert done.returncode in (0, 1), f"{arguments}: exit code {done.returncode}: {done.stderr.decode()}"
        return done.returncode

    def said(self, *arguments):
        """What a command prints."""
        return subprocess.run(
            [self.tamis, *arguments], cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, timeout=600
        ).stdout

    def sums(self, out):
        """Every file of data, and what it holds."""
        out = self.folder / out
        files = (path for path in sorted(out.rglob("*")) if path.is_file() and "_tamis" not in path.parts)
        return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# Archives as harvesters write them.
ARCHIVES = pathlib.Path(__file__).parent.parent.parent / "crates/io/tests/warc"


def check(tamis, client, requests, endpoint, folder):
    files = corpus()
    for name, content in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        client.put_object(Bucket=BUCKET, Key=f"in/{name}", Body=content)
    # What some programs make as a folder, and a neighbour that begins with the same letters.
    client.put_object(Bucket=BUCKET, Key="in/", Body=b"")
    client.put_object(Bucket=BUCKET, Key="in-other/x.txt", Body=b"not asked for")
    one = Check(tamis, folder, endpoint)

    globs = ["--exclude", "drafts"]
    said = one.run("clean", "in", "-o", "local/", *globs, code=1)
    for prefix in ["in/", "in"]:
        remote = one.run("clean", f"s3://{BUCKET}/{prefix}", "-o", f"remote-{prefix}/", *globs, code=1)
        assert one.sums("local") == one.sums(f"remote-{prefix}"), "the same bytes"
        assert f"s3://{BUCKET}/in/broken.jsonl:2" in remote, remote
    assert "a/packed.jsonl.gz" in one.sums("local") and "drafts" not in str(one.sums("local")), said
    print("the same bytes from a store as from a folder, read twice for what recurs")

    one.run("dedup", f"s3://{BUCKET}/in/a/rows.jsonl", "in/a/rows.jsonl", "-o", "once.jsonl")
    kept = [json.loads(line)["id"] for line in (folder / "once.jsonl").read_text().splitlines()]
    assert len(kept) == 40, len(kept)
    one.run("learn", f"s3://{BUCKET}/in/a/", "-o", "table.zst")
    said = one.run("inspect", f"s3://{BUCKET}/in/page.html")
    print("dedup, learn and inspect read from a store")

    for number in range(MANY):
        client.put_object(Bucket=BUCKET, Key=f"many/{number:05}.txt", Body=story(number).encode())
    one.run("clean", f"s3://{BUCKET}/many/", "-o", "many.jsonl", "--no-dedup", "--no-learn")
    ids = [json.loads(line)["id"] for line in (folder / "many.jsonl").read_text().splitlines()]
    assert ids == [f"{number:05}.txt" for number in range(MANY)], len(ids)
    pages = requests.count("list-type=2", "prefix=many%2F") + requests.count("list-type=2", "prefix=many/")
    assert pages == 2, f"{pages} answers with keys"
    print(f"{MANY} keys are listed, in two answers")

    names = ["in/page.html", "in/none.txt", "in/a/packed.jsonl.gz", "in/empty.txt"]
    (folder / "list").write_text("".join(f"{name}\n" for name in names))
    said = one.run("clean", "--files-from", "list", "--files-prefix", f"s3://{BUCKET}/", "-o", "listed/", code=1)
    assert set(one.sums("listed")) >= {"in/page.html.jsonl", "in/a/packed.jsonl.gz"}, one.sums("listed")
    assert f"s3://{BUCKET}/in/none.txt: the file cannot be opened: there is no such object" in said, said
    client.put_object(Bucket=BUCKET, Key="lists/paths.gz", Body=gzip.compress(f"s3://{BUCKET}/in/page.html\n".encode()))
    one.run("clean", "--files-from", f"s3://{BUCKET}/lists/paths.gz", "-o", "one.jsonl")
    print("lists of objects, and a list that is an object")

    assert "no such file" in one.run("clean", f"s3://{BUCKET}/nothing/", code=3)
    assert "no such file" in one.run("clean", f"s3://{BUCKET}/nothing.txt", code=3)
    one.run("clean", "s3://no-such-bucket/x/", code=3)
    (folder / "none").write_text(f"s3://{BUCKET}/none-1.txt\ns3://{BUCKET}/none-2.txt\n")
    one.run("clean", "--files-from", "none", "-o", "nothing.jsonl", code=3)
    assert "cannot be written" in one.run("clean", "in", "-o", f"s3://{BUCKET}/out/", code=2)
    one.run("clean", "in", "-o", "x.jsonl", "--rejects", f"s3://{BUCKET}/rejects.jsonl", code=2)
    print("what is not there, and outputs that cannot be written, are told")

    check_formats(one, client)
    check_shards(one)
    check_continued(one, requests)


def check_formats(one, client):
    """Archives and Parquet, which is read at the end first."""
    (one.folder / "formats").mkdir()
    one.run("clean", "in/a/rows.jsonl", "-o", "formats/rows.parquet", "--no-learn")
    for archive in ["pages.warc.gz", "pages.warc.zst", "texts.warc.wet.gz"]:
        (one.folder / "formats" / archive).write_bytes((ARCHIVES / archive).read_bytes())
    for path in (one.folder / "formats").iterdir():
        if path.is_file():
            client.upload_file(str(path), BUCKET, f"formats/{path.name}")
    code = one.either("clean", "formats", "-o", "formats-local/")
    assert one.either("clean", f"s3://{BUCKET}/formats/", "-o", "formats-remote/") == code
    sums = one.sums("formats-local")
    assert len(sums) >= 3 and sums == one.sums("formats-remote"), sums
    print("archives and Parquet give the same bytes")


def check_shards(one):
    """Shards of a store joined are what shards of a folder are; a plan counts the same files."""
    globs = ["--exclude", "drafts", "--no-learn"]
    for place, name in [("in", "local"), (f"s3://{BUCKET}/in/", "remote")]:
        shards = [f"shard-{name}-{number}" for number in (1, 2)]
        for number, shard in enumerate(shards, 1):
            one.either("clean", place, "-o", shard, "--shard", f"{number}/2", *globs)
        one.either("merge", *shards, "-o", f"merged-{name}")
    assert one.sums("merged-local") and one.sums("merged-local") == one.sums("merged-remote")
    plans = [json.loads(one.said("plan", place, "--json", *globs)) for place in ["in", f"s3://{BUCKET}/in/"]]
    assert plans[0]["files"] == plans[1]["files"] and plans[0]["bytes"] == plans[1]["bytes"] > 0, plans
    print("shards are joined, and a plan counts what is there")


def check_continued(one, requests):
    """A run that is killed goes on from there: its inputs are still the same."""
    arguments = ["clean", f"s3://{BUCKET}/many/", "-j", "1"]
    first = len(requests.lines)
    one.run(*arguments, "-o", "whole/")
    whole = len(requests.lines) - first
    first = len(requests.lines)
    begun = subprocess.Popen(
        [one.tamis, *arguments, "-o", "parts/"], cwd=one.folder, env=one.environment, stderr=subprocess.DEVNULL
    )
    while len(requests.lines) - first < whole * 3 // 4:
        assert begun.poll() is None, "the run ended before it was killed"
        time.sleep(0.01)
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    first = len(requests.lines)
    one.run(*arguments, "-o", "parts/")
    again = len(requests.lines) - first
    assert one.sums("whole") and one.sums("whole") == one.sums("parts")
    assert again < whole * 3 // 4, f"{again} requests of {whole}"
    print(f"a killed run is continued, with {again} of {whole} requests")


def measure(tamis, client, requests, endpoint, folder, megabytes):
    """Requests for a large object, and the processor time of reading it beside that of a file."""
    one = Check(tamis, folder, endpoint)
    with open(folder / "large.jsonl", "wb") as file:
        number = 0
        while file.tell() < megabytes * 1_000_000:
            file.write(rows(number, 5000))
            number += 5000
    client.upload_file(str(folder / "large.jsonl"), BUCKET, "large.jsonl")
    arguments = ["--no-learn", "--no-dedup", "--no-strip", "--no-removed", "-j", "1", "-q", "-o"]
    for name in ["large.jsonl", f"s3://{BUCKET}/large.jsonl"]:
        before, first = resource.getrusage(resource.RUSAGE_CHILDREN), len(requests.lines)
        one.run("clean", name, *arguments, "measured.jsonl")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
        gets = sum("GET" in line for line in requests.lines[first:])
        others = len(requests.lines) - first - gets
        peak = after.ru_maxrss // 1024
        print(f"{name}: {user:.2f} s user, {system:.2f} s system, {gets} GETs, {others} others, peak so far {peak} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tamis", required=True, type=pathlib.Path)
    parser.add_argument("--measure", type=int, metavar="MEGABYTES")
    arguments = parser.parse_args()
    requests = Requests()
    log = logging.getLogger("werkzeug")
    log.handlers, log.propagate = [requests], False
    log.setLevel(logging.INFO)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        client = boto3.client(
            "s3", endpoint_url=endpoint, aws_access_key_id="none", aws_secret_access_key="none", region_name="us-east-1"
        )
        client.create_bucket(Bucket=BUCKET)
        tamis = arguments.tamis.resolve()
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            if arguments.measure:
                measure(tamis, client, requests, endpoint, folder, arguments.measure)
            else:
                check(tamis, client, requests, endpoint, folder)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
