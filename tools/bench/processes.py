"""Runs programs and says what they took."""

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
import time


@dataclasses.dataclass
class Usage:
    """What a program and all those that it started and waited for took."""

    user: float
    system: float
    wall: float
    peak_kib: int


def usage(command, codes=(0, 1), env=None, cwd=None):
    """What one run of a command took; ends the bench if its exit code is none of `codes`."""
    command = [str(part) for part in command]
    began = time.perf_counter()
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=env,
        cwd=cwd,
    )
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in codes:
        sys.exit(f"{' '.join(command)}: exit {child.returncode}\n{said.decode(errors='replace')}")
    return Usage(used.ru_utime, used.ru_stime, wall, used.ru_maxrss)


def digest(path):
    """SHA-256 of a file, read piece by piece: the memory of this program is the least that its children seem to take."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Rounds:
    """A runner that holds its pages, and goes over them once whenever it is asked."""

    def __init__(self, command):
        self.command = [str(part) for part in command]
        self.child = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.loaded = self.answer()

    def answer(self):
        line = self.child.stdout.readline()
        if not line:
            said = self.child.stderr.read().decode(errors="replace")
            sys.exit(f"{' '.join(self.command)}: ended early\n{said}")
        return json.loads(line)

    def round(self):
        self.child.stdin.write(b"go\n")
        self.child.stdin.flush()
        return self.answer()

    def close(self):
        self.child.communicate()
